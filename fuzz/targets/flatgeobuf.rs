//! Buildings as `FlatGeobuf`.
#![no_main]

use aftermath_fuzz::doors;
use libfuzzer_sys::{Corpus, fuzz_target};

fuzz_target!(|bytes: &[u8]| -> Corpus {
    if !bytes.starts_with(b"fgb") {
        return Corpus::Reject;
    }
    doors::buildings(bytes);
    Corpus::Keep
});
