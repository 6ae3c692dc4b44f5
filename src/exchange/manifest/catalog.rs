//! A manifest as a STAC catalogue or collection on disk: its links to children and items are
//! followed, inside its folder only. Items inherit the licence and providers of the nearest
//! collection above them.

use std::collections::{HashSet, VecDeque};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use serde::Deserialize;
use serde::de::IgnoredAny;

use super::intake::{Intake, Written};
use super::paths::inside;
use super::stac::{self, Inherited, Item};
use super::{ManifestError, whole};
use crate::exchange::json::Loose;
use crate::exchange::rows::{RowError, Spot};

/// Links from the first catalogue to an item.
const DEPTH_MAX: usize = 16;
/// Files of one catalogue.
const FILES_MAX: usize = 10_000;
/// Links that may wait to be followed.
const LINKS_MAX: usize = 2 * FILES_MAX;
/// Bytes of all files of one catalogue.
const BYTES_MAX: usize = 256 * 1024 * 1024;

#[derive(Deserialize)]
struct Probe {
    #[serde(default, rename = "type")]
    kind: Option<Loose>,
    #[serde(default)]
    stac_version: Option<IgnoredAny>,
    #[serde(default)]
    captures: Option<IgnoredAny>,
}

#[derive(Deserialize)]
struct Node {
    #[serde(default)]
    links: Vec<Link>,
    #[serde(flatten)]
    own: Inherited,
}

#[derive(Deserialize)]
struct Link {
    rel: String,
    href: String,
}

enum Kind {
    Node,
    Item,
    Other,
}

fn kind(bytes: &[u8]) -> Result<Kind, ManifestError> {
    let probe: Probe = serde_json::from_slice(bytes)?;
    let kind = probe.kind.and_then(Loose::text);
    Ok(match (kind.as_deref(), probe.stac_version, probe.captures) {
        (Some("Feature"), Some(_), _) => Kind::Item,
        (Some("Catalog" | "Collection"), Some(_), _) | (None, Some(_), None) => Kind::Node,
        _ => Kind::Other,
    })
}

/// Whether JSON is a catalogue or a collection.
pub(super) fn is_one(bytes: &[u8]) -> bool {
    matches!(kind(bytes), Ok(Kind::Node))
}

/// Whether JSON is an item.
pub(super) fn is_item(bytes: &[u8]) -> bool {
    matches!(kind(bytes), Ok(Kind::Item))
}

fn too_many() -> ManifestError {
    ManifestError::Folder(format!(
        "the catalogue has more than {FILES_MAX} files or {BYTES_MAX} bytes; name a catalogue \
         further down in it"
    ))
}

/// A file to be read, and what it inherits.
struct Next {
    path: PathBuf,
    depth: usize,
    inherited: Rc<Inherited>,
}

struct Walk<'w, 'f> {
    intake: &'w mut Intake<'f>,
    seen: HashSet<PathBuf>,
    queue: VecDeque<Next>,
    bytes: usize,
    items: Vec<(Spot, Written)>,
}

/// Reads every item under the catalogue at `start`, a path counted from the intake's folder.
pub(super) fn read(start: &Path, intake: &mut Intake<'_>) -> Result<(), ManifestError> {
    let first = Next { path: start.to_owned(), depth: 0, inherited: Rc::default() };
    let mut walk = Walk {
        intake,
        seen: HashSet::new(),
        queue: VecDeque::from([first]),
        bytes: 0,
        items: Vec::new(),
    };
    while let Some(next) = walk.queue.pop_front() {
        let shown = next.path.to_string_lossy().into_owned();
        let is_start = next.depth == 0;
        match walk.step(&next) {
            Ok(()) => {}
            Err(error @ (ManifestError::TooMany | ManifestError::Folder(_))) => return Err(error),
            Err(error) if is_start => return Err(error),
            Err(error) => walk.intake.fail(RowError::new(Spot::File, error), Some(&shown)),
        }
    }
    let items = std::mem::take(&mut walk.items);
    stac::take(items, intake)
}

/// Reads items that nothing links to, each a path counted from the intake's folder.
pub(super) fn loose_items(paths: &[PathBuf], intake: &mut Intake<'_>) -> Result<(), ManifestError> {
    let mut items = Vec::new();
    for path in paths {
        let (bytes, _) = whole(&intake.folder.join(path))?;
        match serde_json::from_slice::<Item>(&bytes) {
            Ok(item) => items.push(placed(item, path, &Inherited::default())),
            Err(error) => {
                let error = ManifestError::from(error);
                intake.fail(RowError::new(Spot::File, error), Some(&path.to_string_lossy()));
            }
        }
    }
    stac::take(items, intake)
}

fn placed(item: Item, path: &Path, inherited: &Inherited) -> (Spot, Written) {
    let mut written = item.written(Spot::File, inherited);
    written.base = path.parent().map(Path::to_owned).unwrap_or_default();
    written.origin = Some(path.to_string_lossy().into_owned());
    (Spot::File, written)
}

impl Walk<'_, '_> {
    fn step(&mut self, next: &Next) -> Result<(), ManifestError> {
        let shown = next.path.to_string_lossy().into_owned();
        let (path, real) = match self.intake.real(&next.path, &shown) {
            Ok(found) => found,
            Err(reason) => {
                self.intake.fail(RowError::new(Spot::File, reason), None);
                return Ok(());
            }
        };
        if !self.seen.insert(real) {
            return Ok(());
        }
        let (bytes, _) = whole(&path)?;
        self.bytes += bytes.len();
        if self.seen.len() > FILES_MAX || self.bytes > BYTES_MAX {
            return Err(too_many());
        }
        match kind(&bytes)? {
            Kind::Item => {
                let item: Item = serde_json::from_slice(&bytes)?;
                self.items.push(placed(item, &next.path, &next.inherited));
                Ok(())
            }
            Kind::Node => {
                let node: Node = serde_json::from_slice(&bytes)?;
                if self.seen.len() + self.queue.len() + node.links.len() > LINKS_MAX {
                    return Err(too_many());
                }
                self.follow(next, node);
                Ok(())
            }
            Kind::Other => Err(ManifestError::NotAManifest(
                "linked from a STAC catalogue, but no STAC item, catalogue or collection"
                    .to_owned(),
            )),
        }
    }

    fn follow(&mut self, from: &Next, mut node: Node) {
        let origin = from.path.to_string_lossy();
        if let Err(reason) = node.own.bounded() {
            self.intake.fail(RowError::new(Spot::File, reason), Some(&origin));
            node.own = Inherited::default();
        }
        let base = from.path.parent().unwrap_or(Path::new(""));
        let inherited = Rc::new(Inherited {
            license: node.own.license.or_else(|| from.inherited.license.clone()),
            providers: node.own.providers.or_else(|| from.inherited.providers.clone()),
        });
        for link in node.links {
            if !matches!(link.rel.as_str(), "child" | "item") {
                continue;
            }
            let fault = match inside(base, &link.href) {
                Ok(_) if from.depth >= DEPTH_MAX => format!(
                    "the link to \"{}\" is the {DEPTH_MAX}th from the first catalogue; name a \
                     catalogue further down",
                    link.href
                ),
                Ok(path) => {
                    let depth = from.depth + 1;
                    self.queue.push_back(Next { path, depth, inherited: Rc::clone(&inherited) });
                    continue;
                }
                Err(reason) => format!("a link (rel \"{}\") is not followed: {reason}", link.rel),
            };
            self.intake.fail(RowError::new(Spot::File, fault), Some(&origin));
        }
    }
}

#[cfg(test)]
#[path = "catalog_tests.rs"]
mod tests;
