//! Five buildings of the demo town to practise on, chosen from its truth: a plain destruction, one
//! with a cloud in the way, a change of season or roof, one damaged in part, one that stands.

use chrono::{DateTime, Utc};

use super::crowd::is_hidden;
use super::fates::{Ruin, Trap};
use super::town::{DemoBuilding, Town};
use super::words;
use crate::domain::campaign::Campaign;
use crate::journey::gold::{self, GoldError};
use crate::journey::text::{self, TextError, Word};
use crate::store::{Store, StoreError};

/// Why the lessons cannot be set.
#[derive(Debug, thiserror::Error)]
pub enum LessonError {
    /// The answers.
    #[error(transparent)]
    Gold(#[from] GoldError),
    /// An answer that does not fit the town.
    #[error("a lesson's answer does not fit its building: {0}")]
    Misfit(String),
    /// The words.
    #[error(transparent)]
    Text(#[from] TextError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What a practice building teaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Lesson {
    Plain,
    Cloud,
    Season,
    Part,
    Standing,
}

impl Lesson {
    const ALL: [Self; 5] = [Self::Plain, Self::Cloud, Self::Season, Self::Part, Self::Standing];

    const fn name(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Cloud => "cloud",
            Self::Season => "season",
            Self::Part => "part",
            Self::Standing => "standing",
        }
    }

    fn word(self, lang: &str, what: &str) -> String {
        words::text(lang, &format!("{}-{what}", self.name()))
    }

    /// How well a building teaches this; the higher the better, none where it does not.
    fn fit(self, building: &DemoBuilding, captures: usize, visible: &[bool]) -> Option<u8> {
        let fate = &building.fate;
        let (standing, trap) = (fate.truth.standing, fate.trap.map(|(trap, _)| trap));
        let falls = (1..captures).contains(&standing);
        let stands = standing == captures;
        let sees = |at: usize| visible.get(at).copied().unwrap_or(false);
        let plain = matches!(fate.ruin, Ruin::Heap | Ruin::Crater);
        let ends_seen = falls && sees(standing - 1) && sees(standing);
        // Something to go through on both sides makes a better exercise than an end of the series.
        let amid = u8::from(standing > 2 && standing + 2 < captures);
        match self {
            Self::Plain if ends_seen && plain => {
                Some(amid * 2 + u8::from(visible.iter().all(|seen| *seen)))
            }
            Self::Cloud if falls && plain && sees(standing - 1) != sees(standing) => Some(amid),
            Self::Season if stands => match trap {
                Some(Trap::NewRoof) => Some(2),
                Some(Trap::Scaffold) => Some(1),
                _ => None,
            },
            Self::Part if stands && trap == Some(Trap::Corner) => {
                let seen_after = fate.trap.is_some_and(|(_, from)| from + 1 < captures);
                Some(u8::from(seen_after))
            }
            Self::Standing if stands && trap.is_none() && sees(captures - 1) => Some(0),
            _ => None,
        }
    }
}

/// What experts would say of a building: (last standing, first destroyed) among the captures in
/// which it can be seen.
fn answer(building: &DemoBuilding, visible: &[bool]) -> (Option<usize>, Option<usize>) {
    let standing = building.fate.truth.standing.min(visible.len());
    let sees = |at: &usize| visible.get(*at).copied().unwrap_or(false);
    ((0..standing).rev().find(sees), (standing..visible.len()).find(sees))
}

/// The best building for each lesson, each for one alone.
fn choose(town: &Town) -> Vec<(Lesson, &DemoBuilding, Vec<bool>)> {
    let mut chosen: Vec<(Lesson, &DemoBuilding, Vec<bool>)> = Vec::new();
    let seen = |building: &DemoBuilding| -> Vec<bool> {
        town.captures.iter().map(|capture| !is_hidden(town, building, &capture.id)).collect()
    };
    for lesson in Lesson::ALL {
        let mut best: Option<(u8, &DemoBuilding, Vec<bool>)> = None;
        for building in &town.buildings {
            let visible = seen(building);
            let Some(fit) = lesson.fit(building, town.captures.len(), &visible) else { continue };
            let is_free = chosen.iter().all(|(_, other, _)| other.id != building.id);
            if is_free && best.as_ref().is_none_or(|(most, ..)| fit > *most) {
                best = Some((fit, building, visible));
            }
        }
        if let Some((_, building, visible)) = best {
            chosen.push((lesson, building, visible));
        }
    }
    chosen
}

/// Sets the practice buildings, and the campaign's words in every language.
///
/// # Errors
/// When a leg refuses, which would be a fault of the program.
pub fn teach(
    store: &Store,
    now: DateTime<Utc>,
    town: &Town,
    campaign: &Campaign,
) -> Result<(), LessonError> {
    let mut table =
        vec!["external_id,last_intact_image_id,first_destroyed_image_id,explanation".to_owned()];
    let (mut lessons, mut others) = (Vec::new(), Vec::new());
    for (place, (lesson, building, visible)) in (1..).zip(choose(town)) {
        let (last, first) = answer(building, &visible);
        let name = |at: Option<usize>| {
            at.and_then(|at| town.captures.get(at)).map_or("", |capture| capture.id.as_str())
        };
        let why = lesson.word("en", "explanation").replace('"', "\"\"");
        table.push(format!("{},{},{},\"{why}\"", building.id, name(last), name(first)));
        lessons.push((building.id.clone(), place, lesson.word("en", "hint")));
        for lang in words::others() {
            let id = || building.id.clone();
            others.push((lang, (Word::Hint(id()), lesson.word(lang, "hint"))));
            others.push((lang, (Word::Explanation(id()), lesson.word(lang, "explanation"))));
        }
    }
    for lang in words::others() {
        others.push((lang, (Word::Title, words::text(lang, "title"))));
        others.push((lang, (Word::About, words::text(lang, "about"))));
        others.push((lang, (Word::ContentNote, words::text(lang, "content-note"))));
        others.push((lang, (Word::Help, words::text(lang, "help"))));
    }
    let (campaign, table) = (campaign.clone(), table.join("\n"));
    store.write(move |db| {
        let report = gold::import(db, now, &campaign, table.as_bytes(), "demo")?;
        if let Some(error) = report.errors.first() {
            return Err(LessonError::Misfit(error.to_string()));
        }
        for (building, place, hint) in &lessons {
            gold::practise(db, &campaign, building, Some(*place), hint)?;
        }
        text::set_help(db, &campaign, &words::text("en", "help"))?;
        for (lang, word) in others {
            text::set(db, &campaign, lang, &[word])?;
        }
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_town_teaches_all_five_and_its_answers_are_its_truth() {
        let town = Town::build(2017, 200, 12).unwrap();
        let chosen = choose(&town);
        let lessons: Vec<Lesson> = chosen.iter().map(|(lesson, ..)| *lesson).collect();
        assert_eq!(lessons, Lesson::ALL);
        for (lesson, building, visible) in chosen {
            let (last, first) = answer(building, &visible);
            let falls = matches!(lesson, Lesson::Plain | Lesson::Cloud);
            assert_eq!((last.is_some(), first.is_some()), (true, falls), "{lesson:?}");
            let truth = building.fate.truth.window(town.captures.len());
            assert!(last <= truth.0 && (!falls || first >= truth.1), "{lesson:?}");
            assert_eq!((last, first) == truth, lesson != Lesson::Cloud, "{lesson:?}");
            for lang in words::others().chain(["en"]) {
                assert!(!lesson.word(lang, "hint").is_empty());
            }
        }
    }

    #[test]
    fn a_hamlet_teaches_what_it_can() {
        let town = Town::build(3, 4, 3).unwrap();
        assert!(choose(&town).len() <= 4);
    }
}
