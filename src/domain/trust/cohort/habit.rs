//! What each account usually says, and how often it deviates from the others.

use super::ballots::{Ballots, Cast, Rest};
use crate::domain::statistics::{Share, binomial_upper_tail, number};

/// Shares of an account's answers by kind, sorted by kind.
type Shares<K> = Vec<(K, f64)>;

/// The habits of all accounts.
#[derive(Debug)]
pub(super) struct Habits {
    accounts: Vec<Account>,
    suspects: Vec<bool>,
    /// How often the crowd's answers are unusual.
    rate: f64,
    cap: f64,
}

/// How the habits of two accounts bear on the chance that they match at a building.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bearing {
    /// The chance is at least this, wherever they meet.
    pub(super) floor: f64,
    /// How much more often than two of the crowd they both deviate by themselves.
    pub(super) excess: f64,
}

#[derive(Debug, Default)]
struct Account {
    /// Of each answer: how often it was given among the times when it would have been unusual.
    answers: Shares<u64>,
    /// Of each unusual deviation: how often it occurred among all.
    deviations: Shares<i64>,
    unusual: Share,
}

/// An account is suspected where it deviates as often as an independent one would with at most
/// this chance. Only a choice of whom to test: the tests themselves correct for their number.
const SUSPICION: f64 = 1e-2;

/// Rounds in which the crowd's rate and the suspects settle.
const ROUNDS: usize = 4;

/// Others that must be left before an answer is called unusual.
const OTHERS_MIN: usize = 2;

impl Habits {
    /// Finds the suspects, and counts answers and deviations from the median of the others. The
    /// crowd's rate comes from those who are not suspects, and the suspects from that rate, a few
    /// times, so that a ring hides neither behind its own deviations nor behind its own majorities.
    pub(super) fn of(ballots: &Ballots, cap: f64) -> Self {
        let none = || vec![Share::default(); ballots.volunteers.len()];
        let mut suspects = vec![false; ballots.volunteers.len()];
        let mut rate = 0.0;
        for _ in 0..ROUNDS {
            let mut unusual = none();
            for (vote, rest) in seen(ballots, &suspects) {
                let account = usize::try_from(vote.account).ok();
                if let Some(share) = account.and_then(|account| unusual.get_mut(account)) {
                    share.add(vote.unusual(&rest).is_some());
                }
            }
            rate = rate_of(&unusual, &suspects);
            suspects = unusual.iter().map(|share| is_suspect(*share, rate)).collect();
        }
        let mut seen: Vec<(&Cast, Rest)> = seen(ballots, &suspects).collect();
        seen.sort_by_key(|(vote, _)| (vote.account, vote.habit));
        let mut accounts: Vec<Account> = Vec::new();
        accounts.resize_with(ballots.volunteers.len(), Account::default);
        for own in seen.chunk_by(|a, b| a.0.account == b.0.account) {
            let account = own.first().and_then(|(vote, _)| usize::try_from(vote.account).ok());
            if let Some(habits) = account.and_then(|account| accounts.get_mut(account)) {
                *habits = Account::of(own);
            }
        }
        Self { accounts, suspects, rate, cap }
    }

    /// Unusual answers of an account, of all that could be.
    pub(super) fn unusual(&self, account: u32) -> Share {
        self.account(account).map_or_else(Share::default, |account| account.unusual)
    }

    /// How the habits of two accounts bear on their chance to match.
    pub(super) fn bearing(&self, one: u32, two: u32) -> Bearing {
        let (Some(one), Some(two)) = (self.account(one), self.account(two)) else {
            return Bearing { floor: 1.0, excess: 1.0 };
        };
        let by_answers = product(&one.answers, &two.answers, 1.0);
        let by_deviations = product(&one.deviations, &two.deviations, self.cap);
        let own = |account: &Account| account.unusual.value().unwrap_or(0.0).min(self.cap);
        let excess = (own(one) * own(two) - self.rate * self.rate).max(0.0);
        Bearing { floor: by_answers.max(by_deviations), excess }
    }

