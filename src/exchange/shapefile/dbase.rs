//! The words beside a Shapefile's shapes: a dBASE table of fixed widths, in the letters that a
//! .cpg file or a byte of its head names.

use std::io::{self, Read};

use encoding_rs::{Encoding, IBM866, UTF_8, WINDOWS_1252};

use super::super::bytes::Bytes;

/// Columns read of one table; dBASE itself knows 255.
const COLUMNS_MAX: usize = 1_000;

/// One row.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Record {
    /// Names and texts; without empty ones.
    Words(Vec<(String, String)>),
    /// The row was deleted, and its shape with it.
    Deleted,
}

/// How the letters are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Alphabet {
    /// UTF-8.
    Plain,
    /// The one that the file names, or that was taken for want of it.
    Named(&'static str),
}

#[derive(Debug)]
struct Column {
    name: String,
    width: usize,
}

/// The rows, one after another.
#[derive(Debug)]
pub(super) struct Words<R> {
    source: R,
    columns: Vec<Column>,
    encoding: &'static Encoding,
    left: u32,
    row: Vec<u8>,
    row_bytes: u64,
}

impl<R: Read> Words<R> {
    /// Reads the head of a table; `cpg` is the text of the .cpg file.
    ///
    /// # Errors
    /// When it is cut off.
    pub(super) fn open(mut source: R, cpg: Option<&str>) -> io::Result<Self> {
        let mut head = [0; 32];
        source.read_exact(&mut head)?;
        let mut bytes = Bytes(&head);
        let broken = || io::Error::other("its .dbf has no head; zip the parts anew");
        bytes.take(4).ok_or_else(broken)?;
        let left = bytes.u32().ok_or_else(broken)?;
        let head_bytes = bytes.u16().ok_or_else(broken)?;
        let row_bytes = bytes.u16().ok_or_else(broken)?;
        let language = head.get(29).copied().unwrap_or_default();
        let encoding = cpg.and_then(of_cpg).or_else(|| of_language(language));
        let mut fields = Vec::new();
        let rest = u64::from(head_bytes).saturating_sub(32);
        source.by_ref().take(rest).read_to_end(&mut fields)?;
        let encoding = encoding.unwrap_or(UTF_8);
        let columns = (fields.chunks_exact(32).take(COLUMNS_MAX))
            .take_while(|field| field.first().is_some_and(|first| !matches!(first, 0x0d | 0)))
            .filter_map(|field| column(field, encoding))
            .collect();
        let row_bytes = u64::from(row_bytes);
        Ok(Self { source, columns, encoding, left, row: Vec::new(), row_bytes })
    }

    /// In which letters the words are.
    pub(super) fn alphabet(&self) -> Alphabet {
        if self.encoding == UTF_8 { Alphabet::Plain } else { Alphabet::Named(self.encoding.name()) }
    }

    /// The next row; without words behind the last, since a shape may have none.
    ///
    /// # Errors
    /// When the table is cut off.
    pub(super) fn next(&mut self) -> io::Result<Record> {
        if self.left == 0 || self.row_bytes == 0 {
            return Ok(Record::Words(Vec::new()));
        }
        self.left -= 1;
        self.row.clear();
        let read = self.source.by_ref().take(self.row_bytes).read_to_end(&mut self.row)?;
        if u64::try_from(read) != Ok(self.row_bytes) {
            return Err(io::Error::other("its .dbf is cut off; fetch it again"));
        }
        let mut bytes = Bytes(&self.row);
        if bytes.u8() == Some(b'*') {
            return Ok(Record::Deleted);
        }
        let mut words = Vec::new();
        for column in &self.columns {
            let Some(cell) = bytes.take(column.width) else { break };
            let text = decoded(cell, self.encoding);
            let text = text.trim_matches(|letter: char| letter == '\0' || letter.is_whitespace());
            // Stars fill a number that was too long for its column.
            if !text.is_empty() && !text.bytes().all(|byte| byte == b'*') {
                words.push((column.name.clone(), text.to_owned()));
            }
        }
        Ok(Record::Words(words))
    }
}

/// The cell's text; what is no UTF-8 although it should be is Western European.
fn decoded(cell: &[u8], encoding: &'static Encoding) -> String {
    if encoding == UTF_8 {
        return match std::str::from_utf8(cell) {
            Ok(text) => text.to_owned(),
            // A width counted in bytes may have cut the last letter in two.
            Err(error) if error.error_len().is_none() => {
                String::from_utf8_lossy(cell.get(..error.valid_up_to()).unwrap_or_default()).into()
            }
            Err(_) => WINDOWS_1252.decode_without_bom_handling(cell).0.into_owned(),
        };
    }
    encoding.decode_without_bom_handling(cell).0.into_owned()
}

fn column(field: &[u8], encoding: &'static Encoding) -> Option<Column> {
    let mut bytes = Bytes(field);
    let name = bytes.take(11)?;
    let name = name.split(|byte| *byte == 0).next()?;
    let kind = bytes.u8()?;
    bytes.take(4)?;
    let (width, high) = (usize::from(bytes.u8()?), usize::from(bytes.u8()?));
    // Texts wider than 255 keep the rest where numbers have their decimals.
    let width = if kind == b'C' { width + 256 * high } else { width };
    Some(Column { name: decoded(name, encoding).trim().to_owned(), width })
}

