//! Where the rows about each building lie in a file of a release: an index beside the file, made
//! from it once. It holds runs of entries, each run sorted by building, so that making it takes no
//! more memory for a large file than for a small one.

use std::fs;
use std::io::{self, BufReader, BufWriter, Read as _, Seek as _, SeekFrom, Write as _};

use super::make::MakeError;
use super::shelf::Shelf;
use crate::domain::id::BuildingId;
use crate::store::releases::Kept;

/// Entries of one run.
const RUN: usize = 1 << 19;

/// Bytes of an entry: the building, where its row begins, and how long it is.
const ENTRY: usize = 8 + 8 + 4;

type Entry = (i64, u64, u32);

fn bytes((building, at, length): &Entry) -> [u8; ENTRY] {
    let mut all = [0; ENTRY];
    let parts =
        building.to_be_bytes().into_iter().chain(at.to_be_bytes()).chain(length.to_be_bytes());
    for (own, part) in all.iter_mut().zip(parts) {
        *own = part;
    }
    all
}

fn entry(all: &[u8]) -> Option<Entry> {
    let (building, rest) = all.split_first_chunk()?;
    let (at, rest) = rest.split_first_chunk()?;
    let length = rest.first_chunk()?;
    Some((i64::from_be_bytes(*building), u64::from_be_bytes(*at), u32::from_be_bytes(*length)))
}

/// Makes the index of a file whose rows have a column `building_id`, unless it is there.
pub(super) fn ensure(shelf: &Shelf, kept: &Kept) -> Result<(), MakeError> {
    let path = shelf.index(&kept.sha256);
    if path.exists() {
        return Ok(());
    }
    let mut table = csv::Reader::from_reader(BufReader::with_capacity(1 << 18, shelf.open(kept)?));
    let column = table.byte_headers()?.iter().position(|name| name == b"building_id");
    let mut output = BufWriter::new(shelf.part()?);
    let (mut run, mut row) = (Vec::new(), csv::ByteRecord::new());
    loop {
        let is_more = table.read_byte_record(&mut row)?;
        if run.len() == RUN || !is_more {
            run.sort_unstable();
            for own in run.drain(..) {
                output.write_all(&bytes(&own))?;
            }
        }
        if !is_more {
            break;
        }
        let building = column.and_then(|at| std::str::from_utf8(row.get(at)?).ok()?.parse().ok());
        let start = row.position().map_or(0, csv::Position::byte);
        let length = table.position().byte().saturating_sub(start);
        let length = u32::try_from(length).map_err(io::Error::other)?;
        run.extend(building.map(|building: i64| (building, start, length)));
    }
    let part = output.into_inner().map_err(io::IntoInnerError::into_error)?;
    part.persist(path).map_err(|error| error.error)?;
    Ok(())
}

/// The header of a file and its rows about a building, in their order, as they stand there.
pub(super) fn about(
    shelf: &Shelf,
    kept: &Kept,
    building: BuildingId,
) -> Result<Vec<u8>, MakeError> {
    ensure(shelf, kept)?;
    let mut index = fs::File::open(shelf.index(&kept.sha256))?;
    let length = usize::try_from(index.metadata()?.len()).unwrap_or(usize::MAX);
    let count = length / ENTRY;
    let mut file = BufReader::new(shelf.open(kept)?);
    let mut found = Vec::new();
    let mut table = csv::Reader::from_reader(&mut file);
    let header = table.byte_headers()?.clone();
    let mut own = csv::Writer::from_writer(&mut found);
    own.write_byte_record(&header)?;
    own.flush()?;
    drop((own, table));
    for first in (0..count).step_by(RUN) {
        let last = (first + RUN).min(count);
        let mut at = lowest(&mut index, first..last, building.0)?;
        while at < last {
            let (of, start, length) = read(&mut index, at)?;
            if of != building.0 {
                break;
            }
            file.seek(SeekFrom::Start(start))?;
            file.by_ref().take(u64::from(length)).read_to_end(&mut found)?;
            at += 1;
        }
    }
    Ok(found)
}

fn read(index: &mut fs::File, at: usize) -> io::Result<Entry> {
    let mut all = [0; ENTRY];
    let start = u64::try_from(at * ENTRY).map_err(io::Error::other)?;
    index.seek(SeekFrom::Start(start))?;
    index.read_exact(&mut all)?;
    entry(&all).ok_or_else(|| io::ErrorKind::InvalidData.into())
}

/// The first entry of a run that is not below a building.
fn lowest(index: &mut fs::File, run: std::ops::Range<usize>, building: i64) -> io::Result<usize> {
    let (mut low, mut high) = (run.start, run.end);
    while low < high {
        let middle = low + (high - low) / 2;
        if read(index, middle)?.0 < building {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    Ok(low)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rows_of_a_building_are_found_wherever_they_lie() {
        let folder = tempfile::tempdir().unwrap();
        let shelf = Shelf::of(folder.path());
        let text = "judgement_id,building_id,said\n1,7,a\n2,3,\"two\nlines, and a comma\"\n\
                    3,7,b\n4,11,c\n5,3,d\n";
        let kept = shelf.put("judgements.csv", |output| {
            output.write_all(text.as_bytes())?;
            Ok::<_, io::Error>(None)
        });
        let kept = kept.unwrap();
        let found = |building| {
            let own = about(&shelf, &kept, BuildingId(building)).unwrap();
            let mut table = csv::Reader::from_reader(own.as_slice());
            let all = table.records().map(|row| row.unwrap()[2].to_owned());
            all.collect::<Vec<_>>()
        };
        assert_eq!(found(7), ["a", "b"]);
        assert_eq!(found(3), ["two\nlines, and a comma", "d"]);
        assert_eq!(found(11), ["c"]);
        assert!(found(2).is_empty() && found(8).is_empty() && found(12).is_empty());
    }

    #[test]
    fn an_entry_is_read_as_it_was_written() {
        let own = (i64::MAX - 3, u64::MAX - 5, 77);
        assert_eq!(entry(&bytes(&own)), Some(own));
    }
}
