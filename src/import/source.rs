//! The lines of a file, read more than once: first to check them all, then to bring them in.

use std::io::{BufRead, BufReader, Cursor};
use std::path::PathBuf;

use bytes::Bytes;

/// A longer line is no conversation.
const MAX_LINE_BYTES: u64 = 8 * 1024 * 1024;

#[derive(Debug, Clone)]
pub enum Source {
    File(PathBuf),
    Bytes(Bytes),
}

/// The lines that hold something, each with its number from 1.
pub struct Lines {
    reader: Box<dyn BufRead + Send>,
    number: usize,
}

impl Source {
    pub fn lines(&self) -> std::io::Result<Lines> {
        let reader: Box<dyn BufRead + Send> = match self {
            Self::File(path) => Box::new(BufReader::new(std::fs::File::open(path)?)),
            Self::Bytes(bytes) => Box::new(Cursor::new(bytes.clone())),
        };
        Ok(Lines { reader, number: 0 })
    }
}

impl Iterator for Lines {
    /// The bytes of a line, or `None` for one that is too long.
    type Item = std::io::Result<(usize, Option<Vec<u8>>)>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let mut line = Vec::new();
            let read = std::io::Read::take(&mut self.reader, MAX_LINE_BYTES).read_until(b'\n', &mut line);
            match read {
                Err(error) => return Some(Err(error)),
                Ok(0) => return None,
                Ok(_) => {}
            }
            self.number += 1;
            if line.len() as u64 == MAX_LINE_BYTES && line.last() != Some(&b'\n') {
                return Some(self.skip_rest().map(|()| (self.number, None)));
            }
            // A byte order mark is an editor's habit, not the shop's fault.
            let text = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&line).trim_ascii();
            if !text.is_empty() {
                return Some(Ok((self.number, Some(text.to_vec()))));
            }
        }
    }
}

impl Lines {
    fn skip_rest(&mut self) -> std::io::Result<()> {
        loop {
            let buffer = self.reader.fill_buf()?;
            let end = buffer.iter().position(|byte| *byte == b'\n');
            let used = end.map_or(buffer.len(), |at| at + 1);
            self.reader.consume(used);
            if end.is_some() || used == 0 {
                return Ok(());
            }
        }
    }
}
