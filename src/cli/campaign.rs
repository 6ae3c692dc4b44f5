//! `aftermath campaign ...` and `aftermath settle`.

mod access;
mod life;
mod rules;
mod texts;

use std::path::PathBuf;

use clap::{Args, Subcommand};

use self::access::visibility;
use self::texts::TextWords;
use super::outcome::{Done, Trouble, bar, campaign, chance, open, read_file, say, tell};
use crate::clock::Clock;
use crate::config::DataSettings;
use crate::domain::act::ActKind;
use crate::domain::campaign::{Slug, Visibility};
use crate::domain::dealing::Dealing;
use crate::domain::policy::{AtCap, Policy, Stopping, Threshold};
use crate::domain::role::Role;
use crate::journey::campaign::{CampaignError, Outline, close, create, open as open_campaign};
use crate::journey::log::{By, COMMAND_LINE};
use crate::journey::priority::put_first;
use crate::journey::team::TeamError;
use crate::journey::{look, reopen, rules as journey_rules, team};
use crate::store::{Store, StoreError};

/// Make, open and close campaigns.
#[derive(Debug, Subcommand)]
pub(crate) enum CampaignCommand {
    /// Make a campaign, as a draft that only staff see
    Create(Create),
    /// List all campaigns
    List,
    /// Show or change how buildings are settled and tasks dealt
    Rules {
        /// Its short name
        slug: String,
        #[command(flatten)]
        rules: RuleWords,
        /// Why they are changed; it is kept with the new version
        #[arg(long)]
        reason: Option<String>,
        /// List every version there was, newest first, instead
        #[arg(long)]
        history: bool,
    },
    /// Say when volunteers are told how their answers compare with what experts know
    Feedback {
        /// Its short name
        slug: String,
        /// always, practice (in practice only), or never
        when: String,
    },
    /// Say where volunteers find help, in the campaign's own language
    HelpLinks {
        /// Its short name
        slug: String,
        /// A line each: words, or words | https://... (or tel:, sms:, mailto:)
        file: PathBuf,
    },
    /// Set or remove the campaign's words in another language; what is not said stays as it is
    Texts(TextWords),
    /// Open a campaign to volunteers
    Open {
        /// Its short name
        slug: String,
    },
    /// Show captures that were imported after judgements were given, and ask again about exactly
    /// the buildings that they could narrow
    Reopen {
        /// Its short name
        slug: String,
        /// Only list them
        #[arg(long)]
        dry_run: bool,
    },
    /// Ask about some buildings before all others
    Prioritise {
        /// Its short name
        slug: String,
        /// Higher ones are dealt first; 0 is where all begin
        priority: i32,
        /// The buildings' own ids, one a line
        file: PathBuf,
    },
    /// Say who finds a campaign: public, invited (who have a link) or private
    Visibility {
        /// Its short name
        slug: String,
        /// public, invited or private
        #[arg(value_parser = visibility)]
        visibility: Visibility,
    },
    /// Make a link by which volunteers come to a campaign that is not listed
    JoinLink {
        /// Its short name
        slug: String,
        /// Whom it is for, so that you know it again
        label: String,
    },
    /// Take no more answers for a while
    Pause {
        /// Its short name
        slug: String,
    },
    /// Go on after a pause
    Resume {
        /// Its short name
        slug: String,
    },
    /// Put a campaign that takes no answers out of the lists; nothing is deleted
    Archive {
        /// Its short name
        slug: String,
        /// Take it out of the archive
        #[arg(long)]
        take_out: bool,
    },
    /// Close a campaign: no more answers are taken, nothing is deleted
    Close {
        /// Its short name
        slug: String,
    },
}

/// What is said of a new campaign.
#[derive(Debug, Args)]
pub(crate) struct Create {
    /// Short name in addresses: a-z, 0-9 and -
    slug: Slug,
    /// Name for people
    #[arg(long)]
    title: String,
    /// What it is about, in a paragraph
    #[arg(long, default_value = "")]
    about: String,
    /// What volunteers should know before they look, naming the place
    #[arg(long, default_value = "")]
    content_note: String,
    #[command(flatten)]
    rules: RuleWords,
    /// Pixels across a chip: 256, 384 or 512
    #[arg(long, default_value_t = 256)]
    chip_px: u32,
    /// The account that runs it; more are given a part with `aftermath user grant`
    #[arg(long)]
    coordinator: Option<String>,
}

