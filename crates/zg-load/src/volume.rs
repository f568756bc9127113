//! A small file system of our own, so that a disk can be really full without filling anybody's.
//!
//! It lies in a file, mounted by the loop device, which only root may; the file takes as much space as was written.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, bail};
use rustix::fs::{FallocateFlags, fallocate};
use rustix::io::Errno;

/// Beginning with this the filler takes all that is left; the least is a block of the file system.
const LARGEST_PIECE: u64 = 1 << 30;
const SMALLEST_PIECE: u64 = 1 << 12;

#[derive(Debug)]
pub struct Volume {
    mounted_at: PathBuf,
}

impl Volume {
    /// Makes a file system of so many bytes in a file and mounts it.
    pub fn mount(image: &Path, at: &Path, bytes: u64) -> anyhow::Result<Self> {
        File::create(image)?.set_len(bytes)?;
        std::fs::create_dir_all(at)?;
        run(Command::new("mkfs.ext4").args(["-q", "-F"]).arg(image))?;
        run(Command::new("mount").args(["-o", "loop"]).args([image, at]))?;
        Ok(Self { mounted_at: at.to_owned() })
    }

    /// Takes all the space there is.
    pub fn fill(&self) -> anyhow::Result<()> {
        let filler = File::create(self.filler())?;
        let (mut taken, mut piece) = (0, LARGEST_PIECE);
        while piece >= SMALLEST_PIECE {
            match fallocate(&filler, FallocateFlags::empty(), taken, piece) {
                Ok(()) => taken += piece,
                // The error is the aim: it says that no more of this size fits.
                Err(Errno::NOSPC) => piece /= 2,
                Err(error) => bail!("fill {}: {error}", self.mounted_at.display()),
            }
        }
        Ok(())
    }

    pub fn free(&self) -> anyhow::Result<()> {
        Ok(std::fs::remove_file(self.filler())?)
    }

    fn filler(&self) -> PathBuf {
        self.mounted_at.join("filler")
    }
}

impl Drop for Volume {
    fn drop(&mut self) {
        // Lazily, for a server that dies at the same moment may still hold a file.
        drop(run(Command::new("umount").arg("-l").arg(&self.mounted_at)));
    }
}

fn run(command: &mut Command) -> anyhow::Result<()> {
    let done = command.output().with_context(|| format!("run {command:?}"))?;
    if !done.status.success() {
        bail!("{command:?}: {}", String::from_utf8_lossy(&done.stderr).trim());
    }
    Ok(())
}
