//! `aftermath campaign rules`: what is in force, every version there was, and another one.

use super::RuleWords;
use crate::cli::outcome::{Trouble, campaign, say, tell};
use crate::domain::policy::method_id;
use crate::journey::log::By;
use crate::journey::rules;
use crate::store::Store;

/// Shows a campaign's rules, after changing what was said.
pub(super) fn change(
    store: &Store,
    by: By<'static>,
    slug: &str,
    (words, reason): (&RuleWords, Option<&str>),
) -> Result<(), Trouble> {
    let old = campaign(store, slug)?;
    let (policy, dealing) = words.over(old.policy, old.dealing)?;
    let is_new = (policy, dealing) != (old.policy, old.dealing);
    if is_new {
        let why = reason.unwrap_or_default().to_owned();
        let number = store.write(move |db| rules::change(db, by, &old, (policy, dealing), &why))?;
        tell(&format!("version {number} is in force"));
    }
    say(format!("{}\t{}", method_id(&policy.method()), policy.method()));
    say(dealing.words());
    if is_new {
        tell(&format!(
            "a running server decides by these rules within a minute; without one, run \
             `aftermath settle {slug}`"
        ));
    }
    Ok(())
}

/// Lists every version of a campaign's rules, newest first.
pub(super) fn list(store: &Store, slug: &str) -> Result<(), Trouble> {
    let campaign = campaign(store, slug)?;
    for own in store.read(|db| rules::history(db, &campaign))? {
        let day = own.set_at.format("%Y-%m-%d %H:%M");
        let by = if own.by.is_empty() { "not written down" } else { &own.by };
        say(format!(
            "{}\t{day}\t{by}\t{}\t{}\t{}",
            own.number, own.method, own.dealing, own.reason
        ));
    }
    Ok(())
}
