//! A file may be called anything: its name is shown, saved under and sent in a header: `make fuzz`
#![no_main]

use libfuzzer_sys::fuzz_target;
use zhanggui::files::names;

const LONGEST: usize = 120;

fuzz_target!(|name: &str| {
    let clean = names::clean(name);
    assert!(!clean.is_empty() && clean.chars().count() <= LONGEST);
    assert!(!clean.contains(['/', '\\', '\0', '\n', '\r', '"']));
    for header in [names::disposition(true, &clean), names::disposition(false, name)] {
        assert!(header.bytes().all(|byte| (b' '..=b'~').contains(&byte)));
        assert_eq!(header.matches('"').count(), 2);
    }
});
