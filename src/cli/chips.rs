//! `aftermath chips ...`: cut, check and tidy what volunteers are shown.

use clap::{Args, Subcommand};

use super::outcome::{Done, Trouble, bar, campaign, open, say, tell, threads, vault};
use crate::clock::Clock;
use crate::config::DataSettings;
use crate::domain::campaign::Campaign;
use crate::journey::cut::{self, CHIPS_AHEAD_MAX};
use crate::journey::{keep, look};
use crate::store::Store;

/// Chips.
#[derive(Debug, Subcommand)]
pub(crate) enum Chips {
    /// Cut every chip that is missing; goes on where it was stopped
    Build(Build),
    /// Read every chip and hold it against its hash
    Verify {
        /// Mark those that are gone or damaged to be cut again by `chips build`
        #[arg(long)]
        mend: bool,
    },
    /// Remove files that no chip is recorded for, older than a day
    Gc {
        /// Say what would be removed, but remove nothing
        #[arg(long)]
        dry_run: bool,
    },
}

/// Cut chips.
#[derive(Debug, Args)]
pub(crate) struct Build {
    /// The campaign's short name
    #[arg(long)]
    campaign: String,
    /// Also when there are more than 500,000, which are otherwise cut when they are asked for
    #[arg(long)]
    all: bool,
}

impl Chips {
    /// Runs it.
    pub(crate) fn run(self, data: &DataSettings, clock: &Clock) -> Result<Done, Trouble> {
        let store = open(data)?;
        match self {
            Self::Build(words) => {
                let campaign = campaign(&store, &words.campaign)?;
                cut_ahead(data, &store, &campaign, words.all)?;
                Ok(Done::Whole)
            }
            Self::Verify { mend } => {
                let bar = bar(0, "reading chips");
                let found = keep::verify(&store, &vault(data)?, mend, &mut |more| bar.inc(more))?;
                bar.finish_and_clear();
                for name in &found.missing {
                    tell(&format!("missing: {name}"));
                }
                for name in &found.damaged {
                    tell(&format!("damaged: {name}"));
                }
                let (missing, damaged) = (found.missing.len(), found.damaged.len());
                say(format!("chips: {} whole, {missing} missing, {damaged} damaged", found.whole));
                if missing + damaged == 0 {
                    return Ok(Done::Whole);
                }
                tell(&if mend {
                    format!("{} are to be cut again: aftermath chips build", found.to_cut)
                } else {
                    "restore them from a backup, or have them cut again with --mend".to_owned()
                });
                Ok(Done::Refused)
            }
            Self::Gc { dry_run } => {
                let tidied = keep::gc(&store, &vault(data)?, clock.now(), dry_run)?;
                for name in &tidied.foreign {
                    tell(&format!("not a chip, left alone: {name}"));
                }
                let would = if dry_run { "would be " } else { "" };
                say(format!(
                    "chips: {} kept, {} younger than a day, {} {would}removed ({} bytes)",
                    tidied.kept, tidied.spared, tidied.removed, tidied.bytes
                ));
                Ok(Done::Whole)
            }
        }
    }
}

/// Cuts what is missing and says how much that was; more chips than are cut ahead are left to be
/// cut when they are asked for, unless `all` are wanted.
pub(crate) fn cut_ahead(
    data: &DataSettings,
    store: &Store,
    campaign: &Campaign,
    all: bool,
) -> Result<(), Trouble> {
    let (wanted, missing) = store.read(|db| look::chips(db, campaign))?;
    if missing == 0 {
        return Ok(());
    }
    if wanted > CHIPS_AHEAD_MAX && !all {
        say(format!(
            "chips: {wanted} are more than {CHIPS_AHEAD_MAX} and will be cut when they are asked \
             for; keep the source files where they are, or cut all with `chips build --all`"
        ));
        return Ok(());
    }
    let bar = bar(missing, "cutting chips");
    let vault = vault(data)?;
    let done = cut::cut_all(store, &vault, campaign, threads(), &|more| bar.inc(more))?;
    bar.finish_and_clear();
    say(format!(
        "chips: {} cut, {} bytes, {} blank; {} blocks of the sources decoded, of {} needed",
        done.chips, done.bytes, done.blank, done.decoded, done.blocks
    ));
    Ok(())
}
