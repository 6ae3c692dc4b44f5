//! No bytes make a reader panic, hang or keep a file: each format is damaged in thousands of ways,
//! by bytes put in, taken out and changed, cut off, or pieces repeated.

use std::io::Cursor;

use proptest::prelude::*;

use super::shared_tests::*;
use super::*;

/// One way of damaging a file.
#[derive(Debug, Clone)]
enum Damage {
    Cut(usize),
    Put(usize, Vec<u8>),
    Change(usize, u8),
    Drop(usize, usize),
    Repeat(usize, usize, usize),
}

impl Damage {
    fn apply(&self, bytes: &mut Vec<u8>) {
        let within = |at: usize| at.checked_rem(bytes.len() + 1).unwrap_or(0);
        match self {
            Self::Cut(at) => bytes.truncate(within(*at)),
            Self::Put(at, fresh) => {
                let at = within(*at);
                bytes.splice(at..at, fresh.iter().copied());
            }
            Self::Change(at, byte) => {
                let at = within(*at);
                if let Some(own) = bytes.get_mut(at) {
                    *own = *byte;
                }
            }
            Self::Drop(at, count) => {
                let at = within(*at);
                let end = (at + count).min(bytes.len());
                bytes.drain(at..end);
            }
            Self::Repeat(at, count, times) => {
                let at = within(*at);
                let end = (at + count).min(bytes.len());
                let piece = bytes[at..end].repeat(*times);
                bytes.splice(at..at, piece);
            }
        }
    }
}

fn damages() -> impl Strategy<Value = Vec<Damage>> {
    let at = 0_usize..6_000;
    let bytes = prop_oneof![
        prop::collection::vec(any::<u8>(), 1..4),
        prop::collection::vec(
            prop::sample::select(b"[]{}\",:;<>/&#-.0123456789e \n".to_vec()),
            1..6
        ),
    ];
    let byte = prop_oneof![any::<u8>(), Just(0), Just(255), Just(b'"')];
    let one = prop_oneof![
        1 => at.clone().prop_map(Damage::Cut),
        3 => (at.clone(), bytes).prop_map(|(at, bytes)| Damage::Put(at, bytes)),
        4 => (at.clone(), byte).prop_map(|(at, byte)| Damage::Change(at, byte)),
        2 => (at.clone(), 1_usize..40).prop_map(|(at, count)| Damage::Drop(at, count)),
        1 => (at, 1_usize..60, 1_usize..20).prop_map(|(at, n, times)| Damage::Repeat(at, n, times)),
    ];
    prop::collection::vec(one, 1..5)
}

fn damaged(whole: &[u8], damages: &[Damage]) -> Vec<u8> {
    let mut bytes = whole.to_vec();
    for damage in damages {
        damage.apply(&mut bytes);
    }
    bytes
}

/// Damages a file in `cases` ways and reads it; `wrap` packs it.
fn batter(cases: u32, whole: &[u8], wrap: impl Fn(Vec<u8>) -> Vec<u8>) {
    let config = ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() };
    // In memory where the system has such a folder: 10,000 files on a busy disk take minutes.
    let folder = tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).unwrap();
    let options = Options { scratch: Some(folder.path().to_owned()), ..Options::default() };
    let mut runner = proptest::test_runner::TestRunner::new(config);
    runner
        .run(&damages(), |damages| {
            let file = tempfile::NamedTempFile::new_in(folder.path()).unwrap();
            std::fs::write(file.path(), wrap(damaged(whole, &damages))).unwrap();
            let _ = read_file(file.path(), &options);
            Ok(())
        })
        .unwrap();
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "something was left");
}

fn same(bytes: Vec<u8>) -> Vec<u8> {
    bytes
}

const RING: &str = "[[39,35.9],[39.0002,35.9],[39.0002,35.9001],[39,35.9]]";

#[test]
fn no_bytes_make_the_reader_of_geojson_panic() {
    let text = collection(&format!(
        "{{\"type\":\"Feature\",\"id\":7,\"properties\":{{\"name\":\"M\\u00fchle\",\"n\":[1,{{}}],\
         \"SensorDa_2\":\"2015\\/04\\/26\",\"Main_Dam_2\":\"1\"}},\"geometry\":{{\"type\":\
         \"MultiPolygon\",\"coordinates\":[[{RING},{RING}]]}}}},{{\"type\":\"Feature\",\
         \"geometry\":{{\"coordinates\":[3e1,-1.5],\"type\":\"Point\"}},\"properties\":null}}"
    ));
    let crs = "{\"crs\":{\"type\":\"name\",\"properties\":{\"name\":\"EPSG:32637\"}},";
    batter(10_000, text.replacen('{', crs, 1).as_bytes(), same);
}

