//! Spellings that the encoder does not tell apart: compatibility forms, widths, blanks.
//!
//! The rules came with the weights (SentencePiece's `nmt_nfkc`): a double array trie (darts-clone) from what stands in a
//! text to what replaces it. It is walked, never rebuilt.

use std::io;

use super::file::damaged;

/// What a blank becomes, so that pieces can hold it.
const BLANK: &str = "▁";

pub(super) struct Charsmap {
    trie: Vec<u32>,
    /// Ends of the trie point into this: texts, each closed by a zero.
    replacements: Vec<u8>,
}

impl Charsmap {
    pub(super) fn new(bytes: &[u8]) -> io::Result<Self> {
        let (size, rest) = bytes.split_first_chunk().ok_or_else(|| damaged("no rules of spelling"))?;
        let size = u32::from_le_bytes(*size) as usize;
        let (trie, replacements) = rest.split_at_checked(size).ok_or_else(|| damaged("the rules of spelling"))?;
        let (units, rest) = trie.as_chunks();
        if units.is_empty() || !rest.is_empty() {
            return Err(damaged("the rules of spelling"));
        }
        let trie = units.iter().map(|unit| u32::from_le_bytes(*unit)).collect();
        Ok(Self { trie, replacements: replacements.to_vec() })
    }

    /// One blank before the text and between its words, none at its end.
    pub(super) fn normalise(&self, text: &str) -> String {
        let mut normalised = String::with_capacity(text.len() + BLANK.len());
        let mut is_after_blank = true;
        let mut rest = text;
        while let Some(first) = rest.chars().next() {
            let as_it_is = || (first.len_utf8(), &rest[..first.len_utf8()]);
            let (length, replacement) = self.longest(rest.as_bytes()).unwrap_or_else(as_it_is);
            rest = rest.get(length..).unwrap_or_default();
            let replacement = if is_after_blank { replacement.trim_start_matches(' ') } else { replacement };
            if replacement.is_empty() {
                continue;
            }
            if normalised.is_empty() {
                normalised.push_str(BLANK);
            }
            for (nth, part) in replacement.split(' ').enumerate() {
                if nth > 0 {
                    normalised.push_str(BLANK);
                }
                normalised.push_str(part);
            }
            is_after_blank = replacement.ends_with(' ');
        }
        let end = normalised.trim_end_matches(BLANK).len();
        normalised.truncate(end);
        normalised
    }

    /// The longest beginning that has a replacement: its length in bytes, and the replacement.
    fn longest(&self, text: &[u8]) -> Option<(usize, &str)> {
        let mut found = None;
        let mut at = offset(*self.trie.first()?);
        for (place, &byte) in text.iter().enumerate() {
            at ^= usize::from(byte);
            let Some(&unit) = self.trie.get(at) else { break };
            if unit & 0x8000_00FF != u32::from(byte) {
                break;
            }
            at ^= offset(unit);
            let is_end = unit & 0x100 != 0;
            if is_end
                && let Some(replacement) = self.trie.get(at).and_then(|value| self.replacement(value & 0x7FFF_FFFF))
            {
                found = Some((place + 1, replacement));
            }
        }
        found
    }

    fn replacement(&self, start: u32) -> Option<&str> {
        let text = self.replacements.get(start as usize..)?;
        let end = text.iter().position(|&byte| byte == 0)?;
        std::str::from_utf8(&text[..end]).ok()
    }
}

/// From a node to its children; the layout is darts-clone's.
fn offset(unit: u32) -> usize {
    ((unit >> 10) << ((unit & 0x200) >> 6)) as usize
}
