//! How far one capture lies beside another: a suggestion, which a coordinator confirms by eye.
//!
//! Each patch of ground is measured alone by normalised cross-correlation of its edges, which
//! light and season change less than colours. Only patches that correlate clearly count, and of
//! those the median: rubble correlates with nothing and would give any shift.
//!
//! The thresholds come from patches of Joplin before and after the tornado of 2011, 154 m across
//! at 0.6 m: see the tests. No shift of a single building is ever taken from here.

use super::cut::Pixels;

/// The least correlation of a patch that counts.
const PEAK_MIN: f64 = 0.17;
/// How many times better than the next peak the best must be.
const LEAD_MIN: f64 = 1.3;
/// By how many standard deviations the best must stand out of all shifts that are not near it.
const CONTRAST_MIN: f64 = 5.2;
/// Shifts nearer than this to the best one, in metres, belong to the same peak.
const PEAK_WIDTH_M: f64 = 2.5;
/// The same in pixels, where those are large.
const PEAK_WIDTH_PX: f64 = 3.0;
/// The largest share of blank pixels of a patch that is measured.
const BLANK_SHARE_MAX: f64 = 0.02;
/// The least pixels across of a patch.
const SIDE_PX_MIN: u32 = 32;
/// The most pixels across of a patch.
const SIDE_PX_MAX: u32 = 1024;
/// From this many pixels of search radius on, half as many are searched first.
const COARSE_FROM: usize = 8;
/// Pixels around the best shift at half the resolution that are searched at the full one.
const REFINED_PX: usize = 3;
/// The least number of patches that must count.
const PATCHES_MIN: usize = 5;
/// How far, in metres, half of them may lie from the median.
const SPREAD_M_MAX: f64 = 1.5;

/// Why a patch cannot be measured.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum RegisterError {
    /// The two are not of one size, or not as large as they say.
    #[error(
        "the two patches have {0} and {1} pixels across; cut both by the same frame, \
         {SIDE_PX_MIN} to {SIDE_PX_MAX} pixels across"
    )]
    Sides(u32, u32),
    /// The scale or the radius is no length.
    #[error("{0} m is no scale or search radius; give a length above 0")]
    Length(f64),
}

/// What was found for one patch.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PatchShift {
    /// Metres (east, north) by which the capture must be moved to lie on the reference: what
    /// [`cut`](super::cut()) takes.
    pub shift_m: (f64, f64),
    /// The correlation of the edges at that shift, at most 1.
    pub peak: f64,
    /// How many times larger it is than the next best elsewhere; at half the resolution.
    pub lead: f64,
    /// By how many standard deviations it stands out of the shifts elsewhere; likewise.
    pub contrast: f64,
    /// Whether this is clear enough to count.
    pub is_confident: bool,
}

/// What the patches of a capture say together.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Suggestion {
    /// They agree.
    Agreed {
        /// Metres (east, north) by which to move the capture: the median.
        shift_m: (f64, f64),
        /// How far, in metres, half of the patches lie from that at most, in each direction.
        spread_m: (f64, f64),
        /// Patches that counted.
        patches: usize,
    },
    /// Fewer than five count, or they say different things: set the offset by eye.
    NotEnoughAgreement {
        /// Patches that counted.
        confident: usize,
        /// Patches that were measured.
        measured: usize,
        /// How far they lie from their median, if any counted.
        spread_m: Option<(f64, f64)>,
    },
}

/// Measures one patch: how the capture `moved` must be shifted to lie on `reference`, at most
/// `radius_m` metres or a quarter of the patch either way. Nothing where too much is blank, or one
/// of the two shows no edge at all.
///
/// Method: normalised cross-correlation (Lewis, "Fast Normalized Cross-Correlation", 1995) of
/// Sobel gradient magnitudes, first at half the resolution, then around the best shift at the full
/// one, with a parabola through the neighbours of the best for parts of a pixel.
///
/// # Errors
/// When the two differ in size or the numbers are no lengths.
pub fn measure(
    reference: &Pixels,
    moved: &Pixels,
    metres_per_px: f64,
    radius_m: f64,
) -> Result<Option<PatchShift>, RegisterError> {
    for length in [metres_per_px, radius_m] {
        if !(length.is_finite() && length > 0.0) {
            return Err(RegisterError::Length(length));
        }
    }
    let sides = RegisterError::Sides(reference.side, moved.side);
    if reference.side != moved.side {
        return Err(sides);
    }
    if reference.blank_share.max(moved.blank_share) > BLANK_SHARE_MAX {
        return Ok(None);
    }
    let (still, other) = Edges::of(reference).zip(Edges::of(moved)).ok_or(sides)?;
    let reach = pixels_in(radius_m / metres_per_px).clamp(2, still.side / 4);
    Ok(best(&still, &other, reach, metres_per_px))
}

