//! The entries of one shop, ready to be asked.

mod blend;
mod entry;
mod evidence;
mod lexical;
mod meaning;
mod ranking;
mod rehearsal;
mod similarity;

use std::collections::BTreeMap;
use std::sync::Arc;

use blend::Blend;
use entry::{Known, Read};
use evidence::{Asking, Evidence, gather};
use lexical::Lexical;
use meaning::{Direction, Shape};

use crate::Embed;
use crate::model::{Linear, Sample, Spread, train};

pub use entry::{Entry, EntryId};
pub use ranking::{Candidate, Decision, Ranking, Signals, Strictness};

/// With so many phrasings an entry can teach.
const ENOUGH: usize = 3;

/// Immutable: whoever changes an entry gets a new index.
#[derive(Clone, Default)]
pub struct Index {
    encoder: Option<Arc<dyn Embed>>,
    /// By id.
    known: Vec<Arc<Known>>,
    /// The first phrasing of each entry, among all.
    starts: Vec<u32>,
    /// The entry of each phrasing.
    owner: Vec<u32>,
    /// Fingerprints of phrasings, in order, with their entries.
    verbatim: Vec<(u64, u32)>,
    lexical: Lexical,
    learned: Arc<Learned>,
    /// What an entry is to `learned`; none for one that came after it learned.
    class_of: Vec<Option<u32>>,
    shapes: Vec<Option<Arc<Shape>>>,
}

/// What was learned from all entries together.
#[derive(Debug, Clone, Default)]
struct Learned {
    /// The entries it learned from, in order.
    classes: Vec<EntryId>,
    linear: Option<Linear>,
    spread: Option<Spread>,
    blend: Blend,
}

impl std::fmt::Debug for Index {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Index").field("entries", &self.known.len()).finish_non_exhaustive()
    }
}

impl Index {
    /// By words and characters only.
    pub fn build(entries: Vec<Entry>) -> Self {
        Self::build_with(entries, None)
    }

    /// By meaning too, where there is an encoder.
    pub fn build_with(entries: Vec<Entry>, encoder: Option<Arc<dyn Embed>>) -> Self {
        let known = entries.into_iter().map(|entry| Arc::new(Known::new(&entry, encoder.as_deref())));
        let by_id: BTreeMap<EntryId, Arc<Known>> = known.map(|known| (known.id, known)).collect();
        Self::of(by_id.into_values().collect(), Arc::default(), encoder).retrained()
    }

    /// The entries a question may ask for, at most `limit`.
    pub fn ask(&self, question: &str, limit: usize) -> Ranking {
        let read = Read::new(question, self.encoder.as_deref());
        let (evidence, known) = self.gather(&read);
        self.learned.blend.rank(self, &evidence, known, &self.verbatim(read.fingerprint), limit)
    }

    /// What speaks for each entry, and the share of the question that is known.
    fn gather(&self, read: &Read) -> (Vec<Evidence>, f32) {
        let vector = read.meaning.as_ref().map(|meaning| meaning.values());
        let spread = self.learned.spread.as_ref();
        let direction = spread.zip(vector).map(|(spread, vector)| Direction::new(spread, &vector));
        gather(self, &Asking { read, direction })
    }

    /// Entries one of whose phrasings is exactly this.
    fn verbatim(&self, fingerprint: u64) -> Vec<usize> {
        let from = self.verbatim.partition_point(|(known, _)| *known < fingerprint);
        let same = self.verbatim[from..].iter().take_while(|(known, _)| *known == fingerprint);
        same.map(|(_, entry)| *entry as usize).collect()
    }

    fn of(known: Vec<Arc<Known>>, learned: Arc<Learned>, encoder: Option<Arc<dyn Embed>>) -> Self {
        let (mut starts, mut owner, mut verbatim) = (Vec::new(), Vec::new(), Vec::new());
        for (entry, known) in known.iter().enumerate() {
            starts.push(owner.len() as u32);
            owner.extend(known.read.iter().map(|_| entry as u32));
            let asked = known.read.iter().filter(|read| !read.is_empty());
            verbatim.extend(asked.map(|read| (read.fingerprint, entry as u32)));
        }
        verbatim.sort_unstable();
        verbatim.dedup();
        let lexical =
            Lexical::build(known.iter().flat_map(|known| known.read.iter().map(|read| read.terms.as_slice())));
        let mut index = Self { encoder, known, starts, owner, verbatim, lexical, ..Self::default() };
        index.apply(learned);
        index
    }

    fn apply(&mut self, learned: Arc<Learned>) {
        let class = |known: &Arc<Known>| learned.classes.binary_search(&known.id).ok().map(|class| class as u32);
        self.class_of = self.known.iter().map(class).collect();
        let shape = |known: &Arc<Known>| Some(Arc::new(Shape::of(learned.spread.as_ref()?, known)?));
        self.shapes = self.known.iter().map(shape).collect();
        self.learned = learned;
    }

    fn spread(&self) -> Option<Spread> {
        let meanings = |known: &Arc<Known>| -> Vec<Vec<f32>> {
            known.read.iter().filter_map(|read| Some(read.meaning.as_ref()?.values())).collect()
        };
        Spread::of(&self.known.iter().map(meanings).collect::<Vec<_>>())
    }

    /// The same entries, with everything learned anew.
    #[must_use]
    pub fn retrained(&self) -> Self {
        let blend = rehearsal::blend(self);
        self.clone().learn(blend)
    }

    fn learn(mut self, blend: Blend) -> Self {
        let classes = self.known.iter().map(|known| known.id).collect();
        let learned = Learned { classes, linear: self.linear(), spread: self.spread(), blend };
        self.apply(Arc::new(learned));
        self
    }

    /// None when too few entries have phrasings enough to teach.
    fn linear(&self) -> Option<Linear> {
        let able = self.known.iter().filter(|known| known.read.len() >= ENOUGH).count();
        if able < 2 || able * 3 < self.known.len() {
            return None;
        }
        let samples = self.known.iter().enumerate().flat_map(|(class, known)| {
            known.read.iter().map(move |read| Sample { class: class as u32, terms: &read.terms })
        });
        let samples: Vec<Sample<'_>> = samples.filter(|sample| !sample.terms.is_empty()).collect();
        Some(train(&samples, self.known.len()))
    }
}
