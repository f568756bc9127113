//! Any message can be indexed and previewed: `make fuzz`
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    for token in zg_text::tokens(text) {
        assert!(!token.is_empty() && token.len() <= 64);
    }
    assert!(zg_text::preview(text).chars().count() <= 120);
});
