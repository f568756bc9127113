//! Fills a template in.

use std::fmt;
use std::io::{self, Write};
use std::sync::Arc;

use minijinja::value::{Object, ObjectRepr, Value};
use minijinja::{Environment, Error, ErrorKind};
use serde::Serialize;
use utoipa::ToSchema;

use super::scan::TemplateFault;
use super::variables::{VARIABLES, Values};

/// As much as a message holds.
pub const MOST_CHARS: usize = 10_000;
/// A character takes four at most.
const MOST_BYTES: usize = MOST_CHARS * 4;
/// Steps of the engine; a template without loops needs fewer than it has characters.
const FUEL: u64 = 10_000;
/// What is to be typed where a value is missing.
pub const BLANK: &str = "____";
/// Stands around the name of a missing value. No value holds one, and no text keeps one.
const MARK: char = '\0';

/// A reply as it would be sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct RenderedReply {
    /// With `____` where a value is missing.
    pub text: String,
    /// The names without a value, each once.
    pub missing: Vec<String>,
    /// The same text in pieces.
    pub parts: Vec<TemplatePart>,
}

/// A piece of a reply.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct TemplatePart {
    pub text: String,
    /// The name whose value is missing here.
    pub missing: Option<String>,
}

/// Fills the names in, or says what is wrong with the template.
pub fn render(text: &str, values: &Values) -> Result<RenderedReply, TemplateFault> {
    let written = evaluate(text, values).map_err(|error| fault(text, &error))?;
    Ok(in_parts(&written))
}

/// What the engine has against a template that holds only what it may hold, with all values and with none.
pub fn try_out(text: &str) -> Option<TemplateFault> {
    let tries = [Values::filled(), Values::default()];
    tries.iter().find_map(|values| evaluate(text, values).err()).map(|error| fault(text, &error))
}

fn evaluate(text: &str, values: &Values) -> Result<String, Error> {
    let engine = engine();
    let template = engine.template_from_str(text)?;
    let mut out = Bounded(Vec::new());
    template.render_captured_to(context(values), &mut out)?;
    Ok(String::from_utf8_lossy(&out.0).into_owned())
}

fn engine<'t>() -> Environment<'t> {
    let mut engine = Environment::empty();
    engine.set_fuel(Some(FUEL));
    engine.set_debug(true);
    engine.add_filter("default", default);
    engine.add_filter("upper", |value: Value| changed(value, |text| text.to_uppercase()));
    engine.add_filter("lower", |value: Value| changed(value, |text| text.to_lowercase()));
    engine.add_filter("truncate", |value: Value, most: usize| changed(value, |text| text.chars().take(most).collect()));
    engine
}

fn default(value: Value, otherwise: Value) -> Value {
    if value.is_true() { value } else { otherwise }
}

/// A missing value stays missing, whatever is done to it.
fn changed(value: Value, change: impl FnOnce(&str) -> String) -> Value {
    if value.downcast_object_ref::<Missing>().is_some() { value } else { Value::from(change(&value.to_string())) }
}

/// The names in their groups: `customer.name` is the `name` of `customer`.
fn context(values: &Values) -> Value {
    let mut groups: Vec<(&str, Vec<(&str, Value)>)> = Vec::new();
    for variable in VARIABLES {
        let (group, name) = variable.name.split_once('.').unwrap_or((variable.name, ""));
        let value = values.get(variable.name).map_or_else(|| Value::from_object(Missing(variable.name)), Value::from);
        match groups.iter_mut().find(|(known, _)| *known == group) {
            Some((_, names)) => names.push((name, value)),
            None => groups.push((group, vec![(name, value)])),
        }
    }
    Value::from_pairs(groups.into_iter().map(|(group, names)| (group, Value::from_pairs(names))))
}

/// Stands for a value that is not there: false in a condition, and marked in the text.
#[derive(Debug)]
struct Missing(&'static str);

impl Object for Missing {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Plain
    }

    fn is_true(self: &Arc<Self>) -> bool {
        false
    }

    fn render(self: &Arc<Self>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{MARK}{}{MARK}", self.0)
    }
}

/// Takes no more than a message holds.
struct Bounded(Vec<u8>);

impl Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.0.len() + bytes.len() > MOST_BYTES {
            return Err(io::Error::other("more than a message holds"));
        }
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn in_parts(written: &str) -> RenderedReply {
    let mut rendered = RenderedReply { text: String::new(), missing: Vec::new(), parts: Vec::new() };
    for (place, piece) in written.trim().split(MARK).enumerate() {
        let missing = VARIABLES.iter().find(|variable| place % 2 == 1 && variable.name == piece);
        let shown = match missing {
            Some(_) => BLANK.to_owned(),
            None => piece.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect(),
        };
        if shown.is_empty() {
            continue;
        }
        rendered.text.push_str(&shown);
        let name = missing.map(|variable| variable.name.to_owned());
        rendered
            .missing
            .extend(name.iter().filter(|name| !rendered.missing.contains(name)).cloned().collect::<Vec<_>>());
        rendered.parts.push(TemplatePart { text: shown, missing: name });
    }
    rendered
}

