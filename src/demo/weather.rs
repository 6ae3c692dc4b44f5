//! What lies between the demo town and its pictures: clouds, haze, the lens and the sensor.

use super::grain::{Rgb, blend, byte, cell, float, layered, mix, ramp, scramble, share, times};
use super::skies::DemoCapture;
use super::town::GSD_M;

/// The colour of haze.
const HAZE: Rgb = [186.0, 192.0, 200.0];

/// Lays clouds and their shadows over a picture of `width` pixels.
pub(super) fn cloud(picture: &mut [Rgb], width: usize, capture: &DemoCapture) {
    if capture.puffs.is_empty() {
        return;
    }
    for (row, line) in (0..).zip(picture.chunks_exact_mut(width)) {
        for (column, pixel) in (0..).zip(line) {
            let (x, y) = (float(column) * GSD_M, float(row) * GSD_M);
            let shadow = capture.cloud_shadow(x, y);
            if shadow > 0.0 {
                let [red, green, blue] = *pixel;
                let dim = 0.46 * shadow;
                *pixel = [red * (1.0 - dim), green * (1.0 - dim * 0.96), blue * (1.0 - dim * 0.88)];
            }
            let cover = capture.cloud(x, y);
            if cover > 0.0 {
                let heaps = layered(capture.seed ^ 0xC4, x / 24.0, y / 24.0, 4);
                let white = times([246.0, 247.0, 250.0], 0.86 + 0.16 * heaps);
                *pixel = blend(*pixel, white, 0.99 * ramp(0.0, 0.8, cover));
            }
        }
    }
}

/// What the lens and the sensor make of a picture of `width` pixels: shifted by the capture's
/// misregistration, softened, toned, hazed and noisy; red, green and blue bytes in turn.
pub(super) fn record(picture: &[Rgb], width: usize, capture: &DemoCapture) -> Vec<u8> {
    let (right, taps_x) = taps(capture.shift_px.0, capture.soft);
    let (down, taps_y) = taps(capture.shift_px.1, capture.soft);
    let across: Vec<Rgb> =
        picture.chunks_exact(width).flat_map(|line| soften(line, right, taps_x)).collect();
    let height = picture.len() / width.max(1);
    let mut bytes = Vec::with_capacity(picture.len() * 3);
    for row in 0..height {
        let rows = [-1, 0, 1, 2].map(|tap| {
            let at = row.saturating_add_signed(down + tap).min(height - 1);
            across.get(at * width..(at + 1) * width).unwrap_or(&[])
        });
        let [above, here, below, under] = rows;
        let line = above.iter().zip(here).zip(below.iter().zip(under));
        for (column, ((a, b), (c, d))) in (0..).zip(line) {
            let pixel = weigh([a, b, c, d], taps_y);
            let place = (column, i32::try_from(row).unwrap_or(0));
            bytes.extend(expose(pixel, place, capture).map(byte));
        }
    }
    bytes
}

/// A row resampled by four taps from `shift` whole pixels on.
fn soften(line: &[Rgb], shift: isize, taps: [f32; 4]) -> Vec<Rgb> {
    let last = line.len().saturating_sub(1);
    let at = |place: usize, tap: isize| {
        let clamped = place.saturating_add_signed(shift + tap).min(last);
        line.get(clamped).unwrap_or(&[0.0; 3])
    };
    (0..line.len())
        .map(|place| weigh([at(place, -1), at(place, 0), at(place, 1), at(place, 2)], taps))
        .collect()
}

fn weigh(pixels: [&Rgb; 4], taps: [f32; 4]) -> Rgb {
    let mut sum = [0.0_f32; 3];
    for (pixel, tap) in pixels.into_iter().zip(taps) {
        for (total, channel) in sum.iter_mut().zip(pixel) {
            *total += channel * tap;
        }
    }
    sum
}

/// The whole pixels and the four weights that move a picture by `shift` pixels: the cubic filters
/// of Mitchell and Netravali (1988), "Reconstruction filters in computer graphics", with B as
/// softness and C = (1 - B) / 2.
fn taps(shift: f32, soft: f32) -> (isize, [f32; 4]) {
    let (whole, part) = cell(-shift);
    let (b, c) = (soft, (1.0 - soft) / 2.0);
    let near = |x: f32| {
        ((12.0 - 9.0 * b - 6.0 * c) * x * x * x
            + (-18.0 + 12.0 * b + 6.0 * c) * x * x
            + (6.0 - 2.0 * b))
            / 6.0
    };
    let far = |x: f32| {
        ((-b - 6.0 * c) * x * x * x
            + (6.0 * b + 30.0 * c) * x * x
            + (-12.0 * b - 48.0 * c) * x
            + (8.0 * b + 24.0 * c))
            / 6.0
    };
    let weights = [far(1.0 + part), near(part), near(1.0 - part), far(2.0 - part)];
    (isize::try_from(whole).unwrap_or(0), weights)
}

/// Tone, haze and noise of one pixel.
fn expose(pixel: Rgb, (column, row): (i32, i32), capture: &DemoCapture) -> Rgb {
    let (contrast, brightness, gain) = capture.tone;
    let hazy = blend(pixel, HAZE, 0.34 * capture.haze);
    let bits = scramble(capture.seed, column, row);
    let stripe = share(scramble(capture.seed ^ 0x57, column, -1)) - 0.5;
    // The sum of three even shares, spread to a standard deviation of one: near enough a bell.
    let bell = |turn: u32| {
        let more = bits.rotate_left(turn).wrapping_mul(0x9E37_79B1);
        2.0 * (share(more) + share(more << 9) + share(more << 18)) - 3.0
    };
    let common = bell(3);
    let mut out = [0.0_f32; 3];
    for (((made, channel), gain), turn) in out.iter_mut().zip(hazy).zip(gain).zip([7, 13, 21]) {
        let noise = capture.noise * mix(common, bell(turn), 0.5) + 0.5 * stripe;
        *made = (channel - 128.0) * contrast * gain + 128.0 + brightness + noise;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_filter_keeps_brightness_at_any_shift() {
        for step in -15..=15_i32 {
            let (_, taps) = taps(float(step) * 0.1, 0.4);
            assert!((taps.iter().sum::<f32>() - 1.0).abs() < 1e-5);
        }
    }

    #[test]
    fn a_shift_to_the_right_moves_the_picture_right() {
        let mut line = vec![[0.0; 3]; 9];
        line[4] = [90.0; 3];
        let (whole, weights) = taps(2.0, 0.0);
        let moved = soften(&line, whole, weights);
        assert!((moved[6][0] - 90.0).abs() < 1e-3 && moved[4][0].abs() < 1e-3);
    }
}
