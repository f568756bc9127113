//! From a file to records, whatever its shape: the bytes say which it is.

use serde_json::Value;

use super::record::Record;
use super::sheet;
use super::table::{Header, Names};
use super::{guidelines, labelled, nlu};
use crate::csv::{self, RowErrors, Rows};
use crate::error::{Error, Result};

/// What a file says.
#[derive(Debug, Default)]
pub struct Read {
    /// Rows, lines or objects that say something.
    pub rows: usize,
    pub records: Vec<Record>,
    /// Headers that mean nothing here.
    pub ignored_columns: Vec<String>,
    pub errors: RowErrors,
}

pub fn read(bytes: &[u8], names: &Names) -> Result<Read> {
    let mut read = Read::default();
    if sheet::is_workbook(bytes) {
        let tables = sheet::read(bytes)?;
        let found = tables.iter().filter(|table| take_table(table, names, &mut read)).count();
        return if found > 0 { Ok(read) } else { Err(Error::invalid("file", "no_question_column")) };
    }
    let text = csv::decode(bytes).ok_or_else(|| Error::invalid("file", "not_text"))?;
    let text = text.trim_start_matches(['\u{FEFF}', '\n', '\r', ' ']);
    match text.chars().next() {
        None => return Err(Error::invalid("file", "empty")),
        Some('{' | '[') => take_json(text, &mut read)?,
        Some(_) if nlu::is_nlu(text) => read.records = nlu::read(text),
        Some(_) => {
            if !take_table(&csv::rows(text)?, names, &mut read) {
                return Err(Error::invalid("file", "no_question_column"));
            }
        }
    }
    read.rows = read.rows.max(read.records.len());
    Ok(read)
}

/// Reads a table whose first row names a question; false for any other.
fn take_table(table: &Rows, names: &Names, read: &mut Read) -> bool {
    let Some((_, first)) = table.first() else { return false };
    let Some(header) = Header::of(first) else { return false };
    for (row, cells) in &table[1..] {
        let found = header.record(*row, cells, names, &mut read.errors);
        read.rows += usize::from(found.is_some());
        read.records.extend(found);
    }
    for column in header.ignored {
        if !read.ignored_columns.contains(&column) {
            read.ignored_columns.push(column);
        }
    }
    true
}

fn take_json(text: &str, read: &mut Read) -> Result<()> {
    match serde_json::from_str::<Value>(text) {
        Ok(Value::Array(list)) => {
            take_objects(list.iter().enumerate().map(|(place, one)| (place + 1, Ok(one.clone()))), read)
        }
        Ok(Value::Object(object)) if guidelines::is_handbook(&object) => read.records = guidelines::handbook(&object),
        Ok(Value::Object(object)) if guidelines::is_step_lists(&object) => {
            read.records = guidelines::step_lists(&object);
        }
        Ok(Value::Object(object)) if !object.is_empty() && object.values().all(is_list_of_texts) => {
            read.records = labelled::of_map(&object);
        }
        Ok(one) => match list_in(&one) {
            Some(list) => {
                take_objects(list.iter().enumerate().map(|(place, one)| (place + 1, Ok(one.clone()))), read);
            }
            None => take_objects(std::iter::once((1, Ok(one))), read),
        },
        // Not one value: then one a line.
        Err(_) => {
            let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
            take_objects(lines.map(|(place, line)| (place + 1, serde_json::from_str(line))), read);
        }
    }
    Ok(())
}

fn is_list_of_texts(value: &Value) -> bool {
    value.as_array().is_some_and(|list| !list.is_empty() && list.iter().all(Value::is_string))
}

/// The list of objects in an object that wraps it, such as `{ "entries": [ … ] }`.
fn list_in(value: &Value) -> Option<&Vec<Value>> {
    let lists = value.as_object()?.values().filter_map(Value::as_array);
    lists.into_iter().find(|list| list.first().is_some_and(Value::is_object))
}

fn take_objects(objects: impl Iterator<Item = (usize, serde_json::Result<Value>)>, read: &mut Read) {
    for (row, object) in objects {
        match object {
            Ok(object) => {
                read.rows += 1;
                read.records.extend(labelled::record(row, &object, &mut read.errors));
            }
            Err(error) => read.errors.add(row, format!("column {}", error.column()), "malformed_json"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::tz::TimeZone;

    fn names() -> Names {
        Names { timezone: TimeZone::UTC, inboxes: Vec::new() }
    }

    fn titles(text: &str) -> Vec<String> {
        let read = read(text.as_bytes(), &names()).expect("a file");
        assert_eq!(read.errors.count, 0, "{:?}", read.errors);
        read.records.into_iter().map(|record| record.title).collect()
    }

    #[test]
    fn the_bytes_say_what_a_file_is() {
        assert_eq!(titles("\u{FEFF}问题,答案\r\n几天到,三天\r\n\r\n\"谁\n付运费\",卖家\r\n"), ["几天到", "谁\n付运费"]);
        assert_eq!(titles("question\tanswer\nhow long\t3, 4 days\n"), ["how long"]);
        assert_eq!(titles("{\"text\":\"a\",\"intent\":\"x\"}\n\n{\"text\":\"b\",\"intent\":\"y\"}\n"), ["x", "y"]);
        assert_eq!(titles("[{\"question\":\"a\"},{\"question\":\"b\"}]"), ["a", "b"]);
        assert_eq!(titles("{\"data\":[{\"question\":\"a\"}]}"), ["a"]);
        assert_eq!(titles("{\"refund\":[\"how do I get it\"],\"hi\":[\"hello\"]}"), ["hi", "refund"]);
        assert_eq!(titles("## intent:hi\n- hello\n"), ["hi"]);
    }

    #[test]
    fn what_is_no_knowledge_is_refused() {
        for (bytes, code) in [
            (&b""[..], "empty"),
            (b"\x89PNG\r\n\x1a\n\0\0", "not_text"),
            (b"name,price\nx,1\n", "no_question_column"),
            (b"PK\x03\x04", "broken_workbook"),
        ] {
            let error = read(bytes, &names()).expect_err("refused");
            let Error::Invalid { code: told, .. } = &error else { panic!("{error}") };
            assert_eq!(told, code);
        }
        let broken = read(b"{\"text\":\"a\"}\n{\"text\":", &names()).expect("read");
        assert_eq!(broken.errors.first[0].to_string(), "row 2, column 8: malformed_json");
    }
}
