//! Where what somebody wrote ends and what they answer begins, in plain text. Every program marks it differently.
//!
//! Rather too little is cut than too much: what was forwarded is what the buyer wants to show, and where nothing would be
//! left, everything stays.

use crate::words::tidy;

/// How the line ends that says who wrote what follows.
const WROTE: [&str; 12] = [
    "wrote:",
    "wrote：",
    "写道:",
    "写道：",
    "寫道:",
    "寫道：",
    "schrieb:",
    "a écrit :",
    "a écrit:",
    "escribió:",
    "ha scritto:",
    "写信:",
];
/// How it begins, where it is longer than one line.
const BEGINS: [&str; 10] = ["On ", "At ", "在", "于", "於", "Am ", "Le ", "El ", "Il ", "发件时间"];
const ORIGINAL: [&str; 12] = [
    "original message",
    "original",
    "original email",
    "原始邮件",
    "原始郵件",
    "原邮件",
    "回复的原邮件",
    "回复邮件",
    "ursprüngliche nachricht",
    "message d'origine",
    "mensaje original",
    "原始信件",
];
const FORWARDED: [&str; 8] = [
    "forwarded message",
    "begin forwarded message:",
    "转发的邮件",
    "转发邮件信息",
    "转发邮件",
    "轉寄的郵件",
    "轉寄郵件",
    "forwarding messages",
];
const FROM: [&str; 6] = ["from", "发件人", "寄件者", "寄件人", "von", "de"];
const OTHERS: [&str; 19] = [
    "sent",
    "date",
    "to",
    "cc",
    "subject",
    "reply-to",
    "发送时间",
    "发送日期",
    "时间",
    "收件人",
    "抄送",
    "主题",
    "日期",
    "寄件日期",
    "傳送時間",
    "收件者",
    "副本",
    "主旨",
    "寄件時間",
];
/// Of the lines that say who wrote something.
const LINE_CHARS: usize = 300;

/// What was written anew, and whether something was left out.
pub fn fresh(text: &str) -> (String, bool) {
    let text = tidy(text);
    let lines: Vec<&str> = text.lines().collect();
    let mut kept: Vec<&str> = Vec::with_capacity(lines.len());
    let mut quoted = false;
    let mut at = 0;
    while let Some(line) = lines.get(at) {
        let rest = &lines[at..];
        if is_forwarded(line) {
            kept.extend(rest);
            break;
        }
        if line.trim_start().starts_with('>') {
            quoted = true;
            at += 1;
            continue;
        }
        if is_original(line) || is_header_block(rest) {
            quoted = true;
            drop_last(&mut kept, is_rule);
            break;
        }
        let Some(long) = attribution(rest) else {
            kept.push(line);
            at += 1;
            continue;
        };
        quoted = true;
        drop_last(&mut kept, is_signed_address);
        at += long;
        // A reply may stand below lines that are marked one by one; what is not marked is quoted to its end.
        if !lines[at..].iter().find(|line| !line.is_empty()).is_some_and(|line| line.trim_start().starts_with('>')) {
            break;
        }
    }
    let fresh = tidy(&kept.join("\n"));
    match fresh.trim().is_empty() {
        true => (text, false),
        false => (fresh, quoted),
    }
}

/// Whether a text begins with what somebody passes on.
pub fn begins_forwarded(text: &str) -> bool {
    text.lines().find(|line| !line.trim().is_empty()).is_some_and(is_forwarded)
}

fn drop_last(kept: &mut Vec<&str>, which: fn(&str) -> bool) {
    while kept.last().is_some_and(|line| line.is_empty()) {
        kept.pop();
    }
    if kept.last().is_some_and(|line| which(line)) {
        kept.pop();
    }
}

fn bare(line: &str) -> String {
    line.trim_matches(|c: char| c.is_whitespace() || "-_=*—".contains(c)).to_lowercase()
}

fn is_rule(line: &str) -> bool {
    line.chars().count() >= 5 && line.chars().all(|c| "-_=*—".contains(c))
}

/// `-----Original Message-----`, `------------------ 原始邮件 ------------------`
fn is_original(line: &str) -> bool {
    is_framed(line) && ORIGINAL.contains(&bare(line).as_str())
}

fn is_forwarded(line: &str) -> bool {
    let bare = bare(line);
    (is_framed(line) || bare.ends_with(':')) && FORWARDED.contains(&bare.as_str())
}

fn is_framed(line: &str) -> bool {
    let line = line.trim();
    ["--", "—", "__", "=="].iter().any(|frame| line.starts_with(frame)) && line.len() < LINE_CHARS
}

/// `From: …` and at least two lines of its kind below, as Outlook and QQ write them.
fn is_header_block(lines: &[&str]) -> bool {
    if !lines.first().is_some_and(|line| is_labelled(line, &FROM)) {
        return false;
    }
    let others = lines.iter().skip(1).filter(|line| !line.is_empty()).take(6);
    others.filter(|line| is_labelled(line, &OTHERS)).count() >= 2
}

fn is_labelled(line: &str, labels: &[&str]) -> bool {
    let line = line.trim_start_matches(|c: char| c.is_whitespace() || c == '*');
    let Some((label, _)) = line.split_once([':', '：']) else { return false };
    // 主 题, 收件人 * and the like
    let label: String = label.chars().filter(|c| !c.is_whitespace() && *c != '*').collect();
    label.len() < 40 && labels.contains(&label.to_lowercase().as_str())
}

