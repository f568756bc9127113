//! What may stand where in a shop's tree of tags, and which tags a conversation may be given: pure.

use std::collections::HashSet;

use super::model::Tag;
use crate::error::{Error, Result};
use crate::ids::TagId;

/// A tag at the top is on the first level.
pub const MOST_LEVELS: usize = 4;
pub const MOST_TAGS: usize = 1000;
/// On one conversation.
const MOST_CHOSEN: usize = 20;
/// Between the names of a path.
const INTO: &str = " / ";

/// The tags of a shop, archived ones too.
#[derive(Debug, Clone, Default)]
pub struct Tree {
    pub tags: Vec<Tag>,
}

impl Tree {
    pub fn find(&self, id: TagId) -> Option<&Tag> {
        self.tags.iter().find(|tag| tag.id == id)
    }

    /// A tag and those above it, from the inside out.
    pub fn line(&self, id: TagId) -> impl Iterator<Item = &Tag> {
        std::iter::successors(self.find(id), |tag| tag.parent_id.and_then(|parent| self.find(parent)))
            .take(self.tags.len())
    }

    /// Whether a tag can be given to conversations: neither it nor one above it is archived.
    pub fn is_offered(&self, id: TagId) -> bool {
        self.find(id).is_some() && self.line(id).all(|tag| tag.archived_at.is_none())
    }

    /// The tags that can be given to conversations.
    pub fn offered(&self) -> impl Iterator<Item = &Tag> {
        self.tags.iter().filter(|tag| self.is_offered(tag.id))
    }

    pub fn is_below(&self, id: TagId, root: TagId) -> bool {
        id != root && self.line(id).any(|tag| tag.id == root)
    }

    /// Its names from the top, such as `Delivery / Late`.
    pub fn path(&self, id: TagId) -> String {
        let mut names: Vec<&str> = self.line(id).map(|tag| tag.name.as_str()).collect();
        names.reverse();
        names.join(INTO)
    }

    /// Those directly below a tag or at the top, in their order.
    pub fn siblings(&self, parent_id: Option<TagId>) -> Vec<&Tag> {
        let mut siblings: Vec<&Tag> = self.tags.iter().filter(|tag| tag.parent_id == parent_id).collect();
        siblings.sort_by_key(|tag| (tag.position, tag.id));
        siblings
    }

    /// How many levels a tag fills with what is below it.
    fn height(&self, id: TagId) -> usize {
        let own = self.line(id).count();
        let below = self.tags.iter().filter(|tag| self.is_below(tag.id, id)).map(|tag| self.line(tag.id).count());
        1 + below.max().unwrap_or(own).saturating_sub(own)
    }

    /// Whether a tag, with what is below it, may stand below another or at the top; `None` is a new one.
    pub fn check_place(&self, id: Option<TagId>, parent_id: Option<TagId>) -> Result<()> {
        let Some(parent_id) = parent_id else { return Ok(()) };
        self.find(parent_id).ok_or_else(|| Error::invalid("parent_id", "unknown"))?;
        if id.is_some_and(|id| self.line(parent_id).any(|tag| tag.id == id)) {
            return Err(Error::invalid("parent_id", "within_itself"));
        }
        if !self.is_offered(parent_id) {
            return Err(Error::invalid("parent_id", "archived"));
        }
        let levels = self.line(parent_id).count() + id.map_or(1, |id| self.height(id));
        if levels > MOST_LEVELS { Err(Error::invalid("parent_id", "too_many_levels")) } else { Ok(()) }
    }

    /// Whether no sibling is called the same; of an archived one it is said, since it can come back instead.
    pub fn check_name(&self, id: Option<TagId>, parent_id: Option<TagId>, name: &str) -> Result<()> {
        let folded = zg_text::fold(name);
        let twin = |tag: &&Tag| Some(tag.id) != id && tag.parent_id == parent_id && zg_text::fold(&tag.name) == folded;
        match self.tags.iter().find(twin) {
            None => Ok(()),
            Some(tag) if tag.archived_at.is_some() => Err(Error::invalid("name", "archived_there")),
            Some(_) => Err(Error::invalid("name", "already_there")),
        }
    }

    /// The tags a conversation has once somebody has chosen: those it had come first, and keep it though archived.
    pub fn chosen(&self, before: &[TagId], wanted: &[TagId]) -> Result<Vec<TagId>> {
        let asked: HashSet<TagId> = wanted.iter().copied().collect();
        let mut seen: HashSet<TagId> = before.iter().copied().collect();
        let mut chosen: Vec<TagId> = before.iter().copied().filter(|id| asked.contains(id)).collect();
        for &id in wanted.iter().filter(|id| seen.insert(**id)) {
            self.find(id).ok_or_else(|| Error::invalid("tag_ids", "unknown"))?;
            if !self.is_offered(id) {
                return Err(Error::invalid("tag_ids", "archived"));
            }
            chosen.push(id);
        }
        if chosen.len() > MOST_CHOSEN { Err(Error::invalid("tag_ids", "too_many")) } else { Ok(chosen) }
    }
}
