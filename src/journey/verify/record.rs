//! The ledger of a package is read once: its lines, the root of their tree, and where each
//! judgement stands. Of judgements, which are many, only their places are kept.

use std::fs::File;
use std::io::{self, BufReader};
use std::path::Path;

use super::files;
use crate::domain::ledger::tree::{Frontier, Hash, leaf_hash};
use crate::domain::ledger::{Judgement, Kind, Leaf, Release, hex, is_succession, unhex};
use crate::journey::taking::LEDGER;

/// Where a judgement's line stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    /// The number of the judgement.
    pub(super) number: i64,
    /// The line, from 0.
    pub(super) line: u64,
    /// Its first byte.
    pub(super) byte: u64,
}

/// What the lines of a ledger come to.
#[derive(Default)]
pub(super) struct Record {
    pub(super) size: u64,
    pub(super) root: Hash,
    /// The root at the size of the older checkpoint.
    pub(super) old_root: Option<Hash>,
    /// Of each line; none where it is redacted.
    pub(super) kinds: Vec<Option<Kind>>,
    /// With their lines.
    pub(super) releases: Vec<(u64, Release)>,
    /// Halves of keys: the next, and the one before it.
    pub(super) keys: Vec<(String, String)>,
    pub(super) judgements: Vec<Place>,
    /// (number, line, import) of each building.
    pub(super) buildings: Vec<(i64, u64, Option<i64>)>,
    /// The lines of other kinds that tables follow.
    pub(super) events: Vec<(u64, Leaf)>,
}

/// The hash of a line that is redacted; none where it is told.
fn redacted(line: &str) -> Result<Option<Hash>, String> {
    let hash = line.strip_prefix("{\"redacted\":\"").and_then(|rest| rest.strip_suffix("\"}"));
    let Some(hash) = hash else { return Ok(None) };
    let bytes = unhex(hash).filter(|bytes| hex(bytes) == hash);
    bytes.map(Some).ok_or_else(|| "no hash".to_owned())
}

impl Record {
    /// Reads the ledger; `old` is the size of an older checkpoint.
    pub(super) fn read(folder: &Path, old: Option<u64>) -> Result<Self, String> {
        let trouble = |error: io::Error| format!("{LEDGER}: {error}");
        let file = files::open(folder, LEDGER).map_err(trouble)?;
        let mut input = BufReader::with_capacity(1 << 18, file);
        let (mut own, mut frontier) = (Self::default(), Frontier::default());
        let (mut bytes, mut byte) = (Vec::new(), 0);
        for line in 0.. {
            if files::line(&mut input, &mut bytes).map_err(trouble)? == 0 {
                break;
            }
            let text = bytes.strip_suffix(b"\n").unwrap_or(&bytes);
            let place = |words: &str| format!("{LEDGER}, line {line} from 0: {words}");
            let text = std::str::from_utf8(text).map_err(|_error| place("it is not UTF-8"))?;
            let hash = if let Some(hash) = redacted(text).map_err(|words| place(&words))? {
                own.kinds.push(None);
                hash
            } else {
                let leaf = Leaf::parse(text).map_err(|error| place(&error.to_string()))?;
                own.kinds.push(Some(leaf.kind()));
                own.take((line, byte), leaf).map_err(place)?;
                leaf_hash(text.as_bytes())
            };
            frontier.append(hash, |_, _, _| {});
            if old == Some(frontier.size()) {
                own.old_root = Some(frontier.root());
            }
            byte += u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        }
        (own.size, own.root) = (frontier.size(), frontier.root());
        // Nearly in this order already: a line may come a second late.
        own.judgements.sort_unstable_by_key(|place| (place.number, place.line));
        own.buildings.sort_unstable();
        Ok(own)
    }

    fn take(&mut self, (line, byte): (u64, u64), leaf: Leaf) -> Result<(), &'static str> {
        match leaf {
            Leaf::Judgement(own) => self.judgements.push(Place { number: own.number, line, byte }),
            Leaf::Building(own) => self.buildings.push((own.number, line, own.import)),
            Leaf::Release(own) => self.releases.push((line, own)),
            Leaf::Key(own) if is_succession(&own.old, &own.key, &own.signature) => {
                self.keys.push((own.key, own.old));
            }
            Leaf::Key(_) => return Err("the old key has not signed the new one"),
            Leaf::Gold(_) | Leaf::Act(_) | Leaf::Import(_) => {}
            other => self.events.push((line, other)),
        }
        Ok(())
    }

    /// How many lines are redacted: of the first so many, and of all.
    pub(super) fn redacted(&self, lines: u64) -> (u64, u64) {
        let lines = usize::try_from(lines).unwrap_or(usize::MAX);
        let first = self.kinds.iter().take(lines).filter(|kind| kind.is_none()).count();
        let all = self.kinds.iter().filter(|kind| kind.is_none()).count();
        [first, all].map(|count| u64::try_from(count).unwrap_or(u64::MAX)).into()
    }
}

/// Reads judgements of a ledger again, fast where they are asked for in their order.
pub(super) struct Again(BufReader<File>, u64, Vec<u8>);

impl Again {
    pub(super) fn open(folder: &Path) -> io::Result<Self> {
        Ok(Self(BufReader::new(files::open(folder, LEDGER)?), 0, Vec::new()))
    }

    pub(super) fn judgement(&mut self, place: Place) -> Result<Judgement, String> {
        let trouble = |error: &dyn std::fmt::Display| format!("{LEDGER}: {error}");
        let Self(input, at, bytes) = self;
        input
            .seek_relative(place.byte.wrapping_sub(*at).cast_signed())
            .map_err(|error| trouble(&error))?;
        let length = files::line(input, bytes).map_err(|error| trouble(&error))?;
        *at = place.byte + u64::try_from(length).unwrap_or(0);
        // The line is known to be one; its kind and version are passed over.
        serde_json::from_slice(bytes).map_err(|error| trouble(&error))
    }
}
