//! Markdown and HTML, which nobody asked for: their words stay, their signs go.

/// From the longest to the shortest, so that none is taken for half of another.
const EMPHASIS: [&str; 5] = ["**", "__", "~~", "*", "_"];

/// The words without signs of layout.
pub fn without(text: &str) -> String {
    let untagged = without_tags(text);
    let lines: Vec<String> = untagged.lines().filter(|line| !is_fence(line)).map(line_of).collect();
    let mut words = without_links(&lines.join("\n")).replace('`', "");
    for mark in EMPHASIS {
        words = without_emphasis(&words, mark);
    }
    words
}

fn is_fence(line: &str) -> bool {
    let line = line.trim_start();
    line.starts_with("```") || line.starts_with("~~~")
}

/// Without the sign of a heading or a quotation; lists keep one that reads as text.
fn line_of(line: &str) -> String {
    let trimmed = line.trim_start();
    let unquoted = trimmed.trim_start_matches("> ");
    let unheaded = unquoted.trim_start_matches('#');
    let is_heading = unheaded.len() < unquoted.len() && unheaded.starts_with(' ');
    let words = if is_heading { unheaded.trim_start() } else { unquoted };
    let indent = &line[..line.len() - trimmed.len()];
    match words.strip_prefix("* ") {
        Some(item) => format!("{indent}- {item}"),
        None if words.len() == trimmed.len() => line.to_owned(),
        None => words.to_owned(),
    }
}

/// Without `<b>`, `</b>`, `<!-- … -->`; what only looks like one, such as `1 < 2`, stays.
fn without_tags(text: &str) -> String {
    let mut words = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        let (before, tag) = rest.split_at(at);
        words.push_str(before);
        let opens = tag[1..].starts_with(|c: char| c.is_ascii_alphabetic() || "/!?".contains(c));
        match tag.find('>').filter(|_| opens) {
            // An address in angle brackets is no tag: whether it stays is decided elsewhere.
            Some(end) if tag[..end].contains("://") && !tag[..end].contains(' ') => {
                words.push_str(&tag[1..end]);
                rest = &tag[end + 1..];
            }
            Some(end) => rest = &tag[end + 1..],
            None => {
                words.push('<');
                rest = &tag[1..];
            }
        }
    }
    words + rest
}

/// `[words](address)` becomes the words, and the address behind them; a picture only its words.
fn without_links(text: &str) -> String {
    let mut words = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('[') {
        let (before, link) = rest.split_at(at);
        let parts = link[1..].split_once("](").and_then(|(name, after)| {
            let (address, after) = after.split_once(')')?;
            let fits = !name.contains(['[', ']', '\n']) && !address.contains(['\n', '(']);
            fits.then_some((name, address.split(' ').next().unwrap_or_default(), after))
        });
        match parts {
            Some((name, address, after)) => {
                let picture = before.strip_suffix('!');
                words.push_str(picture.unwrap_or(before));
                words.push_str(name);
                if picture.is_none() && address != name {
                    words.push(' ');
                    words.push_str(address);
                }
                // What follows must not become a part of the address.
                words.push(' ');
                rest = after;
            }
            None => {
                words.push_str(before);
                words.push('[');
                rest = &link[1..];
            }
        }
    }
    words + rest
}

/// Without a pair of marks around words. Stars in a masked number, or between numbers, are none.
fn without_emphasis(text: &str, mark: &str) -> String {
    let sign = mark.chars().next().unwrap_or_default();
    let mut words = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(mark) {
        let (before, marked) = rest.split_at(at);
        words.push_str(before);
        let inside = &marked[mark.len()..];
        let stands_free = words.chars().next_back().is_none_or(|c| c != sign && c != '-' && !c.is_ascii_alphanumeric());
        let end = inside.find(mark).filter(|end| stands_free && is_emphasised(&inside[..*end], sign));
        let after = end.map(|end| &inside[end + mark.len()..]);
        match (end, after) {
            (Some(end), Some(after)) if !after.starts_with(sign) => {
                words.push_str(&inside[..end]);
                rest = after;
            }
            _ => {
                words.push_str(mark);
                rest = inside;
            }
        }
    }
    words + rest
}

fn is_emphasised(words: &str, sign: char) -> bool {
    let ends = !words.starts_with([' ', '\n', sign]) && !words.ends_with([' ', '\n']);
    ends && !words.contains('\n') && words.chars().any(char::is_alphabetic)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stay_and_signs_go() {
        for (text, words) in [
            ("**优惠**5元", "优惠5元"),
            ("# 发货\n**48小时**内*发出*", "发货\n48小时内发出"),
            ("> 您好\n* 第一\n* 第二", "您好\n- 第一\n- 第二"),
            ("```text\n好的\n```", "好的"),
            ("用 `码数` 查", "用 码数 查"),
            ("<p>您好<br/>亲</p><!-- x -->", "您好亲"),
            ("<script>alert(1)</script>", "alert(1)"),
            ("见[说明](https://a.example/b \"题\")吧", "见说明 https://a.example/b 吧"),
            ("![图](https://a.example/p.png)", "图 "),
            ("<https://a.example>", "https://a.example"),
        ] {
            assert_eq!(without(text), words, "{text}");
        }
    }

    #[test]
    fn what_only_looks_like_a_sign_stays() {
        for text in ["1 < 2 且 3 > 2", "3*4*5=60", "snake_case_name", "尺码 [M] (165)", "138-****-**00", "50 * 2 * 3"]
        {
            assert_eq!(without(text), text, "{text}");
        }
    }
}
