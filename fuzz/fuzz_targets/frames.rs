//! Whatever a socket brings is a frame or it is none: `make fuzz`
#![no_main]

use libfuzzer_sys::fuzz_target;
use zhanggui::live::frames::{ClientFrame, SendFrame};

const LONGEST_TITLE: usize = 300;

fuzz_target!(|text: &str| {
    if let Ok(ClientFrame::Send(sent)) = serde_json::from_str(text)
        && let SendFrame { card: Some(card), .. } = *sent
        && card.check().is_ok()
    {
        assert!(card.title.trim().chars().count() <= LONGEST_TITLE);
        assert!(card.url.is_none_or(|url| url.starts_with("http")));
        // What is stored is read again for every desk.
        assert!(serde_json::to_string(&card.title).is_ok_and(|title| !title.contains('\0')));
    }
});
