//! Some models think aloud before they answer.

use std::borrow::Cow;

const BEGIN: &str = "<think>";
const END: &str = "</think>";

/// The answer without the thoughts before it, finished or not.
pub fn without(raw: &str) -> Cow<'_, str> {
    // The one that begins them is not always sent.
    let spoken = raw.rfind(END).map_or(raw, |end| &raw[end + END.len()..]);
    match spoken.find(BEGIN) {
        Some(begin) => Cow::Owned(spoken[..begin].to_owned()),
        None => Cow::Borrowed(spoken),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_said_is_left() {
        for (raw, said) in [
            ("在的", "在的"),
            ("<think>he asks</think>在的", "在的"),
            ("he asks</think>在的", "在的"),
            ("<think>he asks", ""),
            ("在的<think>more", "在的"),
        ] {
            assert_eq!(without(raw), said, "{raw}");
        }
    }
}
