//! What came of an answer so far, and what a colleague may see of it.

use super::clean::{clean, clean_so_far, spoken};
use super::model::{Proposal, Written};
use super::prompt::{Shape, Work};
use super::trouble::Trouble;
use super::veil;

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
            Shape::Proposal => String::new(),
        }
    }

    /// What it comes to in the end.
    pub fn written(&self, work: &Work) -> Result<Written, Trouble> {
        if work.shape == Shape::Proposal {
            let proposal = Some(proposal(&self.raw).ok_or(Trouble::NoChoice)?);
            return Ok(Written { proposal, ..Written::default() });
        }
        let clean = clean(&self.raw, &work.rules);
        if clean.text.is_empty() {
            return Err(Trouble::Silent);
        }
        let text = work.veil.lift(&clean.text);
        let source = |number: &usize| work.sources.get(number.checked_sub(1)?).cloned();
        Ok(Written {
            hidden: veil::hides(&text),
            text,
            proposal: None,
            citations: clean.named.iter().filter_map(source).collect(),
            removed_links: clean.removed_links,
            cut: clean.cut || self.cut,
        })
    }
}

/// The one object in an answer, whatever stands around it; only words that the product knows are a choice.
fn proposal(raw: &str) -> Option<Proposal> {
    let said = spoken(raw);
    let object = said.get(said.find('{')?..=said.rfind('}')?)?;
    serde_json::from_str(object).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conversations::{Stage, Touchpoint};

    #[test]
    fn only_what_there_is_can_be_chosen() {
        let chosen = Proposal { stage: Stage::AfterSale, touchpoint: Touchpoint::Parcel };
        for raw in [
            r#"{"stage":"after_sale","touchpoint":"parcel"}"#,
            "<think>{\"stage\":\"pre_sale\"}</think>```json\n{\"stage\": \"after_sale\", \"touchpoint\": \"parcel\"}\n```",
        ] {
            assert_eq!(proposal(raw), Some(chosen), "{raw}");
        }
        for raw in ["", "after_sale", "}{", r#"{"stage":"after_sale"}"#, r#"{"stage":"vip","touchpoint":"parcel"}"#] {
            assert_eq!(proposal(raw), None, "{raw}");
        }
    }
}
