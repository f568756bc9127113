//! Numbers in brackets that name entries: `[1]`, `[1, 3]`, `【2】`.

const BRACKETS: [(char, char); 2] = [('[', ']'), ('【', '】')];
/// Longer numbers are no citation: `[165]` may be a size.
const MOST_DIGITS: usize = 2;

/// The words without such numbers, and the numbers, in the order of their use.
pub fn take(text: &str) -> (String, Vec<usize>) {
    let mut words = String::with_capacity(text.len());
    let mut named = Vec::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let close = BRACKETS.iter().find(|(open, _)| *open == c).map(|(_, close)| *close);
        let inside = close.and_then(|close| rest[c.len_utf8()..].split_once(close));
        if let Some((inside, after)) = inside
            && let Some(numbers) = numbers(inside)
        {
            words.truncate(words.trim_end_matches(' ').len());
            for number in numbers {
                if !named.contains(&number) {
                    named.push(number);
                }
            }
            rest = after;
        } else {
            words.push(c);
            rest = &rest[c.len_utf8()..];
        }
    }
    (words, named)
}

fn numbers(inside: &str) -> Option<Vec<usize>> {
    let is_number = |part: &str| (1..=MOST_DIGITS).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
    let parts = inside.split([',', '，', '、']).map(|part| part.trim().trim_start_matches('^'));
    parts.map(|part| part.parse().ok().filter(|_| is_number(part))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_taken_out() {
        for (text, words, named) in [
            ("48小时内发货[1]。", "48小时内发货。", vec![1]),
            ("It ships soon [2][1].", "It ships soon.", vec![2, 1]),
            ("包邮【1、2】，送运费险[^2]", "包邮，送运费险", vec![1, 2]),
            ("见[7]和[0]，[7]", "见和，", vec![7, 0]),
            ("尺码 [165] 选 [M]，[点这里]", "尺码 [165] 选 [M]，[点这里]", vec![]),
            ("没有说完[1", "没有说完[1", vec![]),
        ] {
            assert_eq!(take(text), (words.to_owned(), named), "{text}");
        }
    }
}
