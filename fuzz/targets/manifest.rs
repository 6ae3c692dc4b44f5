//! Lists of captures, in each of their forms.
#![no_main]

use aftermath_fuzz::doors;
use libfuzzer_sys::{Corpus, fuzz_target};

fuzz_target!(|bytes: &[u8]| -> Corpus {
    doors::manifest(bytes).map_or(Corpus::Reject, |()| Corpus::Keep)
});
