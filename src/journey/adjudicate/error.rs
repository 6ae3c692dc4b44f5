//! Why nothing was answered or ruled, in words for staff.

use crate::domain::adjudication::Bar;
use crate::domain::answer::AnswerError;
use crate::domain::limits::{REASON_CHARS_MAX, RULING_MORE_MAX};
use crate::store::StoreError;

/// Why nothing was answered or ruled.
#[derive(Debug, thiserror::Error)]
pub enum AdjudicateError {
    /// No such building.
    #[error("there is no such building in this campaign")]
    NotFound,
    /// Nobody was asked about it.
    #[error("no volunteer has been asked about this building yet")]
    NotAsked,
    /// The same browser judged it as a volunteer.
    #[error("a volunteer judged this building in this browser: nobody rules on their own votes")]
    OwnVotes,
    /// They did not answer first.
    #[error("answer yourself first; the votes are shown after that")]
    Unanswered,
    /// No reason, or one that is too long.
    #[error("a reason is needed, of at most {REASON_CHARS_MAX} characters: it is published")]
    Reason,
    /// Nothing that could be taken over.
    #[error("volunteers agree on neither end, so there is nothing to take over; rule otherwise")]
    NoAgreement,
    /// No kind of ruling.
    #[error("choose how you rule")]
    NoKind,
    /// Too many, or none.
    #[error("from 1 to {RULING_MORE_MAX} more volunteers may be asked at once")]
    More,
    /// One or two people rule.
    #[error("one person or two may be needed for a ruling")]
    People,
    /// Nothing is ruled that could be disputed.
    #[error("no ruling is in force here that could be disputed")]
    NothingRuled,
    /// Nothing is to be mended.
    #[error("nothing is to be mended here")]
    NothingToMend,
    /// They may not rule.
    #[error(transparent)]
    Barred(#[from] Bar),
    /// What was answered is no answer.
    #[error(transparent)]
    Answer(#[from] AnswerError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}
