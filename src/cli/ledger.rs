//! `aftermath key ...` and `aftermath ledger ...`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::outcome::{Done, Trouble, campaign, chance, open, read_file, say, tell};
use crate::access::ledger_key::{KeyFile, NO_HOST, is_host};
use crate::clock::Clock;
use crate::config::DataSettings;
use crate::domain::campaign::Campaign;
use crate::domain::ledger::Kind;
use crate::journey::ledger::{self, check};
use crate::journey::look;
use crate::store::Address;

/// The key that signs checkpoints.
#[derive(Debug, Subcommand)]
pub(crate) enum KeyCommand {
    /// Make the key, or give the one that a server made the site's name
    New {
        /// The site's name, with which every checkpoint begins: aftermath.example.org
        #[arg(long, value_parser = host)]
        host: String,
    },
    /// Print the public keys, also those of before
    Show,
    /// Make another key, vouched for by the present one
    Rotate,
}

fn host(name: &str) -> Result<String, String> {
    let bad = || "give a host, in small letters: aftermath.example.org".to_owned();
    if is_host(name) && name != NO_HOST { Ok(name.to_owned()) } else { Err(bad()) }
}

impl KeyCommand {
    /// Runs it.
    pub(crate) fn run(self, data: &DataSettings, clock: &Clock) -> Result<Done, Trouble> {
        let path = data.ledger_key();
        let none = || Trouble("there is no key yet; make one with `aftermath key new`".to_owned());
        match self {
            Self::New { host } => {
                std::fs::create_dir_all(data.folder())?;
                let keys = match KeyFile::load(&path)? {
                    None => KeyFile::new(&host, &mut chance()),
                    Some(own) if own.host == NO_HOST => KeyFile { host, ..own },
                    Some(own) => {
                        let words = format!("there is a key of {} already", own.host);
                        return Err(Trouble(format!("{words}; `aftermath key rotate` changes it")));
                    }
                };
                keys.save(&path)?;
                tell(&format!("the key is in {}; keep a copy of it apart", path.display()));
            }
            Self::Show => {
                let keys = KeyFile::load(&path)?.ok_or_else(none)?;
                say(format!("host\t{}", keys.host));
                say(format!("key\t{}", keys.key.half()));
                for old in &keys.old {
                    say(format!("old\t{old}"));
                }
                for campaign in open(data)?.read(look::campaigns)? {
                    let origin = keys.origin(campaign.slug.as_str());
                    say(format!("{}\t{}", campaign.slug, keys.key.public(&origin)));
                }
            }
            Self::Rotate => {
                let keys = KeyFile::load(&path)?.ok_or_else(none)?;
                let (next, said) = keys.rotated(clock.now().timestamp_millis(), &mut chance());
                // First the file: a key that is announced must be there.
                next.save(&path)?;
                open(data)?.write(move |db| ledger::announce_key(db, &said))?;
                say(next.key.half());
                tell("tell those who check your checkpoints; each campaign's ledger says it too");
            }
        }
        Ok(Done::Whole)
    }
}

/// The record of what happened in campaigns.
#[derive(Debug, Subcommand)]
pub(crate) enum LedgerCommand {
    /// Recompute the ledger, and compare it with its checkpoints and with the tables
    Check(Check),
    /// Sign a checkpoint of all that was recorded so far, and print it
    Sign {
        /// The campaign's short name
        slug: String,
    },
    /// Print a line with the proof that it is in the newest checkpoint
    Prove(Prove),
}

/// Recompute the ledger.
#[derive(Debug, Args)]
pub(crate) struct Check {
    /// The campaign's short name; every one without it
    slug: Option<String>,
    /// A checkpoint that was kept elsewhere; may be given several times
    #[arg(long, value_name = "FILE")]
    checkpoint: Vec<PathBuf>,
}

/// Prove a line.
#[derive(Debug, Args)]
pub(crate) struct Prove {
    /// The campaign's short name
    slug: String,
    /// What it is about: judgement, ruling, building and so on
    #[arg(value_parser = kind)]
    kind: Kind,
    /// Its number
    number: i64,
    /// Where the proof goes
    #[arg(long, value_name = "FILE")]
    output: PathBuf,
}

fn kind(word: &str) -> Result<Kind, String> {
    let all: Vec<&str> = Kind::ALL.iter().map(|kind| kind.as_str()).collect();
    Kind::parse(word).ok_or_else(|| format!("choose one of {}", all.join(", ")))
}

impl LedgerCommand {
    /// Runs it.
    pub(crate) fn run(self, data: &DataSettings, clock: &Clock) -> Result<Done, Trouble> {
        match self {
            Self::Check(check) => check.run(data),
            Self::Sign { slug } => {
                let store = open(data)?;
                let (own, now) = (campaign(&store, &slug)?, clock.now());
                let keys = KeyFile::load_or_make(&data.ledger_key(), &mut chance())?;
                ledger::seal(&store, &mut chance())?;
                let signed = store.write(move |db| ledger::sign(db, now, &keys, &own))?;
                let none = || Trouble("nothing was recorded yet".to_owned());
                say(signed.ok_or_else(none)?.note.trim_end());
                Ok(Done::Whole)
            }
            Self::Prove(Prove { slug, kind, number, output }) => {
                let store = open(data)?;
                let own = campaign(&store, &slug)?;
                let found = store.snapshot(|db| ledger::prove(db, &own, kind, number))?;
                let none = "no checkpoint holds such a line; sign one with `aftermath ledger sign`";
                let (line, file) = found.ok_or_else(|| Trouble(none.to_owned()))?;
                std::fs::write(&output, file.text())?;
                say(line);
                Ok(Done::Whole)
            }
        }
    }
}

impl Check {
    fn run(self, data: &DataSettings) -> Result<Done, Trouble> {
        let store = open(data)?;
        let keys = KeyFile::load(&data.ledger_key())?;
        let outside = self.checkpoint.iter().map(|file| {
            let no_text = |_| Trouble(format!("{} is no checkpoint", file.display()));
            String::from_utf8(read_file(file)?).map_err(no_text)
        });
        let outside: Vec<String> = outside.collect::<Result<_, Trouble>>()?;
        let all: Vec<Campaign> = match &self.slug {
            Some(slug) => vec![campaign(&store, slug)?],
            None => store.read(look::campaigns)?,
        };
        if all.len() != 1 && !outside.is_empty() {
            let words = "say of which campaign the checkpoint is";
            return Err(Trouble(words.to_owned()));
        }
        let mut is_whole = true;
        for own in all {
            let found = store.snapshot(|db| check::check(db, &own, keys.as_ref(), &outside))?;
            for problem in &found.problems {
                say(format!("{}: {problem}", own.slug));
            }
            is_whole &= found.problems.is_empty();
            let (lines, notes) = (found.lines, found.checkpoints);
            let said = if found.problems.is_empty() { "right" } else { "wrong" };
            say(format!("{}: {lines} lines, {notes} checkpoints: {said}", own.slug));
        }
        Ok(if is_whole { Done::Whole } else { Done::Problems })
    }
}

/// Gives what a command did its place in the ledger. What cannot be now waits for the server.
pub(crate) fn close(data: &DataSettings) -> Result<(), Trouble> {
    if let Address::Sqlite(file) = data.address()?
        && !file.exists()
    {
        return Ok(());
    }
    ledger::seal(&open(data)?, &mut chance())?;
    Ok(())
}
