//! Cutting folded text where the kind of character changes: runs of scripts without spaces, and words.

/// What a character is to a search.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Space, punctuation, emoji, control characters: never searched.
    Gap,
    /// Holds the parts of an order number together.
    Hyphen,
    Letter,
    Digit,
    /// Han, kana, Thai and others written without spaces.
    Unspaced,
}

pub fn kind(c: char) -> Kind {
    match c {
        '-' | '_' => Kind::Hyphen,
        'a'..='z' => Kind::Letter,
        '0'..='9' => Kind::Digit,
        _ if c.is_ascii() => Kind::Gap,
        _ if !c.is_alphanumeric() => Kind::Gap,
        _ if is_unspaced(c) => Kind::Unspaced,
        _ if c.is_numeric() => Kind::Digit,
        _ => Kind::Letter,
    }
}

fn is_unspaced(c: char) -> bool {
    matches!(c,
        '\u{4E00}'..='\u{9FFF}' | '\u{3400}'..='\u{4DBF}' | '\u{20000}'..='\u{3FFFF}' | '\u{F900}'..='\u{FAFF}'
        | '\u{3005}'..='\u{3007}' | '\u{3040}'..='\u{312F}' | '\u{31A0}'..='\u{31FF}'
        | '\u{0E00}'..='\u{0EFF}' | '\u{1000}'..='\u{109F}' | '\u{1780}'..='\u{17FF}')
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece<'t> {
    /// Characters of scripts without spaces, side by side.
    Run(&'t str),
    /// Letters and digits side by side; `hyphened` when only a hyphen stands before, and a word before that.
    Word { text: &'t str, hyphened: bool },
}

pub fn pieces(folded: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut rest = folded;
    let mut after_word = false;
    std::iter::from_fn(move || {
        loop {
            let first = kind(rest.chars().next()?);
            let same = |c: char| match first {
                Kind::Letter | Kind::Digit => matches!(kind(c), Kind::Letter | Kind::Digit),
                _ => kind(c) == first,
            };
            let end = rest.find(|c| !same(c)).unwrap_or(rest.len());
            let (text, tail) = rest.split_at(end);
            rest = tail;
            match first {
                Kind::Gap => after_word = false,
                Kind::Hyphen => after_word &= text.len() == 1,
                Kind::Unspaced => {
                    after_word = false;
                    return Some(Piece::Run(text));
                }
                Kind::Letter | Kind::Digit => {
                    // Two words only ever stand side by side with a hyphen between.
                    let hyphened = std::mem::replace(&mut after_word, true);
                    return Some(Piece::Word { text, hyphened });
                }
            }
        }
    })
}

const MAX_PARTS: usize = 4;

/// `iphone15` as `iphone`, `15`, so that it meets `iphone 15`. Empty when there is nothing to part, or when the
/// parts would be crumbs: `w1` and hexadecimal strings stay whole.
pub fn parts(word: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = word;
    while let Some(first) = rest.chars().next() {
        let is_digit = kind(first) == Kind::Digit;
        let end = rest.find(|c| (kind(c) == Kind::Digit) != is_digit).unwrap_or(rest.len());
        if (found.is_empty() && end == rest.len()) || end < 2 || found.len() == MAX_PARTS {
            return Vec::new();
        }
        found.push(&rest[..end]);
        rest = &rest[end..];
    }
    found
}

/// A script without spaces, two characters at a time.
pub fn bigrams(run: &str) -> impl Iterator<Item = &str> {
    let ends = run.char_indices().skip(1).map(|(at, c)| at + c.len_utf8());
    run.char_indices().zip(ends).map(|((start, _), end)| &run[start..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(text: &str, hyphened: bool) -> Piece<'_> {
        Piece::Word { text, hyphened }
    }

    #[test]
    fn a_line_is_cut_where_the_script_changes() {
        let cut: Vec<_> = pieces("iphone15手机壳，sf-12 --x 😊ok").collect();
        let expected = [
            word("iphone15", false),
            Piece::Run("手机壳"),
            word("sf", false),
            word("12", true),
            word("x", false),
            word("ok", false),
        ];
        assert_eq!(cut, expected);
    }

    #[test]
    fn words_part_between_letters_and_digits_but_not_into_crumbs() {
        assert_eq!(parts("iphone15"), ["iphone", "15"]);
        assert_eq!(parts("sf1234567890"), ["sf", "1234567890"]);
        for whole in ["iphone", "15", "w1", "a4f09c", "ab12cd34ef56"] {
            assert!(parts(whole).is_empty(), "{whole}");
        }
    }

    #[test]
    fn bigrams_overlap() {
        assert_eq!(bigrams("浦东新区").collect::<Vec<_>>(), ["浦东", "东新", "新区"]);
        assert_eq!(bigrams("羽").count(), 0);
    }
}
