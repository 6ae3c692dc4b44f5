//! A vault in a bucket of a server that speaks S3. Objects appear there whole or not at all, so
//! that there are no unfinished ones.
//!
//! Callers are plain threads: requests run on two threads of this file's own, and the caller waits.

use std::collections::HashSet;
use std::fmt;
use std::future::Future;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

use object_store::aws::{AmazonS3, AmazonS3Builder, AmazonS3ConfigKey};
use object_store::list::{PaginatedListOptions, PaginatedListStore};
use object_store::path::Path as Name;
use object_store::{
    Attribute, Attributes, BackoffConfig, ClientOptions, ObjectMeta, ObjectStore, ObjectStoreExt,
    PutOptions, PutPayload, RetryConfig,
};
use tokio::runtime::{self, Runtime};

use super::CHIP_BYTES_MAX;
use super::error::VaultError;
use super::hash::ContentHash;
use super::place::{Entry, FORMATS, Place, What, name_of};
use crate::imagery::encode::Format;

/// Uploads that one batch has under way at once.
const UPLOADS_AT_ONCE: usize = 16;
/// Names asked for at once when listing; no server gives more.
const PAGE: usize = 1000;
/// How often a request that failed is tried again, waiting longer each time, and within how long.
const RETRIES: usize = 6;
const RETRYING: Duration = Duration::from_mins(1);
const FIRST_WAIT: Duration = Duration::from_millis(200);
const LONGEST_WAIT: Duration = Duration::from_secs(10);
/// How long one try may take, and its connecting.
const REQUEST: Duration = Duration::from_secs(30);
const CONNECTING: Duration = Duration::from_secs(5);

/// The bucket of a vault.
pub(super) struct Bucket {
    store: Arc<AmazonS3>,
    place: Place,
    /// What every name begins with: empty, or words that end in `/`.
    prefix: String,
    runtime: Option<Runtime>,
}

/// Says where, but not with which key.
impl fmt::Debug for Bucket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Bucket").field("place", &self.place).finish_non_exhaustive()
    }
}

