//! Numbers of people, found as groups of digits with little between them.

use super::Hidden;

/// No number that is struck out is shorter.
pub const SHORTEST: usize = 8;
const LONGEST: usize = 19;
/// Characters between two groups of one number, such as `) `.
const MOST_BETWEEN: usize = 2;

/// Some digits in a row: where they begin and end.
#[derive(Debug, Clone, Copy)]
struct Group {
    from: usize,
    to: usize,
}

/// How much of a number stays: digits at its beginning and at its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Kept {
    front: usize,
    back: usize,
}

const PHONE: Kept = Kept { front: 3, back: 2 };
/// The province.
const ID_CARD: Kept = Kept { front: 2, back: 0 };
const BANK_CARD: Kept = Kept { front: 0, back: 4 };

/// The value of a digit, plain or full-width.
pub fn digit(c: char) -> Option<u8> {
    match c {
        '0'..='9' => u8::try_from(u32::from(c) - u32::from('0')).ok(),
        '０'..='９' => u8::try_from(u32::from(c) - u32::from('０')).ok(),
        _ => None,
    }
}

/// Strikes out all numbers of people.
pub fn strike_out(chars: &mut [char], hidden: &mut Vec<Hidden>) {
    let groups = groups(chars);
    let mut next = 0;
    while next < groups.len() {
        match longest_from(chars, &groups[next..]) {
            Some((count, kept)) => {
                let (from, to) = (groups[next].from, groups[next + count - 1].to);
                let until = strike_until(chars, from, to, kept);
                let was = chars[from..until].iter().collect();
                strike(&mut chars[from..until], kept);
                hidden.push(Hidden { shown: chars[from..until].iter().collect(), was });
                next += count;
            }
            None => next += 1,
        }
    }
}

fn groups(chars: &[char]) -> Vec<Group> {
    let mut groups = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        if let Some(length) = uuid_at(chars, at) {
            at += length;
        } else if digit(chars[at]).is_some() {
            let from = at;
            while at < chars.len() && digit(chars[at]).is_some() {
                at += 1;
            }
            groups.push(Group { from, to: at });
        } else {
            at += 1;
        }
    }
    groups
}

/// Ids are no numbers of people, whatever digits they are made of.
fn uuid_at(chars: &[char], at: usize) -> Option<usize> {
    const LENGTH: usize = 36;
    const HYPHENS: [usize; 4] = [8, 13, 18, 23];
    if at > 0 && chars[at - 1].is_ascii_alphanumeric() {
        return None;
    }
    let id = chars.get(at..at + LENGTH)?;
    let fits = |(place, c): (usize, &char)| if HYPHENS.contains(&place) { *c == '-' } else { c.is_ascii_hexdigit() };
    id.iter().enumerate().all(fits).then_some(LENGTH)
}

/// The longest number that begins with the first group: of how many groups, and what stays of it.
fn longest_from(chars: &[char], groups: &[Group]) -> Option<(usize, Kept)> {
    let mut digits = Vec::with_capacity(LONGEST);
    let mut found = None;
    let international = groups[0].from > 0 && matches!(chars[groups[0].from - 1], '+' | '＋');
    for (index, group) in groups.iter().enumerate() {
        if index > 0 && !are_close(chars, groups[index - 1].to, group.from) {
            break;
        }
        if digits.len() + (group.to - group.from) > LONGEST {
            break;
        }
        digits.extend(chars[group.from..group.to].iter().filter_map(|c| digit(*c)));
        let is_whole = index == 0;
        let ends_in_x = chars.get(group.to).is_some_and(|c| matches!(c, 'X' | 'x' | 'Ｘ' | 'ｘ'));
        if let Some(kept) = kind(&digits, international, is_whole, ends_in_x) {
            found = Some((index + 1, kept));
        }
    }
    found
}

fn are_close(chars: &[char], from: usize, to: usize) -> bool {
    let between = &chars[from..to];
    between.len() <= MOST_BETWEEN && between.iter().all(|c| " \u{A0}\u{3000}\t-－–—.·・()（）".contains(*c))
}

/// What number of a person this is, by what stays of it.
fn kind(digits: &[u8], international: bool, is_whole: bool, ends_in_x: bool) -> Option<Kept> {
    if is_id_card(digits, ends_in_x) || (is_whole && is_old_id_card(digits)) {
        return Some(ID_CARD);
    }
    if is_phone(digits, international) {
        return Some(PHONE);
    }
    is_bank_card(digits).then_some(BANK_CARD)
}