/// How buildings are settled and tasks dealt; what is not said stays as it is.
#[derive(Debug, Args)]
pub(crate) struct RuleWords {
    /// Windows wanted before a building is decided [new campaigns: 3]
    #[arg(long)]
    min: Option<u32>,
    /// Judgements after which no more are asked [new campaigns: 9]
    #[arg(long)]
    cap: Option<u32>,
    /// Share that must agree on an end of the window, above 1/2 [new campaigns: 4/5]
    #[arg(long)]
    threshold: Option<Threshold>,
    /// At the cap: publish the window as wide as it is, or escalate to people [new campaigns:
    /// publish]
    #[arg(long)]
    at_cap: Option<AtCap>,
    /// Intervals between captures that a window may leave possible [new campaigns: 1]
    #[arg(long)]
    width: Option<u32>,
    /// What ends the asking: rule, posterior, either or both [new campaigns: rule]
    #[arg(long)]
    stop: Option<Stopping>,
    /// How sure the model must be of one interval, in thousandths [new campaigns: 950]
    #[arg(long)]
    sure: Option<u32>,
    /// Gold among a newcomer's tasks, in thousandths [new campaigns: 400]
    #[arg(long)]
    gold_first: Option<u32>,
    /// Gold among an experienced volunteer's tasks, in thousandths [new campaigns: 100]
    #[arg(long)]
    gold_later: Option<u32>,
    /// Tasks that repeat one of the volunteer's own, in thousandths [new campaigns: 0]
    #[arg(long)]
    repeat: Option<u32>,
    /// A volunteer's share of a neighbourhood's judgements, in thousandths [new campaigns: 250]
    #[arg(long)]
    near: Option<u32>,
}

impl RuleWords {
    /// These rules in place of those given.
    fn over(&self, policy: Policy, dealing: Dealing) -> Result<(Policy, Dealing), Trouble> {
        let policy = Policy::new(
            self.min.unwrap_or(policy.judgements_min),
            self.cap.unwrap_or(policy.judgements_max),
            self.threshold.unwrap_or(policy.threshold),
            self.at_cap.unwrap_or(policy.at_cap),
        )?
        .stopping(
            self.width.unwrap_or(policy.width_max),
            self.stop.unwrap_or(policy.stopping),
            self.sure.unwrap_or(policy.sure_pm),
        )?;
        let dealing = Dealing::new(
            self.gold_first.unwrap_or(dealing.gold_first_pm),
            self.gold_later.unwrap_or(dealing.gold_later_pm),
            self.repeat.unwrap_or(dealing.repeat_pm),
            self.near.unwrap_or(dealing.near_pm),
        )?;
        Ok((policy, dealing))
    }
}

impl CampaignCommand {
    /// Runs it.
    pub(crate) fn run(self, data: &DataSettings, clock: &Clock) -> Result<Done, Trouble> {
        let store = open(data)?;
        let by = By { name: COMMAND_LINE, now: clock.now() };
        match self {
            Self::Create(words) => words.run(&store, by)?,
            Self::List => {
                for campaign in store.read(look::campaigns)? {
                    let phase = campaign.phase.as_str();
                    say(format!("{}\t{phase}\t{}", campaign.slug, campaign.title));
                }
            }
            Self::Rules { slug, history: true, .. } => rules::list(&store, &slug)?,
            Self::Rules { slug, rules: words, reason, .. } => {
                rules::change(&store, by, &slug, (&words, reason.as_deref()))?;
            }
            Self::Feedback { slug, when } => {
                let campaign = campaign(&store, &slug)?;
                texts::feedback(&store, by, campaign, &when)?;
            }
            Self::HelpLinks { slug, file } => {
                let campaign = campaign(&store, &slug)?;
                texts::help(&store, by, campaign, &file)?;
            }
            Self::Texts(words) => words.run(&store, by)?,
            Self::Open { slug } => {
                let (campaign, mut rng) = (campaign(&store, &slug)?, chance());
                let (ready, withdrawn) =
                    store.write(move |db| open_campaign(db, by, &mut rng, &campaign))?;
                say(format!("campaign {slug} is open: {ready} buildings wait to be judged"));
                if withdrawn > 0 {
                    tell(&format!("{withdrawn} buildings have fewer than two chips: withdrawn"));
                }
            }
            Self::Reopen { slug, dry_run } => show_captures(&store, by, &slug, dry_run)?,
            Self::Prioritise { slug, priority, file } => {
                let campaign = campaign(&store, &slug)?;
                let list = String::from_utf8_lossy(&read_file(&file)?).into_owned();
                let mut rng = chance();
                let changed = store
                    .write(move |db| put_first(db, by, &mut rng, &campaign, (&list, priority)))?;
                say(format!("{changed} buildings have now priority {priority}"));
            }
            Self::Visibility { slug, visibility } => {
                access::set(&store, by, campaign(&store, &slug)?, visibility)?;
            }
            Self::JoinLink { slug, label } => {
                access::join_link(&store, by, campaign(&store, &slug)?, label)?;
            }
            Self::Pause { slug } => life::pause(&store, by, campaign(&store, &slug)?)?,
            Self::Resume { slug } => life::resume(&store, by, campaign(&store, &slug)?)?,
            Self::Archive { slug, take_out } => {
                life::archive(&store, by, campaign(&store, &slug)?, !take_out)?;
            }
            Self::Close { slug } => {
                let campaign = campaign(&store, &slug)?;
                store.write(move |db| close(db, by, &campaign))?;
                say(format!("campaign {slug} is closed; all answers are kept"));
            }
        }
        Ok(Done::Whole)
    }
}

