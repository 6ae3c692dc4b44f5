//! Which ids a file has given already, without keeping them: of each only 64 bits of a hash and
//! the number of its row.

use std::collections::HashMap;
use std::collections::hash_map::{DefaultHasher, Entry};
use std::hash::{Hash as _, Hasher as _};

/// The ids of one file. Two different ids are taken for the same with a chance of one in 18
/// million for a whole file of a million buildings (birthday bound, 64 bits); the second is then
/// refused as a duplicate, which a person sees and mends by changing it.
#[derive(Debug, Default)]
pub(in super::super) struct Ids {
    first_rows: HashMap<u64, u32>,
    /// How often those came that came again.
    repeated: HashMap<u64, u32>,
}

impl Ids {
    /// Takes an id; the number of the row that had it first, if one had.
    pub(in super::super) fn take(&mut self, id: &str, row: u32) -> Option<u32> {
        match self.first_rows.entry(hash(id)) {
            Entry::Occupied(first) => Some(*first.get()),
            Entry::Vacant(free) => {
                free.insert(row);
                None
            }
        }
    }

    /// How often an id that was taken before has come, this time included: 2 for the first time.
    pub(in super::super) fn again(&mut self, id: &str) -> u32 {
        let times = self.repeated.entry(hash(id)).or_insert(1);
        *times += 1;
        *times
    }
}

fn hash(id: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    id.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_row_of_an_id_is_remembered() {
        let mut ids = Ids::default();
        assert_eq!(ids.take("A", 1), None);
        assert_eq!(ids.take("B", 2), None);
        assert_eq!(ids.take("A", 3), Some(1));
        assert_eq!((ids.again("A"), ids.again("A"), ids.again("B")), (2, 3, 2));
    }
}
