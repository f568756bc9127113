//! Whether what steps name is there and can be used.

use std::collections::{HashMap, HashSet};

use super::clean::path;
use super::model::{AssignTo, Step, StepFault};
use crate::auth::{self, Permission};
use crate::canned_replies;
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::ids::{CannedReplyId, GroupId, ShopId, StaffId, TagId};
use crate::reception;
use crate::tags::{self, Tree};

/// Who takes the steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hands {
    /// Whoever serves buyers.
    Anybody,
    /// One colleague, who may use what is their own.
    One(StaffId),
    /// Nobody: a rule of the shop.
    Rule,
}

/// What steps can name in a shop, read once for any number of them.
pub struct Ground {
    tags: Tree,
    groups: HashSet<GroupId>,
    serving: HashSet<StaffId>,
    advisers: HashSet<StaffId>,
    /// With whose own they are.
    replies: HashMap<CannedReplyId, Option<StaffId>>,
}

impl Ground {
    pub async fn load(conn: &mut Conn<'_>, shop_id: ShopId) -> Result<Self> {
        Ok(Self {
            tags: tags::tree(conn, shop_id).await?,
            groups: reception::group_ids(conn, shop_id).await?.into_iter().collect(),
            serving: auth::who_may(conn, shop_id, Permission::Reply).await?.into_iter().collect(),
            advisers: auth::who_may(conn, shop_id, Permission::WriteNotes).await?.into_iter().collect(),
            replies: canned_replies::owners(conn, shop_id).await?.into_iter().collect(),
        })
    }

    /// What steps name that is not there or cannot be used, in their order.
    pub fn faults(&self, hands: Hands, steps: &[Step]) -> Vec<StepFault> {
        let fault = |(step, what): (usize, &Step)| {
            let (field, code) = self.fault(hands, what)?;
            Some(StepFault { step, field, code })
        };
        steps.iter().enumerate().filter_map(fault).collect()
    }

    fn fault(&self, hands: Hands, step: &Step) -> Option<(&'static str, &'static str)> {
        match step {
            Step::Reply { canned_reply_id: Some(id), .. } => {
                let is_theirs = |owner: &Option<StaffId>| owner.is_none_or(|owner| hands == Hands::One(owner));
                let known = self.replies.get(id).is_some_and(is_theirs);
                (!known).then_some(("canned_reply_id", "unknown"))
            }
            // An archived tag can still be taken off.
            Step::Untag { tag_ids } => self.tag_fault(tag_ids, |id| self.tags.find(id).is_some()),
            Step::Tag { tag_ids } | Step::Solve { tag_ids } => self.tag_fault(tag_ids, |id| self.tags.is_offered(id)),
            Step::Assign { to: AssignTo::Me, .. } => (hands == Hands::Rule).then_some(("to", "not_for_rules")),
            Step::Assign { to: AssignTo::Staff, staff_id, .. } => {
                let there = staff_id.is_some_and(|id| self.serving.contains(&id));
                (!there).then_some(("staff_id", "unknown"))
            }
            Step::Assign { to: AssignTo::Group, group_id, .. } => {
                let there = group_id.is_some_and(|id| self.groups.contains(&id));
                (!there).then_some(("group_id", "unknown"))
            }
            Step::FollowUp { staff_id: Some(id), .. } => {
                (!self.advisers.contains(id)).then_some(("staff_id", "unknown"))
            }
            _ => None,
        }
    }

    fn tag_fault(&self, ids: &[TagId], fits: impl Fn(TagId) -> bool) -> Option<(&'static str, &'static str)> {
        let wrong = ids.iter().find(|id| !fits(**id))?;
        let code = if self.tags.find(*wrong).is_some() { "archived" } else { "unknown" };
        Some(("tag_ids", code))
    }
}

/// Refuses steps that name what is not there or cannot be used: to be asked in the transaction that stores them.
pub async fn check(conn: &mut Conn<'_>, shop_id: ShopId, hands: Hands, steps: &[Step]) -> Result<()> {
    match Ground::load(conn, shop_id).await?.faults(hands, steps).into_iter().next() {
        Some(StepFault { step, field, code }) => Err(Error::invalid(path(step, field), code)),
        None => Ok(()),
    }
}
