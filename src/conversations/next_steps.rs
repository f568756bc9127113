//! What a buyer may answer to a colleague's words by pressing: pure.

use super::model::{BotAct, BotButton, BotPart, Kind};
use crate::auth::rules::clean_name;
use crate::error::{Error, Result};

const MOST: usize = 4;
const MAX_CHARS: usize = 40;

/// Answers as they are stored: trimmed, each once.
pub fn clean(answers: Vec<String>) -> Result<Vec<String>> {
    const FIELD: &str = "next_steps";
    if answers.len() > MOST {
        return Err(Error::invalid(FIELD, "too_many"));
    }
    let mut clean: Vec<String> = Vec::with_capacity(answers.len());
    for answer in answers {
        let answer = clean_name(FIELD, &answer)?;
        if answer.chars().count() > MAX_CHARS {
            return Err(Error::invalid(FIELD, "too_long"));
        }
        if clean.iter().any(|other| zg_text::fold(other) == zg_text::fold(&answer)) {
            return Err(Error::invalid(FIELD, "doubled"));
        }
        clean.push(answer);
    }
    Ok(clean)
}

/// What a message carries that offers them; none where there are none.
pub fn part(kind: Kind, answers: Vec<String>) -> Result<Option<BotPart>> {
    if answers.is_empty() {
        return Ok(None);
    }
    if kind != Kind::Text {
        return Err(Error::invalid("next_steps", "only_with_words"));
    }
    let buttons = clean(answers)?.into_iter().map(|label| BotButton { label, entry_id: None }).collect();
    Ok(Some(BotPart { buttons, ..BotPart::new(BotAct::Offer) }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(answers: &[&str]) -> Vec<String> {
        answers.iter().map(|answer| (*answer).to_owned()).collect()
    }

    #[test]
    fn answers_are_few_short_and_different() {
        assert_eq!(clean(words(&[" 要退货 ", "想换 尺码"])).expect("clean"), ["要退货", "想换 尺码"]);
        for wrong in [
            words(&["1", "2", "3", "4", "5"]),
            words(&["字".repeat(41).as_str()]),
            words(&["Ｙes", "yes"]),
            words(&[" "]),
        ] {
            assert!(clean(wrong.clone()).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn only_words_carry_them() {
        assert!(part(Kind::Note, words(&["好"])).is_err() && part(Kind::Card, words(&["好"])).is_err());
        assert!(part(Kind::Note, Vec::new()).expect("nothing to carry").is_none());
        let carried = part(Kind::Text, words(&["好"])).expect("carried").expect("something");
        assert!(carried.act == BotAct::Offer && !carried.can_be_rated());
    }
}
