//! Bayes for one task: a product of likelihoods a class, without logarithms, that neither
//! underflows nor depends on the platform. Where the likelihoods come from is not known here.

/// Labels multiplied before the product is brought back into range: a likelihood is at least
/// 2^-66, so seven of them keep a number that starts above 2^-512 above 2^-974.
const BETWEEN_RESCALES: usize = 7;
/// Below this a product is scaled up: 2^-512.
const SMALL: f64 = f64::from_bits((1023 - 512) << 52);
/// By which it is scaled up: 2^512.
const LARGE: f64 = f64::from_bits((1023 + 512) << 52);

/// A number for each class, and how often each was scaled up by 2^512.
#[derive(Debug)]
pub(super) struct Odds {
    /// The posterior, once [`Self::of`] has run.
    pub(super) values: Vec<f64>,
    scaled: Vec<u32>,
    is_scaled: bool,
}

impl Odds {
    /// For this many classes.
    pub(super) fn new(classes: usize) -> Self {
        Self { values: vec![0.0; classes], scaled: vec![0; classes], is_scaled: false }
    }

    /// Bayes: multiplies a prior by rows of likelihoods, one number for each class, and makes the
    /// sum 1. Returns what the sum was.
    #[inline]
    pub(super) fn of<'a>(&mut self, prior: &[f64], rows: impl Iterator<Item = &'a [f32]>) -> Total {
        self.start(prior);
        for (at, row) in rows.enumerate() {
            if at % BETWEEN_RESCALES == BETWEEN_RESCALES - 1 {
                self.rescale();
            }
            for (value, likelihood) in self.values.iter_mut().zip(row) {
                *value *= f64::from(*likelihood);
            }
        }
        self.normalise()
    }

    /// Begins a product with a prior. Where there are more values than classes, the others are 0
    /// and stay 0.
    #[inline]
    pub(super) fn start(&mut self, prior: &[f64]) {
        self.values.fill(0.0);
        self.values.iter_mut().zip(prior).for_each(|(value, share)| *value = *share);
        self.is_scaled = false;
    }

    /// Brings small products back into range and remembers it.
    pub(super) fn rescale(&mut self) {
        if self.values.iter().all(|value| *value >= SMALL) {
            return;
        }
        if !self.is_scaled {
            self.scaled.fill(0);
            self.is_scaled = true;
        }
        for (value, scaled) in self.values.iter_mut().zip(&mut self.scaled) {
            if *value < SMALL {
                *value *= LARGE;
                *scaled += 1;
            }
        }
    }

    /// Makes the sum of the products 1. Returns what it was.
    #[inline]
    pub(super) fn normalise(&mut self) -> Total {
        let mut scale = 0;
        if self.is_scaled {
            scale = self.scaled.iter().copied().min().unwrap_or(0);
            for (value, scaled) in self.values.iter_mut().zip(&self.scaled) {
                match scaled - scale {
                    0 => {}
                    1 => *value *= SMALL,
                    _ => *value = 0.0,
                }
            }
        }
        let total: f64 = self.values.iter().sum();
        let factor = 1.0 / total;
        self.values.iter_mut().for_each(|value| *value *= factor);
        Total { total, scale }
    }

    /// All for one class.
    pub(super) fn fix(&mut self, z: u16) {
        self.values.fill(0.0);
        if let Some(value) = self.values.get_mut(usize::from(z)) {
            *value = 1.0;
        }
    }

    /// Lets the log-likelihood count `temper` times, in a posterior that was normalised.
    pub(super) fn temper(&mut self, prior: &[f64], temper: f64) {
        if temper.to_bits() == 1f64.to_bits() {
            return;
        }
        for (value, share) in self.values.iter_mut().zip(prior) {
            *value = share * libm::pow(*value / share, temper);
        }
        let factor = 1.0 / self.values.iter().sum::<f64>();
        self.values.iter_mut().for_each(|value| *value *= factor);
    }
}

/// What a product summed to before it was made 1: `total` times 2^(-512 `scale`).
#[derive(Debug, Clone, Copy)]
pub(super) struct Total {
    total: f64,
    scale: u32,
}

impl Total {
    /// Its natural logarithm.
    pub(super) fn ln(self) -> f64 {
        libm::log(self.total) - f64::from(self.scale) * 512.0 * std::f64::consts::LN_2
    }
}
