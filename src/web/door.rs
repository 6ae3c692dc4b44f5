//! The async door to the sync store: reads on a blocking thread, writes in the writer's queue
//! where there is one.

use actix_web::web;
use tokio::sync::oneshot;

use crate::store::{Db, Store, StoreError};

/// The way to the store.
#[derive(Clone)]
pub struct Door {
    store: Store,
}

impl Door {
    /// A door to this store.
    #[must_use]
    pub const fn new(store: Store) -> Self {
        Self { store }
    }

    /// The store itself, for work that runs on a thread of its own.
    #[must_use]
    pub const fn store(&self) -> &Store {
        &self.store
    }

    /// Reads.
    ///
    /// # Errors
    /// What the closure returns, or that the store could not be reached.
    pub async fn read<T, E, F>(&self, job: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
        F: FnOnce(&mut Db) -> Result<T, E> + Send + 'static,
    {
        let store = self.store.clone();
        let done = web::block(move || store.read(job)).await;
        done.unwrap_or_else(|_| Err(E::from(StoreError::Lost)))
    }

    /// Writes: all or nothing, durable when this returns `Ok`.
    ///
    /// # Errors
    /// What the closure returns, or that the write could not be made.
    pub async fn write<T, E, F>(&self, job: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
        F: FnOnce(&mut Db) -> Result<T, E> + Send + 'static,
    {
        let (answer, wait) = oneshot::channel();
        // If the client has gone, nobody waits for the answer; the write stands all the same.
        let queued = self.store.enqueue(job, move |outcome| drop(answer.send(outcome)));
        if let Err((job, _)) = queued {
            let store = self.store.clone();
            let done = web::block(move || store.write(job)).await;
            return done.unwrap_or_else(|_| Err(E::from(StoreError::Lost)));
        }
        wait.await.unwrap_or_else(|_| Err(E::from(StoreError::Lost)))
    }
}
