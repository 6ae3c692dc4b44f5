//! Coordinate systems told in well-known text: by the EPSG number it carries, by the names that
//! ESRI's programs write without one, or by its parameters.

use super::Projection;

/// Bytes of a description; real ones have under 4,000.
const BYTES_MAX: usize = 32 * 1024;
/// Brackets within brackets; real ones have under 8.
const DEPTH_MAX: u32 = 24;
/// 1/f of the ellipsoids of WGS 84 and of GRS 80, which differ by a tenth of a millimetre on the
/// ground.
const USUAL_FLATTENING: std::ops::Range<f64> = 298.2572..298.2573;

/// A description that is not understood.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UnknownDefinition {
    /// Not well-known text, or a projection that proj4rs does not compute.
    #[error("the coordinate system \"{name}\" cannot be computed here")]
    Unknown {
        /// Its name in the text, or how the text begins.
        name: String,
    },
    /// An older datum: ignoring the shift would move every place by tens of metres.
    #[error("the coordinate system \"{name}\" is not on WGS 84, and its shift to it is not stated")]
    Shifted {
        /// Its name in the text.
        name: String,
    },
}

/// The projection of a description.
pub(super) fn projection(text: &str) -> Result<Projection, UnknownDefinition> {
    let text = text.trim().trim_start_matches('\u{feff}');
    let name: String = match quoted(text) {
        Some(name) => name.chars().take(80).collect(),
        None => text.chars().take(40).collect(),
    };
    let unknown = || UnknownDefinition::Unknown { name: name.clone() };
    let scan = Scan::of(text).ok_or_else(unknown)?;
    let known = scan.epsg.or_else(|| epsg_of_name(&name));
    if let Some(projection) = known.and_then(|epsg| Projection::of_epsg(epsg).ok()) {
        return Ok(projection);
    }
    if !scan.has_shift && !scan.flattening.is_some_and(|f| USUAL_FLATTENING.contains(&f)) {
        return Err(UnknownDefinition::Shifted { name });
    }
    let words = proj4wkt::wkt_to_projstring(text).ok().ok_or_else(unknown)?;
    Projection::of_words(&words).ok_or_else(unknown)
}

/// The EPSG number of a name that ESRI's programs give to a system without writing its number.
fn epsg_of_name(name: &str) -> Option<u32> {
    let name = name.replace(' ', "_").replace("_/_", "_").to_ascii_uppercase();
    match name.as_str() {
        "GCS_WGS_1984" | "WGS_84" | "WGS_1984" | "WGS84" => return Some(4326),
        "GCS_NORTH_AMERICAN_1983" | "NAD83" => return Some(4269),
        "WGS_1984_WEB_MERCATOR_AUXILIARY_SPHERE" | "WGS_84_PSEUDO-MERCATOR" => return Some(3857),
        _ => {}
    }
    let zone = name.strip_prefix("WGS_1984_UTM_ZONE_").or(name.strip_prefix("WGS_84_UTM_ZONE_"));
    if let Some(zone) = zone {
        let base = if zone.ends_with('S') { 32_700 } else { 32_600 };
        let number: u32 = zone.strip_suffix(['N', 'S'])?.parse().ok()?;
        return (1..=60).contains(&number).then_some(base + number);
    }
    let zone = name.strip_prefix("NAD_1983_UTM_ZONE_").or(name.strip_prefix("NAD83_UTM_ZONE_"))?;
    let number: u32 = zone.strip_suffix('N')?.parse().ok()?;
    (1..=23).contains(&number).then_some(26_900 + number)
}

fn quoted(text: &str) -> Option<&str> {
    text.split('"').nth(1)
}

/// What one pass over the brackets shows.
struct Scan {
    /// The number that the outermost bracket carries.
    epsg: Option<u32>,
    /// 1/f of the ellipsoid.
    flattening: Option<f64>,
    /// Whether the shift to WGS 84 is stated.
    has_shift: bool,
}

impl Scan {
    /// Nothing where the text is no well-known text.
    fn of(text: &str) -> Option<Self> {
        let mut depth = 0_u32;
        let mut in_quotes = false;
        let mut word = String::new();
        let mut found = Self { epsg: None, flattening: None, has_shift: false };
        if text.len() > BYTES_MAX {
            return None;
        }
        for (at, letter) in text.char_indices() {
            match letter {
                '"' => in_quotes = !in_quotes,
                _ if in_quotes => {}
                '[' | '(' => {
                    depth += 1;
                    if depth > DEPTH_MAX {
                        return None;
                    }
                    let inside = text.get(at + 1..)?;
                    found.note(&word.to_ascii_uppercase(), depth, inside);
                    word.clear();
                }
                ']' | ')' => depth = depth.checked_sub(1)?,
                letter if letter.is_ascii_alphanumeric() => word.push(letter),
                _ => word.clear(),
            }
        }
        (depth == 0 && !in_quotes && text.contains(['[', '('])).then_some(found)
    }

