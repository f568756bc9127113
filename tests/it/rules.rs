//! docs/security-tests.md cannot rot: every rule has its line, every test it names exists, and nothing that it calls
//! unbuilt is there.

use std::path::Path;

const PAGE: &str = include_str!("../../docs/security-tests.md");
const ENDURANCE_RULES: u32 = 7;
const SECURITY_RULES: u32 = 15;
/// Macros that make tests of the stories they list.
const TELLERS: [&str; 2] = ["both_engines", "both_ways"];

/// A rule of the page.
struct Rule {
    id: String,
    proofs: Vec<Proof>,
    /// Folders and crates that do not exist as long as the rule says so.
    unbuilt: Vec<Unbuilt>,
}

struct Proof {
    file: String,
    test: String,
}

enum Unbuilt {
    Room(String),
    Crate(String),
}

impl Rule {
    fn of(section: &str) -> Self {
        let (title, body) = section.split_once('\n').expect("a rule has a body");
        let id = title.split(' ').next().unwrap_or_default().to_owned();
        let (mut proofs, mut unbuilt) = (Vec::new(), Vec::new());
        // A line that is indented goes on with the one before.
        for point in body.replace("\n  ", " ").lines().filter_map(|line| line.strip_prefix("- ")) {
            if let Some(rooms) = point.strip_prefix("not built yet: ") {
                unbuilt.extend(rooms.split(", ").map(|room| match room.strip_prefix("crate ") {
                    Some(name) => Unbuilt::Crate(bare(name)),
                    None => Unbuilt::Room(bare(room)),
                }));
            } else {
                let (file, tests) = point.split_once(": ").unwrap_or_else(|| panic!("{id}: {point}"));
                proofs.extend(tests.split(", ").map(|test| Proof { file: bare(file), test: bare(test) }));
            }
        }
        Self { id, proofs, unbuilt }
    }
}

/// The word between the backticks.
fn bare(word: &str) -> String {
    let word = word.strip_prefix('`').and_then(|word| word.strip_suffix('`'));
    word.unwrap_or_else(|| panic!("every name on the page stands in backticks")).to_owned()
}

fn rules() -> Vec<Rule> {
    PAGE.split("\n## ").skip(1).map(Rule::of).collect()
}

fn read(path: &str) -> Option<String> {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).ok()
}

/// Whether a source holds this function as a test that runs: marked as one, or told as a story, and not passed over.
fn is_test(source: &str, name: &str) -> bool {
    let Some((before, _)) = source.split_once(&format!("fn {name}(")) else { return false };
    let marks = before.rsplit("\n\n").next().unwrap_or_default();
    let is_marked = marks.contains("#[test]") || marks.contains("#[tokio::test");
    let is_told = TELLERS.iter().any(|teller| {
        let told = source.split_once(&format!("{teller}![")).and_then(|(_, rest)| rest.split_once(']'));
        told.is_some_and(|(stories, _)| stories.split(',').any(|story| story.trim() == name))
    });
    // However it is written: `#[ignore]`, with a reason, or under a condition.
    let is_passed_over = marks.lines().any(|line| line.trim_start().starts_with("#[") && line.contains("ignore"));
    (is_marked || is_told) && !is_passed_over
}

#[test]
fn every_rule_has_its_line() {
    let wanted = (1..=ENDURANCE_RULES).map(|n| format!("D{n}")).chain((1..=SECURITY_RULES).map(|n| format!("S{n}")));
    let ids: Vec<String> = rules().into_iter().map(|rule| rule.id).collect();
    assert_eq!(ids, wanted.collect::<Vec<_>>());
    for rule in rules() {
        assert!(!(rule.proofs.is_empty() && rule.unbuilt.is_empty()), "{} names no test", rule.id);
    }
}

#[test]
fn every_test_that_is_named_exists() {
    for rule in rules() {
        for Proof { file, test } in rule.proofs {
            let source = read(&file).unwrap_or_else(|| panic!("{}: there is no {file}", rule.id));
            assert!(is_test(&source, &test), "{}: {file} has no test {test}", rule.id);
        }
    }
}

#[test]
fn what_is_called_unbuilt_is_not_there() {
    let manifest = read("Cargo.toml").expect("the manifest");
    for rule in rules() {
        for unbuilt in rule.unbuilt {
            let (what, is_there) = match unbuilt {
                Unbuilt::Crate(name) => {
                    (name.clone(), manifest.lines().any(|line| line.starts_with(&format!("{name} ="))))
                }
                Unbuilt::Room(path) => (path.clone(), Path::new(env!("CARGO_MANIFEST_DIR")).join(&path).exists()),
            };
            assert!(!is_there, "{} calls {what} unbuilt: name the tests that prove the rule there", rule.id);
        }
    }
}

#[test]
fn a_name_alone_is_no_test() {
    let source =
        "both_engines![told];\n\nasync fn told(app: TestApp) {}\n\n#[test]\nfn marked() {}\n\nfn helper() {}\n";
    assert!(is_test(source, "told") && is_test(source, "marked"));
    assert!(!is_test(source, "helper") && !is_test(source, "absent"));
}

#[test]
fn a_test_that_is_passed_over_proves_nothing() {
    for mark in ["#[ignore]", "#[ignore = \"slow\"]", "#[cfg_attr(unix, ignore)]"] {
        let source = format!("fn before() {{}}\n\n#[test]\n{mark}\nfn marked() {{}}\n\n#[test]\nfn next() {{}}\n");
        assert!(!is_test(&source, "marked"), "{mark}");
        assert!(is_test(&source, "next"));
    }
}
