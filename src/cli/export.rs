//! `aftermath export`.

use std::fs::File as OsFile;
use std::io::{BufWriter, Write as _};
use std::path::PathBuf;

use clap::Args;

use super::outcome::{Done, Trouble, campaign, open, say};
use crate::clock::Clock;
use crate::config::DataSettings;
use crate::journey::log::{By, COMMAND_LINE};
use crate::journey::publish::{File, PublishError, write_in};
use crate::journey::taking::{self, Way};

/// Write a campaign's files: buildings.csv, buildings.geojson, judgements.csv, images.csv and
/// CODEBOOK.md.
#[derive(Debug, Args)]
pub(crate) struct Export {
    /// The campaign's short name
    slug: String,
    /// Write only this file
    #[arg(long, value_parser = parse_file)]
    file: Option<File>,
    /// Folder to write to; made if it is not there
    #[arg(long, default_value = "export")]
    output: PathBuf,
    /// What it is for; it stands in the log
    #[arg(long, default_value = "")]
    why: String,
}

fn parse_file(name: &str) -> Result<File, String> {
    let names: Vec<&str> = File::ALL.into_iter().map(File::name).collect();
    File::parse(name).ok_or_else(|| format!("choose one of {}", names.join(", ")))
}

impl Export {
    /// Runs it. Each file appears under its name only once it is whole.
    pub(crate) fn run(self, data: &DataSettings, clock: &Clock) -> Result<Done, Trouble> {
        let store = open(data)?;
        let campaign = campaign(&store, &self.slug)?;
        std::fs::create_dir_all(&self.output)?;
        let files = self.file.map_or_else(|| File::ALL.to_vec(), |file| vec![file]);
        let by = By { name: COMMAND_LINE, now: clock.now() };
        let (own, taken, why) = (campaign.clone(), files.clone(), self.why);
        store.write(move |db| {
            let way = (&Way::CommandLine, why.as_str());
            taken.into_iter().try_for_each(|file| taking::take(db, by, &own, file, way))
        })?;
        // All of one moment: what one file counts, the others show.
        store.snapshot(|db| {
            files.into_iter().try_for_each(|file| {
                let path = self.output.join(file.name());
                let part = self.output.join(format!("{}.part", file.name()));
                let mut output = BufWriter::new(OsFile::create(&part)?);
                write_in(db, &campaign, file, &mut output)?;
                output.flush()?;
                std::fs::rename(&part, &path)?;
                say(path.display());
                Ok::<_, PublishError>(())
            })
        })?;
        Ok(Done::Whole)
    }
}
