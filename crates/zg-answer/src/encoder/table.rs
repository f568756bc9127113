//! What each piece means by itself: a row of numbers, six bits each.

use std::io;

use super::DIMENSIONS;
use super::file::{PackedTable, ROW_BYTES, damaged};

/// Rows stay packed, 49 MB of them: a text needs a dozen.
pub(super) struct Table(PackedTable);

impl Table {
    pub(super) fn new(table: PackedTable) -> io::Result<Self> {
        let is_whole = table.rows.len().is_multiple_of(ROW_BYTES) && !table.rows.is_empty();
        if is_whole && !table.scales.is_empty() && table.scales.len() == table.lows.len() {
            Ok(Self(table))
        } else {
            Err(damaged("the table of pieces"))
        }
    }

    /// The rows of these pieces, one after another; a piece the table does not know has a row of zeros.
    pub(super) fn rows(&self, ids: &[u32]) -> Vec<f32> {
        let mut rows = vec![0.0; ids.len() * DIMENSIONS];
        let (places, _) = rows.as_chunks_mut();
        for (&id, row) in ids.iter().zip(places) {
            self.unpack(id as usize, row);
        }
        rows
    }

    fn unpack(&self, id: usize, row: &mut [f32; DIMENSIONS]) {
        // Pieces are dealt out among groups in turn; each group has its own scale.
        let group = id % self.0.scales.len();
        let (scale, low) = (self.0.scales[group], self.0.lows[group]);
        let Some(packed) = self.0.rows.get(id * ROW_BYTES..(id + 1) * ROW_BYTES) else { return };
        let (packed, _) = packed.as_chunks::<3>();
        let (row, _) = row.as_chunks_mut::<4>();
        for (&[a, b, c], four) in packed.iter().zip(row) {
            let bits = u32::from_le_bytes([a, b, c, 0]);
            for (nth, value) in four.iter_mut().enumerate() {
                *value = ((bits >> (6 * nth)) & 63) as f32 * scale + low;
            }
        }
    }
}
