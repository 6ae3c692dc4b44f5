//! A campaign's own words, in its own language and in others.

use super::log::By;
use crate::domain::act::ActKind;
use crate::domain::campaign::{Campaign, Feedback};
use crate::domain::help::{self, HelpError};
use crate::domain::id::BuildingId;
use crate::domain::limits::TEXT_CHARS_MAX;
use crate::store::{Db, StoreError, buildings, campaigns, practices, texts};

/// What a campaign says of itself, in one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Texts {
    /// Its name for people.
    pub title: String,
    /// What it is about.
    pub about: String,
    /// What a volunteer should know before they look.
    pub content_note: String,
    /// Where to find help, a line each.
    pub help: String,
}

impl Texts {
    /// Each with the name under which it is kept.
    fn words(&self) -> [(Word, &str); 4] {
        [
            (Word::Title, &self.title),
            (Word::About, &self.about),
            (Word::ContentNote, &self.content_note),
            (Word::Help, &self.help),
        ]
    }
}

/// Why a text cannot be set.
#[derive(Debug, thiserror::Error)]
pub enum TextError {
    /// No building of this name, or none to practise on.
    #[error("there is no gold on a building \"{0}\" in this campaign; set its answer first")]
    Unknown(String),
    /// No name.
    #[error("a campaign has a name for people; write one")]
    NoTitle,
    /// Too long.
    #[error("a text may have at most {TEXT_CHARS_MAX} characters; shorten it")]
    TooLong,
    /// No help.
    #[error(transparent)]
    Help(#[from] HelpError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Which of a campaign's words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Word {
    /// Its name for people.
    Title,
    /// What it is about.
    About,
    /// What a volunteer should know before they look.
    ContentNote,
    /// Where to find help.
    Help,
    /// What to look for on a practice building, by the building's own id.
    Hint(String),
    /// Why the answer of a known building is what it is, by the building's own id.
    Explanation(String),
}

impl Word {
    fn name(&self) -> String {
        match self {
            Self::Title => "title".to_owned(),
            Self::About => "about".to_owned(),
            Self::ContentNote => "content_note".to_owned(),
            Self::Help => "help".to_owned(),
            Self::Hint(building) => format!("hint:{building}"),
            Self::Explanation(building) => format!("explanation:{building}"),
        }
    }
}

/// A campaign's words in a language; its own where one is not translated.
///
/// # Errors
/// When the store fails.
pub fn of(db: &mut Db, campaign: &Campaign, lang: &str) -> Result<Texts, StoreError> {
    let words = [Word::Title, Word::About, Word::ContentNote, Word::Help].map(|word| word.name());
    let names = words.each_ref().map(String::as_str);
    let mut found = texts::of(db, campaign.id, lang, &names)?;
    let mut take = |name: &str, own: &str| found.remove(name).unwrap_or_else(|| own.to_owned());
    let [title, about, content_note, help] = names;
    Ok(Texts {
        title: take(title, &campaign.title),
        about: take(about, &campaign.about),
        content_note: take(content_note, &campaign.content_note),
        help: take(help, &campaign.help),
    })
}

/// What a campaign says of itself in a language and nowhere else; empty where it is not translated.
///
/// # Errors
/// When the store fails.
pub fn translated(db: &mut Db, campaign: &Campaign, lang: &str) -> Result<Texts, StoreError> {
    let empty = || String::new();
    let blank = Campaign {
        title: empty(),
        about: empty(),
        content_note: empty(),
        help: empty(),
        ..campaign.clone()
    };
    of(db, &blank, lang)
}

/// Sets what a campaign says of itself: in its own language, or in `lang`, where an empty text
/// falls back to its own.
///
/// # Errors
/// When a text is too long, no help, or the campaign would have no name.
pub fn tell(
    db: &mut Db,
    by: By<'_>,
    campaign: &Campaign,
    lang: Option<&str>,
    said: &Texts,
) -> Result<(), TextError> {
    if let Some(lang) = lang {
        let words = said.words().map(|(word, text)| (word, text.to_owned()));
        set(db, campaign, lang, &words)?;
    } else {
        let [title, about, content_note, help] = said.words().map(|(_, text)| text.trim());
        if title.is_empty() {
            return Err(TextError::NoTitle);
        }
        if [title, about, content_note].iter().any(|text| text.chars().count() > TEXT_CHARS_MAX) {
            return Err(TextError::TooLong);
        }
        set_help(db, campaign, help)?;
        campaigns::set_texts(db, campaign.id, (title, about, content_note))?;
    }
    let subject = lang.unwrap_or("in its own language");
    Ok(by.did(db, ActKind::TextsSet, Some(campaign.id), subject, "")?)
}

/// A campaign's name in a language; its own where it is not translated.
///
/// # Errors
/// When the store fails.
pub fn title(db: &mut Db, campaign: &Campaign, lang: &str) -> Result<String, StoreError> {
    let name = Word::Title.name();
    let mut found = texts::of(db, campaign.id, lang, &[&name])?;
    Ok(found.remove(&name).unwrap_or_else(|| campaign.title.clone()))
}

/// The hint and the explanation of a practice building in a language: (hint, explanation). Empty
/// where it is none.
///
/// # Errors
/// When the store fails.
pub fn of_gold(
    db: &mut Db,
    campaign: &Campaign,
    lang: &str,
    building: BuildingId,
) -> Result<(String, String), StoreError> {
    let all = practices::exercises(db, campaign.id)?;
    let own = all.into_iter().find(|exercise| exercise.building == building);
    let (hint, explanation) =
        own.map(|exercise| (exercise.hint, exercise.explanation)).unwrap_or_default();
    let id = buildings::get(db, building)?.external_id;
    let names = [Word::Hint(id.clone()).name(), Word::Explanation(id).name()];
    let [hint_name, explanation_name] = &names;
    let mut found = texts::of(db, campaign.id, lang, &[hint_name, explanation_name])?;
    Ok((
        found.remove(hint_name).unwrap_or(hint),
        found.remove(explanation_name).unwrap_or(explanation),
    ))
}

/// The hint and the explanation of a building as they are kept in a language; empty where they are
/// not.
///
/// # Errors
/// When the store fails.
pub fn kept_of_gold(
    db: &mut Db,
    campaign: &Campaign,
    lang: &str,
    external_id: &str,
) -> Result<(String, String), StoreError> {
    let id = external_id.to_owned();
    let names = [Word::Hint(id.clone()).name(), Word::Explanation(id).name()];
    let [hint, explanation] = &names;
    let mut found = texts::of(db, campaign.id, lang, &[hint, explanation])?;
    let mut take = |name: &str| found.remove(name).unwrap_or_default();
    Ok((take(hint), take(explanation)))
}

/// Sets words of a campaign in a language; an empty one falls back to the campaign's own.
///
/// # Errors
/// When one is too long, no help, or of a building without a known answer.
pub fn set(
    db: &mut Db,
    campaign: &Campaign,
    lang: &str,
    words: &[(Word, String)],
) -> Result<(), TextError> {
    for (word, text) in words {
        let text = text.trim();
        if text.chars().count() > TEXT_CHARS_MAX {
            return Err(TextError::TooLong);
        }
        match word {
            Word::Help => help::check(text)?,
            Word::Hint(id) | Word::Explanation(id) => {
                let found = buildings::by_external_id(db, campaign.id, id)?;
                found.ok_or_else(|| TextError::Unknown(id.clone()))?;
            }
            Word::Title | Word::About | Word::ContentNote => {}
        }
        texts::put(db, campaign.id, (lang, &word.name()), text)?;
    }
    Ok(())
}

/// Sets where a campaign's volunteers find help, in its own language.
///
/// # Errors
/// When a line is no help.
pub fn set_help(db: &mut Db, campaign: &Campaign, lines: &str) -> Result<(), TextError> {
    let lines = lines.trim();
    if lines.chars().count() > TEXT_CHARS_MAX {
        return Err(TextError::TooLong);
    }
    help::check(lines)?;
    Ok(campaigns::set_help(db, campaign.id, lines)?)
}

/// Sets when a campaign's volunteers are told how they did.
///
/// # Errors
/// When the store fails.
pub fn set_feedback(
    db: &mut Db,
    campaign: &Campaign,
    feedback: Feedback,
) -> Result<(), StoreError> {
    campaigns::set_feedback(db, campaign.id, feedback)
}
