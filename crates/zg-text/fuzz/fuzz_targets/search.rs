//! Anything can be typed, and a snippet of any text is a part of it: `make fuzz`
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (&str, &str)| {
    let (text, typed) = input;
    let query = zg_text::query(typed);
    assert_eq!(query.is_empty(), query.tsquery("").is_empty());
    let snippet: String = zg_text::highlight(text, &query).into_iter().map(|span| span.text).collect();
    assert!(text.contains(&snippet));
});
