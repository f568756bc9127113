//! What buyers write about their measures, and what is understood of it.

use proptest::prelude::*;
use proptest::sample::select;
use zg_answer::size::Measure::{self, Bust, Foot, Height, Hip, Shoulder, Waist, Weight};
use zg_answer::size::{Reading, Span, Wearer, read};

fn exact(reading: &Reading) -> Vec<(Measure, i32)> {
    reading.measures.iter().filter(|(_, span)| span.is_exact()).map(|(measure, span)| (measure, span.low)).collect()
}

#[test]
fn measures_are_read() {
    for (text, expected) in [
        ("165 55公斤", &[(Height, 1650), (Weight, 55_000)][..]),
        ("一米六五 110斤", &[(Height, 1650), (Weight, 55_000)]),
        ("身高165cm体重55kg", &[(Height, 1650), (Weight, 55_000)]),
        ("5'5\" 120 lb", &[(Height, 1651), (Weight, 54_431)]),
        ("穿37码的鞋 脚长23.5", &[(Foot, 235)]),
        ("身高１６５，体重５５公斤，穿多大？", &[(Height, 1650), (Weight, 55_000)]),
        ("110斤，165", &[(Height, 1650), (Weight, 55_000)]),
        ("體重55公斤 身高165公分", &[(Height, 1650), (Weight, 55_000)]),
        ("1米65 一百一十斤", &[(Height, 1650), (Weight, 55_000)]),
        ("一米六，一百零五斤", &[(Height, 1600), (Weight, 52_500)]),
        ("1.7米 70千克", &[(Height, 1700), (Weight, 70_000)]),
        ("1m65cm 55 KG", &[(Height, 1650), (Weight, 55_000)]),
        ("一百六十五公分，五十五公斤", &[(Height, 1650), (Weight, 55_000)]),
        ("身高一六五体重五十五公斤", &[(Height, 1650), (Weight, 55_000)]),
        ("身高体重：165/55", &[(Height, 1650), (Weight, 55_000)]),
        ("165/55", &[(Height, 1650), (Weight, 55_000)]),
        ("165-55公斤", &[(Height, 1650), (Weight, 55_000)]),
        ("我一米七八，150斤", &[(Height, 1780), (Weight, 75_000)]),
        ("160磅 175厘米", &[(Height, 1750), (Weight, 72_575)]),
        ("I'm 5 ft 5 in and weigh 120 pounds", &[(Height, 1651), (Weight, 54_431)]),
        ("I am 5’5” and 120lbs", &[(Height, 1651), (Weight, 54_431)]),
        ("6 feet tall, 80 kg", &[(Height, 1829), (Weight, 80_000)]),
        ("height 170 cm, weight 60 kg, what size?", &[(Height, 1700), (Weight, 60_000)]),
        ("165 tall 55kg", &[(Height, 1650), (Weight, 55_000)]),
        ("胸围88腰围70臀围90肩宽38", &[(Bust, 880), (Waist, 700), (Hip, 900), (Shoulder, 380)]),
        ("三围88 66 90", &[(Bust, 880), (Waist, 660), (Hip, 900)]),
        ("腰围2尺1", &[(Waist, 700)]),
        ("腰圍28吋", &[(Waist, 711)]),
        ("腰围28", &[(Waist, 711)]),
        ("脚长235", &[(Foot, 235)]),
        ("my foot is 24.5 cm", &[(Foot, 245)]),
        ("宝宝身高110cm 18公斤", &[(Height, 1100), (Weight, 18_000)]),
        ("5岁，110cm，36斤", &[(Height, 1100), (Weight, 18_000)]),
        ("腰围要多少合适，165 55公斤", &[(Height, 1650), (Weight, 55_000)]),
        ("买2件，165 110斤，昨天拍的那单 20260114", &[(Height, 1650), (Weight, 55_000)]),
        ("亲，我身高163，体重是52kg，平时穿M码，这款选多大？", &[(Height, 1630), (Weight, 52_000)]),
        ("净身高172 体重68kg 肩宽45", &[(Height, 1720), (Weight, 68_000), (Shoulder, 450)]),
        ("我163cm/104斤，喜欢宽松一点", &[(Height, 1630), (Weight, 52_000)]),
        ("168，50kg，穿S还是M", &[(Height, 1680), (Weight, 50_000)]),
        ("高一米七二重七十公斤", &[(Height, 1720), (Weight, 70_000)]),
        ("身高:170CM，體重:63KG，胸圍:95CM", &[(Height, 1700), (Weight, 63_000), (Bust, 950)]),
        ("165的个子，110斤的体重", &[(Height, 1650), (Weight, 55_000)]),
        ("172CM,140斤,腰围2尺4", &[(Height, 1720), (Weight, 70_000), (Waist, 800)]),
        ("1.58m 48kg", &[(Height, 1580), (Weight, 48_000)]),
        ("一米八的个子160斤能穿吗", &[(Height, 1800), (Weight, 80_000)]),
        ("胸围92 下胸围78", &[(Bust, 920)]),
        ("衣长65cm，胸围104cm的能穿吗", &[(Bust, 1040)]),
        ("168cm～50kg", &[(Height, 1680), (Weight, 50_000)]),
        ("165.5 55公斤", &[(Height, 1655), (Weight, 55_000)]),
        ("1.58 48kg", &[(Height, 1580), (Weight, 48_000)]),
        ("5 foot 11, 180 lbs", &[(Height, 1803), (Weight, 81_647)]),
        ("I weigh 130 lb and I'm 5'7", &[(Height, 1702), (Weight, 58_967)]),
        ("bust 34 in, waist 27 inches, hips 36\"", &[(Bust, 864), (Waist, 686), (Hip, 914)]),
        ("脚长24厘米，平时穿38", &[(Foot, 240)]),
    ] {
        let reading = read(text);
        assert_eq!(exact(&reading), expected, "{text}: {reading:?}");
        assert_eq!(reading.unclear, [], "{text}");
    }
}

