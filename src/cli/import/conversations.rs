//! `zhanggui import conversations`.

use std::io::{IsTerminal, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use super::tell_errors;
use crate::app::App;
use crate::cli::token::acting_as;
use crate::cli::user::the_shop;
use crate::clock::Clock;
use crate::config::Config;
use crate::import::{Format, Import, Report, Source, import};

#[derive(Debug, Args)]
pub struct Conversations {
    /// The file: JSON, one conversation a line
    file: PathBuf,
    /// How its lines are to be read
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// The shop, by its name; needed only where there are several
    #[arg(long)]
    shop: Option<String>,
    /// The inbox of rows that name none [default: the shop's first]
    #[arg(long, value_name = "NAME")]
    inbox: Option<String>,
    /// Check the file and count, but bring nothing in
    #[arg(long)]
    dry_run: bool,
}

pub async fn run(config: Config, args: Conversations) -> anyhow::Result<ExitCode> {
    let dry_run = args.dry_run;
    let app = App::start(config, Clock::Wall).await?;
    let report = bring_in(&app, args).await;
    app.stop().await;
    let report = report?;
    tell(&report, dry_run);
    Ok(if report.is_clean() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

async fn bring_in(app: &App, args: Conversations) -> anyhow::Result<Report> {
    let shop_id = the_shop(app, args.shop.as_deref()).await?;
    let actor = acting_as(app, shop_id, None).await?;
    let how = Import { format: args.format, inbox: args.inbox, dry_run: args.dry_run };
    Ok(import(app, &actor, &how, &Source::File(args.file), show_progress).await?)
}

fn show_progress(done: usize, rows: usize) {
    if std::io::stderr().is_terminal() {
        eprint!("\r{done} / {rows}");
        if done == rows {
            eprintln!();
        }
        drop(std::io::stderr().flush());
    }
}

fn tell(report: &Report, dry_run: bool) {
    if report.is_clean() {
        let done = if dry_run { "would be brought in" } else { "brought in" };
        println!(
            "{} rows: {} conversations with {} messages {done}, {} known before",
            report.rows, report.imported, report.messages, report.skipped
        );
        return;
    }
    tell_errors(&report.errors, report.error_count);
    eprintln!("{} rows, {} errors: nothing was brought in", report.rows, report.error_count);
}
