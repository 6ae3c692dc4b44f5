//! Who signed: the key that is known, and those that follow on it.

use std::path::Path;

use super::Check;
use super::files::text;
use super::record::Record;
use crate::domain::ledger::{Checkpoint, Note, PublicKey, hex};
use crate::journey::taking::LEDGER;

/// The keys that count.
pub(super) struct Keys {
    /// That which must have signed the package's checkpoint.
    last: PublicKey,
    /// Those before it, which may have signed older ones. The last vouches for them: it signed the
    /// lines in which each says what follows on it.
    older: Vec<PublicKey>,
}

/// The keys of a package, from the one that is known, or from the package's own newest. Each says
/// in a line which key follows; nobody is believed who says what was before.
pub(super) fn keys(
    folder: &Path,
    record: &Record,
    known: Option<&PublicKey>,
) -> Result<Keys, String> {
    let text = text(folder, "keys")?;
    let own: Result<Vec<PublicKey>, String> = text
        .lines()
        .map(|line| PublicKey::parse(line).map_err(|error| format!("keys: {error}")))
        .collect();
    let own = own?;
    if own.iter().fold(String::new(), |all, key| all + &key.to_string() + "\n") != text {
        return Err("keys: it is not written as the program writes it".to_owned());
    }
    if known.is_some_and(|known| !own.contains(known)) {
        return Err("keys: the key that you know is not among them".to_owned());
    }
    let mut last = known.or(own.first()).ok_or("keys: there is none")?.clone();
    let half = |half: &String, name: &str| PublicKey::of_half(name, half);
    for (next, old) in &record.keys {
        if half(old, &last.name).as_ref() == Some(&last) {
            last = half(next, &last.name).ok_or("a key that follows is none")?;
        }
    }
    let (mut first, mut older) = (last.clone(), Vec::new());
    for (next, old) in record.keys.iter().rev() {
        if half(next, &first.name).as_ref() == Some(&first) {
            first = half(old, &first.name).ok_or("a key that came before is none")?;
            older.push(first.clone());
        }
    }
    Ok(Keys { last, older })
}

/// A checkpoint, and what it states.
pub(super) fn stated(text: &str) -> Result<(Note, Checkpoint), String> {
    let note =
        Note::parse(text).map_err(|error| match (text.contains('\r'), text.ends_with('\n')) {
            (true, _) => {
                format!("{error}: its lines end as on Windows; save it with plain line ends")
            }
            (_, false) => format!("{error}: its last line does not end; add a line break"),
            _ => error.to_string(),
        })?;
    let own = Checkpoint::parse(&note.text).map_err(|error| error.to_string())?;
    Ok((note, own))
}

/// Whether the package's checkpoint is that of its lines, and signed by the key that counts.
pub(super) fn checkpoint(folder: &Path, record: &Record, keys: &Result<Keys, String>) -> Check {
    let text = text(folder, "checkpoint")?;
    let (note, own) = stated(&text)?;
    if own.size != record.size {
        return Err(format!("it states {} lines, {LEDGER} has {}", own.size, record.size));
    }
    if own.root != record.root {
        let (stated, found) = (hex(&own.root), hex(&record.root));
        return Err(format!("it states the root {stated}, the lines of {LEDGER} give {found}"));
    }
    if note.written() != text {
        return Err("it is written otherwise than it is signed".to_owned());
    }
    let last = &keys.as_ref().map_err(Clone::clone)?.last;
    note.checkpoint(last).map_err(|error| format!("the key {last} has not: {error}"))?;
    Ok(format!("its root is that of the lines, signed by {last}"))
}

/// Whether the lines of an older checkpoint are the beginning of the package's, whose own
/// checkpoint is as it should be.
pub(super) fn consistent(
    (note, old): &(Note, Checkpoint),
    record: &Record,
    keys: &Result<Keys, String>,
) -> Check {
    let keys = keys.as_ref().map_err(Clone::clone)?;
    if !keys.older.iter().any(|key| note.checkpoint(key).is_ok()) {
        note.checkpoint(&keys.last).map_err(|error| error.to_string())?;
    }
    if old.size > record.size {
        let words = format!("it has {} lines, {LEDGER} {}", old.size, record.size);
        return Err(format!(
            "{words}: lines were taken away, or it is the newer one; the server proves that the \
             package's ledger is its beginning at /c/SLUG/consistency/{}/{}",
            record.size, old.size
        ));
    }
    let size = old.size;
    let is_same = match size {
        0 => old.root == crate::domain::ledger::tree::Frontier::default().root(),
        _ => record.old_root == Some(old.root),
    };
    if is_same {
        Ok(format!("its {size} lines are the beginning of the ledger"))
    } else {
        Err(format!("the first {size} lines of {LEDGER} are not those that it was signed for"))
    }
}
