//! What every part of the server shares: built once, cloned freely.

use std::sync::Arc;

use crate::auth::Auth;
use crate::backup;
use crate::bot::PastReplies;
use crate::bus::Bus;
use crate::clock::Clock;
use crate::config::Config;
use crate::conversations::Intake;
use crate::db::Db;
use crate::demo;
use crate::egress::Egress;
use crate::encoder::Weights;
use crate::files::Files;
use crate::health::Health;
use crate::hours::UsualReplies;
use crate::jobs::Jobs;
use crate::knowledge::{Indexes, Lookalikes};
use crate::live::Live;
use crate::mail::Relay;
use crate::metrics::Metrics;
use crate::push;
use crate::sealed::{self, Keys};
use crate::targets::Books;

#[derive(Debug, Clone)]
pub struct App(Arc<Parts>);

/// The parts of an [`App`].
#[derive(Debug)]
pub struct Parts {
    pub db: Db,
    /// Seals and opens secrets, and signs addresses.
    pub keys: Keys,
    pub config: Config,
    pub clock: Clock,
    pub live: Live,
    pub files: Files,
    pub auth: Auth,
    /// The one door by which messages are stored.
    pub intake: Intake,
    /// The one way out to other servers.
    pub egress: Egress,
    /// The server that sends our mail, where the settings name one.
    pub mail: Option<Relay>,
    /// Understands questions by their meaning, where its weights are installed.
    pub encoder: Weights,
    pub jobs: Jobs,
    /// What each shop's knowledge is asked by.
    pub knowledge: Indexes,
    /// Which of a shop's entries look alike.
    pub lookalikes: Lookalikes,
    /// What each shop's colleagues replied before.
    pub past_replies: PastReplies,
    /// How soon the buyers of each inbox were answered lately.
    pub usual_replies: UsualReplies,
    /// How soon each shop's buyers are to be answered.
    pub targets: Books,
    /// How this installation names itself to push services.
    pub push: push::Own,
    pub health: Health,
    pub metrics: Arc<Metrics>,
    /// How scheduled backups went.
    pub backups: backup::Health,
    /// What a demo has besides.
    pub demo: demo::Stage,
}

impl std::ops::Deref for App {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

impl App {
    /// Opens the database and the file store and starts the tasks that serve them.
    pub async fn start(config: Config, clock: Clock) -> anyhow::Result<Self> {
        let mail = Relay::of(&config)?;
        config.make_data_folder()?;
        backup::refuse_unfinished(&config.data)?;
        let db = Db::open(&config.database_url()).await?;
        let keys = sealed::open_keys(&db, &config, &clock).await?;
        let files = Files::open(&config, &keys)?;
        let auth = Auth::new(&config);
        let (bus, heard) = Bus::connect(&config, &db).await?;
        let targets = Books::default();
        let live = Live::start(db.clone(), files.clone(), clock.clone(), bus, targets.clone()).await?;
        live.listen(auth.clone(), heard);
        let metrics = Arc::new(Metrics::default());
        let intake = Intake::start(db.clone(), live.clone(), clock.clone(), metrics.clone());
        let egress = Egress::new(&config);
        let encoder = Weights::new(&config);
        let parts = Parts {
            db,
            keys,
            config,
            clock,
            live,
            files,
            auth,
            intake,
            egress,
            mail,
            encoder,
            jobs: Jobs::default(),
            knowledge: Indexes::default(),
            lookalikes: Lookalikes::default(),
            past_replies: PastReplies::default(),
            usual_replies: UsualReplies::default(),
            targets,
            push: push::Own::default(),
            health: Health::default(),
            metrics,
            backups: backup::Health::default(),
            demo: demo::Stage::default(),
        };
        let app = Self(Arc::new(parts));
        crate::jobs::start(app.clone());
        crate::live::keep_rights(app.clone());
        crate::webhooks::start(app.clone());
        crate::bot::start(app.clone());
        crate::bot::start_past_replies(app.clone());
        crate::reception::start(app.clone());
        crate::automatic_messages::start(app.clone());
        crate::rules::start(app.clone());
        crate::presence::start(app.clone());
        crate::hours::start(app.clone());
        crate::targets::start(app.clone());
        crate::notifications::start(app.clone());
        crate::knowledge::start_learning(app.clone());
        crate::privacy::start(app.clone());
        crate::channels::email::start(&app);
        Ok(app)
    }

    /// Stops taking writes, lets those in hand finish, closes the database.
    pub async fn stop(&self) {
        self.live.close_all().await;
        self.intake.drain().await;
        self.jobs.stop().await;
        self.db.close().await;
        self.keys.let_go();
    }
}
