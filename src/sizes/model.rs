//! Charts, and what they say. Lengths are whole millimetres, weights whole grams: borders are met exactly.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::clock::Time;
use crate::db::stored_enum;
use crate::http::{objects, plain_object};
use crate::ids::{SizeChartId, StaffId};
use crate::inboxes::Greeting;

/// What is measured of somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SizeMeasure {
    Height,
    Weight,
    Bust,
    Waist,
    Hip,
    Shoulder,
    /// The foot's length.
    Foot,
}

/// From one value to another, both included: millimetres, or grams of a weight. An end that is null reaches as far as
/// people do.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct SizeRange {
    pub from: Option<i32>,
    pub to: Option<i32>,
}

/// Whom a size fits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SizeRule {
    /// Null where none is made, and a person should be asked.
    #[serde(default)]
    pub size: Option<String>,
    /// One for each measure of the table, in their order.
    #[serde(deserialize_with = "objects")]
    pub ranges: Vec<SizeRange>,
}

/// Sizes by one measure or by two at once. Neighbours share the border between them; every part has exactly one rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SizeTable {
    pub measures: Vec<SizeMeasure>,
    /// From the smallest size to the largest.
    #[serde(deserialize_with = "objects")]
    pub rules: Vec<SizeRule>,
}

/// What a chart says, and what it is for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChartContent {
    pub name: String,
    /// Product codes of the shop; a product has one chart.
    #[serde(default)]
    pub products: Vec<String>,
    /// Words of product titles, such as `dress`: for products that no chart names.
    #[serde(default)]
    pub title_words: Vec<String>,
    /// For every product without a chart of its own.
    #[serde(default)]
    pub is_default: bool,
    /// The first whose measures are known decides.
    #[serde(deserialize_with = "objects")]
    pub tables: Vec<SizeTable>,
    /// What buyers are asked to check before they buy; in words of ours where it is missing.
    #[serde(default, deserialize_with = "plain_object")]
    pub confirm: Greeting,
}

/// A chart of sizes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct SizeChart {
    pub id: SizeChartId,
    pub name: String,
    pub products: Vec<String>,
    pub title_words: Vec<String>,
    pub is_default: bool,
    pub tables: Vec<SizeTable>,
    pub confirm: Greeting,
    pub changed_by: Option<StaffId>,
    pub created_at: Time,
    pub updated_at: Time,
}

/// What is wrong with a part of a chart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct SizeFault {
    /// The rule or the table, as a path such as `tables[0].rules[2]`.
    pub field: String,
    /// `gap`, `overlap`, `contradiction`, `out_of_range`, `required` …; saving refuses with the same.
    pub code: String,
    /// The part of the table: a range for each measure; empty where it is all of the rule or the table.
    pub at: Vec<SizeRange>,
    /// The rules that meet there, by their place in the table.
    pub rules: Vec<usize>,
}

/// Who will wear it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SizeWearer {
    Buyer,
    SomeoneElse,
    /// Nobody said.
    #[default]
    Unknown,
}

/// What came of a question for a size.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SizeOutcome {
    /// One size, or both that meet where somebody stands.
    Sizes,
    /// More must be known.
    Ask,
    /// The chart has no size for these measures.
    Outside,
    /// No chart is for this product.
    NoChart,
}

/// What is to be asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum SizeQuestion {
    /// A measure that nobody said, or not exactly enough.
    Measure { measure: SizeMeasure },
    /// A number that may mean two things.
    Unclear {
        /// As it was written.
        said: String,
        /// What it measures, where only the unit is unclear.
        measure: Option<SizeMeasure>,
    },
    /// Who will wear it.
    Wearer,
}

/// A measure that was understood; the ends are the same where it is exact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct Measured {
    pub measure: SizeMeasure,
    /// Millimetres, or grams of a weight.
    pub from: i32,
    pub to: i32,
}

/// A rule of a chart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct SizeRulePlace {
    pub table: usize,
    pub rule: usize,
}

/// A chart by its name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct SizeChartBrief {
    pub id: SizeChartId,
    pub name: String,
}

/// Which size fits, or what to ask next.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct SizeAdvice {
    pub outcome: SizeOutcome,
    /// The chart that was looked into.
    pub chart: Option<SizeChartBrief>,
    /// From the smaller to the larger; two on a border.
    pub sizes: Vec<String>,
    /// The rules that say so.
    pub rules: Vec<SizeRulePlace>,
    /// What was understood of whoever will wear it.
    pub measures: Vec<Measured>,
    pub wearer: SizeWearer,
    /// The words ask which size to take; without them, and without measures, they speak of something else.
    pub asked: bool,
    /// What to ask: with sizes, whom they are for, if nobody said.
    pub ask: Vec<SizeQuestion>,
    /// What buyers are asked to check before they buy.
    pub confirm: Option<String>,
    /// All of it in words for the buyer; null without a chart.
    pub text: Option<String>,
}

stored_enum! {
    /// What a chart is found by.
    ScopeKind {
        Product = 0,
        TitleWord = 1,
    }
}
