//! `aftermath campaign ...` and `aftermath settle`.

use clap::{Args, Subcommand};

use super::outcome::{Done, Trouble, bar, campaign, chance, open, say, tell};
use crate::clock::Clock;
use crate::config::DataSettings;
use crate::domain::campaign::{AtCap, Policy, Slug, Threshold};
use crate::journey::campaign::{Outline, close, create, open as open_campaign};
use crate::journey::{look, settle};

/// Make, open and close campaigns.
#[derive(Debug, Subcommand)]
pub(crate) enum CampaignCommand {
    /// Make a campaign, as a draft that only staff see
    Create(Create),
    /// List all campaigns
    List,
    /// Open a campaign to volunteers
    Open {
        /// Its short name
        slug: String,
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
    /// Windows wanted before a building is decided
    #[arg(long, default_value_t = Policy::default().judgements_min)]
    min: u32,
    /// Judgements after which no more are asked
    #[arg(long, default_value_t = Policy::default().judgements_max)]
    cap: u32,
    /// Share that must agree on an end of the window, above 1/2
    #[arg(long, default_value_t = Policy::default().threshold)]
    threshold: Threshold,
    /// At the cap: publish the window as wide as it is, or escalate to people
    #[arg(long, default_value = Policy::default().at_cap.as_str())]
    at_cap: AtCap,
    /// Pixels across a chip: 256, 384 or 512
    #[arg(long, default_value_t = 256)]
    chip_px: u32,
}

impl CampaignCommand {
    /// Runs it.
    pub(crate) fn run(self, data: &DataSettings, clock: &Clock) -> Result<Done, Trouble> {
        let store = open(data)?;
        match self {
            Self::Create(words) => {
                let policy = Policy::new(words.min, words.cap, words.threshold, words.at_cap)?;
                let outline = Outline {
                    slug: words.slug,
                    title: words.title,
                    about: words.about,
                    content_note: words.content_note,
                    policy,
                    chip_px: words.chip_px,
                };
                let (now, mut rng) = (clock.now(), chance());
                let made = store.write(move |db| create(db, now, &mut rng, &outline))?;
                say(format!("campaign {} is made, as a draft", made.slug));
            }
            Self::List => {
                for campaign in store.read(look::campaigns)? {
                    let phase = campaign.phase.as_str();
                    say(format!("{}\t{phase}\t{}", campaign.slug, campaign.title));
                }
            }
            Self::Open { slug } => {
                let (campaign, now, mut rng) = (campaign(&store, &slug)?, clock.now(), chance());
                let (ready, withdrawn) =
                    store.write(move |db| open_campaign(db, now, &mut rng, &campaign))?;
                say(format!("campaign {slug} is open: {ready} buildings wait to be judged"));
                if withdrawn > 0 {
                    tell(&format!("{withdrawn} buildings have fewer than two chips: withdrawn"));
                }
            }
            Self::Close { slug } => {
                let campaign = campaign(&store, &slug)?;
                store.write(move |db| close(db, &campaign))?;
                say(format!("campaign {slug} is closed; all answers are kept"));
            }
        }
        Ok(Done::Whole)
    }
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
        let tally = settle::settle_all(&store, clock.now(), seed, &campaign, |done| {
            bar.set_length(done);
            bar.set_position(done);
        })?;
        bar.finish_and_clear();
        say(format!("{} buildings recomputed, {} changed", tally.buildings, tally.changed));
        Ok(Done::Whole)
    }
}
