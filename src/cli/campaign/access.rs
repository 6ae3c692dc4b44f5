//! Who finds a campaign.

use crate::access::token::Token;
use crate::cli::outcome::{Trouble, chance, say};
use crate::domain::campaign::{Campaign, Visibility};
use crate::journey::log::By;
use crate::journey::visibility;
use crate::store::Store;

/// Reads the word of a visibility.
pub(super) fn visibility(word: &str) -> Result<Visibility, String> {
    Visibility::parse(word).ok_or_else(|| "write public, invited or private".to_owned())
}

/// Sets who finds a campaign.
pub(super) fn set(
    store: &Store,
    by: By<'static>,
    campaign: Campaign,
    wanted: Visibility,
) -> Result<(), Trouble> {
    let slug = campaign.slug.clone();
    store.write(move |db| visibility::set(db, by, &campaign, wanted))?;
    say(format!("campaign {slug} is {}", wanted.as_str()));
    Ok(())
}

/// Makes a link by which volunteers come.
pub(super) fn join_link(
    store: &Store,
    by: By<'static>,
    campaign: Campaign,
    label: String,
) -> Result<(), Trouble> {
    let token = Token::new(&mut chance());
    let (hash, slug) = (token.hash(), campaign.slug.clone());
    store.write(move |db| visibility::make_link(db, by, &campaign, &label, &hash))?;
    say(format!("/c/{slug}/start?by={}", token.reveal()));
    Ok(())
}
