//! Whether a message asks anything: greetings and thanks do not.

use zg_text::{Piece, fold, pieces};

/// A longer message tells a story: nobody else will ask in these words.
const MAX_CHARS: usize = 200;
/// Shorter than this nothing is asked in a script without spaces.
const FEWEST_CHARS: usize = 2;
/// And in one with spaces.
const FEWEST_LETTERS: usize = 4;

/// Folded, longer ones before those that stand in them.
const PLEASANTRIES: [&str; 36] = [
    "不好意思",
    "打扰一下",
    "打扰了",
    "知道了",
    "明白了",
    "在不在",
    "有人吗",
    "请问下",
    "请问",
    "您好",
    "你好",
    "在吗",
    "在么",
    "谢谢",
    "多谢",
    "感谢",
    "好的",
    "好滴",
    "好哒",
    "收到",
    "再见",
    "拜拜",
    "哈喽",
    "老板",
    "客服",
    "掌柜",
    "亲亲",
    "麻烦",
    "可以",
    "嗯嗯",
    "哈哈",
    "亲",
    "嗯",
    "哦",
    "哈",
    "嗨",
];
const COURTESIES: [&str; 14] =
    ["hi", "hello", "hey", "ok", "okay", "thanks", "thank", "you", "please", "sorry", "there", "good", "bye", "anyone"];

/// Whether a message says something that can be answered.
pub fn asks(text: &str) -> bool {
    if text.chars().count() > MAX_CHARS {
        return false;
    }
    let folded = fold(text);
    let (mut chars, mut letters) = (0, 0);
    for piece in pieces(&folded) {
        match piece {
            Piece::Run(run) => {
                let mut bare = run.to_owned();
                for words in PLEASANTRIES {
                    bare = bare.replace(words, "");
                }
                chars += bare.chars().count();
            }
            Piece::Word { text, .. } if COURTESIES.contains(&text) => {}
            // Numbers alone are an order or a size.
            Piece::Word { text, .. } => letters += text.chars().filter(|c| c.is_alphabetic()).count(),
        }
    }
    chars >= FEWEST_CHARS || letters >= FEWEST_LETTERS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn questions_are_told_from_politeness() {
        for text in ["包邮吗", "請問有貨嗎", "亲，几天到", "Do you ship abroad?", "能开发票吗😊", "M码有吗"]
        {
            assert!(asks(text), "{text}");
        }
        for text in
            ["", "在吗", "您好！在不在", "好的谢谢亲", "Hello there", "OK, thank you!", "44265219693", "👍", "？？？"]
        {
            assert!(!asks(text), "{text}");
        }
        assert!(!asks(&"我上周在你们店里买了一件大衣".repeat(20)), "a story");
    }
}
