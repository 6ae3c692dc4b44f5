//! `aftermath witness`: a second organisation looks that a ledger only grows.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::Args;

use super::outcome::{Done, Trouble, say, tell};
use crate::access::ledger_key::KeyFile;
use crate::clock::Clock;
use crate::domain::ledger::{Checkpoint, Note, PublicKey};
use crate::journey::ledger::{WitnessError, witnessed};

/// Seconds that an answer may take.
const SECONDS_MAX: u64 = 60;
/// Bytes of an answer.
const BYTES_MAX: usize = 1024 * 1024;

/// Look that somebody else's ledger only grew since the last look.
#[derive(Debug, Args)]
pub(crate) struct Witness {
    #[arg(help = "The campaign's address: https://aftermath.example.org/c/aleppo")]
    url: String,
    /// The file that holds the checkpoint seen last; made at the first look
    #[arg(long, value_name = "FILE")]
    state: PathBuf,
    /// The public key of its checkpoints, as they gave it to you
    #[arg(long, value_parser = key)]
    key: PublicKey,
    /// The key file with which you sign what you saw; its host is your name
    #[arg(long, value_name = "FILE")]
    sign: Option<PathBuf>,
}

fn key(text: &str) -> Result<PublicKey, String> {
    PublicKey::parse(text).map_err(|error| error.to_string())
}

impl Witness {
    /// Runs it: says how far the ledger is, and keeps that.
    pub(crate) fn run(self, clock: &Clock) -> Result<Done, Trouble> {
        let known = match fs::read_to_string(&self.state) {
            Ok(text) => Some(text),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
            Err(error) => return Err(error.into()),
        };
        let signer = self.sign.as_deref().map(signer).transpose()?;
        match self.look(known.as_deref())? {
            Err(why) => {
                tell(&format!("do not trust it: {why}"));
                Ok(Done::Refused)
            }
            Ok((mut note, checkpoint)) => {
                if let Some(own) = signer {
                    let now = u64::try_from(clock.now().timestamp()).unwrap_or(0);
                    note.cosign(&own.key, &own.host, now);
                }
                let part = self.state.with_extension("part");
                fs::write(&part, note.written())?;
                fs::rename(&part, &self.state)?;
                say(format!("{}: {} lines, only grown", checkpoint.origin, checkpoint.size));
                Ok(Done::Whole)
            }
        }
    }

    fn look(
        &self,
        known: Option<&str>,
    ) -> Result<Result<(Note, Checkpoint), WitnessError>, Trouble> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        runtime.block_on(async {
            // Twice is no harm: the first provider stays.
            drop(rustls::crypto::ring::default_provider().install_default());
            let wait = Duration::from_secs(SECONDS_MAX);
            let client = reqwest::Client::builder().timeout(wait).build()?;
            let base = self.url.trim_end_matches('/');
            let new = fetch(&client, &format!("{base}/checkpoint")).await?;
            let sizes = known.map(|known| (size(known), size(&new)));
            let path = match sizes {
                // Where it shrank there is nothing to ask for: that is told below.
                Some((Some(from), Some(to))) if from <= to => {
                    fetch(&client, &format!("{base}/consistency/{from}/{to}")).await?
                }
                _ => String::new(),
            };
            Ok(witnessed(&self.key, known, &new, &path))
        })
    }
}

/// The size that a note states.
fn size(note: &str) -> Option<u64> {
    Checkpoint::parse(&Note::parse(note).ok()?.text).ok().map(|checkpoint| checkpoint.size)
}

fn signer(file: &Path) -> Result<KeyFile, Trouble> {
    let none = || Trouble(format!("there is no key in {}", file.display()));
    KeyFile::load(file)?.ok_or_else(none)
}

async fn fetch(client: &reqwest::Client, url: &str) -> Result<String, Trouble> {
    let mut answer = client.get(url).send().await?;
    if !answer.status().is_success() {
        return Err(Trouble(format!("{url} answers {}", answer.status())));
    }
    let mut body = Vec::new();
    while let Some(piece) = answer.chunk().await? {
        body.extend_from_slice(&piece);
        if body.len() > BYTES_MAX {
            return Err(Trouble(format!("{url} answers with too much")));
        }
    }
    String::from_utf8(body).map_err(|_error| Trouble(format!("{url} answers with no text")))
}
