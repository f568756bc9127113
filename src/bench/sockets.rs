//! `sockets`: so many widgets that only listen: what each holds beyond the server at rest, and how fast they come.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use futures::{StreamExt, TryStreamExt};
use tokio::net::{TcpSocket, TcpStream};

use super::endpoints::{EndPoints, SocketPoint, ZHANGGUI};
use super::process::Usage;
use super::report::{Params, Report};
use super::settings::Settings;
use super::socket::Socket;
use super::stats::Samples;
use super::store::Data;
use super::target::Target;
use super::template::Variables;
use crate::open_files;

/// Widgets that connect at the same time.
const AT_ONCE: usize = 64;
/// They come and go before anything is measured: what the server makes once is no widget's.
const FIRST_GUESTS: usize = 200;
/// One address has fewer than 30 000 ports to connect from.
const SOCKETS_AN_ADDRESS: usize = 20_000;
/// What a process holds open besides.
const OTHER_FILES: u64 = 200;
/// Every so many-th widget asks at the end whether the server is still there.
const ASKED: usize = 100;
const SETTLED_AFTER: Duration = Duration::from_secs(2);
const IDLE: Duration = Duration::from_secs(5);
const IDLE_QUICK: Duration = Duration::from_secs(1);

pub(super) async fn run(settings: &Settings, report: &mut Report) -> anyhow::Result<()> {
    if settings.url.is_some() {
        bail!("`sockets` weighs a server's process, so it needs one of its own: leave --url out");
    }
    check_limit(settings.sockets)?;
    let data = Data::fresh(&settings.store, &settings.scratch).await?;
    let target = Target::own(&data).await?;
    let known = target.variables.clone();
    let visitors = target.visitors(settings.sockets.max(FIRST_GUESTS)).await?;
    target.end().await?;

    let params = Params::new(settings.store.name()).with("sockets", settings.sockets);
    for repetition in 0..settings.repetitions {
        // A server that has just started holds nothing from the repetition before.
        let target = Target::again(&data, known.clone()).await?;
        measure(settings, &target, &visitors, repetition as usize, report, &params).await?;
        target.end().await?;
    }
    data.remove().await
}

fn check_limit(sockets: usize) -> anyhow::Result<()> {
    let needed = sockets as u64 + OTHER_FILES;
    match open_files::allow_many() {
        Some(allowed) if allowed < needed => {
            bail!("{sockets} sockets need {needed} open files, {allowed} are allowed: raise it with ulimit -Hn")
        }
        _ => Ok(()),
    }
}

async fn measure(
    settings: &Settings,
    target: &Target,
    visitors: &[Variables],
    repetition: usize,
    report: &mut Report,
    params: &Params,
) -> anyhow::Result<()> {
    let point = EndPoints::parse(ZHANGGUI)?.message.context("the end points have no [message]")?.socket;
    let point = point
        .bind(&Variables::from([("origin".to_owned(), target.variables.get("origin").cloned().unwrap_or_default())]));
    // The system keeps the ports of a closed connection for a minute: each repetition comes from addresses of its own,
    // and so did those who made the visitors.
    let first_address = 1 + repetition * visitors.len().div_ceil(SOCKETS_AN_ADDRESS);
    drop(connect_all(target.address, &point, &visitors[..FIRST_GUESTS], first_address).await?);
    tokio::time::sleep(SETTLED_AFTER).await;
    let base = usage(target)?;

    let begun = Instant::now();
    let arrived = connect_all(target.address, &point, &visitors[..settings.sockets], first_address).await?;
    let took = begun.elapsed().as_secs_f64();
    let (mut sockets, mut latencies) = (Vec::with_capacity(arrived.len()), Samples::default());
    for (socket, latency) in arrived {
        sockets.push(socket);
        latencies.push(latency);
    }
    tokio::time::sleep(SETTLED_AFTER).await;

    let (before, idle) = (usage(target)?, if settings.quick { IDLE_QUICK } else { IDLE });
    tokio::time::sleep(idle).await;
    let after = usage(target)?;
    let held = after.resident_bytes.saturating_sub(base.resident_bytes);
    report.add(params, "connect_rate", settings.sockets as f64 / took);
    report.add_latencies(&params.with("until", "welcome"), &mut latencies);
    report.add(params, "resident_each", held as f64 / settings.sockets as f64);
    report.add(params, "resident", after.resident_bytes as f64);
    report.add(params, "server_cpu", (after.cpu_seconds - before.cpu_seconds) / idle.as_secs_f64());
    report.add(params, "errors", silent(&mut sockets).await as f64);
    Ok(())
}

fn usage(target: &Target) -> anyhow::Result<Usage> {
    target.usage().context("the server does not run")
}

/// Sockets of these visitors, each with the time until it was welcome.
async fn connect_all(
    server: SocketAddr,
    point: &SocketPoint,
    visitors: &[Variables],
    first_address: usize,
) -> anyhow::Result<Vec<(Socket, Duration)>> {
    let connecting = visitors.iter().enumerate().map(async |(number, visitor)| {
        let begun = Instant::now();
        let tcp = connect_from(source(first_address, number), server).await?;
        let socket = Socket::open_over(tcp, server, &point.bind(visitor)).await?;
        anyhow::Ok((socket, begun.elapsed()))
    });
    futures::stream::iter(connecting).buffer_unordered(AT_ONCE).try_collect().await.context("a visitor's socket")
}

/// The loopback address that a socket comes from.
fn source(first_address: usize, number: usize) -> IpAddr {
    let host = u8::try_from(1 + first_address + number / SOCKETS_AN_ADDRESS).unwrap_or(u8::MAX);
    Ipv4Addr::new(127, 0, 0, host).into()
}

async fn connect_from(source: IpAddr, server: SocketAddr) -> anyhow::Result<TcpStream> {
    let socket = TcpSocket::new_v4()?;
    socket.bind(SocketAddr::new(source, 0))?;
    socket.connect(server).await.with_context(|| format!("connect to {server}"))
}

/// How many of those who are asked get no answer any more.
async fn silent(sockets: &mut [Socket]) -> usize {
    let mut silent = 0;
    for socket in sockets.iter_mut().step_by(ASKED) {
        let asked = async {
            socket.send(r#"{"type":"ping","t":1}"#.to_owned()).await?;
            while !socket.next().await?.contains("pong") {}
            anyhow::Ok(())
        };
        let answered = tokio::time::timeout(SETTLED_AFTER, asked).await;
        silent += usize::from(!matches!(answered, Ok(Ok(()))));
    }
    silent
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_address_runs_out_of_ports() {
        assert_eq!(source(0, 0), source(0, SOCKETS_AN_ADDRESS - 1));
        assert_eq!(source(0, SOCKETS_AN_ADDRESS), IpAddr::from([127, 0, 0, 2]));
        assert_eq!(source(2, 0), IpAddr::from([127, 0, 0, 3]));
    }
}
