//! A simulated crowd judges a campaign whose windows are known, through the same legs as real
//! volunteers. `bench/aleppo` makes the campaign before, and compares after.
//!
//! Three words: the folder of the data, the campaign's short name, and a table `id,after,before`
//! of the captures between which each building was destroyed; an empty `after` is before the
//! series. Nobody can use the captures between the two.
#![expect(clippy::print_stdout, reason = "the figures go to standard output")]
#![expect(clippy::disallowed_methods, reason = "the crowd begins at a real time")]

use std::collections::BTreeMap;
use std::error::Error;
use std::path::Path;

use aftermath::access::token::Token;
use aftermath::clock::Clock;
use aftermath::domain::answer::RawAnswer;
use aftermath::domain::campaign::Campaign;
use aftermath::domain::capture::Capture;
use aftermath::domain::id::{BuildingId, VolunteerId};
use aftermath::domain::judgement::Verdict;
use aftermath::journey::judge::{Submission, judge};
use aftermath::journey::{account, assign, look};
use aftermath::simulation::answer::Kind;
use aftermath::simulation::world::{World, WorldSettings};
use aftermath::store::{Address, Store, buildings, captures};
use chrono::{Duration, SubsecRound as _, Utc};
use rand::SeedableRng as _;
use rand::distr::Distribution as _;
use rand::distr::weighted::WeightedIndex;
use rand_chacha::ChaCha20Rng;
use uuid::Uuid;

/// What a step comes to.
type Outcome<T> = Result<T, Box<dyn Error>>;

/// For how long the crowd is at it, before now.
const DAYS: i64 = 20;

fn main() -> Outcome<()> {
    // `cargo bench` adds a word of its own.
    let words: Vec<String> = std::env::args().skip(1).filter(|word| word != "--bench").collect();
    let [data, slug, windows] = words.as_slice() else {
        // Run without words, as `cargo test --benches` does.
        return Ok(());
    };
    let database = Path::new(data).join("aftermath.db").display().to_string();
    let store = Store::open(&Address::parse(&database)?)?;
    let campaign = store.read(|db| look::any_campaign(db, slug))?;
    let series = store.read(|db| captures::of_campaign(db, campaign.id))?;
    let known = known(&store, &campaign, &series, Path::new(windows))?;
    let settings = WorldSettings {
        kind: Kind::Evidence,
        volunteers: known.len() * 41 / 150,
        ..WorldSettings::default()
    };
    let first = series.first().ok_or("the campaign has no captures")?.taken.at;
    let days = series.iter().map(|own| i32::try_from((own.taken.at - first).num_days()));
    let calendar: Result<Vec<f64>, _> = days.map(|days| days.map(f64::from)).collect();
    let (places, truths): (BTreeMap<BuildingId, usize>, Vec<_>) =
        known.into_iter().enumerate().map(|(at, (id, truth))| ((id, at), truth)).unzip();
    let world = World::known(settings, calendar?, truths);
    let mut crowd = Crowd { store, campaign, series, world, places };
    let (answers, volunteers) = crowd.work()?;
    println!("{answers} answers by {volunteers} volunteers");
    Ok(())
}

/// The class of a building, and the captures that nobody can use of it.
type Truth = (usize, Vec<bool>);

fn known(
    store: &Store,
    campaign: &Campaign,
    series: &[Capture],
    windows: &Path,
) -> Outcome<Vec<(BuildingId, Truth)>> {
    let mut all = Vec::new();
    for row in csv::Reader::from_path(windows)?.records() {
        let row = row?;
        let cell = |at: usize| row.get(at).unwrap_or_default();
        let place = |name: &str| series.iter().position(|own| own.external_id == name);
        let found = store.read(|db| buildings::by_external_id(db, campaign.id, cell(0)))?;
        let Some(building) = found else { continue };
        let before = place(cell(2)).ok_or("a window ends at no capture")?;
        let after = place(cell(1));
        let truth = after.map_or(0, |after| after + 1);
        all.push((
            building.id,
            (truth, (0..series.len()).map(|at| (truth..before).contains(&at)).collect()),
        ));
    }
    Ok(all)
}

