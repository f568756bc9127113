//! What `make fuzz` runs for as long as one likes is compiled and tried here for a moment, so that it cannot rot: nothing
//! else of `make test` would notice a target that no longer fits the code.

use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::json;

// They stand before the macro, so that each finds it by the path it names: `main.rs` plays the fuzzer's crate.
#[expect(unused_attributes)]
#[path = "../../fuzz/fuzz_targets/files.rs"]
mod files;
#[expect(unused_attributes)]
#[path = "../../fuzz/fuzz_targets/frames.rs"]
mod frames;
#[expect(unused_attributes)]
#[path = "../../fuzz/fuzz_targets/mails.rs"]
mod mails;
#[expect(unused_attributes)]
#[path = "../../fuzz/fuzz_targets/names.rs"]
mod names;
#[expect(unused_attributes)]
#[path = "../../fuzz/fuzz_targets/tables.rs"]
mod tables;
#[expect(unused_attributes)]
#[path = "../../fuzz/fuzz_targets/templates.rs"]
mod templates;

/// Makes an ordinary function of a target.
#[macro_export]
macro_rules! fuzz_target {
    (|$input:ident: $kind:ty| $body:expr) => {
        pub fn run($input: $kind) {
            $body
        }
    };
}

proptest! {
    #[test]
    fn any_file_can_come(kind in "(\u{89}PNG\r\n|GIF89a|PK|%PDF-|<svg|)", rest in vec(any::<u8>(), 0..400)) {
        files::run(&[kind.as_bytes(), &rest].concat());
    }

    #[test]
    fn any_frame_can_come(
        title in "\\PC{0,320}",
        url in "(https://|http://|javascript:|//|)[a-z./?=&]{0,24}",
        nonsense in "[\\[\\]{}\":,a-z0-9]{0,40}",
    ) {
        let card = json!({ "type": "link", "title": title, "url": url });
        let id = "0197b4a0-0000-7000-8000-000000000000";
        frames::run(&json!({ "type": "send", "client_id": id, "kind": "card", "card": card }).to_string());
        frames::run(&nonsense);
    }

    #[test]
    fn any_mail_can_come(kind in "(text/(plain|html)|multipart/mixed; boundary=b|message/rfc822)", rest in vec(any::<u8>(), 0..400)) {
        let head = format!("From: a@b.example\r\nContent-Type: {kind}\r\n\r\n--b\r\n");
        mails::run(&[head.as_bytes(), &rest].concat());
        mails::run(&rest);
    }

    #[test]
    fn any_name_can_come(name in "(\\PC|[\\r\\n\\t/\\\\\"]|\\u{0}){0,140}") {
        names::run(&name);
    }

    #[test]
    fn any_table_can_come(text in "([a';=,\\t\\r\\n ＝\u{FEFF}]|\"){0,60}", bytes in vec(any::<u8>(), 0..60)) {
        tables::run(text.as_bytes());
        tables::run(&bytes);
    }

    #[test]
    fn any_template_can_come(
        text in "([a-z .\\n]|\\{\\{|\\}\\}|\\{%|%\\}|customer\\.name|if |endif|else|\\||\"|\\PC){0,40}",
        name in "(\\PC|\\{\\{ customer\\.name \\}\\}){0,12}",
    ) {
        templates::run((&text, &name));
    }
}

/// Every target of the folder is tried above.
#[test]
fn none_is_left_out() {
    let here = include_str!("fuzz_targets.rs");
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/fuzz_targets");
    let names = std::fs::read_dir(folder).expect("targets").flatten().map(|file| file.file_name());
    for name in names.map(|name| name.to_string_lossy().into_owned()) {
        assert!(here.contains(&format!("fuzz_targets/{name}\"")), "{name}");
    }
}
