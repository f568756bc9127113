//! Folding: spellings that a person would call the same become the same characters.
//!
//! Width, case, accents, ligatures and traditional forms go; what cannot be seen goes too. It works one
//! character at a time, so that the fold of a part is that part of the fold: a term is found wherever it stands,
//! and a hit can be traced back to the characters it came from.

use unicode_normalization::char::decompose_compatible;

use crate::variants::simplified;

pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text.chars() {
        fold_char(c, |c| folded.push(c));
    }
    folded
}

pub fn fold_char(c: char, mut push: impl FnMut(char)) {
    match c {
        '\'' | '’' | '＇' => {}
        _ if c.is_ascii() => push(c.to_ascii_lowercase()),
        '\u{4E00}'..='\u{9FFF}' => push(simplified(c)),
        // Hangul would come apart into letters and outgrow a token.
        '\u{AC00}'..='\u{D7A3}' => push(c),
        // A mark of trade after a name is not part of the name.
        '™' | '℠' => push(' '),
        _ if is_invisible(c) => {}
        _ => decompose_compatible(c, |part| {
            for c in part.to_lowercase().filter(|c| !is_accent(*c)) {
                push(simplified(c));
            }
        }),
    }
}

/// Belongs to the character before it: text is not cut in front of it.
pub fn clings(c: char) -> bool {
    is_invisible(c) || is_accent(c) || matches!(c, '\u{1F3FB}'..='\u{1F3FF}')
}

/// Characters that paste along unseen: soft hyphen, zero-width spaces and joiners, variation selectors.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}' | '\u{FE00}'..='\u{FE0F}')
}

/// Marks that sit on a letter and that people leave out when they type; the kana voicing marks included.
fn is_accent(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36F}' | '\u{20D0}'..='\u{20FF}' | '\u{3099}' | '\u{309A}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_meet() {
        assert_eq!(fold("ＩＰｈｏｎｅ１５　羽絨服"), "iphone15 羽绒服");
        assert_eq!(fold("Café Crème"), fold("cafe\u{301} creme\u{300}"));
        assert_eq!(fold("can't"), fold("can’t"));
        assert_eq!(fold("①㎏™"), "1kg ");
        assert_eq!(fold("羽\u{200B}绒服"), "羽绒服");
        assert_eq!(fold("한국어"), "한국어");
    }

    #[test]
    fn folding_twice_changes_nothing() {
        for c in '\0'..=char::MAX {
            let once = fold(c.encode_utf8(&mut [0; 4]));
            assert_eq!(fold(&once), once, "U+{:04X}", u32::from(c));
        }
    }
}