struct Crowd {
    store: Store,
    campaign: Campaign,
    series: Vec<Capture>,
    world: World,
    places: BTreeMap<BuildingId, usize>,
}

impl Crowd {
    /// Lets volunteers judge until nothing is left to deal: (answers, volunteers who gave one).
    fn work(&mut self) -> Outcome<(u32, usize)> {
        let mut chance = ChaCha20Rng::seed_from_u64(7);
        let clock = Clock::fixed(Utc::now().trunc_subsecs(3) - Duration::days(DAYS));
        let weights = WeightedIndex::new(self.world.volunteers.iter().map(|own| own.weight))?;
        let mut joined: BTreeMap<usize, VolunteerId> = BTreeMap::new();
        let (mut answers, mut idle) = (0, 0);
        while idle < 3 * self.world.volunteers.len() {
            let who = weights.sample(&mut chance);
            let id = if let Some(id) = joined.get(&who) {
                *id
            } else {
                let hash = Token::new(&mut chance).hash();
                let (now, campaign) = (clock.now(), self.campaign.clone());
                let id =
                    self.store.write(move |db| account::join(db, now, &hash, &campaign, None))?;
                joined.insert(who, id);
                id
            };
            clock.advance(Duration::seconds(20));
            let is_answered = self.answer(&clock, (who, id), &mut chance)?;
            idle = if is_answered { 0 } else { idle + 1 };
            answers += u32::from(is_answered);
        }
        Ok((answers, joined.len()))
    }

    /// One volunteer is dealt a building and answers it; false where nothing is left for them.
    fn answer(
        &self,
        clock: &Clock,
        (who, id): (usize, VolunteerId),
        chance: &mut ChaCha20Rng,
    ) -> Outcome<bool> {
        let (now, campaign, mut rng) =
            (clock.now(), self.campaign.clone(), ChaCha20Rng::from_rng(&mut *chance));
        let held = self.store.write(move |db| assign::deal(db, now, &mut rng, id, &campaign, 1))?;
        let Some(dealt) = held.first() else { return Ok(false) };
        let place = *self.places.get(&dealt.building).ok_or("a building without a window")?;
        let submission = Submission {
            assignment: dealt.id,
            client_key: Uuid::new_v4(),
            raw: self.say(place, who),
            exhibit: String::new(),
            is_low: false,
        };
        clock.advance(Duration::seconds(15));
        let (now, campaign, mut rng) =
            (clock.now(), self.campaign.clone(), ChaCha20Rng::from_rng(&mut *chance));
        self.store.write(move |db| judge(db, now, &mut rng, id, &campaign, &submission))?;
        Ok(true)
    }

    /// What a volunteer says of a building, as the form says it.
    fn say(&self, building: usize, who: usize) -> RawAnswer {
        let name = |at: usize| self.series.get(at).map(|own| own.id.to_string());
        let end = |at: Option<usize>| at.and_then(name).unwrap_or_default();
        let verdict = self.world.verdict(building, who);
        let ends = verdict.window().map(|own| [own.last_standing(), own.first_destroyed()]);
        let reason = match verdict {
            Verdict::CannotTell(doubt) => doubt.as_str(),
            Verdict::Seen(_) => "",
        };
        let clouded = self.world.buildings.get(building).map_or(&[][..], |own| &own.clouded);
        // Who does not look uses what nobody can.
        let is_used = |at: usize| ends.is_some_and(|ends| ends.contains(&Some(at)));
        let hidden = (0..clouded.len()).filter(|at| clouded.get(*at) == Some(&true));
        let unusable: Vec<String> = hidden.filter(|at| !is_used(*at)).filter_map(name).collect();
        let [last_standing, first_destroyed] = ends.unwrap_or_default().map(end);
        RawAnswer {
            verdict: if ends.is_some() { "window" } else { "cannot_tell" }.to_owned(),
            last_standing,
            first_destroyed,
            unusable: unusable.join(","),
            reason: reason.to_owned(),
            sureness: String::new(),
            mode: "timeline".to_owned(),
            trace: String::new(),
        }
    }
}
