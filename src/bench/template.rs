//! Text with `{{names}}` in it, split once so that a load of thousands a second only joins strings.

use std::collections::BTreeMap;

use serde::Deserialize;

pub(super) type Variables = BTreeMap<String, String>;

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(from = "String")]
pub(super) struct Template {
    parts: Vec<Part>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Text(String),
    Name(String),
}

impl From<String> for Template {
    fn from(text: String) -> Self {
        let mut parts = Vec::new();
        let mut rest = text.as_str();
        while let Some((before, after)) = rest.split_once("{{") {
            let Some((name, after)) = after.split_once("}}") else { break };
            parts.push(Part::Text(before.to_owned()));
            parts.push(Part::Name(name.trim().to_owned()));
            rest = after;
        }
        parts.push(Part::Text(rest.to_owned()));
        Self { parts }
    }
}

impl Template {
    /// Fills in what is known; other names stay for later.
    pub(super) fn bind(&self, known: &Variables) -> Self {
        let mut bound: Vec<Part> = Vec::new();
        for part in &self.parts {
            let text = match part {
                Part::Text(text) => text,
                Part::Name(name) => match known.get(name) {
                    Some(value) => value,
                    None => {
                        bound.push(part.clone());
                        continue;
                    }
                },
            };
            match bound.last_mut() {
                Some(Part::Text(before)) => before.push_str(text),
                _ => bound.push(Part::Text(text.clone())),
            }
        }
        Self { parts: bound }
    }

    /// The text with these values; a name without a value leaves nothing.
    pub(super) fn render(&self, values: &[(&str, &str)]) -> String {
        let mut text = String::with_capacity(256);
        for part in &self.parts {
            match part {
                Part::Text(fixed) => text.push_str(fixed),
                Part::Name(name) => {
                    text.push_str(values.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value));
                }
            }
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(pairs: &[(&str, &str)]) -> Variables {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn what_is_known_is_filled_in_first() {
        let template = Template::from(r#"{"key":"{{key}}","text":"{{ text }}"}"#.to_owned());
        let bound = template.bind(&known(&[("key", "k1")]));
        assert_eq!(bound.render(&[("text", "hi")]), r#"{"key":"k1","text":"hi"}"#);
    }

    #[test]
    fn braces_of_json_are_left_alone() {
        let text = r#"{"a":{"b":1}}"#;
        assert_eq!(Template::from(text.to_owned()).render(&[]), text);
        assert_eq!(Template::from("{{open".to_owned()).render(&[]), "{{open");
    }
}
