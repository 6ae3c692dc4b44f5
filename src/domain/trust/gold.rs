//! A volunteer's score on gold: buildings that an expert has dated.

use std::collections::BTreeMap;

use crate::domain::consensus::span::Span;
use crate::domain::statistics::Share;

/// One volunteer's answer about one gold building.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GoldAnswer {
    /// Who.
    pub volunteer: u64,
    /// The intervals they left possible; none where they could not tell.
    pub answer: Option<Span>,
    /// The intervals that the expert left possible.
    pub truth: Span,
    /// Captures of the building.
    pub captures: usize,
}

/// A volunteer's answers on gold, counted. An answer is right within m captures where it lies
/// inside the expert's window with m intervals more on each side, wrong where it shares nothing
/// with that, and wide where it reaches beyond without contradicting it. Wide answers and "cannot
/// tell" are honest: they count neither way, and are shown beside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GoldScore {
    /// Who.
    pub volunteer: u64,
    /// Right of right and wrong ones, inside the expert's window. Its interval is
    /// [`Share::interval`], after Wilson (1927).
    pub exact: Share,
    /// The same with one capture of grace on each side.
    pub within_one: Share,
    /// Answers wider than the expert's window that do not contradict it.
    pub wide: u32,
    /// Answers that are later than the expert's window, of all that contradict it: half is no bias.
    pub late: Share,
    /// "Cannot tell" on gold.
    pub cannot_tell: u32,
}

/// Scores every volunteer with an answer on gold, in order of id. O(n log n).
#[must_use]
pub fn gold_scores(answers: &[GoldAnswer]) -> Vec<GoldScore> {
    let mut scores: BTreeMap<u64, GoldScore> = BTreeMap::new();
    for gold in answers {
        let score = scores.entry(gold.volunteer).or_insert(GoldScore {
            volunteer: gold.volunteer,
            exact: Share::default(),
            within_one: Share::default(),
            wide: 0,
            late: Share::default(),
            cannot_tell: 0,
        });
        let Some(answer) = gold.answer else {
            score.cannot_tell += 1;
            continue;
        };
        let graceful = gold.truth.stretched(1, gold.captures);
        for (share, truth) in [(&mut score.exact, gold.truth), (&mut score.within_one, graceful)] {
            if truth.contains(answer) || !truth.overlaps(answer) {
                share.add(truth.contains(answer));
            }
        }
        if !gold.truth.overlaps(answer) {
            score.late.add(answer.low > gold.truth.high);
        } else if !gold.truth.contains(answer) {
            score.wide += 1;
        }
    }
    scores.into_values().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(low: usize, high: usize) -> GoldAnswer {
        let truth = Span { low: 4, high: 5 };
        GoldAnswer { volunteer: 7, answer: Some(Span { low, high }), truth, captures: 11 }
    }

    #[test]
    fn right_wide_late_and_unsure_answers_are_told_apart() {
        let unsure = GoldAnswer { answer: None, ..answer(0, 0) };
        let other = GoldAnswer { volunteer: 3, ..answer(4, 4) };
        let answers =
            [answer(4, 4), answer(4, 5), answer(6, 6), answer(8, 9), answer(2, 7), unsure, other];
        let scores = gold_scores(&answers);
        assert_eq!(scores.iter().map(|score| score.volunteer).collect::<Vec<_>>(), [3, 7]);
        let score = scores[1];
        assert_eq!(score.exact, Share { hits: 2, of: 4 });
        assert_eq!(score.within_one, Share { hits: 3, of: 4 });
        assert_eq!((score.wide, score.cannot_tell), (1, 1));
        assert_eq!(score.late, Share { hits: 2, of: 2 });
    }

    #[test]
    fn grace_never_makes_a_right_answer_wrong() {
        for low in 0..12 {
            for high in low..12 {
                let score = gold_scores(&[answer(low, high)])[0];
                assert!(score.within_one.hits >= score.exact.hits);
                let wrong = |share: Share| share.of - share.hits;
                assert!(wrong(score.within_one) <= wrong(score.exact));
            }
        }
    }

    #[test]
    fn few_answers_leave_a_wide_interval() {
        let one = gold_scores(&[answer(4, 4)])[0].exact.interval();
        assert!(one.low < 0.25 && one.high >= 1.0);
    }
}
