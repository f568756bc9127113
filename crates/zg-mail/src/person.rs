//! Whom a mail is from and to.

use mail_parser::Addr;

use crate::line::one_line;

const NAME_CHARS: usize = 100;
/// Longer ones are delivered by nobody (RFC 5321).
const ADDRESS_BYTES: usize = 254;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// As they call themselves: anybody may use any name.
    pub name: Option<String>,
    /// Lower case.
    pub address: String,
}

impl Person {
    /// None where the address is none.
    pub(crate) fn of(addr: &Addr<'_>) -> Option<Self> {
        let address = address(addr.address.as_deref()?)?;
        let name = addr.name.as_deref().map(|name| one_line(name, NAME_CHARS));
        let name = name.filter(|name| !name.is_empty() && !name.eq_ignore_ascii_case(&address));
        Some(Self { name, address })
    }
}

/// An address in lower case: a mail can be sent there, and it is nothing but an address.
pub fn address(text: &str) -> Option<String> {
    let text = text.trim();
    let (local, domain) = text.rsplit_once('@')?;
    let strange = |c: char| c.is_whitespace() || c.is_control() || "<>()[]\",;:\\@".contains(c);
    let fits = text.len() <= ADDRESS_BYTES && !local.is_empty() && !domain.is_empty();
    let plain = !text.replacen('@', "", 1).contains(strange);
    let domain = domain.chars().all(|c| !c.is_ascii() || c.is_ascii_alphanumeric() || matches!(c, '.' | '-'));
    (fits && plain && domain).then(|| text.to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_nothing_but_an_address() {
        assert_eq!(address(" Mei.Lin+1@QQ.example ").as_deref(), Some("mei.lin+1@qq.example"));
        assert_eq!(address("客服@商店.example").as_deref(), Some("客服@商店.example"));
        for none in
            ["", "mei", "@x.example", "mei@", "a@b@c.example", "a b@c.example", "a\r\nb@c.example", "<a@b.example>"]
        {
            assert_eq!(address(none), None, "{none:?}");
        }
        assert_eq!(address("a@b.example, c@d.example"), None);
        assert_eq!(address(&format!("{}@b.example", "a".repeat(250))), None);
    }

    #[test]
    fn a_name_that_is_the_address_is_none() {
        let name = |name| Person::of(&Addr::new(Some(name), "mei@b.example")).and_then(|person| person.name);
        assert_eq!(name("Mei@B.example"), None);
        assert_eq!(name(" 林\r\n美 ").as_deref(), Some("林 美"));
    }
}
