//! Any bytes can lie in a mailbox: they are read or they are refused, and what was read is bounded and on lines of its own:
//! `make fuzz`
#![no_main]

use libfuzzer_sys::fuzz_target;
use zg_mail::{ThreadKey, read};

fuzz_target!(|raw: &[u8]| {
    let Ok(mail) = read(raw) else { return };
    assert!(mail.subject.chars().count() <= 200 && !mail.subject.contains(char::is_control));
    assert!(mail.text.chars().count() <= 20_000);
    assert!(mail.references.len() <= 50 && mail.attachments.len() <= 20);
    assert!(mail.from.name.is_none_or(|name| !name.contains(char::is_control)));
    assert!(mail.from.address.contains('@') && !mail.from.address.contains(char::is_whitespace));
    let ids = mail.references.iter().chain(&mail.to).map(String::as_str);
    assert_eq!(ThreadKey::new([7; 32]).conversation_in(ids), None);
});
