//! D6: `zhanggui doctor` finds what is wrong, says what to do, and tells other programs by its exit code.

use serde_json::Value;

use crate::harness::{TestApp, both_engines, png, zhanggui};

both_engines![a_sound_shop_is_found_sound, what_is_wrong_is_found];

/// The exit code and the findings.
async fn examine(app: &TestApp, settings: &[(&str, &str)]) -> (i32, Value) {
    let config = &app.app.config;
    let mut command = zhanggui(&["doctor", "--json"], &config.data, &config.database);
    command.env("ZHANGGUI_LISTEN", app.address.to_string()).env("ZHANGGUI_ENCODER", "").envs(settings.iter().copied());
    let output = command.output().await.expect("the program runs");
    let report = serde_json::from_slice(&output.stdout).expect("JSON");
    (output.status.code().expect("a code"), report)
}

fn finding<'a>(report: &'a Value, check: &str) -> &'a Value {
    let findings = report["findings"].as_array().expect("findings");
    findings.iter().find(|finding| finding["check"] == check).unwrap_or_else(|| panic!("no {check} in {report}"))
}

async fn a_sound_shop_is_found_sound(app: TestApp) {
    let buyer = app.visitor().await;
    buyer.upload("/widget/files", "图.png", &png(5, 5)).await.is(201);
    let (code, report) = examine(&app, &[]).await;
    for check in ["disk", "version", "soundness", "size", "clock", "jobs", "files", "server", "sockets"] {
        assert_eq!(finding(&report, check)["level"], "ok", "{report}");
        assert!(finding(&report, check).get("advice").is_none());
    }
    // A server on loopback that makes no backups is worth a word, and no more.
    assert_eq!((code, &report["level"]), (1, &Value::from("warning")), "{report}");
    assert!(finding(&report, "backups")["advice"].as_str().expect("advice").contains("backup_folder"));
    let encoder = finding(&report, "encoder");
    assert_eq!((&encoder["level"], encoder["advice"].as_str().map(str::is_empty)), (&"warning".into(), Some(false)));
    let written = app.app.config.data.join("files");
    let left = std::fs::read_dir(written).expect("a folder").flatten().filter(|entry| entry.path().is_file());
    assert_eq!(left.count(), 0, "nothing is left behind");
}

async fn what_is_wrong_is_found(app: TestApp) {
    let buyer = app.visitor().await;
    buyer.upload("/widget/files", "图.png", &png(5, 5)).await.is(201);
    let data = &app.app.config.data;
    std::fs::remove_dir_all(data.join("files").join(app.shop.id.to_string())).expect("removed");
    let kept = tempfile::tempdir().expect("a folder");
    std::fs::create_dir(kept.path().join("zhanggui-20200101T000000Z")).expect("made");
    let backups = kept.path().to_str().expect("a path");
    let settings = [
        ("ZHANGGUI_BACKUP_FOLDER", backups),
        ("ZHANGGUI_PUBLIC_URL", "http://desk.example.com"),
        ("ZHANGGUI_ENCODER", "/dev/null"),
    ];
    let (code, report) = examine(&app, &settings).await;
    assert_eq!((code, &report["level"]), (2, &Value::from("problem")), "{report}");
    for check in ["files", "backups", "address", "encoder"] {
        let finding = finding(&report, check);
        assert_eq!(finding["level"], "problem", "{report}");
        assert!(!finding["advice"].as_str().expect("advice").is_empty());
    }
    // Without a database there is still a report.
    let nowhere = tempfile::tempdir().expect("a folder");
    let output = zhanggui(&["doctor"], nowhere.path(), "").output().await.expect("the program runs");
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    assert_eq!(output.status.code(), Some(2));
    assert!(
        told.contains("PROBLEM  database") && told.contains("there is no database") && told.contains("→"),
        "{told}"
    );
    assert_eq!(std::fs::read_dir(nowhere.path()).expect("a folder").count(), 0, "nothing was made");
}
