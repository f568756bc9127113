//! What is said about sizes, in the buyer's language.

use super::model::{Measured, SizeMeasure, SizeQuestion, SizeWearer};
use crate::language::Language;

/// Of a weight that may be in either.
const UNITS_OF_WEIGHT: [&str; 2] = ["斤", "公斤"];

pub fn sizes(language: Language, measures: &[Measured], sizes: &[String]) -> String {
    let known: Vec<String> = measures.iter().map(|one| measured(language, one)).collect();
    let known = known.join(language.pick(["、", "、", ", "]));
    match (language, sizes) {
        (Language::Simplified, [smaller, larger, ..]) => format!(
            "按{known}，正好在 {smaller} 码和 {larger} 码之间：喜欢合身选 {smaller}，喜欢宽松或里面要多穿选 {larger}。"
        ),
        (Language::Traditional, [smaller, larger, ..]) => format!(
            "依{known}，正好在 {smaller} 號和 {larger} 號之間：喜歡合身選 {smaller}，喜歡寬鬆或裡面要多穿選 {larger}。"
        ),
        (Language::English, [smaller, larger, ..]) => format!(
            "With {known} you are right between {smaller} and {larger}: take {smaller} for a close fit, {larger} for a loose one or to wear more underneath."
        ),
        (Language::Simplified, [one]) => format!("按{known}，推荐 {one} 码。"),
        (Language::Traditional, [one]) => format!("依{known}，推薦 {one} 號。"),
        (Language::English, [one]) => format!("With {known} we recommend {one}."),
        (_, []) => String::new(),
    }
}

/// Asked with an advice where nobody said whom it is for.
pub fn whom(language: Language) -> &'static str {
    language.pick([
        "是您自己穿吗？给别人买的话，请告诉我穿的人的尺寸。",
        "是您自己穿嗎？幫別人買的話，請告訴我穿的人的尺寸。",
        "Is it for yourself? If it is for someone else, please tell me their measurements.",
    ])
}

/// The line by which buyers check, where the shop has none of its own.
pub fn confirm(language: Language) -> &'static str {
    language.pick([
        "以上按尺码表推荐，版型和穿着习惯会有差别，下单前请再核对商品页的尺寸。",
        "以上依尺寸表推薦，版型和穿著習慣會有差別，下單前請再核對商品頁的尺寸。",
        "This goes by our size chart; cuts and habits differ, so please check the measurements on the product page before you order.",
    ])
}

pub fn outside(language: Language) -> &'static str {
    language.pick([
        "尺码表里没有正好对应的尺码，为了不让您买错，这里就不乱推荐了。",
        "尺寸表裡沒有正好對應的尺寸，為了不讓您買錯，這裡就不亂推薦了。",
        "Our size chart has no size for these measurements, and we would rather not guess.",
    ])
}

/// What is asked next: what is unclear, what is missing, and who will wear it.
pub fn question(language: Language, ask: &[SizeQuestion], wearer: SizeWearer) -> String {
    let unclear = ask.iter().find_map(|one| match one {
        SizeQuestion::Unclear { said, measure } => Some((said, *measure)),
        _ => None,
    });
    if let Some((said, measure)) = unclear {
        return clarify(language, said, measure);
    }
    let missing = ask.iter().filter_map(|one| match one {
        SizeQuestion::Measure { measure } => Some(name(language, *measure)),
        _ => None,
    });
    let missing = missing.collect::<Vec<_>>().join(language.pick(["和", "和", " and "]));
    let asks_whom = ask.contains(&SizeQuestion::Wearer);
    match (language, missing.is_empty(), wearer) {
        (Language::Simplified, true, _) => "请问是您自己穿，还是给别人买的呢？".to_owned(),
        (Language::Traditional, true, _) => "請問是您自己穿，還是幫別人買的呢？".to_owned(),
        (Language::English, true, _) => "Will you wear it yourself, or is it for somebody else?".to_owned(),
        (Language::Simplified, _, SizeWearer::Buyer) => format!("请告诉我您的{missing}，我按尺码表帮您看。"),
        (Language::Traditional, _, SizeWearer::Buyer) => format!("請告訴我您的{missing}，我依尺寸表幫您看。"),
        (Language::English, _, SizeWearer::Buyer) => {
            format!("Please tell me your {missing}, and I will look it up in our size chart.")
        }
        (Language::Simplified, ..) => {
            let whom = if asks_whom { "是您自己穿，还是给别人买的？" } else { "" };
            format!("{whom}请告诉我穿的人的{missing}，我按尺码表帮您看。")
        }
        (Language::Traditional, ..) => {
            let whom = if asks_whom { "是您自己穿，還是幫別人買的？" } else { "" };
            format!("{whom}請告訴我穿的人的{missing}，我依尺寸表幫您看。")
        }
        (Language::English, ..) => {
            let whom = if asks_whom { "Is it for yourself or for somebody else? " } else { "" };
            format!(
                "{whom}Please tell me the {missing} of whoever will wear it, and I will look it up in our size chart."
            )
        }
    }
}

