//! `aftermath volunteer ...`: set aside and restore; nothing is deleted.

use chrono::{DateTime, Utc};
use clap::{Args, Subcommand};

use super::outcome::{Done, Trouble, campaign, chance, open, say, tell};
use crate::clock::Clock;
use crate::config::DataSettings;
use crate::domain::campaign::Campaign;
use crate::domain::id::CohortId;
use crate::domain::statistics::Share;
use crate::journey::figures::{self, Figures};
use crate::journey::log::{By, COMMAND_LINE};
use crate::journey::trust;
use crate::store::Store;

/// Volunteers, by pseudonym: figures, setting aside, restoring.
#[derive(Debug, Subcommand)]
pub(crate) enum VolunteerCommand {
    /// Every volunteer with a judgement: answers, gold, agreement, pace
    List {
        /// The campaign's short name
        slug: String,
    },
    /// Groups of accounts that may not be independent, and why
    Groups {
        /// The campaign's short name
        slug: String,
        /// Look for new ones and note them as suspected
        #[arg(long)]
        propose: bool,
    },
    /// Keep a volunteer's judgements and count none of them, until restored
    SetAside(Whom),
    /// Count all judgements of a volunteer again
    Restore(Whom),
    /// Count what two devices said as one volunteer's, of one building the first
    Merge {
        /// The campaign's short name
        slug: String,
        /// The pseudonym of the one that counts as the other from then on
        pseudonym: String,
        /// The pseudonym of the other
        with: String,
        #[command(flatten)]
        why: Why,
    },
    /// Count what a merged device said as its own again
    Part(Whom),
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
    #[command(flatten)]
    why: Why,
}

/// Why, and who decides.
#[derive(Debug, Args)]
pub(crate) struct Why {
    /// Why: kept for ever, and shown to whoever checks the data
    #[arg(long)]
    reason: String,
    /// Who decides so
    #[arg(long, default_value = COMMAND_LINE)]
    account: String,
}

impl VolunteerCommand {
    /// Runs it.
    pub(crate) fn run(self, data: &DataSettings, clock: &Clock) -> Result<Done, Trouble> {
        let (store, now) = (open(data)?, clock.now());
        let by = By { name: COMMAND_LINE, now };
        let (whom, deed) = match self {
            Self::List { slug } => {
                let campaign = campaign(&store, &slug)?;
                list(&store.snapshot(|db| figures::volunteers(db, &campaign))?);
                return Ok(Done::Whole);
            }
            Self::Groups { slug, propose } => {
                let campaign = campaign(&store, &slug)?;
                if propose {
                    let groups = store.snapshot(|db| figures::find_groups(db, &campaign))?;
                    let owned = campaign.clone();
                    let new = store.write(move |db| figures::propose(db, by, &owned, &groups))?;
                    if new > 0 {
                        tell(&format!("{new} are new; {}", hint(&slug)));
                    }
                }
                let found = store.read(|db| figures::suspected(db, &campaign))?;
                for group in &found {
                    say(format!("{}\t{}\t{}", group.id, group.pseudonyms.join(" "), group.why));
                }
                tell(&format!("{} groups are suspected; a person decides", found.len()));
                return Ok(Done::Whole);
            }
            Self::SetAside(whom) => (whom, Deed::SetAside),
            Self::Restore(whom) => (whom, Deed::Restore),
            Self::Part(whom) => (whom, Deed::Part),
            Self::Merge { slug, pseudonym, with, why } => {
                (Whom { slug, pseudonym, why }, Deed::Merge(with))
            }
            Self::Dismiss { slug, group } => {
                let campaign = campaign(&store, &slug)?;
                store.write(move |db| trust::dismiss(db, by, &campaign, group))?;
                say(format!("group {group} is suspected no more"));
                tell(&hint(&slug));
                return Ok(Done::Whole);
            }
        };
        let campaign = campaign(&store, &whom.slug)?;
        deed.run(&store, now, campaign, whom)
    }
}

/// What is done about a volunteer.
enum Deed {
    SetAside,
    Restore,
    Part,
    /// With the volunteer of this pseudonym.
    Merge(String),
}

impl Deed {
    fn run(
        self,
        store: &Store,
        now: DateTime<Utc>,
        campaign: Campaign,
        whom: Whom,
    ) -> Result<Done, Trouble> {
        let what = match self {
            Self::SetAside => "is set aside",
            Self::Restore => "counts again",
            Self::Part => "counts as itself",
            Self::Merge(_) => "counts as the other",
        };
        let (pseudonym, mut rng) = (whom.pseudonym.clone(), chance());
        let done = store.write(move |db| {
            let who = trust::by_pseudonym(db, &campaign, &whom.pseudonym)?;
            let by = By { name: &whom.why.account, now };
            let (reason, rng) = (whom.why.reason.as_str(), &mut rng);
            match self {
                Self::SetAside => trust::set_aside(db, by, rng, &campaign, who, reason),
                Self::Restore => trust::restore(db, by, rng, &campaign, who, reason),
                Self::Part => trust::part(db, by, rng, &campaign, who, reason),
                Self::Merge(with) => {
                    let with = trust::by_pseudonym(db, &campaign, &with)?;
                    trust::merge(db, by, rng, &campaign, (who, with), reason)
                }
            }
        })?;
        say(format!(
            "{pseudonym} {what}: {} buildings decided anew, {} changed",
            done.buildings, done.changed
        ));
        Ok(Done::Whole)
    }
}

/// What makes suspicion count for what is decided already.
fn hint(slug: &str) -> String {
    format!("`aftermath settle {slug}` decides every building by what is suspected now")
}

/// One line a volunteer, with a header.
fn list(all: &[Figures]) {
    say("volunteer\tanswers\tgold right\tlow\thigh\tgold n\tagree\tcrowd\tseconds\tnotes");
    for one in all {
        let gold = one.gold.map(|score| score.within_one).unwrap_or_default();
        let peer = one.peer.map(|peer| (peer.inside, peer.expected));
        let (inside, expected) = peer.unwrap_or_default();
        let seconds = one.pace.as_ref().map(|pace| pace.median_ms / 1e3);
        let mut notes: Vec<String> = Vec::new();
        if one.is_set_aside {
            notes.push("set aside".to_owned());
        }
        let flags = one.pace.iter().flat_map(|pace| &pace.flags);
        notes.extend(flags.map(ToString::to_string));
        let ends = (gold.of > 0).then(|| gold.interval());
        let cells = [
            one.pseudonym.clone(),
            one.given.to_string(),
            share(gold),
            number(ends.map(|ends| ends.low)),
            number(ends.map(|ends| ends.high)),
            gold.of.to_string(),
            share(inside),
            number((inside.of > 0).then_some(expected)),
            number(seconds),
            notes.join("; "),
        ];
        say(cells.join("\t"));
    }
}

fn share(share: Share) -> String {
    number(share.value())
}

fn number(value: Option<f64>) -> String {
    value.map_or_else(|| "-".to_owned(), |value| format!("{value:.2}"))
}