#[test]
fn no_bytes_make_the_reader_of_tables_panic() {
    let table = "id,name,lon,lat,wkt,DatePeriod\nA,b,39,35.9,,31OCT13-6FEB14\nB,\"c, d\",\"39°12'W\
                 \",36 1 2N,,Before 6FEB14\nC,,,,\"POLYGON((0 0,0 1e-4,1e-4 1e-4))\",x\n\
                 D,,,,\"SRID=4326;MULTIPOLYGON(((0 0,0 1e-4,1e-4 1e-4)),((1 1,1 2,2 2)))\",\n";
    batter(10_000, table.as_bytes(), same);
}

#[test]
fn no_bytes_make_the_reader_of_kml_panic() {
    let kml = "<?xml version=\"1.0\"?><kml xmlns=\"x\"><Document><Placemark id=\"1\"><name>A &amp; \
               B&#39;</name><description><![CDATA[<b>x</b>]]></description><ExtendedData><Data \
               name=\"use\"><value>mill</value></Data><SchemaData><SimpleData name=\"n\">2\
               </SimpleData></SchemaData></ExtendedData><MultiGeometry><Polygon><outerBoundaryIs>\
               <LinearRing><coordinates>39,35.9,0 39.0002,35.9,0 39.0002,35.9001,0</coordinates>\
               </LinearRing></outerBoundaryIs><innerBoundaryIs/></Polygon><Point><coordinates>39,\
               35.9</coordinates></Point></MultiGeometry></Placemark><NetworkLink/></Document>\
               </kml>";
    batter(10_000, kml.as_bytes(), same);
}

/// The .shp and the .dbf of two polygons, one with a hole, as the `shapefile` crate writes them.
fn shapefile() -> (Vec<u8>, Vec<u8>) {
    use shapefile::dbase::{FieldName, Record, TableWriterBuilder};
    use shapefile::{Point, Polygon, PolygonRing, ShapeWriter};
    let ring = |size: f64| {
        [(0.0, 0.0), (0.0, size), (size, size), (size, 0.0)].map(|(x, y)| Point::new(x, y)).to_vec()
    };
    let house = Polygon::new(PolygonRing::Outer(ring(2e-4)));
    let mut yard = ring(1e-4);
    yard.reverse();
    let block = Polygon::with_rings(vec![PolygonRing::Outer(ring(3e-4)), PolygonRing::Inner(yard)]);
    let mut shp = Cursor::new(Vec::new());
    ShapeWriter::new(&mut shp).write_shapes(&[house, block]).unwrap();
    let mut dbf = Cursor::new(Vec::new());
    let name = FieldName::try_from("NAME").unwrap();
    let mut writer =
        TableWriterBuilder::new().add_character_field(name, 20).build_with_dest(&mut dbf);
    for text in ["Mill", "Block"] {
        let mut record = Record::default();
        record.insert("NAME".to_owned(), text.to_owned().into());
        writer.write_record(&record).unwrap();
    }
    writer.finalize().unwrap();
    drop(writer);
    (shp.into_inner(), dbf.into_inner())
}

#[test]
fn what_the_shapefile_crate_writes_is_read() {
    let (shp, dbf) = shapefile();
    let all = try_with(&zip_of(&[("a.shp", shp), ("a.dbf", dbf)]), &Options::default()).unwrap();
    let names: Vec<Option<&str>> = all.items.iter().map(|item| item.name.as_deref()).collect();
    assert_eq!(names, [Some("Mill"), Some("Block")]);
    assert!(all.items.iter().all(|item| item.footprint.corners().len() == 4), "{:?}", all.items);
    assert!(all.notes().contains("no .prj"), "{}", all.notes());
}

#[test]
fn no_bytes_make_the_reader_of_shapefiles_panic() {
    let (shp, dbf) = shapefile();
    let zip = zip_of(&[("a.shp", shp.clone()), ("a.dbf", dbf.clone())]);
    batter(4_000, &zip, same);
    batter(4_000, &shp, |shp| zip_of(&[("a.shp", shp), ("a.dbf", dbf.clone())]));
    batter(2_000, &dbf, |dbf| zip_of(&[("a.shp", shp.clone()), ("a.dbf", dbf)]));
}

#[test]
fn no_bytes_make_the_readers_of_flatgeobuf_and_geopackage_panic() {
    let start = |name: &str, bytes: usize| {
        let mut whole = std::fs::read(data(&format!("vector_formats/{name}"))).unwrap();
        whole.truncate(bytes);
        whole
    };
    // Large files whose beginning, where damage falls, holds all of their structure.
    batter(2_000, &start("joplin_polys.fgb", 40_000), same);
    batter(500, &start("joplin_polys.gpkg", 1 << 20), same);
}
