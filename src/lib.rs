//! Zhanggui 掌柜: customer service for online shops. ARCHITECTURE.md is the map.

pub mod app;
pub mod auth;
pub mod bench;
mod bus;
pub mod cli;
pub mod clock;
pub mod config;
pub mod conversations;
pub mod customers;
pub mod db;
pub mod demo;
pub mod error;
pub mod events;
pub mod files;
pub mod http;
pub mod ids;
pub mod import;
pub mod inboxes;
pub mod jobs;
pub mod live;
pub mod network;
pub mod open_files;
pub mod search;
pub mod shops;
pub mod stop;
