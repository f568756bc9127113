//! Files and folders: copied with their hash, listed, put on the disk for certain.

use std::fs::{DirBuilder, File, OpenOptions};
use std::io::{ErrorKind, Read, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use anyhow::Context;
use sha2::{Digest, Sha256};

use super::manifest::Entry;

const CHUNK_BYTES: usize = 256 * 1024;

/// Makes a folder that only its owner may look into: backups hold keys.
pub fn make_folder(path: &Path) -> anyhow::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(path).with_context(|| format!("create {}", path.display()))
}

/// Copies one file and hashes what passes.
pub fn copy(from: &Path, to: &Path) -> std::io::Result<(u64, String)> {
    let mut source = File::open(from)?;
    let mut target = OpenOptions::new().write(true).create_new(true).mode(0o600).open(to)?;
    let summed = pass(&mut source, |chunk| target.write_all(chunk))?;
    target.sync_all()?;
    Ok(summed)
}

/// The length and the hash of a file.
pub fn sum(path: &Path) -> std::io::Result<(u64, String)> {
    pass(&mut File::open(path)?, |_| Ok(()))
}

fn pass(source: &mut File, mut take: impl FnMut(&[u8]) -> std::io::Result<()>) -> std::io::Result<(u64, String)> {
    let (mut hash, mut bytes) = (Sha256::new(), 0);
    let mut chunk = vec![0; CHUNK_BYTES];
    loop {
        let read = source.read(&mut chunk)?;
        if read == 0 {
            return Ok((bytes, hex::encode(hash.finalize())));
        }
        hash.update(&chunk[..read]);
        take(&chunk[..read])?;
        bytes += read as u64;
    }
}

/// Copies these files, named below `from`, to the same places below `to`; one that is gone by now is left out.
pub fn copy_all(from: &Path, to: &Path, names: Vec<String>) -> anyhow::Result<Vec<Entry>> {
    let mut entries = Vec::with_capacity(names.len());
    for path in names {
        let target = to.join(&path);
        if let Some(folder) = target.parent() {
            make_folder(folder)?;
        }
        match copy(&from.join(&path), &target) {
            Ok((bytes, sha256)) => entries.push(Entry { path, bytes, sha256 }),
            Err(error) if error.kind() == ErrorKind::NotFound => {
                std::fs::remove_file(&target).or_else(absent_is_fine)?
            }
            Err(error) => return Err(error).with_context(|| format!("copy {path}")),
        }
    }
    Ok(entries)
}

/// The files below a folder, in order, named from `root` on.
pub fn list(root: &Path, below: &str) -> anyhow::Result<Vec<String>> {
    let (mut folders, mut files) = (vec![PathBuf::from(below)], Vec::new());
    while let Some(folder) = folders.pop() {
        let entries = match std::fs::read_dir(root.join(&folder)) {
            Ok(entries) => entries,
            Err(error) if error.kind() == ErrorKind::NotFound => continue,
            Err(error) => return Err(error).with_context(|| format!("read {}", folder.display())),
        };
        for entry in entries {
            let entry = entry?;
            let path = folder.join(entry.file_name());
            let kind = entry.file_type()?;
            if kind.is_dir() {
                folders.push(path);
            } else if kind.is_file() {
                files.push(path.to_str().context("a file name is not UTF-8")?.to_owned());
            }
        }
    }
    files.sort();
    Ok(files)
}

/// A folder and all folders below it.
pub fn folders(root: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let mut all = vec![root.to_owned()];
    let mut next = 0;
    while let Some(folder) = all.get(next).cloned() {
        for entry in std::fs::read_dir(folder)? {
            let entry = entry?;
            if entry.file_type()?.is_dir() {
                all.push(entry.path());
            }
        }
        next += 1;
    }
    Ok(all)
}

/// Puts the names in a folder on the disk, not only the files behind them.
pub fn sync_folder(folder: &Path) -> std::io::Result<()> {
    File::open(folder)?.sync_all()
}

/// The folder a path lies in.
pub fn parent(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// The path with an ending added to its whole name.
pub fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

/// Removes a file or a folder; one that is not there is fine.
pub fn remove(path: &Path) -> std::io::Result<()> {
    let removed = if path.is_dir() { std::fs::remove_dir_all(path) } else { std::fs::remove_file(path) };
    removed.or_else(absent_is_fine)
}

fn absent_is_fine(error: std::io::Error) -> std::io::Result<()> {
    if error.kind() == ErrorKind::NotFound { Ok(()) } else { Err(error) }
}
