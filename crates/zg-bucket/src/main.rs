//! `zg-bucket`: serves a folder as S3 until it is told to stop.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Parser;
use zg_bucket::{Bucket, Keys};

/// A private S3 server on a folder, for trying things out; each folder in it is a bucket.
#[derive(Debug, Parser)]
struct Args {
    folder: PathBuf,
    #[arg(long, default_value = "127.0.0.1:9000")]
    listen: SocketAddr,
    /// Make this bucket if it is not there
    #[arg(long)]
    bucket: Option<String>,
    #[arg(long, env = "ZG_BUCKET_KEY_ID", default_value = "zhanggui")]
    key_id: String,
    #[arg(long, env = "ZG_BUCKET_SECRET", hide_env_values = true)]
    secret: String,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let args = Args::parse();
    if let Some(bucket) = &args.bucket {
        std::fs::create_dir_all(args.folder.join(bucket))?;
    }
    let bucket = Bucket::serve(&args.folder, Keys { id: args.key_id, secret: args.secret }, None, args.listen).await?;
    println!("http://{}", bucket.address);
    let mut terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
    tokio::select! {
        _ = terminate.recv() => {}
        _ = tokio::signal::ctrl_c() => {}
    }
    Ok(())
}
