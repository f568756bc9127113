//! What a text is indexed under.

use crate::fold::fold;
use crate::pieces::{Piece, bigrams, parts, pieces};

/// Longer words are cut, in texts and in queries alike, so that they still meet.
pub const MAX_TOKEN_BYTES: usize = 64;
/// A message's share of the index has an end; what comes after it is stored and shown, but not searched.
const MAX_TOKENS: usize = 2_000;

/// The tokens of a text: each once, in no order that means anything.
///
/// Scripts without spaces give every pair of neighbours and the last character of every run; words give
/// themselves, their letter and digit parts, and the whole of an order number written with hyphens.
/// A token holds only letters and digits: no space, no quote, no operator of any query language.
pub fn tokens(text: &str) -> Vec<String> {
    let folded = fold(text);
    let mut found = Vec::with_capacity(folded.len() / 3 + 1);
    let mut compound = Compound::default();
    for piece in pieces(&folded) {
        if found.len() >= MAX_TOKENS {
            break;
        }
        match piece {
            Piece::Run(run) => add_run(run, &mut found),
            Piece::Word { text, hyphened } => {
                if !hyphened {
                    compound.finish(&mut found);
                }
                compound.join(text);
                add_word(text, &mut found);
            }
        }
    }
    compound.finish(&mut found);
    found.truncate(MAX_TOKENS);
    found.sort_unstable();
    found.dedup();
    found
}

/// The last character alone lets one typed character be a prefix search: every other stands first in a pair.
fn add_run(run: &str, found: &mut Vec<String>) {
    found.extend(bigrams(run).map(str::to_owned));
    found.extend(run.chars().next_back().map(String::from));
}

fn add_word(word: &str, found: &mut Vec<String>) {
    found.push(clipped(word).to_owned());
    found.extend(parts(word).into_iter().map(|part| clipped(part).to_owned()));
}

pub fn clipped(word: &str) -> &str {
    &word[..word.floor_char_boundary(MAX_TOKEN_BYTES)]
}

/// `sf-1234-5678` becomes `sf12345678` as well, because people leave the hyphens out.
#[derive(Default)]
struct Compound {
    text: String,
    words: usize,
}

impl Compound {
    fn join(&mut self, word: &str) {
        self.text.push_str(word);
        self.words += 1;
    }

    fn finish(&mut self, found: &mut Vec<String>) {
        let is_number = self.words > 1 && self.text.contains(|c: char| c.is_ascii_digit());
        if is_number && self.text.len() <= MAX_TOKEN_BYTES {
            add_word(&self.text, found);
        }
        self.text.clear();
        self.words = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn assert_tokens(text: &str, expected: &[&str]) {
        let mut expected = expected.to_vec();
        expected.sort_unstable();
        assert_eq!(tokens(text), expected);
    }

    #[test]
    fn chinese_gives_pairs_and_the_last_character() {
        assert_tokens("羽絨服", &["羽绒", "绒服", "服"]);
        assert_tokens("在吗？在吗", &["在吗", "吗"]);
    }

    #[test]
    fn mixed_lines_give_words_and_pairs() {
        assert_tokens("iPhone15手机壳", &["iphone15", "iphone", "15", "手机", "机壳", "壳"]);
    }

    #[test]
    fn order_numbers_stay_whole() {
        assert_tokens("SF1234567890", &["sf1234567890", "sf", "1234567890"]);
        assert_tokens("A-1024-77", &["a", "1024", "77", "a102477"]);
        assert_tokens("well-made", &["well", "made"]);
    }

    #[test]
    fn emoji_and_punctuation_give_nothing() {
        assert_tokens("😊👍🏽❤️ …！\n\t'\"*", &[]);
    }

    #[test]
    fn tokens_and_their_number_are_bounded() {
        let long = "x".repeat(500) + &" 羽绒服".repeat(5_000);
        let found = tokens(&long);
        assert!(found.contains(&"x".repeat(MAX_TOKEN_BYTES)));
        let many: String = (0..9_000).map(|n| format!("n{n} ")).collect();
        assert!(tokens(&many).len() <= MAX_TOKENS);
    }
}