#[test]
fn ranges_stay_ranges() {
    for (text, measure, low, high) in [
        ("55-60公斤", Weight, 55_000, 60_000),
        ("110到120斤", Weight, 55_000, 60_000),
        ("身高160~165", Height, 1600, 1650),
        ("1米6到1米65", Height, 1600, 1650),
        ("between 120lb to 130 lb", Weight, 54_431, 58_967),
    ] {
        let reading = read(text);
        assert_eq!(reading.measures.get(measure), Some(Span { low, high }), "{text}: {reading:?}");
    }
}

#[test]
fn what_can_be_read_in_two_ways_is_asked() {
    for (text, said, measure) in [
        ("165 110", "110", Some(Weight)),
        ("身高165体重110", "110", Some(Weight)),
        ("体重55", "55", Some(Weight)),
        ("110多斤", "110多斤", Some(Weight)),
        ("身高5尺5", "5尺5", Some(Height)),
        ("腰围28寸", "28寸", Some(Waist)),
        ("脚长9.5", "9.5", Some(Foot)),
        ("80cm", "80cm", None),
        ("体重120斤，体重130斤", "130斤", Some(Weight)),
        ("身高3米", "3米", Some(Height)),
        ("不到100斤", "100斤", Some(Weight)),
        ("over 130 lbs", "130lbs", Some(Weight)),
        ("体重110斤以上", "110斤以上", Some(Weight)),
        ("体重一百二", "一百二", Some(Weight)),
        ("165cm 体重300公斤", "300公斤", Some(Weight)),
        ("height 65", "65", Some(Height)),
    ] {
        let reading = read(text);
        let unclear: Vec<_> = reading.unclear.iter().map(|unclear| (unclear.said.as_str(), unclear.measure)).collect();
        assert_eq!(unclear, [(said, measure)], "{text}: {reading:?}");
        assert!(measure.is_none_or(|measure| reading.measures.get(measure).is_none()), "{text}: {reading:?}");
    }
    // Either may be the height.
    assert_eq!(read("170 150").measures.get(Height), None);
    assert_eq!(read("170 150").unclear.len(), 2);
}

#[test]
fn what_is_no_measure_is_left_alone() {
    for text in [
        "",
        "在吗",
        "iphone15 有货吗",
        "订单20260114001什么时候发",
        "买3件打几折",
        "穿37码",
        "一般几天到",
        "don't know my size",
        "第二件半价吗？",
        "8点前能发吗",
        "满200减30怎么用",
        "三天了还没发货",
        "我妈妈说十分满意",
        "the 2nd one is half price?",
        "优惠券20元，邮费8块",
        "手机号13800000000",
    ] {
        let reading = read(text);
        assert!(reading.measures.is_empty() && reading.unclear.is_empty(), "{text}: {reading:?}");
    }
}

