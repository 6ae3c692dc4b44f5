//! A model over all captures of a campaign, read for one building that only some of them show.
//!
//! A model's class c is "standing in the first c captures of the campaign". A building's interval i
//! is "standing in the first i captures that show it": several classes, which its captures cannot
//! tell apart. `shown` are the positions of those captures among all, in order.

use super::model::credible;
use super::span::Span;
use crate::domain::judgement::Window;

/// What a model says about one building, in its own intervals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Outlook {
    /// The likeliest interval; of equally likely ones the earliest.
    pub likeliest: usize,
    /// How likely it is, in whole thousandths, rounded down.
    pub sure_pm: u32,
    /// The narrowest run of intervals that holds nine tenths.
    pub credible: Span,
}

/// The classes that a window leaves possible, of `captures + 1`, both ends included; none when it
/// does not fit.
#[must_use]
pub fn classes_of(window: Window, shown: &[usize], captures: usize) -> Option<(u16, u16)> {
    let class = |position: usize| u16::try_from(position).ok();
    let low = match window.last_standing() {
        Some(last) => class(shown.get(last)? + 1)?,
        None => 0,
    };
    let high = match window.first_destroyed() {
        Some(first) => class(*shown.get(first)?)?,
        None => class(captures)?,
    };
    (low <= high).then_some((low, high))
}

/// Reads a posterior over all classes for a building; none when it does not fit.
#[must_use]
pub fn outlook(posterior: &[f32], shown: &[usize]) -> Option<Outlook> {
    let own = fold(posterior, shown)?;
    let mut likeliest = (0, 0.0f32);
    for (interval, share) in own.iter().enumerate() {
        if *share > likeliest.1 {
            likeliest = (interval, *share);
        }
    }
    let (low, high) = credible(&own, 0.9)?;
    Some(Outlook {
        likeliest: likeliest.0,
        sure_pm: thousandths(likeliest.1),
        credible: Span { low: low.into(), high: high.into() },
    })
}

/// The posterior of a building's own intervals.
#[must_use]
pub fn fold(posterior: &[f32], shown: &[usize]) -> Option<Vec<f32>> {
    let mut own = Vec::with_capacity(shown.len() + 1);
    let mut from = 0;
    for end in shown.iter().map(|position| position + 1).chain([posterior.len()]) {
        let part = posterior.get(from..end)?;
        own.push(part.iter().sum());
        from = end;
    }
    Some(own)
}

#[expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a share lies between 0 and 1"
)]
fn thousandths(share: f32) -> u32 {
    (f64::from(share.clamp(0.0, 1.0)) * 1000.0).floor() as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn captures_that_do_not_show_a_building_tell_it_nothing() {
        // Five captures, of which the second and fourth show the building.
        let shown = [1, 3];
        let posterior = [0.1, 0.2, 0.3, 0.15, 0.05, 0.2];
        let own = fold(&posterior, &shown).unwrap();
        assert_eq!(own.len(), 3);
        for (share, wanted) in own.iter().zip([0.3, 0.45, 0.25]) {
            assert!((share - wanted).abs() < 1e-6, "{own:?}");
        }
        let found = outlook(&posterior, &shown).unwrap();
        assert_eq!((found.likeliest, found.sure_pm / 10), (1, 45));
        assert_eq!(found.credible, Span { low: 0, high: 2 });
    }

    #[test]
    fn a_window_leaves_the_classes_between_its_captures() {
        let window = |last, first| Window::new(last, first, 2).unwrap();
        let shown = [1, 3];
        assert_eq!(classes_of(window(Some(0), Some(1)), &shown, 5), Some((2, 3)));
        assert_eq!(classes_of(window(None, Some(0)), &shown, 5), Some((0, 1)));
        assert_eq!(classes_of(window(Some(1), None), &shown, 5), Some((4, 5)));
        assert_eq!(classes_of(window(Some(1), None), &[1], 5), None);
    }
}