    /// Whether each account deviates more than the crowd does.
    pub(super) fn suspects(&self) -> &[bool] {
        &self.suspects
    }

    fn account(&self, account: u32) -> Option<&Account> {
        self.accounts.get(usize::try_from(account).ok()?)
    }
}

/// The votes that have others to be held against, with what those say.
fn seen<'a>(ballots: &'a Ballots, suspects: &'a [bool]) -> impl Iterator<Item = (&'a Cast, Rest)> {
    ballots
        .buildings(suspects)
        .flat_map(|building| building.alone().collect::<Vec<_>>())
        .filter(|(_, rest)| rest.others >= OTHERS_MIN)
}

fn rate_of(unusual: &[Share], suspects: &[bool]) -> f64 {
    let mut crowd = (0.0, 0.0);
    for (share, _) in unusual.iter().zip(suspects).filter(|(_, is_suspect)| !**is_suspect) {
        crowd.0 += f64::from(share.hits);
        crowd.1 += f64::from(share.of);
    }
    if crowd.1 > 0.0 { crowd.0 / crowd.1 } else { 0.0 }
}

fn is_suspect(unusual: Share, rate: f64) -> bool {
    let Share { hits, of } = unusual;
    f64::from(hits) > rate * f64::from(of) && binomial_upper_tail(hits, of, rate) < SUSPICION
}

impl Account {
    /// The habits of one account from its votes, sorted by habit.
    fn of(own: &[(&Cast, Rest)]) -> Self {
        let mut unusual = Share::default();
        let mut deviations: Vec<i64> = Vec::new();
        for (vote, rest) in own {
            let deviation = vote.unusual(rest);
            unusual.add(deviation.is_some());
            deviations.extend(deviation);
        }
        deviations.sort_unstable();
        let all = number(own.len());
        let deviations = deviations
            .chunk_by(|a, b| a == b)
            .filter_map(|run| Some((*run.first()?, number(run.len()) / all)))
            .collect();
        let chances = Chances::of(own);
        let answers = own
            .chunk_by(|a, b| a.0.habit == b.0.habit)
            .filter_map(|run| {
                let hits = run.iter().filter(|(vote, rest)| vote.unusual(rest).is_some()).count();
                let (vote, _) = run.first()?;
                let chances = chances.unusual(vote).max(hits);
                (hits > 0).then(|| (vote.habit, number(hits) / number(chances)))
            })
            .collect();
        Self { answers, deviations, unusual }
    }
}

/// The medians that an account's answers were held against, sorted: how often would an answer
/// have been unusual?
struct Chances {
    lower: Vec<u32>,
    upper: Vec<u32>,
}

impl Chances {
    fn of(own: &[(&Cast, Rest)]) -> Self {
        let mut lower: Vec<u32> = own.iter().map(|(_, rest)| rest.median.0).collect();
        let mut upper: Vec<u32> = own.iter().map(|(_, rest)| rest.median.1).collect();
        lower.sort_unstable();
        upper.sort_unstable();
        Self { lower, upper }
    }

    fn unusual(&self, vote: &Cast) -> usize {
        let (low, high) = vote.ends();
        let later = self.upper.partition_point(|upper| upper + vote.gap <= low);
        let earlier = self.lower.partition_point(|lower| *lower < high + vote.gap);
        later + self.lower.len() - earlier
    }
}

/// The sum over common kinds of the product of shares, each at most `cap`.
fn product<K: Ord>(one: &Shares<K>, two: &Shares<K>, cap: f64) -> f64 {
    let mut others = two.iter().peekable();
    let mut sum = 0.0;
    for (kind, share) in one {
        while others.next_if(|(other, _)| other < kind).is_some() {}
        if let Some((_, other)) = others.peek().filter(|(other, _)| other == kind) {
            sum += share.min(cap) * other.min(cap);
        }
    }
    sum
}
