//! A campaign's words for its volunteers: in other languages, where to find help, and when they
//! are told how they did.

use std::path::{Path, PathBuf};

use clap::Args;

use super::super::outcome::{Trouble, campaign, read_file, say};
use crate::domain::act::ActKind;
use crate::domain::campaign::{Campaign, Feedback};
use crate::i18n::Lang;
use crate::journey::log::By;
use crate::journey::text::{self, TextError, Word};
use crate::store::Store;

/// A campaign's words in another language; an empty text removes the translation.
#[derive(Debug, Args)]
pub(crate) struct TextWords {
    /// Its short name
    slug: String,
    /// Which language: ar, en, es, fr, ru or uk
    #[arg(long)]
    lang: String,
    /// Name for people
    #[arg(long)]
    title: Option<String>,
    /// What it is about
    #[arg(long)]
    about: Option<String>,
    /// What volunteers should know before they look
    #[arg(long)]
    content_note: Option<String>,
    /// A file with the lines of help
    #[arg(long)]
    help_links: Option<PathBuf>,
    /// The building of known answer that --hint and --explanation are about, by its own id
    #[arg(long)]
    building: Option<String>,
    /// What to look for on that building
    #[arg(long, requires = "building")]
    hint: Option<String>,
    /// Why its answer is what it is
    #[arg(long, requires = "building")]
    explanation: Option<String>,
}

impl TextWords {
    /// Runs it.
    pub(super) fn run(self, store: &Store, by: By<'static>) -> Result<(), Trouble> {
        let campaign = campaign(store, &self.slug)?;
        let lang = Lang::parse(&self.lang).ok_or_else(|| {
            Trouble(format!("there is no language \"{}\": ar, en, es, fr, ru or uk", self.lang))
        })?;
        let help = match &self.help_links {
            Some(file) => Some(String::from_utf8_lossy(&read_file(file)?).into_owned()),
            None => None,
        };
        let building = self.building.unwrap_or_default();
        let words = [
            (Word::Title, self.title),
            (Word::About, self.about),
            (Word::ContentNote, self.content_note),
            (Word::Help, help),
            (Word::Hint(building.clone()), self.hint),
            (Word::Explanation(building), self.explanation),
        ];
        let said: Vec<(Word, String)> =
            words.into_iter().filter_map(|(word, text)| Some((word, text?))).collect();
        let count = said.len();
        store.write(move |db| {
            text::set(db, &campaign, lang.code(), &said)?;
            Ok::<_, TextError>(by.did(db, ActKind::TextsSet, Some(campaign.id), lang.code(), "")?)
        })?;
        say(format!("{count} texts of {} are set in {}", self.slug, lang.code()));
        Ok(())
    }
}

/// Sets when volunteers are told how they did.
pub(super) fn feedback(
    store: &Store,
    by: By<'static>,
    campaign: Campaign,
    when: &str,
) -> Result<(), Trouble> {
    let when = Feedback::parse(when).ok_or_else(|| {
        Trouble(format!("\"{when}\" is no time for feedback: always, practice or never"))
    })?;
    store.write(move |db| {
        text::set_feedback(db, &campaign, when)?;
        let subject = format!("feedback {}", when.as_str());
        by.did(db, ActKind::RulesSet, Some(campaign.id), subject, "")
    })?;
    say(format!("feedback: {}", when.as_str()));
    Ok(())
}

/// Sets where volunteers find help.
pub(super) fn help(
    store: &Store,
    by: By<'static>,
    campaign: Campaign,
    file: &Path,
) -> Result<(), Trouble> {
    let lines = String::from_utf8_lossy(&read_file(file)?).into_owned();
    store.write(move |db| {
        text::set_help(db, &campaign, &lines)?;
        Ok::<_, TextError>(by.did(db, ActKind::TextsSet, Some(campaign.id), "lines of help", "")?)
    })?;
    say("the lines of help are set");
    Ok(())
}
