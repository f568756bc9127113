//! D3: of several processes exactly one does what the clock asks for, and when it is gone another does.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use zhanggui::backup;

use crate::harness::{Process, empty_database};

/// The lease, the time until somebody asks for it, and the time until it is looked whether a backup is due.
const TAKEN_OVER_WITHIN: Duration = Duration::from_secs(15 + 4 + 2 + 4);

struct Server {
    process: Process,
    backups: PathBuf,
}

impl Server {
    async fn start(data: &Path, database: &str, backups: PathBuf) -> Self {
        let settings = [("ZHANGGUI_BACKUP_FOLDER", backups.to_str().expect("a path"))];
        let process = Process::serve(data, database, &settings).await;
        Self { process, backups }
    }

    fn made(&self) -> usize {
        backup::kept_in(&self.backups).expect("a list").len()
    }

    async fn leads(&self) -> bool {
        let page = self.process.client().raw("GET", "/metrics", None, Default::default()).await.text();
        page.lines().any(|line| line == "zhanggui_leader 1")
    }
}

async fn before_long(what: &str, mut holds: impl AsyncFnMut() -> bool) {
    let begun = Instant::now();
    while !holds().await {
        assert!(begun.elapsed() < TAKEN_OVER_WITHIN, "never came: {what}");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_process_makes_the_backups_and_another_takes_over() {
    let folder = tempfile::tempdir().expect("a folder");
    let (data, database) = (folder.path().join("data"), empty_database().await);
    let start = |name: &str| Server::start(&data, &database, folder.path().join(name));
    let first = start("first").await;
    before_long("the first leads", async || first.leads().await && first.made() == 1).await;
    let second = start("second").await;
    let third = start("third").await;

    // Told to stop, it hands over at once.
    assert!(first.process.terminate().await.0.success());
    let mut heirs = [second, third];
    before_long("one of the others leads", async || heirs[0].leads().await || heirs[1].leads().await).await;
    if heirs[1].leads().await {
        heirs.reverse();
    }
    let [leader, heir] = heirs;
    before_long("a backup", async || leader.made() == 1).await;
    assert!(!heir.leads().await, "one leads, and no more");
    assert_eq!(heir.made(), 0);

    // Killed, it is missed when its lease runs out.
    leader.process.kill().await;
    before_long("the heir makes backups", async || heir.made() == 1).await;
    assert!(heir.leads().await);
    assert!(heir.process.terminate().await.0.success());
}
