//! A folder for what a bench makes up.

use std::fs;
use std::path::PathBuf;

use crate::Outcome;

/// A folder that is removed when it goes out of use.
pub(crate) struct Folder {
    pub(crate) path: PathBuf,
}

impl Folder {
    /// A new folder on the disk on which cargo builds; `/tmp` may be no disk at all.
    pub(crate) fn new() -> Outcome<Self> {
        let root = option_env!("CARGO_TARGET_TMPDIR").unwrap_or("target/tmp");
        let path = PathBuf::from(root).join(format!("bench-{}", std::process::id()));
        fs::create_dir_all(&path)?;
        Ok(Self { path })
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What cannot be removed lies below target/ and does no harm.
        drop(fs::remove_dir_all(&self.path));
    }
}
