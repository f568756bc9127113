//! `zhanggui serve`.

use std::time::Duration;

use anyhow::Context;
use tokio::net::TcpListener;

use crate::app::App;
use crate::clock::Clock;
use crate::config::Config;
use crate::stop::Stop;
use crate::{auth, backup, http, jobs, open_files};

/// Requests in hand have had their time by then; with this the whole stop stays below 15 s.
const CLOSE_WITHIN: Duration = Duration::from_secs(5);

pub async fn run(config: Config) -> anyhow::Result<()> {
    open_files::allow_many();
    let listener = listen(config.listen).await?;
    let stop = Stop::on_signal()?;
    let origin = config.origin();
    let app = App::start(config, Clock::Wall).await?;
    if auth::setup_needed(&app).await? {
        println!("{}", first_run(&origin));
    } else {
        println!("掌柜 Zhanggui · {origin}");
    }
    until_stopped(app, listener, stop).await
}

/// Binds an address, saying which one when it is taken.
pub async fn listen(address: std::net::SocketAddr) -> anyhow::Result<TcpListener> {
    TcpListener::bind(address).await.with_context(|| format!("cannot listen on {address}"))
}

/// Serves, then drains: what was acknowledged is stored.
pub async fn until_stopped(app: App, listener: TcpListener, stop: Stop) -> anyhow::Result<()> {
    // Commands that only borrow the data leave backups and the like to the server.
    jobs::lead(&app);
    backup::start(app.clone());
    app.encoder.announce();
    // A store of files that is away is told at once in the log, and is no reason not to serve buyers.
    tokio::spawn({
        let app = app.clone();
        async move { app.files.is_well().await }
    });
    let served = http::serve(app.clone(), listener, stop.wait()).await;
    if tokio::time::timeout(CLOSE_WITHIN, app.stop()).await.is_err() {
        tracing::warn!("the store took too long to close");
    }
    served
}

fn first_run(origin: &str) -> String {
    format!(
        "掌柜 Zhanggui\n\n  这里还没有店铺，打开下面的地址创建店主账号：\n  There is no shop here yet. Open this address to make its owner:\n\n    {origin}/setup\n"
    )
}
