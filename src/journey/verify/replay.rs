//! What the lines of a ledger say of a campaign when the data stood still.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::record::Record;
use super::release::Line;
use crate::domain::ledger::{CampaignState, Capture, Dispute, Leaf, Ruling, Superseding};
use crate::journey::taking::LEDGER;

#[derive(Default)]
pub(super) struct Replay<'a> {
    /// How many lines are redacted that stand for no row yet.
    pub(super) redacted: u64,
    /// Whether lines of what single people said are told: of all of them then.
    pub(super) tells: bool,
    /// When the release was written down, in milliseconds.
    pub(super) frozen_at: i64,
    superseded: HashMap<i64, &'a Superseding>,
    erased: BTreeSet<&'a str>,
    /// With their lines, and those that have a row taken out.
    pub(super) rulings: BTreeMap<i64, (u64, &'a Ruling)>,
    /// What ended a round of a building.
    disputes: HashMap<(i64, i64), &'a Dispute>,
    dispute_numbers: BTreeSet<i64>,
    set_aside: BTreeSet<&'a str>,
    persons: BTreeMap<&'a str, &'a str>,
    pub(super) captures: BTreeMap<i64, &'a Capture>,
    /// Captures that were moved after they came in.
    moved: BTreeSet<&'a str>,
    /// The last line from which on a capture is shown.
    pub(super) last_shown: u64,
    /// The campaign's name in addresses.
    pub(super) slug: &'a str,
    pub(super) methods: BTreeSet<&'a str>,
    /// The newest of them.
    pub(super) method: &'a str,
    undone: BTreeSet<i64>,
    /// The images that volunteers are shown.
    shown: BTreeSet<&'a str>,
}

const fn is_shown(capture: &Capture) -> bool {
    capture.shown && !capture.held
}

impl<'a> Replay<'a> {
    /// From the first so many lines, for a release that was written down at a time.
    pub(super) fn new(record: &'a Record, release: &Line) -> Result<Self, String> {
        let Line { lines, at: frozen_at, .. } = *release;
        let (redacted, _) = record.redacted(lines);
        let mut own = Self { redacted, frozen_at, ..Self::default() };
        for (line, leaf) in record.events.iter().take_while(|(line, _)| *line < lines) {
            own.take(*line, leaf)
                .map_err(|words| format!("{LEDGER}, line {line} from 0: {words}"))?;
        }
        own.tells = record.judgements.iter().any(|place| place.line < lines);
        own.tells |= !own.rulings.is_empty();
        if own.methods.is_empty() {
            return Err(format!("{LEDGER}: no line says by which method buildings are settled"));
        }
        if own.slug != release.slug {
            let slug = &release.slug;
            return Err(format!("manifest.json is of {slug}, {LEDGER} of {}", own.slug));
        }
        let shown = own.captures.values().filter(|capture| is_shown(capture));
        own.shown = shown.map(|capture| capture.image_id.as_str()).collect();
        Ok(own)
    }

    fn take(&mut self, line: u64, leaf: &'a Leaf) -> Result<(), String> {
        let is_new = match leaf {
            Leaf::Superseding(own) => self.superseded.insert(own.judgement, own).is_none(),
            Leaf::Ruling(own) => self.rulings.insert(own.number, (line, own)).is_none(),
            Leaf::Dispute(own) => {
                // The first holds.
                self.disputes.entry((own.building, own.round)).or_insert(own);
                self.dispute_numbers.insert(own.number)
            }
            Leaf::Capture(own) => return self.take_capture(line, own),
            other => {
                self.take_state(other);
                true
            }
        };
        let kind = leaf.kind().as_str();
        if is_new { Ok(()) } else { Err(format!("a {kind} of this number was said before")) }
    }

    fn take_state(&mut self, leaf: &'a Leaf) {
        match leaf {
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
            Leaf::Erased(own) => {
                self.erased.insert(&own.volunteer);
            }
            Leaf::Campaign(CampaignState { method, slug, .. }) => {
                self.slug = slug;
                self.take_method(method);
            }
            Leaf::Rules(own) => self.take_method(&own.method),
            Leaf::ImportUndone(own) => {
                self.undone.insert(own.number);
                // What nobody was shown is removed, and its numbers may be given again.
                self.captures.retain(|_, capture| capture.import != Some(own.number));
            }
            _ => {}
        }
    }

    fn take_method(&mut self, method: &'a str) {
        self.methods.insert(method);
        self.method = method;
    }

    /// Only whether a capture is shown and how far it is moved may change.
    fn take_capture(&mut self, line: u64, own: &'a Capture) -> Result<(), String> {
        let before = self.captures.insert(own.number, own);
        if let Some(before) = before {
            let was = Capture {
                shown: own.shown,
                held: own.held,
                east_mm: own.east_mm,
                north_mm: own.north_mm,
                ..before.clone()
            };
            if was != *own {
                let number = own.number;
                return Err(format!("capture {number} has another time, id or files than before"));
            }
            if (before.east_mm, before.north_mm) != (own.east_mm, own.north_mm) {
                self.moved.insert(&own.image_id);
            }
        } else if self.captures.values().filter(|one| one.image_id == own.image_id).count() > 1 {
            return Err(format!("image {} has another number than before", own.image_id));
        }
        if is_shown(own) && !before.is_some_and(is_shown) {
            self.last_shown = line;
        }
        Ok(())
    }

    /// Whether volunteers are shown an image.
    pub(super) fn shows(&self, image_id: &str) -> bool {
        self.shown.contains(image_id)
    }

    /// Whether an image may have ceased to show a building, which judged ones do only when moved.
    pub(super) fn may_miss(&self, image_id: &str) -> bool {
        self.moved.contains(image_id)
    }

    /// Whether a volunteer had all removed that leads to them.
    pub(super) fn is_erased(&self, volunteer: &str) -> bool {
        self.erased.contains(volunteer)
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
    pub(super) fn superseded(&self, judgement: i64) -> Option<&'a Superseding> {
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
