//! The encoder against vectors that the published package gave for sentences of our own (`encoder/reference.py`).

use std::path::PathBuf;
use std::sync::OnceLock;

use zg_answer::Encoder;
use zg_answer::encoder::{MAX_PIECES, Vector};

/// The weights are fetched by `make encoder`; who names them by variable wants them tested, come what may.
fn encoder() -> Option<&'static Encoder> {
    static ENCODER: OnceLock<Option<Encoder>> = OnceLock::new();
    let read = || {
        let named = std::env::var_os("ZHANGGUI_ENCODER").filter(|path| !path.is_empty()).map(PathBuf::from);
        let is_named = named.is_some();
        let path =
            named.unwrap_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../target/encoder/encoder.bin"));
        if !is_named && !path.exists() {
            eprintln!("the encoder's weights are not here: `make encoder` fetches them; nothing was tested");
            return None;
        }
        Some(Encoder::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display())))
    };
    ENCODER.get_or_init(read).as_ref()
}

fn cosine(a: &[f32], b: &[f32]) -> f32 {
    let product = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f32>();
    product(a, b) / (product(a, a) * product(b, b)).sqrt()
}

fn reference() -> impl Iterator<Item = (&'static str, Vec<f32>)> {
    include_str!("encoder/reference.tsv").lines().map(|line| {
        let (text, numbers) = line.split_once('\t').expect("a text and its vector");
        (text, numbers.split(' ').map(|number| number.parse().expect("a number")).collect())
    })
}

#[test]
fn vectors_are_those_of_the_published_package() {
    let Some(encoder) = encoder() else { return };
    for (text, expected) in reference() {
        let vector = encoder.embed(text);
        assert!(cosine(&vector, &expected) > 0.9995, "{text:?}: {}", cosine(&vector, &expected));
        assert!(
            (cosine(&vector, &vector) - 1.0).abs() < 1e-5
                && (vector.map(|x| x * x).iter().sum::<f32>() - 1.0).abs() < 1e-5
        );
    }
}

#[test]
fn what_means_the_same_lies_close() {
    let Some(encoder) = encoder() else { return };
    let near = |a: &str, b: &str| cosine(&encoder.embed(a), &encoder.embed(b));
    for (question, same, other) in [
        ("什么时候能发货", "几天可以寄出来", "这个颜色会掉色吗"),
        ("怎么申请退款", "我想把钱退回来", "你们店在哪个城市"),
        ("When will it ship?", "什么时候能发货", "Is the fabric soft?"),
    ] {
        assert!(near(question, same) > near(question, other), "{question}");
    }
}

#[test]
fn a_long_text_is_told_by_its_beginning() {
    let Some(encoder) = encoder() else { return };
    let long = "退货的运费谁出呢，".repeat(4 * MAX_PIECES);
    let longer = format!("{long}还有一件事");
    assert_eq!(encoder.embed(&long), encoder.embed(&longer));
}

#[test]
fn threads_get_the_same_vectors() {
    let Some(encoder) = encoder() else { return };
    let alone = encoder.embed("这件衣服会缩水吗");
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..4).map(|_| scope.spawn(|| -> Vector { encoder.embed("这件衣服会缩水吗") })).collect();
        for thread in threads {
            assert_eq!(thread.join().expect("a vector"), alone);
        }
    });
}
