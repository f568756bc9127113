//! Whatever people do, in whatever order: what is counted, listed and pushed agrees with what is stored.

mod actions;
mod checks;
mod desk;
mod merging;
mod reception;

use std::fmt::Debug;

use proptest::collection::vec;
use proptest::strategy::Strategy;
use proptest::test_runner::{Config, RngSeed, TestError, TestRunner};

use crate::harness::{Engine, TestApp};
use actions::{Action, Cast};
use desk::Desk;

/// From which chance is drawn.
const SEED: u64 = 1126;
const HISTORIES: u32 = 6;
const LONGEST: usize = 80;

#[test]
fn everything_agrees_sqlite() {
    everything_agrees(Engine::Sqlite);
}

#[test]
fn everything_agrees_postgres() {
    everything_agrees(Engine::Postgres);
}

fn everything_agrees(engine: Engine) {
    try_histories(HISTORIES, vec(actions::any(), 10..LONGEST), async |history| live_through(engine, &history).await);
}

/// Lives through so many histories, the same in every run unless `PROPTEST_RNG_SEED` names others; one that goes wrong is told
/// as short as it can be made.
fn try_histories<A: Debug>(count: u32, histories: impl Strategy<Value = Vec<A>>, live: impl AsyncFn(Vec<A>)) {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime");
    let config = Config::default();
    let rng_seed = if config.rng_seed == RngSeed::Random { RngSeed::Fixed(SEED) } else { config.rng_seed };
    let config = Config { cases: count, max_shrink_iters: 30, failure_persistence: None, rng_seed, ..config };
    let outcome = TestRunner::new(config).run(&histories, |history| {
        runtime.block_on(live(history));
        Ok(())
    });
    if let Err(TestError::Fail(why, history)) = outcome {
        panic!("{why}\nafter {history:#?}");
    }
    outcome.expect("histories to try");
}

async fn live_through(engine: Engine, history: &[Action]) {
    let app = TestApp::start(engine).await;
    let cast = Cast::of(&app).await;
    let mut desk = Desk::open(&app, &cast.agents[0]).await;
    for action in history {
        match action {
            // A line that breaks now and then, at any moment.
            Action::LineBreaks => desk.reconnect(&app).await,
            action => cast.play(&app, action).await,
        }
    }
    desk.hear_everything(&app).await;

    checks::counts_are_a_recount(&app, &cast).await;
    checks::lists_are_in_their_order(&cast).await;
    checks::unread_is_a_recount(&cast).await;
    checks::waiting_is_what_is_unanswered(&cast).await;
    desk.shows_what_a_refetch_shows().await;
}
