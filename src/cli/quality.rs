//! `aftermath quality ...`: how far volunteers agree, and what experts' audits say.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use clap::Subcommand;
use rand::SeedableRng as _;
use rand_chacha::ChaCha20Rng;

use super::outcome::{Done, Trouble, campaign, open, read_file, say, tell};
use crate::config::DataSettings;
use crate::domain::consensus::calibration::Coverage;
use crate::domain::consensus::sample::Estimate;
use crate::exchange::experts::{read_strata, write_sample};
use crate::journey::figures;
use crate::journey::quality::{self, Audit};
use crate::journey::record::Record;

/// Agreement, and the audit of a sample by experts.
#[derive(Debug, Subcommand)]
pub(crate) enum QualityCommand {
    /// How far volunteers agree with one another and with gold
    Agreement {
        /// The campaign's short name
        slug: String,
    },
    /// Draw buildings for experts to judge, without what the volunteers said
    Sample {
        /// The campaign's short name
        slug: String,
        /// How many; at least 200, or all there are
        #[arg(long, default_value_t = 200)]
        size: u32,
        /// The same seed draws the same buildings
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// The table to write, for experts to fill in
        #[arg(long, default_value = "sample.csv")]
        output: PathBuf,
    },
    /// What the filled-in table says of all that is published
    Report {
        /// The campaign's short name
        slug: String,
        /// The table
        file: PathBuf,
        /// What each building stands for [default: beside the table]
        #[arg(long)]
        strata: Option<PathBuf>,
    },
}

impl QualityCommand {
    /// Runs it.
    pub(crate) fn run(self, data: &DataSettings) -> Result<Done, Trouble> {
        let store = open(data)?;
        match self {
            Self::Agreement { slug } => {
                let campaign = campaign(&store, &slug)?;
                let record = store.snapshot(|db| Record::read(db, &campaign))?;
                tell_of_agreement(&figures::quality(&record));
            }
            Self::Sample { slug, size, seed, output } => {
                let campaign = campaign(&store, &slug)?;
                let mut rng = ChaCha20Rng::seed_from_u64(seed);
                let sample = store.snapshot(|db| quality::sample(db, &mut rng, &campaign, size))?;
                let (blind, strata) = write_sample(&quality::rows(&sample))?;
                let strata_path = strata_of(&output);
                write(&output, &blind)?;
                write(&strata_path, &strata)?;
                say(format!("{}\t{} buildings, for experts", output.display(), sample.len()));
                say(format!("{}\twhat each stands for", strata_path.display()));
                tell(
                    "experts fill in both images, or one where an end is open, and never see \
                     the second file",
                );
            }
            Self::Report { slug, file, strata } => {
                let campaign = campaign(&store, &slug)?;
                let strata = strata.unwrap_or_else(|| strata_of(&file));
                let (bytes, sample) = (read_file(&file)?, read_strata(&read_file(&strata)?)?);
                let audit = store.snapshot(|db| quality::report(db, &campaign, &sample, &bytes))?;
                tell_of_audit(&audit);
            }
        }
        Ok(Done::Whole)
    }
}

/// The table of strata beside a sample.
fn strata_of(sample: &Path) -> PathBuf {
    sample.with_extension("strata.csv")
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), Trouble> {
    let trouble = |error| Trouble(format!("{} cannot be written: {error}", path.display()));
    fs::write(path, bytes).map_err(trouble)
}

/// A figure that may not be there.
fn or_none(value: Option<f64>) -> String {
    value.map_or_else(|| "-".to_owned(), |value| format!("{value:.3}"))
}

fn tell_of_agreement(quality: &figures::Quality) {
    let of = &quality.answers;
    say(format!("buildings with two answers of one interval\t{}", of.paired_units));
    say(format!("answers of one interval\t{}", of.ratings));
    say(format!("wider answers\t{}", quality.wide));
    say(format!("Krippendorff's alpha, intervals as categories\t{}", or_none(of.alpha_nominal)));
    say(format!("Krippendorff's alpha, intervals as ranks\t{}", or_none(of.alpha_ordinal)));
    say(format!("Krippendorff's alpha, middles in days\t{}", or_none(quality.alpha_days)));
    say(format!("pairs that give the same interval\t{}", or_none(of.pairwise)));
    say(format!("entropy of a building's answers, nats\t{}", or_none(of.entropy_nats)));
    tell_of_coverage("gold", &quality.on_gold);
}

fn tell_of_coverage(what: &str, found: &Coverage) {
    let mut line = format!("windows that hold {what}\t");
    let share = found.holding;
    // Writing to a string cannot fail.
    let _ = match share.value() {
        None => write!(line, "- (none decided)"),
        Some(value) => {
            let bounds = found.holding_interval;
            write!(line, "{value:.3} ({:.3} to {:.3}), {}", bounds.low, bounds.high, share.of)
        }
    };
    say(line);
}

fn tell_of_estimate(what: &str, found: &Estimate<String>) {
    let (low, high) = (found.interval.low, found.interval.high);
    say(format!("{what}\t{:.3} ({low:.3} to {high:.3})", found.accuracy));
    for part in &found.strata {
        let (hits, of) = (part.right.hits, part.right.of);
        say(format!("  {}\t{hits} of {of} audited, {} in all", part.stratum, part.population));
    }
}

fn tell_of_audit(audit: &Audit) {
    for error in &audit.errors {
        tell(&error.to_string());
    }
    tell_of_estimate("windows that hold what the expert saw", &audit.holding);
    tell_of_estimate("windows that are what the expert saw", &audit.exact);
    tell_of_coverage("what the expert saw", &audit.coverage);
    if let Some(lag) = audit.lag {
        let mean = lag.intervals;
        say(format!(
            "volunteers date later by\t{:.2} intervals ({:.2} to {:.2})",
            mean.mean, mean.low, mean.high
        ));
        if let Some(days) = lag.days {
            say(format!("\t{:.1} days ({:.1} to {:.1})", days.mean, days.low, days.high));
        }
    }
    if let Some(met) = &audit.model {
        say(format!("the model's stated chances miss what is true by\t{:.3}", met.reliability.ece));
        let temperature = &met.temperature;
        say(format!(
            "they would be met best at a temperature of\t{:.1}, by {} buildings",
            temperature.value, temperature.audited
        ));
        tell_of_coverage("what the expert saw, in the model's nine tenths,", &met.credible);
    }
    let panels = &audit.panels;
    say(format!("experts with experts, pairs alike\t{}", or_none(panels.first.pairwise)));
    say(format!("volunteers with volunteers\t{}", or_none(panels.second.pairwise)));
    say(format!("experts with volunteers\t{}", or_none(panels.between.agreement)));
}
