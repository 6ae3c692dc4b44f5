//! Files that are broken or mean harm, and a disk that fills up, given to the real program: it
//! says what is wrong and how to mend it, within bounds of memory and time, and nothing of it is
//! applied.

mod captures;
mod disk;
mod images;
mod lists;

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use aftermath::journey::look;

use crate::support::TestDatabase;
use crate::support::demo_town::painted;

/// Kilobytes of addresses that the program may have: its own code takes 110 MB in these builds, and
/// the allocator sets 64 to 128 MB aside for each of its threads, used or not.
const MEMORY_KB: u64 = 1024 * 1024;
/// Kilobytes in use at most: some 40,000 before any file is read, and 100 MB for that.
const USED_KB: u64 = 140_000;
/// How long a file may be looked at in these builds, which are several times slower than released.
const PATIENCE: Duration = Duration::from_secs(20);

/// How the program ended.
struct Ran {
    code: Option<i32>,
    said: String,
    peak_kb: u64,
    took: Duration,
}

impl Ran {
    /// Asserts that it was refused in these words, within bounds, and without a panic.
    fn is_refused(&self, what: &str, words: &[&str]) {
        self.is_calm(what);
        assert_eq!(self.code, Some(1), "{what}: {}", self.said);
        for word in words {
            assert!(self.said.contains(word), "{what}: no {word:?} in {}", self.said);
        }
    }

    fn is_calm(&self, what: &str) {
        let Self { code, said, peak_kb, took } = self;
        assert!(code.is_some_and(|code| (0..=3).contains(&code)), "{what}: {code:?} {said}");
        assert!(!said.contains("panicked") && !said.contains("overflow"), "{what}: {said}");
        assert!(*peak_kb < USED_KB, "{what}: {peak_kb} kB");
        assert!(*took < PATIENCE, "{what}: {took:?}");
    }
}

/// Runs the program with a bound on its memory, and ends it where it takes too long.
#[expect(clippy::disallowed_methods, reason = "how long a child takes is what is tested")]
fn run<S: AsRef<OsStr>>(words: impl IntoIterator<Item = S>) -> Ran {
    let start = Instant::now();
    let mut child = Command::new("sh")
        .args(["-c", &format!("ulimit -v {MEMORY_KB}; exec \"$0\" \"$@\"")])
        .arg(env!("CARGO_BIN_EXE_aftermath"))
        .args(words)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let status = format!("/proc/{}/status", child.id());
    let mut peak_kb = 0;
    while child.try_wait().unwrap().is_none() {
        // For a moment after it was started, a child still shows the memory of who started it.
        let text = fs::read_to_string(&status).unwrap_or_default();
        let own = text.starts_with("Name:\taftermath\n").then_some(text);
        let line = own.iter().flat_map(|t| t.lines()).find_map(|line| line.strip_prefix("VmHWM:"));
        let used = line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok());
        peak_kb = peak_kb.max(used.unwrap_or(0));
        if start.elapsed() > PATIENCE {
            child.kill().unwrap();
        }
        std::thread::sleep(Duration::from_millis(2));
    }
    let took = start.elapsed();
    let output = child.wait_with_output().unwrap();
    let said = [output.stdout, output.stderr].concat();
    let said = String::from_utf8_lossy(&said).into_owned();
    Ran { code: output.status.code(), said, peak_kb, took }
}

fn inspect(file: &Path, more: &[&str]) -> Ran {
    let words = ["imagery", "inspect", "--json"].iter().chain(more).map(OsStr::new);
    run(words.chain([file.as_os_str()]))
}

/// A campaign that the program is told to import into.
struct Campaign {
    database: TestDatabase,
    data: PathBuf,
}

impl Campaign {
    fn new() -> Self {
        let database = TestDatabase::new();
        let data = database.folder.path().to_owned();
        let campaign = Self { database, data };
        let made = campaign.make();
        assert_eq!(made.code, Some(0), "{}", made.said);
        campaign
    }

    /// One that has the painted town's captures.
    fn with_captures() -> Self {
        let campaign = Self::new();
        let done = campaign.import("captures", &painted().2.manifest, &[]);
        assert_eq!(done.code, Some(0), "{}", done.said);
        campaign
    }

    fn run<'a>(&'a self, words: impl IntoIterator<Item = &'a OsStr>) -> Ran {
        let place = ["--database", &self.database.setting, "--data-dir"].map(OsStr::new);
        run(place.into_iter().chain([self.data.as_os_str()]).chain(words))
    }

    fn make(&self) -> Ran {
        let words = "campaign create qasr --title Qasr --about x --content-note x";
        self.run(words.split(' ').map(OsStr::new))
    }

    fn import(&self, what: &str, file: &Path, more: &[&str]) -> Ran {
        let words = ["import", what, "--campaign", "qasr", "--no-chips"];
        let words: Vec<&OsStr> = words.iter().chain(more).map(OsStr::new).collect();
        self.run(words.into_iter().chain([file.as_os_str()]))
    }

    fn build(&self) -> Ran {
        self.run(["chips", "build", "--campaign", "qasr"].map(OsStr::new))
    }

    /// Captures and buildings of the campaign.
    fn size(&self) -> (u64, u64) {
        let store = self.database.open();
        let campaign = store.read(|db| look::any_campaign(db, "qasr")).unwrap();
        store.read(|db| look::size(db, &campaign)).unwrap()
    }
}

fn data(folder: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/imagery").join(folder);
    if path.is_dir() {
        return Some(path);
    }
    assert!(std::env::var_os("CI").is_none(), "{} must be there in CI", path.display());
    aftermath::cli::tell(&format!("skipped: {} is not there", path.display()));
    None
}
