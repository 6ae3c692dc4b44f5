//! SQLite's writer: one thread, one connection, and one durable commit for all jobs that wait.
//!
//! Each job runs in a savepoint of its own, so that one that fails leaves the others whole, and
//! is answered only after the commit. Under load this makes a flush to disk cost a fraction of a
//! judgement; figures are in `docs/DESIGN.md`.

use std::marker::PhantomData;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::JoinHandle;

use super::dialect::{self, Db};
use super::{StoreError, run_in};
use crate::domain::limits::{WRITE_BATCH_MAX, WRITE_QUEUE_MAX};

/// Tells the caller of one job how it ended; the argument says whether the commit held.
type Answer = Box<dyn FnOnce(Commit) + Send>;
/// Does one job and returns how to answer it.
type Job = Box<dyn FnOnce(&mut Db) -> Answer + Send>;

/// The handle of the writer thread. Dropping it lets the thread finish what waits and end.
pub(super) struct Writer {
    jobs: Option<SyncSender<Job>>,
    thread: Option<JoinHandle<()>>,
}

impl Writer {
    /// Starts the thread on a connection of its own.
    pub(super) fn start(db: Db) -> Result<Self, StoreError> {
        let (jobs, queue) = sync_channel(WRITE_QUEUE_MAX);
        let thread = std::thread::Builder::new()
            .name("writer".to_owned())
            .spawn(move || work(db, &queue))
            .map_err(StoreError::Thread)?;
        Ok(Self { jobs: Some(jobs), thread: Some(thread) })
    }

    /// Queues a job; `done` is called from the writer thread once it is durable or has failed,
    /// or here and now when too many jobs wait.
    pub(super) fn enqueue<T, E, F, D>(&self, job: F, done: D)
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
        F: FnOnce(&mut Db) -> Result<T, E> + Send + 'static,
        D: FnOnce(Result<T, E>) + Send + 'static,
    {
        // Whoever drops the job without running it (a full queue) still answers `done`.
        let mut done = Reply { done: Some(done), outcome: PhantomData };
        let job: Job = Box::new(move |db| {
            let outcome = begun(db, job);
            Box::new(move |commit| {
                done.send(match commit {
                    Commit::Held => outcome,
                    Commit::Full => Err(E::from(StoreError::Full)),
                    Commit::Failed => Err(E::from(StoreError::Lost)),
                });
            })
        });
        if let Some(jobs) = &self.jobs {
            // The rejected job is dropped here, and its `Reply` says `Busy`.
            drop(jobs.try_send(job));
        }
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        drop(self.jobs.take());
        if let Some(thread) = self.thread.take() {
            // A panic of the thread was already answered to its jobs.
            drop(thread.join());
        }
    }
}

/// What became of the commit that several jobs shared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Commit {
    Held,
    /// There was no room for it.
    Full,
    Failed,
}

/// A promise to answer, kept even when the job never runs.
struct Reply<T, E: From<StoreError>, D: FnOnce(Result<T, E>)> {
    done: Option<D>,
    outcome: PhantomData<fn(T, E)>,
}

impl<T, E: From<StoreError>, D: FnOnce(Result<T, E>)> Reply<T, E, D> {
    fn send(&mut self, outcome: Result<T, E>) {
        if let Some(done) = self.done.take() {
            done(outcome);
        }
    }
}

impl<T, E: From<StoreError>, D: FnOnce(Result<T, E>)> Drop for Reply<T, E, D> {
    fn drop(&mut self) {
        self.send(Err(E::from(StoreError::Busy)));
    }
}

/// Runs a job in its savepoint; a panic is undone and answered like any failure.
fn begun<T, E: From<StoreError>>(
    db: &mut Db,
    job: impl FnOnce(&mut Db) -> Result<T, E>,
) -> Result<T, E> {
    run_in(db, dialect::begin_nested, |db| {
        catch_unwind(AssertUnwindSafe(|| job(db))).unwrap_or_else(|_| {
            tracing::error!("a write panicked and was undone");
            Err(E::from(StoreError::Lost))
        })
    })
}

fn work(mut db: Db, queue: &Receiver<Job>) {
    while let Ok(first) = queue.recv() {
        let mut answers = Vec::new();
        let held = run_in(&mut db, dialect::begin_write, |db| {
            answers.push(first(db));
            while answers.len() < WRITE_BATCH_MAX {
                match queue.try_recv() {
                    Ok(job) => answers.push(job(db)),
                    Err(_) => break,
                }
            }
            Ok::<(), StoreError>(())
        });
        let commit = match &held {
            Ok(()) => Commit::Held,
            Err(error) => {
                tracing::error!(%error, jobs = answers.len(), "a commit failed");
                if error.is_full() { Commit::Full } else { Commit::Failed }
            }
        };
        for answer in answers {
            answer(commit);
        }
    }
}
