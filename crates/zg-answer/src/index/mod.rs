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
use entry::{Known, Meanings, Read};
use evidence::{Asking, Evidence, gather};
use lexical::Lexical;
use meaning::{Direction, Shape};

use crate::model::{Head, Linear, Sample, Spread, train};
use crate::threads::{both, map};
use crate::{Embed, Vectors};

pub use entry::{Entry, EntryId};
pub use ranking::{Candidate, Decision, Ranking, Signals, Strictness};
pub use similarity::Text;

/// With so many phrasings an entry can teach.
const ENOUGH: usize = 3;
const MOST_CLASSES: usize = 3_000;

/// Immutable: whoever changes an entry gets a new index.
#[derive(Clone, Default)]
pub struct Index {
    encoder: Option<Arc<dyn Embed>>,
    /// What phrasings mean, from before the start; used up when the index first learns.
    kept: Arc<Vectors>,
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
    head: Option<Head>,
    spread: Option<Spread>,
    blend: Blend,
}

impl std::fmt::Debug for Index {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Index").field("entries", &self.known.len()).finish_non_exhaustive()
    }
}

/// An edit is live at once: so many phrasings are understood right away, the others when the index learns anew.
const MOST_AT_ONCE: usize = 200;

impl Index {
    /// Without entries. Compares meanings too where there is an encoder.
    pub fn new(encoder: Option<Arc<dyn Embed>>) -> Self {
        Self { encoder, ..Self::default() }
    }

    /// Does not ask the encoder for what is among these.
    #[must_use]
    pub fn remembering(self, kept: Vectors) -> Self {
        Self { kept: Arc::new(kept), ..self }
    }

    /// What the phrasings mean, as far as that is known already.
    pub fn vectors(&self) -> Vectors {
        let mut vectors = Vectors::default();
        self.known.iter().for_each(|known| known.keep(&mut vectors));
        vectors
    }

    /// By words and characters only.
    pub fn build(entries: Vec<Entry>) -> Self {
        Self::build_with(entries, None)
    }

    /// By meaning too, where there is an encoder.
    pub fn build_with(entries: Vec<Entry>, encoder: Option<Arc<dyn Embed>>) -> Self {
        Self::new(encoder).with(entries, &[]).retrained()
    }

    /// Whether meanings are compared, or words alone.
    pub fn knows_meanings(&self) -> bool {
        self.encoder.is_some()
    }

    /// With entries that came or changed, and without those that are gone. Takes a fraction of a second: what was
    /// learned stays as it is until [`Self::retrained`].
    #[must_use]
    pub fn with(&self, changed: Vec<Entry>, removed: &[EntryId]) -> Self {
        let mut known: BTreeMap<EntryId, Arc<Known>> =
            self.known.iter().map(|known| (known.id, known.clone())).collect();
        removed.iter().for_each(|id| _ = known.remove(id));
        let mut at_once = MOST_AT_ONCE;
        for entry in &changed {
            let mut fresh = Known::new(entry, known.get(&entry.id).map(Arc::as_ref));
            let unclear = fresh.unclear(&self.kept);
            if let Some(meanings) = self.meanings().filter(|_| unclear <= at_once) {
                at_once -= unclear;
                fresh = fresh.understood(&meanings);
            }
            known.insert(entry.id, Arc::new(fresh));
        }
        let mut index = Self::of(known.into_values().collect(), self.encoder.clone());
        index.kept = self.kept.clone();
        index.apply(self.learned.clone(), self);
        index
    }

    /// The same entries, with everything learned anew. Takes seconds where there are thousands of phrasings.
    #[must_use]
    pub fn retrained(&self) -> Self {
        let index = self.understood();
        let (taught, blend) = both(|| index.taught(), || rehearsal::blend(&index));
        index.having(Learned { blend, ..taught })
    }

    /// The entries a question may ask for, at most `limit`.
    pub fn ask(&self, question: &str, limit: usize) -> Ranking {
        let read = self.read(question);
        let (evidence, known) = self.gather(&read);
        self.learned.blend.rank(self, &evidence, known, &self.verbatim(read.fingerprint), limit)
    }

    fn read(&self, text: &str) -> Read {
        let read = Read::new(text);
        match self.meanings() {
            Some(meanings) => read.understood(&meanings),
            None => read,
        }
    }

