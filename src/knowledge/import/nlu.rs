//! Training files of chat assistants in Rasa's formats: intents with examples, as Markdown or YAML.

use super::record::{Key, Record};

/// Whether a text looks like one of them.
pub fn is_nlu(text: &str) -> bool {
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty()).take(20);
    lines.any(|line| line.starts_with("## intent:") || line == "nlu:" || line.starts_with("- intent:"))
}

/// An entry for each intent; synonyms, patterns and lookup tables are left out.
pub fn read(text: &str) -> Vec<Record> {
    let mut records: Vec<Record> = Vec::new();
    let mut within = false;
    for (row, line) in (1..).zip(text.lines()) {
        let line = line.trim();
        let intent = line.strip_prefix("## intent:").or_else(|| line.strip_prefix("- intent:"));
        if let Some(name) = intent.map(unquoted).filter(|name| !name.is_empty()) {
            within = true;
            records.push(record(row, name));
        } else if line.starts_with("##") || is_other_section(line) {
            within = false;
        } else if let Some(example) = line.strip_prefix("- ").filter(|_| within) {
            let text = plain(unquoted(example.strip_prefix("text:").unwrap_or(example)));
            if let Some(record) = records.last_mut().filter(|_| !text.is_empty()) {
                record.phrasings.push(text);
            }
        }
    }
    records
}

fn record(row: usize, name: &str) -> Record {
    let (key, title) = (Key::Named(name.to_owned()), name.to_owned());
    Record { row, key, title, category: None, kind: None, state: None, phrasings: Vec::new(), answers: Vec::new() }
}

fn is_other_section(line: &str) -> bool {
    ["- synonym:", "- regex:", "- lookup:", "stories:", "rules:", "responses:"]
        .iter()
        .any(|begin| line.starts_with(begin))
}

fn unquoted(text: &str) -> &str {
    text.trim().trim_matches(['"', '\''])
}

/// `[M码](size)` and `[M码]{"entity": …}` say M码.
fn plain(example: &str) -> String {
    let mut text = String::with_capacity(example.len());
    let mut rest = example;
    while let Some((before, marked)) = rest.split_once('[') {
        text.push_str(before);
        let end = marked.split_once(']').and_then(|(value, after)| {
            let close = match after.chars().next()? {
                '(' => ')',
                '{' => '}',
                _ => return None,
            };
            Some((value, after.split_once(close)?.1))
        });
        match end {
            Some((value, after)) => {
                text.push_str(value);
                rest = after;
            }
            None => {
                text.push('[');
                rest = marked;
            }
        }
    }
    text.push_str(rest);
    text.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_formats_are_read() {
        let markdown = "## intent:inform_size\n- 我要[M码](size)的\n- [XL](size)\n\n## synonym:大码\n- XL\n## intent:hi\n- 在吗 [1]\n";
        let yaml = "version: \"3.1\"\nnlu:\n- intent: inform_size\n  examples: |\n    - 我要[M码]{\"entity\": \"size\"}的\n    - [XL](size)\n- synonym: 大码\n  examples: |\n    - XL\n- intent: hi\n  examples: |\n    - 在吗 [1]\n";
        for text in [markdown, yaml] {
            assert!(is_nlu(text));
            let records = read(text);
            let said: Vec<_> = records.iter().map(|record| (record.title.as_str(), record.phrasings.clone())).collect();
            assert_eq!(
                said,
                [("inform_size", vec!["我要M码的".to_owned(), "XL".into()]), ("hi", vec!["在吗 [1]".into()])]
            );
        }
        assert!(!is_nlu("问题,答案\n几天到,三天\n"));
    }
}
