//! Made-up inputs for the sweep: scenes of any size, and footprints spread over them. Cheap to
//! make, but no two chips are alike, and they cost a reader what real ones cost.
//!
//! A scene is RGB in deflated tiles of 512 pixels, UTM zone 37 north, 0.5 m. Its tiles are repeats
//! of a few dozen that are painted once; each is stored for itself, as in a real file.

use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::Path;

use aftermath::geodesy::Projection;
use flate2::Compression;
use flate2::write::ZlibEncoder;
use tiff::encoder::TiffEncoder;
use tiff::tags::Tag;

use crate::Outcome;

/// Metres of a pixel.
const GSD_M: f64 = 0.5;
/// Pixels across a tile.
const TILE_PX: u32 = 512;
/// Tiles that are painted for one scene.
const PAINTED: u64 = 48;
/// The north-west corner of every scene, in metres of EPSG:32637.
const CORNER_M: (f64, f64) = (500_000.0, 3_990_000.0);

/// A number that looks random and follows from `seed` (splitmix64, Steele et al. 2014).
const fn mix(seed: u64) -> u64 {
    let z = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// Writes one scene, `side_px` square.
pub(crate) fn write_scene(path: &Path, side_px: u32, seed: u64) -> Outcome<()> {
    let painted: Result<Vec<_>, _> = (0..PAINTED).map(|n| tile(mix(seed) ^ n)).collect();
    let painted = painted?;
    let mut file = TiffEncoder::new(BufWriter::new(File::create(path)?))?;
    let mut tags = file.image_directory()?;
    let across = u64::from(side_px.div_ceil(TILE_PX));
    let (mut starts, mut lengths) = (Vec::new(), Vec::new());
    for at in 0..across * across {
        let which = usize::try_from(mix(seed ^ mix(at)) % PAINTED)?;
        let bytes = painted.get(which).ok_or("no such tile")?;
        starts.push(u32::try_from(tags.write_data(bytes.as_slice())?)?);
        lengths.push(u32::try_from(bytes.len())?);
    }
    tags.write_tag(Tag::ImageWidth, side_px)?;
    tags.write_tag(Tag::ImageLength, side_px)?;
    tags.write_tag(Tag::BitsPerSample, [8_u16; 3])?;
    tags.write_tag(Tag::Compression, 8_u16)?; // deflate
    tags.write_tag(Tag::PhotometricInterpretation, 2_u16)?; // RGB
    tags.write_tag(Tag::SamplesPerPixel, 3_u16)?;
    tags.write_tag(Tag::Predictor, 2_u16)?; // differences along a row
    tags.write_tag(Tag::TileWidth, TILE_PX)?;
    tags.write_tag(Tag::TileLength, TILE_PX)?;
    tags.write_tag(Tag::TileOffsets, starts.as_slice())?;
    tags.write_tag(Tag::TileByteCounts, lengths.as_slice())?;
    tags.write_tag(Tag::ModelPixelScaleTag, [GSD_M, GSD_M, 0.0])?;
    tags.write_tag(Tag::ModelTiepointTag, [0.0, 0.0, 0.0, CORNER_M.0, CORNER_M.1, 0.0])?;
    // A directory of three keys: projected, pixels are areas, EPSG:32637.
    let keys: [u16; 16] = [1, 1, 0, 3, 1024, 0, 1, 1, 1025, 0, 1, 1, 3072, 0, 1, 32_637];
    tags.write_tag(Tag::GeoKeyDirectoryTag, keys)?;
    Ok(tags.finish()?)
}

/// One painted tile, deflated: ground with blotches and specks, roofs, and grain.
fn tile(seed: u64) -> Outcome<Vec<u8>> {
    let side = u64::from(TILE_PX);
    let roofs: Vec<_> = (0..40).map(|n| Roof::at(mix(seed ^ mix(n + 1)), side)).collect();
    let mut out = ZlibEncoder::new(Vec::new(), Compression::fast());
    let mut line = Vec::with_capacity(usize::try_from(side * 3)?);
    for y in 0..side {
        line.clear();
        let mut before = [0_u8; 3];
        for x in 0..side {
            let ground = 40 + blotch(seed, 64, x, y) / 4 + speck(seed, x, y);
            let roof = roofs.iter().find(|roof| roof.covers(x, y));
            let light = roof.map_or(ground, |roof| roof.light + ground / 8);
            let grain = mix(seed ^ (y << 32 | x)) & 1;
            let colour = [0, 8, 16].map(|tint| {
                let [byte, ..] = (light + grain * 6 + tint).to_le_bytes();
                byte
            });
            line.extend(colour.iter().zip(before).map(|(now, before)| now.wrapping_sub(before)));
            before = colour;
        }
        out.write_all(&line)?;
    }
    Ok(out.finish()?)
}

/// Brightness, 0 to 255, that changes smoothly over `cell` pixels.
fn blotch(seed: u64, cell: u64, x: u64, y: u64) -> u64 {
    let corner =
        |right: u64, low: u64| mix(seed ^ ((y / cell + low) << 20 | (x / cell + right))) & 255;
    let (right, low) = (x % cell, y % cell);
    let above = corner(0, 0) * (cell - right) + corner(1, 0) * right;
    let below = corner(0, 1) * (cell - right) + corner(1, 1) * right;
    (above * (cell - low) + below * low) / (cell * cell)
}

/// Brightness, 0 to 63, that changes at once, every three pixels.
const fn speck(seed: u64, x: u64, y: u64) -> u64 {
    mix(seed ^ 2 ^ ((y / 3) << 20 | (x / 3))) & 63
}

/// A bright rectangle.
struct Roof {
    left: u64,
    top: u64,
    wide: u64,
    high: u64,
    light: u64,
}

impl Roof {
    const fn at(chance: u64, side: u64) -> Self {
        Self {
            left: chance % side,
            top: (chance >> 16) % side,
            wide: 16 + (chance >> 32) % 40,
            high: 16 + (chance >> 40) % 40,
            light: 90 + (chance >> 48) % 110,
        }
    }

    const fn covers(&self, x: u64, y: u64) -> bool {
        x.wrapping_sub(self.left) < self.wide && y.wrapping_sub(self.top) < self.high
    }
}

/// Writes `count` footprints as GeoJSON, spread evenly by chance over the inside of a scene of
/// `side_px` pixels; `seed` says where.
pub(crate) fn write_footprints(path: &Path, count: u32, side_px: u32, seed: u64) -> Outcome<()> {
    let projection = Projection::of_epsg(32_637)?;
    let metres = f64::from(side_px) * GSD_M - 500.0;
    let mut out = BufWriter::new(File::create(path)?);
    writeln!(out, "{{\"type\":\"FeatureCollection\",\"features\":[")?;
    for n in 0..count {
        let chance = mix(seed ^ mix(u64::from(n)));
        let share = |shift: u64| fraction(chance >> shift);
        let (east, north) =
            (CORNER_M.0 + 250.0 + metres * share(0), CORNER_M.1 - 250.0 - metres * share(20));
        let (wide, high) = (8.0 + 20.0 * share(40), 8.0 + 20.0 * share(44));
        let corner = |(x, y): (f64, f64)| -> Outcome<String> {
            let place = projection.to_globe((east + x * wide, north + y * high));
            let place = place.ok_or("no such place")?;
            Ok(format!("[{:.7},{:.7}]", place.lon(), place.lat()))
        };
        let around = [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0), (0.0, 0.0)];
        let ring: Result<Vec<_>, _> = around.into_iter().map(corner).collect();
        let comma = if n + 1 < count { "," } else { "" };
        writeln!(
            out,
            "{{\"type\":\"Feature\",\"id\":\"b{n}\",\"properties\":{{\"name\":\"House {n}\"}},\
             \"geometry\":{{\"type\":\"Polygon\",\"coordinates\":[[{}]]}}}}{comma}",
            ring?.join(",")
        )?;
    }
    writeln!(out, "]}}")?;
    Ok(out.flush()?)
}

/// The last 20 bits as a number from 0 to 1.
fn fraction(bits: u64) -> f64 {
    u32::try_from(bits & 0xf_ffff).map_or(0.0, |bits| f64::from(bits) / f64::from(0x10_0000))
}

/// Writes a manifest of the scenes, one a capture, a month apart.
pub(crate) fn write_manifest(path: &Path, scenes: u32) -> Outcome<()> {
    let mut out = BufWriter::new(File::create(path)?);
    writeln!(out, "capture_id,file,captured_at,provider,gsd_m,licence")?;
    for n in 0..scenes {
        let (year, month) = (2014 + n / 12, 1 + n % 12);
        writeln!(out, "c{n:03},{},{year}-{month:02}-15,bench,0.5,made up", scene_name(n))?;
    }
    Ok(out.flush()?)
}

/// The file of a scene.
pub(crate) fn scene_name(n: u32) -> String {
    format!("scene{n:03}.tif")
}
