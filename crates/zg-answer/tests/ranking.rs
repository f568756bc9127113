//! What always holds of a ranking, whatever the entries and the question.

use std::sync::Arc;

use proptest::prelude::*;
use uuid::Uuid;
use zg_answer::{Decision, Embed, Entry, Index, Ranking, Strictness};

fn entry(number: u128, phrasings: &[&str]) -> Entry {
    Entry { id: Uuid::from_u128(number), phrasings: phrasings.iter().map(|text| (*text).to_owned()).collect() }
}

fn shop() -> Vec<Entry> {
    vec![
        entry(1, &["什么时候发货", "今天能发货吗", "怎么还没发货", "拍下多久发"]),
        entry(2, &["发什么快递", "可以发顺丰吗", "用哪家快递", "能指定快递吗"]),
        entry(3, &["可以退货吗", "不合适能退吗", "七天无理由退货", "退货运费谁出"]),
        entry(4, &["有没有优惠券", "能便宜点吗", "满减怎么用", "领券在哪里"]),
        entry(5, &["Where is my parcel?", "track my order", "has my order been shipped", "my package is late"]),
        entry(6, &["How do I return this?", "can I send it back", "return policy", "refund if it does not fit"]),
    ]
}

fn first(ranking: &Ranking) -> Option<u128> {
    ranking.candidates.first().map(|candidate| candidate.entry.as_u128())
}

#[test]
fn questions_find_their_entries() {
    let index = Index::build(shop());
    for (question, wanted) in [
        ("亲，请问什么时候能发货呀", 1),
        ("親，請問甚麼時候能發貨呀", 1),
        ("你们发顺丰还是中通快递", 2),
        ("穿着不合适可以退货吗？运费谁出", 3),
        ("有优惠券吗", 4),
        ("where's my order, it hasn't been shipped", 5),
        ("I want to return it, does not fit", 6),
    ] {
        let ranking = index.ask(question, 3);
        assert_eq!(first(&ranking), Some(wanted), "{question}: {ranking:?}");
    }
}

#[test]
fn what_nobody_knows_is_handed_over() {
    let index = Index::build(shop());
    for question in ["", "   ", "😊😊", "!!??", "\u{0}\u{202e}", "天气预报说周末有雷阵雨"] {
        let ranking = index.ask(question, 3);
        assert_eq!(ranking.decision(Strictness::default()), Decision::HandOver, "{question}: {ranking:?}");
    }
    assert!(Index::build(Vec::new()).ask("在吗", 3).candidates.is_empty());
}

#[test]
fn entries_without_words_are_harmless() {
    let index = Index::build(vec![entry(1, &[]), entry(2, &[""]), entry(3, &["😊", "?"]), entry(4, &["发货"])]);
    assert_eq!(first(&index.ask("发货", 3)), Some(4));
}

#[test]
fn what_was_asked_word_for_word_is_found_among_others_that_differ_in_their_numbers() {
    let phrasings: Vec<String> = (0..60).map(|n| format!("订单尾号{}，收货地址改成武侯区", 1_000 + n)).collect();
    let entries = phrasings.iter().enumerate().map(|(n, text)| entry(n as u128 + 1, &[text]));
    let index = Index::build(entries.collect());
    for (n, text) in phrasings.iter().enumerate() {
        assert_eq!(first(&index.ask(text, 3)), Some(n as u128 + 1), "{text}");
    }
}

/// Takes numbers for what a text is about.
struct Numbers;

impl Embed for Numbers {
    fn embed(&self, text: &str) -> Vec<f32> {
        let about = |word: &str| f32::from(u8::from(text.contains(word)));
        let values = [about("1735"), about("2068"), about("发货"), about("改"), 0.2];
        let length = values.iter().map(|value| value * value).sum::<f32>().sqrt();
        values.map(|value| value / length).to_vec()
    }

    fn version(&self) -> u64 {
        1
    }
}

#[test]
fn the_same_words_with_other_numbers_come_before_what_only_means_the_same() {
    let entries = vec![
        entry(1, &["在吗", "有赠品吗", "几点下班", "订单尾号1735，收货地址改成武侯区", "这个起球吗", "能开票吗"]),
        entry(2, &["2068改", "2068 改地址", "2068请改", "2068要改", "2068改收货地址"]),
        entry(3, &["什么时候发货", "今天能发货吗", "怎么还没发货"]),
    ];
    let index = Index::build_with(entries, Some(Arc::new(Numbers)));
    let ranking = index.ask("订单尾号2068，收货地址改成武侯区", 3);
    assert_eq!(first(&ranking), Some(1), "{ranking:?}");
}

#[test]
fn endless_texts_take_no_endless_time() {
    let long = "退货 refund ".repeat(200_000);
    let mut entries = shop();
    entries.push(Entry { id: Uuid::from_u128(7), phrasings: vec![long.clone(), "x".repeat(1_000_000)] });
    let ranking = Index::build(entries).ask(&long, 3);
    assert_eq!(first(&ranking), Some(7));
}

fn text() -> impl Strategy<Value = String> {
    let word = prop::sample::select(vec![
        "什么", "时候", "发货", "退货", "尺码", "快递", "优惠", "吗", "可以", "parcel", "refund", "size", "37", "XL",
        "？",
    ]);
    prop::collection::vec(word, 1..6).prop_map(|words| words.join(" "))
}

fn entries() -> impl Strategy<Value = Vec<Entry>> {
    let phrasings = prop::collection::vec(prop::collection::vec(text(), 1..5), 1..8);
    phrasings.prop_map(|all| {
        let entry = |(number, phrasings)| Entry { id: Uuid::from_u128(number as u128 + 1), phrasings };
        all.into_iter().enumerate().map(entry).collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn the_order_of_entries_changes_nothing(entries in entries(), question in text()) {
        let reversed: Vec<Entry> = entries.iter().rev().cloned().collect();
        prop_assert_eq!(Index::build(entries).ask(&question, 5), Index::build(reversed).ask(&question, 5));
    }

    #[test]
    fn a_phrasing_asked_word_for_word_comes_first(entries in entries(), which in any::<prop::sample::Index>()) {
        let asked = which.get(&entries);
        let question = &asked.phrasings[0];
        let ranking = Index::build(entries.clone()).ask(question, 5);
        prop_assume!(question.chars().any(char::is_alphanumeric));
        // Punctuation makes no other phrasing.
        let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
        let same = |entry: &Entry| entry.phrasings.iter().any(|text| letters(text) == letters(question));
        let holders: Vec<Uuid> = entries.iter().filter(|entry| same(entry)).map(|entry| entry.id).collect();
        prop_assert!(holders.contains(&ranking.candidates[0].entry), "{question}: {ranking:?}");
        prop_assert_eq!(ranking.decision(Strictness::default()), Decision::Answer);
    }

    #[test]
    fn figures_are_likelihoods_in_order(entries in entries(), question in any::<String>()) {
        let ranking = Index::build(entries).ask(&question, 3);
        prop_assert!((0.0..=1.0).contains(&ranking.confidence));
        prop_assert!(ranking.candidates.len() <= 3);
        prop_assert!(ranking.candidates.iter().all(|candidate| (0.0..=1.0).contains(&candidate.score)));
        prop_assert!(ranking.candidates.is_sorted_by(|a, b| a.score >= b.score));
    }
}
