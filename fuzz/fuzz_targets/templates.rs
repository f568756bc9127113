//! Whatever is typed as a canned reply is refused or filled in within bounds, whatever its values are: `make fuzz`
#![no_main]

use libfuzzer_sys::fuzz_target;
use zhanggui::canned_replies::template::{MOST_CHARS, Values, faults, render};

const LONGEST: usize = 2000;

fuzz_target!(|input: (&str, &str)| {
    let (text, name) = input;
    let text: String = text.chars().filter(|c| !c.is_control() || *c == '\n').take(LONGEST).collect();
    let refused = faults(&text);
    assert!(refused.iter().all(|fault| fault.line >= 1 && fault.column >= 1));
    let mut values = Values::default();
    values.set("customer.name", name);
    // What is refused never reaches the engine with somebody's values.
    if refused.is_empty()
        && let Ok(rendered) = render(&text, &values)
    {
        assert!(rendered.text.chars().count() <= MOST_CHARS * 4);
        assert!(!rendered.text.contains('\0'));
        let parts: String = rendered.parts.iter().map(|part| part.text.as_str()).collect();
        assert_eq!(parts, rendered.text);
    }
});
