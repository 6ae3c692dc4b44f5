//! What a witness decides after a look at somebody else's ledger.

use crate::domain::ledger::proof;
use crate::domain::ledger::{Checkpoint, Note, NoteError, PublicKey};

/// What a witness knows after a look: the new note is a continuation of the one it kept.
///
/// # Errors
/// When it is not signed by the key, or `path` does not show that.
pub fn witnessed(
    key: &PublicKey,
    known: Option<&str>,
    new: &str,
    path: &str,
) -> Result<(Note, Checkpoint), WitnessError> {
    let note = Note::parse(new)?;
    let checkpoint = note.checkpoint(key)?;
    if let Some(known) = known {
        let known = Note::parse(known)?.checkpoint(key)?;
        if known.size > checkpoint.size {
            return Err(WitnessError::Shrunk(known.size, checkpoint.size));
        }
        let path = proof::parse_lines(path).ok_or(WitnessError::Rewritten(known.size))?;
        let (old, new) = (&known.root, &checkpoint.root);
        if !proof::is_consistent(known.size, checkpoint.size, old, new, &path) {
            return Err(WitnessError::Rewritten(known.size));
        }
    }
    Ok((note, checkpoint))
}

/// Why a witness does not go along.
#[derive(Debug, thiserror::Error)]
pub enum WitnessError {
    /// Not a signed checkpoint.
    #[error(transparent)]
    Note(#[from] NoteError),
    /// It has become shorter.
    #[error("the ledger had {0} lines and now has {1}: lines were taken away")]
    Shrunk(u64, u64),
    /// What was there is there no longer.
    #[error(
        "the ledger of today does not begin with the {0} lines that were there: it was changed"
    )]
    Rewritten(u64),
}
