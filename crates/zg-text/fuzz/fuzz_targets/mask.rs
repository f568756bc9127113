//! Whatever is masked is masked for good, and nothing else goes: `make fuzz`
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let masked = zg_text::mask(text);
    let again = zg_text::mask(&masked);
    assert_eq!(again, masked, "what is masked needs no mask");
});
