//! Uploaded files: whether the store takes and gives, and whether it still has what the database knows.

use super::Finding;
use crate::config::Config;
use crate::db::Db;
<<<<<<< HEAD
use crate::files::{self, Files};
use crate::sealed::Keys;
=======
use crate::files::{self, Files, Place};
>>>>>>> f2892c7 (Let files lie in a bucket that several servers share: a folder on one machine is no place for them)

/// Of the newest files; looking at all would take long in a large shop. A backup looks at all.
const LOOKED_AT: i64 = 200;
const SETTINGS: &str = "mend the setting files: a folder, or s3://BUCKET/PREFIX (docs/operations.md)";
const BUCKET: &str = "see s3_endpoint, s3_region, the keys and what they may do with the bucket (put, get, list, delete); \
    the lines above say what the store answered";

<<<<<<< HEAD
pub(super) async fn examine(config: &Config, db: &Db, keys: &Keys) -> Vec<Finding> {
    let folder = config.data.join("files");
    if !folder.is_dir() {
        return vec![unusable(&format!("{} is not there", folder.display()))];
=======
pub(super) async fn examine(config: &Config, db: &Db) -> Vec<Finding> {
    vec![look(config, db).await]
}

async fn look(config: &Config, db: &Db) -> Finding {
    let place = match Place::of(config) {
        Ok(place) => place,
        Err(error) => return Finding::problem("files", format!("{error:#}"), SETTINGS),
    };
    if let Some(folder) = place.folder().filter(|folder| !folder.is_dir()) {
        return unusable(&place, &format!("{} is not there", folder.display()));
>>>>>>> f2892c7 (Let files lie in a bucket that several servers share: a folder on one machine is no place for them)
    }
    let store = match Files::open(config, keys) {
        Ok(store) => store,
        Err(error) => return unusable(&place, &format!("{error:#}")),
    };
    if let Err(error) = store.try_out().await {
        return unusable(&place, &format!("{place}: {error}"));
    }
    if let Err(error) = store.agree_on_key().await {
        return Finding::problem(
            "files",
            format!("{error:#}"),
            "every server needs the same files.key, then a restart",
        );
    }
    match files::missing(db, &store, LOOKED_AT).await {
        Ok((0, looked_at)) => {
            Finding::ok("files", format!("{place} can be written and read; the newest {looked_at} are there"))
        }
        Ok((missing, looked_at)) => Finding::problem(
            "files",
            format!("{missing} of the newest {looked_at} files are gone from {place}"),
            "bring them back from the folder `files` of a backup; nothing else has to stop",
        ),
        Err(error) => unusable(&place, &error.to_string()),
    }
}

fn unusable(place: &Place, error: &str) -> Finding {
    let advice = match place {
        Place::Folder(_) => "see that the folder belongs to the server's user and has room",
        Place::Bucket { .. } => BUCKET,
    };
    Finding::problem("files", error.to_owned(), advice)
}
