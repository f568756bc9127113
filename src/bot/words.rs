//! What the bot says by itself, in the buyer's language.

use crate::conversations::HandOverReason;
use crate::language::Language;

impl Language {
    pub fn did_you_mean(self) -> &'static str {
        self.pick(["您想问的是下面哪一个？", "您想問的是下面哪一個？", "Which of these do you mean?"])
    }

    pub fn not_understood(self) -> &'static str {
        self.pick([
            "抱歉，这个问题我还没弄明白。您可以换个说法再问一次，也可以直接找人工客服。",
            "抱歉，這個問題我還沒弄明白。您可以換個說法再問一次，也可以直接找人工客服。",
            "Sorry, I did not quite get that. You can put it another way, or talk to a person.",
        ])
    }

    /// Said when a colleague is there; `expected`: how soon they answer.
    pub fn handing_over(self, reason: HandOverReason, expected: Option<&str>) -> String {
        let first = match reason {
            HandOverReason::Anger => self.pick([
                "非常抱歉让您有不好的体验，我马上请人工客服来处理。",
                "非常抱歉讓您有不好的體驗，我馬上請人工客服來處理。",
                "I am sorry about this. I am getting a colleague for you right away.",
            ]),
            HandOverReason::Button | HandOverReason::Word => self.pick([
                "好的，正在为您转接人工客服。",
                "好的，正在為您轉接人工客服。",
                "Of course. I am getting a colleague for you.",
            ]),
            _ => self.pick([
                "这件事请人工客服来帮您看，正在为您转接。",
                "這件事請人工客服來幫您看，正在為您轉接。",
                "A colleague should look at this with you. I am getting one now.",
            ]),
        };
        match expected {
            Some(expected) => self.joined(first, expected),
            None => first.to_owned(),
        }
    }

    /// Said when nobody is there and the shop has no words of its own.
    pub fn nobody_there(self) -> &'static str {
        self.pick([
            "客服现在不在线，您的留言已经记下，我们上线后会第一时间回复您。",
            "客服現在不在線上，您的留言已經記下，我們上線後會第一時間回覆您。",
            "Nobody is online right now. We have your message and will reply as soon as we are back.",
        ])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_to_expect_is_said_in_the_buyers_language() {
        let traditional = Language::of("zh-Hant").handing_over(HandOverReason::Word, Some("通常 45 秒內回覆。"));
        assert_eq!(traditional, "好的，正在為您轉接人工客服。通常 45 秒內回覆。");
        let english = Language::of("en").handing_over(HandOverReason::Anger, Some("We are here."));
        assert!(english.ends_with("right away. We are here."), "{english}");
    }
}
