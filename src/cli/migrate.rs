//! `zhanggui migrate`.

use anyhow::{Context, ensure};

use crate::audit::{self, Action, Entry, Who};
use crate::clock::Clock;
use crate::config::without_password;
use crate::db::{Db, transfer};
use crate::{sealed, search};

#[derive(Debug, clap::Args)]
pub struct Args {
    /// The database in use, sqlite:PATH
    #[arg(long, value_name = "URL")]
    from: String,
    /// An empty database, postgres://…
    #[arg(long, value_name = "URL")]
    to: String,
}

/// Moves everything; the old database stays as it is.
pub async fn run(args: Args) -> anyhow::Result<()> {
    let path = args.from.strip_prefix("sqlite:").unwrap_or(&args.from).trim_start_matches("//");
    ensure!(std::path::Path::new(path).exists(), "there is no database at {path}");
    let from = Db::open(&args.from).await?;
    let to = Db::open(&args.to).await?;
    println!("{:<24} {:>12}  checksum on both sides", "table", "rows");
    let moved =
        transfer::copy(&from, &to, |moved| println!("{:<24} {:>12}  {}", moved.table, moved.rows, moved.checksum))
            .await?;
    let messages = search::rebuild(&to).await.context("index the words")?;
    println!("{:<24} {:>12}  indexed anew", "search", messages);
    finish(&from, &to, moved.iter().map(|table| table.rows).sum()).await?;
    let key = sealed::key_id(&to).await?;
    from.close().await;
    to.close().await;
    println!(
        "\nMoved. Uploaded files stay in the data folder; from now on start the server with --database {}",
        without_password(&args.to)
    );
    if let Some(id) = key {
        println!(
            "Secrets moved as they are sealed: the server needs the same key file as before, that of the key {id}."
        );
    }
    Ok(())
}

/// Records the move where it went, in the transaction that completes it.
async fn finish(from: &Db, to: &Db, rows: u64) -> anyhow::Result<()> {
    let entry = Entry::new(Action::DatabaseMoved).changed("engine", &from.engine(), &to.engine()).note("rows", rows);
    let mut tx = to.begin().await?;
    let mut conn = tx.conn();
    audit::record_everywhere(&mut conn, &Who::terminal(), Clock::Wall.now(), &entry).await?;
    transfer::finish(&mut conn).await?;
    Ok(tx.commit().await?)
}
