//! Which groups serve a buyer.

use std::collections::BTreeSet;

use super::model::Skills;
use super::plan::Wanted;
use crate::conversations::queue::Queued;
use crate::customers::visitors::nearest_locale;
use crate::ids::GroupId;

/// A group that has members.
pub struct Serving {
    pub id: GroupId,
    pub skills: Skills,
}

/// Who may serve somebody in the queue: the group they were handed to; else the groups whose skills fit; else anyone.
pub fn wanted(queued: &Queued, groups: &[Serving], shop_locale: &str) -> Wanted {
    if let Some(named) = queued.group_id.filter(|id| groups.iter().any(|group| group.id == *id)) {
        return Wanted::Groups(BTreeSet::from([named]));
    }
    let fitting: BTreeSet<GroupId> =
        groups.iter().filter(|group| group.skills.fit(queued, shop_locale)).map(|group| group.id).collect();
    if fitting.is_empty() { Wanted::Anyone } else { Wanted::Groups(fitting) }
}

impl Skills {
    fn fit(&self, queued: &Queued, shop_locale: &str) -> bool {
        let locale = nearest_locale(queued.locale.as_deref().unwrap_or(shop_locale));
        fits(&self.inboxes, |inbox| *inbox == queued.inbox_id)
            && fits(&self.stages, |stage| *stage == queued.stage)
            && fits(&self.languages, |language| language == locale)
            && fits(&self.products, |word| looks_at(queued, word))
    }
}

/// What is empty fits everybody.
fn fits<T>(wanted: &[T], fit: impl Fn(&T) -> bool) -> bool {
    wanted.is_empty() || wanted.iter().any(fit)
}

fn looks_at(queued: &Queued, word: &str) -> bool {
    let word = zg_text::fold(word);
    [&queued.page_title, &queued.page_url].into_iter().flatten().any(|text| zg_text::fold(text).contains(&word))
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::clock::Time;
    use crate::conversations::Stage;
    use crate::ids::{ConversationId, CustomerId, InboxId};
    use crate::inboxes::Channel;

    fn queued() -> Queued {
        Queued {
            id: ConversationId(Uuid::nil()),
            rank: 0,
            waiting_since: Some(Time(0)),
            updated_at: Time(0),
            inbox_id: InboxId(Uuid::from_u128(7)),
            customer_id: CustomerId(Uuid::nil()),
            channel: Channel::Widget,
            stage: Stage::PreSale,
            group_id: None,
            called_at: None,
            tier: None,
            locale: Some("en-GB".into()),
            page_url: Some("https://shop.example/p/linen-shirt".into()),
            page_title: Some("亚麻衬衫".into()),
            before: None,
        }
    }

    fn group(number: u128, skills: Skills) -> Serving {
        Serving { id: GroupId(Uuid::from_u128(number)), skills }
    }

    fn found(queued: &Queued, skills: Skills) -> bool {
        let other = Skills { stages: vec![Stage::AfterSale], ..Skills::default() };
        wanted(queued, &[group(1, skills), group(2, other)], "zh-CN")
            == Wanted::Groups(BTreeSet::from([GroupId(Uuid::from_u128(1))]))
    }

    #[test]
    fn a_group_serves_whom_all_its_skills_fit() {
        let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
        assert!(found(&queued(), Skills::default()));
        assert!(found(&queued(), Skills { inboxes: vec![InboxId(Uuid::from_u128(7))], ..Skills::default() }));
        assert!(!found(&queued(), Skills { inboxes: vec![InboxId(Uuid::from_u128(8))], ..Skills::default() }));
        assert!(found(&queued(), Skills { languages: words(&["zh-CN", "en"]), ..Skills::default() }));
        assert!(!found(&queued(), Skills { languages: words(&["zh-Hant"]), ..Skills::default() }));
        assert!(found(&queued(), Skills { products: words(&["LINEN"]), ..Skills::default() }));
        assert!(found(&queued(), Skills { products: words(&["衬衫"]), ..Skills::default() }));
        let both = Skills { products: words(&["衬衫"]), stages: vec![Stage::AfterSale], ..Skills::default() };
        assert!(!found(&queued(), both));
        let unknown = Queued { locale: None, ..queued() };
        assert!(found(&unknown, Skills { languages: words(&["zh-CN"]), ..Skills::default() }));
    }

    #[test]
    fn who_was_handed_to_a_group_waits_for_it_alone() {
        let groups = [group(1, Skills::default()), group(2, Skills::default())];
        let handed = |number| Queued { group_id: Some(GroupId(Uuid::from_u128(number))), ..queued() };
        let only = |number| Wanted::Groups(BTreeSet::from([GroupId(Uuid::from_u128(number))]));
        assert_eq!(wanted(&handed(2), &groups, "zh-CN"), only(2));
        // One that is gone, or has nobody in it, keeps nobody waiting.
        let all = Wanted::Groups(groups.iter().map(|group| group.id).collect());
        assert_eq!(wanted(&handed(3), &groups, "zh-CN"), all);
    }

    #[test]
    fn whom_no_group_serves_anyone_may() {
        let other = group(1, Skills { stages: vec![Stage::AfterSale], ..Skills::default() });
        assert_eq!(wanted(&queued(), &[other], "zh-CN"), Wanted::Anyone);
        assert_eq!(wanted(&queued(), &[], "zh-CN"), Wanted::Anyone);
    }
}
