//! `aftermath source ...` and `aftermath capture ...`: the terms of imagery, and where it lies.

use chrono::NaiveDate;
use clap::{Args, Subcommand};

use super::chips::cut_ahead;
use super::outcome::{Done, Trouble, campaign, open, say};
use crate::clock::Clock;
use crate::config::DataSettings;
use crate::domain::capture::Capture;
use crate::domain::licence::{Audience, Terms};
use crate::journey::log::{By, COMMAND_LINE};
use crate::journey::registration::{self, Suggestion};
use crate::journey::{licence, look};
use crate::store::Store;

/// Sources of imagery.
#[derive(Debug, Subcommand)]
pub(crate) enum Source {
    /// List a campaign's sources and their terms
    List {
        /// The campaign's short name
        #[arg(long)]
        campaign: String,
    },
    /// Set the terms of a source; what is not named stays
    Set(Set),
}

/// Set terms.
#[derive(Debug, Args)]
pub(crate) struct Set {
    /// The source, as `source list` shows it
    name: String,
    /// The campaign's short name
    #[arg(long)]
    campaign: String,
    /// The licence in words, or its name
    #[arg(long)]
    licence: Option<String>,
    /// The words its owner wants beside every picture
    #[arg(long)]
    attribution: Option<String>,
    /// Who may see its pictures: staff, volunteers or public
    #[arg(long, value_parser = audience)]
    visible_to: Option<Audience>,
    /// Whether browsers may keep its pictures
    #[arg(long)]
    may_cache: Option<bool>,
    /// Whether its pixels may leave in exports
    #[arg(long)]
    may_export: Option<bool>,
    /// The last day on which its pictures may be shown, such as 2027-06-30
    #[arg(long)]
    expires_on: Option<NaiveDate>,
}

fn audience(word: &str) -> Result<Audience, String> {
    Audience::parse(word).ok_or_else(|| "write staff, volunteers or public".to_owned())
}

impl Source {
    /// Runs it.
    pub(crate) fn run(self, data: &DataSettings, clock: &Clock) -> Result<Done, Trouble> {
        let store = open(data)?;
        let by = By { name: COMMAND_LINE, now: clock.now() };
        match self {
            Self::List { campaign: slug } => {
                let campaign = campaign(&store, &slug)?;
                for source in store.read(|db| look::sources(db, &campaign))? {
                    say(format!("{}\t{}", source.name, words(&source.terms)));
                }
            }
            Self::Set(set) => {
                let campaign = campaign(&store, &set.campaign)?;
                let all = store.read(|db| look::sources(db, &campaign))?;
                let old = all.into_iter().find(|source| source.name == set.name);
                let old = old.map(|source| source.terms).unwrap_or_default();
                let terms = Terms {
                    licence: set.licence.or(old.licence),
                    attribution: set.attribution.or(old.attribution),
                    audience: set.visible_to.unwrap_or(old.audience),
                    may_cache: set.may_cache.unwrap_or(old.may_cache),
                    may_export: set.may_export.unwrap_or(old.may_export),
                    expires_on: set.expires_on.or(old.expires_on),
                };
                let said = format!("{}\t{}", set.name, words(&terms));
                store.write(move |db| licence::set_terms(db, by, &campaign, &set.name, &terms))?;
                say(said);
            }
        }
        Ok(Done::Whole)
    }
}

/// Terms in one line.
fn words(terms: &Terms) -> String {
    let licence = terms.licence.as_deref().unwrap_or("NO LICENCE STATED");
    let answer = |yes: bool| if yes { "yes" } else { "no" };
    let ends = terms.expires_on.map_or_else(|| "never".to_owned(), |day| day.to_string());
    format!(
        "{licence}\tvisible to {}\tcache {}\texport {}\tends {ends}",
        terms.audience.as_str(),
        answer(terms.may_cache),
        answer(terms.may_export)
    )
}

/// Captures of a campaign.
#[derive(Debug, Subcommand)]
pub(crate) enum CaptureCommand {
    /// List a campaign's captures, oldest first, with the metres by which they are moved
    List {
        /// The campaign's short name
        #[arg(long)]
        campaign: String,
    },
    /// Propose by how many metres a capture is to be moved to lie on another
    Align {
        /// The capture's own id
        capture: String,
        /// The capture that it is to lie on
        #[arg(long)]
        onto: String,
        /// The campaign's short name
        #[arg(long)]
        campaign: String,
    },
    /// Move a capture, counted from where its file puts it, and cut its chips anew
    Shift {
        /// The capture's own id
        capture: String,
        /// Metres to the east
        #[arg(long, allow_negative_numbers = true)]
        east: f64,
        /// Metres to the north
        #[arg(long, allow_negative_numbers = true)]
        north: f64,
        /// The campaign's short name
        #[arg(long)]
        campaign: String,
    },
}

impl CaptureCommand {
    /// Runs it.
    pub(crate) fn run(self, data: &DataSettings, clock: &Clock) -> Result<Done, Trouble> {
        let store = open(data)?;
        match self {
            Self::List { campaign: slug } => {
                let campaign = campaign(&store, &slug)?;
                for cutting in store.read(|db| look::captures(db, &campaign))? {
                    let (id, day) = (&cutting.capture.external_id, cutting.capture.taken.date());
                    let (east, north) = cutting.shift_m;
                    let files = cutting.files.len();
                    say(format!("{id}\t{day}\t{files} files\t{east} m east\t{north} m north"));
                }
            }
            Self::Align { capture, onto, campaign: slug } => {
                let campaign = campaign(&store, &slug)?;
                let moved = find(&store, &campaign, &capture)?.id;
                let reference = find(&store, &campaign, &onto)?.id;
                match registration::suggest(&store, &campaign, moved, reference)? {
                    Suggestion::Agreed { shift_m: (east, north), spread_m, patches } => {
                        let (x, y) = spread_m;
                        say(format!(
                            "{capture}: --east {east:.2} --north {north:.2} (median of {patches} \
                             patches; half of them within {x:.2} m east and {y:.2} m north)"
                        ));
                    }
                    Suggestion::NotEnoughAgreement { confident, measured, .. } => {
                        say(format!(
                            "{capture}: no proposal, only {confident} of {measured} patches are \
                             clear, or they disagree; set it by eye"
                        ));
                        return Ok(Done::Refused);
                    }
                }
            }
            Self::Shift { capture, east, north, campaign: slug } => {
                let campaign = campaign(&store, &slug)?;
                let id = find(&store, &campaign, &capture)?.id;
                let by = By { name: COMMAND_LINE, now: clock.now() };
                let (owned, to_m) = (campaign.clone(), (east, north));
                let has_moved =
                    store.write(move |db| registration::shift(db, by, &owned, id, to_m))?;
                let said = if has_moved { "is moved" } else { "lies there already" };
                say(format!("{capture} {said}: {east} m east, {north} m north"));
                cut_ahead(data, &store, &campaign, false)?;
            }
        }
        Ok(Done::Whole)
    }
}

fn find(
    store: &Store,
    campaign: &crate::domain::campaign::Campaign,
    name: &str,
) -> Result<Capture, Trouble> {
    let all = store.read(|db| look::captures(db, campaign))?;
    let found = all.into_iter().map(|cutting| cutting.capture).find(|c| c.external_id == name);
    found.ok_or_else(|| {
        let slug = &campaign.slug;
        Trouble(format!(
            "there is no capture \"{name}\"; `aftermath capture list --campaign {slug}` shows all"
        ))
    })
}