/// The shift of a capture that its patches agree on.
///
/// The spread is the median absolute deviation, which the few patches that are wrong hardly move.
#[must_use]
pub fn suggest(patches: &[PatchShift]) -> Suggestion {
    let confident = || patches.iter().filter(|patch| patch.is_confident);
    let (count, measured) = (confident().count(), patches.len());
    let east = middle(confident().map(|patch| patch.shift_m.0));
    let north = middle(confident().map(|patch| patch.shift_m.1));
    let Some((east, north)) = east.zip(north) else {
        return Suggestion::NotEnoughAgreement { confident: count, measured, spread_m: None };
    };
    let spread = |shift: fn(&PatchShift) -> f64, from: f64| {
        middle(confident().map(|patch| (shift(patch) - from).abs())).unwrap_or(f64::INFINITY)
    };
    let spread_m = (spread(|patch| patch.shift_m.0, east), spread(|patch| patch.shift_m.1, north));
    if count < PATCHES_MIN || spread_m.0.max(spread_m.1) > SPREAD_M_MAX {
        let spread_m = Some(spread_m);
        return Suggestion::NotEnoughAgreement { confident: count, measured, spread_m };
    }
    Suggestion::Agreed { shift_m: (east, north), spread_m, patches: count }
}

/// The median, of an even number the mean of the middle two.
fn middle(numbers: impl Iterator<Item = f64>) -> Option<f64> {
    let mut sorted: Vec<_> = numbers.collect();
    sorted.sort_by(f64::total_cmp);
    let (low, high) = (sorted.len().checked_sub(1)? / 2, sorted.len() / 2);
    Some(f64::midpoint(*sorted.get(low)?, *sorted.get(high)?))
}

fn best(still: &Edges, other: &Edges, reach: usize, metres_per_px: f64) -> Option<PatchShift> {
    let is_coarse = reach >= COARSE_FROM;
    let (surface, scale) = if is_coarse {
        let (still, other) = (still.halved(), other.halved());
        let reach = reach / 2;
        (Surface::search(&still, &other, reach, (0, 0), reach)?, 2.0)
    } else {
        (Surface::search(still, other, reach, (0, 0), reach)?, 1.0)
    };
    let (at, first) = surface.peak()?;
    let width = (PEAK_WIDTH_M / (metres_per_px * scale)).max(PEAK_WIDTH_PX);
    let (second, mean, deviation) = surface.beyond(at, width)?;
    let is_inside = at.0.unsigned_abs().max(at.1.unsigned_abs()) < surface.spread;
    let (x, y, peak) = if is_coarse {
        let reach = reach / 2 * 2;
        let fine = Surface::search(still, other, reach, (at.0 * 2, at.1 * 2), REFINED_PX)?;
        fine.settled()?
    } else {
        surface.settled()?
    };
    let lead = first / second.max(f64::EPSILON);
    let contrast = (first - mean) / deviation.max(f64::EPSILON);
    // What lies too far right must go west; rows count southwards.
    let shift_m = (-x * metres_per_px, y * metres_per_px);
    let is_clear = peak >= PEAK_MIN && lead >= LEAD_MIN && contrast >= CONTRAST_MIN;
    Some(PatchShift { shift_m, peak, lead, contrast, is_confident: is_inside && is_clear })
}

/// The strength of the edges in a patch, row by row.
struct Edges {
    side: usize,
    strength: Vec<f32>,
}

