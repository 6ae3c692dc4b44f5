//! Texture: lattice noise that any pixel can ask for in any order, and a little colour arithmetic.
//!
//! Hashes, polynomials and square roots only: sines and logarithms differ between the maths
//! libraries of platforms, and a demo town must have the same bytes everywhere.

/// Red, green and blue as the sensor would show them in full sun, 0 to 255.
pub(super) type Rgb = [f32; 3];

/// Odd multipliers that spread the bits of a lattice point.
const ACROSS: u32 = 0x9E37_79B1;
const DOWN: u32 = 0x85EB_CA77;
const SEED: u32 = 0xC2B2_AE3D;

/// Thirty-two bits that look random, of a seed and a lattice point.
pub(super) fn scramble(seed: u32, x: i32, y: i32) -> u32 {
    let across = x.cast_unsigned().wrapping_mul(ACROSS);
    let down = y.cast_unsigned().wrapping_mul(DOWN).rotate_left(15);
    let mut bits = seed.wrapping_mul(SEED) ^ across ^ down;
    bits = (bits ^ (bits >> 15)).wrapping_mul(0x2C1B_3C6D);
    bits = (bits ^ (bits >> 12)).wrapping_mul(0x297A_2D39);
    bits ^ (bits >> 15)
}

/// Bits as an even share in 0..1: the top 23 become the fraction of a float in 1..2.
pub(super) fn share(bits: u32) -> f32 {
    f32::from_bits(0x3F80_0000 | (bits >> 9)) - 1.0
}

/// White noise in 0..1.
pub(super) fn speckle(seed: u32, x: i32, y: i32) -> f32 {
    share(scramble(seed, x, y))
}

/// The lattice cell of a number and how far into it the number lies, 0..1.
#[expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    reason = "the one floor for pixels: towns are a few kilometres, far inside both types"
)]
pub(super) fn cell(value: f32) -> (i32, f32) {
    let cut = value as i32;
    let floor = cut - i32::from((cut as f32) > value);
    (floor, value - floor as f32)
}

/// A whole number as a float; exact to 16 million.
#[expect(clippy::as_conversions, clippy::cast_precision_loss, reason = "pixel positions are small")]
pub(super) fn float(value: i32) -> f32 {
    value as f32
}

/// A count as a float; exact to 16 million.
#[expect(clippy::as_conversions, clippy::cast_precision_loss, reason = "counts here are small")]
pub(super) fn count(value: usize) -> f32 {
    value as f32
}

/// A brightness as a byte, rounded and clamped.
#[expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped to 0..=255 on the line itself"
)]
pub(super) fn byte(value: f32) -> u8 {
    (value + 0.5).clamp(0.0, 255.0) as u8
}

/// Smooth value noise in 0..1 with features of one unit.
pub(super) fn value(seed: u32, x: f32, y: f32) -> f32 {
    let ((column, right), (row, below)) = (cell(x), cell(y));
    let (right, below) = (right * right * (3.0 - 2.0 * right), below * below * (3.0 - 2.0 * below));
    // The four corners' hashes share their products: this is the painter's innermost loop.
    let west = column.cast_unsigned().wrapping_mul(ACROSS);
    let east = west.wrapping_add(ACROSS);
    let north = row.cast_unsigned().wrapping_mul(DOWN);
    let south = north.wrapping_add(DOWN);
    let seed = seed.wrapping_mul(SEED);
    let corner = |across: u32, down: u32| {
        let bits = seed ^ across ^ down.rotate_left(15);
        share((bits ^ (bits >> 15)).wrapping_mul(0x2C1B_3C6D))
    };
    let top = mix(corner(west, north), corner(east, north), right);
    let bottom = mix(corner(west, south), corner(east, south), right);
    mix(top, bottom, below)
}

/// Value noise over `octaves` scales, each half the size and strength of the one before and turned
/// by 37 degrees (the 3-4-5 triangle) so that the lattice does not show. In 0..1, mean one half.
pub(super) fn layered(seed: u32, x: f32, y: f32, octaves: u32) -> f32 {
    let (mut at, mut sum, mut weight, mut total) = ((x, y), 0.0, 1.0, 0.0);
    for octave in 0..octaves {
        sum += weight * value(seed.wrapping_add(octave), at.0, at.1);
        total += weight;
        weight *= 0.5;
        at = (1.6 * at.0 + 1.2 * at.1 + 3.7, 1.6 * at.1 - 1.2 * at.0 + 9.1);
    }
    sum / total
}

/// One piece of a broken plane.
pub(super) struct Shard {
    /// Random bits of the piece.
    pub(super) bits: u32,
    /// From 0 at its border to about 1 inside.
    pub(super) inside: f32,
}

/// The piece of a plane broken into pieces of about one unit in which a point lies: cells around
/// jittered lattice points (Worley 1996, "A cellular texture basis function").
pub(super) fn shard(seed: u32, x: f32, y: f32) -> Shard {
    let ((column, right), (row, below)) = (cell(x), cell(y));
    let (mut first, mut second, mut bits) = (9.0_f32, 9.0_f32, 0);
    for down in -1..=1_i32 {
        for across in -1..=1_i32 {
            let hash = scramble(seed, column + across, row + down);
            let dx = float(across) + share(hash) - right;
            let dy = float(down) + share(hash.rotate_left(16)) - below;
            let far = dx * dx + dy * dy;
            if far < first {
                (second, first, bits) = (first, far, hash);
            } else {
                second = second.min(far);
            }
        }
    }
    Shard { bits: bits.wrapping_mul(0x2C1B_3C6D), inside: second.sqrt() - first.sqrt() }
}

/// `a` at 0, `b` at 1.
pub(super) fn mix(a: f32, b: f32, share: f32) -> f32 {
    a + (b - a) * share
}

/// From 0 at `low` to 1 at `high`, smoothly.
pub(super) fn ramp(low: f32, high: f32, at: f32) -> f32 {
    let t = ((at - low) / (high - low)).clamp(0.0, 1.0);
    t * t * (3.0 - 2.0 * t)
}

/// The colour `a` at 0, `b` at 1.
pub(super) fn blend(a: Rgb, b: Rgb, share: f32) -> Rgb {
    let [red, green, blue] = a;
    let [red_b, green_b, blue_b] = b;
    [mix(red, red_b, share), mix(green, green_b, share), mix(blue, blue_b, share)]
}

/// A colour made lighter or darker.
pub(super) fn times(colour: Rgb, factor: f32) -> Rgb {
    colour.map(|channel| channel * factor)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_the_floor_below_zero_too() {
        assert_eq!(cell(-0.25), (-1, 0.75));
        assert_eq!(cell(-2.0), (-2, 0.0));
        assert_eq!(cell(3.5), (3, 0.5));
        assert_eq!(cell(4.5), (4, 0.5));
        assert_eq!(cell(-1_000_000.75), (-1_000_001, 0.25));
    }

    #[test]
    fn noise_is_continuous_and_stays_in_bounds() {
        for step in 0..2_000_i32 {
            let x = float(step) * 0.01 - 10.0;
            let (here, near) = (layered(5, x, 1.3, 4), layered(5, x + 0.001, 1.3, 4));
            assert!((0.0..=1.0).contains(&here) && (here - near).abs() < 0.02);
        }
    }

    #[test]
    fn speckle_has_the_mean_of_chance() {
        let sum: f32 = (0..10_000).map(|i| speckle(3, i % 100, i / 100)).sum();
        assert!((sum / 10_000.0 - 0.5).abs() < 0.01);
    }
}
