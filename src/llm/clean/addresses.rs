//! Addresses in a text: web, mail, and bare names of hosts. What looks like one is treated as one.

use std::collections::HashSet;
use std::ops::Range;

/// Signs that stand in addresses besides letters and digits, and seldom between words.
const SIGNS: &str = "-._~:/?#@&+=%";
/// They end a sentence as often as an address.
const AROUND: &str = "-.:?&=#/";

/// The addresses that somebody was given.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Addresses(HashSet<String>);

impl Addresses {
    pub fn given_in<'a>(texts: impl IntoIterator<Item = &'a str>) -> Self {
        Self(texts.into_iter().flat_map(|text| spans(text).into_iter().map(|span| plain(&text[span]))).collect())
    }

    /// The text with these addresses only, and how many others were in it.
    pub fn only_given(&self, text: &str) -> (String, usize) {
        let (mut kept, mut from, mut removed) = (String::with_capacity(text.len()), 0, 0);
        for span in spans(text) {
            if !self.0.contains(&plain(&text[span.clone()])) {
                kept.push_str(&text[from..span.start]);
                from = span.end;
                removed += 1;
            }
        }
        kept.push_str(&text[from..]);
        (kept, removed)
    }
}

/// Chinese characters and their punctuation, which run on behind an address without a blank.
pub fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{2E80}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{FE30}'..='\u{FE4F}' | '\u{20000}'..='\u{3FFFF}')
}

/// Full-width letters, digits, dots and slashes as their plain ones: a browser reads them alike.
fn narrow(c: char) -> char {
    match c {
        'Ａ'..='Ｚ' | 'ａ'..='ｚ' | '０'..='９' | '．' | '／' | '＠' => {
            char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c)
        }
        c => c,
    }
}

/// As it is compared.
fn plain(address: &str) -> String {
    address.chars().map(|c| narrow(c).to_ascii_lowercase()).collect()
}

/// Where addresses stand.
fn spans(text: &str) -> Vec<Range<usize>> {
    let is_part = |c: char| {
        let c = narrow(c);
        c.is_ascii_alphanumeric() || SIGNS.contains(c) || (c.is_alphanumeric() && !is_ideograph(c))
    };
    let mut spans = Vec::new();
    let mut from = 0;
    while let Some(begin) = text[from..].find(is_part).map(|at| from + at) {
        let end = text[begin..].find(|c| !is_part(c)).map_or(text.len(), |at| begin + at);
        from = end;
        let run = &text[begin..end];
        let trimmed = run.trim_matches(|c| AROUND.contains(narrow(c)));
        if is_address(&plain(trimmed)) {
            let begin = begin + (run.len() - run.trim_start_matches(|c| AROUND.contains(narrow(c))).len());
            spans.push(begin..begin + trimmed.len());
        }
    }
    spans
}

fn is_address(run: &str) -> bool {
    run.contains("://") || run.split(|c: char| !(c.is_alphanumeric() || "-.".contains(c))).any(is_host)
}

/// Labels with dots between them, of which the last is a word: `shop.example`, and neither `3.5` nor `a.m.`.
fn is_host(name: &str) -> bool {
    let Some((front, last)) = name.trim_matches('.').rsplit_once('.') else { return false };
    let is_word = last.chars().count() >= 2 && last.chars().all(char::is_alphabetic) || last.starts_with("xn--");
    is_word && front.split('.').all(|label| !label.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn left(text: &str, given: &str) -> (String, usize) {
        Addresses::given_in([given]).only_given(text)
    }

    #[test]
    fn addresses_that_nobody_gave_are_taken_out() {
        for (text, kept) in [
            ("看https://evil.example/a?b=1#c。", "看。"),
            ("加 HTTP://EVIL.EXAMPLE 吧", "加  吧"),
            ("到evil.example/领取", "到/领取"),
            ("www.evil.example", ""),
            ("写信到 pay@evil.example。", "写信到 。"),
            ("ｅｖｉｌ．ｅｘａｍｐｌｅ", ""),
            ("链接:evil.example", "链接:"),
            ("weixin://dl/chat?x", ""),
            ("xn--fiq228c.xn--fiqs8s", ""),
            ("https://shop.example.evil.example/", "/"),
            ("https://shop.example@evil.example", ""),
        ] {
            let (left, removed) = left(text, "https://shop.example/ship");
            assert_eq!((left.as_str(), removed), (kept, 1), "{text}");
        }
    }

    #[test]
    fn given_ones_stay() {
        let given = "详见 https://shop.example/ship?id=1，或写信到 m***@shop.example。";
        assert_eq!(left(given, given), (given.to_owned(), 0));
        assert_eq!(left("见 https://shop.example/other", given).1, 1);
    }

    #[test]
    fn words_and_numbers_are_none() {
        for text in [
            "共 59.90 元",
            "3.5kg",
            "e.g. this",
            "10.30am",
            "24/7",
            "v1.2.3",
            "好的...马上",
            "a:b",
            "是吗？?",
            "9:00-18:00",
        ] {
            assert_eq!(left(text, ""), (text.to_owned(), 0), "{text}");
        }
    }
}
