//! Numbers for the models: conversions that cannot fail on any platform we ship for, and the few
//! functions whose bytes must not depend on the compiler. No statistics live here.

/// A count as an index.
#[inline]
pub(super) fn index(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

/// A count as a number to reckon with; exact up to 2^32.
#[inline]
pub(super) fn real(count: usize) -> f64 {
    u32::try_from(count).map_or(f64::from(u32::MAX), f64::from)
}

/// A large whole number; exact up to 2^53.
#[inline]
pub(super) fn wide(number: u64) -> f64 {
    let half = |half: u64| u32::try_from(half).map_or(0.0, f64::from);
    half(number >> 32) * 4_294_967_296.0 + half(number & 0xffff_ffff)
}

/// An index as the small number that labels hold.
#[inline]
pub(super) fn class(index: usize) -> u16 {
    u16::try_from(index).unwrap_or(u16::MAX)
}

/// A count that fits 32 bits because [`super::Labels`] refuses more.
#[inline]
pub(super) fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// Rounds to single precision, to nearest, as every platform does.
#[inline]
#[expect(clippy::as_conversions, clippy::cast_possible_truncation, reason = "no other way exists")]
pub(super) fn single(number: f64) -> f32 {
    number as f32
}
