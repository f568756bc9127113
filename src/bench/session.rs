//! One call of the bench: the data its scenarios share, and which servers each of them needs.

use super::bare::Holdings;
use super::report::Report;
use super::seed::{self, Filling};
use super::settings::{Scenario, Settings};
use super::store::Data;
use super::target::Target;
use super::template::Variables;
use super::text::Texts;
use super::{answer, desk, flood, machine, message, nodes, routing, search, sockets, start};

/// Colleagues among whom the seeded conversations are shared out.
const STAFF: usize = 10;

#[derive(Debug)]
pub(super) struct Session {
    settings: Settings,
    /// Filled by the first scenario that reads.
    seeded: Option<Seeded>,
}

/// A database full of conversations, and what its set-up captured.
#[derive(Debug)]
struct Seeded {
    data: Data,
    variables: Variables,
}

impl Session {
    pub(super) async fn begin(settings: Settings) -> anyhow::Result<Self> {
        if settings.url.is_none() {
            let data = Data::fresh(&settings.store, &settings.scratch).await?;
            eprintln!("{}", machine::describe(&data.durability().await?, &settings)?);
            data.remove().await?;
        }
        Ok(Self { settings, seeded: None })
    }

    pub(super) async fn run(&mut self, scenario: Scenario) -> anyhow::Result<Report> {
        let mut report = Report::new(scenario.name());
        match scenario {
            Scenario::Message => message::run(&self.settings, &mut report).await?,
            Scenario::Sockets => sockets::run(&self.settings, &mut report).await?,
            Scenario::Desk => {
                let ours = self.reading_target().await?;
                let holdings = Holdings { conversations: self.settings.conversations, messages: 0 };
                let bare = Target::bare(&self.settings, holdings).await?;
                desk::run(&self.settings, &ours, &bare, &mut report).await?;
                ours.end().await?;
                bare.end().await?;
            }
            Scenario::Search => {
                let ours = self.reading_target().await?;
                let holdings = Holdings { conversations: 0, messages: self.settings.messages };
                let bare = Target::bare(&self.settings, holdings).await?;
                search::run(&self.settings, &ours, &bare, &mut report).await?;
                ours.end().await?;
                bare.end().await?;
            }
            Scenario::Start => {
                self.fill().await?;
                let Some(seeded) = &self.seeded else { return Ok(report) };
                start::run(&self.settings, &seeded.data, &mut report).await?;
            }
            Scenario::Answer => answer::run(&self.settings, &mut report).await?,
            Scenario::Routing => routing::run(&self.settings, &mut report).await?,
            Scenario::Nodes => nodes::run(&self.settings, &mut report).await?,
            Scenario::Flood => flood::run(&self.settings, &mut report).await?,
            Scenario::BareServer => {}
        }
        Ok(report)
    }

    /// The running system that was named, or our own on seeded data.
    async fn reading_target(&mut self) -> anyhow::Result<Target> {
        if let Some(url) = &self.settings.url {
            return Target::running(&self.settings, url).await;
        }
        self.fill().await?;
        match &self.seeded {
            Some(seeded) => Target::again(&seeded.data, seeded.variables.clone()).await,
            None => anyhow::bail!("there are no seeded data"),
        }
    }

    async fn fill(&mut self) -> anyhow::Result<()> {
        if self.seeded.is_some() {
            return Ok(());
        }
        let data = Data::fresh(&self.settings.store, &self.settings.scratch).await?;
        let target = Target::own(&data).await?;
        target.agents(STAFF).await?;
        let variables = target.variables.clone();
        target.end().await?;
        let filling = Filling {
            conversations: self.settings.conversations,
            messages: self.settings.messages,
            texts: Texts::new(self.settings.seed),
        };
        let begun = std::time::Instant::now();
        seed::fill(&data, filling).await?;
        eprintln!(
            "filled with {} conversations and {} messages in {:.0} s",
            filling.conversations,
            filling.messages,
            begun.elapsed().as_secs_f64()
        );
        self.seeded = Some(Seeded { data, variables });
        Ok(())
    }

    pub(super) async fn end(self) -> anyhow::Result<()> {
        match self.seeded {
            Some(seeded) => seeded.data.remove().await,
            None => Ok(()),
        }
    }
}