impl Create {
    fn run(self, store: &Store, by: By<'static>) -> Result<(), Trouble> {
        let (policy, dealing) = self.rules.over(Policy::default(), Dealing::default())?;
        let outline = Outline {
            slug: self.slug,
            title: self.title,
            about: self.about,
            content_note: self.content_note,
            policy,
            dealing,
            chip_px: self.chip_px,
        };
        let (coordinator, mut rng) = (self.coordinator, chance());
        let made = store.write(move |db| {
            let made = create(db, by, &mut rng, &outline)?;
            if let Some(name) = coordinator {
                team::grant(db, by, &made, &name, Role::Coordinator)?;
            }
            Ok::<_, Unmade>(made)
        })?;
        say(format!("campaign {} is made, as a draft", made.slug));
        Ok(())
    }
}

/// Why no campaign was made.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
enum Unmade {
    Campaign(#[from] CampaignError),
    Team(#[from] TeamError),
    Store(#[from] StoreError),
}

/// Shows the captures that wait, and opens what they could narrow; or only lists it.
fn show_captures(store: &Store, by: By<'static>, slug: &str, dry_run: bool) -> Result<(), Trouble> {
    let (campaign, mut rng) = (campaign(store, slug)?, chance());
    let chosen = reopen::Chosen::default();
    let plan = if dry_run {
        store.read(|db| reopen::plan(db, &campaign, &chosen))?
    } else {
        store.write(move |db| reopen::reopen(db, by, &mut rng, &campaign, (&chosen, "")))?
    };
    for building in &plan.narrowable {
        let (state, reason) = building.state.as_strs();
        let (state, by) = (reason.unwrap_or(state), building.by.join(" "));
        say(format!("{}\t{state}\t{by}", building.external_id));
    }
    let (captures, buildings) = (plan.held.len(), plan.narrowable.len());
    let what = if dry_run { "would be asked about again" } else { "are open again" };
    tell(&format!("{captures} new captures: {buildings} buildings {what}"));
    Ok(())
}

/// Recompute every building of a campaign.
#[derive(Debug, Args)]
pub(crate) struct Settle {
    /// The campaign's short name
    slug: String,
}

impl Settle {
    /// Runs it.
    pub(crate) fn run(self, data: &DataSettings, clock: &Clock) -> Result<Done, Trouble> {
        use rand::RngExt as _;
        let store = open(data)?;
        let campaign = campaign(&store, &self.slug)?;
        let bar = bar(0, "settling");
        let seed = chance().random();
        let (by, owned) = (By { name: COMMAND_LINE, now: clock.now() }, campaign.id);
        store.write(move |db| by.did(db, ActKind::Settled, Some(owned), "all buildings", ""))?;
        let tally = journey_rules::settle(&store, clock.now(), seed, &campaign, |done| {
            bar.set_length(done);
            bar.set_position(done);
        })?;
        bar.finish_and_clear();
        say(format!("{} buildings recomputed, {} changed", tally.buildings, tally.changed));
        Ok(Done::Whole)
    }
}
