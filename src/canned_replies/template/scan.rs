//! What is wrong with a template, and where.
//!
//! Only what is listed here may stand between braces, so that the engine never meets a loop, a list or a product of
//! texts: it limits its own steps, but not the memory that one step takes. A tag ends where the engine ends it, because
//! the characters by which the two could differ are refused.

use serde::Serialize;
use utoipa::ToSchema;

use super::render;
use super::variables::VARIABLES;

/// So many are told.
const MOST_FAULTS: usize = 20;
const MAX_FOUND_CHARS: usize = 60;

/// What may follow a bar.
pub const FILTERS: [&str; 4] = ["default", "upper", "lower", "truncate"];
const STATEMENTS: [&str; 4] = ["if", "elif", "else", "endif"];
const OPERATORS: [&str; 8] = ["and", "or", "not", "if", "else", "true", "false", "none"];
const SIGNS: &str = "|(),~-=!<>";

/// Something wrong with a template.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct TemplateFault {
    /// From 1.
    pub line: usize,
    /// The character of the line, from 1.
    pub column: usize,
    /// `unknown_variable`, `unknown_filter`, `unknown_function`, `unknown_statement`, `unexpected_character`, `syntax` or
    /// `too_much`.
    pub code: String,
    /// What stands there.
    pub found: String,
}

impl TemplateFault {
    pub fn at(text: &str, byte: usize, code: &str, found: &str) -> Self {
        let before = text.get(..byte).unwrap_or(text);
        let line_start = before.rfind('\n').map_or(0, |end| end + 1);
        Self {
            line: before.matches('\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
            code: code.to_owned(),
            found: found.chars().take(MAX_FOUND_CHARS).collect(),
        }
    }
}

/// What is wrong with a text; nothing of one that may be stored.
pub fn faults(text: &str) -> Vec<TemplateFault> {
    let mut scan = Scan::of(text);
    scan.run();
    if scan.faults.is_empty() {
        scan.faults.extend(render::try_out(text));
    }
    scan.faults
}

/// The words of a text that stand outside of its braces, as they were written.
pub fn plain(text: &str) -> Vec<&str> {
    let mut scan = Scan::of(text);
    scan.run();
    scan.plain.push(&text[scan.closed..]);
    scan.plain
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Tag {
    Value,
    Statement,
}

/// What a word follows.
#[derive(Clone, Copy, PartialEq, Eq)]
enum After {
    Begin,
    Bar,
    Other,
}

struct Scan<'t> {
    text: &'t str,
    at: usize,
    /// What stands behind a wrong statement is wrong for no reason of its own.
    is_quiet: bool,
    faults: Vec<TemplateFault>,
    plain: Vec<&'t str>,
    /// Where the last tag ended.
    closed: usize,
}

impl<'t> Scan<'t> {
    fn of(text: &'t str) -> Self {
        Self { text, at: 0, is_quiet: false, faults: Vec::new(), plain: Vec::new(), closed: 0 }
    }

    fn run(&mut self) {
        while let Some(open) = self.rest().find('{') {
            self.at += open;
            let opened = self.at;
            let after = self.rest()[1..].chars().next();
            match after {
                Some('{') => self.tag(Tag::Value),
                Some('%') => self.tag(Tag::Statement),
                Some('#') => {
                    self.at += 2;
                    self.at = self.rest().find("#}").map_or(self.text.len(), |end| self.at + end + 2);
                }
                _ => {
                    self.at += 1;
                    continue;
                }
            }
            self.plain.push(&self.text[self.closed..opened]);
            self.closed = self.at;
            if self.faults.len() >= MOST_FAULTS {
                return;
            }
        }
    }

    fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    fn tag(&mut self, tag: Tag) {
        let close = if tag == Tag::Value { "}}" } else { "%}" };
        self.at += 2;
        self.is_quiet = false;
        let mut after = if tag == Tag::Statement { After::Begin } else { After::Other };
        while let Some(next) = self.rest().chars().next() {
            if self.rest().starts_with(close) {
                self.at += 2;
                return;
            }
            match next {
                '"' | '\'' => {
                    self.skip_text(next);
                    after = After::Other;
                }
                next if next.is_alphanumeric() || next == '_' => {
                    self.word(after);
                    after = After::Other;
                }
                next if next.is_whitespace() => self.at += next.len_utf8(),
                next if SIGNS.contains(next) => {
                    self.at += 1;
                    // The hyphen at a tag's beginning only trims blanks.
                    if !(after == After::Begin && next == '-') {
                        after = if next == '|' { After::Bar } else { After::Other };
                    }
                }
                next => {
                    let end = self.at + next.len_utf8();
                    self.fault(self.at, "unexpected_character", &self.text[self.at..end]);
                    self.at = end;
                }
            }
            if self.faults.len() >= MOST_FAULTS {
                return;
            }
        }
    }

