//! Reliability curve, expected calibration error, negative log-likelihood and Brier score.

use super::{Audited, CHANCE_MIN, Claims};
use crate::domain::consensus::span::Span;
use crate::domain::statistics::{Bounds, Share, number};

/// Bins of a reliability curve, of equal width from 0 to 1.
pub const BINS: usize = 15;

/// One bin of a reliability curve: the buildings whose best interval has a chance in
/// `(low, high]`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bin {
    /// Its lower end, left out.
    pub low: f64,
    /// Its upper end, included.
    pub high: f64,
    /// How many of how many best intervals were right.
    pub right: Share,
    /// The mean chance that was stated for them; none where the bin is empty.
    pub stated: Option<f64>,
    /// The 95 % interval of the share that were right (Wilson 1927).
    pub interval: Bounds,
}

/// How well stated chances match what came true.
#[derive(Debug, Clone, PartialEq)]
pub struct Reliability {
    /// How many best intervals lie inside the truth.
    pub right: Share,
    /// The curve, from 0 to 1.
    pub bins: Vec<Bin>,
    /// Expected calibration error: the mean over buildings of the gap, bin by bin, between stated
    /// and true shares (Naeini, Cooper and Hauskrecht 2015).
    pub ece: f64,
    /// Mean negative logarithm of the chance stated for the truth, in nats; chances are clipped at
    /// [`CHANCE_MIN`].
    pub nll: f64,
    /// Mean squared distance of the posterior from certainty in the truth, 0 to 2 (Brier 1950,
    /// over all intervals), over buildings whose truth is one interval; none without any.
    pub brier: Option<f64>,
}

/// The figures over audited buildings; none of no buildings.
#[must_use]
pub fn reliability(audited: &[Audited<'_>]) -> Option<Reliability> {
    let all = number(audited.len());
    let mut claims = Claims::default();
    let (mut nll, mut brier, mut exact) = (0.0, 0.0, 0usize);
    for building in audited {
        let (interval, stated) = building.best();
        claims.add(stated, building.truth.contains(Span::at(interval)));
        nll -= libm::log(building.chance().clamp(CHANCE_MIN, 1.0));
        if building.truth.width() == 1 {
            exact += 1;
            brier += squared_distance(building);
        }
    }
    let ece = claims.ece()?;
    let brier = (exact > 0).then(|| brier / number(exact));
    Some(Reliability { right: claims.right(), bins: claims.bins(), ece, nll: nll / all, brier })
}

fn squared_distance(building: &Audited<'_>) -> f64 {
    let gap = |(interval, chance): (usize, &f32)| {
        let truth = f64::from(u8::from(interval == building.truth.low));
        (f64::from(*chance) - truth) * (f64::from(*chance) - truth)
    };
    building.posterior.iter().enumerate().map(gap).sum()
}
