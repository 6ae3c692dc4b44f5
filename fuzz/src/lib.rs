//! The program's readers of files, compiled from their own sources for fuzzing, and the doors
//! through which a fuzz target hands them bytes. What they read must be a file, so each input is
//! written over the one before it, in a folder under `TMPDIR` that `scripts/fuzz` makes in memory.
//!
//! No seeds here: `scripts/fuzz` makes them from the test data at run time.

/// The modules below the readers, as in the program's `lib.rs`, without what needs a database, a
/// server or an encoder.
#[path = "../../src"]
mod program {
    pub mod domain;
    pub mod exchange;
    pub mod geodesy;

    pub mod imagery {
        mod blocks;
        mod codec;
        mod container;
        pub mod cut;
        pub mod facts;
        pub mod georeference;
        mod layout;
        mod level;
        mod number;
        mod picture;
        mod predictor;
        pub mod raster;
        pub mod refusal;
        pub mod samples;
        mod sniff;
        pub mod stretch;
        mod tone;
        mod view;
        mod world_file;

        pub use cut::cut;
        pub use raster::Raster;
        pub use refusal::RasterError;
    }
}

pub mod doors;

pub use program::{domain, exchange, geodesy, imagery};
