//! `aftermath what-if`: other rules on the judgements that a campaign was given.

use clap::Args;

use super::outcome::{Done, Trouble, campaign, open, say};
use crate::config::DataSettings;
use crate::journey::record::Record;
use crate::journey::whatif::what_if;
use crate::simulation::replay::table;
use crate::simulation::stopping::Stopping;

/// The policies tried unless others are named.
const POLICIES: &str = "curtailed:4/5:3:9,curtailed:3/4:3:9,curtailed:2/3:3:7,agree:3,\
                        posterior:0.9:3:12,fixed:5";

/// Try other rules on the judgements that a campaign was given.
#[derive(Debug, Args)]
pub(crate) struct WhatIf {
    /// The campaign's short name
    slug: String,
    /// Policies, separated by commas, as `aftermath simulate` names them
    #[arg(long, value_delimiter = ',', default_value = POLICIES)]
    policies: Vec<Stopping>,
    /// Random orders of arrival beside the real one
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u64).range(0..=100))]
    orders: u64,
    /// List the buildings whose window would be another, in the real order
    #[arg(long)]
    list: bool,
    /// Write JSON instead of a table for people
    #[arg(long)]
    json: bool,
}

impl WhatIf {
    /// Runs it.
    pub(crate) fn run(self, data: &DataSettings) -> Result<Done, Trouble> {
        let store = open(data)?;
        let campaign = campaign(&store, &self.slug)?;
        let record = store.snapshot(|db| Record::read(db, &campaign))?;
        let found = what_if(&record, &campaign, &self.policies, self.orders);
        let shown = table(&found.replayed);
        if self.json {
            say(serde_json::to_string_pretty(&shown)?);
        } else {
            say(shown.to_string().trim_end());
        }
        if self.list {
            for run in found.replayed.iter().filter(|run| run.order.is_none()) {
                for number in &run.changed {
                    let is_worse = run.contradicted.contains(number);
                    let how = if is_worse { "contradicts" } else { "differs" };
                    let own_id = found.buildings.get(*number).map_or("", String::as_str);
                    say(format!("{}\t{own_id}\t{how}", run.policy));
                }
            }
        }
        Ok(Done::Whole)
    }
}
