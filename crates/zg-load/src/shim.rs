//! Failing writes and a turned clock: a small library loaded into the server, and the file that rules it.

use std::fs::File;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, bail};
use rustix::io::Errno;

const SOURCE: &str = include_str!("../shim/faults.c");
/// What the variable is called that names the ruling file.
pub const CONTROL: &str = "ZG_LOAD_CONTROL";
/// Where the fields lie in that file; the same as in the library.
const CLOCK_OFFSET_AT: u64 = 0;
const ERROR_AT: u64 = 8;
const PERCENT_AT: u64 = 12;
const LENGTH: u64 = 16;

#[derive(Debug)]
pub struct Shim {
    pub library: PathBuf,
    pub control: PathBuf,
    file: File,
}

impl Shim {
    /// Compiles the library into a folder.
    pub fn build(folder: &Path) -> anyhow::Result<Self> {
        let (source, library) = (folder.join("faults.c"), folder.join("faults.so"));
        std::fs::write(&source, SOURCE)?;
        let compiled = Command::new("cc")
            .args(["-shared", "-fPIC", "-O1", "-o"])
            .args([&library, &source])
            .arg("-ldl")
            .output()
            .context("run cc, the C compiler")?;
        if !compiled.status.success() {
            bail!("compile faults.c: {}", String::from_utf8_lossy(&compiled.stderr));
        }
        let control = folder.join("control");
        let file = File::options().create(true).truncate(true).read(true).write(true).open(&control)?;
        file.set_len(LENGTH)?;
        Ok(Self { library, control, file })
    }

    /// Lets so many of a hundred writes fail with an error, from now on.
    pub fn fail_writes(&self, error: Errno, percent: i32) -> anyhow::Result<()> {
        self.file.write_all_at(&percent.to_ne_bytes(), PERCENT_AT)?;
        Ok(self.file.write_all_at(&error.raw_os_error().to_ne_bytes(), ERROR_AT)?)
    }

    pub fn let_writes_pass(&self) -> anyhow::Result<()> {
        Ok(self.file.write_all_at(&0_i32.to_ne_bytes(), ERROR_AT)?)
    }

    /// Sets the server's clock this far from the true time.
    pub fn turn_clock(&self, offset_seconds: i64) -> anyhow::Result<()> {
        Ok(self.file.write_all_at(&offset_seconds.to_ne_bytes(), CLOCK_OFFSET_AT)?)
    }
}
