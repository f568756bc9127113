//! Meanings kept from one start to the next are those the encoder gave, or none.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use proptest::prelude::*;
use uuid::Uuid;
use zg_answer::{Embed, Entry, Index, Vectors};

/// Counts how often it is asked.
#[derive(Default)]
struct Counting {
    asked: AtomicUsize,
    version: u64,
}

impl Embed for Counting {
    fn embed(&self, text: &str) -> Vec<f32> {
        if !text.is_empty() {
            self.asked.fetch_add(1, Ordering::Relaxed);
        }
        let mut values: Vec<f32> = (0..16).map(|_| 0.1).collect();
        text.chars().for_each(|c| values[c as usize % 16] += 1.0);
        let length = values.iter().map(|value| value * value).sum::<f32>().sqrt();
        values.into_iter().map(|value| value / length).collect()
    }

    fn version(&self) -> u64 {
        self.version
    }
}

impl Counting {
    fn asked(&self) -> usize {
        self.asked.load(Ordering::Relaxed)
    }
}

fn shop() -> Vec<Entry> {
    let entry = |number: u128, phrasings: &[&str]| Entry {
        id: Uuid::from_u128(number),
        phrasings: phrasings.iter().map(|text| (*text).to_owned()).collect(),
    };
    vec![
        entry(1, &["什么时候发货", "今天能发货吗", "怎么还没发货"]),
        entry(2, &["发什么快递", "可以发顺丰吗", "用哪家快递"]),
        entry(3, &["可以退货吗", "不合适能退吗", "退货运费谁出"]),
    ]
}

fn saved() -> Vec<u8> {
    let encoder = Arc::new(Counting::default());
    Index::build_with(shop(), Some(encoder.clone())).vectors().save(encoder.as_ref())
}

#[test]
fn what_was_kept_is_not_asked_again_and_says_the_same() {
    let built = Index::build_with(shop(), Some(Arc::new(Counting::default())));
    let encoder = Arc::new(Counting::default());
    let kept = Vectors::load(&saved(), encoder.as_ref()).expect("what was saved");
    assert_eq!(kept.len(), 9);
    let started = Index::new(Some(encoder.clone())).remembering(kept).with(shop(), &[]).retrained();
    assert_eq!(encoder.asked(), 0);
    for question in ["今天发货吗", "用什么快递寄", "什麼時候發貨", "hello"] {
        assert_eq!(started.ask(question, 3), built.ask(question, 3), "{question}");
    }
    assert_eq!(started.vectors().save(encoder.as_ref()), saved(), "what is kept again is the same");
}

#[test]
fn what_is_new_is_asked_for() {
    let encoder = Arc::new(Counting::default());
    let kept = Vectors::load(&saved(), encoder.as_ref()).expect("what was saved");
    let mut entries = shop();
    entries[0].phrasings.push("几点发货".to_owned());
    let index = Index::new(Some(encoder.clone())).remembering(kept).with(entries, &[]).retrained();
    assert_eq!((encoder.asked(), index.vectors().len()), (1, 10));
}

#[test]
fn another_encoder_does_not_take_it() {
    assert_eq!(Vectors::load(&saved(), &Counting { version: 2, ..Counting::default() }), None);
}

#[test]
fn damaged_bytes_give_nothing() {
    let (whole, encoder) = (saved(), Counting::default());
    for length in 0..whole.len() {
        assert_eq!(Vectors::load(&whole[..length], &encoder), None, "{length}");
    }
    for place in 0..whole.len() {
        let mut bytes = whole.clone();
        bytes[place] ^= 0x40;
        assert_eq!(Vectors::load(&bytes, &encoder), None, "{place}");
    }
    assert_eq!(Vectors::load(&[whole.as_slice(), &whole].concat(), &encoder), None);
}

#[test]
fn nothing_is_kept_as_nothing() {
    let encoder = Counting::default();
    let bytes = Index::build(Vec::new()).vectors().save(&encoder);
    assert!(Vectors::load(&bytes, &encoder).is_none_or(|vectors| vectors.is_empty()));
}

proptest! {
    #[test]
    fn bytes_of_anybody_are_harmless(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        prop_assert_eq!(Vectors::load(&bytes, &Counting::default()), None);
    }
}
