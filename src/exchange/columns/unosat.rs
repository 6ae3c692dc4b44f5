//! A point a building with a class a capture, in the columns of UNOSAT's comprehensive damage
//! assessments. How many columns there are depends on the captures.

use super::{Cell, Kind};
use crate::domain::capture::CapturedAt;
use crate::domain::place::{Footprint, LonLat};
use crate::exchange::export::ExportError;
use crate::exchange::outline::rounded;
use crate::exchange::sink::{Head, Heading, Sink};

/// What the column `Class_Meaning` says in every row.
const MEANING: &str = "1 destroyed; 6 not visibly destroyed, which does not say undamaged; empty \
                       not known";

/// What the published window says of one capture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// UNOSAT's 1.
    Destroyed,
    /// Written as UNOSAT's 6, the nearest that it has.
    NotVisibly,
}

/// A capture that shows the building.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sensed {
    /// When it was taken.
    pub taken: CapturedAt,
    /// What the window says; nothing inside it, or where there is none.
    pub class: Option<Class>,
}

/// A building.
#[derive(Debug, Clone, PartialEq)]
pub struct UnosatRow {
    /// The campaign.
    pub event: String,
    /// The coordinator's id of the building.
    pub site: String,
    /// Its middle.
    pub place: LonLat,
    /// The campaign's captures in order of time; nothing where one does not show the building.
    pub sensed: Vec<Option<Sensed>>,
}

impl UnosatRow {
    /// The columns, for so many captures.
    #[must_use]
    pub fn head(captures: usize) -> Head {
        let heading = |name: &'static str, kind| Heading { name: name.into(), kind };
        let mut columns = vec![
            heading("EventCode", Kind::Text),
            heading("Site_ID", Kind::Text),
            heading("Latitude", Kind::Number),
            heading("Longitude", Kind::Number),
        ];
        for number in 1..=captures {
            let end = if number == 1 { String::new() } else { format!("_{number}") };
            let name = |name: &str| format!("{name}{end}").into();
            columns.push(Heading { name: name("SensorDate"), kind: Kind::Date });
            columns.push(Heading { name: name("Main_Damage_Site_Class"), kind: Kind::Integer });
        }
        columns.push(heading("Class_Meaning", Kind::Text));
        Head { table: "unosat", columns, is_placed: true }
    }

    /// Writes it below [`Self::head`].
    ///
    /// # Errors
    /// When the output fails.
    pub fn write(&self, sink: &mut dyn Sink) -> Result<(), ExportError> {
        let mut cells = vec![
            Cell::text(Some(&self.event)),
            Cell::text(Some(&self.site)),
            Cell::Number(rounded(self.place.lat())),
            Cell::Number(rounded(self.place.lon())),
        ];
        for sensed in &self.sensed {
            cells.push(Cell::taken(sensed.map(|sensed| sensed.taken)));
            cells.push(match sensed.and_then(|sensed| sensed.class) {
                Some(Class::Destroyed) => Cell::Integer(1),
                Some(Class::NotVisibly) => Cell::Integer(6),
                None => Cell::Empty,
            });
        }
        cells.push(Cell::Text(MEANING.into()));
        sink.row(&cells, Some(&Footprint::Point(self.place)))
    }
}