    fn note(&mut self, word: &str, depth: u32, inside: &str) {
        let parts = || inside.split([']', ')']).next().unwrap_or_default().split(',');
        let number = |part: Option<&str>| {
            part.and_then(|part| part.trim().trim_matches('"').parse::<f64>().ok())
        };
        match word {
            "AUTHORITY" | "ID" if depth == 2 => {
                let is_epsg = parts().next().is_some_and(|name| name.trim() == "\"EPSG\"");
                let code =
                    parts().nth(1).and_then(|part| part.trim().trim_matches('"').parse().ok());
                self.epsg = code.filter(|_| is_epsg).or(self.epsg);
            }
            "SPHEROID" | "ELLIPSOID" => self.flattening = number(parts().nth(2)),
            "TOWGS84" => self.has_shift = true,
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::place::LonLat;

    const UTM_15: &str = "PROJCS[\"WGS_1984_UTM_Zone_15N\",GEOGCS[\"GCS_WGS_1984\",DATUM[\
        \"D_WGS_1984\",SPHEROID[\"WGS_1984\",6378137.0,298.257223563]],PRIMEM[\"Greenwich\",0.0],\
        UNIT[\"Degree\",0.0174532925199433]],PROJECTION[\"Transverse_Mercator\"],PARAMETER[\
        \"False_Easting\",500000.0],PARAMETER[\"False_Northing\",0.0],PARAMETER[\
        \"Central_Meridian\",-93.0],PARAMETER[\"Scale_Factor\",0.9996],PARAMETER[\
        \"Latitude_Of_Origin\",0.0],UNIT[\"Meter\",1.0]]";

    #[test]
    fn the_names_that_esri_writes_are_known() {
        assert_eq!(projection(UTM_15).unwrap().epsg(), 32_615);
        let south = UTM_15.replace("15N", "36S");
        assert_eq!(projection(&south).unwrap().epsg(), 32_736);
        assert_eq!(epsg_of_name("GCS_WGS_1984"), Some(4326));
        assert_eq!(epsg_of_name("NAD_1983_UTM_Zone_15N"), Some(26_915));
        assert_eq!(epsg_of_name("WGS 84 / UTM zone 37N"), Some(32_637));
        assert_eq!(epsg_of_name("WGS_1984_UTM_Zone_99N"), None);
    }

    #[test]
    fn the_number_of_the_outermost_bracket_is_taken_not_that_of_its_parts() {
        let text = UTM_15
            .replace("WGS_1984_UTM_Zone_15N", "Own")
            .replace("0.0],UNIT[\"Degree\"", "0.0],AUTHORITY[\"EPSG\",\"4326\"],UNIT[\"Degree\"")
            .replace("UNIT[\"Meter\",1.0]]", "UNIT[\"Meter\",1.0],AUTHORITY[\"EPSG\",\"32615\"]]");
        assert_eq!(projection(&text).unwrap().epsg(), 32_615);
    }

    #[test]
    fn a_system_without_number_or_name_is_computed_from_its_parameters() {
        let own = projection(&UTM_15.replace("WGS_1984_UTM_Zone_15N", "Own")).unwrap();
        assert_eq!(own.epsg(), 0);
        let joplin = LonLat::new(-94.49, 37.07).unwrap();
        let (x, y) = own.to_map(joplin).unwrap();
        let (known_x, known_y) = Projection::of_epsg(32_615).unwrap().to_map(joplin).unwrap();
        assert!((x - known_x).hypot(y - known_y) < 1e-3, "{x} {y}, not {known_x} {known_y}");
    }

    #[test]
    fn an_old_datum_without_its_shift_is_refused() {
        let text = UTM_15
            .replace("WGS_1984_UTM_Zone_15N", "Pulkovo_1942_GK_Zone_7")
            .replace("6378137.0,298.257223563", "6378245.0,298.3");
        assert!(matches!(projection(&text), Err(UnknownDefinition::Shifted { .. })));
    }

    #[test]
    fn what_is_no_description_is_refused_by_how_it_begins() {
        assert!(projection("EPSG:4326").unwrap_err().to_string().contains("EPSG:4326"));
        assert!(projection(&"A[".repeat(10_000)).is_err());
        assert!(projection(&"\"".repeat(100_000)).is_err());
        assert!(projection("").is_err());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]
        #[test]
        fn no_damage_to_a_description_makes_it_panic(
            at in 0_usize..600,
            cut in 0_usize..20,
            put in "[\\PC\\[\\]\",0-9]{0,12}",
        ) {
            let text: String = UTM_15
                .chars()
                .take(at)
                .chain(put.chars())
                .chain(UTM_15.chars().skip(at + cut))
                .collect();
            let _ = projection(&text);
        }
    }
}
