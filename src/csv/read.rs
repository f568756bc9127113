//! Rows of a table, whichever of the usual separators it has.

use crate::error::{Error, Result};

/// The rows of a table, by their line from 1.
pub type Rows = Vec<(usize, Vec<String>)>;

/// The rows of a table with commas, semicolons or tabs; a quoted cell may hold line ends.
pub fn rows(text: &str) -> Result<Rows> {
    let first = text.lines().next().unwrap_or_default();
    let count = |separator: char| outside_quotes(first).filter(|c| *c == separator).count();
    let separator = [(',', b','), ('\t', b'\t'), (';', b';')].into_iter().max_by_key(|(c, _)| (count(*c), *c == ','));
    let mut reader = ::csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator.map_or(b',', |(_, byte)| byte))
        .from_reader(text.as_bytes());
    let mut rows = Vec::new();
    let mut lines = Lines { text: text.as_bytes(), line: 1, seen: 0 };
    for record in reader.records() {
        let record = record.map_err(|_| Error::invalid("file", "broken_table"))?;
        let row = lines.at(record.position().map_or(0, ::csv::Position::byte));
        let cells: Vec<String> = record.iter().map(str::to_owned).collect();
        if cells.iter().any(|cell| !cell.trim().is_empty()) {
            rows.push((row, cells));
        }
    }
    Ok(rows)
}

/// What stands in no quoted cell.
fn outside_quotes(line: &str) -> impl Iterator<Item = char> {
    line.split('"').step_by(2).flat_map(str::chars)
}

/// On which line of a file a row begins: the parser stops before the second half of a line end.
struct Lines<'t> {
    text: &'t [u8],
    line: usize,
    seen: usize,
}

impl Lines<'_> {
    /// Asked in the order of the text.
    fn at(&mut self, byte: u64) -> usize {
        let byte = usize::try_from(byte).unwrap_or(usize::MAX).clamp(self.seen, self.text.len());
        let ends = |text: &[u8]| text.iter().filter(|byte| **byte == b'\n').count();
        self.line += ends(&self.text[self.seen..byte]);
        self.seen = byte;
        let blank = self.text[byte..].iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        self.line + ends(&self.text[byte..byte + blank])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_in_a_cell_separates_nothing() {
        let read = rows("\"a;b;c\",\"d\"\r\n").expect("a table");
        assert_eq!(read, [(1, vec!["a;b;c".to_owned(), "d".to_owned()])]);
        let read = rows("\"a, b, c\";d\r\n").expect("a table");
        assert_eq!(read, [(1, vec!["a, b, c".to_owned(), "d".to_owned()])]);
    }

    #[test]
    fn rows_are_known_by_their_lines() {
        let read = rows("question\r\n\"a\nb\"\r\n\r\nc\r\nd").expect("a table");
        assert_eq!(read.iter().map(|(row, _)| *row).collect::<Vec<_>>(), [1, 2, 5, 6]);
        let read = rows("question\na\n\nb\n").expect("a table");
        assert_eq!(read.iter().map(|(row, _)| *row).collect::<Vec<_>>(), [1, 2, 4]);
    }
}
