//! What the operating system knows of this process, under the names every Prometheus client uses.

use std::sync::atomic::AtomicU64;

use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::Registry;

/// Linux counts process time in hundredths of a second towards user space, whatever its own clock does.
const TICKS_PER_SECOND: f64 = 100.0;

/// A figure that is not known is left out.
pub(super) fn registry() -> Registry {
    let mut registry = Registry::with_prefix("process");
    if let Some(files) = open_files() {
        gauge(&mut registry, "open_fds", "Open files and sockets", files);
    }
    if let Some(limit) = rustix::process::getrlimit(rustix::process::Resource::Nofile).current {
        gauge(&mut registry, "max_fds", "Files and sockets that may be open", limit);
    }
    if let Some(bytes) = resident_bytes() {
        gauge(&mut registry, "resident_memory_bytes", "Memory in use", bytes);
    }
    if let Some(seconds) = cpu_seconds() {
        let counter = Counter::<f64, AtomicU64>::default();
        counter.inc_by(seconds);
        registry.register("cpu_seconds", "Processor time used", counter);
    }
    registry
}

fn gauge(registry: &mut Registry, name: &str, help: &str, value: u64) {
    let gauge = Gauge::<i64>::default();
    gauge.set(i64::try_from(value).unwrap_or(i64::MAX));
    registry.register(name, help, gauge);
}

/// Files and sockets this process has open.
fn open_files() -> Option<u64> {
    Some(std::fs::read_dir("/proc/self/fd").ok()?.count() as u64)
}

fn resident_bytes() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    Some(line.split_whitespace().next()?.parse::<u64>().ok()? * 1024)
}

fn cpu_seconds() -> Option<f64> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
    let ticks = fields.get(11)?.parse::<f64>().ok()? + fields.get(12)?.parse::<f64>().ok()?;
    Some(ticks / TICKS_PER_SECOND)
}
