//! `aftermath imagery ...`: looking into a file before it is imported, for people and scripts.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use serde::Serialize;

use super::outcome::{Done, Trouble, say, tell};
use crate::domain::chip::ChipFrame;
use crate::domain::place::LonLat;
use crate::domain::reading::{Range, Reading};
use crate::imagery::facts::{RasterFacts, inspect};
use crate::imagery::{Pixels, Raster, RasterError, cut, encode, stretch};

/// Look into image files.
#[derive(Debug, Subcommand)]
pub(crate) enum Imagery {
    /// Say what an image file is and whether chips can be cut from it (exit code 1: they cannot)
    Inspect(Inspect),
    /// Cut one square of ground out of an image file, as a PNG
    Chip(Chip),
}

/// What is stated about a file.
#[derive(Debug, Args)]
pub(crate) struct Stated {
    /// EPSG number of its coordinates, where the file does not say or says wrongly
    #[arg(long)]
    epsg: Option<u32>,
    /// The bands shown as red, green and blue, such as 5,3,2
    #[arg(long, value_parser = bands)]
    bands: Option<[u16; 3]>,
    /// The values that become black and white, such as 0,3000; otherwise the middle 96 % are
    /// spread, unless the file is 8-bit
    #[arg(long, value_parser = range)]
    stretch: Option<Range>,
}

fn bands(text: &str) -> Result<[u16; 3], String> {
    let numbers: Result<Vec<u16>, _> = text.split(',').map(|part| part.trim().parse()).collect();
    let three = numbers.ok().and_then(|numbers| <[u16; 3]>::try_from(numbers).ok());
    three.ok_or_else(|| "write three band numbers, such as 5,3,2".to_owned())
}

fn range(text: &str) -> Result<Range, String> {
    let parsed = text.split_once(',').and_then(|(low, high)| {
        Some(Range { low: low.trim().parse().ok()?, high: high.trim().parse().ok()? })
    });
    parsed.filter(|range| range.low < range.high).ok_or_else(|| {
        "write the lower and the higher value with a comma between them, such as 0,3000".to_owned()
    })
}

impl Stated {
    /// The same, as rasters are told it.
    pub(crate) fn reading(&self) -> Reading {
        let stretch = self.stretch.map(|range| [range; 3]);
        Reading { epsg: self.epsg, bands: self.bands, stretch }
    }
}

/// Inspect a file.
#[derive(Debug, Args)]
pub(crate) struct Inspect {
    /// The image file
    file: PathBuf,
    /// Write JSON: the facts, or "refused" and "mend"
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    stated: Stated,
}

/// Cut a chip.
#[derive(Debug, Args)]
pub(crate) struct Chip {
    /// The image file
    file: PathBuf,
    /// Longitude of the middle, in degrees
    #[arg(long, allow_negative_numbers = true)]
    lon: f64,
    /// Latitude of the middle, in degrees
    #[arg(long, allow_negative_numbers = true)]
    lat: f64,
    /// Metres across
    #[arg(long, default_value_t = 128, value_parser = clap::value_parser!(u32).range(1..=20_000))]
    metres: u32,
    /// Pixels across
    #[arg(long, default_value_t = 256, value_parser = clap::value_parser!(u32).range(1..=4_096))]
    px: u32,
    /// Where the PNG is written
    #[arg(long)]
    output: PathBuf,
    #[command(flatten)]
    stated: Stated,
}

/// A file that cannot be used, as JSON.
#[derive(Serialize)]
struct Refused {
    /// Why, in words.
    refused: String,
    /// The command that mends it, where one does.
    mend: Option<String>,
}

