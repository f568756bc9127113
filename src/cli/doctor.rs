//! `zhanggui doctor`.

use std::process::ExitCode;

use clap::Args;

use crate::clock::Clock;
use crate::config::Config;
use crate::doctor::{Level, Report, examine};

#[derive(Debug, Args)]
pub struct Doctor {
    /// Print the findings as JSON
    #[arg(long)]
    json: bool,
    /// Send a mail there, to see it arrive
    #[arg(long, value_name = "ADDRESS")]
    mail: Option<String>,
}

/// Ends as monitoring systems expect it: 0 all is well, 1 warnings, 2 problems.
pub async fn run(config: Config, args: Doctor) -> anyhow::Result<ExitCode> {
    let report = examine(&config, &Clock::Wall, args.mail.as_deref()).await;
    if args.json {
        println!("{}", serde_json::to_string_pretty(&report)?);
    } else {
        print!("{}", text(&report));
    }
    Ok(ExitCode::from(match report.level {
        Level::Ok => 0,
        Level::Warning => 1,
        Level::Problem => 2,
    }))
}

fn text(report: &Report) -> String {
    let mut text = format!("Zhanggui {}, {}\n\n", report.zhanggui, report.at);
    for finding in &report.findings {
        let mark = match finding.level {
            Level::Ok => "ok      ",
            Level::Warning => "warning ",
            Level::Problem => "PROBLEM ",
        };
        text.push_str(&format!("{mark} {:<12} {}\n", finding.check, finding.found));
        if let Some(advice) = &finding.advice {
            text.push_str(&format!("{:22}→ {advice}\n", ""));
        }
    }
    text
}
