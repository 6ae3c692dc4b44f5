//! Small pieces for reading JSON that others wrote: values of any type, and errors with their
//! place. What the JSON means is the business of the formats.

use std::fmt;

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// A value that should be a word or a number, whatever it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Loose {
    /// `null`.
    Nothing,
    /// A text, number or boolean, as text.
    Text(String),
    /// A list or an object; its content is dropped.
    Nested,
}

impl Loose {
    /// The text, if it is one.
    pub(super) fn text(self) -> Option<String> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }
}

impl<'de> Deserialize<'de> for Loose {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(LooseVisitor)
    }
}

struct LooseVisitor;

impl<'de> Visitor<'de> for LooseVisitor {
    type Value = Loose;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Loose, E> {
        Ok(Loose::Text(value.to_string()))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Loose, E> {
        Ok(Loose::Text(value.to_string()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Loose, E> {
        Ok(Loose::Text(value.to_string()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Loose, E> {
        Ok(Loose::Text(value.to_string()))
    }

    fn visit_str<E>(self, value: &str) -> Result<Loose, E> {
        Ok(Loose::Text(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Loose, E> {
        Ok(Loose::Text(value))
    }

    fn visit_unit<E>(self) -> Result<Loose, E> {
        Ok(Loose::Nothing)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Loose, A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Loose::Nested)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Loose, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Loose::Nested)
    }
}

/// An error of the JSON reader without its place, which is given apart.
pub(super) fn reason(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let place = format!(" at line {} column {}", error.line(), error.column());
    match text.strip_suffix(&place) {
        Some(_) if error.is_eof() => "the file ends in the middle; fetch it again".to_owned(),
        Some(reason) => reason.to_owned(),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_value_becomes_text_nothing_or_nested() {
        let read = |text| serde_json::from_str::<Loose>(text).unwrap();
        assert_eq!(read("12"), Loose::Text("12".into()));
        assert_eq!(read("12.0"), Loose::Text("12".into()));
        assert_eq!(read("\"B-1\"").text().unwrap(), "B-1");
        assert_eq!(read("null"), Loose::Nothing);
        assert_eq!(read("[1,{\"a\":2}]"), Loose::Nested);
        assert_eq!(read("{\"a\":[2]}"), Loose::Nested);
    }

    #[test]
    fn an_error_is_told_without_its_place() {
        let error = serde_json::from_str::<Loose>("{\"a\" 1}").unwrap_err();
        assert_eq!(reason(&error), "expected `:`");
        let error = serde_json::from_str::<Loose>("{\"a\":").unwrap_err();
        assert!(reason(&error).contains("ends in the middle"));
    }
}
