//! `aftermath verify`: the package of a release is checked from itself alone.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use clap::Args;

use super::outcome::{Done, say, tell};
use crate::domain::ledger::PublicKey;
use crate::journey::verify::zipped::unpack;
use crate::journey::verify::{Known, Verdict, verify};

/// Check the package of a release, without a network or a database.
#[derive(Debug, Args)]
pub(crate) struct Verify {
    #[arg(help = "The package: package.zip, or the folder in which it was unpacked")]
    package: PathBuf,
    /// An older checkpoint of the campaign, that was kept elsewhere
    #[arg(long, value_name = "FILE")]
    checkpoint: Option<PathBuf>,
    /// The public key of its checkpoints, as you know it: name+hash+key
    #[arg(long, value_parser = key)]
    key: Option<PublicKey>,
}

fn key(text: &str) -> Result<PublicKey, String> {
    PublicKey::parse(text).map_err(|error| error.to_string())
}

impl Verify {
    /// Runs it: a line a check.
    pub(crate) fn run(self) -> Done {
        self.look().unwrap_or_else(|error| {
            tell(&harmless(&error.to_string()));
            Done::Unreadable
        })
    }

    fn look(&self) -> io::Result<Done> {
        let at = |path: &Path, error: io::Error| {
            io::Error::other(format!("{} cannot be read: {error}", path.display()))
        };
        let read = |path: &Path| fs::read_to_string(path).map_err(|error| at(path, error));
        let old = self.checkpoint.as_deref().map(read).transpose()?;
        let known = Known { checkpoint: old.as_deref(), key: self.key.as_ref() };
        let report = if self.package.is_dir() {
            verify(&self.package, known)?
        } else {
            let folder = tempfile::tempdir()?;
            unpack(&self.package, folder.path()).map_err(|error| at(&self.package, error))?;
            verify(folder.path(), known)?
        };
        for (verdict, words) in &report {
            say(format!("{:8} {}", verdict.as_str(), harmless(words)));
        }
        let is_wrong = report.iter().any(|(verdict, _)| *verdict == Verdict::Wrong);
        Ok(if is_wrong { Done::Refused } else { Done::Whole })
    }
}

/// What a package says, so that it moves no cursor and makes up no line: it may be forged.
fn harmless(words: &str) -> String {
    let is_odd = |c: char| c.is_control() || ('\u{200b}'..='\u{206f}').contains(&c);
    let mut plain = String::new();
    for c in words.chars() {
        if is_odd(c) { plain.extend(c.escape_unicode()) } else { plain.push(c) }
    }
    plain
}
