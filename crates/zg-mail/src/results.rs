//! What mail servers wrote down about a sender (RFC 8601): only its end counts here, whether DMARC held.
//!
//! The sender chooses much of such a line (addresses, comments), so it is read by its grammar: what stands in a comment or
//! between quotes is no result.

use crate::line::at_most;

const VALUE_BYTES: usize = 8 * 1024;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Results {
    /// The server that says so, lower case.
    pub by: String,
    /// None where it says nothing about DMARC.
    pub dmarc: Option<Verdict>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    Pass,
    Fail,
    /// The sender's domain has no rule, or it could not be looked up.
    Other,
}

impl Results {
    /// None where the line names no server.
    pub(crate) fn of(value: &str) -> Option<Self> {
        let bare = bare(at_most(value, VALUE_BYTES));
        let mut statements = bare.split(';');
        let by = statements.next()?.split_whitespace().next()?.to_lowercase();
        let verdicts: Vec<_> = statements.filter_map(dmarc).collect();
        let failed = verdicts.contains(&Verdict::Fail).then_some(Verdict::Fail);
        Some(Self { by, dmarc: failed.or(verdicts.first().copied()) })
    }
}

fn dmarc(statement: &str) -> Option<Verdict> {
    let (method, rest) = statement.split_once('=')?;
    let method = method.split('/').next().unwrap_or_default().trim();
    if !method.eq_ignore_ascii_case("dmarc") {
        return None;
    }
    match rest.split_whitespace().next().unwrap_or_default().to_ascii_lowercase().as_str() {
        "pass" => Some(Verdict::Pass),
        "fail" => Some(Verdict::Fail),
        _ => Some(Verdict::Other),
    }
}

/// The line without its comments; what stands between quotes has lost whatever would mean something outside them.
fn bare(value: &str) -> String {
    let mut bare = String::with_capacity(value.len());
    let (mut depth, mut quoted) = (0_usize, false);
    let mut chars = value.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' if quoted || depth > 0 => drop(chars.next()),
            '"' if depth == 0 => quoted = !quoted,
            '(' if !quoted => depth += 1,
            ')' if !quoted && depth > 0 => depth -= 1,
            _ if depth > 0 => {}
            c if quoted && (c.is_whitespace() || ";=".contains(c)) => bare.push('_'),
            c => bare.push(c),
        }
    }
    bare
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(value: &str) -> Option<(String, Option<Verdict>)> {
        Results::of(value).map(|results| (results.by, results.dmarc))
    }

    #[test]
    fn the_verdict_is_read_by_its_grammar() {
        use Verdict::{Fail, Other, Pass};
        let cases = [
            (
                "mx.google.example; dkim=pass header.i=@b.example; dmarc=pass (p=REJECT) header.from=b.example",
                Some(Pass),
            ),
            ("MX.Google.Example 1; dmarc = fail (p=NONE sp=NONE dis=NONE) header.from=b.example", Some(Fail)),
            ("mx.google.example; DMARC/1=Pass", Some(Pass)),
            ("mx.google.example; dmarc=bestguesspass action=none", Some(Other)),
            ("mx.google.example; dmarc=temperror", Some(Other)),
            ("mx.google.example; spf=pass smtp.mailfrom=mei@b.example", None),
            ("mx.google.example; none", None),
            // What the sender wrote into it is no result.
            (
                "mx.google.example; spf=fail (dmarc=pass; really) smtp.mailfrom=\"x; dmarc=pass\"@b.example; dmarc=fail",
                Some(Fail),
            ),
            ("mx.google.example; spf=fail smtp.mailfrom=\"x\\\"; dmarc=pass\"@b.example", None),
            ("mx.google.example; spf=fail (a (b) ; dmarc=pass \\) ; dmarc=pass) reason=x", None),
            ("mx.google.example; dmarc=pass; dmarc=fail", Some(Fail)),
        ];
        for (value, expected) in cases {
            assert_eq!(read(value), Some(("mx.google.example".to_owned(), expected)), "{value}");
        }
        assert_eq!(read(""), None);
        assert_eq!(read(" ; dmarc=pass"), None);
    }
}
