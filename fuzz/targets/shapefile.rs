//! Buildings as a zipped Shapefile.
#![no_main]

use aftermath_fuzz::doors;
use libfuzzer_sys::{Corpus, fuzz_target};

fuzz_target!(|bytes: &[u8]| -> Corpus {
    doors::shapefile(bytes).map_or(Corpus::Reject, |()| Corpus::Keep)
});
