//! How alike texts are, read once and compared often.

use uuid::Uuid;
use zg_answer::{Entry, Index};

fn index() -> Index {
    let entry = |id: u128, phrasings: &[&str]| Entry {
        id: Uuid::from_u128(id),
        phrasings: phrasings.iter().map(|text| (*text).to_owned()).collect(),
    };
    Index::build(vec![entry(1, &["什么时候发货", "多久发货"]), entry(2, &["可以开发票吗", "能开发票吗"])])
}

#[test]
fn what_was_read_is_as_alike_as_its_words() {
    let index = index();
    let (a, b) = ("可以开发票吗", "你們可以開發票嗎？");
    assert_eq!(index.likeness(&index.text(a), &index.text(b)), index.similarity(a, b));
    assert_eq!(index.similarity(a, "可以開發票嗎！"), 1.0, "but for spelling");
    assert_eq!(index.similarity(a, "xyzzy"), 0.0);
}

#[test]
fn a_phrasing_of_an_entry_is_compared_by_its_place() {
    let index = index();
    let asked = index.text("多久发货呀");
    let likeness = |phrasing| index.likeness_to(&asked, Uuid::from_u128(1), phrasing);
    assert!(likeness(1) > likeness(0));
    assert_eq!((likeness(2), index.likeness_to(&asked, Uuid::from_u128(3), 0)), (None, None));
}

#[test]
fn the_likest_of_many_is_the_likest_of_all() {
    let index = index();
    let texts: Vec<_> = (0..200).map(|n| index.text(&format!("第{n}件衣服的尺码怎么选择呢"))).collect();
    let mut texts: Vec<_> = texts.into_iter().chain([index.text("可以开发票吗")]).collect();
    let asked = index.text("你们可以开发票吗");
    let (place, likeness) = index.likest(&asked, &texts).expect("one");
    assert_eq!((place, likeness), (200, index.likeness(&asked, &texts[200])));
    texts.clear();
    assert_eq!(index.likest(&asked, &texts), None);
}
