//! The program's commands as processes: run on a data folder, watched, and if need be killed; what
//! each spends is read from Linux's `/proc`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use crate::Outcome;

/// The program, built by the same cargo run where there is one.
const PROGRAM: &str = match option_env!("CARGO_BIN_EXE_aftermath") {
    Some(path) => path,
    None => "target/release/aftermath",
};
/// Between two looks at a running command.
const LOOK_EVERY: Duration = Duration::from_millis(20);

/// The program with a data folder.
#[derive(Debug)]
pub(crate) struct Program {
    program: PathBuf,
    pub(crate) data: PathBuf,
}

/// What a command came to.
#[derive(Debug)]
pub(crate) struct Run {
    /// The last line that it printed.
    pub(crate) said: String,
    pub(crate) wall: Duration,
    pub(crate) cpu: Duration,
    /// The most memory that it ever had resident, in MB; looked at every 20 ms.
    pub(crate) peak_mb: f64,
}

impl Run {
    /// The numbers in the last line, in order.
    pub(crate) fn numbers(&self) -> Vec<u64> {
        let words = self.said.split(|c: char| !c.is_ascii_digit());
        words.filter_map(|word| word.parse().ok()).collect()
    }
}

impl Program {
    /// On a new data folder, with a campaign of the name `bench`.
    pub(crate) fn new(data: PathBuf) -> Outcome<Self> {
        if data.exists() {
            fs::remove_dir_all(&data)?;
        }
        let program = Path::new(PROGRAM).canonicalize();
        let program = program.map_err(|error| format!("{PROGRAM}: {error}; build it first"))?;
        let program = Self { program, data };
        program.run(&["campaign", "create", "bench", "--title", "A sweep"])?;
        Ok(program)
    }

    /// Runs a command to its end, which must be a good one.
    pub(crate) fn run(&self, words: &[&str]) -> Outcome<Run> {
        match self.run_for(words, Duration::MAX)? {
            Some(run) => Ok(run),
            None => Err("it was killed".into()),
        }
    }

    /// Runs a command and kills it (SIGKILL) after `limit`; nothing if it was killed.
    pub(crate) fn run_for(&self, words: &[&str], limit: Duration) -> Outcome<Option<Run>> {
        let before = spent_by_children()?;
        let start = Instant::now();
        let mut child = self.start(words)?;
        let mut peak_mb: f64 = 0.0;
        let status: ExitStatus = loop {
            if let Some(status) = child.try_wait()? {
                break status;
            }
            if start.elapsed() >= limit {
                child.kill()?;
                child.wait()?;
                return Ok(None);
            }
            peak_mb = peak_mb.max(peak(child.id()).unwrap_or(0.0));
            std::thread::sleep(LOOK_EVERY);
        };
        let (wall, cpu) = (start.elapsed(), spent_by_children()?.saturating_sub(before));
        let said = fs::read_to_string(self.log("out"))?;
        if !status.success() {
            let error = fs::read_to_string(self.log("err"))?;
            return Err(format!("{} failed: {said}{error}", words.join(" ")).into());
        }
        let said = said.lines().next_back().unwrap_or_default().to_owned();
        Ok(Some(Run { said, wall, cpu, peak_mb }))
    }

    fn start(&self, words: &[&str]) -> Outcome<Child> {
        fs::create_dir_all(&self.data)?;
        let child = Command::new(&self.program)
            .arg("--data-dir")
            .arg(&self.data)
            .args(words)
            .stdin(Stdio::null())
            .stdout(fs::File::create(self.log("out"))?)
            .stderr(fs::File::create(self.log("err"))?)
            .spawn();
        Ok(child
            .map_err(|error| format!("{} cannot be started: {error}", self.program.display()))?)
    }

    /// A file, beside the data, for what a command prints.
    fn log(&self, what: &str) -> PathBuf {
        self.data.with_extension(what)
    }
}

/// The most memory that a process ever had resident, in MB.
fn peak(pid: u32) -> Option<f64> {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kib: u32 = line.trim().trim_end_matches(" kB").parse().ok()?;
    Some(f64::from(kib) * 1.024e-3)
}

/// CPU time of all children that ended (`cutime` and `cstime` of `proc_pid_stat(5)`, in ticks of
/// 10 ms).
fn spent_by_children() -> Outcome<Duration> {
    let text = fs::read_to_string("/proc/self/stat")?;
    let (_, rest) = text.rsplit_once(") ").ok_or("/proc/self/stat is not as expected")?;
    let fields: Vec<&str> = rest.split(' ').collect();
    let ticks = [13, 14].into_iter().filter_map(|at| fields.get(at)?.parse::<u64>().ok());
    Ok(Duration::from_millis(10 * ticks.sum::<u64>()))
}
