//! How long a chat line takes and what memory the dictionary holds:
//! `cargo run --release -p zg-text --example speed`

use std::hint::black_box;
use std::time::Instant;

const LINES: [(&str, &str); 4] = [
    ("20 characters", "这款羽绒服浦东新区明天能送到吗我想周末穿"),
    ("traditional", "請問這件羽絨服還有貨嗎？我想寄到台北市😊"),
    ("mixed", "iPhone15手机壳 SF-1234-5678 还没到，帮我查一下"),
    ("English", "Hi, could you tell me when my order will ship?"),
];
const ROUNDS: u32 = 200_000;

fn main() {
    println!("resident at start: {} KiB", resident_kib());
    for (name, line) in LINES {
        measure(&format!("tokens, {name} ({})", zg_text::tokens(line).len()), || {
            black_box(zg_text::tokens(black_box(line)));
        });
    }
    println!("resident after indexing: {} KiB", resident_kib());
    let started = Instant::now();
    zg_text::warm_up();
    println!("dictionary: {:.0} ms, resident {} KiB", started.elapsed().as_secs_f64() * 1e3, resident_kib());
    let query = zg_text::query("羽绒服退货");
    measure("query", || {
        black_box(zg_text::query(black_box("羽绒服退货")));
    });
    measure("highlight", || {
        black_box(zg_text::highlight(black_box(LINES[0].1), &query));
    });
    measure("preview", || {
        black_box(zg_text::preview(black_box(LINES[0].1)));
    });
}

fn measure(name: &str, mut step: impl FnMut()) {
    let started = Instant::now();
    for _ in 0..ROUNDS {
        step();
    }
    println!("{name}: {:.2} µs", started.elapsed().as_secs_f64() * 1e6 / f64::from(ROUNDS));
}

/// Linux only; 0 elsewhere.
fn resident_kib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmRSS"));
    line.and_then(|line| line.split_whitespace().nth(1)?.parse().ok()).unwrap_or(0)
}
