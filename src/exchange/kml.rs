//! Buildings out of KML, tag by tag: each Placemark with a point or polygon is one. A document
//! type, which could name other files or explode, is refused; links to the net are not followed.

use std::io::{BufReader, Read};

use quick_xml::Reader;
use quick_xml::XmlVersion;
use quick_xml::events::{BytesRef, BytesStart, Event};

use super::buildings::BuildingListError;
use super::buildings::intake::Intake;
use super::guard::{Guarded, PART_BYTES_MAX};
use placemark::Placemark;

mod placemark;

const FORMAT: &str = "KML";
/// Tags within tags; real files have under 20.
const DEPTH_MAX: usize = 200;

/// Reads every Placemark into `intake`.
///
/// # Errors
/// When the file is broken or no KML, or has a document type.
pub(super) fn read<R: Read>(source: R, intake: &mut Intake<'_>) -> Result<(), BuildingListError> {
    let (source, allowance) = Guarded::new(source);
    let mut reader = Reader::from_reader(BufReader::new(source));
    reader.config_mut().trim_text(false);
    let mut walk = Walk { intake, depth: 0, number: 0, placemark: None, has_links: false };
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        allowance.renew();
        let event = reader.read_event_into(&mut buffer);
        let at = reader.buffer_position();
        let broken = |reason: &dyn std::fmt::Display| BuildingListError::Broken {
            format: FORMAT,
            reason: format!("byte {at}: {reason}"),
        };
        match event.map_err(|error| broken(&error))? {
            Event::Eof if walk.depth > 0 => {
                return Err(broken(&"the file ends in the middle; fetch it again"));
            }
            Event::Eof => break,
            event => walk.step(&event).map_err(|stop| match stop {
                Stop::Reason(reason) => broken(&reason),
                Stop::Error(error) => *error,
            })?,
        }
    }
    if walk.has_links {
        let note = "the file links to other files; links are not followed, import those apart";
        walk.intake.note(note.to_owned());
    }
    Ok(())
}

/// Why the walk ends.
enum Stop {
    Reason(String),
    Error(Box<BuildingListError>),
}

impl From<BuildingListError> for Stop {
    fn from(error: BuildingListError) -> Self {
        Self::Error(Box::new(error))
    }
}

struct Walk<'a, 's> {
    intake: &'a mut Intake<'s>,
    depth: usize,
    number: u64,
    placemark: Option<Placemark>,
    has_links: bool,
}

impl Walk<'_, '_> {
    fn step(&mut self, event: &Event<'_>) -> Result<(), Stop> {
        match event {
            Event::Start(tag) => {
                self.start(tag)?;
                self.depth += 1;
                if self.depth > DEPTH_MAX {
                    return Err(Stop::Reason(format!("tags nest deeper than {DEPTH_MAX}")));
                }
            }
            Event::Empty(tag) => {
                self.start(tag)?;
                self.end(tag.local_name().as_ref())?;
            }
            Event::End(tag) => {
                self.depth = self.depth.saturating_sub(1);
                self.end(tag.local_name().as_ref())?;
            }
            Event::Text(text) => self.text(text)?,
            Event::CData(text) => self.text(text)?,
            Event::GeneralRef(reference) => self.text(&resolved(reference)?)?,
            Event::DocType(_) => {
                return Err(Stop::Reason(
                    "it has a DOCTYPE, which KML never needs; remove that line".to_owned(),
                ));
            }
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::Eof => {}
        }
        Ok(())
    }

    fn start(&mut self, tag: &BytesStart<'_>) -> Result<(), Stop> {
        let name = tag.local_name();
        let name: &str = name.as_ref();
        if self.depth == 0 && !matches!(name, "kml" | "Document" | "Folder" | "Placemark") {
            let what = name.chars().take(40).collect::<String>();
            return Err(Stop::Reason(format!("this is <{what}>, not KML; export it as GeoJSON")));
        }
        match (&mut self.placemark, name) {
            (_, "Placemark") => self.placemark = Some(Placemark::default()),
            (None, "NetworkLink") => self.has_links = true,
            (None, _) => {}
            (Some(placemark), name) => placemark.start(name, attribute(tag)),
        }
        Ok(())
    }

    fn text(&mut self, text: &str) -> Result<(), Stop> {
        let Some(placemark) = &mut self.placemark else { return Ok(()) };
        if placemark.text(text) > PART_BYTES_MAX {
            return Err(Stop::Reason(format!("a text is longer than {PART_BYTES_MAX} bytes")));
        }
        Ok(())
    }

    fn end(&mut self, name: &str) -> Result<(), Stop> {
        if name != "Placemark" {
            if let Some(placemark) = &mut self.placemark {
                placemark.end(name);
            }
            return Ok(());
        }
        let Some(placemark) = self.placemark.take() else { return Ok(()) };
        self.number += 1;
        Ok(self.intake.take(placemark.feature(self.number))?)
    }
}

/// The `name` of a tag of extended data.
fn attribute(tag: &BytesStart<'_>) -> Option<String> {
    let found = tag.try_get_attribute("name").ok()??;
    Some(found.normalized_value(XmlVersion::Implicit1_0).ok()?.into_owned())
}

/// What `&amp;` or `&#39;` stands for.
fn resolved(reference: &BytesRef<'_>) -> Result<String, Stop> {
    if let Ok(Some(letter)) = reference.resolve_char_ref() {
        return Ok(letter.to_string());
    }
    let name: &str = reference;
    match name {
        "amp" => Ok("&".to_owned()),
        "lt" => Ok("<".to_owned()),
        "gt" => Ok(">".to_owned()),
        "quot" => Ok("\"".to_owned()),
        "apos" => Ok("'".to_owned()),
        "nbsp" => Ok(" ".to_owned()),
        name => {
            let name: String = name.chars().take(40).collect();
            Err(Stop::Reason(format!(
                "&{name}; stands for nothing in KML; write the letter itself"
            )))
        }
    }
}
