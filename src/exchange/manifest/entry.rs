//! One capture of a JSON manifest: an object whose members are the columns of the table, and
//! `files` besides.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};
use serde_json::Value;

use super::cells::{Cells, written};
use super::columns::{find, names};
use super::intake::Written;
use crate::exchange::rows::Spot;

/// The members of one capture.
#[derive(Debug, Default)]
pub(super) struct Entry {
    members: Vec<(&'static str, String)>,
    files: Vec<String>,
}

impl<'de> Deserialize<'de> for Entry {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(EntryVisitor)
    }
}

struct EntryVisitor;

impl<'de> Visitor<'de> for EntryVisitor {
    type Value = Entry;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a capture as an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Entry, A::Error> {
        let mut entry = Entry::default();
        while let Some(key) = map.next_key::<String>()? {
            if key == "files" {
                entry.files.extend(map.next_value::<Vec<String>>()?);
                continue;
            }
            let Some(column) = find(&key).filter(|column| column.name == key) else {
                let key: String = key.chars().take(64).collect();
                return Err(A::Error::custom(format!(
                    "unknown field `{key}`, expected one of: {}, files",
                    names()
                )));
            };
            if entry.members.iter().any(|(own, _)| *own == column.name) {
                return Err(A::Error::custom(format!("the field `{key}` stands there twice")));
            }
            let text = text(&map.next_value::<Value>()?).ok_or_else(|| {
                A::Error::custom(format!("the field `{key}` holds an object; write a text"))
            })?;
            entry.members.push((column.name, text));
        }
        Ok(entry)
    }
}

/// A value as the cell of a table would hold it: a list with a blank between its values, a list
/// of lists with a semicolon. `None` for an object.
fn text(value: &Value) -> Option<String> {
    match value {
        Value::Null => Some(String::new()),
        Value::Bool(value) => Some(value.to_string()),
        Value::Number(value) => Some(value.to_string()),
        Value::String(value) => Some(value.clone()),
        Value::Array(values) => {
            let between = match values.first() {
                Some(Value::Array(_)) => "; ",
                Some(Value::String(_)) => ", ",
                _ => " ",
            };
            let parts: Option<Vec<String>> = values.iter().map(text).collect();
            parts.map(|parts| parts.join(between))
        }
        Value::Object(_) => None,
    }
}

impl Entry {
    /// How many files it names.
    pub(super) fn files(&self) -> usize {
        self.files.len()
    }

    /// The capture, which stands at `place`.
    pub(super) fn written(self, place: Spot) -> Written {
        let mut cells = Cells::new();
        let (mut id, mut files) = (String::new(), Vec::new());
        for (column, text) in self.members {
            if text.trim().is_empty() {
                continue;
            }
            match column {
                "capture_id" => id = text,
                "file" => files.push((place, text)),
                _ => drop(cells.insert(column, (place, text))),
            }
        }
        files.extend(self.files.into_iter().map(|file| (place, file)));
        written(id, &cells, files, Vec::new())
    }
}