fn clarify(language: Language, said: &str, measure: Option<SizeMeasure>) -> String {
    let of = measure.map(|measure| name(language, measure));
    match (language, of, measure == Some(SizeMeasure::Weight)) {
        (Language::Simplified, _, true) => format!("{said} 是斤还是公斤呢？"),
        (Language::Traditional, _, true) => format!("{said} 是斤還是公斤呢？"),
        (Language::English, _, true) => format!("Is {said} in kilograms, in pounds, or in jin?"),
        (Language::Simplified, Some(of), _) => format!("{said} 是{of}吗？请带上单位再说一次。"),
        (Language::Traditional, Some(of), _) => format!("{said} 是{of}嗎？請帶上單位再說一次。"),
        (Language::English, Some(of), _) => format!("Is {said} the {of}? Please say it once more with its unit."),
        (Language::Simplified, None, _) => format!("{said} 指的是身高、体重还是别的尺寸？请带上单位再说一次。"),
        (Language::Traditional, None, _) => format!("{said} 指的是身高、體重還是別的尺寸？請帶上單位再說一次。"),
        (Language::English, None, _) => format!("What does {said} measure? Please say it once more with its unit."),
    }
}

/// What can be pressed instead of typing an answer.
pub fn choices(language: Language, ask: &[SizeQuestion], has_sizes: bool) -> Vec<String> {
    let somebody_else = language.pick(["给别人买的", "給別人買的", "It is for someone else"]).to_owned();
    match ask {
        [SizeQuestion::Unclear { said, measure: Some(SizeMeasure::Weight) }, ..] if language != Language::English => {
            UNITS_OF_WEIGHT.iter().map(|unit| format!("{said}{unit}")).collect()
        }
        [SizeQuestion::Unclear { .. }, ..] => Vec::new(),
        _ if !ask.contains(&SizeQuestion::Wearer) => Vec::new(),
        _ if has_sizes => vec![somebody_else],
        _ => vec![language.pick(["我自己穿", "我自己穿", "It is for myself"]).to_owned(), somebody_else],
    }
}

fn name(language: Language, measure: SizeMeasure) -> &'static str {
    language.pick(match measure {
        SizeMeasure::Height => ["身高", "身高", "height"],
        SizeMeasure::Weight => ["体重", "體重", "weight"],
        SizeMeasure::Bust => ["胸围", "胸圍", "bust"],
        SizeMeasure::Waist => ["腰围", "腰圍", "waist"],
        SizeMeasure::Hip => ["臀围", "臀圍", "hips"],
        SizeMeasure::Shoulder => ["肩宽", "肩寬", "shoulder width"],
        SizeMeasure::Foot => ["脚长", "腳長", "foot length"],
    })
}

fn measured(language: Language, one: &Measured) -> String {
    let (per_unit, unit) = match one.measure {
        SizeMeasure::Weight => (1000, language.pick(["公斤", "公斤", " kg"])),
        _ => (10, language.pick(["厘米", "公分", " cm"])),
    };
    let ends = if one.from == one.to {
        decimal(one.from, per_unit)
    } else {
        format!("{}–{}", decimal(one.from, per_unit), decimal(one.to, per_unit))
    };
    let space = if language == Language::English { " " } else { "" };
    format!("{}{space}{ends}{unit}", name(language, one.measure))
}

/// With one digit behind the point at most: 54431 g are 54.4 kg.
fn decimal(value: i32, per_unit: i32) -> String {
    let tenths = (value * 10 + per_unit / 2) / per_unit;
    if tenths % 10 == 0 { (tenths / 10).to_string() } else { format!("{}.{}", tenths / 10, tenths % 10) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEIGHT: Measured = Measured { measure: SizeMeasure::Height, from: 1651, to: 1651 };
    const WEIGHT: Measured = Measured { measure: SizeMeasure::Weight, from: 54_431, to: 55_000 };

    #[test]
    fn measures_are_said_as_people_say_them() {
        let said = |language| sizes(language, &[HEIGHT, WEIGHT], &["M".to_owned()]);
        assert_eq!(said(Language::Simplified), "按身高165.1厘米、体重54.4–55公斤，推荐 M 码。");
        assert_eq!(said(Language::English), "With height 165.1 cm, weight 54.4–55 kg we recommend M.");
    }

    #[test]
    fn a_border_names_both() {
        let both = ["M".to_owned(), "L".to_owned()];
        for language in [Language::Simplified, Language::Traditional, Language::English] {
            let said = sizes(language, &[HEIGHT], &both);
            assert!(said.contains('M') && said.contains('L'), "{said}");
        }
    }

    #[test]
    fn what_is_pressed_is_understood_as_it_is_meant() {
        let wearer = |text: &str| zg_answer::size::read(text).wearer;
        for language in [Language::Simplified, Language::Traditional, Language::English] {
            let choices = choices(language, &[SizeQuestion::Wearer], false);
            assert_eq!(wearer(&choices[0]), zg_answer::size::Wearer::Buyer, "{choices:?}");
            assert_eq!(wearer(&choices[1]), zg_answer::size::Wearer::SomeoneElse, "{choices:?}");
        }
    }
}
