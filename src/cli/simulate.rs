//! `aftermath simulate`: try policies on made-up worlds whose truth is known. The same words give
//! the same bytes.

use clap::{Args, ValueEnum};

use super::outcome::{Done, Trouble, bar, say};
use crate::simulation::answer::Kind;
use crate::simulation::deal::Dealing;
use crate::simulation::stopping::Stopping;
use crate::simulation::study::{self, Plan};
use crate::simulation::table::Table;
use crate::simulation::world::{Hardship, WorldSettings};

/// The policies tried unless others are named; `docs/METHOD.md` says why these.
const POLICIES: &str = "rule:4/5:3:9,curtailed:4/5:3:9,curtailed:4/5:3:10,\
                        posterior:0.9:2:15:0.7:0:0.8,agree:3,fixed:5";

/// The question that a simulation answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Preset {
    /// What each policy costs and brings
    Tradeoff,
    /// The ordinal model against plurality at a fixed number of judgements
    Accuracy,
    /// All methods at a fixed number of judgements
    Selftest,
    /// Whether the model leaves the voters, and whether the alarm sees it
    Robustness,
    /// Attackers, with and without a real assignment
    Sabotage,
    /// Whether the model is as right as it says, before and after an audit
    Calibration,
    /// One picture a question, chosen by bisection
    Frames,
}

/// Try policies on made-up worlds whose truth is known.
#[derive(Debug, Args)]
pub(crate) struct Simulate {
    /// The question
    #[arg(long, value_enum, default_value = "tradeoff")]
    preset: Preset,
    /// Buildings of each world
    #[arg(long, default_value_t = 1000, value_parser = clap::value_parser!(u32).range(1..=200_000))]
    buildings: u32,
    /// Volunteers of each world; without it, 41 for every 150 buildings
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    volunteers: Option<u32>,
    /// Captures of each world
    #[arg(long, default_value_t = 11, value_parser = clap::value_parser!(u16).range(1..=400))]
    captures: u16,
    /// Share of exact answers of an honest volunteer, several separated by commas
    #[arg(long, value_delimiter = ',', default_value = "0.6,0.75,0.9", value_parser = inner)]
    q: Vec<f64>,
    /// Share of volunteers who do not look, several separated by commas
    #[arg(long, value_delimiter = ',', default_value = "0.1", value_parser = share)]
    spam: Vec<f64>,
    /// How volunteers come to their answers: par, sdt, sdtcorr, days, decoy
    #[arg(long, value_delimiter = ',', default_value = "par,sdt,sdtcorr,days,decoy")]
    kinds: Vec<Kind>,
    /// Seeds, such as 1,2 or 701..704
    #[arg(long, default_value = "1,2")]
    seeds: String,
    /// Policies, separated by commas, such as rule:4/5:3:9, posterior:0.95:3, fixed:5, agree:3
    #[arg(long, value_delimiter = ',', default_value = POLICIES)]
    policies: Vec<Stopping>,
    /// Judgements a building, for accuracy, selftest and robustness
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u16).range(1..=100))]
    judgements: u16,
    /// Judgements after which the model is fitted anew; without it, 5 for every 12 buildings
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..))]
    refit_every: Option<u32>,
    /// Share of honest judgements that cannot tell
    #[arg(long, default_value_t = 0.0, value_parser = share)]
    abstain: f64,
    /// Share of captures that cannot be used at a building
    #[arg(long, default_value_t = 0.0, value_parser = share)]
    cloud: f64,
    /// Share of buildings that are destroyed in part only
    #[arg(long, default_value_t = 0.0, value_parser = share)]
    partial: f64,
    /// Write JSON instead of a table for people
    #[arg(long)]
    json: bool,
}

impl Simulate {
    /// Runs it.
    pub(crate) fn run(self) -> Result<Done, Trouble> {
        let plan = self.plan()?;
        let bar = bar(0, "simulating worlds");
        let number = |value: usize| u64::try_from(value).unwrap_or(u64::MAX);
        let mut tick = |done: usize, all: usize| {
            bar.set_length(number(all));
            bar.set_position(number(done));
        };
        let table = study(self.preset, &plan, &mut tick);
        bar.finish_and_clear();
        if self.json {
            say(serde_json::to_string_pretty(&table)?);
        } else {
            say(table.to_string().trim_end());
        }
        Ok(Done::Whole)
    }

