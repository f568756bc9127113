//! Workbooks: the cells of every sheet, as text, within bounds.

use std::collections::BTreeMap;
use std::io::{Cursor, Read, Seek};

use calamine::{DataRef, Reader, Xlsx};

use crate::csv::Rows;
use crate::error::{Error, Result};

/// Unpacked; a workbook of a few kilobytes could unpack to more than there is memory.
const MAX_UNPACKED_BYTES: u64 = 200 * 1024 * 1024;
const MOST_COLUMNS: u32 = 200;
const MOST_ROWS: u32 = 500_000;

/// Whether bytes begin like a workbook.
pub fn is_workbook(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04")
}

/// All sheets of a workbook, in its order.
pub fn read(bytes: &[u8]) -> Result<Vec<Rows>> {
    check_size(Cursor::new(bytes))?;
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|_| broken())?;
    let names = book.sheet_names();
    names.iter().map(|name| rows(&mut book, name)).collect()
}

fn broken() -> Error {
    Error::invalid("file", "broken_workbook")
}

/// Unpacks everything once and counts: what the archive says of its sizes may be a lie.
fn check_size(bytes: impl Read + Seek) -> Result<()> {
    let mut archive = zip::ZipArchive::new(bytes).map_err(|_| broken())?;
    let mut left = MAX_UNPACKED_BYTES;
    for place in 0..archive.len() {
        let part = archive.by_index(place).map_err(|_| broken())?;
        let read = std::io::copy(&mut part.take(left + 1), &mut std::io::sink()).map_err(|_| broken())?;
        left = left.checked_sub(read).ok_or(Error::TooLarge("file_too_large"))?;
    }
    Ok(())
}

/// Cell by cell: one far away does not make a table of all that lies between.
fn rows(book: &mut Xlsx<Cursor<&[u8]>>, name: &str) -> Result<Rows> {
    let mut cells = book.worksheet_cells_reader(name).map_err(|_| broken())?;
    let mut rows: BTreeMap<u32, Vec<String>> = BTreeMap::new();
    while let Some(cell) = cells.next_cell().map_err(|_| broken())? {
        let (row, column) = cell.get_position();
        let text = text(cell.get_value());
        if text.is_empty() || column >= MOST_COLUMNS {
            continue;
        }
        if row >= MOST_ROWS {
            return Err(Error::TooLarge("too_many_rows"));
        }
        let place = usize::try_from(column).unwrap_or(usize::MAX);
        let row = rows.entry(row).or_default();
        if row.len() <= place {
            row.resize(place + 1, String::new());
        }
        row[place] = text;
    }
    Ok(rows
        .into_iter()
        .map(|(row, cells)| (usize::try_from(row).unwrap_or(usize::MAX).saturating_add(1), cells))
        .collect())
}

/// As a person would read it; numbers that are whole without their point.
fn text(value: &DataRef<'_>) -> String {
    match value {
        DataRef::String(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::Bool(flag) => flag.to_string(),
        DataRef::DateTime(at) => from_days(at.as_f64()),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::Error(_) | DataRef::Empty => String::new(),
    }
}

/// A date and time from the days since the last day but one of 1899, as spreadsheets count.
fn from_days(days: f64) -> String {
    const SECONDS: f64 = 86_400.0;
    let epoch = jiff::civil::date(1899, 12, 30).at(0, 0, 0, 0);
    if !days.is_finite() || days.abs() > 3_000_000.0 {
        return String::new();
    }
    let seconds = (days * SECONDS).round() as i64;
    let at = epoch.checked_add(jiff::SignedDuration::from_secs(seconds));
    at.map(|at| at.strftime("%Y-%m-%d %H:%M:%S").to_string()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_become_dates() {
        assert_eq!(from_days(46337.5), "2026-11-11 12:00:00");
        assert_eq!(from_days(f64::NAN), "");
    }

    #[test]
    fn what_is_no_workbook_is_refused() {
        for bytes in [&b"PK\x03\x04"[..], b"PK\x03\x04 and then nonsense", b""] {
            assert_eq!(read(bytes).expect_err("refused").to_string(), "invalid file: broken_workbook");
        }
    }
}
