//! How alike two texts are, whatever the entries.

use super::Index;
use crate::model::Asked;

impl Index {
    /// From 0 (nothing in common) to 1 (the same but for spelling).
    pub fn similarity(&self, a: &str, b: &str) -> f32 {
        let (a, b) = (self.read(a), self.read(b));
        if a.fingerprint == b.fingerprint {
            return 1.0;
        }
        let words = self.lexical.likeness_of(&a.terms, &b.terms);
        match a.meaning.as_ref().zip(b.meaning.as_ref()) {
            Some((a, b)) => 0.5 * words + 0.5 * a.dot(&Asked::new(&b.values())).clamp(0.0, 1.0),
            None => words,
        }
    }
}
