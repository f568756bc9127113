//! Edits are live at once, and learning anew afterwards changes nothing that a fresh index would not say.

use std::sync::Arc;

use uuid::Uuid;
use zg_answer::{Decision, Embed, Entry, Index, Ranking, Strictness};

fn entry(number: u128, phrasings: &[&str]) -> Entry {
    Entry { id: Uuid::from_u128(number), phrasings: phrasings.iter().map(|text| (*text).to_owned()).collect() }
}

fn shop() -> Vec<Entry> {
    vec![
        entry(1, &["什么时候发货", "今天能发货吗", "怎么还没发货"]),
        entry(2, &["发什么快递", "可以发顺丰吗", "用哪家快递"]),
        entry(3, &["可以退货吗", "不合适能退吗", "退货运费谁出"]),
    ]
}

fn first(ranking: &Ranking) -> Option<u128> {
    ranking.candidates.first().map(|candidate| candidate.entry.as_u128())
}

/// What a text means, by which of some words are in it.
struct Words(&'static [&'static [&'static str]]);

impl Embed for Words {
    fn embed(&self, text: &str) -> Vec<f32> {
        let holds = |words: &&[&str]| f32::from(u8::from(words.iter().any(|word| text.contains(word))));
        let mut values: Vec<f32> = self.0.iter().map(holds).collect();
        values.push(0.2);
        let length = values.iter().map(|value| value * value).sum::<f32>().sqrt();
        values.into_iter().map(|value| value / length).collect()
    }

    fn version(&self) -> u64 {
        self.0.len() as u64
    }
}

fn encoder() -> Arc<dyn Embed> {
    Arc::new(Words(&[
        &["发货", "寄出", "ship"],
        &["快递", "顺丰", "物流公司"],
        &["退", "不要了"],
        &["优惠", "便宜"],
        &["门店"],
    ]))
}

#[test]
fn what_was_added_is_found_and_what_is_gone_is_not() {
    for encoder in [None, Some(encoder())] {
        let index = Index::build_with(shop(), encoder);
        let added = index.with(vec![entry(4, &["有优惠券吗", "能便宜点吗"])], &[Uuid::from_u128(2)]);
        assert_eq!(first(&added.ask("请问有优惠券吗", 3)), Some(4));
        assert_ne!(first(&added.ask("发什么快递", 3)), Some(2));
        assert_eq!(first(&index.ask("发什么快递", 3)), Some(2), "the index before is as it was");
        let changed = added.with(vec![entry(4, &["门店在哪里"])], &[]);
        assert_eq!(first(&changed.ask("门店在哪里", 3)), Some(4));
        let ranking = changed.ask("有优惠券吗", 3);
        assert_ne!(ranking.decision(Strictness::default()), Decision::Answer, "{ranking:?}");
    }
}

#[test]
fn learning_anew_is_like_building_anew() {
    for encoder in [None, Some(encoder())] {
        let mut entries = shop();
        let built = Index::build_with(entries.clone(), encoder.clone());
        let last = entries.pop().expect("an entry");
        let grown = Index::build_with(entries, encoder).with(vec![last], &[]).retrained();
        for question in ["今天发货吗", "用什么快递寄", "不喜欢可以退吗", "hello"] {
            assert_eq!(grown.ask(question, 3), built.ask(question, 3), "{question}");
        }
    }
}

#[test]
fn meaning_finds_what_shares_no_words() {
    let index = Index::build_with(shop(), Some(encoder()));
    assert_eq!(first(&index.ask("寄出没有", 3)), Some(1));
    assert_eq!(first(&index.ask("走哪个物流公司", 3)), Some(2));
    let ranking = index.ask("寄出没有", 3);
    assert!(ranking.candidates[0].signals.meaning.is_some_and(|meaning| meaning > 0.9), "{ranking:?}");
    assert!(Index::build(shop()).ask("寄出没有", 3).candidates.iter().all(|one| one.signals.meaning.is_none()));
}

#[test]
fn alike_is_what_means_the_same() {
    let index = Index::build_with(shop(), Some(encoder()));
    assert_eq!(index.similarity("什么时候发货？", "什麼時候發貨"), 1.0);
    assert_eq!(index.similarity("能退吗", "能退吗!"), 1.0);
    assert!(index.similarity("什么时候寄出", "何时发货") > index.similarity("什么时候寄出", "用哪家快递"));
    assert_eq!(Index::build(Vec::new()).similarity("", "退货"), 0.0);
}
