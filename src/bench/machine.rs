//! What figures are worth nothing without: the machine and how durable a commit is.

use std::path::Path;

use super::settings::Settings;

/// File systems in memory, where a commit costs nothing.
const IN_MEMORY: [&str; 2] = ["tmpfs", "ramfs"];

pub(super) fn describe(durability: &str, settings: &Settings) -> anyhow::Result<String> {
    let cores = std::thread::available_parallelism()?;
    let file_system = file_system_of(&std::fs::canonicalize(&settings.scratch)?);
    let mut text = format!(
        "zhanggui {}: {durability}, data on {file_system}, {cores} cores shared by server and generator, seed {}",
        env!("CARGO_PKG_VERSION"),
        settings.seed
    );
    if IN_MEMORY.contains(&file_system.as_str()) {
        text.push_str("\nwarning: data in memory make durability free; name a folder on a disk with --scratch");
    }
    if cfg!(debug_assertions) {
        text.push_str("\nwarning: a debug build is several times slower; build with --release");
    }
    Ok(text)
}

fn file_system_of(path: &Path) -> String {
    let mounts = std::fs::read_to_string("/proc/self/mounts").unwrap_or_default();
    mounts
        .lines()
        .filter_map(|line| {
            let mut fields = line.split(' ').skip(1);
            Some((fields.next()?, fields.next()?))
        })
        .filter(|(folder, _)| path.starts_with(folder))
        .max_by_key(|(folder, _)| folder.len())
        .map_or_else(|| "an unknown file system".to_owned(), |(_, kind)| kind.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn proc_is_a_file_system_of_its_own() {
        assert_eq!(file_system_of(Path::new("/proc/self")), "proc");
    }
}
