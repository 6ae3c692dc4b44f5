//! What can go wrong with a vault, said so that it can be mended.

use std::io;
use std::path::{Path, PathBuf};

use super::hash::ContentHash;

/// Characters of what a server said that are passed on.
const SAID_CHARS_MAX: usize = 400;

/// Why a chip cannot be kept or fetched.
#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    /// The file system refused.
    #[error("{doing} {} failed: {source}; {}", path.display(), mend_of_io(source))]
    Folder {
        /// What was tried, as in "writing".
        doing: &'static str,
        /// On what.
        path: PathBuf,
        /// What the file system said.
        source: io::Error,
    },
    /// The bytes are not those that the name promises: evidence must not change in silence.
    #[error("chip {0} is damaged where it is kept; restore it from a backup or cut it again")]
    Damaged(ContentHash),
    /// The settings do not lead to a bucket.
    #[error("{place} cannot be used: {said}")]
    Settings {
        /// The bucket.
        place: String,
        /// What is wrong, and how to mend it.
        said: String,
    },
    /// The server refused, or could not be reached in several tries.
    #[error("{doing} {place} failed: {said}; {mend}")]
    Bucket {
        /// What was tried, as in "writing".
        doing: &'static str,
        /// On what.
        place: String,
        /// What the server or the network said.
        said: String,
        /// What to do about it.
        mend: &'static str,
    },
    /// The threads that speak to the server are gone.
    #[error("nothing speaks to {0} any more; start the program again")]
    Lost(String),
    /// A name that is no unfinished chip.
    #[error("{0} is not an unfinished chip and is left alone; look at it and remove it by hand")]
    NotAPart(String),
}

impl VaultError {
    /// Turns what the file system says about `path` into an error of this kind.
    pub(super) fn of_io<'a>(
        doing: &'static str,
        path: &'a Path,
    ) -> impl FnOnce(io::Error) -> Self + use<'a> {
        move |source| Self::Folder { doing, path: path.to_owned(), source }
    }

    /// Turns what the server says about `place` into an error of this kind.
    pub(super) fn of_bucket(
        doing: &'static str,
        place: String,
        error: &object_store::Error,
    ) -> Self {
        let said = error.to_string();
        // A listing that is refused comes as an error of no kind.
        let tells = |codes: &[&str]| codes.iter().any(|code| said.contains(code));
        let mend = if tells(&["NoSuchBucket", "404 Not Found"]) {
            "make the bucket, or correct its name"
        } else if tells(&["403 Forbidden", "401 Unauthorized", "AccessDenied"]) {
            "check AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, and what that key may do: it must \
             read, write, list and delete objects"
        } else {
            "check that AWS_ENDPOINT_URL and AWS_REGION are right and the server can be reached, \
             and run it again: what was kept stays"
        };
        let said: String = said.chars().take(SAID_CHARS_MAX).collect();
        Self::Bucket { doing, place, said: said.replace('\n', " "), mend }
    }
}

const fn mend_of_kind(kind: io::ErrorKind) -> &'static str {
    match kind {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            "make room on that disk and run it again: what was kept stays"
        }
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            "let the account that runs aftermath write there"
        }
        io::ErrorKind::NotADirectory | io::ErrorKind::AlreadyExists => {
            "something that is no folder is in the way; move it"
        }
        _ => "check that the disk is there and sound",
    }
}

fn mend_of_io(error: &io::Error) -> &'static str {
    mend_of_kind(error.kind())
}
