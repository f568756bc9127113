//! What tells who somebody is does not get through, however it is written; other numbers do.

use proptest::prelude::*;
use zg_text::{mask, veil};

#[test]
fn numbers_of_people_are_struck_out() {
    for (text, masked) in [
        ("请打13800138000找我", "请打138******00找我"),
        ("１３８００１３８０００", "１３８******００"),
        ("电话：138-0013-8000。", "电话：138-****-**00。"),
        ("+86 138 0013 8000", "+86 1** **** **00"),
        ("0086-13800138000", "008*-*********00"),
        ("1 3 8 0 0 1 3 8 0 0 0", "1 3 8 * * * * * * 0 0"),
        ("办公室 010-88886666", "办公室 010-******66"),
        ("（0755）2688 8888", "（075*）**** **88"),
        ("call +852 9123 4567 now", "call +852 **** **67 now"),
        ("台灣 0912-345-678", "台灣 091*-***-*78"),
        ("身份证11010519491231002X，谢谢", "身份证11****************，谢谢"),
        ("440524188001010014", "44****************"),
        ("110105 19491231 002x", "11**** ******** ****"),
        ("老身份证110105491231002", "老身份证11*************"),
        ("卡号 6222 0212 3456 7894 可以吗", "卡号 **** **** **** 7894 可以吗"),
        ("visa 4111-1111-1111-1111", "visa ****-****-****-1111"),
        ("写信到mei.lin+shop@example.com.cn。", "写信到m***@example.com.cn。"),
        ("ｍｅｉ＠shop.cn", "ｍ***＠shop.cn"),
        ("<13800138000@qq.com>", "<1***@qq.com>"),
        ("13800138000 13900139000", "138******00 139******00"),
    ] {
        assert_eq!(mask(text), masked, "{text}");
    }
}

#[test]
fn other_numbers_stay() {
    for text in [
        "",
        "订单号 202611110001234567",
        "订单 3456789012345678901 到哪了",
        "快递 SF1234567890123",
        "2026-11-11 04:05:06.123456",
        "1794369600123",
        "019a1b2c-1381-7123-8001-123456789012",
        "110105194912310021",
        "6222021234567890",
        "满 300 减 50，共 2 件，59.90 元",
        "version 1.2.3 of 12.04",
        "@小梅 看一下",
        "me@localhost",
        "微博 @青禾外套.",
    ] {
        assert_eq!(mask(text), text);
    }
}

#[test]
fn what_is_struck_out_is_known() {
    let text = "请打 138-0013-8000，身份证11010519491231002X，写信到mei.lin@shop.cn";
    let (masked, hidden) = veil(text);
    let was: Vec<&str> = hidden.iter().map(|one| one.was.as_str()).collect();
    assert_eq!(was, ["mei.lin@", "138-0013-8000", "11010519491231002X"]);
    let back = hidden.iter().fold(masked.into_owned(), |text, one| text.replace(&one.shown, &one.was));
    assert_eq!(back, text);
    assert_eq!(veil("满 300 减 50").1, []);
}

/// A number of digits with a separator here and there.
fn spaced(digits: String, separator: &'static str, every: usize) -> String {
    let digits: Vec<char> = digits.chars().collect();
    digits.chunks(every).map(|chunk| chunk.iter().collect::<String>()).collect::<Vec<_>>().join(separator)
}

/// The same with full-width digits.
fn wide(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_ascii_digit() { char::from_u32(u32::from(c) + 0xFEE0).unwrap_or(c) } else { c })
        .collect()
}

fn with_luhn(body: &str) -> String {
    let digits: Vec<u32> = body.chars().filter_map(|c| c.to_digit(10)).collect();
    let doubled = |digit: u32| if digit > 4 { digit * 2 - 9 } else { digit * 2 };
    let sum: u32 = digits.iter().rev().enumerate().map(|(n, d)| if n % 2 == 0 { doubled(*d) } else { *d }).sum();
    format!("{body}{}", (10 - sum % 10) % 10)
}

fn around() -> impl Strategy<Value = String> {
    "[一-龥，。！？a-z ]{0,12}"
}

proptest! {
    #[test]
    fn any_text_survives_and_is_masked_once(text in ".{0,80}") {
        let once = mask(&text).into_owned();
        prop_assert_eq!(mask(&once).into_owned(), once);
    }

    #[test]
    fn digits_and_signs_survive_too(text in "[0-9０-９ @.xX()+-]{0,60}") {
        let once = mask(&text).into_owned();
        prop_assert_eq!(mask(&once).into_owned(), once);
    }

    #[test]
    fn a_mobile_number_is_found_wherever_it_stands(
        before in around(), after in around(), number in "1[3-9][0-9]{9}",
        separator in prop::sample::select(vec!["", " ", "-", "－", "\u{3000}"]), every in 1usize..12, is_wide: bool,
    ) {
        let written = spaced(number, separator, every);
        let written = if is_wide { wide(&written) } else { written };
        let masked = mask(&format!("{before}{written}{after}")).into_owned();
        prop_assert!(!masked.contains(&written), "{}", masked);
        prop_assert_eq!(masked.matches('*').count(), 6);
    }

    #[test]
    fn a_card_is_found_wherever_it_stands(
        before in around(), after in around(), body in "62[0-9]{13,16}",
        separator in prop::sample::select(vec!["", " ", "-"]),
    ) {
        let number = with_luhn(&body);
        let written = spaced(number.clone(), separator, 4);
        let masked = mask(&format!("{before}{written}{after}")).into_owned();
        prop_assert!(!masked.contains(&written), "{}", masked);
    }

    #[test]
    fn a_mail_address_is_found_wherever_it_stands(
        before in "[一-龥，。 ]{0,12}", after in "[一-龥， ]{0,12}",
        name in "[a-z0-9][a-z0-9._+-]{1,20}", domain in "[a-z]{1,10}\\.(com|cn|com\\.cn)",
    ) {
        let masked = mask(&format!("{before}{name}@{domain}{after}")).into_owned();
        let kept = format!("{}***@{domain}", name.chars().next().unwrap_or('?'));
        prop_assert!(masked.contains(&kept), "{}", masked);
        let whole = format!("{name}@");
        prop_assert!(!masked.contains(&whole), "{}", masked);
    }
}
