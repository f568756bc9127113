//! `zhanggui import knowledge`.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use bytes::Bytes;
use clap::Args;

use super::tell_errors;
use crate::app::App;
use crate::cli::token::acting_as;
use crate::cli::user::the_shop;
use crate::clock::Clock;
use crate::config::Config;
use crate::error::{Error, Result};
use crate::knowledge::{self, EntryState, ImportHow, KnowledgeImportReport};

#[derive(Debug, Args)]
pub struct Knowledge {
    /// The file: a table (CSV, XLSX), labelled questions (JSON), a Rasa training file, or a handbook (JSON)
    file: PathBuf,
    /// The shop, by its name; needed only where there are several
    #[arg(long)]
    shop: Option<String>,
    /// New entries come in as drafts, which nobody gets as an answer yet
    #[arg(long)]
    drafts: bool,
    /// Check the file and count, but bring nothing in
    #[arg(long)]
    dry_run: bool,
}

pub async fn run(config: Config, args: Knowledge) -> anyhow::Result<ExitCode> {
    let bytes = std::fs::read(&args.file).with_context(|| format!("read {}", args.file.display()))?;
    let app = App::start(config, Clock::Wall).await?;
    let brought = bring_in(&app, &args, bytes.into()).await;
    app.stop().await;
    match brought? {
        Ok(report) => tell(&report, args.dry_run),
        Err(Error::Rows { errors, count, .. }) => {
            tell_errors(&errors, count);
            eprintln!("{count} errors: nothing was brought in");
            return Ok(ExitCode::FAILURE);
        }
        Err(error) => return Err(error.into()),
    }
    Ok(ExitCode::SUCCESS)
}

async fn bring_in(app: &App, args: &Knowledge, bytes: Bytes) -> anyhow::Result<Result<KnowledgeImportReport>> {
    let shop_id = the_shop(app, args.shop.as_deref()).await?;
    let actor = acting_as(app, shop_id, None).await?;
    let state = if args.drafts { EntryState::Draft } else { EntryState::Approved };
    let how = ImportHow { state, is_starter: false, dry_run: args.dry_run };
    Ok(knowledge::import(app, &actor, how, bytes).await)
}

fn tell(report: &KnowledgeImportReport, dry_run: bool) {
    let done = if dry_run { "would be" } else { "were" };
    println!(
        "{} rows, {} entries: {} {done} new, {} {done} changed, {} said the same before; {} phrasings",
        report.rows, report.entries, report.created, report.updated, report.unchanged, report.phrasings
    );
    if !report.new_categories.is_empty() {
        println!("new categories: {}", report.new_categories.join(", "));
    }
    if !report.ignored_columns.is_empty() {
        println!("columns left out: {}", report.ignored_columns.join(", "));
    }
}
