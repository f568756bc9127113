//! How long the encoder takes: `cargo run --release -p zg-answer --example encoder_speed -- FILE`.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use zg_answer::Encoder;

const QUESTIONS: [&str; 5] = [
    "在吗",
    "什么时候发货",
    "身高165体重110斤穿多大码合适",
    "昨天拍的鞋子今天能发出来吗，急着出差穿",
    "Where is my parcel? It was due on Monday.",
];
const ROUNDS: usize = 500;

fn main() -> std::io::Result<()> {
    let path = std::env::args_os().nth(1).map(PathBuf::from).expect("the encoder's file");
    let begin = Instant::now();
    let encoder = Encoder::read(&path)?;
    println!("read in {:?}", begin.elapsed());
    for question in QUESTIONS {
        let mut took: Vec<_> = (0..ROUNDS).map(|_| time(&encoder, question)).collect();
        took.sort();
        println!("fastest {:?}, median {:?}: {question}", took[0], took[ROUNDS / 2]);
    }
    Ok(())
}

fn time(encoder: &Encoder, question: &str) -> Duration {
    let begin = Instant::now();
    std::hint::black_box(encoder.embed(std::hint::black_box(question)));
    begin.elapsed()
}
