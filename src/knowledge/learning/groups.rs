//! New questions join those that ask for the same, or begin a group. Pure, and the work of a processor.
//!
//! A group is told by its first few questions and by nothing else, so that it stays where it began however many join.

use zg_answer::{Index, Text};

use crate::ids::CandidateId;

/// From this likeness on two questions ask for the same (docs/decisions/0045-learning-loop.md).
const ALIKE: f32 = 0.5;
/// Where words alone are compared, fewer are shared by chance.
const ALIKE_BY_WORDS: f32 = 0.4;
/// So many questions tell what a group asks for.
pub const GUIDES: usize = 4;

/// A question that tells what its group asks for.
pub struct Guide {
    pub candidate_id: CandidateId,
    pub text: Text,
}

/// Where a question belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    pub candidate_id: CandidateId,
    /// It was not known before.
    pub is_new: bool,
}

/// The groups of a shop while questions are sorted into them.
pub struct Groups<'i> {
    index: &'i Index,
    alike: f32,
    texts: Vec<Text>,
    places: Vec<Place>,
}

impl<'i> Groups<'i> {
    pub fn new(index: &'i Index, guides: Vec<Guide>) -> Self {
        let known = |guide: Guide| (guide.text, Place { candidate_id: guide.candidate_id, is_new: false });
        let (texts, places) = guides.into_iter().map(known).unzip();
        let alike = if index.knows_meanings() { ALIKE } else { ALIKE_BY_WORDS };
        Self { index, alike, texts, places }
    }

    /// The group that a question is likest to, or one of its own.
    pub fn take(&mut self, question: Text) -> Place {
        let likest = self.index.likest(&question, &self.texts).filter(|(_, likeness)| *likeness >= self.alike);
        let Some((at, _)) = likest else {
            let place = Place { candidate_id: CandidateId::new(), is_new: true };
            self.texts.push(question);
            self.places.push(place);
            return place;
        };
        let place = self.places[at];
        let guides = self.places.iter().filter(|known| known.candidate_id == place.candidate_id).count();
        if guides < GUIDES {
            self.texts.push(question);
            self.places.push(place);
        }
        place
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sort(groups: &mut Groups<'_>, index: &Index, questions: &[&str]) -> Vec<Place> {
        questions.iter().map(|question| groups.take(index.text(question))).collect()
    }

    #[test]
    fn what_asks_for_the_same_comes_together() {
        let index = Index::build(Vec::new());
        let mut groups = Groups::new(&index, Vec::new());
        let places = sort(&mut groups, &index, &["有线下试衣间吗", "有没有线下试衣间", "能开发票吗", "有線下試衣間嗎"]);
        assert!(places[0].is_new && places[0].candidate_id == places[1].candidate_id);
        assert_ne!(places[0].candidate_id, places[2].candidate_id);
        assert_eq!(places[0].candidate_id, places[3].candidate_id, "characters of either kind");
    }

    #[test]
    fn a_known_group_keeps_its_id() {
        let index = Index::build(Vec::new());
        let candidate_id = CandidateId::new();
        let guide = Guide { candidate_id, text: index.text("有线下试衣间吗") };
        let mut groups = Groups::new(&index, vec![guide]);
        let places = sort(&mut groups, &index, &["你们有线下试衣间吗", "退货地址是哪里"]);
        assert_eq!(places[0], Place { candidate_id, is_new: false });
        assert!(places[1].is_new);
    }
}
