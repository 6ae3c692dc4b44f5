//! Whether an installation is well: its disk, its database, its clock, its copies and its doors.

use std::path::Path;

use chrono::{DateTime, Duration, Utc};

use super::backup;
use crate::store::{Db, StoreError, mails, upkeep};

/// Free bytes below which nothing should be imported any more.
const FREE_LOW: u64 = 5 << 30;
/// Free bytes below which answers may soon be refused.
const FREE_MIN: u64 = 500 << 20;
/// Days after which a copy of the database is old.
const BACKUP_DAYS: i64 = 7;
/// Seconds that two clocks may differ.
const SKEW_SECONDS: i64 = 5;
/// Hours after which an import has probably got stuck.
const IMPORT_HOURS: i64 = 12;

/// How something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// As it should be.
    Fine,
    /// Worth a look.
    Look,
    /// To be mended now.
    Bad,
}

impl State {
    /// A word for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Fine => "fine",
            Self::Look => "look",
            Self::Bad => "bad",
        }
    }
}

/// What was found of one thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The thing.
    pub about: &'static str,
    /// How it is.
    pub state: State,
    /// What was found.
    pub found: String,
    /// What to do; empty where all is well.
    pub mend: &'static str,
}

/// What is known of an installation beside its database.
#[derive(Debug, Clone, Copy)]
pub struct Around<'a> {
    /// The folder of its data.
    pub folder: &'a Path,
    /// The time.
    pub now: DateTime<Utc>,
    /// Whether a proxy in front ends TLS, where a server is asked.
    pub behind_proxy: Option<bool>,
    /// Whether staff must have a second factor, where a server is asked.
    pub is_second_required: Option<bool>,
}

/// The folder of copies of the database within that of the data.
pub const BACKUPS: &str = "backups";

/// Looks at everything that can be looked at quickly.
///
/// # Errors
/// When the store fails.
pub fn look(db: &mut Db, around: &Around<'_>) -> Result<Vec<Finding>, StoreError> {
    let mut all = vec![disk(around.folder), database(db)?, clock(db, around.now)?];
    all.extend(key(around.folder));
    all.push(imports(db, around.now)?);
    all.push(backups(db, around));
    all.push(factors(db, around.is_second_required)?);
    all.push(mail(db)?);
    all.extend(around.behind_proxy.map(doors));
    Ok(all)
}

/// Reads the whole database and says what is damaged.
///
/// # Errors
/// When the store fails.
pub fn whole(db: &mut Db) -> Result<Finding, StoreError> {
    let damage = upkeep::damage(db)?;
    let about = "Whole";
    Ok(match damage.first() {
        None if !upkeep::is_file(db) => {
            fine(about, "PostgreSQL checks its pages itself where data_checksums is on".to_owned())
        }
        None => fine(about, "every page of the database was read".to_owned()),
        Some(first) => Finding {
            about,
            state: State::Bad,
            found: format!("{} faults, the first: {first}", damage.len()),
            mend: "Stop the server, keep the file, and go back to the newest copy that is whole.",
        },
    })
}

const fn fine(about: &'static str, found: String) -> Finding {
    Finding { about, state: State::Fine, found, mend: "" }
}

/// Bytes in words: `1.5 GB`.
#[must_use]
pub fn size(bytes: u64) -> String {
    let units = [(30, "GB"), (20, "MB"), (10, "kB")];
    let found = units.into_iter().find(|(shift, _)| bytes >> shift > 0);
    let Some((shift, unit)) = found else { return format!("{bytes} B") };
    let tenths = (bytes >> (shift - 10)) * 10 / 1024;
    format!("{}.{} {unit}", tenths / 10, tenths % 10)
}

fn disk(folder: &Path) -> Finding {
    let about = "Disk";
    let Some(free) = free_bytes(folder) else {
        return Finding {
            about,
            state: State::Look,
            found: "how much is free cannot be told here".to_owned(),
            mend: "Look with the system's own tools.",
        };
    };
    let found = format!("{} free where the data is", size(free));
    let (state, mend) = if free < FREE_MIN {
        (State::Bad, "Make room now: answers are refused when the disk is full.")
    } else if free < FREE_LOW {
        (State::Look, "Make room before anything is imported.")
    } else {
        (State::Fine, "")
    };
    Finding { about, state, found, mend }
}

#[cfg(unix)]
fn free_bytes(folder: &Path) -> Option<u64> {
    let about = rustix::fs::statvfs(folder).ok()?;
    Some(about.f_bavail.saturating_mul(about.f_frsize))
}

#[cfg(not(unix))]
fn free_bytes(_: &Path) -> Option<u64> {
    None
}

fn database(db: &mut Db) -> Result<Finding, StoreError> {
    let kind = if upkeep::is_file(db) { "SQLite" } else { "PostgreSQL" };
    Ok(fine("Database", format!("{kind}, {}", size(upkeep::bytes(db)?))))
}

