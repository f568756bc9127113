//! Tables of spreadsheets (RFC 4180), out and in: lines whose cells stay text, rows with what is wrong with them.
//!
//! Invariant (S10): no cell becomes a formula, whoever wrote what is in it.

mod errors;
mod read;
mod text;

pub use errors::RowErrors;
pub use read::{Rows, rows};
pub use text::decode;

/// Tells spreadsheets that the file is UTF-8.
pub const BYTE_ORDER_MARK: char = '\u{FEFF}';

/// One line, with its end.
pub fn line(cells: impl IntoIterator<Item = impl AsRef<str>>) -> String {
    let cells: Vec<String> = cells.into_iter().map(|text| cell(text.as_ref())).collect();
    format!("{}\r\n", cells.join(","))
}

/// A cell in quotes, with an apostrophe before what a spreadsheet would calculate.
fn cell(text: &str) -> String {
    let guard = if needs_guard(text) { "'" } else { "" };
    format!("\"{guard}{}\"", text.replace('"', "\"\""))
}

/// A cell as it was before it was written: without the apostrophe that guards it.
pub fn without_guard(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|text| needs_guard(text)).unwrap_or(cell)
}

/// What looks as if it were guarded is guarded once more, or it would be read without its own apostrophe.
fn needs_guard(text: &str) -> bool {
    is_formula(text.trim_start_matches('\''))
}

/// Spreadsheets look behind blanks, and take full-width signs for plain ones.
fn is_formula(text: &str) -> bool {
    let begins = text.trim_start().chars().next().or_else(|| text.chars().next());
    text.starts_with(['\t', '\r', '\n']) || begins.is_some_and(|c| "=+-@|＝＋－＠".contains(c))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// What is written is read again, whatever stands in it.
        #[test]
        fn a_table_comes_back(table in prop::collection::vec(prop::collection::vec("[a';=\",\t\r\n ＝]{0,6}", 1..4), 1..5)) {
            let written: String = table.iter().map(line).collect();
            let read = rows(&written).expect("a table").into_iter();
            let read: Vec<Vec<String>> =
                read.map(|(_, cells)| cells.iter().map(|cell| without_guard(cell).to_owned()).collect()).collect();
            let is_blank = |row: &Vec<String>| row.iter().all(|cell| cell.trim().is_empty());
            let wanted: Vec<Vec<String>> = table.into_iter().filter(|row| !is_blank(row)).collect();
            let read: Vec<Vec<String>> = read.into_iter().filter(|row| !is_blank(row)).collect();
            prop_assert_eq!(read, wanted);
        }
    }

    #[test]
    fn cells_never_become_formulas() {
        for text in
            ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "\n=1", "＝1+1", "|cmd", "=HYPERLINK(\"x\")"]
        {
            assert!(cell(text).starts_with("\"'"), "{text:?}");
            assert_eq!(without_guard(&format!("'{text}")), text);
        }
        assert_eq!(without_guard("'tis"), "'tis");
        assert_eq!(cell("'=1"), "\"''=1\"");
        for text in ["", "1", "青禾", "a=b", "[{\"field\":1}]"] {
            assert!(!cell(text).starts_with("\"'"), "{text:?}");
        }
    }

    #[test]
    fn quotes_commas_and_line_ends_stay_in_their_cell() {
        assert_eq!(line(["a\"b", "c,d\r\ne"]), "\"a\"\"b\",\"c,d\r\ne\"\r\n");
    }
}
