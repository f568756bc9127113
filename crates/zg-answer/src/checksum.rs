//! Whether bytes are those that were written: against damage, not against forgery.

use std::io::{self, Write};

/// FNV-1a, eight bytes at a time.
pub struct Checksum(u64);

const PRIME: u64 = 0x0100_0000_01b3;

impl Checksum {
    pub fn of(bytes: &[u8]) -> u64 {
        let mut sum = Self::default();
        sum.add(bytes);
        sum.get()
    }

    pub fn get(&self) -> u64 {
        self.0
    }

    fn add(&mut self, bytes: &[u8]) {
        let (eights, rest) = bytes.as_chunks::<8>();
        let rest = rest.iter().map(|byte| u64::from(*byte));
        for part in eights.iter().map(|eight| u64::from_le_bytes(*eight)).chain(rest) {
            // The lower bits of a product know nothing of the upper bits of its factors.
            self.0 = (self.0 ^ part).wrapping_mul(PRIME).rotate_left(29);
        }
    }
}

impl Default for Checksum {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Write for Checksum {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.add(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
