//! What holds for any text: nothing panics, what is contained is found, nothing typed becomes syntax.

use proptest::prelude::*;
use zg_text::{Query, Term, highlight, preview, query, tokens};

fn finds(query: &Query, tokens: &[String]) -> bool {
    let has = |term: &Term| match term.prefix {
        true => tokens.iter().any(|token| token.starts_with(&term.text)),
        false => tokens.contains(&term.text),
    };
    query.terms().iter().all(has)
}

#[track_caller]
fn assert_found(text: &str, typed: &str) {
    let query = query(typed);
    assert!(!query.is_empty() && finds(&query, &tokens(text)), "{typed:?} in {text:?}: {}", query.fts5(""));
}

#[test]
fn everyday_searches_find_their_message() {
    let cases: &[(&str, &[&str])] = &[
        ("麻烦送到上海浦东新区张江镇", &["浦东", "新区", "浦东新区", "上海浦东", "东", "张江", "送到浦东", "镇"]),
        ("這件羽絨服買大了，可以退嗎", &["羽绒服", "羽絨服", "买大", "退", "羽绒服买大了", "可以退吗", "羽绒服退"]),
        ("iPhone15手机壳还有吗", &["iPhone15手机壳", "iphone", "iphone15", "手机壳", "iPhone 15", "壳", "15"]),
        ("订单 SF-1234-5678 到哪了", &["SF-1234-5678", "sf12345678", "1234", "订单5678", "SF 1234"]),
        ("Where is my order? I can’t track it.", &["order", "where ord", "can't", "trac", "ORDER"]),
        ("尺寸是 59.9 × 120cm", &["59.9", "120cm", "120 cm", "尺寸"]),
        ("Ｃａｆé 杯子", &["cafe", "CAFÉ", "杯"]),
    ];
    for (text, searches) in cases {
        for typed in *searches {
            assert_found(text, typed);
        }
    }
}

#[test]
fn other_messages_are_not_found() {
    for (text, typed) in [("羽毛球拍", "羽绒服"), ("退款到了", "退货"), ("worship", "ship"), ("新东区", "东新")]
    {
        assert!(!finds(&query(typed), &tokens(text)), "{typed} in {text}");
    }
}

fn is_word_char(c: char) -> bool {
    if c.is_ascii() { c.is_ascii_lowercase() || c.is_ascii_digit() } else { c.is_alphanumeric() }
}

/// The grammar of `fts5()`: quoted words joined by AND, each perhaps with a star.
fn is_safe(rendered: &str, and: &str, quote: char, star: &str) -> bool {
    rendered.split(and).all(|term| {
        let word = term.strip_suffix(star).unwrap_or(term);
        let inner = word.strip_prefix(quote).and_then(|word| word.strip_suffix(quote));
        inner.is_some_and(|inner| !inner.is_empty() && inner.chars().all(is_word_char))
    })
}

/// Text as shops see it, with whatever else can be typed or pasted.
fn chat() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        "[羽绒服退货買大了浦东新区张江的吗]{1,12}",
        "[a-zA-Z]{1,8}[0-9]{0,6}",
        "[A-Z]{1,3}[-_][0-9]{2,6}",
        "[ ,.!?，。！？\"'*()&|:~-]{1,3}",
        "[😊👍🏽❤️\u{200D}]{1,3}",
        "[ァ-ヴก-ฮ가-힣é-ž]{1,6}",
        any::<String>(),
    ];
    prop::collection::vec(part, 0..8).prop_map(|parts| parts.concat())
}

proptest! {
    #[test]
    fn tokens_are_plain_bounded_and_each_once(text in chat()) {
        let found = tokens(&text);
        prop_assert!(found.len() <= 2_000);
        prop_assert!(found.windows(2).all(|pair| pair[0] < pair[1]));
        for token in found {
            prop_assert!(!token.is_empty() && token.len() <= 64 && token.chars().all(is_word_char), "{token:?}");
        }
    }

    #[test]
    fn a_text_is_found_by_any_term_it_contains(before in chat(), term in chat(), after in chat()) {
        prop_assume!(before.chars().count() + after.chars().count() < 500);
        let query = query(&term);
        let text = format!("{before} {term} {after}");
        prop_assert!(finds(&query, &tokens(&text)), "{}", query.fts5(""));
    }

    #[test]
    fn chinese_is_found_inside_chinese(before in "[一-龥]{0,9}", term in "[一-龥]{1,9}", after in "[一-龥]{0,9}") {
        let text = format!("{before}{term}{after}");
        prop_assert!(finds(&query(&term), &tokens(&text)));
    }

    #[test]
    fn typing_a_word_letter_by_letter_keeps_finding_it(word in "[a-z]{2,20}", length in 2_usize..20) {
        let typed: String = word.chars().take(length).collect();
        let text = format!("my {word} please");
        prop_assert!(finds(&query(&typed), &tokens(&text)));
    }

    #[test]
    fn nothing_typed_becomes_syntax(typed in chat()) {
        let query = query(&typed);
        if query.is_empty() {
            prop_assert_eq!(query.fts5(""), "\"\"");
            prop_assert_eq!(query.tsquery(""), "");
        } else {
            prop_assert!(is_safe(&query.fts5(""), " AND ", '"', "*"), "{}", query.fts5(""));
            prop_assert!(is_safe(&query.tsquery(""), " & ", '\'', ":*"), "{}", query.tsquery(""));
        }
    }

    #[test]
    fn a_snippet_is_a_short_part_of_the_text(text in chat(), typed in chat()) {
        let spans = highlight(&text, &query(&typed));
        let joined: String = spans.iter().map(|span| span.text.as_str()).collect();
        prop_assert!(text.contains(&joined));
        prop_assert!(joined.chars().count() <= 80);
        prop_assert!(spans.iter().all(|span| !span.text.is_empty()));
    }

    #[test]
    fn a_found_chinese_word_is_marked(before in "[a-z ]{0,200}", term in "[一-龥]{1,3}", after in "[a-z ]{0,90}") {
        let spans = highlight(&format!("{before}{term}{after}"), &query(&term));
        let hits: Vec<_> = spans.iter().filter(|span| span.hit).map(|span| span.text.as_str()).collect();
        prop_assert_eq!(hits, vec![term.as_str()]);
    }

    #[test]
    fn a_preview_is_one_short_line(text in chat()) {
        let line = preview(&text);
        prop_assert!(line.chars().count() <= 120);
        prop_assert!(!line.contains(['\n', '\r', '\t']));
        prop_assert_eq!(preview(&line), line.clone());
    }
}
