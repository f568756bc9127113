//! What of a reply may be said to somebody else.
//!
//! Invariant: what fewer customers than [`COMMON`] were told never leaves with a number, an address of the web, a phone, a
//! mail address, a home or somebody's name in it. A number becomes a blank, for the agent to fill in; a reply with any of
//! the others is not given at all.

use std::borrow::Cow;

use zg_text::mask;

/// Stands where a number stood.
pub const BLANK: &str = "____";

/// What so many customers were told word for word is about the shop, not about one of them.
pub const COMMON: usize = 3;

/// With fewer characters beside its blanks a reply says nothing.
const FEWEST_LEFT: usize = 3;

/// With blanks for numbers; none if it tells who somebody is or where they live.
pub fn pattern(reply: &str) -> Option<String> {
    let tells = matches!(mask(reply), Cow::Owned(_))
        || names_somebody(reply)
        || is_address(reply)
        || links(reply)
        || spells_number(reply);
    if tells {
        return None;
    }
    let blanked = blanked(reply);
    let left = blanked.chars().filter(|c| c.is_alphanumeric()).count();
    (left >= FEWEST_LEFT || blanked == reply).then_some(blanked)
}

/// Digits with what stands between them, as in 12.50, 3-5 or 2026/11/11, and letters joined to them, as in SF1234.
fn blanked(reply: &str) -> String {
    let mut blanked = String::with_capacity(reply.len());
    let mut rest = reply;
    while let Some(c) = rest.chars().next() {
        let token = rest.find(|c: char| !is_of_code(c)).unwrap_or(rest.len());
        let (code, after) = rest.split_at(token.max(c.len_utf8()));
        if token == 0 || !code.contains(char::is_numeric) {
            blanked.push_str(code);
        } else {
            // What stands before a number, or closes a sentence, is no part of it.
            let is_sign = |c: char| !c.is_alphanumeric();
            blanked.push_str(&code[..code.len() - code.trim_start_matches(is_sign).len()]);
            blanked.push_str(BLANK);
            blanked.push_str(&code[code.trim_end_matches(is_sign).len()..]);
        }
        rest = after;
    }
    blanked
}

fn is_of_code(c: char) -> bool {
    c.is_ascii_alphanumeric() || c.is_numeric() || ".-_/:：,".contains(c) || matches!(c, 'Ａ'..='Ｚ' | 'ａ'..='ｚ')
}

/// A number in words, such as a phone number that is dictated.
fn spells_number(reply: &str) -> bool {
    const LONG: usize = 5;
    const NUMERALS: &str = "零〇一二三四五六七八九幺两壹贰叁肆伍陆柒捌玖";
    let folded: Vec<char> = zg_text::fold(reply).chars().collect();
    folded.windows(LONG).any(|some| some.iter().all(|c| NUMERALS.contains(*c)))
}

fn links(reply: &str) -> bool {
    let reply = reply.to_ascii_lowercase();
    ["http:", "https:", "www.", ".com/", ".cn/"].iter().any(|mark| reply.contains(mark))
}

/// Words before a name, and words after one.
const LABELS: [&str; 10] =
    ["收件人", "收货人", "收貨人", "联系人", "聯絡人", "签收人", "寄件人", "姓名", "recipient", "addressee"];
const TITLES: [&str; 6] = ["先生", "女士", "小姐", "太太", "同学", "老师"];
const GREETINGS: [&str; 9] = ["dear", "hi", "hello", "hey", "mr", "mrs", "ms", "miss", "name"];
/// Who has no name: 女士您好 greets anybody, and so does "dear customer".
const ANYBODY: [&str; 14] =
    ["customer", "friend", "buyer", "sir", "madam", "there", "all", "is", "dear", "again", "and", "how", "the", "we"];

fn names_somebody(reply: &str) -> bool {
    let folded = zg_text::fold(reply);
    LABELS.iter().any(|label| folded.contains(zg_text::fold(label).as_str()))
        || TITLES.iter().any(|title| folded.match_indices(title).any(|(at, _)| ends_in_name(&folded[..at])))
        || WISHES.iter().any(|wish| folded.match_indices(wish).any(|(at, _)| is_full_name(&folded[..at])))
        || greets(&folded)
}

const WISHES: [&str; 2] = ["您好", "你好"];