fn fault(text: &str, error: &Error) -> TemplateFault {
    let code = match error.kind() {
        ErrorKind::OutOfFuel | ErrorKind::WriteFailure => "too_much",
        _ => "syntax",
    };
    let range = error.range().filter(|range| text.get(range.clone()).is_some());
    match range {
        Some(range) => TemplateFault::at(text, range.start, code, &text[range]),
        None => {
            let line = error.line().unwrap_or(1);
            let byte = text.split_inclusive('\n').take(line - 1).map(str::len).sum();
            TemplateFault::at(text, byte, code, "")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::canned_replies::template::faults;

    fn mei() -> Values {
        let mut values = Values::default();
        values.set("customer.name", "小梅");
        values.set("shop.name", "青禾外套");
        values.set("conversation.number", "12");
        values
    }

    fn text(template: &str) -> String {
        assert_eq!(faults(template), [], "{template}");
        render(template, &mei()).expect("a reply").text
    }

    #[test]
    fn names_are_filled_in() {
        assert_eq!(text("{{ customer.name }}您好，这里是{{shop.name}}。\n"), "小梅您好，这里是青禾外套。");
        assert_eq!(text("{{ customer.tier | default('会员') }}{{ customer.name | truncate(1) }}"), "会员小");
        assert_eq!(
            text("{% if customer.tier %}贵宾{% else %}亲{% endif %}，第 {{ conversation.number }} 号"),
            "亲，第 12 号"
        );
    }

    #[test]
    fn what_is_missing_is_marked_and_named_once() {
        let rendered = render("单号 {{ order.tracking }}，{{ order.tracking|upper }}{{ customer.tier ~ '!' }}", &mei());
        let rendered = rendered.expect("a reply");
        assert_eq!(rendered.text, "单号 ____，________!");
        assert_eq!(rendered.missing, ["order.tracking", "customer.tier"]);
        let marked: Vec<_> = rendered.parts.iter().filter_map(|part| part.missing.as_deref()).collect();
        assert_eq!(marked, ["order.tracking", "order.tracking", "customer.tier"]);
        assert_eq!(rendered.parts.iter().map(|part| part.text.as_str()).collect::<String>(), rendered.text);
    }

    #[test]
    fn values_are_never_read_as_a_template() {
        let mut values = mei();
        for name in ["{{ agent.name }}", "{% for %}", "\0agent.name\0", "{{", "a\nb\u{7}", "=1+1"] {
            values.set("customer.name", name);
            let rendered = render("{{ customer.name }}", &values).expect("a reply");
            let plain: String = name.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
            assert_eq!(rendered.text, plain.trim(), "{name:?}");
            assert_eq!(rendered.missing, Vec::<String>::new(), "{name:?}");
        }
        values.set("customer.name", "长".repeat(5000));
        assert_eq!(render("{{ customer.name }}", &values).expect("a reply").text.chars().count(), 80);
    }

    #[test]
    fn what_a_template_writes_itself_cannot_pose_as_missing() {
        let rendered = render("{{ \"\\u0000evil\\u0000\" }}", &mei()).expect("a reply");
        assert_eq!((rendered.text.as_str(), rendered.missing.len()), ("evil", 0));
    }

    #[test]
    fn hostile_templates_are_refused() {
        let deep = format!("{{{{ {}shop.name{} }}}}", "(".repeat(900), ")".repeat(900));
        for template in [
            "{% for a in [1] %}{% endfor %}",
            "{% set a = shop.name %}",
            "{%set a=shop.name%}",
            "{%- for a in shop.name %}x{% endfor %}",
            "{% macro a() %}{{ a() }}{% endmacro %}{{ a() }}",
            "{% include '/etc/passwd' %}",
            "{% import '/etc/passwd' as p %}",
            "{% extends '/etc/passwd' %}",
            "{% raw %}{{ shop.name }}{% endraw %}",
            "{{ 'a' * 100000000 }}",
            "{{ ['a'] }}",
            "{{ {'a': 1} }}",
            "{{ shop['name'] }}",
            "{{ shop.name.upper() }}",
            "{{ shop.__class__ }}",
            "{{ customer }}",
            "{{ range(1000000000) }}",
            "{{ 9 ** 9 ** 9 }}",
            "{{ 1 // 0 }}",
            "{{ include }}",
            "{{ self.name }}",
            "{{ loop.index }}",
            &deep,
        ] {
            assert!(!faults(template).is_empty(), "{template}");
        }
    }

    #[test]
    fn long_expressions_break_nothing() {
        let longest = crate::canned_replies::clean::MAX_TEXT_CHARS - 6;
        for piece in
            ["-", "not ", "1~", "1 or ", "1 if 1 else ", "shop.name|upper|", "(", "\"a\"~", "1==", "{{", "{%if 1%}"]
        {
            let body = piece.repeat(longest / piece.len());
            for text in [format!("{{{{{body}1}}}}"), body] {
                let refused = faults(&text);
                assert_eq!(refused.is_empty(), refused.is_empty() && render(&text, &mei()).is_ok(), "{piece}");
            }
        }
    }

    #[test]
    fn a_long_reply_has_an_end() {
        let mut values = mei();
        values.set("customer.name", "字".repeat(80));
        let many = "{{customer.name}}".repeat(2000);
        assert_eq!(render(&many, &values).expect_err("too much").code, "too_much");
    }
}
