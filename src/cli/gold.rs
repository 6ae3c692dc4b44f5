//! `aftermath gold ...`: buildings whose answer an expert has given.

use std::path::PathBuf;

use clap::Subcommand;

use super::outcome::{Done, Trouble, campaign, open, read_file, say, tell};
use crate::clock::Clock;
use crate::config::DataSettings;
use crate::journey::gold;

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
                for (own_id, gold, [last, first]) in store.read(|db| gold::list(db, &campaign))? {
                    let state = if gold.is_active { "dealt" } else { "retired" };
                    let end = |end: Option<String>| end.unwrap_or_else(|| "-".to_owned());
                    let (last, first) = (end(last), end(first));
                    say(format!("{own_id}\t{last}\t{first}\t{state}\t{}", gold.explanation));
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
