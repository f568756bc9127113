//! Pieces of words, and the likeliest way to cut a text into them.

use std::io;

use super::file::{PieceList, damaged};

const UNKNOWN: u32 = 0;
const BEGIN: u32 = 1;
const END: u32 = 2;
/// How much less likely an unknown character is than the least likely piece; as in SentencePiece.
const UNKNOWN_PENALTY: f64 = 10.0;

/// The pieces lie sorted, so that those with the same beginning are neighbours.
pub(super) struct Pieces {
    list: PieceList,
    unknown_score: f64,
}

/// The best way to a place in the text: where its last piece begins, and which it is.
#[derive(Clone, Copy)]
struct Way {
    score: f64,
    from: usize,
    id: u32,
}

impl Pieces {
    pub(super) fn new(list: PieceList) -> io::Result<Self> {
        let count = list.ends.len();
        let are_ascending =
            list.ends.is_sorted() && list.ends.last().is_none_or(|end| *end as usize == list.text.len());
        if list.ids.len() != count || list.scores.len() != count || !are_ascending {
            return Err(damaged("the pieces of words"));
        }
        let least = list.scores.iter().copied().fold(0.0, f32::min);
        let pieces = Self { list, unknown_score: f64::from(least) - UNKNOWN_PENALTY };
        let are_sorted = (1..count).all(|nth| pieces.text(nth - 1) < pieces.text(nth));
        if are_sorted { Ok(pieces) } else { Err(damaged("the order of the pieces of words")) }
    }

    pub(super) fn len(&self) -> usize {
        self.list.ids.len()
    }

    /// The ids of the likeliest pieces between a begin and an end, at most `limit` of them.
    pub(super) fn split(&self, text: &str, limit: usize) -> Vec<u32> {
        let mut ids = vec![END];
        let ways = self.ways(text);
        let mut at = text.len();
        while at > 0 {
            ids.push(ways[at].id);
            at = ways[at].from;
        }
        if text.is_empty() {
            ids.push(UNKNOWN);
        }
        ids.push(BEGIN);
        ids.reverse();
        if ids.len() > limit {
            ids.truncate(limit - 1);
            ids.push(END);
        }
        ids
    }

    /// The likeliest way to every place that is a character's edge (Viterbi); the earlier beginning wins among equals.
    fn ways(&self, text: &str) -> Vec<Way> {
        let unreached = Way { score: f64::NEG_INFINITY, from: 0, id: UNKNOWN };
        let mut ways = vec![unreached; text.len() + 1];
        ways[0].score = 0.0;
        for (from, c) in text.char_indices() {
            let before = ways[from].score;
            let mut is_known = false;
            let mut reach = |to: usize, id: u32, score: f64| {
                if score > ways[to].score {
                    ways[to] = Way { score, from, id };
                }
            };
            self.beginnings(&text.as_bytes()[from..], |length, nth| {
                is_known |= length == c.len_utf8();
                reach(from + length, self.list.ids[nth], before + f64::from(self.list.scores[nth]));
            });
            if !is_known {
                reach(from + c.len_utf8(), UNKNOWN, before + self.unknown_score);
            }
        }
        ways
    }

    /// Every piece that the text begins with, the shortest first: its length and its place in the list.
    fn beginnings(&self, text: &[u8], mut found: impl FnMut(usize, usize)) {
        let mut candidates = 0..self.len();
        for (depth, &byte) in text.iter().enumerate() {
            // All candidates share what stands before `depth`: the rest decides their order, the shortest comes first.
            let at = |nth: usize| self.text(nth).get(depth).copied();
            candidates = narrowed(candidates, |nth| at(nth) < Some(byte), |nth| at(nth) == Some(byte));
            if candidates.is_empty() {
                return;
            }
            if self.text(candidates.start).len() == depth + 1 {
                found(depth + 1, candidates.start);
            }
        }
    }

    fn text(&self, nth: usize) -> &[u8] {
        let start = if nth == 0 { 0 } else { self.list.ends[nth - 1] as usize };
        &self.list.text[start..self.list.ends[nth] as usize]
    }
}

/// Of a sorted range, the part that comes after what `is_before` and for which `fits`.
fn narrowed(
    range: std::ops::Range<usize>,
    is_before: impl Fn(usize) -> bool,
    fits: impl Fn(usize) -> bool,
) -> std::ops::Range<usize> {
    let start = partition(range.clone(), is_before);
    start..partition(start..range.end, fits)
}

/// The first place of a sorted range for which the predicate no longer holds.
fn partition(range: std::ops::Range<usize>, holds: impl Fn(usize) -> bool) -> usize {
    let (mut low, mut high) = (range.start, range.end);
    while low < high {
        let middle = low + (high - low) / 2;
        if holds(middle) { low = middle + 1 } else { high = middle }
    }
    low
}
