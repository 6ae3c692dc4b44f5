//! Buildings as a table, in degrees and, to be converted, in metres.
#![no_main]

use aftermath_fuzz::doors;
use libfuzzer_sys::{Corpus, fuzz_target};

fuzz_target!(|bytes: &[u8]| -> Corpus {
    if matches!(bytes.trim_ascii_start().first(), None | Some(b'{' | b'<')) {
        return Corpus::Reject;
    }
    doors::buildings(bytes);
    doors::buildings_in_utm(bytes);
    Corpus::Keep
});