fn is_phone(digits: &[u8], international: bool) -> bool {
    match digits {
        [0, 0, 8, 6, national @ ..] | [8, 6, national @ ..] if is_mobile(national) || is_landline(national) => true,
        _ if international => (SHORTEST..=15).contains(&digits.len()),
        _ => is_mobile(digits) || is_landline(digits),
    }
}

/// Of the mainland, or of Taiwan.
fn is_mobile(digits: &[u8]) -> bool {
    matches!(digits, [1, 3..=9, ..]) && digits.len() == 11 || matches!(digits, [0, 9, ..]) && digits.len() == 10
}

/// With its area code: of three digits for the largest cities, of four for all others.
fn is_landline(digits: &[u8]) -> bool {
    match digits {
        [0, 1, 0, rest @ ..] | [0, 2, _, rest @ ..] => rest.len() == 8,
        [0, 3..=9, _, _, rest @ ..] => matches!(rest.len(), 7 | 8),
        _ => false,
    }
}

/// Eighteen places: region, birthday, serial and a check digit that may be X.
fn is_id_card(digits: &[u8], ends_in_x: bool) -> bool {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    const X: u32 = 10;
    let (body, check) = match digits {
        [body @ .., check] if body.len() == 17 => (body, u32::from(*check)),
        body if body.len() == 17 && ends_in_x => (body, X),
        _ => return false,
    };
    let sum: u32 = body.iter().zip(WEIGHTS).map(|(digit, weight)| u32::from(*digit) * weight).sum();
    (12 - sum % 11) % 11 == check && is_region(body) && is_day(&body[10..14])
}

/// Fifteen places, as given out until 1999.
fn is_old_id_card(digits: &[u8]) -> bool {
    digits.len() == 15 && is_region(digits) && is_day(&digits[8..12])
}

fn is_region(digits: &[u8]) -> bool {
    matches!(digits[0] * 10 + digits[1], 11..=15 | 21..=23 | 31..=37 | 41..=46 | 50..=54 | 61..=65 | 71 | 81..=83)
}

/// Month and day.
fn is_day(digits: &[u8]) -> bool {
    let number = |tens: u8, ones: u8| tens * 10 + ones;
    (1..=12).contains(&number(digits[0], digits[1])) && (1..=31).contains(&number(digits[2], digits[3]))
}

/// By the first digits that issuers use, the length, and the check digit (Luhn).
fn is_bank_card(digits: &[u8]) -> bool {
    let is_issued = match digits {
        [4, ..] => matches!(digits.len(), 13 | 16 | 19),
        [3, 4 | 7, ..] => digits.len() == 15,
        [3, 0 | 6 | 8, ..] => digits.len() == 14,
        [3, 5, ..] | [5, 1..=5, ..] | [2, 2..=7, ..] => digits.len() == 16,
        [6, 0 | 2 | 4 | 5, ..] | [9, 5, 5, 8, ..] => (16..=LONGEST).contains(&digits.len()),
        _ => false,
    };
    is_issued && luhn(digits)
}

fn luhn(digits: &[u8]) -> bool {
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(place, digit)| match (place % 2, u32::from(*digit)) {
            (0, digit) => digit,
            (_, digit) if digit > 4 => digit * 2 - 9,
            (_, digit) => digit * 2,
        })
        .sum();
    sum.is_multiple_of(10)
}

/// The end of a number: an X may end that of an ID card.
fn strike_until(chars: &[char], from: usize, to: usize, kept: Kept) -> usize {
    let digits = chars[from..to].iter().filter(|c| digit(**c).is_some()).count();
    if kept == ID_CARD && digits == 17 && to < chars.len() { to + 1 } else { to }
}

/// Replaces the digits between what stays, and an X behind them.
fn strike(number: &mut [char], kept: Kept) {
    let total = number.iter().filter(|c| digit(**c).is_some()).count();
    let mut seen = 0;
    for c in number {
        if digit(*c).is_some() {
            seen += 1;
            if seen > kept.front && seen <= total - kept.back {
                *c = '*';
            }
        } else if c.is_alphabetic() {
            *c = '*';
        }
    }
}
