//! Why a text was found: a short stretch of it with the typed words marked.

use std::ops::Range;

use crate::fold::{clings, fold_char};
use crate::pieces::{Kind, kind};
use crate::query::{Needle, Query};

/// Enough to judge a find by, short enough for one or two lines of a list.
const SNIPPET_CHARS: usize = 80;
/// What is kept before the first hit when the text is longer than that.
const LEAD_CHARS: usize = 16;

/// A stretch of a snippet; `hit` where it is something that was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    pub text: String,
    pub hit: bool,
}

/// At most 80 characters of the text around the first hit. Joined, the spans are a part of the text, unchanged.
pub fn highlight(text: &str, query: &Query) -> Vec<Span> {
    let hits = hits(text, query.needles());
    let window = window(text, hits.first().map_or(0, |hit| hit.start));
    let mut spans = Vec::new();
    let mut at = window.start;
    for hit in &hits {
        let end = hit.end.min(window.end);
        let start = hit.start.clamp(at, window.end);
        push_span(&mut spans, &text[at..start], false);
        push_span(&mut spans, &text[start..end.max(start)], true);
        at = end.max(start);
    }
    push_span(&mut spans, &text[at..window.end], false);
    spans
}

fn push_span(spans: &mut Vec<Span>, text: &str, hit: bool) {
    if !text.is_empty() {
        spans.push(Span { text: text.to_owned(), hit });
    }
}

/// A folded character and the bytes of the text it came from.
struct Source {
    folded: char,
    bytes: Range<usize>,
}

/// Byte ranges of the text that were typed, in order, those that touch made one.
fn hits(text: &str, needles: &[Needle]) -> Vec<Range<usize>> {
    let mut sources = Vec::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        fold_char(c, |folded| sources.push(Source { folded, bytes: at..at + c.len_utf8() }));
    }
    let mut found: Vec<Range<usize>> = Vec::new();
    for at in 0..sources.len() {
        let longest = needles.iter().filter_map(|needle| match_end(&sources, at, needle)).max();
        let Some(end) = longest else { continue };
        let bytes = sources[at].bytes.start..sources[end - 1].bytes.end;
        match found.last_mut() {
            Some(last) if bytes.start <= last.end => last.end = last.end.max(bytes.end),
            _ => found.push(bytes),
        }
    }
    found
}

/// Where the needle ends if it stands here. A word must start where a word starts, and unless it was unfinished
/// end where one ends; letters and digits count as different words, as they do in the index.
fn match_end(sources: &[Source], at: usize, needle: &Needle) -> Option<usize> {
    let mut end = at;
    for wanted in needle.text.chars() {
        if sources.get(end)?.folded != wanted {
            return None;
        }
        end += 1;
    }
    let last = end.checked_sub(1).filter(|last| *last >= at)?;
    let continues = |left: usize, right: usize| {
        let (left, right) = (sources.get(left)?, sources.get(right)?);
        let kind_left = kind(left.folded);
        Some(matches!(kind_left, Kind::Letter | Kind::Digit) && kind_left == kind(right.folded))
    };
    let starts_inside = at > 0 && continues(at - 1, at) == Some(true);
    let ends_inside = !needle.prefix && continues(last, end) == Some(true);
    (!starts_inside && !ends_inside).then_some(end)
}

/// The bytes to show, given where the first hit starts.
fn window(text: &str, hit: usize) -> Range<usize> {
    let starts: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
    let Some(latest) = starts.len().checked_sub(SNIPPET_CHARS) else {
        return 0..text.len();
    };
    let hit = starts.partition_point(|at| *at < hit);
    let first = hit.saturating_sub(LEAD_CHARS).min(latest);
    let end = starts.get(first + SNIPPET_CHARS).copied().unwrap_or(text.len());
    let cut = &text[starts[first]..end];
    end - cut.trim_start_matches(clings).len()..end
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query;

    fn marked(text: &str, typed: &str) -> String {
        let mark = |span: Span| if span.hit { format!("[{}]", span.text) } else { span.text };
        highlight(text, &query(typed)).into_iter().map(mark).collect()
    }

    #[test]
    fn typed_words_are_marked_as_they_were_written() {
        assert_eq!(marked("這件羽絨服可以退貨嗎", "羽绒服退货"), "這件[羽絨服]可以[退貨]嗎");
        assert_eq!(marked("ＩＰｈｏｎｅ 15 的壳", "iphone15"), "[ＩＰｈｏｎｅ] [15] 的壳");
        assert_eq!(marked("iPhone15手机壳", "iphone15 手机壳"), "[iPhone15手机壳]");
        assert_eq!(marked("羽\u{200B}绒服", "羽绒服"), "[羽\u{200B}绒服]");
    }

    #[test]
    fn words_are_marked_from_their_start() {
        assert_eq!(marked("shipping a ship", "ship"), "[ship]ping a [ship]");
        assert_eq!(marked("shipping a ship", "ship it"), "shipping a [ship]");
        assert_eq!(marked("worship", "ship"), "worship");
    }

    #[test]
    fn a_long_text_is_cut_around_the_first_hit() {
        let long = format!("{}退货{}", "你好".repeat(100), "谢谢".repeat(100));
        let spans = highlight(&long, &query("退货"));
        assert_eq!(spans[0].text.chars().count(), LEAD_CHARS);
        assert_eq!(spans[1], Span { text: "退货".into(), hit: true });
        let shown: usize = spans.iter().map(|span| span.text.chars().count()).sum();
        assert_eq!(shown, SNIPPET_CHARS);
    }

    #[test]
    fn without_a_hit_the_beginning_is_shown() {
        assert_eq!(marked("在吗", "退货"), "在吗");
        assert_eq!(marked("", "退货"), "");
        assert_eq!(marked(&"啊".repeat(200), "").chars().count(), SNIPPET_CHARS);
    }
}
