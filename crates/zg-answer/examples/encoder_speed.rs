//! How long the encoder takes: `cargo run --release -p zg-answer --example encoder_speed -- FILE`.

use std::path::PathBuf;
use std::time::Instant;

use zg_answer::Encoder;

const QUESTIONS: [&str; 5] = [
    "在吗",
    "什么时候发货",
    "身高165体重110斤穿多大码合适",
    "昨天拍的鞋子今天能发出来吗，急着出差穿",
    "Where is my parcel? It was due on Monday.",
];
const ROUNDS: u32 = 200;

fn main() -> std::io::Result<()> {
    let path = std::env::args_os().nth(1).map(PathBuf::from).expect("the encoder's file");
    let begin = Instant::now();
    let encoder = Encoder::read(&path)?;
    println!("read in {:?}", begin.elapsed());
    for question in QUESTIONS {
        let begin = Instant::now();
        for _ in 0..ROUNDS {
            std::hint::black_box(encoder.embed(std::hint::black_box(question)));
        }
        println!("{:?} {question}", begin.elapsed() / ROUNDS);
    }
    Ok(())
}
