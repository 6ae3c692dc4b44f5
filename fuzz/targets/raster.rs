//! Images: header, placing, and a chip's blocks.
#![no_main]

use aftermath_fuzz::doors;
use libfuzzer_sys::{Corpus, fuzz_target};

fuzz_target!(|bytes: &[u8]| -> Corpus {
    doors::raster(bytes);
    Corpus::Keep
});