    /// A text in quotes; one that does not end is the engine's to refuse.
    fn skip_text(&mut self, quote: char) {
        self.at += 1;
        let mut is_escaped = false;
        for (place, next) in self.rest().char_indices() {
            if !is_escaped && next == quote {
                self.at += place + 1;
                return;
            }
            is_escaped = !is_escaped && next == '\\';
        }
        self.at = self.text.len();
    }

    fn word(&mut self, after: After) {
        let begin = self.at;
        let is_part = |c: char| c.is_alphanumeric() || c == '_' || c == '.';
        let length = self.rest().find(|c: char| !is_part(c)).unwrap_or(self.rest().len());
        self.at += length;
        let word = &self.text[begin..self.at];
        let is_number = word.bytes().all(|byte| byte.is_ascii_digit());
        let is_called = self.rest().trim_start().starts_with('(');
        let is_known = VARIABLES.iter().any(|variable| variable.name == word);
        let code = match after {
            After::Begin if STATEMENTS.contains(&word) => return,
            After::Begin => "unknown_statement",
            After::Bar if FILTERS.contains(&word) => return,
            After::Bar => "unknown_filter",
            After::Other if is_number || OPERATORS.contains(&word) => return,
            After::Other if is_called => "unknown_function",
            After::Other if is_known => return,
            After::Other => "unknown_variable",
        };
        self.fault(begin, code, word);
        self.is_quiet |= after == After::Begin;
    }

    fn fault(&mut self, byte: usize, code: &str, found: &str) {
        if !self.is_quiet {
            self.faults.push(TemplateFault::at(self.text, byte, code, found));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> Vec<(usize, usize, String, String)> {
        faults(text).into_iter().map(|fault| (fault.line, fault.column, fault.code, fault.found)).collect()
    }

    fn first(text: &str) -> (usize, usize, String, String) {
        told(text).into_iter().next().unwrap_or_else(|| panic!("nothing is wrong with {text:?}"))
    }

    #[test]
    fn plain_words_and_known_names_are_fine() {
        for text in [
            "",
            "您好 {笑} 100% {1}",
            "{{ customer.name }}，{{time.greeting}}！",
            "{{- customer.tier | default(\"会员\") | truncate(10) -}}",
            "{{ customer.name or '亲' }}",
            "{% if customer.tier == \"VIP\" and not order.number %}贵宾{% elif order.number %}x{% else %}您{% endif %}",
            "{%- if customer.name %}{{ \"}} {% for\" }}{% endif -%}",
            "{# 备忘 #}在的",
            "{{ \"a\\\"b\" ~ shop.name }}",
            "{{ 'vip' if customer.tier else 'new' }}",
        ] {
            assert_eq!(told(text), [], "{text}");
        }
    }

    #[test]
    fn words_outside_of_braces_are_told_apart() {
        let text = "{{ time.greeting }}，我是{{ '}}' ~ agent.name }}{笑}{% if shop.name %}久等了{% endif %}{# 备忘 #}";
        let said: Vec<&str> = plain(text).into_iter().filter(|words| !words.is_empty()).collect();
        assert_eq!(said, ["，我是", "{笑}", "久等了"]);
        assert_eq!(plain("在的"), ["在的"]);
    }

    #[test]
    fn a_fault_is_told_by_its_place_and_name() {
        let at = |line, column, code: &str, found: &str| (line, column, code.to_owned(), found.to_owned());
        assert_eq!(first("您好\n祝 {{ customer.nmae }}"), at(2, 6, "unknown_variable", "customer.nmae"));
        assert_eq!(first("{{ 客户.姓名 }}"), at(1, 4, "unknown_variable", "客户.姓名"));
        assert_eq!(first("{{ customer.name | shout }}"), at(1, 20, "unknown_filter", "shout"));
        assert_eq!(first("{{ range(9) }}"), at(1, 4, "unknown_function", "range"));
        assert_eq!(
            told("{% for a in b %}{{ a }}"),
            [at(1, 4, "unknown_statement", "for"), at(1, 20, "unknown_variable", "a")]
        );
        assert_eq!(first("{{ shop.name * 9 }}"), at(1, 14, "unexpected_character", "*"));
        for text in
            ["a\nb {{ shop.name", "{% if shop.name %}", "{{ }}", "{{ 'a }}", "{{ shop.name shop.name }}", "{# a"]
        {
            assert_eq!(first(text).2, "syntax", "{text}");
        }
    }
}
