//! `aftermath demo`.

use clap::Args;

use super::outcome::{Done, Trouble};
use crate::config::{DataSettings, ServerSettings};

/// Serve a made-up town.
#[derive(Debug, Args)]
pub struct Demo {
    #[command(flatten)]
    server: ServerSettings,
}

impl Demo {
    /// Runs it.
    pub fn run(self, _data: &DataSettings) -> Result<Done, Trouble> {
        Err(Trouble("not yet".to_owned()))
    }
}
