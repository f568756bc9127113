//! Every write about second factors.

pub mod complete;
pub mod enrol;
pub mod manage;
pub mod prove;
pub mod reset;
pub mod rule;
