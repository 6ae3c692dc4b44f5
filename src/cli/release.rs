//! `aftermath release ...`: findings frozen under a number.

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::{Args, Subcommand};

use super::outcome::{Done, Trouble, campaign, chance, open, read_file, say, tell};
use crate::clock::Clock;
use crate::config::DataSettings;
use crate::domain::release::{Audience, Naming, Reader, State, Tier};
use crate::journey::log::{By, COMMAND_LINE};
use crate::journey::release::{self, Asked, Release, ReleaseError};

/// Findings frozen under a number.
#[derive(Debug, Subcommand)]
pub(crate) enum ReleaseCommand {
    /// Make a release, and print its number
    Create(Create),
    /// List a campaign's releases
    List {
        /// The campaign's short name
        #[arg(long)]
        campaign: String,
    },
    /// Show the files of a release
    Show {
        /// The release's number
        number: i32,
        /// The campaign's short name
        #[arg(long)]
        campaign: String,
    },
    /// Say how exactly the places of single buildings may be told in releases to come
    Places {
        /// A table `id,tier` of ids in the list; exact, 100m, neighbourhood or withheld
        file: PathBuf,
        /// The campaign's short name
        #[arg(long)]
        campaign: String,
        /// Why; it stands in the log
        #[arg(long)]
        why: String,
    },
    /// Offer a release no more; its files are kept
    Withdraw {
        /// The release's number
        number: i32,
        /// The campaign's short name
        #[arg(long)]
        campaign: String,
        /// Why; readers are told
        #[arg(long)]
        why: String,
    },
}

/// Make a release.
#[derive(Debug, Args)]
pub(crate) struct Create {
    /// Its title
    title: String,
    /// The campaign's short name
    #[arg(long)]
    campaign: String,
    /// Why it is made; it stands in the log
    #[arg(long)]
    why: String,
    /// What readers should know of it
    #[arg(long, default_value = "")]
    note: String,
    /// The licence of its data, such as CC-BY-4.0
    #[arg(long, default_value = "")]
    licence: String,
    /// researchers or public
    #[arg(long, default_value = "researchers", value_parser = audience)]
    audience: Audience,
    /// exact, 100m or neighbourhood
    #[arg(long, default_value = "exact", value_parser = tier)]
    precision: Tier,
    /// Buildings told coarsely keep their names and ids from the list
    #[arg(long)]
    keep_names: bool,
    /// campaign or release: over what a pseudonym stays the same
    #[arg(long, default_value = "campaign", value_parser = naming)]
    pseudonyms: Naming,
    /// The day from which others than the coordinators see it, such as 2027-01-31
    #[arg(long)]
    embargo: Option<NaiveDate>,
}

fn audience(word: &str) -> Result<Audience, String> {
    Audience::parse(word).ok_or_else(|| "choose researchers or public".to_owned())
}

fn tier(word: &str) -> Result<Tier, String> {
    Tier::parse(word).ok_or_else(|| "choose exact, 100m or neighbourhood".to_owned())
}

fn naming(word: &str) -> Result<Naming, String> {
    Naming::parse(word).ok_or_else(|| "choose campaign or release".to_owned())
}

fn line(release: &Release) -> String {
    let Release { number, asked, state, made_at, .. } = release;
    let (audience, tier) = (asked.audience.as_str(), asked.precision.as_str());
    let on = made_at.format("%Y-%m-%d");
    format!("{number}\t{}\t{on}\t{audience}\t{tier}\t{}", asked.title, state.as_str())
}

impl ReleaseCommand {
    /// Runs it.
    pub(crate) fn run(self, data: &DataSettings, clock: &Clock) -> Result<Done, Trouble> {
        let store = open(data)?;
        let by = By { name: COMMAND_LINE, now: clock.now() };
        let everything = (Reader::Coordinator, by.now);
        match self {
            Self::Create(words) => {
                let campaign = campaign(&store, &words.campaign)?;
                let asked = Asked {
                    title: words.title,
                    note: words.note,
                    reason: words.why,
                    licence: words.licence,
                    audience: words.audience,
                    precision: words.precision,
                    keeps_names: words.keep_names,
                    naming: words.pseudonyms,
                    embargo_until: words.embargo,
                };
                let own = campaign.clone();
                let made = store.write(move |db| release::create(db, by, &own, &asked))?;
                release::make(&store, data.folder(), (clock, &mut chance()), &made)?;
                let found =
                    store.read(|db| release::get(db, &campaign, made.number, everything))?;
                say(made.number);
                if let Some((found, _)) = found.filter(|(found, _)| found.state == State::Failed) {
                    return Err(Trouble(found.said));
                }
            }
            Self::List { campaign: slug } => {
                let campaign = campaign(&store, &slug)?;
                for own in store.read(|db| release::list(db, &campaign, everything))? {
                    say(line(&own));
                }
            }
            Self::Show { number, campaign: slug } => {
                let campaign = campaign(&store, &slug)?;
                let found = store.read(|db| release::get(db, &campaign, number, everything))?;
                let (found, files) = found.ok_or(ReleaseError::None)?;
                tell(&line(&found));
                for kept in files {
                    let rows = kept.rows.map_or_else(|| "-".to_owned(), |rows| rows.to_string());
                    say(format!("{}\t{}\t{rows}\t{}", kept.sha256, kept.bytes, kept.name));
                }
            }
            Self::Places { file, campaign: slug, why } => {
                let (campaign, table) = (campaign(&store, &slug)?, read_file(&file)?);
                let set = store
                    .write(move |db| release::set_places(db, by, &campaign, (&table, &why)))?;
                say(format!("{set} buildings are told so from the next release on"));
            }
            Self::Withdraw { number, campaign: slug, why } => {
                let campaign = campaign(&store, &slug)?;
                store.write(move |db| release::withdraw(db, by, &campaign, (number, &why)))?;
                say("the release is offered no more");
            }
        }
        Ok(Done::Whole)
    }
}
