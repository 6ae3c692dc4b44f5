//! Buildings out of `GeoJSON` (RFC 7946, and the older form with a `crs` member), feature by
//! feature: at no time is more than one feature in memory, and of that only what is wanted.
//!
//! Accepted are a `FeatureCollection`, a single `Feature`, and one feature after another (as in
//! `.geojsonl` files). Writing is in `export`.

use std::fmt;
use std::io::Read;

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::buildings::{BuildingListError, Candidate, ID_NAMES, Intake, Options};
use super::json::{Loose, reason};
use super::rows::{RowError, Spot};
use geometry::Geometry;

mod geometry;

const NAMES: [&str; 3] = ["name", "Name", "NAME"];

/// Reads every feature into `intake`.
///
/// # Errors
/// When the file is broken JSON, no building list, in another coordinate system, or too long.
pub(super) fn read<R: Read>(source: R, intake: &mut Intake<'_>) -> Result<(), BuildingListError> {
    let mut json = serde_json::Deserializer::from_reader(source);
    let mut state = State { intake, features: 0, fatal: None };
    loop {
        let root = Root(&mut state).deserialize(&mut json);
        if let Some(fatal) = state.fatal.take() {
            return Err(fatal);
        }
        let single = root.map_err(|error| broken(&error))?;
        match json.end() {
            Ok(()) => return Ok(()),
            Err(error) if error.is_syntax() && single => {}
            Err(error) => return Err(broken(&error)),
        }
    }
}

fn broken(error: &serde_json::Error) -> BuildingListError {
    BuildingListError::Json { line: error.line(), column: error.column(), reason: reason(error) }
}

/// What is carried along a file. A fault that ends the reading is left in `fatal`, because the
/// JSON reader can carry no error but its own.
struct State<'a, 'o> {
    intake: &'a mut Intake<'o>,
    features: u64,
    fatal: Option<BuildingListError>,
}

impl State<'_, '_> {
    fn stop<E: serde::de::Error>(&mut self, fatal: BuildingListError) -> E {
        self.fatal = Some(fatal);
        E::custom("stopped")
    }

    fn feature<E: serde::de::Error>(&mut self, feature: Feature) -> Result<(), E> {
        if feature.stac {
            let what = "a STAC item, which describes a capture".to_owned();
            return Err(self.stop(BuildingListError::NotBuildings(what)));
        }
        self.features += 1;
        let candidate = feature.candidate(Spot::Feature(self.features), self.intake.options);
        self.intake.take(candidate).map_err(|fatal| self.stop(fatal))
    }
}

/// The outermost object; tells whether it was a single feature.
struct Root<'s, 'a, 'o>(&'s mut State<'a, 'o>);

impl<'de> DeserializeSeed<'de> for Root<'_, '_, '_> {
    type Value = bool;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<bool, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Root<'_, '_, '_> {
    type Value = bool;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a GeoJSON FeatureCollection or Feature")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<bool, A::Error> {
        let state = self.0;
        let mut feature = Feature::default();
        let mut collection = false;
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "features" => {
                    map.next_value_seed(Features(state))?;
                    collection = true;
                }
                "crs" => {
                    if let Some(other) = map.next_value::<Option<Crs>>()?.and_then(Crs::other) {
                        return Err(state.stop(BuildingListError::OtherCrs(other)));
                    }
                }
                _ => feature.member(&key, &mut map, state.intake.options)?,
            }
        }
        match (feature.kind.as_deref(), collection) {
            (Some("FeatureCollection"), true) => Ok(false),
            (Some("Feature"), false) => state.feature(feature).map(|()| true),
            (kind, _) => {
                let what = match kind {
                    Some(kind) => format!("JSON of type \"{kind}\""),
                    None => "JSON without a \"type\"".to_owned(),
                };
                Err(state.stop(BuildingListError::NotBuildings(what)))
            }
        }
    }
}

/// The list of features.
struct Features<'s, 'a, 'o>(&'s mut State<'a, 'o>);

impl<'de> DeserializeSeed<'de> for Features<'_, '_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Features<'_, '_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of features")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        while let Some(feature) = list.next_element_seed(FeatureSeed(self.0.intake.options))? {
            self.0.feature(feature)?;
        }
        Ok(())
    }
}

/// One feature as it was read, members in any order.
#[derive(Debug, Default)]
struct Feature {
    kind: Option<String>,
    id: Option<String>,
    geometry: Option<Geometry>,
    properties: Properties,
    stac: bool,
}

