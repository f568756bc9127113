//! The file of the installation key: 32 random bytes for its owner alone. While a rotation is unfinished the former key
//! follows the new one.
//!
//! Invariants: the file is there whole or not at all; whoever uses the key holds a shared lock on its file, and a key is
//! exchanged only under the exclusive one.

use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use super::keys::{KEY_BYTES, Keys};
use crate::config::Config;

/// Versions before sealed columns had a key of this name, for addresses of files; it becomes the installation key.
pub const OLD_NAME: &str = "files.key";

type Bytes = [u8; KEY_BYTES];

/// Where the key lies.
#[derive(Debug, Clone)]
pub struct KeyFile {
    path: PathBuf,
    old: PathBuf,
}

impl KeyFile {
    pub fn of(config: &Config) -> Self {
        Self { path: config.key_path(), old: config.data.join(OLD_NAME) }
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The name of the key's file within a folder, if it lies there.
    pub fn name_within(&self, folder: &Path) -> Option<String> {
        let path = if self.path.exists() { &self.path } else { &self.old };
        let lies_there = path.exists() && path.parent() == Some(folder);
        path.file_name().filter(|_| lies_there)?.to_str().map(str::to_owned)
    }

    pub fn exists(&self) -> bool {
        self.path.exists() || self.old.exists()
    }

    /// The key, to be used as long as the result lives.
    pub(super) fn open(&self) -> anyhow::Result<Keys> {
        self.adopt_old()?;
        let file = File::open(&self.path).with_context(|| format!("read {}", self.path.display()))?;
        if let Err(std::fs::TryLockError::WouldBlock) = file.try_lock_shared() {
            bail!("the key in {} is being exchanged: start again when that is done", self.path.display());
        }
        let (current, former) = self.read(&file)?;
        Ok(Keys::new(current, former, Some(file)))
    }

    /// The key, to be looked at: nothing is made and nothing held.
    pub fn peek(&self) -> anyhow::Result<Keys> {
        let path = if self.path.exists() { &self.path } else { &self.old };
        let file = File::open(path).with_context(|| format!("read {}", self.path.display()))?;
        let (current, former) = self.read(&file)?;
        Ok(Keys::new(current, former, None))
    }

    /// As [`Self::open`]; makes a key where there is none.
    pub(super) fn open_or_make(&self) -> anyhow::Result<Keys> {
        if !self.exists() {
            let made = self.write(&rand::random::<Bytes>(), |_, partial| std::fs::hard_link(partial, &self.path));
            // Another server may have been quicker: then its key is the key.
            if let Err(error) = made
                && !self.path.exists()
            {
                return Err(error);
            }
        }
        self.open()
    }

    /// Holds the file so that nobody uses the key: its key, and the one before if a rotation is unfinished.
    pub(super) fn hold_alone(&self) -> anyhow::Result<(File, Bytes, Option<Bytes>)> {
        self.adopt_old()?;
        let file = File::open(&self.path).with_context(|| format!("read {}", self.path.display()))?;
        if let Err(std::fs::TryLockError::WouldBlock) = file.try_lock() {
            bail!("a server or another command uses {}: stop it first", self.path.display());
        }
        let (current, former) = self.read(&file)?;
        Ok((file, current, former))
    }

    /// Puts these keys in the place of those there; the new file is held alone too.
    pub(super) fn replace(&self, current: &Bytes, former: Option<&Bytes>) -> anyhow::Result<File> {
        let bytes = [current.as_slice(), former.map_or(&[], |key| key.as_slice())].concat();
        self.write(&bytes, |file, partial| {
            // Nobody knows it yet, so nobody holds it.
            file.lock()?;
            std::fs::rename(partial, &self.path)
        })
    }

    fn read(&self, file: &File) -> anyhow::Result<(Bytes, Option<Bytes>)> {
        let mut bytes = Vec::new();
        // Whatever is named here by mistake is not read whole.
        file.take(3 * KEY_BYTES as u64).read_to_end(&mut bytes)?;
        let (keys, rest) = bytes.as_chunks::<KEY_BYTES>();
        match (keys, rest) {
            ([current], []) => Ok((*current, None)),
            ([current, former], []) => Ok((*current, Some(*former))),
            _ => bail!("{} is not a key: it must hold {KEY_BYTES} bytes", self.path.display()),
        }
    }

    /// Writes beside and then gives it its name, on the disk.
    fn write(&self, bytes: &[u8], name: impl Fn(&File, &Path) -> std::io::Result<()>) -> anyhow::Result<File> {
        let partial = self.path.with_added_extension(format!("{}.partial", std::process::id()));
        let write = || -> std::io::Result<File> {
            let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&partial)?;
            file.write_all(bytes)?;
            file.sync_all()?;
            name(&file, &partial)?;
            let folder = self.path.parent().filter(|folder| !folder.as_os_str().is_empty());
            File::open(folder.unwrap_or(Path::new(".")))?.sync_all()?;
            Ok(file)
        };
        let written = write();
        drop(std::fs::remove_file(&partial));
        written.with_context(|| format!("write {}", self.path.display()))
    }

