//! `aftermath gold ...`: buildings whose answer an expert has given.

use std::path::PathBuf;

use clap::Subcommand;

use super::outcome::{Done, Trouble, campaign, open, read_file, say, tell};
use crate::clock::Clock;
use crate::config::DataSettings;
use crate::journey::gold::{self, GoldError};
use crate::journey::log::{By, COMMAND_LINE};

/// Buildings whose answer is known, to measure volunteers on.
#[derive(Debug, Subcommand)]
pub(crate) enum GoldCommand {
    /// Set gold from a table of building, last capture standing, first destroyed, and why; an empty
    /// end is open
    Import {
        /// The campaign's short name
        slug: String,
        /// The table, comma-separated
        file: PathBuf,
        /// Who vouches for it
        #[arg(long, default_value = "command line")]
        account: String,
    },
    /// List the gold of a campaign
    List {
        /// The campaign's short name
        slug: String,
    },
    /// Let all volunteers practise on a building of known answer: it measures nobody from then on
    Practice {
        /// The campaign's short name
        slug: String,
        /// The building's own id
        building: String,
        /// Its place among the practice buildings, from 1
        #[arg(long, required_unless_present = "off")]
        place: Option<u32>,
        /// What to look for, in a sentence
        #[arg(long, default_value = "")]
        hint: String,
        /// Take it out of the practice buildings: it is hidden gold again
        #[arg(long, conflicts_with_all = ["place", "hint"])]
        off: bool,
    },
    /// Deal the gold on a building no more
    Retire {
        /// The campaign's short name
        slug: String,
        /// The building's own id
        building: String,
    },
}

impl GoldCommand {
    /// Runs it.
    pub(crate) fn run(self, data: &DataSettings, clock: &Clock) -> Result<Done, Trouble> {
        let (store, now) = (open(data)?, clock.now());
        match self {
            Self::Import { slug, file, account } => {
                let campaign = campaign(&store, &slug)?;
                let bytes = read_file(&file)?;
                let report =
                    store.write(move |db| gold::import(db, now, &campaign, &bytes, &account))?;
                for error in &report.errors {
                    tell(&error.to_string());
                }
                if report.error_count > 0 {
                    let count = report.error_count;
                    tell(&format!("{count} rows are at fault: nothing was set"));
                    return Ok(Done::Refused);
                }
                say(format!("{} buildings are gold", report.items.len()));
            }
            Self::List { slug } => {
                let campaign = campaign(&store, &slug)?;
                let places = store.read(|db| gold::places(db, &campaign))?;
                for (own_id, gold, [last, first]) in store.read(|db| gold::list(db, &campaign))? {
                    let state = match places.get(&gold.building) {
                        _ if !gold.is_active => "retired".to_owned(),
                        Some(place) => format!("practice {place}"),
                        None => "dealt".to_owned(),
                    };
                    let end = |end: Option<String>| end.unwrap_or_else(|| "-".to_owned());
                    let (last, first) = (end(last), end(first));
                    say(format!("{own_id}\t{last}\t{first}\t{state}\t{}", gold.explanation));
                }
            }
            Self::Practice { slug, building, place, hint, off: _ } => {
                let (campaign, own_id) = (campaign(&store, &slug)?, building.clone());
                let by = By { name: COMMAND_LINE, now };
                let done = store.write(move |db| {
                    gold::practise(db, &campaign, &own_id, place, &hint)?;
                    gold::note_practice(db, by, &campaign, &own_id, place)?;
                    Ok::<_, GoldError>(())
                });
                done?;
                match place {
                    Some(place) => say(format!("{building} is practice building {place}")),
                    None => say(format!("{building} is no practice building any more")),
                }
            }
            Self::Retire { slug, building } => {
                let campaign = campaign(&store, &slug)?;
                let own_id = building.clone();
                store.write(move |db| gold::retire(db, now, &campaign, &own_id, "command line"))?;
                say(format!("{building} is dealt as gold no more"));
            }
        }
        Ok(Done::Whole)
    }
}
