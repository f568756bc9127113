//! A small file system of our own, so that a disk can be full without filling anybody's.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, bail};

const SIZE: u64 = 64 * 1024 * 1024;
const FILLER_PIECE: usize = 64 * 1024;

#[derive(Debug)]
pub struct Volume {
    mounted_at: PathBuf,
}

impl Volume {
    /// Makes a file system in a file and mounts it; only root may.
    pub fn mount(image: &Path, at: &Path) -> anyhow::Result<Self> {
        std::fs::File::create(image)?.set_len(SIZE)?;
        std::fs::create_dir_all(at)?;
        run(Command::new("mkfs.ext4").args(["-q", "-F"]).arg(image))?;
        run(Command::new("mount").args(["-o", "loop"]).args([image, at]))?;
        Ok(Self { mounted_at: at.to_owned() })
    }

    /// Takes all the space there is.
    pub fn fill(&self) -> anyhow::Result<()> {
        let mut filler = std::fs::File::create(self.filler())?;
        for piece in [FILLER_PIECE, 1] {
            // The error is the aim: it says that nothing more fits.
            while filler.write_all(&vec![0; piece]).is_ok() {}
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
        bail!("{command:?}: {}", String::from_utf8_lossy(&done.stderr));
    }
    Ok(())
}