impl Imagery {
    /// Runs it.
    pub(crate) fn run(self) -> Result<Done, Trouble> {
        match self {
            Self::Inspect(words) => match inspect(&words.file, &words.stated.reading()) {
                Ok(facts) if words.json => {
                    say(serde_json::to_string_pretty(&facts)?);
                    Ok(Done::Whole)
                }
                Ok(facts) => {
                    describe(&facts);
                    Ok(Done::Whole)
                }
                Err(error) => {
                    let refused = error.to_string();
                    if words.json {
                        let mend = command_in(&refused).map(str::to_owned);
                        say(serde_json::to_string_pretty(&Refused { refused, mend })?);
                    } else {
                        tell(&format!("{}: {refused}", words.file.display()));
                    }
                    Ok(Done::Refused)
                }
            },
            Self::Chip(words) => {
                let centre = LonLat::new(words.lon, words.lat)?;
                let frame = ChipFrame { centre, metres: words.metres, px: words.px };
                match chip(&words.file, &words.stated.reading(), &frame) {
                    Ok(pixels) if pixels.blank_share >= 1.0 => {
                        tell(&format!(
                            "{}: it shows nothing at {}, {}; see its corners with `aftermath \
                             imagery inspect`",
                            words.file.display(),
                            words.lon,
                            words.lat
                        ));
                        Ok(Done::Refused)
                    }
                    Ok(pixels) => {
                        std::fs::write(&words.output, encode::png(&pixels)?)?;
                        let shown = (1.0 - pixels.blank_share) * 100.0;
                        say(format!("{}: {shown:.1} % shown", words.output.display()));
                        Ok(Done::Whole)
                    }
                    Err(error) => {
                        tell(&format!("{}: {error}", words.file.display()));
                        Ok(Done::Refused)
                    }
                }
            }
        }
    }
}

fn chip(file: &Path, reading: &Reading, frame: &ChipFrame) -> Result<Pixels, RasterError> {
    let mut rasters = [Raster::open(file, reading)?];
    if rasters.iter().any(|raster| raster.facts().needs_range) {
        let found = stretch::of(&mut rasters)?;
        rasters.iter_mut().try_for_each(|raster| raster.set_stretch(found))?;
    }
    cut(&mut rasters, frame, (0.0, 0.0))
}

/// The first command in a message, which stands between backticks.
fn command_in(message: &str) -> Option<&str> {
    message.split('`').skip(1).step_by(2).find(|part| part.contains(' '))
}

fn describe(facts: &RasterFacts) {
    let line = |name: &str, value: String| say(format!("{name:<14}{value}"));
    let (across, down) = facts.block_px;
    line("size", format!("{} x {} pixels", facts.width, facts.height));
    line("bands", format!("{} x {}, {}", facts.bands, facts.sample_type, facts.photometric));
    let [red, green, blue] = facts.bands_shown;
    line("shown", format!("bands {red}, {green}, {blue}"));
    if facts.needs_range {
        line("range", "not 8-bit: the middle 96 % will be spread, or state --stretch".to_owned());
    }
    let kind = if facts.is_tiled { "tiles" } else { "strips" };
    line("stored", format!("{}, {kind} of {across} x {down}", facts.compression));
    let sizes: Vec<String> = facts.overviews.iter().map(|(w, h)| format!("{w} x {h}")).collect();
    line("overviews", if sizes.is_empty() { "none".to_owned() } else { sizes.join(", ") });
    let unusual = if facts.is_usual_crs { "" } else { " (unusual: look at a preview)" };
    line("system", format!("EPSG:{}{unusual}", facts.epsg));
    line("ground", format!("{:.3} m a pixel", facts.gsd_m));
    for (name, corner) in ["corner", "", "", ""].into_iter().zip(facts.corners) {
        line(name, format!("{:.6}, {:.6}", corner.lon(), corner.lat()));
    }
    line("no data", facts.nodata.clone().unwrap_or_else(|| "not stated".to_owned()));
    line("date", facts.date.clone().unwrap_or_else(|| "none in the file".to_owned()));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mend_is_what_stands_between_backticks() {
        let said = "it is `odd`; run `gdal_translate -b 1 in.tif out.tif` and look";
        assert_eq!(command_in(said), Some("gdal_translate -b 1 in.tif out.tif"));
        assert_eq!(command_in("nothing helps"), None);
    }

    #[test]
    fn bands_and_ranges_are_checked() {
        assert_eq!(bands("5, 3,2"), Ok([5, 3, 2]));
        assert!(bands("1,2").is_err() && bands("a,b,c").is_err());
        assert!(range("0,3000").is_ok() && range("3000,0").is_err() && range("1").is_err());
    }
}