    fn plan(&self) -> Result<Plan, Trouble> {
        let size = |value: u32| usize::try_from(value).unwrap_or(usize::MAX);
        let volunteers = self.volunteers.unwrap_or((self.buildings * 41 / 150).max(20));
        let base = WorldSettings {
            buildings: size(self.buildings),
            volunteers: size(volunteers),
            captures: usize::from(self.captures),
            hardship: Hardship { abstain: self.abstain, cloud: self.cloud, partial: self.partial },
            ..WorldSettings::default()
        };
        let refit_every = self.refit_every.map(size);
        Ok(Plan {
            base,
            exacts: self.q.clone(),
            spams: self.spam.clone(),
            kinds: self.kinds.clone(),
            seeds: seeds(&self.seeds)?,
            policies: self.policies.clone(),
            judgements: usize::from(self.judgements),
            dealing: Dealing { refit_every, ..Dealing::default() },
        })
    }
}

fn study(preset: Preset, plan: &Plan, tick: study::Tick<'_>) -> Table {
    match preset {
        Preset::Tradeoff => study::tradeoff(plan, tick),
        Preset::Accuracy => study::accuracy(plan, tick),
        Preset::Selftest => study::selftest(plan, tick),
        Preset::Robustness => study::robustness(plan, tick),
        Preset::Sabotage => study::sabotage(plan, tick),
        Preset::Calibration => study::calibration(plan, tick),
        Preset::Frames => study::frames(plan, tick),
    }
}

/// A share from 0 to 1.
fn share(text: &str) -> Result<f64, String> {
    let share: f64 = text.parse().map_err(|error| format!("{error}"))?;
    if (0.0..=1.0).contains(&share) { Ok(share) } else { Err("a share is 0 to 1".to_owned()) }
}

/// A share inside 0..1.
fn inner(text: &str) -> Result<f64, String> {
    let share = share(text)?;
    let is_inner = (0.2..=0.98).contains(&share);
    if is_inner {
        Ok(share)
    } else {
        Err("volunteers are exact 0.2 to 0.98 of the time".to_owned())
    }
}

/// Seeds separated by commas, or a range with both ends.
fn seeds(text: &str) -> Result<Vec<u64>, Trouble> {
    let wrong = || Trouble(format!("\"{text}\" are no seeds; write 1,2,3 or 701..704"));
    let number = |word: &str| word.trim().parse::<u64>().ok().ok_or_else(wrong);
    if let Some((from, to)) = text.split_once("..") {
        let (from, to) = (number(from)?, number(to)?);
        if from > to || to - from >= 100_000 {
            return Err(wrong());
        }
        return Ok((from..=to).collect());
    }
    text.split(',').map(number).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;

    #[derive(Debug, Parser)]
    struct Words {
        #[command(flatten)]
        simulate: Simulate,
    }

    fn plan(words: &[&str]) -> Plan {
        let words = ["simulate"].iter().chain(words);
        Words::try_parse_from(words).unwrap().simulate.plan().unwrap()
    }

    #[test]
    fn seeds_are_a_list_or_a_range_with_both_ends() {
        assert_eq!(seeds("1, 5").unwrap(), [1, 5]);
        assert_eq!(seeds("701..704").unwrap(), [701, 702, 703, 704]);
        for bad in ["", "a", "3..1", "1..", "1..999999999"] {
            assert!(seeds(bad).is_err(), "{bad:?} must be refused");
        }
    }

    #[test]
    fn the_words_become_a_plan() {
        let words = ["--q", "0.6,0.9", "--spam", "0", "--kinds", "days", "--cloud", "0.2"];
        let plan = plan(&words);
        assert_eq!(
            (plan.exacts, plan.spams, plan.kinds),
            (vec![0.6, 0.9], vec![0.0], vec![Kind::Days])
        );
        assert_eq!((plan.base.buildings, plan.base.volunteers), (1000, 273));
        assert!((plan.base.hardship.cloud - 0.2).abs() < 1e-12);
    }

    #[test]
    fn what_cannot_be_simulated_is_refused() {
        for bad in [["--q", "1.5"], ["--spam", "-1"], ["--kinds", "x"], ["--policies", "rule:1/2"]]
        {
            assert!(Words::try_parse_from(["simulate"].iter().chain(&bad)).is_err(), "{bad:?}");
        }
    }
}
