//! What the lines of a ledger say of a campaign when the data stood still.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::record::Record;
use crate::domain::ledger::{Capture, Dispute, Leaf, Ruling};

#[derive(Default)]
pub(super) struct Replay<'a> {
    /// How many lines are redacted.
    pub(super) redacted: u64,
    /// When the release was written down, in milliseconds.
    pub(super) frozen_at: i64,
    superseded: HashMap<i64, &'a str>,
    /// With their lines, and those that have a row taken out.
    pub(super) rulings: BTreeMap<i64, (u64, &'a Ruling)>,
    /// What ended a round of a building.
    disputes: HashMap<(i64, i64), &'a Dispute>,
    set_aside: BTreeSet<&'a str>,
    persons: BTreeMap<&'a str, &'a str>,
    pub(super) captures: BTreeMap<i64, &'a Capture>,
    pub(super) last_capture: u64,
    pub(super) methods: BTreeSet<&'a str>,
    undone: BTreeSet<i64>,
}

impl<'a> Replay<'a> {
    /// From the first so many lines.
    pub(super) fn new(record: &'a Record, lines: u64, frozen_at: i64) -> Self {
        let redacted = record.redacted_before(lines);
        let mut own = Self { redacted, frozen_at, ..Self::default() };
        for (line, leaf) in record.events.iter().take_while(|(line, _)| *line < lines) {
            own.take(*line, leaf);
        }
        own
    }

    fn take(&mut self, line: u64, leaf: &'a Leaf) {
        match leaf {
            Leaf::Superseding(own) => {
                self.superseded.insert(own.judgement, &own.reason);
            }
            Leaf::Ruling(own) => {
                self.rulings.insert(own.number, (line, own));
            }
            Leaf::Dispute(own) => {
                // The first holds.
                self.disputes.entry((own.building, own.round)).or_insert(own);
            }
            Leaf::Quarantine(own) => {
                self.set_aside.insert(&own.volunteer);
            }
            Leaf::Restore(own) => {
                self.set_aside.remove(own.volunteer.as_str());
            }
            Leaf::Merge(own) => {
                self.persons.insert(&own.person, &own.person);
                self.persons.insert(&own.volunteer, &own.person);
            }
            Leaf::Part(own) => {
                self.persons.remove(own.volunteer.as_str());
                if self.persons.values().filter(|person| **person == own.person).count() == 1 {
                    self.persons.remove(own.person.as_str());
                }
            }
            Leaf::Capture(own) => {
                self.captures.insert(own.number, own);
                self.last_capture = line;
            }
            Leaf::Campaign(own) => {
                self.methods.insert(&own.method);
            }
            Leaf::Rules(own) => {
                self.methods.insert(&own.method);
            }
            Leaf::ImportUndone(own) => {
                self.undone.insert(own.number);
            }
            _ => {}
        }
    }

    /// The name of a capture.
    pub(super) fn image(&self, capture: Option<i64>) -> Option<String> {
        Some(self.captures.get(&capture?)?.image_id.clone())
    }

    /// Whether what an import brought may be gone.
    pub(super) fn is_undone(&self, import: Option<i64>) -> bool {
        import.is_some_and(|import| self.undone.contains(&import))
    }

    /// Why a judgement was replaced or taken back.
    pub(super) fn superseded(&self, judgement: i64) -> Option<&str> {
        self.superseded.get(&judgement).copied()
    }

    /// Whether a volunteer's judgements are not counted.
    pub(super) fn is_set_aside(&self, volunteer: &str) -> bool {
        self.set_aside.contains(volunteer)
    }

    /// As whom one of several devices counts.
    pub(super) fn person(&self, volunteer: &str) -> Option<&str> {
        self.persons.get(volunteer).copied()
    }

    /// What ended the round of a ruling.
    pub(super) fn ended(&self, ruling: &Ruling) -> Option<&'a Dispute> {
        self.disputes.get(&(ruling.building, ruling.round)).copied()
    }
}
