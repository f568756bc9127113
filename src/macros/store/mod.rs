//! SQL of macros.

pub mod all;
pub mod runs;
