//! Where a vault is, and under which name a chip lies in it. No bytes are read or written here.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

use chrono::{DateTime, Utc};

use super::super::encode::Format;
use super::hash::ContentHash;

/// Formats in the order in which a chip is looked for: new chips are WebP, old ones JPEG.
pub(super) const FORMATS: [Format; 2] = [Format::WebP, Format::Jpeg];

/// Where a vault is: `s3://bucket` or `s3://bucket/prefix`, or else the path of a folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// A folder of this machine.
    Folder(PathBuf),
    /// A bucket of a server that speaks S3.
    Bucket {
        /// Its name.
        bucket: String,
        /// What every name in it begins with: empty, or words with `/` between them.
        prefix: String,
    },
}

/// A text that names no place for a vault.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotAPlace {
    /// Nothing was named.
    #[error("no place for chips is named; give the path of a folder, or s3://bucket/prefix")]
    Empty,
    /// Another kind of address.
    #[error("chips cannot be kept at {0}; give the path of a folder, or s3://bucket/prefix")]
    Kind(String),
    /// Not a name that a bucket can have.
    #[error(
        "\"{0}\" cannot be the name of a bucket; those have 3 to 63 small letters, digits, dots \
         and hyphens"
    )]
    Bucket(String),
    /// Not a prefix that is the same in every tool.
    #[error(
        "the part \"{0}\" after the bucket cannot be used; give words of letters, digits, dots, \
         hyphens and underscores with one / between them"
    )]
    Prefix(String),
}

impl FromStr for Place {
    type Err = NotAPlace;

    fn from_str(text: &str) -> Result<Self, NotAPlace> {
        let text = text.trim();
        if text.is_empty() {
            return Err(NotAPlace::Empty);
        }
        let Some(rest) = text.strip_prefix("s3://") else {
            let is_path = !text.contains("://");
            let folder = || Self::Folder(PathBuf::from(text));
            return is_path.then(folder).ok_or_else(|| NotAPlace::Kind(text.to_owned()));
        };
        let (bucket, prefix) = rest.split_once('/').unwrap_or((rest, ""));
        let prefix = prefix.strip_suffix('/').unwrap_or(prefix);
        if !is_bucket(bucket) {
            return Err(NotAPlace::Bucket(bucket.to_owned()));
        }
        if !prefix.is_empty() && !prefix.split('/').all(is_word) {
            return Err(NotAPlace::Prefix(prefix.to_owned()));
        }
        Ok(Self::Bucket { bucket: bucket.to_owned(), prefix: prefix.to_owned() })
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Folder(path) => write!(f, "{}", path.display()),
            Self::Bucket { bucket, prefix } if prefix.is_empty() => write!(f, "s3://{bucket}"),
            Self::Bucket { bucket, prefix } => write!(f, "s3://{bucket}/{prefix}"),
        }
    }
}

fn is_bucket(name: &str) -> bool {
    let is_end = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit();
    let bytes = name.as_bytes();
    (3..=63).contains(&bytes.len())
        && bytes.iter().all(|c| is_end(*c) || matches!(c, b'.' | b'-'))
        && bytes.first().zip(bytes.last()).is_some_and(|(a, b)| is_end(*a) && is_end(*b))
}

fn is_word(word: &str) -> bool {
    let is_fit = |c: u8| c.is_ascii_alphanumeric() || matches!(c, b'.' | b'-' | b'_');
    !word.is_empty() && word.bytes().all(is_fit) && !word.bytes().all(|c| c == b'.')
}

/// One thing that a vault holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// What it is.
    pub what: What,
    /// Its size.
    pub bytes: u64,
    /// When it was last written, if that is known. A chip may be younger than its row in the
    /// database: what tidies up should spare the last day.
    pub changed_at: Option<DateTime<Utc>>,
}

/// What something in a vault is, told from its name alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// A chip, whose bytes still have to be checked.
    Chip(ContentHash, Format),
    /// What a write left that a crash ended, or one that is under way; named from the root.
    Part(String),
    /// Nothing of ours; named from the root.
    Foreign(String),
}

impl What {
    /// What is named so, from the root of the vault with `/` between the parts.
    pub(super) fn of_name(name: &str) -> Self {
        chip_of(name).unwrap_or_else(|| {
            let is_part = || {
                let (stem, rest) = name.strip_suffix(".part")?.rsplit_once('.')?;
                let is_number = |c: u8| c.is_ascii_digit() || c == b'-';
                let chip = chip_of(&format!("{stem}.{}", Format::WebP.extension()))?;
                rest.bytes().all(is_number).then_some(chip)
            };
            let named = if is_part().is_some() { Self::Part } else { Self::Foreign };
            named(name.to_owned())
        })
    }
}

fn chip_of(name: &str) -> Option<What> {
    let (stem, extension) = name.rsplit_once('.')?;
    let format = FORMATS.into_iter().find(|format| format.extension() == extension)?;
    let hash = stem.rsplit('/').next()?.parse().ok()?;
    (name_of(&hash, format) == name).then_some(What::Chip(hash, format))
}

/// The name of a chip from the root of the vault: `ab/cd/<sha256>.webp`.
pub(super) fn name_of(hash: &ContentHash, format: Format) -> String {
    let (first, second) = hash.shard();
    format!("{first:02x}/{second:02x}/{hash}.{}", format.extension())
}

impl From<PathBuf> for Place {
    fn from(path: PathBuf) -> Self {
        Self::Folder(path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_reads_as_it_is_written() {
        for text in ["data/chips", "/srv/chips", "s3://evidence", "s3://evidence/a.b/chips-2"] {
            assert_eq!(text.parse::<Place>().unwrap().to_string(), text);
        }
        let trailing = "s3://evidence/chips/".parse::<Place>().unwrap();
        assert_eq!(trailing.to_string(), "s3://evidence/chips");
    }

    #[test]
    fn what_is_no_place_is_refused() {
        let refused = ["", " ", "http://x/y", "s3://", "s3://ab", "s3://Upper", "s3://-ab-"];
        let prefixes = ["s3://abc//x", "s3://abc/../x", "s3://abc/x y", "s3://abc/x?y"];
        for text in refused.into_iter().chain(prefixes) {
            assert!(text.parse::<Place>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_chip_under_another_name_than_its_own_is_foreign() {
        let hash = ContentHash::of(b"abc");
        let good = name_of(&hash, Format::WebP);
        assert_eq!(What::of_name(&good), What::Chip(hash, Format::WebP));
        assert_eq!(What::of_name(&name_of(&hash, Format::Jpeg)), What::Chip(hash, Format::Jpeg));
        let part = format!("ba/78/{hash}.12-3.part");
        assert_eq!(What::of_name(&part), What::Part(part.clone()));
        let elsewhere = format!("ba/79/{hash}.webp");
        let others = ["", "x", "ba/78/x.webp", "ba/78/x.1-1.part", "../x.part", &elsewhere];
        for name in others {
            assert_eq!(What::of_name(name), What::Foreign(name.to_owned()), "{name}");
        }
    }
}
