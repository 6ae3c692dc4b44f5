//! How a row becomes a building: its id and name, its place on the globe, whether its outline is
//! one, and what it says about when. Counts, and keeps nothing but what that needs.

use super::super::crossing::{Crossing, crossing};
use super::super::crs::Frame;
use super::super::feature::{Fault, Feature, Position, Shape};
use super::super::outline::{Outline, fingerprint, largest};
use super::super::rows::{LabelError, RowError, Spot, label};
use super::super::windows;
use super::ids::Ids;
use super::{
    ATTRIBUTE_BYTES_MAX, BuildingDraft, BuildingListError, ID_NAMES, Options, Sink, SinkError,
    Summary,
};
use crate::domain::limits::{BUILDINGS_MAX, ROW_ERRORS_MAX};
use crate::domain::place::{Footprint, LonLat};
use crate::domain::reference::ReferenceWindow;
use notes::Notes;

mod notes;

/// Rows whose columns are listed, and columns listed at most.
const COLUMN_ROWS: u64 = 1_000;
const COLUMNS_MAX: usize = 200;

/// How an id begins that is made of the outline, where the list gives none.
const OF_OUTLINE: &str = "g-";
/// Digits of the outline's hash in it.
const DIGITS: usize = 12;

/// Whether an id is made of the outline, so that whoever has the list can tell the building.
#[must_use]
pub fn is_of_outline(id: &str) -> bool {
    let digits = id.strip_prefix(OF_OUTLINE).and_then(|rest| rest.get(..DIGITS));
    digits.is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

/// Takes the rows of one file, and passes the good ones on.
pub(in super::super) struct Intake<'s> {
    /// What the coordinator said.
    pub(in super::super) options: &'s Options,
    sink: &'s mut Sink<'s>,
    frame: Frame,
    ids: Ids,
    summary: Summary,
    notes: Notes,
}

impl<'s> Intake<'s> {
    /// Nothing taken yet.
    pub(super) fn new(options: &'s Options, sink: &'s mut Sink<'s>) -> Self {
        Self {
            options,
            sink,
            frame: Frame::default(),
            ids: Ids::default(),
            summary: Summary::default(),
            notes: Notes::default(),
        }
    }

    /// Says what the file is.
    pub(in super::super) fn set_format(&mut self, format: &'static str) {
        self.summary.format = format;
    }

    /// Says which layer of the file is read.
    pub(in super::super) fn set_layer(&mut self, layer: &str) {
        self.summary.layer = Some(layer.to_owned());
    }

    /// Says in which system the positions are from here on.
    pub(in super::super) fn set_frame(&mut self, frame: Frame) {
        self.frame = frame;
    }

    /// The system that the file says of itself, unless the coordinator stated one.
    pub(in super::super) fn set_own_frame(
        &mut self,
        frame: impl FnOnce() -> Result<Frame, String>,
    ) -> Result<(), BuildingListError> {
        if self.options.epsg.is_none() {
            self.frame = frame().map_err(BuildingListError::OtherCrs)?;
        }
        Ok(())
    }

    /// The system that the positions are in.
    pub(in super::super) const fn frame(&self) -> &Frame {
        &self.frame
    }

    /// Takes one row, right or wrong; only too many rows and a failing sink are errors.
    pub(in super::super) fn take(&mut self, feature: Feature) -> Result<(), BuildingListError> {
        self.count()?;
        if self.summary.rows <= COLUMN_ROWS {
            self.note_columns(&feature.attributes);
        }
        match self.draft(feature) {
            Ok(draft) => self.pass_on(draft),
            Err(error) => {
                self.list(error);
                Ok(())
            }
        }
    }

    /// Counts a row that could not even be split into its parts.
    pub(in super::super) fn fail(&mut self, error: RowError) -> Result<(), BuildingListError> {
        self.count()?;
        self.list(error);
        Ok(())
    }

    /// A sentence for the coordinator that is no fault.
    pub(in super::super) fn note(&mut self, sentence: String) {
        self.summary.notes.push(sentence);
    }

