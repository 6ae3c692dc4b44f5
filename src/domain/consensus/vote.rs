//! Plurality: the window that most volunteers gave, to hold the rule against; never instead of it.

use std::collections::BTreeMap;

use crate::domain::judgement::Window;

/// The most frequent window. A tie is said, never broken in silence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Plurality {
    /// Nobody gave a window.
    Nothing,
    /// One window leads with this many votes.
    Leads(Window, u32),
    /// Several lead with this many votes each, in order of time.
    Tied(Vec<Window>, u32),
}

/// Counts identical windows.
#[must_use]
pub fn plurality(windows: &[Window]) -> Plurality {
    let mut votes: BTreeMap<Window, u32> = BTreeMap::new();
    for window in windows {
        *votes.entry(*window).or_default() += 1;
    }
    let most = votes.values().copied().max().unwrap_or(0);
    let leaders: Vec<Window> =
        votes.into_iter().filter(|(_, count)| *count == most).map(|(window, _)| window).collect();
    match leaders.as_slice() {
        [] => Plurality::Nothing,
        [leader] => Plurality::Leads(*leader, most),
        _ => Plurality::Tied(leaders, most),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tie_is_said() {
        let window = |last| Window::new(Some(last), Some(last + 1), 5).unwrap();
        assert_eq!(plurality(&[]), Plurality::Nothing);
        assert_eq!(plurality(&[window(0), window(1), window(1)]), Plurality::Leads(window(1), 2));
        assert_eq!(
            plurality(&[window(1), window(0)]),
            Plurality::Tied(vec![window(0), window(1)], 1)
        );
    }
}
