//! Staff write to one volunteer, or to all of a campaign; both are read on the site.

use chrono::{DateTime, Duration, Utc};

use super::log::By;
use super::{look, mail};
use crate::domain::act::ActKind;
use crate::domain::campaign::Campaign;
use crate::domain::id::{AnnouncementId, MessageId, VolunteerId};
use crate::domain::limits::{
    ANNOUNCEMENT_DAYS_MAX, MESSAGES_WAITING_MAX, NOTICE_CHARS_MAX, RULINGS_PAGE,
};
pub use crate::store::announcements::Announcement;
pub use crate::store::messages::Message;
use crate::store::{Db, StoreError, announcements, messages};

/// The language in which an announcement must be: whoever lacks their own reads it.
pub const OWN_LANG: &str = "en";

/// What waits to be read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Notices {
    /// The campaign's short name.
    pub slug: String,
    /// To all: (language, words).
    pub announcements: Vec<(String, String)>,
    /// To this volunteer.
    pub message: Option<(MessageId, String)>,
}

/// Why something cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum NoticeError {
    /// No words, or too many.
    #[error("a message needs words, at most {NOTICE_CHARS_MAX} characters of them")]
    Text,
    /// Too many wait.
    #[error(
        "this volunteer has {MESSAGES_WAITING_MAX} messages that they have not read; wait until \
         they have"
    )]
    Waiting,
    /// Not in the language that all fall back to, or too long.
    #[error(
        "an announcement needs its words in English, which is read where another language is \
         empty; each language may have at most {NOTICE_CHARS_MAX} characters"
    )]
    Texts,
    /// No time.
    #[error(
        "an announcement needs a time from when and a later one until when it stands, at most \
         {ANNOUNCEMENT_DAYS_MAX} days apart, the second one not over yet"
    )]
    Times,
    /// None that stands.
    #[error("this announcement is over, or there is none")]
    Over,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What waits to be read by a volunteer, or by somebody who is none yet.
///
/// # Errors
/// When the store fails.
pub fn waiting(
    db: &mut Db,
    now: DateTime<Utc>,
    campaign: &Campaign,
    volunteer: Option<VolunteerId>,
    lang: &str,
) -> Result<Notices, StoreError> {
    let standing = announcements::standing(db, campaign.id, now)?.into_iter();
    let own = |texts: std::collections::BTreeMap<String, String>| {
        let of = |lang: &str| Some((lang.to_owned(), texts.get(lang)?.clone()));
        of(lang).or_else(|| of(OWN_LANG))
    };
    let message = match volunteer {
        Some(volunteer) => messages::unread(db, campaign.id, volunteer)?,
        None => None,
    };
    let announcements = standing.filter_map(own).collect();
    Ok(Notices { slug: campaign.slug.to_string(), announcements, message })
}

/// Notes that a volunteer has read a message.
///
/// # Errors
/// When the store fails.
pub fn read(
    db: &mut Db,
    now: DateTime<Utc>,
    volunteer: VolunteerId,
    id: MessageId,
) -> Result<(), StoreError> {
    messages::note_read(db, volunteer, id, now)
}

/// Writes to a volunteer. That it was done is written down, and not what was said.
///
/// # Errors
/// When there are no words, too many, or too many messages wait.
pub fn write(
    db: &mut Db,
    by: By<'_>,
    campaign: &Campaign,
    volunteer: VolunteerId,
    text: &str,
) -> Result<(), NoticeError> {
    let text = text.trim();
    if !(1..=NOTICE_CHARS_MAX).contains(&text.chars().count()) {
        return Err(NoticeError::Text);
    }
    if messages::waiting(db, campaign.id, volunteer)? >= MESSAGES_WAITING_MAX {
        return Err(NoticeError::Waiting);
    }
    messages::add(db, campaign.id, volunteer, (text, by.name), by.now)?;
    let subject = look::pseudonyms(db, campaign)?.of(volunteer);
    Ok(by.did(db, ActKind::WrittenTo, Some(campaign.id), subject, "")?)
}

/// Announces something to all volunteers of a campaign, from one time to another, in these
/// languages: (code, words).
///
/// # Errors
/// When there are no words in English, or the times do not fit.
pub fn announce(
    db: &mut Db,
    by: By<'_>,
    campaign: &Campaign,
    (from, until): (DateTime<Utc>, DateTime<Utc>),
    texts: Vec<(String, String)>,
) -> Result<AnnouncementId, NoticeError> {
    let given = texts.into_iter().map(|(lang, text)| (lang, text.trim().to_owned()));
    let texts: Vec<(String, String)> = given.filter(|(_, text)| !text.is_empty()).collect();
    let is_long = |text: &String| text.chars().count() > NOTICE_CHARS_MAX;
    let own = texts.iter().find(|(lang, _)| lang == OWN_LANG).map(|(_, text)| text.clone());
    let own = own.filter(|_| !texts.iter().any(|(_, text)| is_long(text)));
    let own = own.ok_or(NoticeError::Texts)?;
    let fits = from < until && until > by.now;
    if !fits || until - from > Duration::days(ANNOUNCEMENT_DAYS_MAX) {
        return Err(NoticeError::Times);
    }
    let id = announcements::add(db, campaign.id, by.name, (from, until), &texts, by.now)?;
    let time = |at: DateTime<Utc>| at.format("%Y-%m-%d %H:%M").to_string();
    let subject = format!("announcement {id}, {} to {}", time(from), time(until));
    by.did(db, ActKind::Announced, Some(campaign.id), subject, &own)?;
    mail::news(db, by.now, campaign, from, &own)?;
    Ok(id)
}

/// Ends an announcement before its time.
///
/// # Errors
/// When there is none that stands.
pub fn end(
    db: &mut Db,
    by: By<'_>,
    campaign: &Campaign,
    id: AnnouncementId,
) -> Result<(), NoticeError> {
    if !announcements::end(db, campaign.id, id, by.name, by.now)? {
        return Err(NoticeError::Over);
    }
    let subject = format!("announcement {id}");
    Ok(by.did(db, ActKind::AnnouncementEnded, Some(campaign.id), subject, "")?)
}

/// The newest announcements of a campaign, newest first.
///
/// # Errors
/// When the store fails.
pub fn list(db: &mut Db, campaign: &Campaign) -> Result<Vec<Announcement>, StoreError> {
    announcements::of_campaign(db, campaign.id, RULINGS_PAGE)
}
