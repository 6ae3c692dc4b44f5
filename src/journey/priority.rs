//! Some buildings are asked about before all others, or more often: those of an area that was
//! drawn, or of a list of ids. What was set is kept with its name until it is ended.

use rand::Rng;

use super::log::By;
use super::settle::{self, Occasion};
use crate::domain::act::ActKind;
use crate::domain::area::Area;
use crate::domain::campaign::Campaign;
use crate::domain::consensus::RetirementReason::{Ruled, Withdrawn};
use crate::domain::id::{BuildingId, PlaceId};
use crate::domain::limits::{
    LEAST_MAX, NAME_CHARS_MAX, PLACE_ASKING_MAX, PLACE_BUILDINGS_MAX, WEIGHT_MAX,
};
use crate::domain::task::TaskState;
use crate::exchange::area::{self, AreaTextError};
pub use crate::store::places::Place;
use crate::store::places::{NewPlace, Standing};
use crate::store::{Db, StoreError, buildings, coverage, places, tasks};

/// Unknown buildings that are named; the rest is counted.
const NAMED_MAX: usize = 20;

/// Why buildings cannot be put first.
#[derive(Debug, thiserror::Error)]
pub enum PriorityError {
    /// No such buildings: (line, own id) of some, and how many there are.
    #[error("{}; nothing was changed", tell(.0, *.1))]
    Unknown(Vec<(usize, String)>, usize),
    /// No area.
    #[error(transparent)]
    Area(#[from] AreaTextError),
    /// No name, or one that is too long.
    #[error("give it a name of at most {NAME_CHARS_MAX} characters")]
    Name,
    /// Nothing in it.
    #[error("no building of this campaign is in it")]
    Empty,
    /// Neither one nor the other, or both.
    #[error("draw an area or list buildings, one of the two")]
    OneOfTwo,
    /// A weight out of bounds.
    #[error("a weight is a whole number from -{WEIGHT_MAX} to {WEIGHT_MAX}")]
    Weight,
    /// A number of judgements out of bounds.
    #[error("at least 0 to {LEAST_MAX} answers may be wanted of a building")]
    Least,
    /// Neither puts first nor asks for more.
    #[error("a weight of 0 changes nothing; give another, or a number of answers")]
    Idle,
    /// Too many buildings.
    #[error("{0} buildings are in it, and at most {1} may be; choose fewer, or set several")]
    TooMany(usize, usize),
    /// Ended, or never there.
    #[error("it has ended already")]
    Ended,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

fn tell(named: &[(usize, String)], all: usize) -> String {
    let lines: Vec<String> =
        named.iter().map(|(line, own_id)| format!("line {line}: \"{own_id}\"")).collect();
    format!("{all} buildings are not in this campaign: {}", lines.join(", "))
}

/// Which buildings, as somebody said it.
#[derive(Debug, Clone, PartialEq)]
pub enum Which {
    /// Those that stand in an area.
    In(Area),
    /// Those with these own ids, one a line.
    Listed(String),
}

impl Which {
    /// What was typed: an area or a list.
    ///
    /// # Errors
    /// When neither is there, or both, or the area is none.
    pub fn read(area: &str, list: &str) -> Result<Self, PriorityError> {
        match (area.trim().is_empty(), list.trim().is_empty()) {
            (false, true) => Ok(Self::In(area::read(area)?)),
            (true, false) => Ok(Self::Listed(list.to_owned())),
            _ => Err(PriorityError::OneOfTwo),
        }
    }
}

/// What somebody wants put first.
#[derive(Debug, Clone, PartialEq)]
pub struct Wish {
    /// What they call it.
    pub name: String,
    /// Which buildings.
    pub which: Which,
    /// Higher ones are dealt first; 0 is where all begin.
    pub weight: i32,
    /// Judgements wanted of each at least; 0 leaves that to the rules.
    pub least: u32,
}

impl Wish {
    fn check(&self) -> Result<(), PriorityError> {
        let name = self.name.trim();
        if name.is_empty() || name.chars().count() > NAME_CHARS_MAX {
            return Err(PriorityError::Name);
        }
        if !(-WEIGHT_MAX..=WEIGHT_MAX).contains(&self.weight) {
            return Err(PriorityError::Weight);
        }
        match self.least {
            0 if self.weight == 0 => Err(PriorityError::Idle),
            least if least > LEAST_MAX => Err(PriorityError::Least),
            _ => Ok(()),
        }
    }

    /// The buildings that are meant.
    fn buildings(
        &self,
        db: &mut Db,
        campaign: &Campaign,
    ) -> Result<Vec<BuildingId>, PriorityError> {
        let found = match &self.which {
            Which::Listed(list) => listed(db, campaign, list)?,
            Which::In(area) => buildings::between(db, campaign.id, area.bounds())?
                .into_iter()
                .filter(|(_, lon, lat)| area.holds(*lon, *lat))
                .map(|(id, ..)| id)
                .collect(),
        };
        let most = if self.least > 0 { PLACE_ASKING_MAX } else { PLACE_BUILDINGS_MAX };
        match found.len() {
            0 => Err(PriorityError::Empty),
            many if many > most => Err(PriorityError::TooMany(many, most)),
            _ => Ok(found),
        }
    }
}

/// The buildings with these own ids, each once; all of them, or none.
fn listed(db: &mut Db, campaign: &Campaign, list: &str) -> Result<Vec<BuildingId>, PriorityError> {
    let lines: Vec<(usize, &str)> = list
        .lines()
        .map(|line| line.trim().trim_start_matches('\u{feff}'))
        .zip(1..)
        .filter(|(own_id, _)| !own_id.is_empty())
        .map(|(own_id, line)| (line, own_id))
        .collect();
    let own_ids: Vec<&str> = lines.iter().map(|(_, own_id)| *own_id).collect();
    let known = buildings::named(db, campaign.id, &own_ids)?;
    let unknown = lines.iter().filter(|(_, own_id)| !known.contains_key(*own_id));
    let missing = unknown.clone().count();
    if missing > 0 {
        let named = unknown.take(NAMED_MAX).map(|(line, own_id)| (*line, (*own_id).to_owned()));
        return Err(PriorityError::Unknown(named.collect(), missing));
    }
    let mut found: Vec<BuildingId> = known.into_values().collect();
    found.sort_unstable();
    Ok(found)
}

/// What a wish would do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview {
    /// Buildings in it.
    pub buildings: usize,
    /// Those that wait for answers.
    pub waiting: usize,
    /// Those that are settled.
    pub settled: usize,
    /// Those that are contested.
    pub contested: usize,
    /// Those whose weight would change.
    pub moved: usize,
    /// Settled ones that would be asked about again.
    pub asked_again: usize,
    /// Answers that are still wanted of those by this wish, if nobody disagrees.
    pub answers: u64,
}

/// Says what a wish would do; changes nothing.
///
/// # Errors
/// When it cannot be done.
pub fn preview(db: &mut Db, campaign: &Campaign, wish: &Wish) -> Result<Preview, PriorityError> {
    wish.check()?;
    let found = wish.buildings(db, campaign)?;
    let all = places::standings(db, &found)?;
    let is_by_people = |one: &Standing| matches!(one.state, TaskState::Retired(Ruled | Withdrawn));
    let is_short = |one: &Standing| {
        let may_ask = one.state != TaskState::Escalated && !is_by_people(one);
        may_ask && wish.least > one.judged
    };
    let count = |is_so: &dyn Fn(&Standing) -> bool| all.iter().filter(|one| is_so(one)).count();
    let is_settled = |one: &Standing| matches!(one.state, TaskState::Retired(_));
    Ok(Preview {
        buildings: all.len(),
        waiting: count(&|one| one.state == TaskState::Open),
        settled: count(&is_settled),
        contested: count(&|one| one.state == TaskState::Escalated),
        moved: count(&|one| moves(one.priority, wish.weight)),
        asked_again: count(&|one| is_settled(one) && is_short(one)),
        answers: all
            .iter()
            .filter(|one| is_short(one))
            .map(|one| u64::from(wish.least - one.judged))
            .sum(),
    })
}

/// Whether a weight takes the place of another: the highest holds, and 0 is that of no place.
const fn moves(old: i32, new: i32) -> bool {
    new > old || (old == 0 && new != 0)
}

/// Puts buildings first. How many, and how many changed.
///
/// # Errors
/// When it cannot be done; then nothing was.
pub fn set(
    db: &mut Db,
    by: By<'_>,
    rng: &mut impl Rng,
    campaign: &Campaign,
    wish: &Wish,
) -> Result<usize, PriorityError> {
    wish.check()?;
    let found = wish.buildings(db, campaign)?;
    add(db, by, rng, campaign, wish, &found)
}

fn add(
    db: &mut Db,
    by: By<'_>,
    rng: &mut impl Rng,
    campaign: &Campaign,
    wish: &Wish,
    found: &[BuildingId],
) -> Result<usize, PriorityError> {
    let outline = match &wish.which {
        Which::In(area) => area::write(area),
        Which::Listed(_) => String::new(),
    };
    let name = wish.name.trim();
    let new = NewPlace { name, outline: &outline, weight: wish.weight, least: wish.least };
    places::add(db, campaign.id, new, found, (by.name, by.now))?;
    let changed = weigh(db, by, rng, campaign, found)?;
    let least = match wish.least {
        0 => String::new(),
        least => format!(", at least {least} answers"),
    };
    let what = format!("{name}: {} buildings, weight {}{least}", found.len(), wish.weight);
    by.did(db, ActKind::PrioritySet, Some(campaign.id), what, "")?;
    Ok(changed)
}

/// Ends what was put first: its buildings have the weight of what else holds, or 0.
///
/// # Errors
/// When it has ended.
pub fn end(
    db: &mut Db,
    by: By<'_>,
    rng: &mut impl Rng,
    campaign: &Campaign,
    id: PlaceId,
) -> Result<usize, PriorityError> {
    let ended = places::end(db, campaign.id, id, (by.name, by.now))?;
    let name = ended.ok_or(PriorityError::Ended)?;
    let found = places::buildings(db, id)?;
    let changed = weigh(db, by, rng, campaign, &found)?;
    by.did(db, ActKind::PriorityEnded, Some(campaign.id), name, "")?;
    Ok(changed)
}

/// What is put first in a campaign, and what was.
///
/// # Errors
/// When the store fails.
pub fn list(db: &mut Db, campaign: &Campaign) -> Result<Vec<Place>, StoreError> {
    places::of_campaign(db, campaign.id)
}

/// Weighs buildings, and decides those anew of which another number of judgements is wanted.
fn weigh(
    db: &mut Db,
    by: By<'_>,
    rng: &mut impl Rng,
    campaign: &Campaign,
    found: &[BuildingId],
) -> Result<usize, StoreError> {
    let (asking, changed) = places::weigh(db, found)?;
    for building in asking {
        let task = tasks::locked(db, building)?;
        let (series, _) = coverage::series(db, building)?;
        let subject = (building, task);
        settle::settle(db, by.now, rng, campaign, subject, (&series, Occasion::Place))?;
    }
    Ok(changed)
}

/// Gives the buildings with these own ids, one a line, exactly this priority, whatever they had:
/// they leave every list and place that they were in. All of them, or none when one is not there.
/// How many changed.
///
/// # Errors
/// When a building is not in the campaign.
pub fn put_first(
    db: &mut Db,
    by: By<'_>,
    rng: &mut impl Rng,
    campaign: &Campaign,
    (list, priority): (&str, i32),
) -> Result<usize, PriorityError> {
    let (name, which) = ("a list".to_owned(), Which::Listed(list.to_owned()));
    // What it is worth is checked with a weight that does something.
    let wish = Wish { name, which, weight: if priority == 0 { 1 } else { priority }, least: 0 };
    wish.check()?;
    let found = wish.buildings(db, campaign)?;
    places::leave(db, &found)?;
    if priority != 0 {
        return add(db, by, rng, campaign, &wish, &found);
    }
    let changed = weigh(db, by, rng, campaign, &found)?;
    let what = format!("{} buildings of a list", found.len());
    by.did(db, ActKind::PriorityEnded, Some(campaign.id), what, "")?;
    Ok(changed)
}
