//! Since when colleagues are gone, as this process sees it: a page that loads again is no absence.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use crate::clock::Time;
use crate::ids::{ShopId, StaffId};
use crate::live::Live;

#[derive(Debug, Clone, Default)]
pub struct Absences(Arc<Mutex<HashMap<(ShopId, StaffId), Time>>>);

impl Absences {
    /// Those of these colleagues who have no desk open since so many seconds. Whoever is not asked for is forgotten.
    pub fn of(&self, live: &Live, shop_id: ShopId, staff: &[StaffId], seconds: i64, now: Time) -> Vec<StaffId> {
        // Nothing here is half-done when a holder panics: plain inserts and removes.
        let mut gone_since = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        gone_since.retain(|(shop, id), _| *shop != shop_id || (staff.contains(id) && !live.is_connected(shop_id, *id)));
        let is_absent = |id: &StaffId| {
            let since = *gone_since.entry((shop_id, *id)).or_insert(now);
            since.plus_seconds(seconds) <= now
        };
        let gone = staff.iter().copied().filter(|id| !live.is_connected(shop_id, *id));
        gone.filter(is_absent).collect()
    }
}
