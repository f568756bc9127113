//! Server-sent events, however their bytes are cut.

/// What is longer is no event of a chat.
const MAX_LINE_BYTES: usize = 256 * 1024;

/// A line that does not end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Endless;

/// Gathers bytes until a line is whole: characters and lines may be cut anywhere.
#[derive(Debug, Default)]
pub struct Events {
    rest: Vec<u8>,
}

impl Events {
    /// What these bytes complete: the data of events, each of one line as this protocol writes them.
    pub fn push(&mut self, bytes: &[u8]) -> Result<Vec<String>, Endless> {
        self.rest.extend_from_slice(bytes);
        let mut found = Vec::new();
        if let Some(end) = self.rest.iter().rposition(|byte| *byte == b'\n') {
            let rest = self.rest.split_off(end + 1);
            let whole = std::mem::replace(&mut self.rest, rest);
            found.extend(whole.split(|byte| *byte == b'\n').filter_map(data));
        }
        if self.rest.len() > MAX_LINE_BYTES { Err(Endless) } else { Ok(found) }
    }

    /// The data of a last line that nothing ended.
    pub fn end(&mut self) -> Option<String> {
        data(&std::mem::take(&mut self.rest))
    }
}

/// The data of a line, if it has any; comments and other fields have none.
fn data(line: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(line);
    let data = text.trim_end_matches('\r').strip_prefix("data:")?.trim();
    (!data.is_empty()).then(|| data.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const STREAM: &str = ": hello\r\ndata: {\"a\":\"多久发货\"}\r\n\r\nevent: x\ndata:{\"b\":1}\n\ndata: [DONE]";

    #[test]
    fn bytes_may_be_cut_anywhere() {
        for size in 1..=STREAM.len() {
            let mut events = Events::default();
            let mut found = Vec::new();
            for piece in STREAM.as_bytes().chunks(size) {
                found.extend(events.push(piece).expect("short lines"));
            }
            found.extend(events.end());
            assert_eq!(found, ["{\"a\":\"多久发货\"}", "{\"b\":1}", "[DONE]"], "in pieces of {size}");
        }
    }

    #[test]
    fn a_line_has_an_end() {
        let mut events = Events::default();
        let mut pushed = (0..).map(|_| events.push(&[b'x'; 10_000]));
        assert_eq!(pushed.find(Result::is_err), Some(Err(Endless)));
    }
}
