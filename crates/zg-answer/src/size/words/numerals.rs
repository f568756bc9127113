//! Numbers in figures and in characters, in thousandths.

/// So many digits no measure has: they are order numbers and telephones.
const MOST_DIGITS: usize = 4;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Numeral {
    pub(super) thousandths: i64,
    /// How many digits stand before the point.
    pub(super) digits: usize,
    /// In characters: 一米六五, 一百一.
    pub(super) is_written_out: bool,
}

/// The number that the text begins with and its length in bytes; none inside where it is too long to measure anything.
pub(super) fn numeral(text: &str) -> Option<(Option<Numeral>, usize)> {
    figures(text).or_else(|| characters(text))
}

fn figures(text: &str) -> Option<(Option<Numeral>, usize)> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    if digits == 0 {
        return None;
    }
    let whole = &text[..digits];
    let decimals = text[digits..].strip_prefix('.').map_or("", |rest| {
        let length = rest.bytes().take_while(u8::is_ascii_digit).count();
        &rest[..length]
    });
    let length = if decimals.is_empty() { digits } else { digits + 1 + decimals.len() };
    if digits > MOST_DIGITS {
        return Some((None, length));
    }
    let fraction = decimals.bytes().chain(std::iter::repeat(b'0')).take(3);
    let thousandths = whole.bytes().chain(fraction).fold(0, |sum, digit| sum * 10 + i64::from(digit - b'0'));
    Some((Some(Numeral { thousandths, digits, is_written_out: false }), length))
}

fn digit(c: char) -> Option<i64> {
    match c {
        '零' | '〇' => Some(0),
        '两' => Some(2),
        _ => "一二三四五六七八九".chars().position(|known| known == c).map(|place| place as i64 + 1),
    }
}

/// 一百一十五, 一百零五, 一百一 (a hundred and ten), 五十五, 一六五 (figure by figure), 二十三点五.
fn characters(text: &str) -> Option<(Option<Numeral>, usize)> {
    let is_part = |c: char| digit(c).is_some() || matches!(c, '百' | '十');
    let length: usize = text.chars().take_while(|c| is_part(*c)).map(char::len_utf8).sum();
    if length == 0 {
        return None;
    }
    let decimals = text[length..].strip_prefix('点').unwrap_or_default();
    let decimals: Vec<char> = decimals.chars().take_while(|c| digit(*c).is_some()).collect();
    let point: usize = decimals.iter().map(|c| c.len_utf8()).sum();
    let end = if point == 0 { length } else { length + '点'.len_utf8() + point };
    let Some((whole, digits)) = whole_number(&text[..length]) else { return Some((None, end)) };
    let fraction = decimals.into_iter().filter_map(digit).chain(std::iter::repeat(0)).take(3);
    let thousandths = fraction.fold(whole, |sum, digit| sum * 10 + digit);
    Some((Some(Numeral { thousandths, digits, is_written_out: true }), end))
}

fn whole_number(text: &str) -> Option<(i64, usize)> {
    if !text.contains(['百', '十']) {
        let digits = text.chars().count();
        let number =
            text.chars().filter_map(digit).fold(0i64, |sum, digit| sum.saturating_mul(10).saturating_add(digit));
        return (digits <= MOST_DIGITS).then_some((number, digits));
    }
    let (hundreds, rest) = match text.split_once('百') {
        Some((before, rest)) => (single(before)?, rest),
        None => (0, text),
    };
    let below = match rest.split_once('十') {
        Some(("" | "零", ones)) => 10 + single_or_none(ones)?,
        Some((tens, ones)) => single(tens.trim_start_matches('零'))? * 10 + single_or_none(ones)?,
        None if rest.is_empty() => 0,
        None if rest.starts_with(['零', '〇']) => single(rest.trim_start_matches(['零', '〇']))?,
        // 一百二 is a hundred and twenty.
        None => single(rest)? * 10,
    };
    let number = hundreds * 100 + below;
    Some((number, if number >= 100 { 3 } else { 2 }))
}

fn single(text: &str) -> Option<i64> {
    let mut characters = text.chars();
    let first = digit(characters.next()?)?;
    characters.next().is_none().then_some(first)
}

fn single_or_none(text: &str) -> Option<i64> {
    if text.is_empty() { Some(0) } else { single(text) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read() {
        for (text, thousandths) in [
            ("165", 165_000),
            ("1.65米", 1_650),
            ("23.5码", 23_500),
            ("55.", 55_000),
            ("一六五", 165_000),
            ("五十五公斤", 55_000),
            ("十斤", 10_000),
            ("一百一十五", 115_000),
            ("一百一", 110_000),
            ("一百零五", 105_000),
            ("一百一十", 110_000),
            ("两百", 200_000),
            ("二十三点五", 23_500),
        ] {
            assert_eq!(
                numeral(text).and_then(|(number, _)| number).map(|number| number.thousandths),
                Some(thousandths),
                "{text}"
            );
        }
    }

    #[test]
    fn long_numbers_and_nonsense_measure_nothing() {
        for text in ["20260114", "一二三四五六七", "十百", "百百十", "一二十"] {
            assert_eq!(numeral(text), Some((None, text.len())), "{text}");
        }
        assert_eq!(numeral("米"), None);
        assert_eq!(numeral(""), None);
    }
}
