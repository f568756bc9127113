//! The Debian package: built, installed below a folder that stands for a machine, started, stopped, removed. And what the
//! other ways to install take from here.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::Duration;

use zhanggui::config::Config;

use crate::harness::{Process, said};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn run(command: &mut Command) -> Output {
    let output = command.output().expect("the program runs");
    assert!(output.status.success(), "{command:?}: {}", said(&output));
    output
}

fn has(program: &str) -> bool {
    Command::new(program).arg("--version").output().is_ok()
}

fn build(folder: &Path) -> PathBuf {
    let mut build = Command::new(root().join("tools/deb"));
    build.arg(env!("CARGO_BIN_EXE_zhanggui")).arg(folder).env("DEB_COMPRESSION", "none");
    PathBuf::from(String::from_utf8_lossy(&run(&mut build).stdout).trim())
}

/// `dpkg` on a machine that is a folder.
fn dpkg(machine: &Path, arguments: &[&str]) -> Output {
    let mut dpkg = Command::new("dpkg");
    dpkg.arg(format!("--root={}", machine.display())).args(["--force-depends", "--force-script-chrootless"]);
    run(dpkg.args(arguments).env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin"))
}

fn empty_machine(folder: &Path) {
    for known in ["var/lib/dpkg/info", "var/lib/dpkg/updates", "var/lib/dpkg/triggers", "etc"] {
        std::fs::create_dir_all(folder.join(known)).expect("a folder");
    }
    std::fs::write(folder.join("var/lib/dpkg/status"), "").expect("a file");
}

async fn starts_and_stops(machine: &Path, data: &Path) {
    let settings = machine.join("etc/zhanggui/zhanggui.toml");
    let mut serve = tokio::process::Command::new(machine.join("usr/bin/zhanggui"));
    serve.args(["serve", "--config"]).arg(settings).arg("--data").arg(data).kill_on_drop(true);
    let kept = data.join("kept");
    let server = Process::start(serve, &[("ZHANGGUI_BACKUP_FOLDER", kept.to_str().expect("a path"))]).await;
    server.client().get("/setup").await.is(200);
    let (status, took) = server.terminate().await;
    assert!(status.success() && took < Duration::from_secs(15), "{status} after {took:?}");
    assert!(data.join("zhanggui.sqlite").exists());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_package_is_installed_started_and_removed() {
    if !has("dpkg-deb") {
        // Machines that are not Debian's have nothing to test here; the one that says yes or no to a change has.
        assert_ne!(std::env::var("CI").as_deref(), Ok("true"), "the package is not tested: dpkg-deb is missing");
        eprintln!("no dpkg-deb on this machine: the package is not tested");
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let package = build(folder.path());
    let package = package.to_str().expect("a path");
    let machine = folder.path().join("machine");
    empty_machine(&machine);
    let data = folder.path().join("data");
    let installs = rustix::process::geteuid().is_root() && has("systemd-sysusers");
    if !installs {
        // Without the right to install there is still what would be installed.
        run(Command::new("dpkg-deb").args(["-x", package]).arg(&machine));
        return starts_and_stops(&machine, &data).await;
    }
    dpkg(&machine, &["--install", package]);
    let accounts = std::fs::read_to_string(machine.join("etc/passwd")).expect("accounts");
    assert!(accounts.contains("zhanggui:"), "{accounts}");
    assert!(machine.join("usr/lib/systemd/system/zhanggui.service").exists());
    starts_and_stops(&machine, &data).await;

    // An upgrade keeps what was set; removing keeps it too; purging keeps the data.
    let settings = machine.join("etc/zhanggui/zhanggui.toml");
    std::fs::write(&settings, "log_format = \"json\"\n").expect("written");
    dpkg(&machine, &["--force-confold", "--install", package]);
    assert_eq!(std::fs::read_to_string(&settings).expect("settings"), "log_format = \"json\"\n");
    let shop = machine.join("var/lib/zhanggui");
    std::fs::create_dir_all(&shop).expect("a folder");
    dpkg(&machine, &["--remove", "zhanggui"]);
    assert!(!machine.join("usr/bin/zhanggui").exists() && settings.exists());
    dpkg(&machine, &["--purge", "zhanggui"]);
    assert!(!settings.exists() && shop.exists());
}

#[test]
fn the_settings_that_come_along_can_be_read() {
    let config = Config::load(Some(&root().join("deploy/zhanggui.toml"))).expect("settings");
    assert!(config.listen.ip().is_loopback(), "nobody from outside can become the owner");
    assert_eq!(config.data, Path::new("/var/lib/zhanggui"));
    assert!(!config.backup_folder.as_os_str().is_empty());
    // Every setting is named in the file, so that nobody has to look for it.
    let text = std::fs::read_to_string(root().join("deploy/zhanggui.toml")).expect("settings");
    let all = toml::Table::try_from(Config::default()).expect("a table");
    for name in all.keys().filter(|name| *name != "rate_limits") {
        assert!(text.contains(&format!("{name} = ")), "{name}");
    }
}

#[test]
fn the_unit_is_sound() {
    let unit = std::fs::read_to_string(root().join("deploy/zhanggui.service")).expect("a unit");
    for wanted in ["User=zhanggui", "NoNewPrivileges=yes", "ProtectSystem=strict", "TimeoutStopSec=20"] {
        assert!(unit.contains(wanted), "{wanted}");
    }
    if has("systemd-analyze") {
        let unit = root().join("deploy/zhanggui.service");
        let output = Command::new("systemd-analyze").arg("verify").arg(unit).output().expect("systemd-analyze");
        let told = said(&output);
        // The program it names is not installed here.
        let faults: Vec<_> = told.lines().filter(|line| line.contains("zhanggui.service")).collect();
        assert!(faults.iter().all(|line| line.contains("/usr/bin/zhanggui")), "{told}");
    }
}

/// What the program takes in when it is compiled, besides its code.
fn included(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(included(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let code = std::fs::read_to_string(&path).expect("a source");
            let named = code.split("include_str!(\"").skip(1).filter_map(|rest| rest.split('"').next());
            found.extend(named.map(|name| folder.join(name).canonicalize().expect(name)));
        }
    }
    found
}

#[test]
fn the_image_is_made_of_what_is_there() {
    let read = |path: &str| std::fs::read_to_string(root().join(path)).expect(path);
    let (dockerfile, ignored) = (read("deploy/Dockerfile"), read("deploy/Dockerfile.dockerignore"));
    let let_in: Vec<&str> = ignored.lines().filter_map(|line| line.strip_prefix('!')).collect();
    let from_here = dockerfile.lines().filter_map(|line| line.strip_prefix("COPY ")).filter(|it| !it.starts_with("--"));
    let sources: Vec<&str> =
        from_here.filter_map(|line| line.rsplit_once(' ')).flat_map(|(sources, _)| sources.split(' ')).collect();
    for source in &sources {
        assert!(root().join(source).exists(), "{source} is not there");
        assert!(let_in.iter().any(|place| source.split('/').next() == Some(place)), "{source} is left out");
    }
    for path in included(&root().join("src")) {
        let place = path.strip_prefix(root()).expect("a part of the project").iter().next();
        assert!(sources.iter().any(|source| place == Some(source.as_ref())), "{} is left out", path.display());
    }
    // Nothing is installed for a workspace whose manifest comes later.
    let web: serde_json::Value = serde_json::from_str(&read("web/package.json")).expect("JSON");
    for workspace in web["workspaces"].as_array().expect("a list") {
        let manifest = format!("web/{}/package.json", workspace.as_str().expect("a name"));
        assert!(sources.contains(&manifest.as_str()), "{manifest}");
    }
}
