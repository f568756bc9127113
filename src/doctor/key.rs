//! The installation key: there, for its owner alone, and the one that seals this database's secrets.

use std::os::unix::fs::MetadataExt;

use super::Finding;
use crate::config::Config;
use crate::db::Db;
use crate::sealed::{self, KeyFile, Keys, Standing};

const CHECK: &str = "key";
const WHERE_IT_IS: &str = "bring it back from a backup or from another server of this installation, or name it with key_file \
    (docs/operations.md, \"The key\")";

/// The finding, and the key if there is one.
pub(super) async fn examine(config: &Config, db: &Db) -> (Finding, Option<Keys>) {
    let file = KeyFile::of(config);
    let keys = match file.peek() {
        Ok(keys) => keys,
        Err(error) => return (Finding::problem(CHECK, format!("{error:#}"), WHERE_IT_IS), None),
    };
    (hold_against(db, &file, &keys).await, Some(keys))
}

async fn hold_against(db: &Db, file: &KeyFile, keys: &Keys) -> Finding {
    let path = file.path().display();
    if db.schema_version().await.ok().flatten() != Some(db.known_schema_version()) {
        return Finding::ok(CHECK, format!("{path}, {}; the database has no sealed columns yet", keys.id()));
    }
    match sealed::standing(db, keys).await {
        Err(error) => Finding::problem(CHECK, error.to_string(), WHERE_IT_IS),
        Ok(Standing::Other(id)) => {
            Finding::problem(CHECK, format!("{path} is {}, the database is sealed with {id}", keys.id()), WHERE_IT_IS)
        }
        Ok(Standing::Rotating) => Finding::warning(
            CHECK,
            format!("{path}: a rotation is unfinished"),
            "stop the server and run `zhanggui keys rotate` again",
        ),
        Ok(Standing::Unused | Standing::Fits) if is_open_to_others(file) => Finding::warning(
            CHECK,
            format!("{path} can be read by other users of this machine"),
            format!("chmod 600 {path}"),
        ),
        Ok(Standing::Unused | Standing::Fits) => Finding::ok(CHECK, format!("{path}, {}", keys.id())),
    }
}

fn is_open_to_others(file: &KeyFile) -> bool {
    std::fs::metadata(file.path()).is_ok_and(|file| file.mode() & 0o007 != 0)
}
