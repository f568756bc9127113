//! How well the answer engine answers, on labelled questions that are in no way part of the project.
//!
//! Every task draws what is known and what is asked by a seed; a figure is the mean over some of them with its spread.

pub mod data;
pub mod figures;
pub mod floors;
pub mod labelled;
pub mod processor;
pub mod remembered;
pub mod tasks;