/// How many lines say who wrote what follows.
fn attribution(lines: &[&str]) -> Option<usize> {
    let begins = |line: &str| BEGINS.iter().any(|begin| line.trim_start().starts_with(begin));
    let first = lines.first()?;
    if is_attribution(first) {
        return Some(1);
    }
    if !begins(first) {
        return None;
    }
    (2..=3.min(lines.len())).find(|&long| {
        let more = &lines[1..long];
        !more.iter().any(|line| line.is_empty() || begins(line)) && is_attribution(&lines[..long].join(" "))
    })
}

/// It says who or when, or it would be a sentence of the buyer's.
fn is_attribution(line: &str) -> bool {
    let line = line.trim();
    let short = line.chars().take(LINE_CHARS + 1).count() <= LINE_CHARS;
    let dated = line.chars().filter(char::is_ascii_digit).count() >= 4 || line.contains('@');
    short && dated && WROTE.iter().any(|ending| line.ends_with(ending))
}

/// `林美 <mei@b.example>`, where the line broke before the rest.
fn is_signed_address(line: &str) -> bool {
    let line = line.trim();
    line.ends_with('>') && line.contains('<') && line.contains('@')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn assert_fresh(text: &str, expected: &str, quoted: bool) {
        assert_eq!(fresh(text), (expected.to_owned(), quoted), "{text}");
    }

    #[test]
    fn every_program_quotes_in_its_own_way() {
        let answered = [
            "我要退货。\n\n在 2026年11月3日，10:00，晴檐服饰 <service@s.example> 写道：\n\n> 您好\n> 请问",
            "我要退货。\n\n晴檐服饰 <service@s.example> 于2026年11月3日周二 10:00写道：\n\n> 您好",
            "我要退货。\n\n晴檐服饰 <service@s.example>\n于2026年11月3日周二 10:00写道：\n\n> 您好",
            "我要退货。\n\n------------------&nbsp;原始邮件&nbsp;------------------\n"
                .replace("&nbsp;", "\u{A0}")
                .leak(),
            "我要退货。\n\n------------------ 原始邮件 ------------------\n发件人: \"晴檐服饰\";\n发送时间: 2026年11月3日\n您好",
            "我要退货。\n\n---- 回复的原邮件 ----\n| 发件人 | 晴檐服饰 |\n您好",
            "我要退货。\n\nAt 2026-11-03 10:00:00, \"晴檐服饰\" <service@s.example> wrote:\n>您好",
            "我要退货。\n\n发件人：晴檐服饰\n发送时间：2026年11月3日 10:00\n收件人：林美\n主题：Re: 订单\n\n您好",
            "我要退货。\n\n寄件者: 晴檐服飾\n寄件日期: 2026年11月3日\n收件者: 林美\n主旨: 訂單\n您好",
            "我要退货。\n\n________________________________\nFrom: Shop <service@s.example>\nSent: Tuesday\nTo: Mei\nSubject: Order\n\nHi",
            "我要退货。\n\n*From:* Shop\n*Sent:* Tuesday\n*To:* Mei\n\nHi",
            "我要退货。\n\n-----Original Message-----\nFrom: Shop\nHi",
            "我要退货。\n\nOn Tue, Nov 3, 2026 at 10:00 AM Shop <service@s.example> wrote:\n\n> Hi\n> there",
            "我要退货。\n\nOn Tue, Nov 3, 2026 at 10:00 AM Sunny Eaves Customer Service\n<service@s.example> wrote:\n\n> Hi",
            "我要退货。\n\nAm 03.11.2026 um 10:00 schrieb Shop <service@s.example>:\n> Hi"
                .replace("schrieb Shop <service@s.example>:", "schrieb:")
                .leak(),
        ];
        for text in answered {
            assert_fresh(text, "我要退货。", true);
        }
    }

    #[test]
    fn what_stands_below_or_between_quoted_lines_is_kept() {
        assert_fresh("On 3 Nov 2026, Shop wrote:\n> Which size?\n> Which colour?\n\nM, blue", "M, blue", true);
        assert_fresh("> 什么尺码？\nM 码\n> 颜色呢？\n蓝色", "M 码\n蓝色", true);
    }

    #[test]
    fn what_the_buyer_wrote_is_not_taken_for_a_quotation() {
        for text in [
            "老板在电话里写道：不退",
            "From: the shop, I ordered two.\nThanks",
            "收件人：林美\n地址：上海",
            "On Tuesday I wrote:",
            "original\n\nmessage",
            "订单 20261103 什么时候发货？",
        ] {
            assert_fresh(text, text, false);
        }
    }

    #[test]
    fn what_is_passed_on_stays() {
        let text = "请看下面\n\n---------- Forwarded message ---------\nFrom: 快递 <a@b.example>\nDate: 2026\nSubject: 破损\n\n> 包裹破损";
        assert_fresh(text, text, false);
        assert!(begins_forwarded("\n-------- 转发邮件信息 --------\n发件人：x"));
        assert!(!begins_forwarded("您好"));
    }

    #[test]
    fn where_nothing_would_be_left_everything_stays() {
        for text in ["> 您好\n> 请问", "On 3 Nov 2026, Shop wrote:\n> Hi", ""] {
            assert_fresh(text, text, false);
        }
    }
}
