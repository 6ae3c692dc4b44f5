//! `aftermath volunteer ...`: set aside and restore; nothing is deleted.

use clap::{Args, Subcommand};

use super::outcome::{Done, Trouble, campaign, chance, open, say};
use crate::clock::Clock;
use crate::config::DataSettings;
use crate::domain::id::CohortId;
use crate::journey::trust;

/// Volunteers, by pseudonym: figures, setting aside, restoring.
#[derive(Debug, Subcommand)]
pub(crate) enum VolunteerCommand {
    /// Keep a volunteer's judgements and count none of them, until restored
    SetAside(Whom),
    /// Count all judgements of a volunteer again
    Restore(Whom),
    /// End the suspicion against a group of accounts
    Dismiss {
        /// The campaign's short name
        slug: String,
        /// The number of the group
        group: CohortId,
    },
}

/// Whom, and why.
#[derive(Debug, Args)]
pub(crate) struct Whom {
    /// The campaign's short name
    slug: String,
    /// The volunteer's pseudonym, as in judgements.csv
    pseudonym: String,
    /// Why: kept for ever, and shown to whoever checks the data
    #[arg(long)]
    reason: String,
    /// Who decides so
    #[arg(long, default_value = "command line")]
    account: String,
}

impl VolunteerCommand {
    /// Runs it.
    pub(crate) fn run(self, data: &DataSettings, clock: &Clock) -> Result<Done, Trouble> {
        let (store, now, mut rng) = (open(data)?, clock.now(), chance());
        let (whom, is_back) = match self {
            Self::SetAside(whom) => (whom, false),
            Self::Restore(whom) => (whom, true),
            Self::Dismiss { slug, group } => {
                let campaign = campaign(&store, &slug)?;
                store.write(move |db| trust::dismiss(db, now, &campaign, group, "command line"))?;
                say(format!("group {group} is suspected no more"));
                return Ok(Done::Whole);
            }
        };
        let campaign = campaign(&store, &whom.slug)?;
        let pseudonym = whom.pseudonym.clone();
        let done = store.write(move |db| {
            let volunteer = trust::by_pseudonym(db, &campaign, &whom.pseudonym)?;
            let words = (whom.reason.as_str(), whom.account.as_str());
            if is_back {
                trust::restore(db, now, &mut rng, &campaign, volunteer, words)
            } else {
                trust::set_aside(db, now, &mut rng, &campaign, volunteer, words)
            }
        })?;
        let what = if is_back { "counts again" } else { "is set aside" };
        say(format!(
            "{pseudonym} {what}: {} buildings decided anew, {} changed",
            done.buildings, done.changed
        ));
        Ok(Done::Whole)
    }
}
