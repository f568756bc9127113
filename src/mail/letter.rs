//! What is said to whom, before it becomes a mail. It may hold a link that opens an account, so it does not print.

use serde::{Deserialize, Serialize};
use zg_text::escape_html;

#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Letter {
    pub to: String,
    pub subject: String,
    parts: Vec<Part>,
}

#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Part {
    Words(String),
    /// The words on it, and where it leads.
    Link(String, String),
}

impl std::fmt::Debug for Letter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Letter(***)")
    }
}

impl Letter {
    pub fn new(to: &str, subject: impl Into<String>) -> Self {
        Self { to: to.to_owned(), subject: subject.into(), parts: Vec::new() }
    }

    pub fn say(mut self, words: impl Into<String>) -> Self {
        self.parts.push(Part::Words(words.into()));
        self
    }

    pub fn link(mut self, words: &str, url: &str) -> Self {
        self.parts.push(Part::Link(words.to_owned(), url.to_owned()));
        self
    }

    /// For programs that show no markup: a link stands alone on its line.
    pub fn text(&self) -> String {
        let parts = self.parts.iter().map(|part| match part {
            Part::Words(words) => words.as_str(),
            Part::Link(_, url) => url.as_str(),
        });
        let mut text = parts.collect::<Vec<_>>().join("\n\n");
        text.push('\n');
        text
    }

    /// The same with markup; all that people wrote is text in it.
    pub fn html(&self) -> String {
        let mut html = String::from("<!doctype html><meta charset=\"utf-8\">");
        for part in &self.parts {
            match part {
                Part::Words(words) => html.push_str(&format!("<p>{}</p>", escape_html(words))),
                Part::Link(words, url) => {
                    html.push_str(&format!("<p><a href=\"{}\">{}</a></p>", escape_html(url), escape_html(words)));
                }
            }
        }
        html
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_wrote_is_text() {
        let letter =
            Letter::new("mei@shop.example", "s").say("<b>店</b> & \"我们\"").link("打开", "https://a.example/?a=1&b=2");
        assert_eq!(
            letter.html(),
            "<!doctype html><meta charset=\"utf-8\"><p>&lt;b&gt;店&lt;/b&gt; &amp; &quot;我们&quot;</p>\
             <p><a href=\"https://a.example/?a=1&amp;b=2\">打开</a></p>"
        );
        assert_eq!(letter.text(), "<b>店</b> & \"我们\"\n\nhttps://a.example/?a=1&b=2\n");
    }

    #[test]
    fn a_letter_does_not_print() {
        let letter = Letter::new("mei@shop.example", "s").link("打开", "https://a.example/reset/secret");
        assert_eq!(format!("{letter:?}"), "Letter(***)");
    }
}
