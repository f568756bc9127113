//! Any bytes can be imported as a table: they are rows or they are refused, and what was read is written and read again as
//! it was: `make fuzz`
#![no_main]

use libfuzzer_sys::fuzz_target;
use zhanggui::csv::{decode, line, rows, without_guard};

fuzz_target!(|bytes: &[u8]| {
    let Some(text) = decode(bytes) else { return };
    let Ok(read) = rows(&text) else { return };
    assert!(read.is_sorted_by_key(|(line, _)| *line));
    let written: String = read.iter().map(|(_, cells)| line(cells)).collect();
    let again = rows(&written).expect("a table of ours");
    assert_eq!(read.len(), again.len());
    for ((_, cells), (_, again)) in read.iter().zip(&again) {
        let dangerous = ['=', '+', '-', '@', '\t', '\r', '\n'];
        assert!(cells.iter().all(|cell| !line([cell])[1..].starts_with(dangerous)));
        assert!(cells.iter().map(String::as_str).eq(again.iter().map(|cell| without_guard(cell))));
    }
});