    /// The summary of the whole file.
    pub(super) fn finish(mut self) -> Summary {
        self.notes.tell(&self.frame, &mut self.summary.notes);
        self.summary
    }

    fn count(&mut self) -> Result<(), BuildingListError> {
        self.summary.rows += 1;
        match usize::try_from(self.summary.rows) {
            Ok(rows) if rows <= BUILDINGS_MAX => Ok(()),
            _ => Err(BuildingListError::TooMany),
        }
    }

    fn list(&mut self, error: RowError) {
        self.summary.error_count += 1;
        if self.summary.errors.len() < ROW_ERRORS_MAX {
            self.summary.errors.push(error);
        }
    }

    fn pass_on(&mut self, draft: BuildingDraft) -> Result<(), BuildingListError> {
        let (west, south, east, north) = draft.footprint.bounds();
        let (w, s, e, n) = self.summary.bounds.unwrap_or((west, south, east, north));
        self.summary.bounds = Some((w.min(west), s.min(south), e.max(east), n.max(north)));
        if let Some(window) = &draft.reference {
            let references = &mut self.summary.references;
            let count = match (window.after, window.before) {
                (Some(_), Some(_)) => &mut references.closed,
                (None, Some(_)) => &mut references.left_open,
                (Some(_), None) => &mut references.right_open,
                (None, None) => &mut references.undated,
            };
            *count += 1;
        }
        match (self.sink)(draft) {
            Ok(()) => {
                self.summary.kept += 1;
                Ok(())
            }
            Err(SinkError::Enough) => Err(BuildingListError::Enough),
            Err(SinkError::Failed(error)) => Err(BuildingListError::Sink(error)),
        }
    }

    fn note_columns(&mut self, attributes: &[(String, String)]) {
        for (name, _) in attributes {
            let columns = &mut self.summary.columns;
            if columns.len() < COLUMNS_MAX && !columns.contains(name) {
                columns.push(name.clone());
            }
        }
    }

    fn draft(&mut self, feature: Feature) -> Result<BuildingDraft, RowError> {
        let Feature { place, id, mut attributes, shape } = feature;
        let given = self.given_id(id, &mut attributes);
        let tell = |error: RowError| match &given {
            Some(id) => error.of(id),
            None => error,
        };
        let wrong = |fault: Fault| {
            let error = RowError::new(place, fault.reason);
            tell(match &fault.column {
                Some(column) => error.in_column(column),
                None => error,
            })
        };
        let outline = shape.and_then(|shape| self.outline(shape)).map_err(wrong)?;
        if let (None, Some(field)) = (&given, &self.options.id_field) {
            let reason = "it is empty, but was named as the id";
            return Err(RowError::new(place, reason).in_column(field));
        }
        let named =
            |column: &str, error: LabelError| wrong(Fault::of_column(column, error.to_string()));
        let own = given.as_deref().map(|id| label(id).map_err(|error| named("id", error)));
        let own = own.transpose()?;
        let name = self.given_name(&mut attributes);
        let name =
            name.map(|name| label(&name).map_err(|error| named("name", error))).transpose()?;
        let reference = self.reference(place, &attributes).map_err(wrong)?;
        let external_id = self.settle_id(place, own, &outline.footprint)?;
        self.notes.parts(place, outline.parts);
        self.bound(place, &mut attributes);
        Ok(BuildingDraft {
            external_id,
            name,
            footprint: outline.footprint,
            place,
            attributes,
            crs_original: self.frame.name().map(str::to_owned),
            reference,
        })
    }

    /// The id that the file gives: from the column that was named, from the format, or from the
    /// best of the usual columns.
    fn given_id(
        &self,
        own: Option<String>,
        attributes: &mut Vec<(String, String)>,
    ) -> Option<String> {
        let own = own.filter(|id| !id.trim().is_empty());
        let mut take = |wanted: &dyn Fn(&str) -> bool| {
            let at = attributes.iter().position(|(name, _)| wanted(name))?;
            Some(attributes.remove(at).1).filter(|text| !text.trim().is_empty())
        };
        match self.options.id_field.as_deref() {
            Some(field) => {
                let found = take(&|name| name == field)
                    .or_else(|| take(&|name| name.eq_ignore_ascii_case(field)));
                if field == "id" { found.or(own) } else { found }
            }
            None => own.or_else(|| {
                ID_NAMES.iter().find_map(|id| take(&|name| name.eq_ignore_ascii_case(id)))
            }),
        }
    }

