//! A system under load: ours, the bare path, or one that runs somewhere.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};

use anyhow::{Context, bail};
use futures::{StreamExt, TryStreamExt};
use tokio::net::lookup_host;

use super::bare::Holdings;
use super::endpoints::{BARE, Call, EndPoints, ZHANGGUI};
use super::http::Http;
use super::process::{Folder, Server, Usage};
use super::settings::Settings;
use super::store::Data;
use super::template::Variables;

/// Visitors that are made at the same time.
const VISITORS_AT_ONCE: usize = 16;

#[derive(Debug)]
pub(super) struct Target {
    pub address: SocketAddr,
    pub points: EndPoints,
    /// What the calls made so far captured.
    pub variables: Variables,
    server: Option<Server>,
    visitors: AtomicU64,
    /// Kept while the server runs.
    _folder: Option<Folder>,
}

/// Whether buyers and addresses may do as much as they like, so that a load of a few measures the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Limits {
    Off,
    AsInProduction,
}

/// Starts this binary as a server on these data.
pub(super) async fn serve(data: &Data, limits: Limits) -> anyhow::Result<Server> {
    let (folder, bus) = (data.folder().to_string_lossy(), data.bus());
    let settings = [
        ("ZHANGGUI_LISTEN", "{listen}"),
        ("ZHANGGUI_DATA", &folder),
        ("ZHANGGUI_DATABASE", data.database()),
        ("ZHANGGUI_BUS", &bus),
        ("ZHANGGUI_RATE_LIMITS", if limits == Limits::Off { "false" } else { "true" }),
        ("RUST_LOG", "warn"),
    ];
    Server::start(&["serve"], &settings, &data.folder().join("server.log")).await
}

impl Target {
    /// Our own server on these data, set up by the first calls of its end points.
    pub(super) async fn own(data: &Data) -> anyhow::Result<Self> {
        let server = serve(data, Limits::Off).await?;
        let mut target = Self::at(server.address, EndPoints::parse(ZHANGGUI)?);
        target.server = Some(server);
        target.prepare().await?;
        Ok(target)
    }

    /// Our own server on data that were set up before.
    pub(super) async fn again(data: &Data, variables: Variables) -> anyhow::Result<Self> {
        Self::again_with(data, variables, Limits::Off).await
    }

    pub(super) async fn again_with(data: &Data, variables: Variables, limits: Limits) -> anyhow::Result<Self> {
        let server = serve(data, limits).await?;
        let mut target = Self::at(server.address, EndPoints::parse(ZHANGGUI)?);
        let origin = target.variables.get("origin").cloned().unwrap_or_default();
        target.variables.extend(variables);
        target.variables.insert("origin".to_owned(), origin);
        target.server = Some(server);
        Ok(target)
    }

    pub(super) async fn bare(settings: &Settings, holdings: Holdings) -> anyhow::Result<Self> {
        let folder = Folder::new(&settings.scratch)?;
        let path = folder.path().to_string_lossy().into_owned();
        let (conversations, messages) = (holdings.conversations.to_string(), holdings.messages.to_string());
        let seed = settings.seed.to_string();
        let arguments = [
            ["bench", "bare-server"],
            ["--address", "{listen}"],
            ["--scratch", &path],
            ["--conversations", &conversations],
            ["--messages", &messages],
            ["--seed", &seed],
        ];
        let server = Server::start(arguments.as_flattened(), &[], &folder.path().join("server.log")).await?;
        let mut target = Self::at(server.address, EndPoints::parse(BARE)?);
        target.server = Some(server);
        target._folder = Some(folder);
        Ok(target)
    }

    /// A system that runs already.
    pub(super) async fn running(settings: &Settings, url: &str) -> anyhow::Result<Self> {
        let Some(authority) = url.strip_prefix("http://") else {
            bail!("--url takes an http:// address: the load is made without encryption");
        };
        let authority = authority.trim_end_matches('/');
        let authority = if authority.contains(':') { authority.to_owned() } else { format!("{authority}:80") };
        let address = lookup_host(&authority).await?.next().with_context(|| format!("no address for {url}"))?;
        let Some(points) = &settings.endpoints else {
            bail!("--url needs --endpoints FILE; bench/endpoints/running.toml describes a Zhanggui server");
        };
        let mut target = Self::at(address, points.clone());
        target.variables.extend(settings.variables.clone());
        target.variables.insert("origin".to_owned(), url.trim_end_matches('/').to_owned());
        target.prepare().await?;
        Ok(target)
    }

    fn at(address: SocketAddr, points: EndPoints) -> Self {
        let mut variables = points.variables.clone();
        variables.insert("origin".to_owned(), format!("http://{address}"));
        Self { address, points, variables, server: None, visitors: AtomicU64::new(0), _folder: None }
    }

    async fn prepare(&mut self) -> anyhow::Result<()> {
        let mut variables = self.variables.clone();
        self.run_all(&self.points.prepare, &mut variables).await?;
        self.variables = variables;
        Ok(())
    }

    async fn run_all(&self, calls: &[Call], variables: &mut Variables) -> anyhow::Result<()> {
        if calls.is_empty() {
            return Ok(());
        }
        let mut http = Http::connect(self.address).await?;
        for call in calls {
            call.run(&mut http, variables).await?;
        }
        Ok(())
    }

    /// The variables of so many new agents.
    pub(super) async fn agents(&self, count: usize) -> anyhow::Result<Vec<Variables>> {
        let mut agents = Vec::with_capacity(count);
        for number in 0..count {
            let mut variables = self.variables.clone();
            variables.insert("agent".to_owned(), number.to_string());
            self.run_all(&self.points.agent, &mut variables).await.context("make an agent")?;
            agents.push(variables);
        }
        Ok(agents)
    }

    /// The variables of so many new visitors.
    pub(super) async fn visitors(&self, count: usize) -> anyhow::Result<Vec<Variables>> {
        let made = futures::stream::iter((0..count).map(|_| self.visitor())).buffered(VISITORS_AT_ONCE);
        made.try_collect().await.context("make a visitor")
    }

    async fn visitor(&self) -> anyhow::Result<Variables> {
        let mut variables = self.variables.clone();
        let number = self.visitors.fetch_add(1, Ordering::Relaxed);
        variables.insert("visitor".to_owned(), number.to_string());
        self.run_all(&self.points.visitor, &mut variables).await?;
        Ok(variables)
    }

    /// What belongs to somebody, for requests to this server: the page they sit at is its own.
    pub(super) fn for_requests_here(&self, theirs: &Variables) -> Variables {
        let mut here = theirs.clone();
        here.extend(self.variables.get_key_value("origin").map(|(name, value)| (name.clone(), value.clone())));
        here
    }

    /// What the server's processes have used; nothing is known of one that was not started here.
    pub(super) fn usage(&self) -> Option<Usage> {
        self.server.as_ref().map(Server::usage)
    }

    pub(super) async fn end(self) -> anyhow::Result<()> {
        match self.server {
            Some(server) => server.kill().await,
            None => Ok(()),
        }
    }
}
