//! One run: people write, faults strike, and then the books are compared.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use rand::rngs::StdRng;
use rand::seq::SliceRandom;
use rand::{Rng, SeedableRng};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::desk::Desk;
use crate::faults::{Fault, Scene};
use crate::ledger::{Breach, Ledger};
use crate::plan::{Length, Plan};
use crate::receiver::Receiver;
use crate::report::{Report, Strike};
use crate::shop::{Buyer, Shop};
use crate::stage::{Stage, is_ready};
use crate::verify;
use crate::writer::{Line, Writer};

/// Ready again means so soon.
const READY_WITHIN: Duration = Duration::from_secs(5);
/// Whoever is not ready after this will not be.
const HOPELESS_AFTER: Duration = Duration::from_secs(30);
/// What is under way when the run ends is delivered within this time, or never.
const DELIVER_WITHIN: Duration = Duration::from_secs(10);
const TELL_WITHIN: Duration = Duration::from_secs(5);
/// Once all pauses are over the webhook goes on telling; what does not come for so long never comes.
const TELL_OTHERS_WITHIN: Duration = Duration::from_secs(20);
/// Farther than any fault turns the clock: pauses and leases that were counted then are over too.
const PAST_ALL_PAUSES_SECONDS: i64 = 21 * 60 * 60;

/// When those who write and listen have to end.
#[derive(Debug, Clone, Default)]
pub struct Times {
    /// Begin nothing new.
    pub stop: CancellationToken,
    /// Leave undelivered what is not delivered yet.
    pub give_up: CancellationToken,
    /// Hear out what is on its way and go.
    pub leave: CancellationToken,
}

/// Carries out a plan. The error is that it could not be carried out; what the server did wrong is in the report.
pub async fn run(plan: &Plan) -> anyhow::Result<Report> {
    let mut random = StdRng::seed_from_u64(plan.seed);
    let stage = Stage::set(plan).await?;
    let folder = stage.folder().to_owned();
    let mut play = Play::begin(plan, stage, &mut random).await?;
    let outcome = play.act(plan, &mut random).await;
    let is_clean = matches!(&outcome, Ok(report) if report.is_clean());
    if !is_clean {
        std::fs::write(folder.join("ledger.jsonl"), play.scene.ledger.lines())?;
    }
    let kept = play.scene.stage.end(!is_clean).await?;
    let mut report = outcome.with_context(|| format!("seed {}, data kept in {}", plan.seed, folder.display()))?;
    report.kept = kept;
    Ok(report)
}

/// A run under way.
struct Play {
    scene: Scene,
    shop: Shop,
    receiver: Receiver,
    buyers: Vec<Buyer>,
    times: Times,
    people: JoinSet<()>,
    desk: tokio::task::JoinHandle<crate::desk::Told>,
    reached: Arc<AtomicI64>,
    replies: TaskTracker,
}

impl Play {
    /// Opens the shop and lets everybody begin.
    async fn begin(plan: &Plan, stage: Stage, random: &mut StdRng) -> anyhow::Result<Self> {
        let (ledger, times) = (Ledger::default(), Times::default());
        let server = *stage.addresses().first().context("a stage without a server")?;
        let receiver = Receiver::start().await?;
        let (shop, proxy) = (Shop::open(server, &receiver.url()).await?, stage.proxy.address);
        let mut buyers = Vec::with_capacity(plan.buyers);
        for _ in 0..plan.buyers {
            buyers.push(shop.buyer(server).await?);
        }

        let views = shop.owner.get("/api/v1/views").await?.good()?;
        let reached = Arc::new(AtomicI64::new(views["seq"].as_i64().context("the shop's last number")?));
        let threads: HashMap<String, usize> =
            buyers.iter().enumerate().map(|(thread, buyer)| (buyer.customer_id.clone(), thread)).collect();
        let (agent, replies) = (shop.owner.at(proxy), TaskTracker::new());
        let (ledger_of_desk, reached_by_desk) = (ledger.clone(), Arc::clone(&reached));
        let desk = Desk { agent, threads, ledger: ledger_of_desk, reached: reached_by_desk, replies: replies.clone() };
        let desk = tokio::spawn(desk.listen(StdRng::seed_from_u64(random.random()), times.clone()));

        let mut people = JoinSet::new();
        for (thread, buyer) in buyers.iter().enumerate() {
            let chance = StdRng::seed_from_u64(random.random());
            // Every other buyer has a socket.
            if thread % 2 == 0 {
                let client = buyer.client.at(proxy);
                people.spawn(Writer::buyer(client, thread, &ledger).write(chance, times.clone()));
            } else {
                let buyer = Buyer { client: buyer.client.at(proxy), ..buyer.clone() };
                people.spawn(Line::new(buyer, thread, &ledger).write(chance, times.clone()));
            }
        }
        let writers = buyers
            .iter()
            .enumerate()
            .map(|(thread, buyer)| Writer::buyer(buyer.client.clone(), thread, &ledger))
            .collect();
        let scene = Scene { stage, ledger, writers };
        Ok(Self { scene, shop, receiver, buyers, times, people, desk, reached, replies })
    }

