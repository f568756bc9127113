//! The words that matter here, in the spelling that folding leaves: simplified, lower case, half width.

use super::units::Unit;
use crate::size::measure::Measure;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Word {
    Unit(Unit),
    Name(Measure),
    /// Of a garment, or of something we have no table for.
    OtherName,
    /// Bust, waist and hip, in this order.
    ThreeGirths,
    Buyer,
    /// Whoever speaks, and nobody else: 自己.
    Oneself,
    SomeoneElse,
    /// What follows will wear it: for, to, 给.
    For,
    Wears,
    /// Between the ends of a range.
    To,
    /// A number before it is only a beginning: 110多斤.
    AndMore,
    /// A number behind it is only a bound: 不到100斤.
    Bounds,
    /// A number before it counts or names something else: 2件, 37码.
    NoMeasure,
    /// A number behind it is a price, a place in a row or somebody's telephone.
    NoMeasureNext,
    /// A sentence ends.
    Stop,
}

use Measure::{Bust, Foot, Height, Hip, Shoulder, Waist, Weight};
use Word::{
    AndMore, Bounds, Buyer, For, Name, NoMeasure, NoMeasureNext, Oneself, OtherName, SomeoneElse, Stop, ThreeGirths,
    To, Wears,
};

const WORDS: &[(Word, &[&str])] = &[
    (Word::Unit(Unit::Millimetre), &["毫米", "mm"]),
    (Word::Unit(Unit::Centimetre), &["厘米", "公分", "cm", "cms", "centimeters", "centimetres"]),
    (Word::Unit(Unit::Metre), &["米", "公尺", "m", "meter", "meters", "metre", "metres"]),
    (Word::Unit(Unit::Inch), &["英寸", "英吋", "吋", "\"", "in", "inch", "inches"]),
    (Word::Unit(Unit::Foot), &["英尺", "呎", "'", "ft", "foot", "feet"]),
    (Word::Unit(Unit::Chi), &["尺", "市尺"]),
    (Word::Unit(Unit::Cun), &["寸", "市寸"]),
    (Word::Unit(Unit::Kilogram), &["公斤", "千克", "kg", "kgs", "kilo", "kilos", "kilograms"]),
    (Word::Unit(Unit::Jin), &["斤", "市斤"]),
    (Word::Unit(Unit::Pound), &["磅", "英磅", "lb", "lbs", "pound", "pounds"]),
    (Name(Height), &["身高", "个子", "净高", "高", "height", "tall"]),
    (Name(Weight), &["体重", "净重", "重", "weight", "weigh", "weighs", "weighing"]),
    (Name(Bust), &["胸围", "上胸围", "胸", "bust", "chest"]),
    (Name(Waist), &["腰围", "裤腰", "腰", "waist"]),
    (Name(Hip), &["臀围", "臀", "屁股", "hip", "hips"]),
    (Name(Shoulder), &["肩宽", "肩", "shoulder", "shoulders"]),
    (Name(Foot), &["脚长", "脚", "足长", "foot length", "feet length", "length of my foot"]),
    (
        OtherName,
        &[
            "下胸围",
            "头围",
            "颈围",
            "腿围",
            "大腿围",
            "小腿围",
            "臂围",
            "腿长",
            "臂长",
            "手长",
            "脚宽",
            "脚围",
            "衣长",
            "裤长",
            "裙长",
            "袖长",
            "内长",
            "长度",
            "宽度",
            "length",
            "width",
            "inseam",
            "sleeve",
            "neck",
        ],
    ),
    (ThreeGirths, &["三围"]),
    (Buyer, &["我", "俺", "i", "i'm", "im", "my", "mine"]),
    (Oneself, &["自己", "我自己", "自用", "本人", "myself", "me"]),
    (
        SomeoneElse,
        &[
            "妈",
            "妈妈",
            "母亲",
            "老妈",
            "爸",
            "爸爸",
            "父亲",
            "老爸",
            "爸妈",
            "父母",
            "老公",
            "老婆",
            "先生",
            "太太",
            "媳妇",
            "爱人",
            "女朋友",
            "男朋友",
            "女友",
            "男友",
            "对象",
            "闺蜜",
            "朋友",
            "同事",
            "同学",
            "老师",
            "孩子",
            "小孩",
            "儿子",
            "女儿",
            "宝宝",
            "宝贝",
            "娃",
            "闺女",
            "侄子",
            "侄女",
            "外甥",
            "孙子",
            "孙女",
            "哥",
            "哥哥",
            "姐",
            "姐姐",
            "弟",
            "弟弟",
            "妹",
            "妹妹",
            "爷爷",
            "奶奶",
            "外公",
            "外婆",
            "姥姥",
            "姥爷",
            "婆婆",
            "公公",
            "岳母",
            "岳父",
            "长辈",
            "老人",
            "他",
            "她",
            "别人",
            "人家",
            "mom",
            "mum",
            "mother",
            "dad",
            "father",
            "parents",
            "husband",
            "wife",
            "boyfriend",
            "girlfriend",
            "friend",
            "son",
            "daughter",
            "kid",
            "child",
            "baby",
            "brother",
            "sister",
            "grandma",
            "grandpa",
            "grandmother",
            "grandfather",
            "nephew",
            "niece",
            "he",
            "she",
            "him",
            "her",
            "his",
            "he's",
            "she's",
            "someone else",
        ],
    ),
    (For, &["给", "帮", "替", "送", "送给", "for"]),
    (Wears, &["穿", "wear", "wears", "wearing"]),
    (To, &["-", "~", "—", "–", "到", "至", "to"]),
    (AndMore, &["多", "几", "来", "出头", "以上", "以下"]),
    (Bounds, &["不到", "不足", "未满", "将近", "快到", "超过", "under", "below", "over", "almost", "nearly"]),
    (
        NoMeasure,
        &[
            "码", "号", "号码", "件", "条", "双", "套", "个", "只", "块", "元", "岁", "个月", "月", "天", "年", "点",
            "楼", "折", "分", "%", "次", "单", "款", "代", "世", "周", "小时", "克", "years", "year", "yo", "yr",
            "months", "pieces", "pcs", "days", "usd", "rmb",
        ],
    ),
    (
        NoMeasureNext,
        &[
            "满", "减", "返", "第", "价", "价格", "编号", "单号", "尾号", "订单", "电话", "手机", "券", "$", "¥", "£",
            "€", "#", "order", "no",
        ],
    ),
    (Stop, &["。", ".", "!", "?", ";", "\n"]),
];

