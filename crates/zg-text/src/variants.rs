//! Traditional and variant characters, each with the simplified one it is searched as.
//!
//! `variants.txt` holds one-to-one facts: the single-character conversions of OpenCC (Apache-2.0) and some
//! everyday variants it leaves alone because they depend on context (著 妳 瞭). A search only needs both sides
//! to fold alike, so context is no matter. The table is built by the compiler: no start-up cost, no heap.

const FIRST: u32 = 0x3400;
const LAST: u32 = 0x9FFF;

/// Indexed by code point; 0 where a character stays as it is.
static SIMPLIFIED: [u16; (LAST - FIRST + 1) as usize] = read(include_bytes!("variants.txt"));

/// The simplified form of a Han character, or the character itself.
pub fn simplified(c: char) -> char {
    let code = u32::from(c);
    if !(FIRST..=LAST).contains(&code) {
        return c;
    }
    match SIMPLIFIED[(code - FIRST) as usize] {
        0 => c,
        simple => char::from_u32(u32::from(simple)).unwrap_or(c),
    }
}

/// Pairs of three-byte characters, each pair followed by a space or a line end.
const fn read(pairs: &[u8]) -> [u16; (LAST - FIRST + 1) as usize] {
    let mut table = [0; (LAST - FIRST + 1) as usize];
    let mut at = 0;
    while at + 6 <= pairs.len() {
        table[(code_point(pairs, at) as u32 - FIRST) as usize] = code_point(pairs, at + 3);
        at += 7;
    }
    table
}

const fn code_point(bytes: &[u8], at: usize) -> u16 {
    (bytes[at] as u16 & 0x0F) << 12 | (bytes[at + 1] as u16 & 0x3F) << 6 | (bytes[at + 2] as u16 & 0x3F)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn taiwan_and_hong_kong_spellings_become_one() {
        let folded: String = "羽絨服裡麼後臺裏著妳繁體週".chars().map(simplified).collect();
        assert_eq!(folded, "羽绒服里么后台里着你繁体周");
    }

    #[test]
    fn every_line_of_the_file_is_pairs_and_none_chains() {
        let pairs: Vec<&str> = include_str!("variants.txt").split_whitespace().collect();
        assert!(pairs.len() > 2_900);
        for pair in pairs {
            let chars: Vec<char> = pair.chars().collect();
            assert_eq!(chars.len(), 2, "{pair}");
            assert_eq!(simplified(chars[0]), chars[1], "{pair}");
            assert_eq!(simplified(chars[1]), chars[1], "{pair}");
        }
    }
}