    async fn act(&mut self, plan: &Plan, random: &mut StdRng) -> anyhow::Result<Report> {
        let mut known = plan.faults.clone();
        known.retain(|fault| *fault != Fault::FullVolume || self.scene.stage.volume.is_some());
        ensure!(!known.is_empty(), "no fault is left to strike with");
        let begun = Instant::now();
        let mut strikes = Vec::new();
        let mut round = 0;
        let is_over = |round: u32| match plan.length {
            Length::Rounds(rounds) => round >= rounds,
            Length::For(time) => begun.elapsed() >= time,
        };
        while !is_over(round) {
            let mut faults = known.clone();
            faults.shuffle(random);
            for fault in faults {
                if matches!(plan.length, Length::For(_)) && is_over(round) {
                    break;
                }
                strikes.push(self.strike(fault, random).await?);
            }
            round += 1;
        }
        self.finish().await?;
        verify::everything(&self.scene.ledger, &self.buyers, &self.shop.owner, random).await?;
        let told_others = self.receiver.taken();
        verify::told(&self.scene.ledger, &told_others);
        let told = (&mut self.desk).await?;
        Ok(Report::of(plan.store.name(), plan.seed, strikes, &self.scene.ledger, told, &told_others))
    }

    async fn strike(&mut self, fault: Fault, random: &mut StdRng) -> anyhow::Result<Strike> {
        tokio::time::sleep(Duration::from_millis(random.random_range(100..600))).await;
        fault.strike(&mut self.scene, random).await.context(fault.name())?;
        let over = Instant::now();
        self.wait_until_ready(random).await;
        let ready = over.elapsed();
        if ready > READY_WITHIN {
            self.scene.ledger.breach(Breach::Late, format!("{ready:?} after {}", fault.name()));
        }
        for server in &mut self.scene.stage.servers {
            if server.has_ended() {
                self.scene.ledger.breach(Breach::Died, format!("after {}", fault.name()));
                server.start(&self.scene.stage.shim)?;
            }
        }
        Ok(Strike { fault, ready })
    }

    /// Ready is who says so and then acknowledges a new message: every server.
    async fn wait_until_ready(&self, random: &mut StdRng) {
        for server in self.scene.stage.addresses() {
            self.wait_until_acknowledged_by(server, random).await;
        }
    }

    async fn wait_until_acknowledged_by(&self, server: SocketAddr, random: &mut StdRng) {
        let begun = Instant::now();
        let Some(writer) = self.scene.writers.first() else { return };
        let writer = Writer { client: writer.client.at(server), ..writer.clone() };
        let draft = writer.draft(random);
        while begun.elapsed() < HOPELESS_AFTER {
            if is_ready(server).await {
                writer.try_once(&draft).await;
            }
            if self.scene.ledger.is_acknowledged(draft.client_id) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    /// Lets everybody end in good order.
    async fn finish(&mut self) -> anyhow::Result<()> {
        self.times.stop.cancel();
        self.replies.close();
        let delivered = async {
            while self.people.join_next().await.is_some() {}
            self.replies.wait().await;
        };
        if tokio::time::timeout(DELIVER_WITHIN, delivered).await.is_err() {
            self.scene.ledger.breach(Breach::Late, "the last messages could not be delivered");
            self.times.give_up.cancel();
        }
        let last = self.shop.owner.get("/api/v1/views").await?.good()?["seq"].as_i64().unwrap_or_default();
        let told_all = async {
            while self.reached.load(Ordering::SeqCst) < last {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        };
        if tokio::time::timeout(TELL_WITHIN, told_all).await.is_err() {
            let reached = self.reached.load(Ordering::SeqCst);
            self.scene.ledger.breach(Breach::Gap, format!("the desk was told {reached} of {last} numbers"));
        }
        self.times.leave.cancel();
        self.tell_others().await
    }

    /// Waits until the webhook has told all that was acknowledged; whoever compares finds out what is missing.
    async fn tell_others(&self) -> anyhow::Result<()> {
        self.receiver.be_patient();
        self.scene.stage.shim.turn_clock(PAST_ALL_PAUSES_SECONDS)?;
        let (mut least, mut since) = (usize::MAX, Instant::now());
        while least > 0 && since.elapsed() < TELL_OTHERS_WITHIN {
            let untold = verify::untold(&self.scene.ledger, &self.receiver.taken());
            if untold < least {
                (least, since) = (untold, Instant::now());
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        self.scene.stage.shim.turn_clock(0)
    }
}
