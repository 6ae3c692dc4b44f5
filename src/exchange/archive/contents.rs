//! Which lists a zip holds, told by the names of its files, and which of them is meant.

use std::collections::BTreeMap;

use super::super::buildings::BuildingListError;
use super::super::shapefile::ShapeKind;
use super::ArchiveError;

/// Ends of names that a list can have. What the file really is, its content tells.
const LIST_ENDS: [&str; 10] =
    ["geojson", "json", "geojsonl", "geojsons", "ndjson", "csv", "tsv", "gpkg", "fgb", "kml"];

/// Where the parts of a Shapefile are, by the numbers of their entries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Parts {
    pub(super) shp: usize,
    pub(super) dbf: Option<usize>,
    pub(super) prj: Option<usize>,
    pub(super) cpg: Option<usize>,
}

/// One list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum List {
    /// A file of one piece.
    File(usize),
    /// A Shapefile.
    Shapefile(Parts),
}

/// A list and what it is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Named {
    pub(super) name: String,
    pub(super) list: List,
}

/// All lists of a zip.
#[derive(Debug)]
pub(super) struct Contents {
    lists: Vec<Named>,
    has_zip: bool,
    files: Vec<String>,
}

impl Contents {
    /// Looks through the names of all entries.
    pub(super) fn of(names: &[String]) -> Self {
        let mut parts: BTreeMap<String, BTreeMap<String, usize>> = BTreeMap::new();
        let mut contents = Self { lists: Vec::new(), has_zip: false, files: Vec::new() };
        let mut whole: Vec<(usize, &str)> = Vec::new();
        for (entry, name) in names.iter().enumerate().filter(|(_, name)| is_wanted(name)) {
            contents.files.push(name.clone());
            whole.push((entry, name));
            let Some((stem, end)) = name.rsplit_once('.') else { continue };
            let end = end.to_ascii_lowercase();
            match end.as_str() {
                "shp" | "dbf" | "prj" | "cpg" => {
                    parts.entry(stem.to_lowercase()).or_default().insert(end, entry);
                }
                "zip" | "kmz" => contents.has_zip = true,
                end if LIST_ENDS.contains(&end) => {
                    contents.lists.push(Named { name: name.clone(), list: List::File(entry) });
                }
                _ => {}
            }
        }
        for (stem, ends) in parts {
            let Some(shp) = ends.get("shp").copied() else { continue };
            let part = |end: &str| ends.get(end).copied();
            let parts = Parts { shp, dbf: part("dbf"), prj: part("prj"), cpg: part("cpg") };
            let name = names.get(shp).and_then(|name| name.rsplit_once('.'));
            let name = name.map_or(stem.as_str(), |(stem, _)| stem).to_owned();
            contents.lists.push(Named { name, list: List::Shapefile(parts) });
        }
        if let ([], [(entry, name)], false) = (&*contents.lists, &*whole, contents.has_zip) {
            let list = List::File(*entry);
            contents.lists.push(Named { name: (*name).to_owned(), list });
        }
        contents
    }

    /// The list that is named, or the only one; of several Shapefiles the only one of polygons,
    /// or else of points; of several KML files the one called `doc.kml`. `kind` looks into a
    /// Shapefile.
    ///
    /// # Errors
    /// When that leaves none, or several.
    pub(super) fn choose(
        mut self,
        layer: Option<&str>,
        kind: &mut dyn FnMut(usize) -> Option<ShapeKind>,
    ) -> Result<Named, BuildingListError> {
        if self.lists.len() > 1 {
            if let Some(layer) = layer {
                self.lists.retain(|list| is_called(&list.name, layer));
            } else if let Some(doc) =
                self.lists.iter().find(|list| is_called(&list.name, "doc.kml"))
            {
                return Ok(doc.clone());
            } else {
                self.keep_only_kind(kind);
            }
        }
        let format = "zip";
        match (self.lists.len(), self.lists.pop()) {
            (1, Some(only)) => Ok(only),
            (0, _) if self.has_zip => Err(ArchiveError::Nested.into()),
            (_, None) => {
                let names = self.files.into_iter().take(20).collect();
                Err(BuildingListError::NoLayer { format, asked: layer.map(str::to_owned), names })
            }
            (_, Some(last)) => {
                let names = self.lists.into_iter().chain([last]).map(|list| list.name);
                Err(BuildingListError::SeveralLayers { format, names: names.take(20).collect() })
            }
        }
    }

