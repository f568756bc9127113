//! One spelling for what means the same.

use zg_text::{Piece, fold, pieces};

/// A question is short; of a text that is not, this much is enough to know what it is about.
const MOST_CHARS: usize = 600;

/// Every number, however long.
const NUMBER: char = '0';

/// Folded (width, case, accents, traditional characters), numbers masked, words and runs parted by one space;
/// punctuation, emoji and what cannot be seen are gone.
pub fn normal(text: &str) -> String {
    let mut masked = String::with_capacity(text.len());
    for c in essence(text).chars() {
        match c {
            _ if !c.is_numeric() || c.is_alphabetic() => masked.push(c),
            _ if masked.ends_with(NUMBER) => {}
            _ => masked.push(NUMBER),
        }
    }
    masked
}

/// The same with its numbers: two texts with equal essence ask the same.
pub fn essence(text: &str) -> String {
    let clipped = text.char_indices().nth(MOST_CHARS).map_or(text, |(end, _)| &text[..end]);
    let folded = fold(clipped);
    let mut essence = String::with_capacity(folded.len());
    for piece in pieces(&folded) {
        if !essence.is_empty() {
            essence.push(' ');
        }
        let (Piece::Run(text) | Piece::Word { text, .. }) = piece;
        essence.push_str(text);
    }
    essence
}

/// The same words in simplified characters, as the encoder reads them: it knows what punctuation and capitals say.
pub fn spoken(text: &str) -> String {
    let mut spoken = String::with_capacity(text.len());
    for c in text.chars().take(MOST_CHARS) {
        match c {
            _ if c.is_ascii() || !c.is_alphanumeric() => spoken.push(c),
            _ => spoken.push_str(&fold(c.encode_utf8(&mut [0; 4]))),
        }
    }
    spoken
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_meet() {
        assert_eq!(normal("這件羽絨服，１２３號？😊"), "这件羽绒服 0 号");
        assert_eq!(normal("订单44265219693什么时候發貨"), normal("订单 7 什么时候发货!!"));
        assert_eq!(normal("I've paid $20.50 for 2"), "ive paid 0 0 for 0");
        assert_eq!(normal("十二点前"), "十二点前");
        assert_eq!(normal("😊 …"), "");
    }

    #[test]
    fn numbers_tell_apart_what_else_is_equal() {
        assert_ne!(essence("37码有吗"), essence("38码有吗"));
        assert_eq!(essence("37码，有吗？"), essence("37码 有吗"));
    }

    #[test]
    fn what_is_spoken_keeps_its_tone() {
        assert_eq!(spoken("這件還有貨嗎？I can't wait!"), "这件还有货吗？I can't wait!");
    }

    #[test]
    fn endless_texts_are_cut() {
        assert_eq!(normal(&"好".repeat(100_000)).chars().count(), MOST_CHARS);
    }
}