impl Drop for Bucket {
    fn drop(&mut self) {
        // Waiting for its threads would panic where the last owner is an async task.
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

impl Bucket {
    pub(super) fn open(
        bucket: &str,
        prefix: &str,
        settings: &[(String, String)],
    ) -> Result<Self, VaultError> {
        let place = Place::Bucket { bucket: bucket.to_owned(), prefix: prefix.to_owned() };
        let refuse = |said: String| VaultError::Settings { place: place.to_string(), said };
        // Fails only when a provider was chosen before, which will do.
        drop(rustls::crypto::ring::default_provider().install_default());
        let store = builder(settings).map_err(refuse)?.with_bucket_name(bucket).build();
        let store = Arc::new(store.map_err(|error| refuse(error.to_string()))?);
        let runtime = runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .thread_name("bucket")
            .enable_all()
            .build()
            .map_err(|error| refuse(format!("no thread can be started for it: {error}")))?;
        let prefix = if prefix.is_empty() { String::new() } else { format!("{prefix}/") };
        Ok(Self { store, place, prefix, runtime: Some(runtime) })
    }

    /// Asks for one name, which shows whether the bucket and the key are good.
    pub(super) fn check(&self) -> Result<(), VaultError> {
        self.page(None, 1).map(|_| ())
    }

    pub(super) fn get(&self, hash: &ContentHash) -> Result<Option<Vec<u8>>, VaultError> {
        for format in FORMATS {
            let (store, name) = (Arc::clone(&self.store), self.name(hash, format));
            let fetched = self.run(async move {
                let found = store.get(&name).await?;
                let is_chip = found.meta.size < CHIP_BYTES_MAX;
                if is_chip { found.bytes().await.map(Some) } else { Ok(None) }
            })?;
            if let Some(bytes) = self.found("reading", hash, format, fetched)? {
                let bytes = bytes.filter(|bytes| ContentHash::of(bytes) == *hash);
                return bytes.map(|bytes| Some(bytes.into())).ok_or(VaultError::Damaged(*hash));
            }
        }
        Ok(None)
    }

    pub(super) fn contains(&self, hash: &ContentHash) -> Result<bool, VaultError> {
        for format in FORMATS {
            let (store, name) = (Arc::clone(&self.store), self.name(hash, format));
            let found = self.run(async move { store.head(&name).await })?;
            if self.found("looking for", hash, format, found)?.is_some() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    pub(super) fn remove(&self, hash: &ContentHash) -> Result<(), VaultError> {
        for format in FORMATS {
            let (store, name) = (Arc::clone(&self.store), self.name(hash, format));
            let removed = self.run(async move { store.delete(&name).await })?;
            self.found("removing", hash, format, removed)?;
        }
        Ok(())
    }

    pub(super) fn list(
        &self,
        visit: &mut dyn FnMut(Entry) -> ControlFlow<()>,
    ) -> Result<(), VaultError> {
        let mut token = None;
        loop {
            let (objects, next) = self.page(token, PAGE)?;
            for object in objects {
                if visit(self.entry(&object)).is_break() {
                    return Ok(());
                }
            }
            if next.is_none() {
                return Ok(());
            }
            token = next;
        }
    }

    fn entry(&self, object: &ObjectMeta) -> Entry {
        let name = object.location.as_ref();
        let name = name.strip_prefix(&self.prefix).unwrap_or(name);
        let what = match What::of_name(name) {
            What::Part(name) => What::Foreign(name),
            what => what,
        };
        Entry { what, bytes: object.size, changed_at: Some(object.last_modified) }
    }

    /// Objects from where `token` says, and the token of those after them.
    fn page(
        &self,
        token: Option<String>,
        count: usize,
    ) -> Result<(Vec<ObjectMeta>, Option<String>), VaultError> {
        let (store, prefix) = (Arc::clone(&self.store), self.prefix.clone());
        let listed = self.run(async move {
            let prefix = Some(prefix.as_str()).filter(|prefix| !prefix.is_empty());
            let options = PaginatedListOptions {
                page_token: token,
                max_keys: Some(count),
                ..PaginatedListOptions::default()
            };
            store.list_paginated(prefix, options).await
        })?;
        let place = || self.place.to_string();
        let page = listed.map_err(|e| VaultError::of_bucket("listing", place(), &e))?;
        Ok((page.result.objects, page.page_token))
    }

    /// Starts an upload and returns; its outcome comes through `done`.
    fn upload(&self, chip: Chip, done: Sender<Result<(), VaultError>>) -> Result<(), VaultError> {
        let (store, name) = (Arc::clone(&self.store), self.name(&chip.hash, chip.format));
        let place = self.place_of(&chip.hash, chip.format);
        self.spawn(async move {
            let mime = chip.format.mime();
            let attributes = Attributes::from_iter([(Attribute::ContentType, mime)]);
            let options = PutOptions { attributes, ..PutOptions::default() };
            let put = store.put_opts(&name, PutPayload::from(chip.bytes), options).await;
            let said = |e| VaultError::of_bucket("writing", place, &e);
            // Whoever asked may have given up.
            drop(done.send(put.map(|_| ()).map_err(said)));
        })
    }

    /// What a request found; nothing where there is no such object.
    fn found<T>(
        &self,
        doing: &'static str,
        hash: &ContentHash,
        format: Format,
        found: object_store::Result<T>,
    ) -> Result<Option<T>, VaultError> {
        match found {
            Ok(found) => Ok(Some(found)),
            Err(error) if is_absent(&error) => Ok(None),
            Err(error) => Err(VaultError::of_bucket(doing, self.place_of(hash, format), &error)),
        }
    }

    fn name(&self, hash: &ContentHash, format: Format) -> Name {
        Name::from(format!("{}{}", self.prefix, name_of(hash, format)))
    }

    fn place_of(&self, hash: &ContentHash, format: Format) -> String {
        format!("{}/{}", self.place, name_of(hash, format))
    }

    fn spawn(&self, task: impl Future<Output = ()> + Send + 'static) -> Result<(), VaultError> {
        let runtime = self.runtime.as_ref().ok_or_else(|| self.lost())?;
        drop(runtime.spawn(task));
        Ok(())
    }

    /// Runs a request and waits for it, from whatever thread.
    fn run<T: Send + 'static>(
        &self,
        request: impl Future<Output = T> + Send + 'static,
    ) -> Result<T, VaultError> {
        let (done, outcome) = channel();
        self.spawn(async move { drop(done.send(request.await)) })?;
        outcome.recv().map_err(|_closed| self.lost())
    }

    fn lost(&self) -> VaultError {
        VaultError::Lost(self.place.to_string())
    }
}

/// A chip to be uploaded.
struct Chip {
    hash: ContentHash,
    format: Format,
    bytes: Vec<u8>,
}

/// Chips on their way into a bucket.
pub(super) struct BucketBatch<'a> {
    bucket: &'a Bucket,
    done: Sender<Result<(), VaultError>>,
    outcomes: Receiver<Result<(), VaultError>>,
    under_way: usize,
    hashes: HashSet<ContentHash>,
}

impl fmt::Debug for BucketBatch<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("BucketBatch");
        shown.field("under_way", &self.under_way).finish_non_exhaustive()
    }
}