/// The letters that a .cpg file names, such as `UTF-8`, `CP1251`, `ANSI 1251` or `88591`.
fn of_cpg(text: &str) -> Option<&'static Encoding> {
    let label = text.trim().trim_start_matches('\u{feff}').to_ascii_lowercase();
    let digits: String = label.chars().filter(char::is_ascii_digit).collect();
    if let Some(known) = Encoding::for_label(label.as_bytes()) {
        return Some(known);
    }
    match digits.as_str() {
        "65001" => Some(UTF_8),
        "866" | "936" | "950" | "932" | "949" | "874" => of_page(&digits),
        page if page.len() == 4 && page.starts_with("125") => of_page(page),
        iso if iso.starts_with("8859") => {
            Encoding::for_label(format!("iso-8859-{}", iso.get(4..)?).as_bytes())
        }
        _ => None,
    }
}

fn of_page(page: &str) -> Option<&'static Encoding> {
    match page {
        "866" => Some(IBM866),
        "936" => Encoding::for_label(b"gbk"),
        "950" => Encoding::for_label(b"big5"),
        "932" => Encoding::for_label(b"shift_jis"),
        "949" => Encoding::for_label(b"euc-kr"),
        page => Encoding::for_label(format!("windows-{page}").as_bytes()),
    }
}

/// The letters that the "language driver" byte of a dBASE head names.
fn of_language(code: u8) -> Option<&'static Encoding> {
    match code {
        0x03 | 0x57 | 0x58 | 0x59 => Some(WINDOWS_1252),
        0x26 | 0x65 => Some(IBM866),
        0x4d | 0x7a => of_page("936"),
        0x4f | 0x78 => of_page("950"),
        0x13 | 0x7b => of_page("932"),
        0x4e | 0x79 => of_page("949"),
        0x7c => of_page("874"),
        0x7d => of_page("1255"),
        0x7e => of_page("1256"),
        0xc8 => of_page("1250"),
        0xc9 => of_page("1251"),
        0xca => of_page("1254"),
        0xcb => of_page("1253"),
        0xcc => of_page("1257"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A table with one text column and the rows given.
    fn table(language: u8, width: u8, rows: &[&[u8]]) -> Vec<u8> {
        let mut bytes = vec![3, 0, 0, 0];
        bytes.extend(u32::try_from(rows.len()).unwrap().to_le_bytes());
        bytes.extend(65_u16.to_le_bytes());
        bytes.extend((u16::from(width) + 1).to_le_bytes());
        bytes.resize(29, 0);
        bytes.extend([language, 0, 0]);
        bytes.extend(b"NAME\0\0\0\0\0\0\0C\0\0\0\0");
        bytes.push(width);
        bytes.resize(64, 0);
        bytes.push(0x0d);
        for row in rows {
            bytes.extend(*row);
        }
        bytes
    }

    fn name(bytes: &[u8], cpg: Option<&str>) -> String {
        match Words::open(bytes, cpg).unwrap().next().unwrap() {
            Record::Words(words) => words.into_iter().map(|(_, text)| text).collect(),
            Record::Deleted => "deleted".to_owned(),
        }
    }

    #[test]
    fn the_letters_are_those_that_the_file_names() {
        let cyrillic = table(0, 4, &[b" \xcc\xe8\xf0 "]);
        for cpg in ["CP1251", "windows-1251", "ANSI 1251", "1251"] {
            assert_eq!(name(&cyrillic, Some(cpg)), "Мир", "{cpg}");
        }
        assert_eq!(name(&table(0xc9, 4, &[b" \xcc\xe8\xf0 "]), None), "Мир");
        assert_eq!(name(&table(0, 5, &[b" \xe4bc  "]), None), "äbc");
        assert_eq!(name(&table(0, 3, &[" aä".as_bytes()]), Some("UTF-8")), "aä");
        assert_eq!(name(&table(0, 2, &[&" aä".as_bytes()[..3]]), Some("65001")), "a");
    }

    #[test]
    fn deleted_rows_are_told_and_rows_behind_the_last_are_empty() {
        let bytes = table(0, 1, &[b"*x", b" y"]);
        let mut words = Words::open(&bytes[..], None).unwrap();
        assert_eq!(words.next().unwrap(), Record::Deleted);
        let expected = vec![("NAME".to_owned(), "y".to_owned())];
        assert_eq!(words.next().unwrap(), Record::Words(expected));
        assert_eq!(words.next().unwrap(), Record::Words(Vec::new()));
    }

    #[test]
    fn a_table_that_is_cut_off_is_refused() {
        let bytes = table(0, 10, &[b" y"]);
        assert!(Words::open(&bytes[..], None).unwrap().next().is_err());
        assert!(Words::open(&bytes[..20], None).is_err());
    }
}
