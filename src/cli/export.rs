//! `aftermath export`.

use std::fs::File as OsFile;
use std::io::BufWriter;
use std::path::{Path, PathBuf};

use clap::Args;

use super::outcome::{Done, Trouble, campaign, chance, open, say};
use crate::access::ledger_key::KeyFile;
use crate::clock::Clock;
use crate::config::DataSettings;
use crate::journey::ledger;
use crate::journey::log::{By, COMMAND_LINE};
use crate::journey::publish::{File, Format, Lens, Output, PublishError, write_files};
use crate::journey::taking::{self, Way};

/// Write a campaign's files: the tables as CSV, the buildings also as GeoJSON, and CODEBOOK.md;
/// or those that are named.
#[derive(Debug, Args)]
pub(crate) struct Export {
    /// The campaign's short name
    slug: String,
    /// Write only this file; may be given several times
    #[arg(long, value_parser = parse_file)]
    file: Vec<File>,
    /// Write every table that has this format in it; may be given several times, or `all`
    #[arg(long, value_parser = parse_format)]
    format: Vec<Formats>,
    /// Folder to write to; made if it is not there
    #[arg(long, default_value = "export")]
    output: PathBuf,
    /// What it is for; it stands in the log
    #[arg(long, default_value = "")]
    why: String,
}

/// One format, or all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Formats {
    One(Format),
    All,
}

fn parse_file(name: &str) -> Result<File, String> {
    let names: Vec<String> = File::all().map(File::name).collect();
    File::parse(name).ok_or_else(|| format!("choose one of {}", names.join(", ")))
}

fn parse_format(word: &str) -> Result<Formats, String> {
    if word == "all" {
        return Ok(Formats::All);
    }
    let words = Format::ALL.map(Format::end).join(", ");
    Format::parse(word).map(Formats::One).ok_or_else(|| format!("choose one of {words}, all"))
}

fn is_wanted(file: File, formats: &[Formats]) -> bool {
    formats.iter().any(|wanted| match (wanted, file) {
        (Formats::All, _) => true,
        (Formats::One(one), File::Of(_, format)) => *one == format,
        (Formats::One(_), File::Codebook) => false,
    })
}

impl Export {
    fn files(&self) -> Vec<File> {
        if self.file.is_empty() && self.format.is_empty() {
            return File::USUAL.to_vec();
        }
        let is_named = |file: &File| self.file.contains(file) || is_wanted(*file, &self.format);
        File::all().filter(is_named).collect()
    }

    /// Runs it. Each file appears under its name only once all are whole.
    pub(crate) fn run(self, data: &DataSettings, clock: &Clock) -> Result<Done, Trouble> {
        let store = open(data)?;
        let campaign = campaign(&store, &self.slug)?;
        std::fs::create_dir_all(&self.output)?;
        let files = self.files();
        let by = By { name: COMMAND_LINE, now: clock.now() };
        let (own, taken, why) = (campaign.clone(), files.clone(), self.why);
        store.write(move |db| {
            let way = (&Way::CommandLine, why.as_str());
            taken.into_iter().try_for_each(|file| taking::take(db, by, &own, file, way))
        })?;
        let (keys, own) = (data.ledger_key(), campaign.clone());
        let keys = KeyFile::load_or_make(&keys, &mut chance())?;
        ledger::seal(&store, &mut chance())?;
        store.write(move |db| ledger::sign(db, by.now, &keys, &own))?;
        // All of one moment: what one file counts, the others show.
        store.snapshot(|db| {
            let opened = |file: &File| {
                let output = OsFile::create(part(&self.output, *file))?;
                Ok::<(File, Output<'_>), PublishError>((*file, Box::new(BufWriter::new(output))))
            };
            let outputs = files.iter().map(opened).collect::<Result<_, _>>()?;
            let lens = Lens::plain(db, &campaign)?;
            write_files(db, (&campaign, &lens), outputs)
        })?;
        for file in files {
            let path = self.output.join(file.name());
            std::fs::rename(part(&self.output, file), &path)?;
            say(path.display());
        }
        Ok(Done::Whole)
    }
}

fn part(folder: &Path, file: File) -> PathBuf {
    folder.join(format!("{}.part", file.name()))
}
