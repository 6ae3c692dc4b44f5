//! What a coordinator should know of a list although it is no fault: counted while reading, told
//! in one sentence each at the end.

use super::super::super::crs::Frame;
use super::super::super::rows::Spot;

/// A count, and where it began.
#[derive(Debug, Default)]
struct Tally {
    count: u64,
    first: Option<(Spot, String)>,
}

impl Tally {
    fn add(&mut self, place: Spot, detail: impl FnOnce() -> String) {
        self.count += 1;
        self.first.get_or_insert_with(|| (place, detail()));
    }
}

/// The tallies of one file.
#[derive(Debug, Default)]
pub(super) struct Notes {
    in_parts: Tally,
    same_outlines: Tally,
    cut_words: Tally,
    complaints: Tally,
    guesses: u64,
}

impl Notes {
    pub(super) fn parts(&mut self, place: Spot, parts: usize) {
        if parts > 1 {
            self.in_parts.add(place, String::new);
        }
    }

    pub(super) fn same_outline(&mut self, place: Spot, first: u64) {
        self.same_outlines.add(place, || place.at(first).to_string());
    }

    pub(super) fn cut_words(&mut self, place: Spot) {
        self.cut_words.add(place, String::new);
    }

    pub(super) fn complaint(&mut self, place: Spot, complaint: String) {
        self.complaints.add(place, || complaint);
    }

    pub(super) fn guess(&mut self, is_guess: bool) {
        self.guesses += u64::from(is_guess);
    }

    /// Adds a sentence for each thing that was counted.
    pub(super) fn tell(&self, frame: &Frame, notes: &mut Vec<String>) {
        if let Some(name) = frame.name() {
            let look = if frame.is_usual() {
                ""
            } else {
                "; that can be off by some metres, so compare the outlines with the imagery"
            };
            notes.push(format!("the coordinates were turned from {name} into WGS 84{look}"));
        }
        if let Tally { count, first: Some((place, _)) } = &self.in_parts {
            notes.push(format!(
                "{count} outlines have several parts, the first at {place}; of each only the \
                 largest part is used"
            ));
        }
        if let Tally { count, first: Some((place, other)) } = &self.same_outlines {
            notes.push(format!(
                "{count} outlines come again without an id of their own, the first at {place}, \
                 the same as {other}; they are kept with a number behind the id"
            ));
        }
        if let Tally { count, first: Some((place, _)) } = &self.cut_words {
            notes.push(format!(
                "{count} rows have more words beside the outline than are kept, the first at \
                 {place}"
            ));
        }
        if let Tally { count, first: Some((place, complaint)) } = &self.complaints {
            notes.push(format!(
                "{count} rows date the damage in a way that cannot be used, the first at {place}: \
                 {complaint}"
            ));
        }
        if self.guesses > 0 {
            notes.push(format!(
                "{} rows have dates such as 6/4/15 that could be read either way round; the order \
                 stated, or else the month first, was used",
                self.guesses
            ));
        }
    }
}