    fn given_name(&self, attributes: &mut Vec<(String, String)>) -> Option<String> {
        let is_name = |own: &str| match self.options.fields.name.as_deref() {
            Some(field) => own == field,
            None => own.eq_ignore_ascii_case("name"),
        };
        let at = attributes.iter().position(|(own, _)| is_name(own))?;
        Some(attributes.remove(at).1).filter(|name| !name.trim().is_empty())
    }

    /// The outline on the globe, checked.
    fn outline(&self, shape: Shape) -> Result<Outline, Fault> {
        let rings = match shape {
            Shape::Point(at) => {
                let footprint = Footprint::Point(self.frame.place(at)?);
                return Ok(Outline { footprint, parts: 1 });
            }
            Shape::Rings(rings) => rings,
        };
        let ring = |ring: Vec<Position>| -> Result<Vec<LonLat>, String> {
            ring.into_iter().map(|at| self.frame.place(at)).collect()
        };
        let rings = rings.into_iter().map(ring).collect::<Result<Vec<_>, _>>()?;
        let outline = largest(rings).map_err(|error| Fault::from(error.to_string()))?;
        let corners: Vec<Position> =
            outline.footprint.corners().iter().map(|at| (at.lon(), at.lat())).collect();
        match crossing(&corners) {
            None => Ok(outline),
            Some(Crossing::At((lon, lat))) => Err(Fault::from(format!(
                "the outline crosses itself near {lon:.6} {lat:.6}; draw it anew, or repair the \
                 file with: ogr2ogr -makevalid out.geojson in-file"
            ))),
            Some(Crossing::Undecided) => {
                Err(Fault::from("the outline winds too much to be checked; simplify it".to_owned()))
            }
        }
    }

    fn reference(
        &mut self,
        place: Spot,
        attributes: &[(String, String)],
    ) -> Result<Option<ReferenceWindow>, Fault> {
        let reading = windows::read(attributes, self.options)?;
        self.notes.guess(reading.is_guess);
        if let Some(complaint) = reading.complaint {
            self.notes.complaint(place, complaint);
        }
        Ok(reading.window)
    }

    /// An id that no row before has.
    fn settle_id(
        &mut self,
        place: Spot,
        own: Option<String>,
        footprint: &Footprint,
    ) -> Result<String, RowError> {
        let row = u32::try_from(self.summary.rows).unwrap_or(u32::MAX);
        let number = place.number().and_then(|n| u32::try_from(n).ok()).unwrap_or(row);
        if let Some(id) = own {
            return match self.ids.take(&id, number) {
                None => Ok(id),
                Some(first) => {
                    let first = place.at(first.into());
                    let reason =
                        format!("the id \"{id}\" is already that of {first}; ids must differ");
                    Err(RowError::new(place, reason).of(&id))
                }
            };
        }
        let digits: String = fingerprint(footprint).chars().take(DIGITS).collect();
        let id = format!("{OF_OUTLINE}{digits}");
        let Some(first) = self.ids.take(&id, number) else { return Ok(id) };
        self.notes.same_outline(place, first.into());
        Ok(format!("{id}-{}", self.ids.again(&id)))
    }

    /// Drops what is beyond the bound on the words beside a building.
    fn bound(&mut self, place: Spot, attributes: &mut Vec<(String, String)>) {
        let mut room = ATTRIBUTE_BYTES_MAX;
        let before = attributes.len();
        attributes.retain(|(name, text)| match room.checked_sub(name.len() + text.len()) {
            Some(rest) => {
                room = rest;
                true
            }
            None => false,
        });
        if attributes.len() < before {
            self.notes.cut_words(place);
        }
    }
}