impl Edges {
    /// Nothing when the pixels are too few or many, or not a square.
    fn of(pixels: &Pixels) -> Option<Self> {
        if !(SIDE_PX_MIN..=SIDE_PX_MAX).contains(&pixels.side) {
            return None;
        }
        let side = usize::try_from(pixels.side).ok()?;
        let (colours, rest) = pixels.rgb.as_chunks::<3>();
        if !rest.is_empty() || colours.len() != side * side {
            return None;
        }
        // Weights of ITU-R BT.601, times 256.
        let grey = |[r, g, b]: &[u8; 3]| {
            77.0 * f32::from(*r) + 150.0 * f32::from(*g) + 29.0 * f32::from(*b)
        };
        let greys: Vec<f32> = colours.iter().map(grey).collect();
        let rows: Vec<&[f32]> = greys.chunks_exact(side).collect();
        let mut strength = vec![0.0; side * side];
        let inner = strength.chunks_exact_mut(side).skip(1);
        for (row, lines) in inner.zip(rows.array_windows()) {
            sobel(row, lines);
        }
        Some(Self { side, strength })
    }

    /// The same at half the resolution.
    fn halved(&self) -> Self {
        let side = self.side / 2;
        let mut strength = Vec::with_capacity(side * side);
        let (pairs, _) = self.strength.split_at(side * 2 * self.side);
        for rows in pairs.chunks_exact(self.side * 2) {
            let (upper, lower) = rows.split_at(self.side);
            let (upper, lower) = (upper.as_chunks::<2>().0, lower.as_chunks::<2>().0);
            strength.extend(upper.iter().zip(lower).map(|([a, b], [c, d])| (a + b + c + d) / 4.0));
        }
        Self { side, strength }
    }

    /// A square of `size` pixels whose first is at (x, y), row by row.
    fn square(&self, x: usize, y: usize, size: usize) -> impl Iterator<Item = &[f32]> {
        let rows = self.strength.chunks_exact(self.side).skip(y).take(size);
        rows.filter_map(move |row| row.get(x..x + size))
    }
}

/// The magnitude of the Sobel gradient along the middle of three rows.
fn sobel(row: &mut [f32], [above, here, below]: &[&[f32]; 3]) {
    let columns = above.array_windows().zip(here.array_windows()).zip(below.array_windows());
    for (out, (([a, b, c], [d, _, f]), [g, h, i])) in row.iter_mut().skip(1).zip(columns) {
        let east = (c + 2.0 * f + i) - (a + 2.0 * d + g);
        let south = (g + 2.0 * h + i) - (a + 2.0 * b + c);
        *out = (east * east + south * south).sqrt();
    }
}

/// How well each shift around some shift correlates, row by row.
struct Surface {
    middle: (i32, i32),
    spread: u32,
    scores: Vec<f64>,
}

impl Surface {
    /// Scores every shift within `spread` pixels of `middle`. The inner part of the reference,
    /// `reach` pixels from its edge, is laid on the other. Nothing when it has no edges.
    fn search(
        still: &Edges,
        other: &Edges,
        reach: usize,
        middle: (i32, i32),
        spread: usize,
    ) -> Option<Self> {
        let size = still.side.checked_sub(2 * reach)?;
        let count = f64::from(u32::try_from(size * size).ok()?);
        let total: f64 = still.square(reach, reach, size).flatten().copied().map(f64::from).sum();
        let mean = nearest_f32(total / count);
        let template: Vec<f32> =
            still.square(reach, reach, size).flatten().map(|edge| edge - mean).collect();
        let energy: f64 = template.iter().map(|t| f64::from(*t) * f64::from(*t)).sum();
        if energy <= f64::EPSILON {
            return None;
        }
        let (spread, reach) = (i32::try_from(spread).ok()?, i32::try_from(reach).ok()?);
        let score = |x: i32, y: i32| {
            let x = usize::try_from(x + reach).ok().filter(|x| x + size <= other.side)?;
            let y = usize::try_from(y + reach).ok().filter(|y| y + size <= other.side)?;
            let rows = template.chunks_exact(size).zip(other.square(x, y, size));
            let start = (0.0, 0.0, 0.0);
            let (dot, sum, squares) = rows
                .map(|(t, w)| sums(t, w))
                .fold(start, |all, row| (all.0 + row.0, all.1 + row.1, all.2 + row.2));
            let scale = energy * (squares - sum * sum / count);
            (scale > 0.0).then(|| dot / scale.sqrt())
        };
        let around = |middle: i32| middle - spread..=middle + spread;
        let scores = around(middle.1)
            .flat_map(|y| around(middle.0).map(move |x| (x, y)))
            .map(|(x, y)| score(x, y).unwrap_or(-1.0))
            .collect();
        Some(Self { middle, spread: spread.unsigned_abs(), scores })
    }

