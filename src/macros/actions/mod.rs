//! What is done with macros.

pub mod all;
pub mod runs;
