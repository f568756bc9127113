//! A backup as one file: the same folder, packed with tar and not compressed, for pictures are already.

use std::fs::{File, OpenOptions};
use std::io::{BufReader, BufWriter};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use anyhow::Context;

use super::tree;

/// Whether a backup of this name is one file.
pub fn is_archive(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending == "tar")
}

pub fn pack(folder: &Path, target: &Path) -> anyhow::Result<()> {
    let file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(target)?;
    let mut archive = tar::Builder::new(BufWriter::new(file));
    archive.append_dir_all(".", folder).with_context(|| format!("pack {}", target.display()))?;
    let file = archive.into_inner()?.into_inner()?;
    Ok(file.sync_all()?)
}

/// Unpacks into a folder of its own; nothing in the file can reach out of it.
pub fn unpack(archive: &Path, folder: &Path) -> anyhow::Result<()> {
    tree::make_folder(folder)?;
    let file = File::open(archive).with_context(|| format!("open {}", archive.display()))?;
    let mut archive_file = tar::Archive::new(BufReader::new(file));
    archive_file.set_preserve_permissions(false);
    archive_file.unpack(folder).with_context(|| format!("{} is no backup", archive.display()))
}
