//! What a person must hear: words that call one, anger, money that goes back, promises.
//!
//! Lists of words, so that a shop can foresee what the bot does; a message is folded before it is compared.

use zg_text::fold;

use super::model::{Settings, Topic};
use crate::conversations::HandOverReason;

const ANGER: &[&str] = &[
    "投诉",
    "举报",
    "差评",
    "骗子",
    "骗人",
    "欺骗",
    "欺诈",
    "垃圾",
    "太差",
    "恶心",
    "气死",
    "生气",
    "忍无可忍",
    "不负责任",
    "什么态度",
    "态度恶劣",
    "曝光",
    "报警",
    "律师",
    "起诉",
    "法院",
    "12315",
    "消费者协会",
    "消协",
    "假货",
    "complain",
    "complaint",
    "scam",
    "fraud",
    "rip off",
    "ripoff",
    "terrible",
    "awful",
    "worst",
    "disgusting",
    "unacceptable",
    "furious",
    "angry",
    "lawyer",
    "sue you",
    "police",
    "chargeback",
    "fake goods",
];

const REFUND: &[&str] = &[
    "退款",
    "退钱",
    "退我钱",
    "退差价",
    "赔偿",
    "赔付",
    "赔钱",
    "补偿",
    "refund",
    "money back",
    "compensation",
    "compensate",
    "reimburse",
];

const PROMISE: &[&str] =
    &["保证", "承诺", "答应我", "打包票", "说话算数", "给个准话", "promise", "guarantee me", "give me your word"];

/// Why a person must answer these words, if one must.
pub fn reason(text: &str, settings: &Settings) -> Option<HandOverReason> {
    let said = fold(text);
    if settings.hand_over_words.iter().any(|word| holds(&said, &fold(word))) {
        return Some(HandOverReason::Word);
    }
    let topics = [
        (Topic::Anger, ANGER, HandOverReason::Anger),
        (Topic::Refund, REFUND, HandOverReason::Refund),
        (Topic::Promise, PROMISE, HandOverReason::Promise),
    ];
    let met = topics.into_iter().find(|(topic, words, _)| {
        settings.hand_over_topics.contains(topic) && words.iter().any(|word| holds(&said, word))
    });
    met.map(|(_, _, reason)| reason)
}

/// Whether a word stands in a folded text; one of letters stands between others that are none.
fn holds(said: &str, word: &str) -> bool {
    let word = word.trim();
    if word.is_empty() {
        return false;
    }
    let is_latin = |c: char| c.is_ascii_alphanumeric();
    said.match_indices(word).any(|(at, _)| {
        let before = said[..at].chars().next_back();
        let after = said[at + word.len()..].chars().next();
        let (first, last) = (word.chars().next(), word.chars().next_back());
        let apart = |inside: Option<char>, outside: Option<char>| {
            !inside.is_some_and(is_latin) || !outside.is_some_and(is_latin)
        };
        apart(first, before) && apart(last, after)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn why(text: &str) -> Option<HandOverReason> {
        reason(text, &Settings::default())
    }

    #[test]
    fn a_person_is_called_by_name_in_both_languages() {
        for text in ["转人工", "我要人工！", "轉人工", "Can I talk to a HUMAN?", "real person please", "ＡＧＥＮＴ"]
        {
            assert_eq!(why(text), Some(HandOverReason::Word), "{text}");
        }
        for text in ["这是真丝的吗", "what is in the agenda", "humanity", "几天能到"] {
            assert_eq!(why(text), None, "{text}");
        }
    }

    #[test]
    fn anger_money_and_promises_are_told_apart() {
        assert_eq!(why("再不处理我就投诉到12315"), Some(HandOverReason::Anger));
        assert_eq!(why("This is a SCAM"), Some(HandOverReason::Anger));
        assert_eq!(why("什么时候退款"), Some(HandOverReason::Refund));
        assert_eq!(why("I want my money back"), Some(HandOverReason::Refund));
        assert_eq!(why("你能保证周五到吗"), Some(HandOverReason::Promise));
    }

    #[test]
    fn a_shop_decides_what_needs_a_person() {
        let settings = Settings {
            hand_over_topics: vec![Topic::Anger],
            hand_over_words: vec!["掌柜".into()],
            ..Settings::default()
        };
        assert_eq!(reason("多久退款到账", &settings), None);
        assert_eq!(reason("掌柜在吗", &settings), Some(HandOverReason::Word));
        assert_eq!(reason("转人工", &settings), None);
    }
}