fn clock(db: &mut Db, now: DateTime<Utc>) -> Result<Finding, StoreError> {
    let (about, told) = ("Clock", now.format("%Y-%m-%d %H:%M:%S UTC"));
    let newest = upkeep::newest(db)?;
    let ahead = newest.map_or(0, |newest| (newest - now).num_seconds());
    if ahead <= SKEW_SECONDS {
        return Ok(fine(about, told.to_string()));
    }
    Ok(Finding {
        about,
        state: State::Bad,
        found: format!("{told}, which is {ahead} seconds before the newest entry"),
        mend: "Set the machine's clock (NTP). Order is kept by number, but times are not right.",
    })
}

/// Whether others on the machine can read the key.
fn key(folder: &Path) -> Option<Finding> {
    let about = "Key file";
    let mode = mode(&folder.join("secret.key"))?;
    Some(if mode.trailing_zeros() >= 6 {
        fine(about, "only its owner reads secret.key".to_owned())
    } else {
        Finding {
            about,
            state: State::Bad,
            found: format!("secret.key may be read by others (mode {:o})", mode & 0o777),
            mend: "chmod 600 secret.key: whoever reads it can sign in as any volunteer.",
        }
    })
}

#[cfg(unix)]
fn mode(file: &Path) -> Option<u32> {
    use std::os::unix::fs::PermissionsExt as _;
    Some(std::fs::metadata(file).ok()?.permissions().mode())
}

#[cfg(not(unix))]
fn mode(_: &Path) -> Option<u32> {
    None
}

fn imports(db: &mut Db, now: DateTime<Utc>) -> Result<Finding, StoreError> {
    let about = "Imports";
    Ok(match upkeep::oldest_import(db)? {
        None => fine(about, "none under way".to_owned()),
        Some(since) => {
            let found = format!("under way since {}", since.format("%Y-%m-%d %H:%M UTC"));
            let is_old = now - since > Duration::hours(IMPORT_HOURS);
            let state = if is_old { State::Look } else { State::Fine };
            let mend = if is_old { "It may be stuck: a restart ends it and says so." } else { "" };
            Finding { about, state, found, mend }
        }
    })
}

fn backups(db: &Db, around: &Around<'_>) -> Finding {
    let about = "Backup";
    if !upkeep::is_file(db) {
        return fine(about, "made by PostgreSQL's own tools, such as pg_dump".to_owned());
    }
    let newest = backup::list(&around.folder.join(BACKUPS)).unwrap_or_default().into_iter().next();
    let Some(newest) = newest else {
        return Finding {
            about,
            state: State::Look,
            found: "no copy was made here yet".to_owned(),
            mend: "Make one, and keep it on another machine, apart from secret.key.",
        };
    };
    let found = format!("{}, {}", newest.name, size(newest.bytes));
    if around.now - newest.made_at <= Duration::days(BACKUP_DAYS) {
        return fine(about, found);
    }
    let mend = "The newest copy is more than a week old: make one.";
    Finding { about, state: State::Look, found, mend }
}

fn factors(db: &mut Db, is_required: Option<bool>) -> Result<Finding, StoreError> {
    let about = "Second factors";
    let (all, bare) = upkeep::accounts(db)?;
    let found = format!("{bare} of {all} accounts have none");
    let (state, mend) = match is_required {
        Some(false) => (State::Look, "Start the server with --second-factor required."),
        _ if bare > 0 => (State::Look, "They are asked to set one up when they sign in next."),
        _ => (State::Fine, ""),
    };
    Ok(Finding { about, state, found, mend })
}

fn mail(db: &mut Db) -> Result<Finding, StoreError> {
    let queue = mails::queue(db)?;
    let mut found = format!("{} wait to be sent", queue.waiting);
    if queue.failed > 0 {
        found = format!("{found}, {} were given up", queue.failed);
    }
    if queue.error.is_empty() {
        return Ok(fine("Mail", found));
    }
    let found = format!("{found}; the newest fault: {}", queue.error);
    let mend = "Look at the AFTERMATH_MAIL settings; what waits is tried again by itself.";
    Ok(Finding { about: "Mail", state: State::Look, found, mend })
}

fn doors(behind_proxy: bool) -> Finding {
    let about = "Way in";
    if behind_proxy {
        return fine(about, "a proxy in front ends TLS; cookies are Secure".to_owned());
    }
    Finding {
        about,
        state: State::Look,
        found: "no proxy in front: cookies travel without TLS".to_owned(),
        mend: "Right on one's own machine. Before others reach it: a proxy, and --behind-proxy.",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_size_is_said_in_the_largest_unit_that_it_fills() {
        let said = [999, 1_024, 1_536 << 10, 5 << 30].map(size);
        assert_eq!(said, ["999 B", "1.0 kB", "1.5 MB", "5.0 GB"]);
    }

    #[cfg(unix)]
    #[test]
    fn a_key_that_others_may_read_is_told() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("secret.key");
        std::fs::write(&file, "key").unwrap();
        let told = |mode| {
            std::fs::set_permissions(&file, std::fs::Permissions::from_mode(mode)).unwrap();
            key(folder.path()).unwrap().state
        };
        assert_eq!([told(0o600), told(0o640)], [State::Fine, State::Bad]);
    }
}
