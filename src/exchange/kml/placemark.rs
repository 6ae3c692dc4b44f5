//! One Placemark, put together from its tags: name, extended data, and the outer rings of its
//! geometry.

use super::super::feature::{
    Fault, Feature, Position, Shape, no_building, no_geometry, within_bounds,
};
use super::super::rows::Spot;

/// Words kept beside one Placemark.
const ATTRIBUTES_MAX: usize = 500;

/// What has been read of a Placemark.
#[derive(Debug, Default)]
pub(super) struct Placemark {
    attributes: Vec<(String, String)>,
    /// The name of the extended data that is being read.
    data: Option<String>,
    /// The text of the tag that is being read, if it is wanted.
    text: Option<String>,
    points: Vec<Position>,
    rings: Vec<Vec<Position>>,
    corners: usize,
    in_hole: bool,
    in_line: bool,
    fault: Option<Fault>,
    /// A geometry that is no building.
    other: Option<&'static str>,
}

impl Placemark {
    /// A tag begins; `name_attribute` is its `name="..."`.
    pub(super) fn start(&mut self, tag: &str, name_attribute: Option<String>) {
        match tag {
            "SimpleData" | "Data" => {
                self.data = name_attribute;
                self.text = (tag == "SimpleData").then(String::new);
            }
            "value" | "name" | "description" | "when" | "begin" | "end" | "coordinates" => {
                self.text = Some(String::new());
            }
            "innerBoundaryIs" => self.in_hole = true,
            "LineString" => {
                self.in_line = true;
                self.other = Some("LineString");
            }
            "Track" | "MultiTrack" => self.other = Some("Track"),
            "Model" => self.other = Some("Model"),
            _ => {}
        }
    }

    /// Text within the tag that began last; tells how long it is by now.
    pub(super) fn text(&mut self, text: &str) -> usize {
        match &mut self.text {
            Some(kept) => {
                kept.push_str(text);
                kept.len()
            }
            None => 0,
        }
    }

    /// A tag ends.
    pub(super) fn end(&mut self, tag: &str) {
        match tag {
            "innerBoundaryIs" => self.in_hole = false,
            "LineString" => self.in_line = false,
            "coordinates" => {
                if let Some(text) = self.text.take() {
                    self.positions(&text);
                }
            }
            "value" | "SimpleData" => {
                let text = self.text.take().unwrap_or_default();
                if let Some(name) = self.data.take() {
                    self.keep(name, &text);
                }
            }
            "name" | "description" | "when" | "begin" | "end" => {
                if let Some(text) = self.text.take() {
                    self.keep(tag.to_owned(), &text);
                }
            }
            _ => {}
        }
    }

    fn keep(&mut self, name: String, text: &str) {
        let text = text.trim();
        if !text.is_empty() && self.attributes.len() < ATTRIBUTES_MAX {
            self.attributes.push((name, text.to_owned()));
        }
    }

    fn positions(&mut self, text: &str) {
        if self.in_hole || self.in_line || self.fault.is_some() {
            return;
        }
        let mut positions = Vec::new();
        for tuple in text.split_ascii_whitespace() {
            let mut numbers = tuple.split(',').map(|number| number.parse::<f64>().ok());
            let (Some(Some(lon)), Some(Some(lat))) = (numbers.next(), numbers.next()) else {
                let tuple: String = tuple.chars().take(40).collect();
                let reason =
                    format!("\"{tuple}\" is no position; write longitude,latitude without blanks");
                self.fault = Some(Fault::from(reason));
                return;
            };
            self.corners += 1;
            if let Err(fault) = within_bounds(self.corners) {
                self.fault = Some(fault);
                return;
            }
            positions.push((lon, lat));
        }
        match positions.as_slice() {
            [] => {}
            [point] => self.points.push(*point),
            _ => self.rings.push(positions),
        }
    }

    /// What it says, for the intake. Of points and polygons together the polygons count.
    pub(super) fn feature(self, number: u64) -> Feature {
        let shape = match (self.fault, self.points.first(), self.other) {
            (Some(fault), ..) => Err(fault),
            _ if !self.rings.is_empty() => Ok(Shape::Rings(self.rings)),
            (None, Some(point), _) => Ok(Shape::Point(*point)),
            (None, None, Some(other)) => Err(no_building(other)),
            (None, None, None) => Err(no_geometry()),
        };
        let place = Spot::Feature(number);
        Feature { place, id: None, attributes: self.attributes, shape }
    }
}
