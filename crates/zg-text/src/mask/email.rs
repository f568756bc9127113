//! Mail addresses: the first character of the name stays, and the domain.

use super::Hidden;

const STARS: [char; 3] = ['*'; 3];

/// Strikes out the names of all addresses.
pub fn strike_out(chars: &mut Vec<char>, hidden: &mut Vec<Hidden>) {
    let mut at = 0;
    while at < chars.len() {
        if matches!(chars[at], '@' | '＠') && ends_in_domain(&chars[at + 1..]) {
            let name = chars[..at].iter().rev().take_while(|c| is_of_name(**c)).count();
            if name > 0 {
                let first = at - name;
                let was = chars[first..=at].iter().collect();
                chars.splice(first + 1..at, STARS);
                at = first + 1 + STARS.len();
                hidden.push(Hidden { shown: chars[first..=at].iter().collect(), was });
            }
        }
        at += 1;
    }
}

fn is_of_name(c: char) -> bool {
    let c = narrow(c);
    c.is_ascii_alphanumeric() || "._%+-".contains(c)
}

/// Whether a text begins with a domain: labels of letters, digits and hyphens with a dot between two of them.
fn ends_in_domain(text: &[char]) -> bool {
    let is_label = |c: &char| c.is_alphanumeric() || *c == '-';
    let first = text.iter().take_while(|c| is_label(c)).count();
    let dot = text.get(first).is_some_and(|c| matches!(narrow(*c), '.' | '。'));
    first > 0 && dot && text.get(first + 1).is_some_and(is_label)
}

/// Full-width letters, digits and signs as their plain ones.
fn narrow(c: char) -> char {
    match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        _ => c,
    }
}
