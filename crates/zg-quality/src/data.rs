//! The data that is there on machines where the engine is developed, and nowhere in the project.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use anyhow::Context;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::labelled::Labelled;

/// The folder of the data sets, beside the project.
pub fn folder() -> Option<PathBuf> {
    let project = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2)?;
    let named = std::env::var_os("ZG_QUALITY_DATA").map(PathBuf::from);
    let folder = named.or_else(|| Some(project.parent()?.join("shared/data")))?;
    folder.is_dir().then_some(folder)
}

fn lines<T: DeserializeOwned>(path: &Path) -> anyhow::Result<Vec<T>> {
    let file = File::open(path).with_context(|| format!("open {}", path.display()))?;
    let parse = |line: std::io::Result<String>| Ok(serde_json::from_str(&line?)?);
    BufReader::new(file).lines().map(parse).collect()
}

/// Shop questions of 17 kinds.
pub fn taobao_faq(folder: &Path) -> anyhow::Result<Labelled> {
    #[derive(Deserialize)]
    struct Line {
        entry: String,
        variants: Vec<String>,
    }
    let lines: Vec<Line> = lines(&folder.join("zh-taobao-faq17/faq.jsonl"))?;
    Ok(lines.into_iter().map(|line| (line.entry, line.variants)).collect())
}

/// Questions each of which is an entry, and others that ask for one of them, by the entry's number.
pub struct Retrieval {
    pub entries: BTreeMap<u64, String>,
    pub queries: Vec<(u64, String)>,
}

pub fn retrieval(folder: &Path) -> anyhow::Result<Retrieval> {
    #[derive(Deserialize)]
    struct Line {
        id: u64,
        #[serde(alias = "query")]
        question: String,
    }
    let index: Vec<Line> = lines(&folder.join("zh-retrieval/lcqmc_index.jsonl"))?;
    let queries: Vec<Line> = lines(&folder.join("zh-retrieval/lcqmc_queries.jsonl"))?;
    let queries = queries.into_iter().map(|line| (line.id, line.question)).collect();
    let entries = index.into_iter().map(|line| (line.id, line.question)).collect();
    Ok(Retrieval { entries, queries })
}

/// Lines of a text and its intent.
pub fn intents(folder: &Path, name: &str) -> anyhow::Result<Labelled> {
    #[derive(Deserialize)]
    struct Line {
        text: String,
        intent: String,
    }
    let mut labelled = Labelled::new();
    for line in lines::<Line>(&folder.join(name))? {
        labelled.entry(line.intent).or_default().push(line.text);
    }
    Ok(labelled)
}

#[derive(Debug, Deserialize)]
pub struct Pair {
    pub a: String,
    pub b: String,
    pub same: u8,
}

pub fn pairs(folder: &Path, name: &str) -> anyhow::Result<Vec<Pair>> {
    lines(&folder.join("zh-pairs").join(name))
}

#[derive(Debug, Deserialize)]
pub struct Dialogue {
    pub turns: Vec<String>,
    pub reply: String,
}

pub fn dialogues(folder: &Path) -> anyhow::Result<Vec<Dialogue>> {
    lines(&folder.join("zh-taobao-dialogues/dialogues.jsonl"))
}

/// Reviews of a shop's goods, praise and blame.
pub fn reviews(folder: &Path) -> anyhow::Result<Labelled> {
    let mut archive = zip::ZipArchive::new(File::open(folder.join("zh-reviews/online_shopping_10_cats.zip"))?)?;
    let mut table = String::new();
    archive.by_index(0)?.read_to_string(&mut table)?;
    let mut labelled = Labelled::new();
    for row in csv::Reader::from_reader(table.as_bytes()).records() {
        let row = row?;
        labelled.entry(row[1].to_owned()).or_default().push(row[2].to_owned());
    }
    Ok(labelled)
}
