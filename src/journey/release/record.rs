//! What a release holds of the ledger: its own line is sealed first, so that the checkpoint covers
//! it. These files are made after `SHA256SUMS`, whose hash is in that line.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use chrono::{DateTime, Utc};
use rand::CryptoRng;

use super::Shelf;
use super::make::MakeError;
use super::package::Frozen;
use crate::access::ledger_key::KeyFile;
use crate::domain::id::BuildingId;
use crate::domain::ledger::{Kind, Leaf, PublicKey, Release as Body, hex};
use crate::domain::release::{Audience, Naming, Tier};
use crate::journey::ledger;
use crate::journey::publish::Lens;
use crate::journey::taking::{LEDGER, SALTS};
use crate::store::ledger::{self as kept, Kept as Signed};
use crate::store::releases::{Asked, Kept};
use crate::store::{Db, Store, StoreError};

/// Writes a release into the ledger, and signs a checkpoint that covers it.
pub(super) fn sign(
    store: &Store,
    frozen: &Frozen,
    lines: u64,
    (now, rng, keys): (DateTime<Utc>, &mut impl CryptoRng, &KeyFile),
) -> Result<Signed, MakeError> {
    let sums = frozen.files.last().map(|kept| kept.sha256.clone()).unwrap_or_default();
    let (number, at) = (i64::from(frozen.release.number), now.timestamp_millis());
    let lines = i64::try_from(lines).unwrap_or(i64::MAX);
    let (campaign, keys) = (frozen.campaign.clone(), keys.clone());
    let id = campaign.id;
    let body = Body { number, lines, sums, at };
    store.write(move |db| kept::released(db, id, &body))?;
    ledger::seal(store, rng)?;
    let signed = store.write(move |db| ledger::sign(db, now, &keys, &campaign))?;
    Ok(signed.ok_or(StoreError::Lost)?)
}

/// Puts the ledger up to a checkpoint, the checkpoint and the keys on the shelf.
pub(super) fn put(
    db: &mut Db,
    shelf: &Shelf,
    frozen: &Frozen,
    (keys, signed): (&KeyFile, &Signed),
) -> Result<[Kept; 4], MakeError> {
    let Frozen { campaign, release, .. } = frozen;
    let text = |name: &str, text: String| {
        shelf.put(name, |output| {
            output.write_all(text.as_bytes())?;
            Ok::<_, MakeError>(None)
        })
    };
    let lens = Lens::of(db, campaign, release)?;
    let mut teller = Teller {
        number: i64::from(release.number),
        lens,
        asked: &release.asked,
        hidden: BTreeSet::new(),
        open: Vec::new(),
    };
    let lines = shelf.put(LEDGER, |output| {
        let mut position = 0;
        while position < signed.size {
            let page = kept::page(db, campaign.id, position)?;
            if page.is_empty() {
                return Err(StoreError::Lost.into());
            }
            for own in page.iter().filter(|own| own.position < signed.size) {
                let leaf = Leaf::parse(&own.line).ok().filter(|leaf| teller.tells(leaf));
                if let Some(leaf) = leaf {
                    teller.open(&leaf);
                    writeln!(output, "{}", own.line)?;
                } else {
                    writeln!(output, "{{\"redacted\":\"{}\"}}", own.hash)?;
                }
                position = own.position + 1;
            }
        }
        Ok::<_, MakeError>(Some(position))
    })?;
    let mut salts = String::new();
    for kind in [Kind::Ruling, Kind::Dispute] {
        let all = kept::secrets(db, campaign.id, kind)?;
        for (_, number) in teller.open.iter().filter(|(own, _)| *own == kind) {
            if let Some(secret) = all.get(number) {
                let salt = hex(&secret.salt("reason"));
                // Writing to a String cannot fail.
                let _ = writeln!(salts, "{} {number} reason {salt}", kind.as_str());
            }
        }
    }
    let halves = std::iter::once(keys.key.half()).chain(keys.old.iter().rev().cloned());
    let origin = keys.origin(campaign.slug.as_str());
    let halves = halves.filter_map(|half| PublicKey::of_half(&origin, &half));
    let halves = halves.fold(String::new(), |all, key| all + &key.to_string() + "\n");
    let rest = [("checkpoint", signed.note.clone()), ("keys", halves), (SALTS, salts)];
    let [signed, keys, salts] = rest.map(|(name, words)| text(name, words));
    Ok([lines, signed?, keys?, salts?])
}

/// Says which lines a release tells.
struct Teller<'a> {
    /// The number of the release.
    number: i64,
    lens: Lens,
    asked: &'a Asked,
    /// Judgements of buildings that are withheld.
    hidden: BTreeSet<i64>,
    /// Events whose reasons the tables tell.
    open: Vec<(Kind, i64)>,
}

impl Teller<'_> {
    /// Notes whose reason is told.
    fn open(&mut self, leaf: &Leaf) {
        let (event, building) = match leaf {
            Leaf::Ruling(own) => ((Kind::Ruling, own.number), own.building),
            Leaf::Dispute(own) => ((Kind::Dispute, own.number), own.building),
            _ => return,
        };
        if self.lens.tier(BuildingId(building)) == Tier::Exact {
            self.open.push(event);
        }
    }

    /// Whether a line undoes nothing that the release keeps back.
    fn tells(&mut self, leaf: &Leaf) -> bool {
        let shows = |building: i64| self.lens.shows(BuildingId(building));
        match leaf {
            // How a release and its key came about says nothing of volunteers.
            Leaf::Campaign(_) | Leaf::Capture(_) | Leaf::Key(_) => return true,
            // Others may be held back, or not for those who read this one.
            Leaf::Release(own) => return own.number == self.number,
            Leaf::Building(own) => {
                let building = BuildingId(own.number);
                return self.lens.shows(building) && self.lens.told(building) == building;
            }
            // Known answers are dealt on.
            Leaf::Gold(_) => return false,
            Leaf::Judgement(own) if !shows(own.building) => {
                self.hidden.insert(own.number);
                return false;
            }
            Leaf::Ruling(own) if !shows(own.building) => return false,
            Leaf::Dispute(own) if !shows(own.building) => return false,
            Leaf::Superseding(own) if self.hidden.contains(&own.judgement) => return false,
            _ => {}
        }
        // All others hold a time to the millisecond, and but for one somebody's pseudonym.
        let has_own_names = self.asked.naming == Naming::Release;
        self.asked.audience != Audience::Public
            && (!has_own_names || matches!(leaf, Leaf::Superseding(_)))
    }
}