/// The longest word that the text begins with, and its length in bytes.
pub(super) fn longest(text: &str) -> Option<(Word, usize)> {
    let matches = WORDS.iter().flat_map(|(word, spellings)| spellings.iter().map(move |spelling| (*word, *spelling)));
    let is_here = |spelling: &str| text.strip_prefix(spelling).is_some_and(|rest| !cuts_a_word(spelling, rest));
    let (word, spelling) =
        matches.filter(|(_, spelling)| is_here(spelling)).max_by_key(|(_, spelling)| spelling.len())?;
    Some((word, spelling.len()))
}

/// A word in letters ends where its letters end: `in` is not in `into`.
fn cuts_a_word(spelling: &str, rest: &str) -> bool {
    let is_letter = |c: char| c.is_ascii_alphabetic() || c == '\'';
    spelling.ends_with(|c: char| c.is_ascii_alphabetic()) && rest.starts_with(is_letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_word_is_found_and_none_is_cut() {
        assert_eq!(longest("公斤左右"), Some((Word::Unit(Unit::Kilogram), "公斤".len())));
        assert_eq!(longest("妈妈穿"), Some((SomeoneElse, "妈妈".len())));
        assert_eq!(longest("in the morning"), Some((Word::Unit(Unit::Inch), 2)));
        assert_eq!(longest("into"), None);
        assert_eq!(longest("cm55"), Some((Word::Unit(Unit::Centimetre), 2)));
    }

    #[test]
    fn words_stand_as_folding_leaves_them() {
        for spelling in WORDS.iter().flat_map(|(_, spellings)| spellings.iter()).filter(|word| !word.contains('\'')) {
            assert_eq!(zg_text::fold(spelling), **spelling);
        }
    }
}
