//! What a server of the chat completions protocol says, as far as we listen.

use serde::Deserialize;
use serde_json::Value;

/// A piece of a streamed answer, or the whole of one that is not streamed.
#[derive(Debug, Deserialize)]
pub struct Chunk {
    choices: Option<Vec<Choice>>,
    usage: Option<Value>,
    error: Option<Value>,
}

#[derive(Debug, Deserialize)]
struct Choice {
    delta: Option<Words>,
    message: Option<Words>,
    finish_reason: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Words {
    content: Option<String>,
}

impl Chunk {
    /// None for what is not of the protocol.
    pub fn read(json: &str) -> Option<Self> {
        let chunk: Self = serde_json::from_str(json).ok()?;
        (chunk.choices.is_some() || chunk.usage.is_some() || chunk.error.is_some()).then_some(chunk)
    }

    pub fn words(&self) -> Option<&str> {
        let choice = self.choices.as_deref()?.first()?;
        choice.delta.as_ref().or(choice.message.as_ref())?.content.as_deref()
    }

    /// Whether the answer was longer than it was allowed to be.
    pub fn is_cut(&self) -> bool {
        let choice = self.choices.as_deref().and_then(<[Choice]>::first);
        choice.and_then(|choice| choice.finish_reason.as_deref()) == Some("length")
    }

    /// All tokens of the request, by the server's own count.
    pub fn tokens(&self) -> Option<i64> {
        let count = |name: &str| self.usage.as_ref()?.get(name)?.as_i64();
        count("total_tokens").or_else(|| count("prompt_tokens")?.checked_add(count("completion_tokens")?))
    }

    /// What went wrong in the middle, in the server's words.
    pub fn error(&self) -> Option<String> {
        self.error.as_ref().map(error_words)
    }
}

/// What the body of a refusal says; itself, where it is no JSON.
pub fn refusal(body: &[u8]) -> String {
    match serde_json::from_slice::<Value>(body) {
        Ok(value) => error_words(value.get("error").unwrap_or(&value)),
        Err(_) => String::new(),
    }
}

fn error_words(error: &Value) -> String {
    let words = error.get("message").or_else(|| error.get("detail")).unwrap_or(error);
    words.as_str().map_or_else(|| words.to_string(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_and_wholes_are_read_alike() {
        let piece = Chunk::read(r#"{"choices":[{"delta":{"content":"在"},"finish_reason":null}]}"#).expect("a chunk");
        assert_eq!((piece.words(), piece.is_cut(), piece.tokens()), (Some("在"), false, None));
        let whole = r#"{"choices":[{"message":{"role":"assistant","content":"在的"},"finish_reason":"length"}],
            "usage":{"prompt_tokens":3,"completion_tokens":2}}"#;
        let whole = Chunk::read(whole).expect("a chunk");
        assert_eq!((whole.words(), whole.is_cut(), whole.tokens()), (Some("在的"), true, Some(5)));
        let last = Chunk::read(r#"{"choices":[],"usage":{"total_tokens":9}}"#).expect("a chunk");
        assert_eq!((last.words(), last.tokens()), (None, Some(9)));
    }

    #[test]
    fn what_is_no_chunk_is_none() {
        for other in ["", "nonsense", "[]", "{}", r#"{"choices":"many"}"#, r#"{"choices":[{"delta":{"content":7}}]}"#] {
            assert!(Chunk::read(other).is_none(), "{other}");
        }
    }

    #[test]
    fn errors_are_told_in_their_own_words() {
        let broken = Chunk::read(r#"{"error":{"message":"overloaded","code":1}}"#).expect("a chunk");
        assert_eq!(broken.error().as_deref(), Some("overloaded"));
        assert_eq!(refusal(br#"{"error":"model \"x\" not found"}"#), "model \"x\" not found");
        assert_eq!(refusal(br#"{"detail":"Not Found"}"#), "Not Found");
        assert_eq!(refusal(b"<html>"), "");
    }
}
