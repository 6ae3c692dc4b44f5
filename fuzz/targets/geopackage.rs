//! Buildings as a `GeoPackage`.
#![no_main]

use aftermath_fuzz::doors;
use libfuzzer_sys::{Corpus, fuzz_target};

fuzz_target!(|bytes: &[u8]| -> Corpus {
    if !bytes.starts_with(b"SQLite format 3\0") {
        return Corpus::Reject;
    }
    doors::buildings(bytes);
    Corpus::Keep
});