    fn shifts(&self) -> impl Iterator<Item = ((i32, i32), f64)> {
        let spread = i32::try_from(self.spread).unwrap_or(0);
        let all = (-spread..=spread).flat_map(move |y| (-spread..=spread).map(move |x| (x, y)));
        let (x, y) = self.middle;
        all.map(move |at| (at.0 + x, at.1 + y)).zip(self.scores.iter().copied())
    }

    fn at(&self, wanted: (i32, i32)) -> Option<f64> {
        self.shifts().find(|(at, _)| *at == wanted).map(|(_, score)| score)
    }

    fn peak(&self) -> Option<((i32, i32), f64)> {
        self.shifts().max_by(|a, b| a.1.total_cmp(&b.1))
    }

    /// Of the shifts further than `width` pixels from `peak`: the best score, the mean, and the
    /// standard deviation. Nothing where there are none.
    fn beyond(&self, peak: (i32, i32), width: f64) -> Option<(f64, f64, f64)> {
        let is_far = |at: (i32, i32)| {
            let (x, y) = (f64::from(at.0 - peak.0), f64::from(at.1 - peak.1));
            x * x + y * y > width * width
        };
        let far: Vec<_> =
            self.shifts().filter(|(at, _)| is_far(*at)).map(|(_, score)| score).collect();
        let count = f64::from(u32::try_from(far.len()).ok()?);
        let best = far.iter().copied().max_by(f64::total_cmp)?;
        let mean = far.iter().sum::<f64>() / count;
        let variance = far.iter().map(|score| (score - mean) * (score - mean)).sum::<f64>() / count;
        Some((best, mean, variance.sqrt()))
    }

    /// The best shift in parts of a pixel, and its score.
    fn settled(&self) -> Option<(f64, f64, f64)> {
        let ((x, y), peak) = self.peak()?;
        let part = |before: (i32, i32), after: (i32, i32)| {
            let (before, after) = (self.at(before)?, self.at(after)?);
            let bend = before - 2.0 * peak + after;
            (bend < 0.0).then(|| ((before - after) / (2.0 * bend)).clamp(-0.5, 0.5))
        };
        let east = part((x - 1, y), (x + 1, y)).unwrap_or(0.0);
        let south = part((x, y - 1), (x, y + 1)).unwrap_or(0.0);
        Some((f64::from(x) + east, f64::from(y) + south, peak))
    }
}

/// The sums over two rows of their product, of the second, and of its square: in eight lanes that
/// are always added in the same order.
#[expect(clippy::indexing_slicing, reason = "each lane is below the length of all arrays, 8")]
fn sums(template: &[f32], window: &[f32]) -> (f64, f64, f64) {
    let ((t, t_rest), (w, w_rest)) = (template.as_chunks::<8>(), window.as_chunks::<8>());
    let (mut dot, mut sum, mut squares) = ([0.0_f32; 8], [0.0_f32; 8], [0.0_f32; 8]);
    for (t, w) in t.iter().zip(w) {
        for lane in 0..8 {
            dot[lane] += t[lane] * w[lane];
            sum[lane] += w[lane];
            squares[lane] += w[lane] * w[lane];
        }
    }
    for (lane, (t, w)) in t_rest.iter().zip(w_rest).enumerate() {
        dot[lane] += t * w;
        sum[lane] += w;
        squares[lane] += w * w;
    }
    let total = |lanes: [f32; 8]| lanes.into_iter().map(f64::from).sum();
    (total(dot), total(sum), total(squares))
}

#[expect(clippy::as_conversions, clippy::cast_possible_truncation, reason = "a mean of such")]
const fn nearest_f32(number: f64) -> f32 {
    number as f32
}

#[expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "saturates, and is clamped after that"
)]
fn pixels_in(length: f64) -> usize {
    length.ceil() as usize
}

#[cfg(test)]
mod tests;
