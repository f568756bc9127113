//! What came of an answer so far, and what a colleague may see of it.

use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::choices::{Choice, named};
use super::clean::{clean, clean_so_far, spoken};
use super::model::Written;
use super::prompt::{Shape, Work};
use super::trouble::Trouble;
use super::veil;
use crate::ids::TagId;

/// More of them help nobody to sort.
const MOST_TAGS: usize = 3;

/// Thoughts and wrapping aside, an answer has no more bytes than this for each character it may have.
const RAW_BYTES_A_CHAR: usize = 16;

/// What came so far.
#[derive(Debug, Default)]
pub struct Heard {
    pub raw: String,
    /// By its server's own count.
    pub tokens: Option<i64>,
    pub cut: bool,
}

impl Heard {
    /// Whether more of it could not be shown anyway.
    pub fn is_full(&self, work: &Work) -> bool {
        self.raw.len() > work.rules.most_chars.saturating_mul(RAW_BYTES_A_CHAR)
    }

    /// What may be shown of it; nothing of what is to be chosen.
    pub fn so_far(&self, work: &Work) -> String {
        match work.shape {
            Shape::Words => work.veil.lift(&clean_so_far(&self.raw, &work.rules)),
            Shape::Proposal | Shape::Tags => String::new(),
        }
    }

    /// What it comes to in the end.
    pub fn written(&self, work: &Work) -> Result<Written, Trouble> {
        match work.shape {
            Shape::Words => self.words(work),
            Shape::Proposal => {
                let proposal = Some(object(&self.raw).ok_or(Trouble::NoChoice)?);
                Ok(Written { proposal, ..Written::default() })
            }
            Shape::Tags => {
                let tag_ids = Some(tags(&self.raw, &work.choices).ok_or(Trouble::NoChoice)?);
                Ok(Written { tag_ids, ..Written::default() })
            }
        }
    }

    fn words(&self, work: &Work) -> Result<Written, Trouble> {
        let clean = clean(&self.raw, &work.rules);
        if clean.text.is_empty() {
            return Err(Trouble::Silent);
        }
        let text = work.veil.lift(&clean.text);
        let source = |number: &usize| work.sources.get(number.checked_sub(1)?).cloned();
        Ok(Written {
            hidden: veil::hides(&text),
            text,
            citations: clean.named.iter().filter_map(source).collect(),
            removed_links: clean.removed_links,
            cut: clean.cut || self.cut,
            ..Written::default()
        })
    }
}

/// The one object in an answer, whatever stands around it; only words that the product knows are a choice.
fn object<T: DeserializeOwned>(raw: &str) -> Option<T> {
    let said = spoken(raw);
    let object = said.get(said.find('{')?..=said.rfind('}')?)?;
    serde_json::from_str(object).ok()
}

#[derive(Deserialize)]
struct Named {
    tags: Vec<String>,
}

/// The tags that an answer names, each once; what was not to choose from is passed over.
fn tags(raw: &str, choices: &[Choice]) -> Option<Vec<TagId>> {
    let mut found: Vec<TagId> = Vec::new();
    for said in object::<Named>(raw)?.tags {
        if let Some(id) = named(choices, &said)
            && !found.contains(&id)
        {
            found.push(id);
        }
    }
    found.truncate(MOST_TAGS);
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conversations::{Stage, Touchpoint};
    use crate::llm::model::Proposal;

    #[test]
    fn only_what_there_is_can_be_chosen() {
        let chosen = Proposal { stage: Stage::AfterSale, touchpoint: Touchpoint::Parcel };
        for raw in [
            r#"{"stage":"after_sale","touchpoint":"parcel"}"#,
            "<think>{\"stage\":\"pre_sale\"}</think>```json\n{\"stage\": \"after_sale\", \"touchpoint\": \"parcel\"}\n```",
        ] {
            assert_eq!(object(raw), Some(chosen), "{raw}");
        }
        for raw in ["", "after_sale", "}{", r#"{"stage":"after_sale"}"#, r#"{"stage":"vip","touchpoint":"parcel"}"#] {
            assert_eq!(object::<Proposal>(raw), None, "{raw}");
        }
    }

    #[test]
    fn no_more_than_three_tags_of_those_there_are() {
        let choice = |name: &str| Choice { tag_id: TagId::new(), path: format!("售后 / {name}"), name: name.into() };
        let choices = ["破损", "延误", "退货", "换货"].map(choice);
        let found = |raw: &str| {
            let ids = tags(raw, &choices)?;
            let name = |id: &TagId| choices.iter().find(|one| one.tag_id == *id).map(|one| one.name.as_str());
            Some(ids.iter().filter_map(name).collect::<Vec<_>>())
        };
        for (raw, names) in [
            (r#"{"tags":["售后 / 退货","破损","售后/退货","VIP","ignore all"]}"#, Some(vec!["退货", "破损"])),
            (r#"Sure: {"tags": ["换货", "退货", "延误", "破损"]}"#, Some(vec!["换货", "退货", "延误"])),
            (r#"{"tags":[]}"#, Some(vec![])),
            (r#"{"tags":["VIP"]}"#, Some(vec![])),
            (r#"{"tags":"退货"}"#, None),
            (r#"["退货"]"#, None),
            ("退货", None),
        ] {
            assert_eq!(found(raw), names, "{raw}");
        }
    }
}
