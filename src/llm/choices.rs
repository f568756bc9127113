//! What a model may choose from: the tags that somebody could put on a conversation now, by their names alone.

use crate::app::App;
use crate::conversations::ConversationRow;
use crate::error::{Error, Result};
use crate::ids::TagId;
use crate::tags::Closing;

/// Which tags are to choose from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Among {
    All,
    /// Those that say why a conversation was closed.
    Reasons,
}

/// A tag that can be chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    pub tag_id: TagId,
    /// Its names from the top.
    pub path: String,
    pub name: String,
}

/// What a conversation could be tagged with and is not; refused with `no_tags` where there is nothing.
pub async fn choices(app: &App, row: &ConversationRow, among: Among) -> Result<Vec<Choice>> {
    let closing = Closing::of(&mut app.db.reader().await?.conn(), row.shop_id).await?;
    let has = row.tags();
    let fits = |id: TagId| !has.contains(&id) && (among == Among::All || closing.is_reason(id));
    let tree = &closing.tree;
    let offered = tree.offered().filter(|tag| fits(tag.id));
    let mut choices: Vec<Choice> =
        offered.map(|tag| Choice { tag_id: tag.id, path: tree.path(tag.id), name: tag.name.clone() }).collect();
    // What stands below a tag follows it.
    choices.sort_by(|one, other| one.path.cmp(&other.path));
    if choices.is_empty() { Err(Error::Conflict("no_tags")) } else { Ok(choices) }
}

/// The one tag that a name means: by its path, or by its own name where only one is called so.
pub fn named(choices: &[Choice], said: &str) -> Option<TagId> {
    let said = plain(said);
    let by_path = choices.iter().find(|choice| plain(&choice.path) == said);
    let mut by_name = choices.iter().filter(|choice| plain(&choice.name) == said);
    let only = || by_name.next().filter(|_| by_name.next().is_none());
    by_path.or_else(only).map(|choice| choice.tag_id)
}

/// As names are compared: models change blanks and capitals.
fn plain(name: &str) -> String {
    zg_text::fold(name).split_whitespace().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_means_one_tag_or_none() {
        let choice = |path: &str| {
            let name = path.rsplit(" / ").next().unwrap_or_default().to_owned();
            Choice { tag_id: TagId::new(), path: path.into(), name }
        };
        let choices = ["售前 / 尺码", "售后 / 尺码", "售后 / 物流 / Late", "其他"].map(choice);
        for (said, found) in [
            ("售后 / 尺码", Some(1)),
            ("售后/尺码", Some(1)),
            ("late", Some(2)),
            ("售後 / 物流 / LATE", Some(2)),
            ("其他", Some(3)),
            ("尺码", None),
            ("物流", None),
            ("", None),
        ] {
            assert_eq!(named(&choices, said), found.map(|at: usize| choices[at].tag_id), "{said}");
        }
    }
}
