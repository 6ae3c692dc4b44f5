//! A release: findings frozen under a number. Who may see it, and how exactly it tells places.

use chrono::NaiveDate;

use super::place::LonLat;

macro_rules! words {
    ($(#[$about:meta])* $name:ident {
        $($(#[$doc:meta])* $value:ident: $word:literal),* $(,)?
    }) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum $name {
            $($(#[$doc])* $value,)*
        }

        impl $name {
            /// Every one.
            pub const ALL: &[Self] = &[$(Self::$value),*];

            /// The word used in the database, on screens and on the command line.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$value => $word,)*
                }
            }

            /// The value of a word written by [`Self::as_str`].
            #[must_use]
            pub fn parse(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|own| own.as_str() == word)
            }
        }
    };
}

words! {
    /// How exactly a place is told, from the finest.
    Tier {
        /// As the coordinator's list has it.
        Exact: "exact",
        /// A point on a grid of 100 m.
        Grid: "100m",
        /// A point on a grid of 1 km.
        Neighbourhood: "neighbourhood",
        /// Not at all: no file has a row about the building.
        Withheld: "withheld",
    }
}

words! {
    /// Who may see a release.
    Audience {
        /// Staff of the campaign who take exports.
        Researchers: "researchers",
        /// Whoever finds the campaign.
        Public: "public",
    }
}

words! {
    /// Over what a volunteer's pseudonym stays the same.
    Naming {
        /// Over all releases and exports of the campaign.
        Campaign: "campaign",
        /// Over one release.
        Release: "release",
    }
}

words! {
    /// How far a release is.
    State {
        /// Its files are being written.
        Making: "making",
        /// Its files never change.
        Ready: "ready",
        /// Its files could not be written.
        Failed: "failed",
        /// It is offered no more; its files are kept.
        Withdrawn: "withdrawn",
    }
}

impl Audience {
    /// Who they are, in a phrase.
    #[must_use]
    pub const fn whom(self) -> &'static str {
        match self {
            Self::Researchers => "researchers of the campaign",
            Self::Public => "whoever finds the campaign",
        }
    }
}

/// Metres of a degree of latitude, as the grids count them.
const METRES_PER_DEGREE: f64 = 111_195.08;

impl Tier {
    /// The side of its grid in metres; none where there is no grid.
    #[must_use]
    pub const fn grid_m(self) -> Option<f64> {
        match self {
            Self::Exact | Self::Withheld => None,
            Self::Grid => Some(100.0),
            Self::Neighbourhood => Some(1000.0),
        }
    }

    /// What it tells, in a phrase.
    #[must_use]
    pub const fn about(self) -> &'static str {
        match self {
            Self::Exact => "outlines as they were imported",
            Self::Grid => "the middle of a square of 100 m, no outlines",
            Self::Neighbourhood => "the middle of a square of 1 km, no outlines",
            Self::Withheld => "no row at all",
        }
    }

    /// The middle of the square of its grid in which a place lies. The grid is the same for every
    /// building of a latitude, so that it tells nothing about any one of them.
    #[must_use]
    pub fn coarse(self, at: LonLat) -> LonLat {
        let Some(side) = self.grid_m() else { return at };
        let step = side / METRES_PER_DEGREE;
        let middle = |degrees: f64, step: f64| ((degrees / step).floor() + 0.5) * step;
        let lat = middle(at.lat(), step).clamp(-90.0, 90.0);
        // The row of squares, not the place itself, says how wide they are.
        let wide = step / lat.to_radians().cos().max(0.01);
        let lon = middle(at.lon(), wide).clamp(-180.0, 180.0);
        LonLat::new(lon, lat).unwrap_or(at)
    }
}

/// Somebody who wants to see a release.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reader {
    /// Who finds the campaign.
    Anybody,
    /// Staff of the campaign who take exports.
    Researcher,
    /// Staff who run the campaign.
    Coordinator,
}

/// Whether a release is open to somebody on a day: those who run the campaign see it from the
/// beginning, others once its files are there and its embargo is over.
#[must_use]
pub fn is_open(
    (audience, state, embargo_until): (Audience, State, Option<NaiveDate>),
    reader: Reader,
    today: NaiveDate,
) -> bool {
    let is_there = matches!(state, State::Ready | State::Withdrawn);
    let is_free = embargo_until.is_none_or(|until| today >= until);
    match reader {
        Reader::Coordinator => true,
        Reader::Researcher => is_there && is_free,
        Reader::Anybody => is_there && is_free && audience == Audience::Public,
    }
}

#[cfg(test)]
mod tests {
    use super::Audience::{Public, Researchers};
    use super::*;

    fn metres(a: LonLat, b: LonLat) -> f64 {
        let (east, north) = a.metres_to(b);
        east.hypot(north)
    }

    #[test]
    fn a_coarse_place_is_near_the_true_one_and_shared_with_its_neighbours() {
        let home = LonLat::new(39.008_123_4, 35.950_567_8).unwrap();
        for (tier, most) in [(Tier::Grid, 71.0), (Tier::Neighbourhood, 710.0)] {
            let coarse = tier.coarse(home);
            assert_ne!(coarse, home);
            assert!(metres(home, coarse) <= most, "{tier:?}: {}", metres(home, coarse));
            assert_eq!(tier.coarse(coarse), coarse, "the middle is its own middle");
            let near = coarse.offset_by(most / 3.0, -most / 3.0);
            assert_eq!(tier.coarse(near), coarse);
            assert_ne!(tier.coarse(coarse.offset_by(most * 1.5, 0.0)), coarse);
        }
        assert_eq!(Tier::Exact.coarse(home), home);
    }

    #[test]
    fn a_release_opens_to_the_public_last() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let held = Some(day("2026-03-01"));
        let open = |audience, state, reader, today: &str| {
            is_open((audience, state, held), reader, day(today))
        };
        assert!(open(Public, State::Making, Reader::Coordinator, "2026-02-28"));
        assert!(!open(Public, State::Ready, Reader::Researcher, "2026-02-28"));
        assert!(open(Public, State::Ready, Reader::Anybody, "2026-03-01"));
        assert!(!open(Researchers, State::Ready, Reader::Anybody, "2026-03-01"));
        assert!(!open(Public, State::Failed, Reader::Researcher, "2026-03-01"));
        for tier in Tier::ALL {
            assert_eq!(Tier::parse(tier.as_str()), Some(*tier));
        }
    }
}
