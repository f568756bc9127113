//! The names of folders as mail servers write them: modified UTF-7 (RFC 3501, 5.1.3).
//!
//! Invariant: on the wire a name is printable ASCII, and it is read back as it was; what could not be written again the same is not
//! read at all.

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+,";

/// A name as a command has it.
pub fn folder_on_the_wire(name: &str) -> String {
    let (mut wire, mut units) = (String::new(), Vec::new());
    for c in name.chars() {
        if matches!(c, ' '..='~') {
            write_units(&mut wire, &mut units);
            wire.push(c);
            if c == '&' {
                wire.push('-');
            }
        } else {
            units.extend_from_slice(c.encode_utf16(&mut [0; 2]));
        }
    }
    write_units(&mut wire, &mut units);
    wire
}

/// A name as people read it; none for what is no name.
pub fn folder_in_words(wire: &str) -> Option<String> {
    let (mut name, mut rest) = (String::new(), wire);
    while let Some((before, from)) = rest.split_once('&') {
        let (coded, after) = from.split_once('-')?;
        name.push_str(before);
        match coded {
            "" => name.push('&'),
            _ => name.push_str(&read_units(coded)?),
        }
        rest = after;
    }
    name.push_str(rest);
    // One name can be written in many ways, and a server knows it by one.
    (folder_on_the_wire(&name) == wire).then_some(name)
}

/// A name that somebody typed, perhaps as the server writes it.
pub fn folder_as_typed(typed: &str) -> String {
    folder_in_words(typed).filter(|name| !name.is_ascii()).unwrap_or_else(|| typed.to_owned())
}

/// Writes what is not printable ASCII, sixteen bits a unit, six bits a character.
fn write_units(wire: &mut String, units: &mut Vec<u16>) {
    if units.is_empty() {
        return;
    }
    wire.push('&');
    let (mut bits, mut held) = (0_u32, 0_u32);
    for unit in units.drain(..) {
        bits = (bits << 16) | u32::from(unit);
        held += 16;
        while held >= 6 {
            held -= 6;
            wire.push(character(bits >> held));
        }
        bits &= (1 << held) - 1;
    }
    if held > 0 {
        wire.push(character(bits << (6 - held)));
    }
    wire.push('-');
}

fn character(six_bits: u32) -> char {
    char::from(ALPHABET[(six_bits & 63) as usize])
}

fn read_units(coded: &str) -> Option<String> {
    let (mut bits, mut held, mut units) = (0_u32, 0_u32, Vec::new());
    for byte in coded.bytes() {
        let six = u32::try_from(ALPHABET.iter().position(|known| *known == byte)?).ok()?;
        bits = (bits << 6) | six;
        held += 6;
        if held >= 16 {
            held -= 16;
            units.push(u16::try_from(bits >> held).ok()?);
            bits &= (1 << held) - 1;
        }
    }
    String::from_utf16(&units).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_are_named_as_servers_name_them() {
        for (name, wire) in [
            ("INBOX", "INBOX"),
            ("收件箱", "&ZTZO9nux-"),
            ("台北", "&U,BTFw-"),
            ("客服/日本語", "&W6JnDQ-/&ZeVnLIqe-"),
            ("A & B", "A &- B"),
            ("Entwürfe", "Entw&APw-rfe"),
            ("😀", "&2D3eAA-"),
        ] {
            assert_eq!(folder_on_the_wire(name), wire);
            assert_eq!(folder_in_words(wire).as_deref(), Some(name));
        }
    }

    #[test]
    fn what_a_server_would_not_write_is_not_read() {
        for wire in ["&", "&ZTZO9nux", "&!!-", "&AGE-", "&ZTY-&TvY-", "&2D0-", "&A-", "收件箱", "a\nb"] {
            assert_eq!(folder_in_words(wire), None, "{wire}");
        }
    }

    #[test]
    fn a_name_may_be_typed_either_way() {
        assert_eq!(folder_as_typed("&ZTZO9nux-"), "收件箱");
        assert_eq!(folder_as_typed("收件箱"), "收件箱");
        assert_eq!(folder_as_typed("R&D"), "R&D");
        assert_eq!(folder_as_typed("R&-D"), "R&-D");
    }
}
