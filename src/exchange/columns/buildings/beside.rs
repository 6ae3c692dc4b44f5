//! What stands beside a building's window, and what its columns work out.

use super::BuildingRow;
use crate::exchange::cell::Cell;

/// What the model says of a building, as it is exported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PosteriorCells {
    /// The likeliest interval: its last standing and its first destroyed capture.
    pub likeliest: [Option<String>; 2],
    /// How likely it is, in thousandths.
    pub share_pm: u32,
    /// The same two captures of the narrowest run that holds nine tenths.
    pub credible: [Option<String>; 2],
    /// Number of the fit.
    pub fit: i64,
}

/// The ruling in force, as it is exported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RulingCells {
    /// One of the words of the column `ruling_kind`.
    pub kind: String,
    /// Whether the deciding one had answered blind.
    pub is_blind: bool,
    /// How many people ruled in that round.
    pub adjudicators: u32,
}

impl BuildingRow {
    pub(super) fn posterior_end(
        &self,
        of: fn(&PosteriorCells) -> &[Option<String>; 2],
        end: usize,
    ) -> Cell<'_> {
        let name = self.posterior.as_ref().and_then(|cells| of(cells).get(end));
        Cell::text(name.and_then(Option::as_ref))
    }

    pub(super) fn interval_days(&self) -> Option<i64> {
        let (last, first) = self.last_intact.as_ref().zip(self.first_destroyed.as_ref())?;
        Some((first.taken.at.date_naive() - last.taken.at.date_naive()).num_days())
    }

    pub(super) fn support_share(&self) -> Option<f64> {
        let counted = (self.n_counted > 0).then_some(f64::from(self.n_counted))?;
        Some((f64::from(self.n_agree?) / counted * 1e4).round() / 1e4)
    }

    pub(super) fn agreement_level(&self) -> Option<&'static str> {
        let (agree, counted) = (u64::from(self.n_agree?), u64::from(self.n_counted));
        match counted {
            0 => None,
            _ if agree == counted => Some("unanimous"),
            _ if agree * 2 > counted => Some("majority"),
            _ => Some("split"),
        }
    }
}
