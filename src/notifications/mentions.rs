//! Whom a note names: pure. The desk writes `@` and the name of a colleague.

use crate::ids::StaffId;

/// The colleagues a note names, each once. Of two names that fit, the longer one is meant.
pub fn mentioned(note: &str, colleagues: &[(StaffId, String)]) -> Vec<StaffId> {
    let mut found = Vec::new();
    for (at, _) in note.match_indices('@') {
        // An address is no mention.
        if note[..at].chars().next_back().is_some_and(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '_')) {
            continue;
        }
        let rest = &note[at + 1..];
        let fits = |(_, name): &&(StaffId, String)| {
            let end = rest.strip_prefix(name.as_str()).filter(|_| !name.is_empty());
            end.is_some_and(|end| end.chars().next().is_none_or(|c| !c.is_alphanumeric()))
        };
        let meant = colleagues.iter().filter(fits).max_by_key(|(_, name)| name.len());
        if let Some((id, _)) = meant
            && !found.contains(id)
        {
            found.push(*id);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn named(note: &str) -> Vec<u128> {
        let people = [(1, "小美"), (2, "小美 美"), (3, "Lin"), (4, "")];
        let people: Vec<_> = people.map(|(id, name)| (StaffId(Uuid::from_u128(id)), name.to_owned())).into();
        mentioned(note, &people).into_iter().map(|id| id.0.as_u128()).collect()
    }

    #[test]
    fn a_note_names_colleagues() {
        assert_eq!(named("@小美 看一下，@Lin 也是；@小美 急"), [1, 3]);
        assert_eq!(named("请@小美，"), [1]);
        assert_eq!(named("@小美"), [1]);
        assert_eq!(named("@小美 美 在吗"), [2], "the longer name");
    }

    #[test]
    fn what_only_looks_like_it_names_nobody() {
        for note in ["小美", "@小美丽", "a@Lin", "me.@Lin", "@ 小美", "@lin", "@@", "@"] {
            assert_eq!(named(note), [] as [u128; 0], "{note}");
        }
    }
}