#[test]
fn who_will_wear_it() {
    let measured = [(Height, 1600), (Weight, 60_000)];
    for (text, wearer, expected) in [
        ("给妈妈买，160 120斤", Wearer::SomeoneElse, &measured[..]),
        ("160 60公斤，送朋友的", Wearer::SomeoneElse, &measured),
        ("我妈160，120斤", Wearer::SomeoneElse, &measured),
        ("幫我老公買，身高160體重60公斤", Wearer::SomeoneElse, &measured),
        ("for my mom, she is 160 cm and 60 kg", Wearer::SomeoneElse, &measured),
        // Who buys it said something of themselves.
        ("我160 120斤，想给妈妈买一件", Wearer::SomeoneElse, &[]),
        ("我165 110斤，我妈160 120斤，给我妈买", Wearer::SomeoneElse, &measured),
        ("我老公180，我160 120斤，我自己穿", Wearer::Buyer, &measured),
        ("我160 120斤穿什么码", Wearer::Buyer, &measured),
        ("自己穿，160 120斤", Wearer::Buyer, &measured),
        ("I'm 160cm 60kg", Wearer::Buyer, &measured),
        ("160 120斤", Wearer::Unknown, &measured),
        ("麻烦帮我推荐一下，160 120斤", Wearer::Unknown, &measured),
        ("我160 120斤，我姐165 110斤", Wearer::Unknown, &[]),
    ] {
        let reading = read(text);
        assert_eq!((reading.wearer, exact(&reading)), (wearer, expected.to_vec()), "{text}: {reading:?}");
    }
}

fn written(number: i32) -> String {
    let digit = |n: i32| "零一二三四五六七八九".chars().nth(n as usize).expect("a digit").to_string();
    match (number / 100, number / 10 % 10, number % 10) {
        (0, 0, ones) => digit(ones),
        (0, tens, 0) => format!("{}十", digit(tens)),
        (0, tens, ones) => format!("{}十{}", digit(tens), digit(ones)),
        (hundreds, 0, 0) => format!("{}百", digit(hundreds)),
        (hundreds, 0, ones) => format!("{}百零{}", digit(hundreds), digit(ones)),
        (hundreds, tens, 0) => format!("{}百{}十", digit(hundreds), digit(tens)),
        (hundreds, tens, ones) => format!("{}百{}十{}", digit(hundreds), digit(tens), digit(ones)),
    }
}

/// Ways to write a height in centimetres.
fn height(cm: i32, way: usize) -> String {
    match way {
        0 => format!("身高{cm}"),
        1 => format!("{cm}cm"),
        2 => format!("{}米{:02}", cm / 100, cm % 100),
        3 => format!("{}.{:02} m", cm / 100, cm % 100),
        4 => format!("身高{}厘米", written(cm)),
        5 => format!("height: {cm} CM"),
        _ => format!("{cm}公分"),
    }
}

/// Ways to write a weight in kilograms.
fn weight(kg: i32, way: usize) -> String {
    match way {
        0 => format!("{kg}公斤"),
        1 => format!("体重{}斤", kg * 2),
        2 => format!("weight {kg}kg"),
        3 => format!("{}斤", written(kg * 2)),
        4 => format!("{kg}.0 KG"),
        _ => format!("體重{kg}千克"),
    }
}

proptest! {
    #[test]
    fn what_is_written_is_read(
        (cm, kg) in (145..200, 40..110), ways in (0usize..7, 0usize..6), weight_first: bool,
        between in select(&[" ", "，", ", ", "、", " / ", "\n"][..]),
    ) {
        let (height, weight) = (height(cm, ways.0), weight(kg, ways.1));
        let text = if weight_first { format!("{weight}{between}{height}") } else { format!("{height}{between}{weight}") };
        let reading = read(&text);
        prop_assert_eq!(exact(&reading), [(Height, cm * 10), (Weight, kg * 1000)], "{}: {:?}", text, reading);
    }

    #[test]
    fn feet_and_inches_are_read(feet in 4..7, inches in 0..12, pounds in 90..250) {
        let text = format!("{feet}'{inches}\" {pounds} lbs");
        let expected_height = (f64::from(feet * 12 + inches) * 25.4).round() as i32;
        let expected_weight = (f64::from(pounds) * 453.592_37).round() as i32;
        prop_assert_eq!(exact(&read(&text)), [(Height, expected_height), (Weight, expected_weight)], "{}", text);
    }

    #[test]
    fn anything_may_be_read(text in "\\PC{0,80}") {
        read(&text);
    }

    /// Whatever is understood is something that a person can measure.
    #[test]
    fn what_is_read_is_plausible(
        parts in prop::collection::vec(select(&[
            "身高", "体重", "腰围", "三围", "165", "55", "1", "5", "米", "尺", "斤", "公斤", "cm", "'", "\"", "多", "-", "到",
            "我", "妈妈", "给", "穿", "一百二", "半", "。", " ", "9999", "1.65", "码", "foot",
        ][..]), 0..14),
    ) {
        let reading = read(&parts.concat());
        for (measure, span) in reading.measures.iter() {
            let plausible = measure.plausible();
            prop_assert!(plausible.low <= span.low && span.low <= span.high && span.high <= plausible.high);
        }
    }
}
