//! What buyers wrote when a size was talked about: the newest words count, and older ones fill in what they left out.

use zg_answer::size::{self, Measures, Reading, Wearer};
use zg_text::fold;

/// More than this of a message is no talk about sizes.
const MOST_CHARS: usize = 500;

/// Words by which somebody asks which size to take. Asking whether sizes run small, or to exchange one, is another matter.
const QUESTIONS: &[&str] = &[
    "什么码",
    "啥码",
    "什么尺码",
    "穿什么尺寸",
    "买什么尺寸",
    "选什么尺寸",
    "哪个码",
    "哪个尺码",
    "几码",
    "多大码",
    "多大的码",
    "多大号",
    "多大尺码",
    "穿多大",
    "穿几号",
    "买多大",
    "拍多大",
    "选多大",
    "要多大码",
    "推荐尺码",
    "推荐一下尺码",
    "推荐个尺码",
    "推荐个码",
    "推荐码",
    "尺码推荐",
    "尺码怎么选",
    "怎么选码",
    "怎么选尺码",
    "选码",
    "what size",
    "which size",
    "size should",
    "size do i",
    "size would",
    "size recommendation",
    "recommend a size",
];

/// Whether somebody asks which size to take.
pub fn asks_for_a_size(text: &str) -> bool {
    let said = fold(text);
    QUESTIONS.iter().any(|words| said.contains(words)) || is_choice(&said)
}

/// 穿S还是M, 选30还是31: the choice itself is the question.
fn is_choice(said: &str) -> bool {
    let Some((before, after)) = said.split_once("还是").or_else(|| said.split_once(" or ")) else { return false };
    let before = before.trim_end().trim_end_matches(['码', '号']);
    let is_size = |c: char| c.is_ascii_alphanumeric();
    let first: String = before.chars().rev().take_while(|c| is_size(*c)).collect();
    let second: String = after.trim_start().chars().take_while(|c| is_size(*c)).collect();
    let is_letters = |size: &str| size.chars().all(|c| matches!(c, 's' | 'm' | 'l' | 'x' | '2'..='5'));
    let like_a_size = |size: &str| matches!(size.len(), 1..=4) && is_letters(size) && size.contains(['s', 'm', 'l']);
    like_a_size(&first) && like_a_size(&second)
}

/// What was said of whoever will wear it, in messages from the oldest to the newest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Talk {
    pub read: Reading,
    /// Somebody asks which size to take.
    pub asks: bool,
}

impl Talk {
    pub fn read(texts: &[String]) -> Self {
        let texts: Vec<String> = texts.iter().map(|text| text.chars().take(MOST_CHARS).collect()).collect();
        let together = size::read(&texts.join(" "));
        let asks = texts.iter().any(|text| asks_for_a_size(text));
        if texts.len() < 2 {
            return Self { read: together, asks };
        }
        let apart = texts.iter().rev().map(|text| size::read(text));
        let known = apart.filter(|one| one.wearer == Wearer::Unknown || one.wearer == together.wearer);
        let newest = known.fold(Measures::default(), |newer, older| newer.or(&older.measures));
        Self { read: Reading { measures: newest.or(&together.measures), ..together }, asks }
    }

    /// Whether it tells a measure, be it an unclear one.
    pub fn tells_measures(&self) -> bool {
        !self.read.measures.is_empty() || !self.read.unclear.is_empty()
    }

    pub fn tells_the_wearer(&self) -> bool {
        self.read.wearer != Wearer::Unknown
    }
}

#[cfg(test)]
mod tests {
    use zg_answer::size::Measure::{Height, Weight};
    use zg_answer::size::Span;

    use super::*;

    fn read(texts: &[&str]) -> Reading {
        Talk::read(&texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>()).read
    }

    #[test]
    fn a_question_for_a_size_is_told_from_others() {
        for text in [
            "165 穿什么码",
            "穿S还是M",
            "請問穿多大",
            "这款选M码还是L码",
            "What size should I get?",
            "我該買幾碼",
            "M or L?",
        ] {
            assert!(asks_for_a_size(text), "{text}");
        }
        for text in [
            "客服电话什么号码",
            "被套是什么尺寸",
            "拖鞋偏大还是偏小啊",
            "想换个大一码",
            "M和L差多少啊",
            "发顺丰还是中通",
            "有没有S码",
            "mail or phone",
        ] {
            assert!(!asks_for_a_size(text), "{text}");
        }
    }

    #[test]
    fn the_newest_words_count() {
        let said = read(&["165 55公斤", "打错了，是60公斤"]);
        assert_eq!(said.measures.get(Height), Some(Span::of(1650)));
        assert_eq!(said.measures.get(Weight), Some(Span::of(60_000)));
        let said = read(&["我穿什么码", "165", "110斤"]);
        assert_eq!(said.measures.get(Weight), Some(Span::of(55_000)));
        assert_eq!(said.measures.get(Height), Some(Span::of(1650)));
    }

    #[test]
    fn what_was_said_of_oneself_is_not_taken_for_a_present() {
        let said = read(&["我165 110斤", "给妈妈买的，她158"]);
        assert_eq!(said.wearer, Wearer::SomeoneElse);
        assert_eq!(said.measures.get(Height), Some(Span::of(1580)));
        assert_eq!(said.measures.get(Weight), None);
    }
}
