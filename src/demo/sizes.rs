//! The size charts of the demo shop.

use anyhow::Context;
use serde::Deserialize;

use crate::app::App;
use crate::auth::Actor;
use crate::inboxes::Greeting;
use crate::sizes::{self, ChartContent, SizeMeasure, SizeRange, SizeRule, SizeTable};

#[derive(Debug, Deserialize)]
struct Charts {
    chart: Vec<Chart>,
}

#[derive(Debug, Deserialize)]
struct Chart {
    name: String,
    products: Vec<String>,
    #[serde(default)]
    confirm: Greeting,
    table: Vec<Grid>,
}

/// A size between every two borders; of two measures a row for each step of the first.
#[derive(Debug, Deserialize)]
struct Grid {
    measures: Vec<SizeMeasure>,
    borders: Vec<Vec<i32>>,
    /// Empty where a person is to be asked.
    sizes: Vec<Vec<String>>,
}

pub async fn chart(app: &App, owner: &Actor) -> anyhow::Result<()> {
    for chart in charts()? {
        let name = chart.name.clone();
        sizes::create(app, owner, chart).await.context(name)?;
    }
    Ok(())
}

fn charts() -> anyhow::Result<Vec<ChartContent>> {
    let read: Charts = toml::from_str(include_str!("content/size_charts.toml")).context("size_charts.toml")?;
    let content = |chart: Chart| ChartContent {
        name: chart.name,
        products: chart.products,
        title_words: Vec::new(),
        is_default: false,
        tables: chart.table.iter().map(Grid::table).collect(),
        confirm: chart.confirm,
    };
    Ok(read.chart.into_iter().map(content).collect())
}

impl Grid {
    fn table(&self) -> SizeTable {
        let steps: Vec<Vec<SizeRange>> = self.borders.iter().map(|borders| steps(borders)).collect();
        let mut rules = Vec::new();
        for (row, sizes) in self.sizes.iter().enumerate() {
            for (column, size) in sizes.iter().enumerate() {
                let ranges = match steps.as_slice() {
                    [rows, columns] => vec![rows[row], columns[column]],
                    [columns] => vec![columns[column]],
                    _ => Vec::new(),
                };
                rules.push(SizeRule { size: (!size.is_empty()).then(|| size.clone()), ranges });
            }
        }
        // From the smallest size to the largest, which is how they are first met.
        let order: Vec<&String> = self.sizes.iter().flatten().collect();
        rules.sort_by_key(|rule| rule.size.as_ref().map_or(usize::MAX, |size| place(&order, size)));
        SizeTable { measures: self.measures.clone(), rules }
    }
}

fn place(order: &[&String], size: &str) -> usize {
    order.iter().position(|known| *known == size).unwrap_or(usize::MAX)
}

fn steps(borders: &[i32]) -> Vec<SizeRange> {
    borders.windows(2).map(|pair| SizeRange { from: Some(pair[0]), to: Some(pair[1]) }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demo::Content;

    #[test]
    fn charts_know_the_sizes_that_are_sold() {
        let content = Content::load().expect("the content is readable");
        for chart in charts().expect("the charts are readable") {
            let product = content.product(&chart.products[0]).expect("a product");
            assert_eq!(chart.name, product.name);
            let sold = |size: &String| product.sizes.iter().any(|sold| sold.size == *size);
            let rules = chart.tables.iter().flat_map(|table| &table.rules);
            assert!(rules.filter_map(|rule| rule.size.as_ref()).all(sold), "{}", chart.name);
        }
    }
}
