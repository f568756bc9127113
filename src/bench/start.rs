//! `start`: from the start of the process until it is ready, and what it holds at rest.
//!
//! Each server is ended as by a power cut, so every start but the first of its data also recovers.

use std::time::Duration;

use super::report::{Params, Report};
use super::settings::Settings;
use super::store::Data;
use super::target::{self, Limits};

const AT_REST_AFTER: Duration = Duration::from_secs(2);
const AT_REST_AFTER_QUICK: Duration = Duration::from_millis(500);

pub(super) async fn run(settings: &Settings, seeded: &Data, report: &mut Report) -> anyhow::Result<()> {
    let params = Params::new(settings.store.name());
    for _ in 0..settings.repetitions {
        let data = Data::fresh(&settings.store, &settings.scratch).await?;
        let first = params.with("messages", 0).with("first_start", true);
        once(settings, &data, &first, report).await?;
        once(settings, &data, &params.with("messages", 0), report).await?;
        data.remove().await?;
        once(settings, seeded, &params.with("messages", settings.messages), report).await?;
    }
    Ok(())
}

async fn once(settings: &Settings, data: &Data, params: &Params, report: &mut Report) -> anyhow::Result<()> {
    let server = target::serve(data, Limits::Off).await?;
    report.add(params, "ready", server.ready.as_secs_f64() * 1e3);
    tokio::time::sleep(if settings.quick { AT_REST_AFTER_QUICK } else { AT_REST_AFTER }).await;
    report.add(params, "resident", server.usage().resident_bytes as f64);
    server.kill().await
}
