//! Every code with which a request may be refused has words in all languages of the desk.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde_json::Value;

/// What refuses with a code of its own; the code stands in the first argument.
const REFUSALS: [&str; 7] =
    ["Conflict(", "ConflictWith(", "Forbidden(", "Malformed(", "TooLarge(", "Unsupported(", "Unavailable("];

/// Codes that the desk is never told: its requests are well formed, its retries have the same body, and widgets, other systems
/// and the server's own jobs meet the rest.
const FOR_PROGRAMS: [&str; 13] = [
    "after_automatic_message",
    "broken_body",
    "foreign_origin",
    "idempotency_key_in_use",
    "idempotency_key_reused",
    "idempotency_outcome_unknown",
    "json_expected",
    "malformed_json",
    "not_rateable",
    "not_with_a_token",
    "overtaken",
    "read_only_token",
    "site_not_allowed",
];

#[test]
fn every_refusal_has_words() {
    let mut files = Vec::new();
    gather(&root().join("src"), &mut files);
    let codes: BTreeSet<String> = files.iter().flat_map(|file| codes_in(&read(file))).collect();
    assert!(codes.len() > 100 && codes.contains("mail_not_dismissed"), "{codes:?}");
    for code in FOR_PROGRAMS {
        assert!(codes.contains(code), "nothing is refused with {code} any more");
    }
    for language in ["zh-CN", "zh-Hant", "en"] {
        let file = root().join("web/desk/src/locales").join(language).join("app.json");
        let words: Value = serde_json::from_str(&read(&file)).expect("JSON");
        let known = words["problem"].as_object().expect("words");
        let without: Vec<&String> =
            codes.iter().filter(|code| !FOR_PROGRAMS.contains(&code.as_str()) && !known.contains_key(*code)).collect();
        assert!(without.is_empty(), "no words in {language} for {without:?}");
    }
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).expect("a file")
}

fn gather(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            gather(&path, files);
        } else if path.extension().is_some_and(|kind| kind == "rs") {
            files.push(path);
        }
    }
}

/// The words in quotes of each first argument, whichever of them it comes to.
fn codes_in(source: &str) -> Vec<String> {
    let source = source.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
    let mut codes = Vec::new();
    for refusal in REFUSALS {
        for (at, _) in source.match_indices(refusal) {
            if !source[..at].ends_with("::") {
                continue;
            }
            let argument = first_argument(&source[at + refusal.len()..]);
            codes.extend(argument.split('"').skip(1).step_by(2).map(str::to_owned));
        }
    }
    codes
        .retain(|code| !code.is_empty() && code.bytes().all(|b| b.is_ascii_lowercase() || b"_0123456789".contains(&b)));
    codes
}

fn first_argument(rest: &str) -> &str {
    let mut depth = 0;
    for (at, c) in rest.char_indices() {
        match c {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' if depth > 0 => depth -= 1,
            ')' | ',' if depth == 0 => return &rest[..at],
            _ => {}
        }
    }
    rest
}