impl Feature {
    fn member<'de, A: MapAccess<'de>>(
        &mut self,
        key: &str,
        map: &mut A,
        options: &Options,
    ) -> Result<(), A::Error> {
        match key {
            "type" => self.kind = map.next_value::<Loose>()?.text(),
            "id" => self.id = map.next_value::<Loose>()?.text(),
            "geometry" => self.geometry = map.next_value()?,
            "properties" => self.properties = map.next_value_seed(PropertiesSeed(options))?,
            "stac_version" => {
                map.next_value::<IgnoredAny>()?;
                self.stac = true;
            }
            _ => {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(())
    }

    fn candidate(self, place: Spot, options: &Options) -> Candidate {
        let Properties { wanted, ids, names } = self.properties;
        let best = |mut found: Vec<(usize, String)>| {
            found.sort();
            found.into_iter().next().map(|(_, text)| text)
        };
        let id = match options.id_field.as_deref() {
            Some("id") => wanted.or(self.id),
            Some(_) => wanted,
            None => self.id.or_else(|| best(ids)),
        };
        let outline = match (self.kind.as_deref(), self.geometry) {
            (Some("Feature"), Some(geometry)) => geometry.outline(),
            (Some("Feature"), None) => {
                Err("it has no geometry; give it a point or a polygon".to_owned())
            }
            _ => Err("it is no Feature; its \"type\" must say so".to_owned()),
        };
        let outline = outline.map_err(|reason| RowError::new(place, reason));
        Candidate { place, id, name: best(names), outline }
    }
}

struct FeatureSeed<'o>(&'o Options);

impl<'de> DeserializeSeed<'de> for FeatureSeed<'_> {
    type Value = Feature;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Feature, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for FeatureSeed<'_> {
    type Value = Feature;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a feature")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Feature, A::Error> {
        let mut feature = Feature::default();
        while let Some(key) = map.next_key::<String>()? {
            feature.member(&key, &mut map, self.0)?;
        }
        Ok(feature)
    }
}

/// The few properties that are wanted, with their rank among the names they may have.
#[derive(Debug, Default)]
struct Properties {
    wanted: Option<String>,
    ids: Vec<(usize, String)>,
    names: Vec<(usize, String)>,
}

struct PropertiesSeed<'o>(&'o Options);

impl<'de> DeserializeSeed<'de> for PropertiesSeed<'_> {
    type Value = Properties;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Properties, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for PropertiesSeed<'_> {
    type Value = Properties;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object of properties, or null")
    }

    fn visit_unit<E>(self) -> Result<Properties, E> {
        Ok(Properties::default())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Properties, A::Error> {
        let mut properties = Properties::default();
        while let Some(key) = map.next_key::<String>()? {
            let is_wanted = self.0.id_field.as_deref() == Some(key.as_str());
            let id = ID_NAMES.iter().position(|own| own.eq_ignore_ascii_case(&key));
            let name = NAMES.iter().position(|own| *own == key);
            if !is_wanted && id.is_none() && name.is_none() {
                map.next_value::<IgnoredAny>()?;
                continue;
            }
            let text = map.next_value::<Loose>()?.text().filter(|text| !text.trim().is_empty());
            let Some(text) = text else { continue };
            if is_wanted {
                properties.wanted = Some(text.clone());
            }
            properties.ids.extend(id.map(|rank| (rank, text.clone())));
            properties.names.extend(name.map(|rank| (rank, text)));
        }
        Ok(properties)
    }
}

/// The coordinate system of a file older than RFC 7946.
#[derive(Debug, Deserialize)]
struct Crs {
    #[serde(default)]
    properties: Option<CrsName>,
}

#[derive(Debug, Deserialize)]
struct CrsName {
    #[serde(default)]
    name: Option<String>,
}

impl Crs {
    /// Its name, when it is not the longitude and latitude of WGS 84.
    fn other(self) -> Option<String> {
        let name = self.properties.and_then(|properties| properties.name);
        let Some(name) = name else { return Some("a system the file only links to".to_owned()) };
        let wgs84 = ["CRS84", "EPSG:4326", "EPSG::4326"];
        let upper = name.to_ascii_uppercase();
        (!wgs84.iter().any(|own| upper.ends_with(own))).then_some(name)
    }
}
