//! The shapes of what the API gives: those of rows are made of the columns of the files.

use serde_json::{Value, json};
use utoipa::openapi::schema::{
    AdditionalProperties, ArrayBuilder, KnownFormat, Object, ObjectBuilder, SchemaFormat,
    SchemaType, Type,
};
use utoipa::openapi::{Ref, RefOr, Schema};

use crate::journey::publish::{
    BuildingRow, Column, ImageRow, IncidentRow, JudgementRow, Kind, LinkRow, NOT_PAGED, Record,
    RulingRow, Word,
};

/// Every schema by its name.
pub(super) fn all() -> Vec<(&'static str, Schema)> {
    vec![
        ("Campaign", campaign().into()),
        ("Building", row::<BuildingRow>().into()),
        ("Judgement", row::<JudgementRow>().into()),
        ("Image", row::<ImageRow>().into()),
        ("Ruling", row::<RulingRow>().into()),
        ("Incident", row::<IncidentRow>().into()),
        ("Link", row::<LinkRow>().into()),
        ("Release", release().into()),
        ("File", file().into()),
        ("Problem", problem().into()),
    ]
}

/// A page of things of a schema.
pub(super) fn page(schema: &str) -> Schema {
    let items = ArrayBuilder::new().items(RefOr::Ref(Ref::from_schema_name(schema)));
    let next = "Path and query of the next page; null on the last.";
    object()
        .property("items", items)
        .required("items")
        .property("next", maybe(Type::String, next))
        .required("next")
        .build()
        .into()
}

fn object() -> ObjectBuilder {
    ObjectBuilder::new()
        .schema_type(Type::Object)
        .additional_properties(Some(AdditionalProperties::FreeForm(false)))
}

fn is(kind: Type, about: &str) -> ObjectBuilder {
    ObjectBuilder::new().schema_type(kind).description(Some(about))
}

fn maybe(kind: Type, about: &str) -> ObjectBuilder {
    let kinds: SchemaType = [kind, Type::Null].into_iter().collect();
    ObjectBuilder::new().schema_type(kinds).description(Some(about))
}

/// The object that a row of columns is.
fn row<R: Record>() -> Object {
    let columns = R::columns().iter().filter(|column| !NOT_PAGED.contains(&column.name));
    let mut object = object();
    for (place, column) in columns.enumerate() {
        object = object.property(column.name, cell(column, place == 0)).required(column.name);
    }
    if R::IS_PLACED {
        let about = "The outline or the point, as GeoJSON (RFC 7946) in WGS 84.";
        let free = Some(AdditionalProperties::FreeForm(true));
        let geometry = is(Type::Object, about).additional_properties(free);
        let word =
            is(Type::String, "The kind of geometry.").enum_values(Some(["Point", "Polygon"]));
        let numbers = ArrayBuilder::new();
        let geometry = geometry.property("type", word).required("type");
        let geometry = geometry.property("coordinates", numbers).required("coordinates");
        object = object.property("geometry", geometry).required("geometry");
    }
    object.build()
}

/// A column's value: of its kind, or null where it is empty; the first is the row's number.
fn cell<R>(column: &Column<R>, is_first: bool) -> ObjectBuilder {
    let kind = match column.kind {
        Kind::Text | Kind::Date | Kind::Instant => Type::String,
        Kind::Integer => Type::Integer,
        Kind::Number => Type::Number,
        Kind::Boolean => Type::Boolean,
    };
    let meaning = column.meaning;
    let mut object = if is_first { is(kind, meaning) } else { maybe(kind, meaning) };
    if column.kind == Kind::Date {
        object = object.pattern(Some("^[0-9]{4}-[0-9]{2}(-[0-9]{2})?$"));
    }
    if column.kind == Kind::Instant {
        object = object.format(Some(SchemaFormat::KnownFormat(KnownFormat::DateTime)));
    }
    if column.words.is_empty() {
        return object;
    }
    let words: Vec<Value> = column.words.iter().map(|word| json!(word.word)).collect();
    let of = |own: &Word| format!("{}: {}.", own.word, own.meaning);
    let meanings: Vec<String> = column.words.iter().map(of).collect();
    let nothing = (!is_first).then_some(Value::Null);
    object
        .enum_values(Some(words.into_iter().chain(nothing)))
        .description(Some(format!("{meaning} {}", meanings.join(" "))))
}

fn with(properties: Vec<(&str, ObjectBuilder)>) -> ObjectBuilder {
    let add = |object: ObjectBuilder, (name, property): (&str, ObjectBuilder)| {
        object.property(name, property).required(name)
    };
    properties.into_iter().fold(object(), add)
}

fn campaign() -> Object {
    with(vec![
        ("slug", is(Type::String, "Its short name, as in its address.")),
        ("title", is(Type::String, "Its title.")),
        ("about", is(Type::String, "What it is about.")),
        ("phase", is(Type::String, "draft, open, paused or closed.")),
        ("n_images", is(Type::Integer, "Captures.")),
        ("method", is(Type::String, "The rule in force, with every parameter.")),
        ("method_id", is(Type::String, "A short name of exactly that rule.")),
        ("method_version", is(Type::String, "The version of the rule's code.")),
        ("method_href", is(Type::String, "The page of the method with its figures.")),
    ])
    .build()
}

fn release() -> Object {
    let made = SchemaFormat::KnownFormat(KnownFormat::DateTime);
    let files = ArrayBuilder::new()
        .schema_type([Type::Array, Type::Null].into_iter().collect::<SchemaType>())
        .description(Some("Its files; null in lists, and where it is not ready."))
        .items(RefOr::Ref(Ref::from_schema_name("File")));
    with(vec![
        ("number", is(Type::Integer, "Its number in the campaign.")),
        ("title", is(Type::String, "Its title.")),
        ("note", is(Type::String, "What to know of it.")),
        ("licence", is(Type::String, "The licence of its data; may be empty.")),
        ("audience", is(Type::String, "Who may see it.")),
        ("location_precision", is(Type::String, "How exactly it tells places, at best.")),
        ("made_at", is(Type::String, "When it was asked for (UTC).").format(Some(made))),
        ("state", is(Type::String, "How far it is.")),
        ("n_withheld", is(Type::Integer, "Buildings that no file has a row about.")),
        ("href", is(Type::String, "Its page.")),
    ])
    .property("files", files)
    .required("files")
    .build()
}

fn file() -> Object {
    with(vec![
        ("path", is(Type::String, "Its name.")),
        ("sha256", is(Type::String, "The SHA-256 of its bytes, in hex.")),
        ("bytes", is(Type::Integer, "Its length.")),
        ("rows", maybe(Type::Integer, "Rows of data; null where it is no table.")),
        ("href", is(Type::String, "Its address, which opens with the same token.")),
    ])
    .build()
}

fn problem() -> Object {
    with(vec![
        ("type", is(Type::String, "about:blank: the status says which problem it is.")),
        ("title", is(Type::String, "The problem in a few words.")),
        ("status", is(Type::Integer, "The HTTP status.")),
        ("detail", is(Type::String, "What is wrong and how to mend it.")),
        ("instance", is(Type::String, "The path that was asked for.")),
        ("where", maybe(Type::String, "The parameter at fault; null where none is.")),
    ])
    .build()
}