    fn meanings(&self) -> Option<Meanings<'_>> {
        Some(Meanings { encoder: self.encoder.as_deref()?, kept: &self.kept })
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

    /// With nothing learned.
    fn of(known: Vec<Arc<Known>>, encoder: Option<Arc<dyn Embed>>) -> Self {
        let (mut starts, mut owner, mut verbatim) = (Vec::new(), Vec::new(), Vec::new());
        for (entry, known) in known.iter().enumerate() {
            starts.push(owner.len() as u32);
            owner.extend(known.read.iter().map(|_| entry as u32));
            let asked = known.read.iter().filter(|read| !read.is_empty());
            verbatim.extend(asked.map(|read| (read.fingerprint, entry as u32)));
        }
        verbatim.sort_unstable();
        verbatim.dedup();
        let read = known.iter().flat_map(|known| known.read.iter().map(|read| read.terms.as_slice()));
        let lexical = Lexical::build(read);
        let (class_of, shapes) = (vec![None; known.len()], vec![None; known.len()]);
        Self { encoder, starts, owner, verbatim, lexical, class_of, shapes, known, ..Self::default() }
    }

    fn understood(&self) -> Self {
        let Some(meanings) = self.meanings() else { return self.clone() };
        let nothing = Vectors::default();
        let known = map(&self.known, |known| match known.unclear(&nothing) {
            0 => known.clone(),
            _ => Arc::new(known.understood(&meanings)),
        });
        Self { known, kept: Arc::default(), ..self.clone() }
    }

    /// What the entries teach, whatever each kind of evidence is worth.
    fn taught(&self) -> Learned {
        let classes = self.known.iter().map(|known| known.id).collect();
        let (linear, spread) = (self.linear(), self.spread());
        // Where words cannot teach, meanings cannot either.
        let head = linear.as_ref().and(spread.as_ref()).and_then(|spread| self.head(spread));
        Learned { classes, linear, head, spread, blend: Blend::default() }
    }

    fn having(mut self, learned: Learned) -> Self {
        self.apply(Arc::new(learned), &Self::default());
        self
    }

    /// Takes over what was learned; shapes of entries that `before` knew as well are the same.
    fn apply(&mut self, learned: Arc<Learned>, before: &Self) {
        let class = |known: &Arc<Known>| learned.classes.binary_search(&known.id).ok().map(|class| class as u32);
        self.class_of = self.known.iter().map(class).collect();
        let shape = |known: &Arc<Known>| {
            let place = before.known.binary_search_by_key(&known.id, |known| known.id).ok();
            match place.filter(|place| Arc::ptr_eq(&before.known[*place], known)) {
                Some(place) => before.shapes[place].clone(),
                None => Some(Arc::new(Shape::of(learned.spread.as_ref()?, known)?)),
            }
        };
        self.shapes = self.known.iter().map(shape).collect();
        self.learned = learned;
    }

    fn spread(&self) -> Option<Spread> {
        let meanings = |known: &Arc<Known>| -> Vec<Vec<f32>> {
            known.read.iter().filter_map(|read| Some(read.meaning.as_ref()?.values())).collect()
        };
        Spread::of(&self.known.iter().map(meanings).collect::<Vec<_>>())
    }

    /// None when too few entries have phrasings enough to teach, or when there are too many to tell them all apart.
    fn linear(&self) -> Option<Linear> {
        let able = self.known.iter().filter(|known| known.read.len() >= ENOUGH).count();
        if able < 2 || able * 3 < self.known.len() || self.known.len() > MOST_CLASSES {
            return None;
        }
        let samples = self.known.iter().enumerate().flat_map(|(class, known)| {
            known.read.iter().map(move |read| Sample { class: class as u32, terms: &read.terms })
        });
        let samples: Vec<Sample<'_>> = samples.filter(|sample| !sample.terms.is_empty()).collect();
        Some(train(&samples, self.known.len()))
    }

    fn head(&self, spread: &Spread) -> Option<Head> {
        let meanings =
            self.known.iter().enumerate().flat_map(|(class, known)| {
                known.read.iter().filter_map(move |read| Some((class, read.meaning.as_ref()?)))
            });
        let samples = meanings.map(|(class, meaning)| (class, spread.direction(&meaning.values())));
        Head::train(&samples.collect::<Vec<_>>(), self.known.len())
    }
}
