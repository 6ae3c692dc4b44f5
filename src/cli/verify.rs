//! `aftermath verify`: the package of a release is checked from itself alone.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use clap::Args;

use super::outcome::{Done, say, tell};
use crate::domain::ledger::PublicKey;
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
            tell(&error.to_string());
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
            say(format!("{:8} {words}", verdict.as_str()));
        }
        let is_wrong = report.iter().any(|(verdict, _)| *verdict == Verdict::Wrong);
        Ok(if is_wrong { Done::Refused } else { Done::Whole })
    }
}

/// Unpacks the files of a package; it has no folders. Two at a time, since they are large.
fn unpack(package: &Path, folder: &Path) -> io::Result<()> {
    let count = zip::ZipArchive::new(File::open(package)?)?.len();
    let next = AtomicUsize::new(0);
    let some = || {
        let mut zip = zip::ZipArchive::new(File::open(package)?)?;
        loop {
            let position = next.fetch_add(1, Ordering::Relaxed);
            if position >= count {
                return Ok(());
            }
            let mut file = zip.by_index(position)?;
            let name = file.name()?.into_owned();
            if name.contains(['/', '\\']) || name.starts_with('.') {
                return Err(io::Error::other(format!("a package has no file {name}")));
            }
            io::copy(&mut file, &mut File::create_new(folder.join(name))?)?;
        }
    };
    std::thread::scope(|scope| {
        let other = scope.spawn(some);
        let own = some();
        own.and(other.join().unwrap_or_else(|_panic| Err(io::Error::other("it cannot be read"))))
    })
}
