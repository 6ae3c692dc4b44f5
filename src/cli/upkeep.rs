//! `aftermath check`, `aftermath backup` and `aftermath sweep`.

use std::path::PathBuf;

use clap::Args;

use super::outcome::{Done, Trouble, open, say};
use crate::clock::Clock;
use crate::config::DataSettings;
use crate::journey::backup;
use crate::journey::health::{self, Around, State};
use crate::journey::log::{By, COMMAND_LINE};
use crate::journey::release::Shelf;
use crate::journey::retention::{self, Period};
use crate::store::Address;

/// Look whether the installation is well: disk, database, clock, key, copies, second factors.
#[derive(Debug, Args)]
pub(crate) struct Check {
    /// Leave out the reading of every page of the database
    #[arg(long)]
    quick: bool,
}

impl Check {
    /// Runs it. What is only worth a look is no problem.
    pub(crate) fn run(self, data: &DataSettings, clock: &Clock) -> Result<Done, Trouble> {
        there(data)?;
        let store = open(data)?;
        let around = Around {
            folder: data.folder(),
            now: clock.now(),
            behind_proxy: None,
            is_second_required: None,
        };
        let mut findings = store.read(|db| health::look(db, &around))?;
        if !self.quick {
            findings.push(store.read(health::whole)?);
        }
        for finding in &findings {
            let (state, mend) = (finding.state.as_str(), finding.mend);
            let rest = if mend.is_empty() { String::new() } else { format!(". {mend}") };
            say(format!("{state:4}  {:14}  {}{rest}", finding.about, finding.found));
        }
        let is_bad = findings.iter().any(|finding| finding.state == State::Bad);
        Ok(if is_bad { Done::Problems } else { Done::Whole })
    }
}

/// Copy the database to a file, and the files of releases beside it, while the server works or not.
#[derive(Debug, Args)]
pub(crate) struct Backup {
    #[arg(help = "The file, which must not be there yet \
                  [default: one in DATA_DIR/backups that says when]")]
    file: Option<PathBuf>,
}

impl Backup {
    /// Runs it.
    pub(crate) fn run(self, data: &DataSettings, clock: &Clock) -> Result<Done, Trouble> {
        there(data)?;
        let by = By { name: COMMAND_LINE, now: clock.now() };
        let folder = data.folder().join(health::BACKUPS);
        let file = self.file.unwrap_or_else(|| folder.join(backup::file_name(by.now)));
        let made = backup::make(&open(data)?, by, (&file, &Shelf::of(data.folder())))?;
        say(format!("{}  {}", made.sha256, file.display()));
        Ok(Done::Whole)
    }
}

/// Remove what was kept long enough, as the settings of the site say.
#[derive(Debug, Args)]
pub(crate) struct Sweep {
    /// Only say how much would go
    #[arg(long)]
    dry_run: bool,
}

impl Sweep {
    /// Runs it.
    pub(crate) fn run(self, data: &DataSettings, clock: &Clock) -> Result<Done, Trouble> {
        there(data)?;
        let (store, now) = (open(data)?, clock.now());
        if self.dry_run {
            for Period { kind, days, due } in store.read(|db| retention::periods(db, now))? {
                say(format!("{}\tdays {days}\t{due} would go", kind.as_str()));
            }
        } else {
            let gone = retention::sweep(&store, now, COMMAND_LINE, data.folder())?;
            let said = retention::said(&gone);
            say(if gone.is_empty() { "nothing is old enough".to_owned() } else { said });
        }
        Ok(Done::Whole)
    }
}

/// A database must not be made by looking at it.
fn there(data: &DataSettings) -> Result<(), Trouble> {
    match data.address()? {
        Address::Sqlite(file) if !file.exists() => {
            Err(Trouble(format!("there is no database {}; choose --data-dir", file.display())))
        }
        _ => Ok(()),
    }
}
