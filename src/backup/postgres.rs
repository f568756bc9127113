//! PostgreSQL's own programs, which know best how to dump and fill a database.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use anyhow::{Context, bail};
use percent_encoding::percent_decode_str;
use tokio::process::Command;
use url::Url;

/// Writes the database, as the moment of that name sees it, to a file in PostgreSQL's custom format.
pub async fn dump(database: &str, moment: &str, target: &Path) -> anyhow::Result<()> {
    let mut dump = program("pg_dump")?;
    dump.args(["--format=custom", "--no-owner", "--no-privileges"]).arg(format!("--snapshot={moment}"));
    dump.arg("--file").arg(target);
    run(connect(dump, database)?, "pg_dump").await
}

/// Fills an empty database in one transaction.
pub async fn fill(database: &str, source: &Path) -> anyhow::Result<()> {
    let mut fill = program("pg_restore")?;
    fill.args(["--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges"]).arg(source);
    run(connect(fill, database)?, "pg_restore").await
}

/// Whether the file can be read as a dump.
pub async fn check(source: &Path) -> anyhow::Result<()> {
    let mut list = program("pg_restore")?;
    list.arg("--list").arg(source);
    run(list, "pg_restore").await
}

/// Names the database without its password, which every user of the machine could read in a list of processes.
fn connect(mut command: Command, database: &str) -> anyhow::Result<Command> {
    let mut url = Url::parse(database).context("the database URL")?;
    if let Some(password) = url.password() {
        command.env("PGPASSWORD", percent_decode_str(password).decode_utf8()?.as_ref());
        if url.set_password(None).is_err() {
            bail!("the database URL has a password but no host");
        }
    }
    command.arg(format!("--dbname={url}"));
    Ok(command)
}

async fn run(mut command: Command, name: &str) -> anyhow::Result<()> {
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).kill_on_drop(true);
    let ended = command.output().await.with_context(|| format!("start {name}"))?;
    if !ended.status.success() {
        bail!("{name}: {}", String::from_utf8_lossy(&ended.stderr).trim());
    }
    Ok(())
}

/// On the path, or where Debian keeps the versions it has.
fn program(name: &str) -> anyhow::Result<Command> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut kept: Vec<PathBuf> = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .filter_map(|version| Some(version.ok()?.path().join("bin")))
        .collect();
    kept.sort();
    kept.reverse();
    match find(name, &path, &kept) {
        Some(found) => Ok(Command::new(found)),
        None => bail!(
            "{name} is not on this machine: install PostgreSQL's client programs (Debian: apt-get install \
             postgresql-client), of the server's version or newer"
        ),
    }
}

fn find(name: &str, path: &OsStr, kept: &[PathBuf]) -> Option<PathBuf> {
    let folders = std::env::split_paths(path).chain(kept.iter().cloned());
    folders.map(|folder| folder.join(name)).find(|program| program.is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_password_is_not_among_the_arguments() {
        let command = connect(Command::new("pg_dump"), "postgres://me:p%40ss@db/shop?sslmode=require").expect("a URL");
        let command = command.as_std();
        let arguments: Vec<_> = command.get_args().collect();
        assert_eq!(arguments, ["--dbname=postgres://me@db/shop?sslmode=require"]);
        let variables: Vec<_> = command.get_envs().collect();
        assert_eq!(variables, [(OsStr::new("PGPASSWORD"), Some(OsStr::new("p@ss")))]);
    }

    #[test]
    fn a_program_that_is_nowhere_is_not_found() {
        assert_eq!(find("pg_dump", OsStr::new("/no/such/folder"), &[]), None);
    }
}
