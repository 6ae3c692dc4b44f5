//! The server under test as a process: started, watched, ended; and what it and the database's
//! processes spend, read from Linux's `/proc`.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::ops::Sub;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::Outcome;
use crate::http::Connection;

/// The program, built by the same cargo run where there is one.
pub(crate) const PROGRAM: &str = match option_env!("CARGO_BIN_EXE_aftermath") {
    Some(path) => path,
    None => "target/release/aftermath",
};

/// CPU time spent.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cpu {
    pub(crate) server: Duration,
    pub(crate) database: Duration,
}

impl Sub for Cpu {
    type Output = Self;

    fn sub(self, before: Self) -> Self {
        Self {
            server: self.server.saturating_sub(before.server),
            database: self.database.saturating_sub(before.database),
        }
    }
}

/// Whose CPU is watched.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Watched {
    pub(crate) server: u32,
    /// PostgreSQL's first process; the others are its children.
    pub(crate) postmaster: Option<u32>,
}

impl Watched {
    /// What was spent so far.
    pub(crate) fn cpu(&self) -> Outcome<Cpu> {
        let database = self.postmaster.map_or(Ok(Duration::ZERO), family)?;
        Ok(Cpu { server: spent(&stat(self.server)?, &[11, 12]), database })
    }
}

/// A process with its children, dead ones too.
fn family(parent: u32) -> Outcome<Duration> {
    let mut sum = spent(&stat(parent)?, &[11, 12, 13, 14]);
    for entry in fs::read_dir("/proc")? {
        let name = entry?.file_name();
        let Some(pid) = name.to_str().and_then(|name| name.parse().ok()) else { continue };
        // It may have ended since it was listed.
        let Ok(fields) = stat(pid) else { continue };
        if fields.get(1).and_then(|ppid| ppid.parse().ok()) == Some(parent) {
            sum += spent(&fields, &[11, 12]);
        }
    }
    Ok(sum)
}

/// The fields of `/proc/PID/stat` from the third on (`proc_pid_stat(5)` counts from 1: `utime` is
/// 14, here 11).
fn stat(pid: u32) -> Outcome<Vec<String>> {
    let text = fs::read_to_string(format!("/proc/{pid}/stat"))?;
    let (_, rest) = text.rsplit_once(") ").ok_or("/proc/PID/stat is not as expected")?;
    Ok(rest.split(' ').map(str::to_owned).collect())
}

/// The sum of some fields in ticks, which Linux shows as hundredths of a second everywhere.
fn spent(fields: &[String], which: &[usize]) -> Duration {
    let ticks = which.iter().filter_map(|at| fields.get(*at)?.parse::<u64>().ok());
    Duration::from_millis(10 * ticks.sum::<u64>())
}

/// The server under test; ended when dropped.
pub(crate) struct Server {
    child: Child,
    pub(crate) host: String,
    /// From its start to the first answer.
    pub(crate) cold_start: Duration,
}

impl Server {
    /// Starts the program on a database that exists already.
    pub(crate) fn start(data_dir: &Path, database: &str) -> Outcome<Self> {
        let start = Instant::now();
        let mut child = Command::new(PROGRAM)
            .args(["serve", "--port", "0", "--second-factor", "offered"])
            .args(["--database", database, "--data-dir"])
            .arg(data_dir)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| format!("{PROGRAM} cannot be started: {error}"))?;
        let stdout = child.stdout.take().ok_or("the server has no output")?;
        let mut server = Self { child, host: String::new(), cold_start: Duration::ZERO };
        let mut line = String::new();
        BufReader::new(stdout).read_line(&mut line)?;
        let host = line.trim().strip_prefix("Aftermath serves at http://");
        let host = host.ok_or_else(|| format!("the server said {line:?} first"))?;
        host.trim_end_matches('/').clone_into(&mut server.host);
        Connection::open(&server.host)?.get("/healthz", "", "identity")?.expect(200)?;
        server.cold_start = start.elapsed();
        Ok(server)
    }

    /// Its process id.
    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// A figure of its memory in MB: `VmHWM` (most ever), `VmRSS` (now), `RssAnon` (now, without
    /// the pages of mapped files, which the database's own pages are).
    pub(crate) fn memory_mb(&self, figure: &str) -> Outcome<f64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.pid()))?;
        let line = status.lines().find_map(|line| line.strip_prefix(figure));
        let kib = line.and_then(|rest| rest.trim_matches([':', '\t', ' ', 'k', 'B']).parse().ok());
        let kib: u32 = kib.ok_or_else(|| format!("no {figure} in /proc/PID/status"))?;
        Ok(f64::from(kib) * 1.024e-3)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Durable or not is for the tests to see; here it only has to end.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
