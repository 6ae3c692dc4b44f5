//! Long work that a page starts and others watch: imports being checked and applied, chips being
//! cut. One at a time, on a thread of its own; what it found is in the database, only how far it
//! is stays in memory.

use std::collections::BTreeMap;
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tracing::{error, info};

use super::chance;
use crate::clock::Clock;
use crate::domain::campaign::{Campaign, Phase};
use crate::imagery::vault::Vault;
use crate::journey::cut::{self, CHIPS_AHEAD_MAX};
use crate::journey::import::{self, StageError};
use crate::journey::look::{self, Import};
use crate::journey::model;
use crate::store::{Store, StoreError};

/// Threads that cut chips while the server serves: volunteers go first.
const THREADS: usize = 1;

/// How often it is looked whether a model is to be fitted anew.
const REFIT_EVERY: Duration = Duration::from_mins(5);

/// What is to be done.
#[derive(Debug, Clone)]
pub enum Job {
    /// A staged import is to be read.
    Check(Campaign, Box<Import>),
    /// A checked import is to be applied, and its chips to be cut.
    Apply(Campaign, Box<Import>),
    /// The chips that a campaign lacks are to be cut.
    Cut(Campaign),
}

/// How far a job is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// What is being done, in words.
    pub what: &'static str,
    /// How much of it is done.
    pub done: u64,
    /// Of how much; 0 while that is not known.
    pub all: u64,
}

type Steps = Arc<Mutex<BTreeMap<i64, Step>>>;

/// The queue of jobs, and how far each campaign's is.
#[derive(Debug)]
pub struct Jobs {
    queue: Mutex<Sender<Job>>,
    steps: Steps,
}

impl Jobs {
    /// Starts the thread that works.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn start(store: Store, vault: Arc<Vault>, clock: Clock) -> std::io::Result<Self> {
        let (queue, jobs) = channel::<Job>();
        let steps = Steps::default();
        let worker = Worker { store, vault, clock, steps: Arc::clone(&steps) };
        std::thread::Builder::new().name("jobs".to_owned()).spawn(move || {
            loop {
                match jobs.recv_timeout(REFIT_EVERY) {
                    Ok(job) => worker.work(&job),
                    Err(RecvTimeoutError::Timeout) => {
                        let refit = std::panic::AssertUnwindSafe(|| worker.refit());
                        if std::panic::catch_unwind(refit).is_err() {
                            error!("fitting a model died; the server goes on");
                        }
                    }
                    Err(RecvTimeoutError::Disconnected) => return,
                }
            }
        })?;
        Ok(Self { queue: Mutex::new(queue), steps })
    }

    /// Queues a job. An import that the thread does not get to is ended at the server's next start.
    pub fn push(&self, job: Job) {
        let campaign = job.campaign().id.0;
        set(&self.steps, campaign, Step { what: "waiting", done: 0, all: 0 });
        let queue = self.queue.lock().unwrap_or_else(PoisonError::into_inner);
        if queue.send(job).is_err() {
            error!("the thread for long work is gone; restart the server");
        }
    }

    /// How far the job of a campaign is; nothing when there is none.
    #[must_use]
    pub fn step(&self, campaign: &Campaign) -> Option<Step> {
        let steps = self.steps.lock().unwrap_or_else(PoisonError::into_inner);
        steps.get(&campaign.id.0).cloned()
    }
}

impl Job {
    const fn campaign(&self) -> &Campaign {
        match self {
            Self::Check(campaign, _) | Self::Apply(campaign, _) | Self::Cut(campaign) => campaign,
        }
    }
}

struct Worker {
    store: Store,
    vault: Arc<Vault>,
    clock: Clock,
    steps: Steps,
}

impl Worker {
    /// Fits the model of every open campaign that asks it and has been judged enough since.
    fn refit(&self) {
        let campaigns = match self.store.read(look::campaigns) {
            Ok(campaigns) => campaigns,
            Err(error) => return error!(%error, "campaigns could not be read"),
        };
        for campaign in campaigns.iter().filter(|campaign| campaign.phase == Phase::Open) {
            match model::refit_if_due(&self.store, self.clock.now(), campaign) {
                Ok(None) => {}
                Ok(Some(fit)) if fit.is_frozen => {
                    error!(campaign = campaign.id.0, fit = fit.id, "the model is frozen");
                }
                Ok(Some(fit)) => info!(campaign = campaign.id.0, fit = fit.id, "model fitted"),
                Err(error) => error!(campaign = campaign.id.0, %error, "no model was fitted"),
            }
        }
    }

    fn work(&self, job: &Job) {
        let id = job.campaign().id.0;
        let done = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| self.run(job)));
        match done {
            Ok(Ok(())) => info!(campaign = id, "long work is done"),
            Ok(Err(reason)) => {
                error!(campaign = id, %reason, "long work stopped");
                self.give_up(job, &reason);
            }
            Err(_) => {
                error!(campaign = id, "long work died; the server goes on");
                self.give_up(job, "the server gave up on it; its log says more");
            }
        }
        self.steps.lock().unwrap_or_else(PoisonError::into_inner).remove(&id);
    }

    /// An import that is half done is ended with the reason, or its page would wait for ever.
    fn give_up(&self, job: &Job, reason: &str) {
        if let Job::Check(_, import) | Job::Apply(_, import) = job
            && let Err(error) = import::give_up(&self.store, self.clock.now(), import, reason)
        {
            error!(%error, "an import could not be ended");
        }
    }

    fn run(&self, job: &Job) -> Result<(), String> {
        let (now, mut rng) = (self.clock.now(), chance());
        let mut read = |done: usize, all: usize| {
            let count = |n: usize| u64::try_from(n).unwrap_or(0);
            self.step(job, "reading", count(done), count(all));
        };
        let told = |error: StageError| error.to_string();
        match job {
            Job::Check(campaign, import) => {
                read(0, 0);
                import::check(&self.store, now, &mut rng, campaign, import, &mut read).map_err(told)
            }
            Job::Apply(campaign, import) => {
                read(0, 0);
                let store = &self.store;
                let is_in = import::apply(store, now, &mut rng, campaign, import, &mut read);
                if is_in.map_err(told)? { self.cut(job) } else { Ok(()) }
            }
            Job::Cut(_) => self.cut(job),
        }
    }

    fn cut(&self, job: &Job) -> Result<(), String> {
        let campaign = job.campaign();
        let size = self.store.read(|db| look::chips(db, campaign));
        let (wanted, missing) = size.map_err(|error: StoreError| error.to_string())?;
        if missing == 0 || wanted > CHIPS_AHEAD_MAX {
            return Ok(());
        }
        let done = std::sync::atomic::AtomicU64::new(0);
        let progress = |more: u64| {
            let before = done.fetch_add(more, std::sync::atomic::Ordering::Relaxed);
            self.step(job, "cutting chips", before + more, missing);
        };
        progress(0);
        cut::cut_all(&self.store, &self.vault, campaign, THREADS, &progress)
            .map(drop)
            .map_err(|error| error.to_string())
    }

    fn step(&self, job: &Job, what: &'static str, done: u64, all: u64) {
        set(&self.steps, job.campaign().id.0, Step { what, done, all });
    }
}

fn set(steps: &Steps, campaign: i64, step: Step) {
    steps.lock().unwrap_or_else(PoisonError::into_inner).insert(campaign, step);
}
