//! The shop's own words, in three languages.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::Deserialize;

pub const LOCALES: [&str; 3] = ["zh-CN", "zh-Hant", "en"];

static WORDS: LazyLock<HashMap<&'static str, Words>> = LazyLock::new(|| {
    let read = |text| serde_json::from_str(text).unwrap_or_default();
    HashMap::from([
        ("zh-CN", read(include_str!("locales/zh-CN.json"))),
        ("zh-Hant", read(include_str!("locales/zh-Hant.json"))),
        ("en", read(include_str!("locales/en.json"))),
    ])
});

#[derive(Debug, Default, Deserialize)]
pub struct Words {
    /// What sizes are described with, to stand for the Chinese of the product files.
    #[serde(default)]
    terms: HashMap<String, String>,
    #[serde(flatten)]
    lines: HashMap<String, String>,
}

pub fn words(locale: &str) -> &'static Words {
    WORDS.get(locale).unwrap_or(&WORDS["zh-CN"])
}

impl Words {
    pub fn get(&self, key: &str) -> &str {
        self.lines.get(key).map_or("", String::as_str)
    }

    /// A description of a size in this language.
    pub fn described(&self, text: &str) -> String {
        let mut terms: Vec<_> = self.terms.iter().collect();
        // The longest first: 床宽 must not be read as 宽.
        terms.sort_by_key(|(chinese, _)| std::cmp::Reverse(chinese.len()));
        terms.iter().fold(text.to_owned(), |text, (chinese, word)| text.replace(chinese.as_str(), word))
    }
}

/// The language asked for in the address, chosen before, or wished by the browser.
pub fn chosen(cookies: &str, accepted: &str) -> &'static str {
    let wanted = cookies.split(';').filter_map(|pair| pair.trim().strip_prefix("lang=")).next().unwrap_or(accepted);
    let first = wanted.split([',', ';']).next().unwrap_or_default().trim().to_ascii_lowercase();
    if first.starts_with("en") {
        "en"
    } else if ["zh-hant", "zh-tw", "zh-hk", "zh-mo"].iter().any(|tag| first.starts_with(tag)) {
        "zh-Hant"
    } else {
        "zh-CN"
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demo::content::Content;

    #[test]
    fn all_languages_say_the_same_things() {
        let keys = |locale| {
            let mut keys: Vec<_> = words(locale).lines.keys().cloned().collect();
            keys.sort();
            keys
        };
        assert!(keys("zh-CN").len() > 20);
        assert_eq!(keys("zh-CN"), keys("zh-Hant"));
        assert_eq!(keys("zh-CN"), keys("en"));
    }

    #[test]
    fn no_chinese_is_left_in_an_english_size() {
        for product in Content::load().expect("content").products {
            for size in &product.sizes {
                for text in [&size.size, &size.fits, &size.measures] {
                    let told = words("en").described(text);
                    assert!(!told.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c)), "{}: {told}", product.id);
                }
            }
        }
    }

    #[test]
    fn the_language_is_what_was_chosen_or_wished() {
        assert_eq!(chosen("", "zh-CN,zh;q=0.9"), "zh-CN");
        assert_eq!(chosen("a=b; lang=en", "zh-CN"), "en");
        assert_eq!(chosen("", "zh-TW"), "zh-Hant");
        assert_eq!(chosen("", ""), "zh-CN");
    }
}
