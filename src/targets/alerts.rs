//! Who is told of waits that are too long: pure.

use crate::conversations::waits::Measured;
use crate::ids::StaffId;
use crate::notifications::{NewNotification, NotificationKind};

/// Who there is to be told.
#[derive(Debug, Default)]
pub struct People {
    /// Those who answer buyers and are there; all of them, where nobody is.
    pub serving: Vec<StaffId>,
    /// Those who may take conversations over.
    pub leads: Vec<StaffId>,
}

/// What is to be told of one conversation.
pub fn told(kind: NotificationKind, measured: &Measured, people: &People) -> Vec<NewNotification> {
    let owner = measured.assignee_id;
    let receivers: Vec<StaffId> = match (kind, owner) {
        // Whoever owns it was told when it was due.
        (NotificationKind::StillWaiting, _) => {
            people.leads.iter().copied().filter(|lead| Some(*lead) != owner).collect()
        }
        (_, Some(owner)) => vec![owner],
        (_, None) => people.serving.clone(),
    };
    let to = |staff_id| NewNotification { staff_id, kind, conversation_id: measured.id, by_id: None };
    receivers.into_iter().map(to).collect()
}
