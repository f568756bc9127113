//! `zhanggui backup` and `zhanggui restore`.

use std::path::PathBuf;

use clap::Args;

use crate::audit::Who;
use crate::backup::{self, Keep, Manifest};
use crate::clock::Clock;
use crate::config::Config;
use crate::db::Db;

#[derive(Debug, Args)]
pub struct Backup {
    /// A name that is still free: a folder, or one file when it ends with .tar. In a folder that exists the backup
    /// is named after the time
    #[arg(value_name = "FOLDER|FILE.tar")]
    target: PathBuf,
    /// Open it again and check hashes, database and rows
    #[arg(long)]
    verify: bool,
    /// Leave the installation key out: for copies that leave the house. Keep the key elsewhere, secrets need it
    #[arg(long)]
    without_key: bool,
}

#[derive(Debug, Args)]
pub struct Restore {
    /// The backup: a folder, or a file that ends with .tar
    #[arg(value_name = "FOLDER|FILE.tar")]
    source: PathBuf,
    /// Who was erased since, as the file erasures.jsonl of the old data folder knows; the one beside the backup is taken
    /// along in any case
    #[arg(long, value_name = "FILE")]
    erasures: Option<PathBuf>,
    /// Only check the backup
    #[arg(long)]
    dry_run: bool,
}

pub async fn back_up(config: Config, args: Backup) -> anyhow::Result<()> {
    let now = Clock::Wall.now();
    let target = if args.target.is_dir() { args.target.join(backup::new_name(now)) } else { args.target };
    let db = Db::open_as_is(&config.database_url()).await?;
    let keep = if args.without_key { Keep::WithoutKey } else { Keep::WithKey };
    let made = backup::make(&db, &config, &target, keep, now).await;
    if let Ok(manifest) = &made {
        backup::note(&db, &Who::terminal(), &target, manifest, now).await;
    }
    db.close().await;
    let manifest = made?;
    println!("{}: {}", target.display(), describe(&manifest));
    if let Some(id) = &manifest.key_id
        && !manifest.holds_key()
    {
        println!("Without the key {id}: keep {} elsewhere, sealed secrets need it.", config.key_path().display());
    }
    if args.verify {
        backup::check(&target).await?;
        println!("Opened again: hashes, database and rows are as they should be.");
    }
    Ok(())
}

pub async fn restore(config: Config, args: Restore) -> anyhow::Result<()> {
    if args.dry_run {
        let manifest = backup::check(&args.source).await?;
        println!("{}: whole, {}", args.source.display(), describe(&manifest));
        return Ok(());
    }
    if let Some(ledger) = args.erasures.as_deref().filter(|ledger| !ledger.exists()) {
        anyhow::bail!("{} is not there", ledger.display());
    }
    let manifest = backup::restore(&config, &args.source, Clock::Wall.now()).await?;
    println!("Restored into {}: {}", config.data.display(), describe(&manifest));
    let erased = backup::bring_ledgers(&config, &args.source, args.erasures.as_deref())?;
    if erased > 0 {
        println!("{erased} customers were erased at some time; the server erases those who are back when it starts.");
    }
    if let Some(id) = &manifest.key_id
        && !manifest.holds_key()
    {
        println!("The backup holds no key. Before the start put the key {id} here: {}", config.key_path().display());
    }
    Ok(())
}

fn describe(manifest: &Manifest) -> String {
    format!(
        "{} rows in {} tables and {} files, {} MB, of {} by Zhanggui {}",
        manifest.total_rows(),
        manifest.rows.len(),
        manifest.files.len(),
        manifest.total_bytes().div_ceil(1_000_000),
        manifest.created_at,
        manifest.zhanggui
    )
}
