//! A campaign is paused, goes on, and is put away.

use crate::cli::outcome::{Trouble, say};
use crate::domain::campaign::Campaign;
use crate::journey::campaign;
use crate::journey::log::By;
use crate::store::Store;

/// Takes no more answers for a while.
pub(super) fn pause(store: &Store, by: By<'static>, own: Campaign) -> Result<(), Trouble> {
    let slug = own.slug.clone();
    store.write(move |db| campaign::pause(db, by, &own))?;
    say(format!("campaign {slug} is paused"));
    Ok(())
}

/// Goes on after a pause.
pub(super) fn resume(store: &Store, by: By<'static>, own: Campaign) -> Result<(), Trouble> {
    let slug = own.slug.clone();
    store.write(move |db| campaign::resume(db, by, &own))?;
    say(format!("campaign {slug} is open again"));
    Ok(())
}

/// Puts a campaign into the archive, or takes it out.
pub(super) fn archive(
    store: &Store,
    by: By<'static>,
    own: Campaign,
    is_archived: bool,
) -> Result<(), Trouble> {
    let slug = own.slug.clone();
    store.write(move |db| campaign::set_archived(db, by, &own, is_archived))?;
    let place = if is_archived { "in the archive" } else { "out of the archive" };
    say(format!("campaign {slug} is {place}; nothing was deleted"));
    Ok(())
}
