//! Backups: the database as one moment saw it, the uploaded files and the keys, in a folder or a tar file.
//!
//! Invariants: a backup appears under its name only when it is whole and on the disk; the files are copied after the
//! database, so every row in it has its bytes; a restore checks everything first and either brings all of it or
//! leaves the machine as it was. The installation key goes along when it lies in the data folder, unless told otherwise;
//! the manifest names the key that the secrets need, whether or not it is there.

mod archive;
mod check;
mod files;
mod keep;
mod make;
mod manifest;
mod note;
mod postgres;
mod restore;
mod schedule;
mod tree;

pub use check::check;
pub use keep::{Kept, kept_in, new_name};
pub use make::{Keep, make};
pub use manifest::{Entry, Manifest};
pub use note::note;
pub use restore::{bring_ledgers, refuse_unfinished, restore};
pub use schedule::{Health, make_if_due, start};

/// The database within a backup.
const SQLITE_FILE: &str = "database.sqlite";
const POSTGRES_FILE: &str = "database.dump";
/// Uploaded files lie below this, and in the data folder unless the settings name another place.
const FILES: &str = "files";
