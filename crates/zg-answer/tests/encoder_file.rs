//! The encoder's file: read as it was written, refused when it is damaged, and safe to ask anything, with small weights of
//! our own in place of the real ones.

use std::io::ErrorKind;
use std::sync::OnceLock;

use proptest::prelude::*;
use zg_answer::Encoder;
use zg_answer::encoder::file::{MATRICES, PackedTable, Parts, PieceList, ROW_BYTES, VECTORS, Weights};

/// Numbers that look like chance and are always the same.
fn numbers(seed: u32) -> impl Iterator<Item = u32> {
    std::iter::successors(Some(seed), |n| Some(n.wrapping_mul(1_664_525).wrapping_add(1_013_904_223))).map(|n| n >> 16)
}

/// Spelling without rules: a trie of one node that leads nowhere.
const NO_RULES: [u8; 9] = [4, 0, 0, 0, 0, 0, 0, 0, 0];

fn parts() -> Parts {
    let mut pieces = ["▁", "发", "发货", "货", "退", "吗", "a", "ab"];
    pieces.sort_unstable();
    let mut list = PieceList::default();
    for (nth, piece) in pieces.iter().enumerate() {
        list.text.extend_from_slice(piece.as_bytes());
        list.ends.push(list.text.len() as u32);
        list.ids.push(nth as u32 + 3);
        list.scores.push(-3.0 - nth as f32 / 10.0);
    }
    let rows = numbers(1).map(|n| n as u8).take((pieces.len() + 3) * ROW_BYTES).collect();
    let weights = |(nth, shape): (usize, &zg_answer::encoder::file::MatrixShape)| Weights {
        scale: 0.01,
        values: numbers(nth as u32).map(|n| n as i8).take(shape.inputs * shape.outputs).collect(),
    };
    Parts {
        charsmap: NO_RULES.to_vec(),
        pieces: list,
        table: PackedTable { scales: vec![0.02, 0.03], lows: vec![-0.6, -0.9], rows },
        matrices: MATRICES.iter().enumerate().map(weights).collect(),
        vectors: VECTORS.iter().map(|shape| vec![0.5; shape.length]).collect(),
        epsilon: 1e-12,
    }
}

fn written() -> Vec<u8> {
    let mut bytes = Vec::new();
    parts().write(&mut bytes).expect("written");
    bytes
}

fn encoder() -> &'static Encoder {
    static ENCODER: OnceLock<Encoder> = OnceLock::new();
    ENCODER.get_or_init(|| Encoder::from_parts(parts()).expect("an encoder"))
}

#[test]
fn what_is_written_is_read() {
    assert_eq!(Parts::read(&mut written().as_slice()).expect("read"), parts());
}

#[test]
fn a_damaged_file_is_refused() {
    let whole = written();
    for length in [0, 5, 16, 20, 24, 30, 60, 100, 200, whole.len() / 2, whole.len() - 1] {
        let error = Parts::read(&mut &whole[..length]).expect_err("cut off");
        assert_eq!(error.kind(), ErrorKind::InvalidData, "{length}: {error}");
    }
    let changed = |at: usize, to: u8| {
        let mut bytes = whole.clone();
        bytes[at] = to;
        Parts::read(&mut bytes.as_slice())
    };
    assert!(changed(0, b'Z').expect_err("another head").to_string().contains("not an encoder's file"));
    assert!(changed(16, 9).expect_err("another version").to_string().contains("version 9"));
    assert!(changed(23, 0xFF).is_err(), "a length beyond all measure");
    let longer = [whole.as_slice(), &[0]].concat();
    assert!(Parts::read(&mut longer.as_slice()).is_err());
}

#[test]
fn parts_that_do_not_fit_together_are_refused() {
    let refused = |change: fn(&mut Parts)| {
        let mut parts = parts();
        change(&mut parts);
        assert_eq!(Encoder::from_parts(parts).expect_err("refused").kind(), ErrorKind::InvalidData);
    };
    refused(|parts| parts.charsmap.truncate(3));
    refused(|parts| parts.charsmap[0] = 200);
    refused(|parts| parts.pieces.ends[2] = 1);
    refused(|parts| parts.pieces.ends[7] = 1000);
    refused(|parts| parts.pieces.text[0] = 0xFF);
    refused(|parts| parts.pieces.scores.truncate(2));
    refused(|parts| parts.table.rows.truncate(5));
    refused(|parts| parts.table.scales.clear());
    refused(|parts| parts.matrices[3].values.truncate(7));
    refused(|parts| parts.matrices.truncate(3));
    refused(|parts| parts.vectors[4].push(0.0));
    refused(|parts| parts.vectors.truncate(17));
}

#[test]
fn blanks_and_unknown_characters_have_their_place() {
    let encoder = encoder();
    assert_eq!(encoder.embed("发货吗"), encoder.embed("  发货吗 \u{20}"));
    assert_eq!(encoder.embed("龘"), encoder.embed("鱻"), "one unknown is like the other");
    assert_ne!(encoder.embed("发货"), encoder.embed("货发"), "order matters");
    // What somebody types is never a mark of ours.
    assert_ne!(encoder.embed("</s>"), encoder.embed(""));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn anything_may_be_asked(text in "\\PC{0,60}|[ab货发 ]{0,60}") {
        let vector = encoder().embed(&text);
        let length: f32 = vector.iter().map(|value| value * value).sum();
        prop_assert!(vector.iter().all(|value| value.is_finite()) && (length - 1.0).abs() < 1e-3, "{length}");
    }
}
