//! The fields of each kind of event, in the order in which they stand in its line.

use serde::{Deserialize, Serialize};

use super::leaf::Commitment;

macro_rules! bodies {
    ($($(#[$doc:meta])* $name:ident {
        $($(#[$field_doc:meta])* $field:ident: $type:ty),* $(,)?
    })*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
        pub struct $name {
            $($(#[$field_doc])* pub $field: $type,)*
        }
    )*};
}

bodies! {
    /// What a campaign is.
    CampaignState {
        /// Its name in addresses.
        slug: String,
        /// `draft`, `open`, `paused` or `closed`.
        phase: String,
        /// How its buildings are settled, with every parameter.
        method: String,
        /// SHA-256 of `method`, in hex.
        method_id: String,
        /// How its tasks are dealt.
        dealing: String,
        /// SHA-256 of what volunteers are told, in hex.
        definition: String,
    }

    /// A capture.
    Capture {
        /// Its number.
        number: i64,
        /// Its id in the catalogue it came from.
        image_id: String,
        /// When it was taken.
        taken: i64,
        /// How exactly that is known.
        precision: String,
        /// SHA-256 of its files, in hex.
        files: Vec<String>,
        /// The import that brought it.
        import: Option<i64>,
        /// Whether volunteers are shown it.
        shown: bool,
        /// Whether it waits to be shown.
        held: bool,
        /// How far it is moved to the east, in millimetres.
        east_mm: i64,
        /// And to the north.
        north_mm: i64,
    }

    /// A building.
    Building {
        /// Its number.
        number: i64,
        /// The import that brought it.
        import: Option<i64>,
        /// Its id in the list it came from.
        external_id: Commitment,
        /// Its footprint, as it is kept.
        footprint: Commitment,
    }

    /// A judgement.
    Judgement {
        /// Its number.
        number: i64,
        /// About which building.
        building: i64,
        /// Whose.
        volunteer: String,
        /// The verdict's word.
        outcome: String,
        /// The last capture that shows it standing.
        last: Option<i64>,
        /// The first that shows it destroyed.
        first: Option<i64>,
        /// Why it cannot be told.
        doubt: Option<String>,
        /// How sure they were.
        sureness: Option<String>,
        /// Captures called unusable and why: `7:cloud,9`.
        unusable: String,
        /// What it was given for.
        purpose: String,
        /// When it was dealt.
        dealt: i64,
        /// When the answer came.
        submitted: i64,
        /// The digest of the chips that were shown.
        exhibit: Option<String>,
    }

    /// What replaces a judgement.
    Superseding {
        /// Which.
        judgement: i64,
        /// Why: a word.
        reason: String,
        /// When.
        at: i64,
    }

    /// A ruling.
    Ruling {
        /// Its number.
        number: i64,
        /// About which building.
        building: i64,
        /// By whom.
        account: String,
        /// In which round of the case.
        round: i64,
        /// How it came about: a word.
        how: String,
        /// `at`, `evidence` or `dispute`.
        last: Option<String>,
        /// The capture of `at`.
        last_capture: Option<i64>,
        /// `at`, `evidence` or `dispute`.
        first: Option<String>,
        /// The capture of `at`.
        first_capture: Option<i64>,
        /// Why it cannot be dated.
        doubt: Option<String>,
        /// How many more judgements it asks for.
        more: Option<i64>,
        /// Why.
        reason: Commitment,
        /// Whether they had answered before they saw votes.
        blind: bool,
        /// Whether the case was decided by it.
        decides: bool,
        /// When.
        at: i64,
    }

    /// A ruling was disputed, or what it asked for done.
    Dispute {
        /// Its number.
        number: i64,
        /// About which building.
        building: i64,
        /// By whom.
        account: String,
        /// The round of the case that it ends.
        round: i64,
        /// How it came about: a word.
        how: String,
        /// Why.
        reason: Commitment,
        /// When.
        at: i64,
    }

    /// A volunteer is set aside, or restored.
    Quarantine {
        /// Its number.
        number: i64,
        /// Who.
        volunteer: String,
        /// By whom.
        account: String,
        /// Why.
        reason: Commitment,
        /// When.
        at: i64,
    }

    /// A device counts as another's, or no longer.
    Merge {
        /// Its number.
        number: i64,
        /// The device.
        volunteer: String,
        /// As whom it counts.
        person: String,
        /// By whom.
        account: String,
        /// Why.
        reason: Commitment,
        /// When.
        at: i64,
    }

    /// A known answer.
    Gold {
        /// Of which building.
        building: i64,
        /// The last capture that shows it standing.
        last: Option<i64>,
        /// The first that shows it destroyed.
        first: Option<i64>,
        /// Whether it is dealt.
        active: bool,
        /// By whom.
        account: String,
        /// When.
        at: i64,
    }

    /// A version of the rules.
    Rules {
        /// From 1, one after the other.
        number: i64,
        /// How buildings are settled, with every parameter.
        method: String,
        /// SHA-256 of `method`, in hex.
        method_id: String,
        /// How tasks are dealt.
        dealing: String,
        /// By whom.
        account: String,
        /// Why.
        reason: Commitment,
        /// When.
        at: i64,
    }

    /// A place or list that is asked about first.
    Priority {
        /// Its number.
        number: i64,
        /// What it is called.
        name: Commitment,
        /// Higher ones are dealt first.
        weight: i64,
        /// Judgements wanted of each building at least; 0 leaves that to the rules.
        least: i64,
        /// How many buildings.
        buildings: i64,
        /// By whom.
        account: String,
        /// When.
        at: i64,
    }

    /// A place or list that is asked about first no more.
    PriorityEnded {
        /// Its number.
        number: i64,
        /// By whom.
        account: String,
        /// When.
        at: i64,
    }

    /// An import, or that it was taken back.
    Import {
        /// Its number.
        number: i64,
        /// `captures` or `buildings`.
        what: String,
        /// SHA-256 of the file, in hex; empty for a folder.
        sha256: String,
        /// The file's name.
        name: Commitment,
        /// Who brought it in.
        account: String,
        /// When.
        at: i64,
    }

    /// Something that staff did.
    Act {
        /// Its number.
        number: i64,
        /// What: a word.
        did: String,
        /// By whom.
        account: String,
        /// To what.
        subject: Commitment,
        /// Why.
        reason: Commitment,
        /// When.
        at: i64,
    }

    /// An erasure.
    Erased {
        /// Whose.
        volunteer: String,
        /// When.
        at: i64,
    }

    /// A release.
    Release {
        /// Its number.
        number: i64,
        /// How many lines the ledger had when its data stood still.
        lines: i64,
        /// SHA-256 of its file `SHA256SUMS`, in hex.
        sums: String,
        /// When.
        at: i64,
    }

    /// A new key.
    NewKey {
        /// The public key, in base64.
        key: String,
        /// The one before it.
        old: String,
        /// The old one's Ed25519 signature of `aftermath key` and both, in base64.
        signature: String,
        /// When.
        at: i64,
    }
}
