//! What stands beside an image and places it: a world file, and the coordinate reference system
//! named in a `.prj` or `.aux.xml`.
//!
//! Formats: ESRI's world file (six numbers, one a line) and WKT, of which only an EPSG number or
//! the names of the usual systems are understood.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use super::georeference::{Georeference, Placing};
use super::refusal::RasterError;

/// Bytes that are read of what stands beside an image.
const BESIDE_BYTES_MAX: u64 = 64 * 1024;

/// The georeference from beside the image; nothing when no world file is there. `stated` is the
/// EPSG number that goes before a file's.
///
/// # Errors
/// When the world file is not one, or nothing names a system that can be computed.
pub(super) fn beside(
    image: &Path,
    stated: Option<u32>,
) -> Result<Option<Georeference>, RasterError> {
    let Some(path) = world_files(image).into_iter().find(|path| path.is_file()) else {
        return Ok(None);
    };
    let name = || path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let text = read(&path).ok_or_else(|| RasterError::BadWorldFile { name: name() })?;
    let numbers = numbers(&text).ok_or_else(|| RasterError::BadWorldFile { name: name() })?;
    let epsg = stated.or_else(|| named_beside(image)).ok_or(RasterError::NoCrs)?;
    Georeference::new(epsg, Placing::of_world_file(numbers)).map(Some)
}

/// The names that a world file may have: first and last letter of the image's ending and a w
/// (`.pgw`), the whole ending and a w (`.pngw`), or `.wld`; all of them small or large.
fn world_files(image: &Path) -> Vec<PathBuf> {
    let ending = image.extension().unwrap_or_default().to_string_lossy().to_lowercase();
    let (first, last) = (ending.chars().next(), ending.chars().last());
    let short: String = first.into_iter().chain(last).chain(['w']).collect();
    [short, format!("{ending}w"), "wld".to_owned()]
        .into_iter()
        .flat_map(|ending| [ending.to_uppercase(), ending])
        .map(|ending| image.with_extension(ending))
        .collect()
}

fn read(path: &Path) -> Option<String> {
    let mut bytes = Vec::new();
    let file = Some(path).filter(|path| path.is_file()).and_then(|path| File::open(path).ok())?;
    file.take(BESIDE_BYTES_MAX).read_to_end(&mut bytes).ok()?;
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

fn numbers(text: &str) -> Option<[f64; 6]> {
    let mut found = text.split_whitespace().map(|word| word.replace(',', ".").parse::<f64>());
    let mut numbers = [0.0; 6];
    for number in &mut numbers {
        *number = found.next()?.ok().filter(|number| number.is_finite())?;
    }
    Some(numbers)
}

/// The EPSG number of the system that a `.prj` or `.aux.xml` beside the image names.
pub(super) fn named_beside(image: &Path) -> Option<u32> {
    let mut xml = image.as_os_str().to_owned();
    xml.push(".aux.xml");
    [image.with_extension("prj"), image.with_extension("PRJ"), PathBuf::from(xml)]
        .iter()
        .filter_map(|path| read(path))
        .find_map(|text| epsg_of(&text))
}

/// The EPSG number of a system in WKT: the last one given, which is that of the whole, or that of
/// a usual system by ESRI's name for it.
fn epsg_of(wkt: &str) -> Option<u32> {
    let plain = wkt.replace("&quot;", "\"").replace(char::is_whitespace, "");
    let after = plain.rsplit("[\"EPSG\",").next().filter(|rest| rest.len() < plain.len());
    if let Some(rest) = after {
        let digits = rest.trim_start_matches('"');
        let end = digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
        return digits.get(..end)?.parse().ok();
    }
    let zone = |start: &str| {
        let (_, rest) = plain.split_once(start)?;
        let end = rest.find(|c: char| !c.is_ascii_digit())?;
        let zone = rest.get(..end)?.parse::<u32>().ok().filter(|zone| (1..=60).contains(zone))?;
        Some((zone, rest.get(end..)?.starts_with('N')))
    };
    match (zone("WGS_1984_UTM_Zone_"), zone("NAD_1983_UTM_Zone_")) {
        (Some((zone, is_north)), _) => Some(if is_north { 32_600 } else { 32_700 } + zone),
        (_, Some((zone, true))) if zone <= 23 => Some(26_900 + zone),
        _ if plain.contains("WGS_1984_Web_Mercator_Auxiliary_Sphere") => Some(3857),
        _ if plain.starts_with("GEOGCS[\"GCS_WGS_1984\"") => Some(4326),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_of_the_whole_system_is_taken_not_that_of_its_globe() {
        let wkt = r#"PROJCS["x",GEOGCS["y",AUTHORITY["EPSG","4326"]],UNIT["m",1],
            AUTHORITY["EPSG","32637"]]"#;
        assert_eq!(epsg_of(wkt), Some(32_637));
        assert_eq!(epsg_of("PROJCRS[\"x\",ID[\"EPSG\",32736]]"), Some(32_736));
        assert_eq!(
            epsg_of("<SRS>PROJCS[&quot;a&quot;,AUTHORITY[&quot;EPSG&quot;,&quot;2154&quot;]]"),
            Some(2154)
        );
    }

    #[test]
    fn esris_names_of_usual_systems_are_known() {
        let utm = |name: &str| format!("PROJCS[\"{name}\",GEOGCS[\"GCS_WGS_1984\",DATUM[]]]");
        assert_eq!(epsg_of(&utm("WGS_1984_UTM_Zone_37N")), Some(32_637));
        assert_eq!(epsg_of(&utm("WGS_1984_UTM_Zone_36S")), Some(32_736));
        assert_eq!(epsg_of(&utm("NAD_1983_UTM_Zone_15N")), Some(26_915));
        assert_eq!(epsg_of("GEOGCS[\"GCS_WGS_1984\",DATUM[]]"), Some(4326));
        assert_eq!(epsg_of(&utm("Some_Local_Grid")), None);
    }

    #[test]
    fn a_decimal_comma_is_a_point_and_five_numbers_are_too_few() {
        assert_eq!(numbers("0,5\n0\n0\n-0,5\n10\n20\n"), Some([0.5, 0.0, 0.0, -0.5, 10.0, 20.0]));
        assert_eq!(numbers("0.5 0 0 -0.5 10"), None);
        assert_eq!(numbers("a 0 0 -0.5 10 1"), None);
    }
}
