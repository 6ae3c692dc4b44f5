//! Load: some threads that each repeat one thing, a warm-up, then a window in which what they did
//! is counted. Bounded in threads and in time.

use std::sync::atomic::{AtomicU8, Ordering};
use std::time::{Duration, Instant};

use crate::Outcome;
use crate::processes::{Cpu, Watched};

const WARMING: u8 = 0;
const MEASURING: u8 = 1;
const OVER: u8 = 2;
/// How long is warmed up.
const WARM_UP: Duration = Duration::from_secs(1);

/// How long the parts of one repetition took.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Timed {
    pub(crate) page: Duration,
    pub(crate) submit: Option<Duration>,
}

/// What a window came to.
pub(crate) struct Measured {
    pub(crate) window: Duration,
    pub(crate) cpu: Cpu,
    pages: Vec<Duration>,
    submits: Vec<Duration>,
}

impl Measured {
    /// Repetitions in the window.
    pub(crate) fn count(&self) -> u32 {
        u32::try_from(self.pages.len()).unwrap_or(u32::MAX)
    }

    /// Repetitions a second.
    pub(crate) fn rate(&self) -> f64 {
        f64::from(self.count()) / self.window.as_secs_f64()
    }

    /// Milliseconds below which `percent` of the pages came; of the submits.
    pub(crate) fn percentiles(&self, percent: usize) -> (Option<f64>, Option<f64>) {
        (percentile(&self.pages, percent), percentile(&self.submits, percent))
    }

    /// CPU milliseconds a repetition: of the server, of the database's own processes.
    pub(crate) fn cpu_ms(&self) -> (f64, f64) {
        let each = |spent: Duration| spent.as_secs_f64() * 1e3 / f64::from(self.count().max(1));
        (each(self.cpu.server), each(self.cpu.database))
    }
}

fn percentile(sorted: &[Duration], percent: usize) -> Option<f64> {
    let at = (sorted.len() * percent / 100).min(sorted.len().checked_sub(1)?);
    sorted.get(at).map(|duration| duration.as_secs_f64() * 1e3)
}

/// Lets every worker repeat its work on a thread of its own and measures for `window`.
pub(crate) fn measure<W>(watched: &Watched, window: Duration, workers: Vec<W>) -> Outcome<Measured>
where
    W: FnMut() -> Outcome<Timed> + Send,
{
    let state = AtomicU8::new(WARMING);
    std::thread::scope(|scope| {
        let shared = &state;
        let spawn = |work| scope.spawn(move || repeat(work, shared));
        let threads: Vec<_> = workers.into_iter().map(spawn).collect();
        std::thread::sleep(WARM_UP);
        let (before, start) = (watched.cpu(), Instant::now());
        state.store(MEASURING, Ordering::Relaxed);
        std::thread::sleep(window);
        let (window, after) = (start.elapsed(), watched.cpu());
        state.store(OVER, Ordering::Relaxed);
        let (mut pages, mut submits) = (Vec::new(), Vec::new());
        for thread in threads {
            let timed = thread
                .join()
                .unwrap_or_else(|_| Err("a thread of the load panicked".to_owned()))?;
            pages.extend(timed.iter().map(|one| one.page));
            submits.extend(timed.iter().filter_map(|one| one.submit));
        }
        pages.sort_unstable();
        submits.sort_unstable();
        Ok(Measured { window, cpu: after? - before?, pages, submits })
    })
}

fn repeat(
    mut work: impl FnMut() -> Outcome<Timed>,
    state: &AtomicU8,
) -> Result<Vec<Timed>, String> {
    let mut timed = Vec::new();
    loop {
        let one = work().map_err(|error| error.to_string())?;
        match state.load(Ordering::Relaxed) {
            WARMING => {}
            MEASURING => timed.push(one),
            _ => return Ok(timed),
        }
    }
}
