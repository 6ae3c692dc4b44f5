//! Parquet: typed columns in groups of rows; with places, `GeoParquet` 1.1.

use std::collections::BTreeSet;
use std::io::Write;
use std::sync::Arc;

use chrono::{DateTime, NaiveDate};
use parquet::basic::{Compression, LogicalType, Repetition, TimeUnit, Type as Physical};
use parquet::data_type::{
    BoolType, ByteArray, ByteArrayType, DataType, DoubleType, Int32Type, Int64Type,
};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::types::{Type, TypePtr};

use super::place::{Bounds, wkb};
use super::{Head, Sink};
use crate::domain::place::Footprint;
use crate::exchange::cell::Cell;
use crate::exchange::columns::Kind;
use crate::exchange::export::ExportError;

/// Rows held back until they are written together.
const GROUP_ROWS: usize = 50_000;
/// The column of places.
const PLACE: &str = "geometry";

type Output<'a> = Box<dyn Write + Send + 'a>;

/// Writes one table as Parquet.
pub(super) struct Parquet<'a> {
    output: Option<Output<'a>>,
    writer: Option<SerializedFileWriter<Output<'a>>>,
    columns: Vec<Buffer>,
    rows: usize,
    places: Option<Places>,
}

/// What is known of the places at the end.
struct Places {
    bounds: Bounds,
    types: BTreeSet<&'static str>,
}

/// A column of the rows held back: which have a value, and the values.
struct Buffer {
    levels: Vec<i16>,
    values: Values,
}

enum Values {
    Bytes(Vec<ByteArray>),
    Whole(Vec<i64>),
    Days(Vec<i32>),
    Numbers(Vec<f64>),
    Answers(Vec<bool>),
}

impl<'a> Parquet<'a> {
    /// Without a table yet.
    pub(super) fn new(output: Output<'a>) -> Self {
        Self { output: Some(output), writer: None, columns: Vec::new(), rows: 0, places: None }
    }

    fn send(&mut self) -> Result<(), ExportError> {
        self.rows = 0;
        let Some(writer) = &mut self.writer else { return Ok(()) };
        let mut group = writer.next_row_group()?;
        let mut columns = self.columns.iter_mut();
        while let Some(mut column) = group.next_column()? {
            if let Some(buffer) = columns.next() {
                buffer.send(&mut column)?;
            }
            column.close()?;
        }
        group.close()?;
        Ok(())
    }
}

impl Buffer {
    const fn new(kind: Kind) -> Self {
        let values = match kind {
            Kind::Text => Values::Bytes(Vec::new()),
            Kind::Integer | Kind::Instant => Values::Whole(Vec::new()),
            Kind::Number => Values::Numbers(Vec::new()),
            Kind::Date => Values::Days(Vec::new()),
            Kind::Boolean => Values::Answers(Vec::new()),
        };
        Self { levels: Vec::new(), values }
    }

    fn take(&mut self, cell: &Cell<'_>) {
        match (&mut self.values, cell) {
            (Values::Bytes(all), Cell::Text(text)) => all.push(text.as_bytes().to_vec().into()),
            (Values::Whole(all), Cell::Integer(number)) => all.push(*number),
            (Values::Whole(all), Cell::Instant(moment)) => all.push(moment.timestamp_millis()),
            (Values::Numbers(all), Cell::Number(number)) => all.push(*number),
            (Values::Days(all), Cell::Date(day) | Cell::Month(day)) => all.push(days(*day)),
            (Values::Answers(all), Cell::Boolean(answer)) => all.push(*answer),
            _ => return self.levels.push(0),
        }
        self.levels.push(1);
    }

    fn place(&mut self, bytes: Vec<u8>) {
        if let Values::Bytes(all) = &mut self.values {
            all.push(bytes.into());
            self.levels.push(1);
        }
    }