    /// Makes the key of an older version the installation key.
    fn adopt_old(&self) -> anyhow::Result<()> {
        if self.path.exists() {
            return Ok(());
        }
        let bytes = match std::fs::read(&self.old) {
            Ok(bytes) => bytes,
            // There is none, or another server was quicker.
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(error).with_context(|| format!("read {}", self.old.display())),
        };
        match self.write(&bytes, |_, partial| std::fs::hard_link(partial, &self.path)) {
            Err(error) if !self.path.exists() => Err(error),
            _ => std::fs::remove_file(&self.old).or_else(absent_is_fine).map_err(Into::into),
        }
    }
}

fn absent_is_fine(error: std::io::Error) -> std::io::Result<()> {
    if error.kind() == ErrorKind::NotFound { Ok(()) } else { Err(error) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn in_folder(folder: &Path) -> KeyFile {
        KeyFile::of(&Config { data: folder.to_owned(), ..Config::default() })
    }

    #[test]
    fn the_key_is_made_once_and_is_private() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().expect("a folder");
        let file = in_folder(folder.path());
        let (made, read) = (file.open_or_make().expect("made"), file.open_or_make().expect("read"));
        assert_eq!(made.derive("x"), read.derive("x"));
        let mode = std::fs::metadata(file.path()).expect("there").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        assert_eq!(std::fs::read_dir(folder.path()).expect("a folder").count(), 1, "nothing else is left");
    }

    #[test]
    fn the_key_of_an_older_version_becomes_the_key() {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join(OLD_NAME), [7; KEY_BYTES]).expect("written");
        let file = in_folder(folder.path());
        assert_eq!(file.peek().expect("seen").id(), Keys::new([7; KEY_BYTES], None, None).id());
        assert!(!file.path().exists(), "looking changes nothing");
        assert_eq!(file.open_or_make().expect("adopted").id(), Keys::new([7; KEY_BYTES], None, None).id());
        assert!(!folder.path().join(OLD_NAME).exists());
    }

    #[test]
    fn what_is_no_key_is_not_taken_for_one() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = in_folder(folder.path());
        for bytes in [0, 31, 33, 65, 96, 5000] {
            std::fs::write(file.path(), vec![7; bytes]).expect("written");
            let refused = file.open_or_make().expect_err("no key");
            assert!(refused.to_string().contains("is not a key"), "{bytes}: {refused}");
        }
    }

    #[test]
    fn a_key_in_use_is_not_exchanged() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = in_folder(folder.path());
        let used = file.open_or_make().expect("made");
        assert!(file.hold_alone().expect_err("in use").to_string().contains("stop it first"));
        drop(used);
        let held = file.hold_alone().expect("held");
        assert!(file.open().expect_err("being exchanged").to_string().contains("is being exchanged"));
        let held_anew = file.replace(&[9; KEY_BYTES], Some(&held.1)).expect("replaced");
        assert!(file.open().expect_err("still being exchanged").to_string().contains("is being exchanged"));
        drop((held, held_anew));
        assert!(file.open().expect("the new key").former_id().is_some());
    }
}
