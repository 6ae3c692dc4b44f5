//! Chips under the hash of their bytes, in a folder or in a bucket of a server that speaks S3:
//! `ab/cd/<sha256>.webp`, or `.jpg` for JPEG as older programs wrote all of them. Written whole or
//! not at all, never changed, and checked against their name when read.
//!
//! Which chips exist is the database's to know; the vault keeps bytes. It can be called from any
//! thread and makes it wait; an async task must go through a blocking thread.

mod bucket;
mod error;
mod folder;
mod hash;
mod place;
#[cfg(test)]
mod tests;

use std::ops::ControlFlow;

use super::encode::Format;
use bucket::{Bucket, BucketBatch};
pub use error::VaultError;
use folder::{Folder, FolderBatch};
pub use hash::{ContentHash, NotAHash, file_sha256};
pub use place::{Entry, NotAPlace, Place, What};

/// Bytes that no chip has.
const CHIP_BYTES_MAX: u64 = 64 * 1024 * 1024;

/// A place that keeps chips.
#[derive(Debug)]
pub struct Vault {
    place: Place,
    kind: Kind,
}

#[derive(Debug)]
enum Kind {
    Folder(Folder),
    Bucket(Bucket),
}

impl Vault {
    /// Opens the vault at a place, making the folder if needed. A bucket is not asked yet: see
    /// [`Self::check`].
    ///
    /// How to reach a bucket is read from the environment, named as Amazon's own tools name it:
    /// `AWS_ENDPOINT_URL` (for servers that are not Amazon's), `AWS_REGION`, `AWS_ACCESS_KEY_ID`
    /// and `AWS_SECRET_ACCESS_KEY`. Over plain http only when `AWS_ALLOW_HTTP` is `true`.
    ///
    /// # Errors
    /// When the folder cannot be made or the settings are wrong.
    pub fn open(place: &Place) -> Result<Self, VaultError> {
        let text = |(name, value): (std::ffi::OsString, std::ffi::OsString)| {
            Some((name.into_string().ok()?, value.into_string().ok()?))
        };
        let settings: Vec<_> = std::env::vars_os().filter_map(text).collect();
        Self::open_with(place, &settings)
    }

    /// Opens the vault at a place with these settings instead of the environment's.
    ///
    /// # Errors
    /// When the folder cannot be made or the settings are wrong.
    pub fn open_with(place: &Place, settings: &[(String, String)]) -> Result<Self, VaultError> {
        let kind = match place {
            Place::Folder(root) => Kind::Folder(Folder::open(root)?),
            Place::Bucket { bucket, prefix } => {
                Kind::Bucket(Bucket::open(bucket, prefix, settings)?)
            }
        };
        Ok(Self { place: place.clone(), kind })
    }

    /// Where it is.
    #[must_use]
    pub const fn place(&self) -> &Place {
        &self.place
    }

    /// Tries whether the folder can be written, or the bucket be listed.
    ///
    /// # Errors
    /// Why not, and how to mend it.
    pub fn check(&self) -> Result<(), VaultError> {
        match &self.kind {
            Kind::Folder(folder) => folder.check(),
            Kind::Bucket(bucket) => bucket.check(),
        }
    }

    /// Keeps `bytes` and says under which hash. Once it returns they are on the disk, not only on
    /// their way to it. Whole bytes that are there already are left alone. For many chips a
    /// [`Batch`] is far faster.
    ///
    /// # Errors
    /// When they cannot be written; then nothing is kept, or all.
    pub fn put(&self, bytes: &[u8], format: Format) -> Result<ContentHash, VaultError> {
        let mut batch = self.batch();
        let hash = batch.put(bytes, format)?;
        batch.flush().map(|()| hash)
    }

    /// A batch of chips to be kept together.
    pub fn batch(&self) -> Batch<'_> {
        match &self.kind {
            Kind::Folder(folder) => Batch(BatchKind::Folder(FolderBatch::new(folder))),
            Kind::Bucket(bucket) => Batch(BatchKind::Bucket(BucketBatch::new(bucket))),
        }
    }

    /// The bytes of a hash, if they are kept. A JPEG is found at the second look, which costs a
    /// bucket one more request.
    ///
    /// # Errors
    /// When they cannot be read, and [`VaultError::Damaged`] when they are no longer those that
    /// their name promises.
    pub fn get(&self, hash: &ContentHash) -> Result<Option<Vec<u8>>, VaultError> {
        match &self.kind {
            Kind::Folder(folder) => folder.get(hash),
            Kind::Bucket(bucket) => bucket.get(hash),
        }
    }

    /// Whether something is kept under a hash; its bytes are not looked at.
    ///
    /// # Errors
    /// When the place cannot be asked.
    pub fn contains(&self, hash: &ContentHash) -> Result<bool, VaultError> {
        match &self.kind {
            Kind::Folder(folder) => folder.contains(hash),
            Kind::Bucket(bucket) => bucket.contains(hash),
        }
    }

    /// Removes what is kept under a hash; that nothing is there is no error.
    ///
    /// # Errors
    /// When it cannot be removed.
    pub fn remove(&self, hash: &ContentHash) -> Result<(), VaultError> {
        match &self.kind {
            Kind::Folder(folder) => folder.remove(hash),
            Kind::Bucket(bucket) => bucket.remove(hash),
        }
    }

    /// Removes what a crash left of a write, as [`Self::list`] named it. One that is being
    /// written looks the same: only those of the day before may be removed.
    ///
    /// # Errors
    /// When it is not an unfinished chip, or cannot be removed.
    pub fn remove_part(&self, name: &str) -> Result<(), VaultError> {
        match &self.kind {
            Kind::Folder(folder) => folder.remove_part(name),
            Kind::Bucket(_) => Err(VaultError::NotAPart(name.to_owned())),
        }
    }

    /// Shows each thing that is kept, in no certain order, until `visit` breaks off. However many
    /// there are, few are held in memory.
    ///
    /// # Errors
    /// When the place cannot be listed.
    pub fn list(&self, visit: &mut dyn FnMut(Entry) -> ControlFlow<()>) -> Result<(), VaultError> {
        match &self.kind {
            Kind::Folder(folder) => folder.list(visit),
            Kind::Bucket(bucket) => bucket.list(visit),
        }
    }
}

/// Chips that are kept together: none has to be there before [`Batch::flush`] returned. What was
/// put since the last flush and never flushed is removed again, or may be missing.
///
/// A few hundred chips a batch are enough: several are written, or sent, at once.
#[derive(Debug)]
#[must_use = "nothing is kept before it is flushed"]
pub struct Batch<'a>(BatchKind<'a>);

#[derive(Debug)]
enum BatchKind<'a> {
    Folder(FolderBatch<'a>),
    Bucket(BucketBatch<'a>),
}

impl Batch<'_> {
    /// Takes a chip into the batch and says under which hash it will be.
    ///
    /// # Errors
    /// When it cannot be written, or an earlier one of the batch could not.
    pub fn put(&mut self, bytes: &[u8], format: Format) -> Result<ContentHash, VaultError> {
        match &mut self.0 {
            BatchKind::Folder(batch) => batch.put(bytes, format),
            BatchKind::Bucket(batch) => batch.put(bytes, format),
        }
    }

    /// Returns when every chip of the batch is kept for good; the batch can then be used again.
    ///
    /// # Errors
    /// When one could not be written. Others may have been kept: put them all again, which costs
    /// little where they were.
    pub fn flush(&mut self) -> Result<(), VaultError> {
        match &mut self.0 {
            BatchKind::Folder(batch) => batch.flush(),
            BatchKind::Bucket(batch) => batch.flush(),
        }
    }
}