    fn send(&mut self, column: &mut SerializedColumnWriter<'_>) -> Result<(), ParquetError> {
        fn all<T: DataType>(
            column: &mut SerializedColumnWriter<'_>,
            values: &mut Vec<T::T>,
            levels: &[i16],
        ) -> Result<(), ParquetError> {
            column.typed::<T>().write_batch(values, Some(levels), None)?;
            values.clear();
            Ok(())
        }
        let levels = &self.levels;
        match &mut self.values {
            Values::Bytes(values) => all::<ByteArrayType>(column, values, levels),
            Values::Whole(values) => all::<Int64Type>(column, values, levels),
            Values::Days(values) => all::<Int32Type>(column, values, levels),
            Values::Numbers(values) => all::<DoubleType>(column, values, levels),
            Values::Answers(values) => all::<BoolType>(column, values, levels),
        }?;
        self.levels.clear();
        Ok(())
    }
}

fn days(day: NaiveDate) -> i32 {
    let days = day.signed_duration_since(DateTime::UNIX_EPOCH.date_naive()).num_days();
    i32::try_from(days).unwrap_or(0)
}

fn field(name: &str, kind: Kind) -> Result<TypePtr, ParquetError> {
    let instant = LogicalType::timestamp(true, TimeUnit::MILLIS);
    let (physical, logical) = match kind {
        Kind::Text => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
        Kind::Integer => (Physical::INT64, None),
        Kind::Number => (Physical::DOUBLE, None),
        Kind::Date => (Physical::INT32, Some(LogicalType::Date)),
        Kind::Instant => (Physical::INT64, Some(instant)),
        Kind::Boolean => (Physical::BOOLEAN, None),
    };
    typed(name, physical, logical)
}

fn typed(
    name: &str,
    physical: Physical,
    logical: Option<LogicalType>,
) -> Result<TypePtr, ParquetError> {
    let field = Type::primitive_type_builder(name, physical)
        .with_repetition(Repetition::OPTIONAL)
        .with_logical_type(logical);
    Ok(Arc::new(field.build()?))
}

impl Sink for Parquet<'_> {
    fn begin(&mut self, head: &Head) -> Result<(), ExportError> {
        let mut fields = Vec::new();
        for column in &head.columns {
            fields.push(field(&column.name, column.kind)?);
            self.columns.push(Buffer::new(column.kind));
        }
        if head.is_placed {
            fields.push(typed(PLACE, Physical::BYTE_ARRAY, None)?);
            self.columns.push(Buffer::new(Kind::Text));
            self.places = Some(Places { bounds: Bounds::NONE, types: BTreeSet::new() });
        }
        let schema = Type::group_type_builder(head.table).with_fields(fields).build()?;
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_created_by("aftermath".to_owned())
            .build();
        if let Some(output) = self.output.take() {
            let writer = SerializedFileWriter::new(output, Arc::new(schema), Arc::new(properties))?;
            self.writer = Some(writer);
        }
        Ok(())
    }

    fn row(&mut self, cells: &[Cell<'_>], place: Option<&Footprint>) -> Result<(), ExportError> {
        for (column, cell) in self.columns.iter_mut().zip(cells) {
            column.take(cell);
        }
        if let (Some(places), Some(column)) = (&mut self.places, self.columns.last_mut()) {
            match place {
                Some(place) => {
                    places.bounds = places.bounds.with(Bounds::of(place));
                    let is_point = matches!(place, Footprint::Point(_));
                    places.types.insert(if is_point { "Point" } else { "Polygon" });
                    column.place(wkb(place));
                }
                None => column.take(&Cell::Empty),
            }
        }
        self.rows += 1;
        if self.rows == GROUP_ROWS { self.send() } else { Ok(()) }
    }

    fn finish(&mut self) -> Result<(), ExportError> {
        if self.rows > 0 {
            self.send()?;
        }
        let Some(mut writer) = self.writer.take() else { return Ok(()) };
        if let Some(places) = &self.places {
            let mut column = serde_json::json!({
                "encoding": "WKB",
                "geometry_types": places.types,
                "orientation": "counterclockwise",
            });
            if let (Some(edges), Some(about)) = (places.bounds.edges(), column.as_object_mut()) {
                about.insert("bbox".to_owned(), edges.to_vec().into());
            }
            let about = serde_json::json!({
                "version": "1.1.0",
                "primary_column": PLACE,
                "columns": { PLACE: column },
            });
            writer.append_key_value_metadata(KeyValue::new("geo".to_owned(), about.to_string()));
        }
        writer.finish()?;
        Ok(writer.inner_mut().flush()?)
    }
}
