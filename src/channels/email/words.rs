//! What is said where a mail cannot say it itself.

use crate::language::Language;

/// A message has room for so much; a longer mail becomes several.
const PIECE_CHARS: usize = 9_000;

/// A note: a reply did not reach its buyer.
pub fn came_back(language: Language) -> &'static str {
    language.pick([
        "客户没有收到邮件：对方的邮箱把您的回复退了回来。请换一种方式联系。",
        "客戶沒有收到郵件：對方的信箱把您的回覆退了回來。請改用其他方式聯絡。",
        "The customer did not get the mail: their mailbox returned your reply. Please reach them in another way.",
    ])
}

/// A note: a reply could not be handed over.
pub fn not_sent(language: Language) -> &'static str {
    language.pick([
        "邮件没有发出去：邮件服务器拒绝了上面的回复，客户没有收到。",
        "郵件沒有寄出：郵件伺服器拒絕了上面的回覆，客戶沒有收到。",
        "The mail was not sent: the mail server refused the reply above, and the customer did not get it.",
    ])
}

/// A note: there is no mailbox that a reply could go out from.
pub fn no_mailbox(language: Language) -> &'static str {
    language.pick([
        "邮件没有发出去：这个渠道没有接通邮箱，客户没有收到上面的回复。重新接通邮箱后，可以在回复框上方点“重新发送”。",
        "郵件沒有寄出：這個管道沒有接通信箱，客戶沒有收到上面的回覆。重新接通信箱後，可以在回覆框上方點「重新寄出」。",
        "The mail was not sent: this inbox has no mailbox, and the customer did not get the reply above. Once a \
         mailbox is connected, “Send again” above the reply box sends it.",
    ])
}

/// Instead of a file that does not fit into a mail.
pub fn left_out(language: Language, name: &str) -> String {
    match language {
        Language::Simplified => format!("[{name}：文件太大，没有附上]"),
        Language::Traditional => format!("[{name}：檔案太大，沒有附上]"),
        Language::English => format!("[{name}: too large to be attached]"),
    }
}

/// The first words of an acknowledgement.
pub fn received(language: Language) -> &'static str {
    language.pick(["您的邮件我们已经收到。", "您的郵件我們已經收到。", "We have received your mail."])
}

/// An attachment that was not taken, and why.
fn refused(language: Language, name: &str, code: &str) -> String {
    let why = match code {
        "file_too_large" => {
            language.pick(["附件太大，没有收下", "附件太大，沒有收下", "attachment too large, not kept"])
        }
        "empty" => language.pick(["附件是空的", "附件是空的", "attachment is empty"]),
        _ => language.pick([
            "附件类型不支持，没有收下",
            "不支援的附件類型，沒有收下",
            "kind of attachment not supported, not kept",
        ]),
    };
    match language {
        Language::English => format!("[{name}: {why}]"),
        Language::Simplified | Language::Traditional => format!("[{name}：{why}]"),
    }
}

fn cut(language: Language) -> &'static str {
    language.pick([
        "[邮件太长，后面的内容请看原邮件]",
        "[郵件太長，後面的內容請看原郵件]",
        "[the mail is longer; the rest is in the original]",
    ])
}

fn empty(language: Language) -> &'static str {
    language.pick(["[邮件没有文字]", "[郵件沒有文字]", "[a mail without words]"])
}

/// What a mail says, as a conversation shows it.
#[derive(Debug, Default)]
pub struct Parts<'a> {
    /// Of a mail that begins a conversation.
    pub subject: Option<&'a str>,
    pub text: &'a str,
    pub cut: bool,
    /// The names of attachments that were not taken, and why.
    pub refused: &'a [(String, String)],
    /// Whether messages with what is attached follow.
    pub with_files: bool,
}

/// The words of a mail as messages, each within what one may hold; none where files say it all.
pub fn pieces(parts: &Parts<'_>, language: Language) -> Vec<String> {
    let mut blocks: Vec<String> = Vec::new();
    blocks.extend(parts.subject.map(str::trim).filter(|subject| !subject.is_empty()).map(str::to_owned));
    let text = parts.text.trim();
    blocks.extend((!text.is_empty()).then(|| text.to_owned()));
    blocks.extend(parts.cut.then(|| cut(language).to_owned()));
    let lines: Vec<String> = parts.refused.iter().map(|(name, code)| refused(language, name, code)).collect();
    blocks.extend((!lines.is_empty()).then(|| lines.join("\n")));
    if blocks.is_empty() && !parts.with_files {
        blocks.push(empty(language).to_owned());
    }
    split(&blocks.join("\n\n"))
}

/// At ends of lines where there are any.
fn split(text: &str) -> Vec<String> {
    let mut pieces = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        let most = rest.char_indices().nth(PIECE_CHARS).map_or(rest.len(), |(at, _)| at);
        let fits = &rest[..most];
        let end = if most == rest.len() { most } else { fits.rfind('\n').filter(|at| *at > 0).unwrap_or(most) };
        pieces.push(rest[..end].trim_end().to_owned());
        rest = rest[end..].trim_start();
    }
    pieces
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_mail_becomes_what_it_says() {
        let refused = [("报价.exe".to_owned(), "unsupported_file".to_owned())];
        let parts = Parts { subject: Some("尺码"), text: "有大码吗？\n", refused: &refused, ..Parts::default() };
        assert_eq!(
            pieces(&parts, Language::Simplified),
            ["尺码\n\n有大码吗？\n\n[报价.exe：附件类型不支持，没有收下]"]
        );
        assert_eq!(pieces(&Parts::default(), Language::English), ["[a mail without words]"]);
        assert!(pieces(&Parts { with_files: true, ..Parts::default() }, Language::English).is_empty());
    }

    proptest! {
        #[test]
        fn no_word_is_lost_and_every_piece_fits(lines in proptest::collection::vec("[a-z这]{0,3000}", 0..12)) {
            let text = lines.join("\n");
            let split = split(&text);
            prop_assert!(split.iter().all(|piece| !piece.is_empty() && piece.chars().count() <= PIECE_CHARS));
            let bare = |text: &str| text.split_whitespace().collect::<String>();
            prop_assert_eq!(bare(&split.concat()), bare(&text));
        }
    }
}
