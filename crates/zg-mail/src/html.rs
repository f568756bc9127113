//! The words of a mail that was sent as HTML: what a reader would see, line by line, without any markup.
//!
//! What the program that wrote it marks as quoted comes apart from the rest. Markup is followed only so far as it says where
//! lines end: it may be as broken as it likes.

use mail_parser::decoders::html::add_html_token;

/// What lies in these is nothing to read.
const UNREAD: [&str; 5] = ["style", "script", "title", "template", "noscript"];
const BLOCKS: [&str; 24] = [
    "p",
    "div",
    "tr",
    "li",
    "ul",
    "ol",
    "table",
    "blockquote",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "section",
    "article",
    "header",
    "footer",
    "pre",
    "hr",
    "dl",
    "dt",
    "dd",
    "center",
];
const QUOTED_CLASSES: [&str; 8] = [
    "gmail_quote",
    "yahoo_quoted",
    "moz-cite-prefix",
    "ntes-mailmaster-quote",
    "protonmail_quote",
    "zmail_extra",
    "aliyun-mail-quote",
    "mail-quote",
];
const QUOTED_IDS: [&str; 4] =
    ["isreplycontent", "olk_src_body_section", "mail-editor-reference-message-container", "ntes-pcmac-reply"];
/// Everything below these is quoted (Outlook).
const LAST_IDS: [&str; 2] = ["divrplyfwdmsg", "appendonsend"];
/// Longer ones are none.
const ENTITY_BYTES: usize = 32;

#[derive(Debug, Default)]
pub struct Words {
    pub fresh: String,
    pub quoted: String,
}

pub fn words(html: &str) -> Words {
    let mut writer = Writer::default();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        writer.text(&rest[..at]);
        rest = &rest[at..];
        rest = match rest.strip_prefix("<!--") {
            Some(comment) => comment.find("-->").map_or("", |end| &comment[end + 3..]),
            None => tag(rest, &mut writer),
        };
    }
    writer.text(rest);
    Words { fresh: writer.fresh.text, quoted: writer.quoted.text }
}

/// Follows one tag and yields what stands behind it.
fn tag<'a>(html: &'a str, writer: &mut Writer) -> &'a str {
    let inside = &html[1..];
    if !inside.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?')) {
        writer.text("<");
        return inside;
    }
    let end = end_of_tag(inside);
    let (tag, behind) = (&inside[..end], inside.get(end + 1..).unwrap_or_default());
    let closes = tag.starts_with('/');
    let tag = tag.trim_start_matches('/');
    let name = tag.split(|c: char| c.is_whitespace() || c == '/').next().unwrap_or_default().to_ascii_lowercase();
    if !closes && UNREAD.contains(&name.as_str()) {
        return behind_closing(behind, &name);
    }
    writer.tag(&name, tag, closes);
    behind
}

/// Where the `>` of a tag is: not between the quotes of an attribute.
fn end_of_tag(tag: &str) -> usize {
    let mut quote = None;
    for (at, byte) in tag.bytes().enumerate() {
        match (quote, byte) {
            (None, b'>') => return at,
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), byte) if open == byte => quote = None,
            _ => {}
        }
    }
    tag.len()
}

fn behind_closing<'a>(html: &'a str, name: &str) -> &'a str {
    let mut rest = html;
    while let Some(at) = rest.find("</") {
        rest = &rest[at + 2..];
        if rest.get(..name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name)) {
            return rest.find('>').map_or("", |end| &rest[end + 1..]);
        }
    }
    ""
}

#[derive(Default)]
struct Writer {
    fresh: Page,
    quoted: Page,
    /// The element that is quoted, and how many of its name are open.
    within: Option<(String, usize)>,
    /// Everything that follows is quoted.
    last: bool,
    pre: usize,
}

impl Writer {
    fn page(&mut self) -> &mut Page {
        if self.last || self.within.is_some() { &mut self.quoted } else { &mut self.fresh }
    }

    fn text(&mut self, text: &str) {
        let pre = self.pre > 0;
        let page = self.page();
        let mut rest = text;
        while let Some(at) = rest.find('&') {
            page.write(&rest[..at], pre);
            rest = &rest[at..];
            let end = end_of_entity(rest);
            let mut decoded = String::new();
            add_html_token(&mut decoded, &rest.as_bytes()[..end], false);
            page.write(&decoded, pre);
            rest = &rest[end..];
        }
        page.write(rest, pre);
    }

    fn tag(&mut self, name: &str, tag: &str, closes: bool) {
        if !closes && self.within.is_none() && !self.last {
            self.last = attribute(tag, "id").is_some_and(|id| LAST_IDS.contains(&id.as_str()));
            self.within = is_quoted(name, tag).then(|| (name.to_owned(), 0));
        }
        if BLOCKS.contains(&name) {
            self.page().begin_line();
        }
        match name {
            "br" => self.page().end_line(),
            "li" if !closes => self.page().write("- ", true),
            "td" | "th" if !closes => self.page().write(" ", false),
            "pre" if closes => self.pre = self.pre.saturating_sub(1),
            "pre" => self.pre += 1,
            _ => {}
        }
        if let Some((_, depth)) = self.within.as_mut().filter(|(open, _)| open == name) {
            *depth = if closes { depth.saturating_sub(1) } else { *depth + 1 };
            if *depth == 0 {
                self.within = None;
            }
        }
    }
}