    fn keep_only_kind(&mut self, kind: &mut dyn FnMut(usize) -> Option<ShapeKind>) {
        let kinds: Vec<Option<ShapeKind>> = (self.lists.iter().take(50))
            .map(|list| match list.list {
                List::Shapefile(parts) => kind(parts.shp),
                List::File(_) => None,
            })
            .collect();
        if kinds.iter().any(Option::is_none) {
            return;
        }
        for wanted in [ShapeKind::Polygon, ShapeKind::Point] {
            let mut of_kind = (0..).zip(&kinds).filter(|(_, kind)| **kind == Some(wanted));
            if let (Some((at, _)), None) = (of_kind.next(), of_kind.next()) {
                self.lists = self.lists.get(at..=at).unwrap_or_default().to_vec();
                return;
            }
        }
    }
}

/// Whether a file is no folder and no by-product of a Mac.
fn is_wanted(name: &str) -> bool {
    let last = name.rsplit('/').next().unwrap_or_default();
    !last.is_empty() && !last.starts_with('.') && !name.split('/').any(|part| part == "__MACOSX")
}

fn is_called(name: &str, asked: &str) -> bool {
    let last = name.rsplit('/').next().unwrap_or_default();
    let stem = last.rsplit_once('.').map_or(last, |(stem, _)| stem);
    [name, last, stem].iter().any(|own| own.eq_ignore_ascii_case(asked))
        || asked.to_lowercase() == name.to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn choose(names: &[&str], layer: Option<&str>) -> Result<String, String> {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        let kind = &mut |entry: usize| {
            let is_roads = names.get(entry).is_some_and(|name| name.contains("roads"));
            Some(if is_roads { ShapeKind::Other } else { ShapeKind::Polygon })
        };
        let chosen = Contents::of(&names).choose(layer, kind);
        chosen.map(|list| list.name).map_err(|error| error.to_string())
    }

    #[test]
    fn the_parts_of_a_shapefile_belong_together_whatever_their_case() {
        let names = ["a/B.SHP", "a/b.dbf", "a/B.prj", "__MACOSX/a/._B.SHP", "README.md", "a/"];
        let names = names.map(str::to_owned);
        let contents = Contents::of(&names);
        let parts = Parts { shp: 0, dbf: Some(1), prj: Some(2), cpg: None };
        let expected = Named { name: "a/B".to_owned(), list: List::Shapefile(parts) };
        assert_eq!(contents.lists, [expected]);
    }

    #[test]
    fn of_several_lists_one_must_be_named_unless_only_one_can_be_meant() {
        let error = choose(&["a.shp", "b.shp"], None).unwrap_err();
        assert!(error.contains("several lists: a, b"), "{error}");
        assert_eq!(choose(&["a.shp", "b.shp"], Some("B")).unwrap(), "b");
        assert_eq!(choose(&["a.shp", "roads.shp"], None).unwrap(), "a");
        assert_eq!(choose(&["doc.kml", "files/other.kml"], None).unwrap(), "doc.kml");
        assert!(choose(&["a.csv", "b.csv"], Some("c")).unwrap_err().contains("named \"c\""));
    }

    #[test]
    fn a_zip_without_a_list_or_with_another_zip_is_refused() {
        assert!(choose(&["a.txt", "b.doc"], None).unwrap_err().contains("a.txt, b.doc"));
        assert!(choose(&["a.zip", "README.md"], None).unwrap_err().contains("another zip"));
        assert_eq!(choose(&["only"], None).unwrap(), "only");
    }
}