impl<'a> BucketBatch<'a> {
    pub(super) fn new(bucket: &'a Bucket) -> Self {
        let (done, outcomes) = channel();
        Self { bucket, done, outcomes, under_way: 0, hashes: HashSet::new() }
    }

    /// Starts uploading a chip, once fewer than [`UPLOADS_AT_ONCE`] are under way.
    pub(super) fn put(&mut self, bytes: &[u8], format: Format) -> Result<ContentHash, VaultError> {
        let hash = ContentHash::of(bytes);
        if self.hashes.contains(&hash) {
            return Ok(hash);
        }
        while self.under_way >= UPLOADS_AT_ONCE {
            self.wait_for_one()?;
        }
        self.bucket.upload(Chip { hash, format, bytes: bytes.to_vec() }, self.done.clone())?;
        self.under_way += 1;
        self.hashes.insert(hash);
        Ok(hash)
    }

    pub(super) fn flush(&mut self) -> Result<(), VaultError> {
        self.hashes.clear();
        // All are waited for, so that the next flush tells only of its own.
        let mut first = Ok(());
        while self.under_way > 0 {
            first = first.and(self.wait_for_one());
        }
        first
    }

    fn wait_for_one(&mut self) -> Result<(), VaultError> {
        self.under_way -= 1;
        self.outcomes.recv().map_err(|_closed| self.bucket.lost())?
    }
}

/// Whether it is the object that is missing, not the bucket.
fn is_absent(error: &object_store::Error) -> bool {
    matches!(error, object_store::Error::NotFound { .. })
        && !error.to_string().contains("NoSuchBucket")
}

/// A client set up by settings named as Amazon's tools name them in the environment.
fn builder(settings: &[(String, String)]) -> Result<AmazonS3Builder, String> {
    let client = ClientOptions::new().with_timeout(REQUEST).with_connect_timeout(CONNECTING);
    let backoff = BackoffConfig { init_backoff: FIRST_WAIT, max_backoff: LONGEST_WAIT, base: 2.0 };
    let retry = RetryConfig { backoff, max_retries: RETRIES, retry_timeout: RETRYING };
    let mut builder = AmazonS3Builder::new().with_client_options(client).with_retry(retry);
    let mut is_open = Ok(());
    let may_be_http = settings.iter().any(|(name, to)| name == "AWS_ALLOW_HTTP" && to == "true");
    for (name, value) in settings.iter().filter(|(name, _)| name.starts_with("AWS_")) {
        if name.starts_with("AWS_ENDPOINT") && value.starts_with("http://") && !may_be_http {
            is_open = Err(format!(
                "{name}={value} would send chips unprotected; give an https address, or set \
                 AWS_ALLOW_HTTP=true if no one else can listen on the way there"
            ));
        }
        if let Ok(key) = name.to_ascii_lowercase().parse::<AmazonS3ConfigKey>() {
            builder = builder.with_config(key, value);
        }
    }
    // Not every server that speaks S3 can delete several objects at once.
    is_open.map(|()| builder.with_disable_bulk_delete(true))
}
