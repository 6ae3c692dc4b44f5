//! A chip made smaller by a whole factor: thumbs come from the chip itself, not from the scene a
//! second time, so that both show the same.

use super::cut::Pixels;

/// The same picture at `side` pixels across: each new pixel is the mean of the square of old ones
/// that it covers. A picture whose side is no multiple of `side`, or smaller, stays as it is.
#[must_use]
pub fn shrunk(pixels: &Pixels, side: u32) -> Pixels {
    let factor = pixels.side.checked_div(side).unwrap_or(0);
    if factor < 2 || factor * side != pixels.side {
        return pixels.clone();
    }
    let (across, factor) = (size(pixels.side), size(factor));
    let area = u32::try_from(factor * factor).unwrap_or(u32::MAX);
    let mut rgb = Vec::with_capacity(size(side) * size(side) * 3);
    let (texels, _) = pixels.rgb.as_chunks::<3>();
    for band in texels.chunks_exact(across * factor) {
        let mut sums = vec![[0_u32; 3]; size(side)];
        for row in band.chunks_exact(across) {
            for (sum, square) in sums.iter_mut().zip(row.chunks_exact(factor)) {
                for texel in square {
                    for (total, value) in sum.iter_mut().zip(texel) {
                        *total += u32::from(*value);
                    }
                }
            }
        }
        let mean = |total: u32| u8::try_from((total + area / 2) / area).unwrap_or(u8::MAX);
        rgb.extend(sums.into_iter().flatten().map(mean));
    }
    Pixels { side, rgb, blank_share: pixels.blank_share }
}

fn size(n: u32) -> usize {
    usize::try_from(n).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pixel_is_the_mean_of_those_it_covers() {
        let rgb = [[0, 0, 0], [10, 0, 0], [9, 9, 9], [9, 9, 9]];
        let rows = [rgb.concat(), rgb.concat(), vec![7; 12], vec![8; 12]].concat();
        let small = shrunk(&Pixels { side: 4, rgb: rows, blank_share: 0.0 }, 2);
        assert_eq!(small.side, 2);
        assert_eq!(small.rgb, [5, 0, 0, 9, 9, 9, 8, 8, 8, 8, 8, 8]);
    }

    #[test]
    fn a_size_that_does_not_divide_is_left_alone() {
        let pixels = Pixels { side: 3, rgb: vec![1; 27], blank_share: 0.0 };
        assert_eq!(shrunk(&pixels, 2), pixels);
        assert_eq!(shrunk(&pixels, 0), pixels);
    }
}
