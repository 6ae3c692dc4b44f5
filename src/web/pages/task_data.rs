//! A task as the script on its pages takes it, and the words that the script says.

use serde::Serialize;
use uuid::Uuid;

use super::picture::{Marker, Picture, exhibit, marker, pictures};
use super::place::Place;
use super::tips;
use crate::i18n::{Arg, Lang};
use crate::journey::work::TaskLook;
use crate::web::error::Failure;
use crate::web::here::here;

/// Sentences that the script fills in itself: the key without its `task-`, and the names of
/// the values, which it puts where the sentence has `{name}`.
const SAID: [(&str, &[&str]); 41] = [
    ("standing-on", &["day"]),
    ("title", &[]),
    ("flip", &[]),
    ("compare", &["day"]),
    ("day-standing", &["day"]),
    ("day-destroyed", &["day"]),
    ("step", &["n", "of"]),
    ("between", &["from", "to"]),
    ("still", &["day"]),
    ("already", &["day"]),
    ("title-doubt", &[]),
    ("choose", &[]),
    ("choose-first", &[]),
    ("offer", &["answer"]),
    ("marked", &["day"]),
    ("first-seen", &["day"]),
    ("window", &["from", "to"]),
    ("picture", &["day"]),
    ("lost", &["day"]),
    ("you-standing", &["day"]),
    ("you-destroyed", &["day"]),
    ("oldest", &["day"]),
    ("why", &["day"]),
    ("cannot-see-day", &["day"]),
    ("last-is", &["day"]),
    ("across", &["metres"]),
    ("scale", &["metres"]),
    ("saved", &[]),
    ("saved-again", &[]),
    ("waits", &["n"]),
    ("kept", &["n"]),
    ("ready", &["n"]),
    ("full", &[]),
    ("bytes", &["kb"]),
    ("answered-n", &["n"]),
    ("none-here", &[]),
    ("continue", &[]),
    ("taken-back", &[]),
    ("no-link", &[]),
    ("offline-title", &[]),
    ("offline", &[]),
];

/// A task as the script takes it.
#[derive(Debug, Clone, Serialize)]
pub struct TaskData {
    /// The assignment.
    pub a: i64,
    /// The building, for the addresses of pictures that are cut when somebody asks.
    pub b: i64,
    /// The digest of its chips.
    pub exhibit: String,
    /// Whether the pictures are those of few bytes.
    pub low: bool,
    /// Buildings that this volunteer has answered.
    pub answered: u32,
    /// The marker over every picture.
    pub marker: Marker,
    /// Bytes of all its pictures, where they are known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bytes: Option<u64>,
    /// A hint to show beside it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tip: Option<String>,
    /// Whether a break is to be offered before it.
    pub pause: bool,
    /// The language of its words.
    pub lang: &'static str,
    /// Of a practice building: which one, of how many.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub practice: Option<Practice>,
    /// Its pictures, oldest first.
    pub pictures: Vec<Picture>,
}

/// Which practice building it is, of how many.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Practice {
    n: u32,
    of: u32,
}

impl TaskData {
    /// The data of a task.
    #[must_use]
    pub fn of(task: &TaskLook) -> Self {
        let here = here();
        Self {
            a: task.assignment.id.0,
            b: task.building.id.0,
            exhibit: exhibit(task.building.id, &task.series),
            low: task.is_low,
            answered: task.answered,
            marker: marker(&task.building, task.campaign.chip_px),
            bytes: task.bytes,
            tip: tips::tip(task.answered),
            pause: tips::offers_pause(task.answered),
            lang: here.lang.code(),
            practice: None,
            pictures: pictures(&task.building, &task.series),
        }
    }

    /// The same without the small pictures of a strip, which every screen but one leaves out.
    #[must_use]
    pub fn without_strip(mut self) -> Self {
        self.pictures.iter_mut().for_each(|picture| picture.thumb.clear());
        self
    }

    /// The data of a task where its screens stand.
    #[must_use]
    pub fn at(task: &TaskLook, place: &Place) -> Self {
        let practice = place.practice.map(|(n, of)| Practice { n, of });
        let tip = tips::tip(task.answered).filter(|_| practice.is_none());
        Self { tip, practice, ..Self::of(task) }
    }
}

/// What every page of a task holds for the script, as JSON.
#[derive(Debug, Clone)]
pub struct Work {
    /// The task.
    pub data: String,
    /// Sentences by name.
    pub words: String,
    /// The key of a remark made by the plain form.
    pub flag_key: Uuid,
}

impl Work {
    /// For a task.
    ///
    /// # Errors
    /// Never in practice: when it cannot be written as JSON.
    pub fn of(data: &TaskData) -> Result<Self, Failure> {
        let json = serde_json::to_string(data).map_err(|error| Failure::internal(&error))?;
        Ok(Self { data: json, words: words(here().lang), flag_key: Uuid::new_v4() })
    }
}

fn words(lang: Lang) -> String {
    let sentence = |(key, names): (&str, &[&'static str])| {
        let holes: Vec<String> = names.iter().map(|name| format!("{{{name}}}")).collect();
        let values: Vec<(&'static str, &dyn Arg)> = names
            .iter()
            .zip(&holes)
            .map(|(name, hole)| {
                let value: &dyn Arg = hole;
                (*name, value)
            })
            .collect();
        let said = lang.say(&format!("task-{key}"), &values);
        (key.to_owned(), serde_json::Value::String(said))
    };
    let all: serde_json::Map<String, serde_json::Value> = SAID.into_iter().map(sentence).collect();
    serde_json::Value::Object(all).to_string()
}
