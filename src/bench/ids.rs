//! Client ids that carry the number of their message, so that whoever meets one knows when it was due.

use uuid::Uuid;

/// How a run writes its ids: the first half names the run, the second counts.
#[derive(Debug, Clone)]
pub(super) struct ClientIds {
    run: u64,
    prefix: String,
}

const VERSION_8: u64 = 0x8000;
const VARIANT: u64 = 0x8000_0000_0000_0000;
const PREFIX: usize = 19;
const REST: usize = 17;

impl ClientIds {
    pub(super) fn new() -> Self {
        let run = (rand::random::<u64>() & !0xF000) | VERSION_8;
        let prefix = Uuid::from_u64_pair(run, VARIANT).to_string()[..PREFIX].to_owned();
        Self { run, prefix }
    }

    pub(super) fn id(&self, number: u64) -> String {
        Uuid::from_u64_pair(self.run, VARIANT | number).to_string()
    }

    /// The number of the first of this run's ids in a text.
    pub(super) fn find(&self, text: &str) -> Option<u64> {
        let start = text.find(&self.prefix)? + PREFIX;
        let digits = text.get(start..start + REST)?.replace('-', "");
        Some(u64::from_str_radix(&digits, 16).ok()? & !VARIANT)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_found_again_in_a_frame() {
        let ids = ClientIds::new();
        for number in [0, 1, 0xABCD_EF01_2345] {
            let frame = format!(r#"{{"type":"event","data":{{"client_id":"{}"}}}}"#, ids.id(number));
            assert_eq!(ids.find(&frame), Some(number));
        }
        assert_eq!(ids.find(&ClientIds::new().id(1)), None);
        assert_eq!(ids.find(&ids.prefix), None);
    }

    #[test]
    fn ids_are_valid() {
        assert_eq!(Uuid::parse_str(&ClientIds::new().id(5)).map(|id| id.get_version_num()), Ok(8));
    }
}
