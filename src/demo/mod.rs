//! The demo shop: seeded once, kept alive by simulated buyers.

mod banner;
mod bot;
mod colleagues;
mod content;
mod follow_ups;
mod hours;
mod knowledge;
mod macros;
mod mailbox;
mod nuisances;
mod photo;
mod replies;
mod routes;
mod rules;
mod second_inbox;
mod seed;
mod shop;
pub mod simulator;
mod sizes;
mod stage;
mod tags;
mod timeline;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context;

use crate::app::App;
use crate::cli::serve::{listen, until_stopped};
use crate::clock::Clock;
use crate::config::Config;
use crate::ids::ShopId;
use crate::inboxes::InboxRow;
use crate::stop::Stop;
use crate::{auth, inboxes, shops};

use simulator::Simulator;

pub use content::Content;
pub use routes::{product_picture, router};
pub use stage::Stage;

/// Simulated buyers stop coming when so many wait for an answer.
const MOST_UNANSWERED: usize = 4;

/// `zhanggui demo`.
#[derive(Debug, Clone, clap::Args)]
pub struct Args {
    /// Let no simulated buyers write
    #[arg(long)]
    no_simulator: bool,
    /// The address of the demo shop's pages [default: one port above the server's]
    #[arg(long, value_name = "ADDRESS")]
    shop_listen: Option<SocketAddr>,
    /// What decides which simulated buyers come, and when
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

/// Seeds the demo at its first start, serves it with its shop, and prints where to look.
pub async fn run(mut config: Config, args: Args) -> anyhow::Result<()> {
    if config.data == Config::default().data {
        config.data = PathBuf::from("data/demo");
    }
    let shop_address =
        args.shop_listen.unwrap_or_else(|| SocketAddr::new(config.listen.ip(), config.listen.port() + 1));
    let (server, shop) = (listen(config.listen).await?, listen(shop_address).await?);
    let stop = Stop::on_signal()?;
    let content = Arc::new(Content::load()?);
    let shop_url = format!("http://{shop_address}");
    ensure_seeded(&config, &content, &shop_url).await?;

    let app = App::start(config, Clock::Wall).await?;
    let shop_id = shops::all(&app).await?.first().context("the demo has no shop")?.id;
    let inbox = the_inbox(&app, shop_id).await?;
    let settings = simulator::Settings {
        server: server.local_addr()?,
        clock: app.clock.clone(),
        inbox_key: inbox.public_key.clone(),
        identity_secret: inbox.secret(&app.keys)?.context("the inbox has no identity secret")?,
        shop_url: shop_url.clone(),
        seed: args.seed,
        pace: 1.0,
        most_unanswered: MOST_UNANSWERED,
    };
    app.demo.set(Simulator::start(settings, content.clone(), !args.no_simulator));
    colleagues::start(app.clone(), shop_id, &content, args.seed);
    let pages = shop::router(content.clone(), &app.config.origin(), &inbox.public_key);
    let shop_stop = stop.clone();
    tokio::spawn(async move { axum::serve(shop, pages).with_graceful_shutdown(shop_stop.wait()).await });
    println!("{}", banner::banner(&content, &app.config.origin(), &shop_url));
    until_stopped(app, server, stop).await
}

/// Seeds beside the folder and moves it there when all is told: a seeding that was cut short leaves nothing.
async fn ensure_seeded(config: &Config, content: &Content, shop_url: &str) -> anyhow::Result<()> {
    let sites = vec![shop_url.to_owned(), shop_url.replace("127.0.0.1", "localhost")];
    let begins_empty = config.database.is_empty() && is_empty(&config.data)?;
    if !begins_empty {
        let app = App::start(config.clone(), Clock::Wall).await?;
        let needed = auth::setup_needed(&app).await;
        app.stop().await;
        return if needed? { seed::seed(config.clone(), content, sites).await } else { Ok(()) };
    }
    let beside = config.data.with_extension("seeding");
    if beside.exists() {
        std::fs::remove_dir_all(&beside).with_context(|| format!("clear {}", beside.display()))?;
    }
    seed::seed(Config { data: beside.clone(), ..config.clone() }, content, sites).await?;
    if config.data.exists() {
        std::fs::remove_dir(&config.data).with_context(|| format!("replace {}", config.data.display()))?;
    }
    std::fs::rename(&beside, &config.data).with_context(|| format!("create {}", config.data.display()))
}

fn is_empty(folder: &Path) -> anyhow::Result<bool> {
    match std::fs::read_dir(folder) {
        Ok(mut entries) => Ok(entries.next().is_none()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(true),
        Err(error) => Err(error).with_context(|| format!("read {}", folder.display())),
    }
}

/// The first inbox, able to tell whom the shop vouches for.
async fn the_inbox(app: &App, shop_id: ShopId) -> anyhow::Result<InboxRow> {
    let first = async || inboxes::of_shop(app, shop_id).await?.into_iter().next().context("the demo has no inbox");
    let inbox = first().await?;
    if inbox.identity_secret.is_some() {
        return Ok(inbox);
    }
    let staff = auth::staff_of(app, shop_id).await?;
    let owner = staff.iter().find(|staff| staff.role == auth::Role::Owner).context("the demo has no owner")?;
    let actor = auth::Actor::at_terminal(shop_id, owner.id, owner.role);
    inboxes::rotate_identity_secret(app, &actor, inbox.id).await?;
    first().await
}