/// Whether what stands alone there is a surname with a given name.
fn is_full_name(before: &str) -> bool {
    let before = before.trim_end_matches(|c: char| !c.is_alphanumeric());
    let last: Vec<char> = before.chars().rev().take_while(|c| c.is_alphanumeric()).collect();
    matches!(last.len(), 2 | 3) && last.last().is_some_and(|c| SURNAMES.contains(*c))
}

/// Whether a surname stands there, alone or with a given name.
fn ends_in_name(before: &str) -> bool {
    let last: Vec<char> = before.chars().rev().take(3).collect();
    last.iter().any(|c| SURNAMES.contains(*c))
}

/// The most common ones, four fifths of all people.
const SURNAMES: &str = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢\
                        姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤";

/// A greeting with a word behind it that is not for anybody.
fn greets(folded: &str) -> bool {
    let words: Vec<&str> = folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    words.windows(2).any(|pair| {
        GREETINGS.contains(&pair[0])
            && !ANYBODY.contains(&pair[1])
            && pair[1].starts_with(|c: char| c.is_ascii_lowercase())
    })
}

/// Parts of an address from the large to the small; two kinds of them make one.
const PLACES: [&[&str]; 4] = [
    &["省", "自治区", "市"],
    &["区", "县", "镇", "乡", "村"],
    &["路", "街", "大道", "巷", "弄", "小区", "花园", "公寓"],
    &["号楼", "栋", "幢", "单元", "室", "号院", "层"],
];
const STREETS: [&str; 8] = [" street", " road", " avenue", " lane", " drive", " blvd", " apt", " floor"];
/// Parts of one address are this close, in characters.
const CLOSE: usize = 12;

fn is_address(reply: &str) -> bool {
    let folded = zg_text::fold(reply);
    if STREETS.iter().any(|street| folded.contains(street)) && folded.contains(char::is_numeric) {
        return true;
    }
    let mut found: Vec<(usize, usize)> = Vec::new();
    for (kind, marks) in PLACES.iter().enumerate() {
        for mark in *marks {
            found.extend(folded.match_indices(mark).map(|(at, _)| (folded[..at].chars().count(), kind)));
        }
    }
    found.sort_unstable();
    found.windows(2).any(|two| two[0].1 < two[1].1 && two[1].0 - two[0].0 <= CLOSE && two[1].0 - two[0].0 > 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_become_blanks() {
        for (reply, wanted) in [
            ("亲，您的订单44265219693已经发出。", "亲，您的订单____已经发出。"),
            ("单号 SF1234567890，请留意", "单号 ____，请留意"),
            ("已退12.50元，3-5天到账", "已退____元，____天到账"),
            ("Refunded $12.50 on 2026/11/11.", "Refunded $____ on ____."),
            ("１２号发货", "____号发货"),
            ("快递单号：123", "快递单号：____"),
            ("好的呢", "好的呢"),
        ] {
            assert_eq!(pattern(reply).as_deref(), Some(wanted));
        }
    }

    #[test]
    fn what_tells_who_or_where_is_not_given() {
        for reply in [
            "好的，我打13800138000联系您",
            "发到mei@shop.example了",
            "王小明先生您好",
            "亲，王小明，您好",
            "張女士，已經發出",
            "收件人是小美对吗",
            "电话是一三八零零那个吗",
            "寄到杭州市西湖区文三路对吗",
            "浙江省嘉兴的南湖区是吧",
            "Dear Anna, it is on its way",
            "Hi Tom! shipped",
            "We ship it to 12 Baker Street",
            "您看这个 https://shop.example/o/ab?c=d",
        ] {
            assert_eq!(pattern(reply), None, "{reply}");
        }
    }

    #[test]
    fn what_is_mostly_blank_is_not_given() {
        assert_eq!(pattern("209元"), None);
        assert_eq!(pattern("44265219693"), None);
        assert_eq!(pattern("嗯").as_deref(), Some("嗯"));
    }

    #[test]
    fn what_is_for_anybody_stays() {
        for reply in [
            "女士您好",
            "亲亲您好",
            "小姐姐稍等",
            "Dear customer, we ship tomorrow",
            "Hi there",
            "在路上了哦",
            "区别不大的亲",
        ] {
            assert_eq!(pattern(reply).as_deref(), Some(reply));
        }
    }
}
