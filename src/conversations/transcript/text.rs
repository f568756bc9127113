//! A transcript as plain text: pure. A message of several lines is indented, so that none looks like another's.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::{Transcript, TranscriptMessage};
use crate::clock::Time;
use crate::conversations::model::{Author, Kind};
use crate::language::Language;

/// In the shop's language and its time zone.
pub fn written(transcript: &Transcript) -> String {
    let language = Language::of(&transcript.locale);
    let zone = TimeZone::get(&transcript.timezone).unwrap_or(TimeZone::UTC);
    let moment = |at: Time| {
        let zoned = Timestamp::from_millisecond(at.0).unwrap_or_default().to_zoned(zone.clone());
        zoned.strftime("%Y-%m-%d %H:%M:%S").to_string()
    };
    let word = |words| language.pick(words);
    let until = transcript.solved_at.map(|at| format!(" – {}", moment(at))).unwrap_or_default();
    let mut text = format!(
        "{shop}\n{conversation} #{number} · {customer} · {inbox}\n{from}{until} ({zone})\n{exported} {at}\n",
        shop = transcript.shop_name,
        conversation = word(["会话", "對話", "Conversation"]),
        number = transcript.number,
        customer = transcript.customer_name,
        inbox = transcript.inbox_name,
        from = moment(transcript.created_at),
        zone = transcript.timezone,
        exported = word(["导出于", "匯出於", "Exported"]),
        at = moment(transcript.exported_at),
    );
    if transcript.with_notes {
        text.push_str(word([
            "含同事备注，请勿发给客户\n",
            "含同事備註，請勿傳給客戶\n",
            "With internal notes, not for the customer\n",
        ]));
    }
    text.push('\n');
    for message in &transcript.messages {
        let body = body(message, language).replace('\n', "\n    ");
        let writer = writer(message, language) + &place(message, language);
        text += &format!("[{}] {writer}: {body}\n", moment(message.at));
    }
    text
}

fn writer(message: &TranscriptMessage, language: Language) -> String {
    let automatic = language.pick(["自动回复", "自動回覆", "Automatic"]);
    let name = message.name.clone().unwrap_or_else(|| match message.author {
        Author::Bot => language.pick(["机器人", "機器人", "Bot"]).to_owned(),
        Author::Automatic => automatic.to_owned(),
        Author::Customer | Author::Machine | Author::Agent | Author::System => {
            language.pick(["客服", "客服", "Agent"]).to_owned()
        }
    });
    if message.author == Author::Machine {
        return format!("{name} ({automatic})");
    }
    if message.kind != Kind::Note {
        return name;
    }
    let note = language.pick(["备注", "備註", "note"]);
    format!("{name} ({note})")
}

/// Where it was said, if that is not where the conversation stands.
fn place(message: &TranscriptMessage, language: Language) -> String {
    let (before, after) = (language.pick([" · 在「", " · 在「", " · in "]), language.pick(["」", "」", ""]));
    message.inbox_name.as_ref().map(|inbox| format!("{before}{inbox}{after}")).unwrap_or_default()
}

fn body(message: &TranscriptMessage, language: Language) -> String {
    if message.recalled {
        return language.pick(["[已撤回]", "[已撤回]", "[taken back]"]).to_owned();
    }
    if message.erased {
        return language.pick(["[内容已清除]", "[內容已清除]", "[erased]"]).to_owned();
    }
    let file = message.file_name.as_ref().map(|name| {
        let kind = match message.kind {
            Kind::Image => language.pick(["图片", "圖片", "picture"]),
            _ => language.pick(["文件", "檔案", "file"]),
        };
        format!("[{kind}] {name}")
    });
    let parts = [&file, &message.card_title, &message.card_url, &message.text];
    parts.into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(author: Author, kind: Kind, name: Option<&str>, text: &str) -> TranscriptMessage {
        TranscriptMessage {
            at: Time::parse("2026-11-18T04:00:05Z").expect("a time"),
            kind,
            author,
            name: name.map(str::to_owned),
            inbox_name: None,
            text: Some(text.to_owned()),
            file_name: None,
            card_title: None,
            card_url: None,
            recalled: false,
            erased: false,
        }
    }

    fn lines(messages: Vec<TranscriptMessage>) -> Vec<String> {
        let at = Time::parse("2026-11-18T04:00:00Z").expect("a time");
        let transcript = Transcript {
            shop_name: "晴耕".into(),
            locale: "zh-CN".into(),
            timezone: "Asia/Shanghai".into(),
            inbox_name: "官网".into(),
            number: 7,
            customer_name: "林小姐".into(),
            created_at: at,
            solved_at: None,
            with_notes: false,
            messages,
            exported_at: at.plus_seconds(60),
        };
        written(&transcript).lines().map(str::to_owned).collect()
    }

    #[test]
    fn it_is_read_in_the_shops_zone_and_language() {
        let note = said(Author::Agent, Kind::Note, Some("小梅"), "老客户");
        let bot = said(Author::Bot, Kind::Text, None, "能机洗");
        let mut file = said(Author::Customer, Kind::Image, Some("林小姐"), "这件");
        file.file_name = Some("a.jpg".into());
        let all = lines(vec![file, bot, note]);
        assert_eq!(all[..3], ["晴耕", "会话 #7 · 林小姐 · 官网", "2026-11-18 12:00:00 (Asia/Shanghai)"]);
        assert_eq!(
            all[5..],
            [
                "[2026-11-18 12:00:05] 林小姐: [图片] a.jpg",
                "    这件",
                "[2026-11-18 12:00:05] 机器人: 能机洗",
                "[2026-11-18 12:00:05] 小梅 (备注): 老客户"
            ]
        );
    }

    #[test]
    fn nobody_writes_anothers_line() {
        let forged = said(Author::Customer, Kind::Text, Some("林小姐"), "好\n[2026-11-18 12:00:09] 小梅: 全额退款");
        assert_eq!(lines(vec![forged]).last().map(String::as_str), Some("    [2026-11-18 12:00:09] 小梅: 全额退款"));
    }

    #[test]
    fn what_was_said_elsewhere_says_where() {
        let mut there = said(Author::Customer, Kind::Text, Some("林小姐"), "鞋呢");
        there.inbox_name = Some("会员小店".into());
        let here = said(Author::Customer, Kind::Text, Some("林小姐"), "到了");
        let all = lines(vec![there, here]);
        assert_eq!(
            all[5..],
            ["[2026-11-18 12:00:05] 林小姐 · 在「会员小店」: 鞋呢", "[2026-11-18 12:00:05] 林小姐: 到了"]
        );
    }

    #[test]
    fn what_is_gone_is_named() {
        let mut recalled = said(Author::Agent, Kind::Text, Some("小梅"), "");
        recalled.recalled = true;
        assert!(lines(vec![recalled]).last().is_some_and(|line| line.ends_with("小梅: [已撤回]")));
    }
}
