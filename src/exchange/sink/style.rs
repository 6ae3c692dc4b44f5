//! How QGIS draws a layer at once: coloured by what is published of each building.

use std::fmt::Write as _;

use super::Head;

/// The table that QGIS looks for.
pub(super) const TABLE: &str = "CREATE TABLE IF NOT EXISTS layer_styles (\
    id INTEGER PRIMARY KEY NOT NULL, f_table_catalog TEXT(256), f_table_schema TEXT(256), \
    f_table_name TEXT(256), f_geometry_column TEXT(256), styleName TEXT(30), styleQML TEXT, \
    styleSLD TEXT, useAsDefault BOOLEAN, description TEXT, owner TEXT(30), ui TEXT(30), \
    update_time DATETIME)";
/// Its line in the catalogue.
pub(super) const CONTENTS: &str = "INSERT OR IGNORE INTO gpkg_contents \
    (table_name, data_type, identifier, last_change) \
    VALUES ('layer_styles', 'attributes', 'layer_styles', ?1)";
/// The style of one layer.
pub(super) const INSERT: &str = "INSERT INTO layer_styles (f_table_catalog, f_table_schema, \
    f_table_name, f_geometry_column, styleName, styleQML, styleSLD, useAsDefault, description, \
    owner, update_time) VALUES ('', '', ?1, 'geom', 'status', ?2, '', 1, \
    'Coloured by status', '', ?3)";

/// Statuses with what the legend says of them, and their colours, which the colour-blind can tell
/// apart.
const STATUSES: [(&str, &str, &str); 7] = [
    ("dated", "Destroyed, dated", "213,94,0"),
    ("destroyed_before_first_image", "Destroyed before the first image", "120,40,0"),
    ("not_destroyed", "Not visibly destroyed", "86,180,233"),
    ("disputed", "Disputed", "204,121,167"),
    ("undatable", "Undatable", "153,153,153"),
    ("open", "Still asked", "240,228,66"),
    ("withdrawn", "Withdrawn", "220,220,220"),
];

/// The style of a layer with a status; of points or of areas.
pub(super) fn qml(head: &Head, is_points: bool) -> Option<String> {
    head.columns.iter().find(|column| column.name == "status")?;
    let (symbol, class) =
        if is_points { ("marker", "SimpleMarker") } else { ("fill", "SimpleFill") };
    let mut categories = String::new();
    let mut symbols = String::new();
    for (number, (status, label, colour)) in STATUSES.iter().enumerate() {
        // Writing to a String cannot fail.
        let _ = write!(
            categories,
            "<category symbol=\"{number}\" value=\"{status}\" label=\"{label}\" type=\"string\" \
             render=\"true\"/>"
        );
        let _ = write!(
            symbols,
            "<symbol name=\"{number}\" type=\"{symbol}\" alpha=\"1\" clip_to_extent=\"1\">\
             <layer class=\"{class}\" enabled=\"1\" pass=\"0\" locked=\"0\">\
             <prop k=\"color\" v=\"{colour},255\"/><prop k=\"outline_color\" v=\"35,35,35,255\"/>\
             <prop k=\"outline_width\" v=\"0.2\"/></layer></symbol>"
        );
    }
    Some(format!(
        "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\
         <qgis version=\"3.28\" styleCategories=\"Symbology\">\
         <renderer-v2 type=\"categorizedSymbol\" attr=\"status\" forceraster=\"0\" \
         symbollevels=\"0\" enableorderby=\"0\"><categories>{categories}</categories>\
         <symbols>{symbols}</symbols></renderer-v2></qgis>"
    ))
}
