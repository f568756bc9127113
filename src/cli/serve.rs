//! `zhanggui serve`.

use crate::app::App;
use crate::clock::Clock;
use crate::config::Config;
use crate::server::{self, Stop};
use crate::{auth, http};

pub async fn run(config: Config) -> anyhow::Result<()> {
    let listener = server::bind(config.listen).await?;
    let stop = Stop::on_signal()?;
    let origin = config.origin();
    let app = App::start(config, Clock::Wall).await?;
    if auth::setup_needed(&app).await? {
        println!("{}", first_run(&origin));
    } else {
        println!("掌柜 Zhanggui · {origin}");
    }
    if !http::has_web_bundle() {
        eprintln!("The pages are not built: run `make web`. The API works without them.");
    }
    server::run(app, listener, stop).await
}

fn first_run(origin: &str) -> String {
    format!(
        "掌柜 Zhanggui\n\n  这里还没有店铺。打开下面的地址，创建店主账号：\n  There is no shop here yet. Open this address to make its owner:\n\n    {origin}/setup\n"
    )
}
