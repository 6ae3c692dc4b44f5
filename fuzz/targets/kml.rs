//! Buildings as KML.
#![no_main]

use aftermath_fuzz::doors;
use libfuzzer_sys::{Corpus, fuzz_target};

fuzz_target!(|bytes: &[u8]| -> Corpus {
    if !bytes.trim_ascii_start().starts_with(b"<") {
        return Corpus::Reject;
    }
    doors::buildings(bytes);
    Corpus::Keep
});