/// Behind the `;` of an entity, or behind the `&` that begins none.
fn end_of_entity(text: &str) -> usize {
    let inside = text.bytes().skip(1).take(ENTITY_BYTES);
    let name = inside.take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'#').count();
    if name > 0 && text.as_bytes().get(name + 1) == Some(&b';') { name + 2 } else { 1 }
}

fn is_quoted(name: &str, tag: &str) -> bool {
    let class = attribute(tag, "class").unwrap_or_default();
    let cited = name == "blockquote" && attribute(tag, "type").is_some_and(|kind| kind == "cite");
    let named = matches!(name, "div" | "blockquote" | "span" | "section" | "table");
    let classed = class.split_whitespace().any(|class| QUOTED_CLASSES.contains(&class));
    cited || named && (classed || attribute(tag, "id").is_some_and(|id| QUOTED_IDS.contains(&id.as_str())))
}

/// The value of an attribute, in lower case.
fn attribute(tag: &str, name: &str) -> Option<String> {
    let lower = tag.to_ascii_lowercase();
    let mut rest = lower.as_str();
    loop {
        let at = rest.find(name)?;
        let alone = rest[..at].ends_with(|c: char| c.is_whitespace() || c == '"' || c == '\'');
        rest = &rest[at + name.len()..];
        let Some(value) = rest.trim_start().strip_prefix('=').filter(|_| alone) else { continue };
        let value = value.trim_start();
        let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''));
        let end = |c: char| quote.map_or(c.is_whitespace(), |quote| c == quote);
        return value.trim_start_matches(['"', '\'']).split(end).next().map(str::to_owned);
    }
}

#[derive(Default)]
struct Page {
    text: String,
    /// A blank that is written only when a word follows on the same line.
    blank: bool,
}

impl Page {
    fn write(&mut self, text: &str, as_is: bool) {
        if as_is {
            self.text.push_str(text);
            return;
        }
        for c in text.chars() {
            if matches!(c, ' ' | '\t' | '\r' | '\n') {
                self.blank = true;
                continue;
            }
            if self.blank && !self.text.is_empty() && !self.text.ends_with(['\n', ' ']) {
                self.text.push(' ');
            }
            self.blank = false;
            self.text.push(c);
        }
    }

    fn end_line(&mut self) {
        self.text.push('\n');
        self.blank = false;
    }

    fn begin_line(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with('\n') {
            self.end_line();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_reader_would_see_is_left() {
        let cases = [
            ("<p>您好，</p><p>我要<b>退货</b>。</p>", "您好，\n我要退货。\n"),
            ("<div>a<br>b</div><div>c</div>", "a\nb\nc\n"),
            ("a  &amp;\n b&nbsp;&lt;c&gt; &#27599; &nothing; R&D & co", "a & b\u{A0}<c> 每 &nothing; R&D & co"),
            ("<ul><li>一<li>二</ul>", "- 一\n- 二\n"),
            ("<table><tr><td>尺码</td><td>M</td></tr></table>", "尺码 M\n"),
            ("<STYLE>p { color: red }</Style><title>t</title>x<script>if (a < b) {}</script >y", "xy"),
            ("<!-- <p>no</p> -->yes<![if !mso]>!", "yes!"),
            ("<a href=\"x>y\" title='<b>'>link</a>", "link"),
            ("5 < 6 <", "5 < 6 <"),
            ("cut off <a href=\"", "cut off"),
            ("cut off <!-- here", "cut off"),
            ("<style>cut off", ""),
            ("<pre>a\n  b</pre>", "a\n  b\n"),
        ];
        for (html, expected) in cases {
            assert_eq!(words(html).fresh, expected, "{html}");
        }
    }

    #[test]
    fn what_is_marked_as_quoted_comes_apart() {
        let cases = [
            "x<div class=\"gmail_quote gmail_quote_container\">q<div>q</div></div>y",
            "x<blockquote type=cite>q<blockquote>q</blockquote></blockquote>y",
            "x<blockquote style='a' type=\"CITE\">qq</blockquote>y",
            "x<div id=\"isReplyContent\">qq</div>y",
            "x<div class='moz-cite-prefix'>q</div><blockquote type=\"cite\">q</blockquote>y",
        ];
        for html in cases {
            let words = words(html);
            assert_eq!(words.fresh.replace('\n', ""), "xy", "{html}");
            assert_eq!(words.quoted.replace('\n', ""), "qq", "{html}");
        }
        let outlook = words("x<hr><div id=\"divRplyFwdMsg\" dir=\"ltr\">q</div><div>q</div>");
        assert_eq!((outlook.fresh.trim(), outlook.quoted.replace('\n', "")), ("x", "qq".to_owned()));
        assert_eq!(words("<blockquote>my own words</blockquote>").fresh.trim(), "my own words");
    }
}
