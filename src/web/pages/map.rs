//! The map that the server draws: one mark a building, told apart by shape as well as colour.

use crate::domain::campaign::Slug;
use crate::domain::census::{Buildings, GridCell, StateOf};
use crate::domain::consensus::RetirementReason;
use crate::domain::limits::{MAP_CELLS_ACROSS, MAP_CIRCLES_MAX};
use crate::domain::place::LonLat;
use crate::domain::statistics::number;
use crate::domain::task::TaskState;
use crate::store::screens::progress::Place;

/// How a building is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// Waits for judgements.
    Open,
    /// Destroyed within an agreed window, or before the first capture.
    Dated,
    /// Agreed to be standing in the last capture.
    Standing,
    /// Published without agreement.
    Wide,
    /// Ruled on by people, whatever they found.
    Ruled,
    /// Could not be dated.
    Undatable,
    /// Before people.
    Escalated,
    /// Taken out.
    Withdrawn,
}

impl Mark {
    /// All, in the order of the legend.
    pub const ALL: [Self; 8] = [
        Self::Open,
        Self::Dated,
        Self::Standing,
        Self::Wide,
        Self::Ruled,
        Self::Escalated,
        Self::Undatable,
        Self::Withdrawn,
    ];

    /// The name of its drawing.
    #[must_use]
    pub const fn symbol(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Dated => "dated",
            Self::Standing => "standing",
            Self::Wide => "wide",
            Self::Ruled => "ruled",
            Self::Undatable => "undatable",
            Self::Escalated => "escalated",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// In words.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Open => "waiting for answers",
            Self::Dated => "destroyed, dated or before the first capture",
            Self::Standing => "not visibly destroyed",
            Self::Wide => "window stays wide",
            Self::Ruled => "ruled on by people",
            Self::Undatable => "cannot be dated",
            Self::Escalated => "contested",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// Whether nothing more is asked about such a building.
    #[must_use]
    pub const fn is_settled(self) -> bool {
        !matches!(self, Self::Open | Self::Escalated)
    }
}

/// The mark of a state.
#[must_use]
pub const fn mark_of(state: TaskState) -> Mark {
    use RetirementReason::{
        Agreed, BeforeSeries, CapReached, Confident, Never, Ruled, Undatable, Withdrawn,
    };
    match state {
        TaskState::Open => Mark::Open,
        TaskState::Escalated => Mark::Escalated,
        TaskState::Retired(Agreed | BeforeSeries) => Mark::Dated,
        TaskState::Retired(Ruled) => Mark::Ruled,
        TaskState::Retired(Never) => Mark::Standing,
        TaskState::Retired(CapReached | Confident) => Mark::Wide,
        TaskState::Retired(Undatable) => Mark::Undatable,
        TaskState::Retired(Withdrawn) => Mark::Withdrawn,
    }
}

/// One mark on the map.
#[derive(Debug, Clone)]
pub struct Dot {
    /// Where, in the drawing's units.
    pub x: String,
    /// Where, in the drawing's units.
    pub y: String,
    /// Its drawing.
    pub symbol: &'static str,
    /// The building's page.
    pub href: String,
    /// What it says.
    pub title: String,
}

/// One square of ground on the map.
#[derive(Debug, Clone)]
pub struct Square {
    /// Its middle, in the drawing's units.
    pub x: String,
    /// Its middle, in the drawing's units.
    pub y: String,
    /// How large its mark is drawn.
    pub size: String,
    /// The drawing of most of its buildings.
    pub symbol: &'static str,
    /// What it says.
    pub title: String,
}

/// A drawn map.
#[derive(Debug, Clone)]
pub struct Map {
    /// The drawing's height; its width is 1000.
    pub height: i64,
    /// The marks.
    pub dots: Vec<Dot>,
    /// Squares in place of marks, of a campaign with more buildings than can be drawn.
    pub squares: Vec<Square>,
    /// Metres along one side of a square.
    pub side_m: i64,
    /// A length of the scale bar in the drawing's units, and in words.
    pub scale: (i64, String),
}

pub(super) const EMPTY: Map = Map {
    height: 300,
    dots: Vec::new(),
    squares: Vec::new(),
    side_m: 0,
    scale: (0, String::new()),
};

/// Lengths that a scale bar may have, in metres.
const BARS_M: [f64; 9] = [10.0, 20.0, 50.0, 100.0, 200.0, 500.0, 1000.0, 5000.0, 20_000.0];

/// Draws buildings north up, as large as they fit.
#[must_use]
pub fn draw(slug: &Slug, places: &[Place]) -> Map {
    let mark = |place: &Place| {
        let (at, mark) = (LonLat::new(place.lon, place.lat).ok()?, mark_of(place.state));
        let title = format!("{}: {}", place.external_id, mark.label());
        Some((at, [building_href(slug, &place.external_id), title], mark.symbol()))
    };
    plot(&places.iter().filter_map(mark).collect::<Vec<_>>())
}

/// Draws marks, each given by its place, its address, what it says, and its drawing.
pub(super) fn plot(marks: &[(LonLat, [String; 2], &'static str)]) -> Map {
    let (mut west, mut south, mut east, mut north) = (180.0f64, 90.0f64, -180.0f64, -90.0f64);
    for (point, ..) in marks {
        (west, south) = (west.min(point.lon()), south.min(point.lat()));
        (east, north) = (east.max(point.lon()), north.max(point.lat()));
    }
    let corner = LonLat::new(west, north);
    let (false, Ok(corner), Ok(opposite)) = (marks.is_empty(), corner, LonLat::new(east, south))
    else {
        return EMPTY;
    };
    let (width_m, height_m) = corner.metres_to(opposite);
    let side_m = width_m.max(-height_m / 0.8).max(50.0);
    let units = 940.0 / side_m;
    let dot = |(at, [href, title], symbol): &(LonLat, [String; 2], &'static str)| {
        let (east_m, north_m) = corner.metres_to(*at);
        Dot {
            x: format!("{:.1}", 30.0 + east_m * units),
            y: format!("{:.1}", 30.0 - north_m * units),
            symbol,
            href: href.clone(),
            title: title.clone(),
        }
    };
    Map {
        height: whole(60.0 - height_m * units),
        dots: marks.iter().take(MAP_CIRCLES_MAX).map(dot).collect(),
        scale: scale(side_m, units),
        ..EMPTY
    }
}

/// The scale bar of a drawing this wide.
pub(super) fn scale(side_m: f64, units: f64) -> (i64, String) {
    let bar = BARS_M.into_iter().rev().find(|m| *m <= side_m / 3.0).unwrap_or(10.0);
    let words = if bar < 1000.0 { format!("{bar} m") } else { format!("{} km", bar / 1000.0) };
    (whole(bar * units), words)
}

/// Draws squares of ground north up, in place of more buildings than can be drawn.
#[must_use]
pub fn draw_squares(buildings: &Buildings) -> Map {
    let grid = &buildings.grid;
    let unit = 940.0 / number(MAP_CELLS_ACROSS);
    let most = grid.cells.iter().map(held).max().unwrap_or(1);
    let rows = grid.cells.iter().map(|cell| cell.row + 1).max().unwrap_or(1);
    let square = |cell: &GridCell| {
        let mut by_mark: Vec<(u64, Mark)> = Vec::new();
        for mark in Mark::ALL {
            let is_so = |at: &usize| {
                let state = buildings.states.get(*at).and_then(StateOf::state);
                state.is_some_and(|state| mark_of(state) == mark)
            };
            let of = cell.states.iter().filter(|(at, _)| is_so(at)).map(|(_, count)| count).sum();
            by_mark.push((of, mark));
        }
        by_mark.retain(|(of, _)| *of > 0);
        by_mark.sort_by_key(|(of, _)| std::cmp::Reverse(*of));
        let words: Vec<String> =
            by_mark.iter().map(|(of, mark)| format!("{of} {}", mark.label())).collect();
        let share = (float(held(cell)) / float(most)).sqrt();
        Square {
            x: format!("{:.1}", 30.0 + (f64::from(cell.column) + 0.5) * unit),
            y: format!("{:.1}", 30.0 + (f64::from(cell.row) + 0.5) * unit),
            size: format!("{:.1}", unit * (0.45 + 0.75 * share)),
            symbol: by_mark.first().map_or(Mark::Open, |(_, mark)| *mark).symbol(),
            title: format!("{} buildings: {}", held(cell), words.join(", ")),
        }
    };
    Map {
        height: whole(60.0 + f64::from(rows) * unit),
        squares: grid.cells.iter().map(square).collect(),
        side_m: whole(grid.side_m),
        scale: scale(grid.side_m * number(MAP_CELLS_ACROSS), unit / grid.side_m.max(0.1)),
        ..EMPTY
    }
}

/// Buildings of a square.
fn held(cell: &GridCell) -> u64 {
    cell.states.values().sum()
}

pub(super) fn float(count: u64) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}

/// The nearest whole number of a drawing's small lengths.
#[expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    reason = "bounded by the drawing"
)]
pub(super) fn whole(length: f64) -> i64 {
    length.clamp(0.0, 100_000.0).round() as i64
}

/// The address of a building's page, its id escaped.
#[must_use]
pub fn building_href(slug: &Slug, external_id: &str) -> String {
    desk_href(slug, "buildings", external_id)
}

/// The address of a page about a building, such as its `review`, its id escaped.
#[must_use]
pub fn desk_href(slug: &Slug, page: &str, external_id: &str) -> String {
    use std::fmt::Write as _;
    let start = format!("/desk/{slug}/{page}/");
    external_id.bytes().fold(start, |mut out, byte| {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                out.push(char::from(byte));
            }
            _ => {
                // Writing to a string cannot fail.
                let _ = write!(out, "%{byte:02X}");
            }
        }
        out
    })
}
