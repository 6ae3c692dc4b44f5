//! The form of a campaign's rules: words to a policy and back. Shares are percents on screens.

use crate::domain::campaign::Feedback;
use crate::domain::dealing::Dealing;
use crate::domain::policy::{AtCap, Policy, PolicyError, Stopping, Threshold};
use crate::web::form::Words;

/// The rules as they stand in the fields of a form.
#[derive(Debug, Clone)]
pub(super) struct RuleWords {
    pub(super) min: String,
    pub(super) cap: String,
    pub(super) threshold: String,
    pub(super) at_cap: String,
    pub(super) width: String,
    pub(super) stop: String,
    pub(super) sure: String,
    pub(super) gold_first: String,
    pub(super) gold_later: String,
    pub(super) repeat: String,
    pub(super) near: String,
    pub(super) feedback: String,
}

/// Rules that a campaign may have.
pub(super) type Rules = (Policy, Dealing, Feedback);

impl RuleWords {
    /// The words of rules.
    pub(super) fn of((policy, dealing, feedback): Rules) -> Self {
        Self {
            min: policy.judgements_min.to_string(),
            cap: policy.judgements_max.to_string(),
            threshold: policy.threshold.to_string(),
            at_cap: policy.at_cap.as_str().to_owned(),
            width: policy.width_max.to_string(),
            stop: policy.stopping.as_str().to_owned(),
            sure: percent(policy.sure_pm),
            gold_first: percent(dealing.gold_first_pm),
            gold_later: percent(dealing.gold_later_pm),
            repeat: percent(dealing.repeat_pm),
            near: percent(dealing.near_pm),
            feedback: feedback.as_str().to_owned(),
        }
    }

    /// The words of a form.
    pub(super) fn read(form: &Words) -> Self {
        let word = |name: &str| form.get(name).to_owned();
        Self {
            min: word("min"),
            cap: word("cap"),
            threshold: word("threshold"),
            at_cap: word("at_cap"),
            width: word("width"),
            stop: word("stop"),
            sure: word("sure"),
            gold_first: word("gold_first"),
            gold_later: word("gold_later"),
            repeat: word("repeat"),
            near: word("near"),
            feedback: word("feedback"),
        }
    }

    /// How buildings are settled, as the words say it.
    ///
    /// # Errors
    /// The field that is wrong, and how to mend it.
    pub(super) fn policy(&self) -> Result<Policy, String> {
        let said = |label: &str, error: PolicyError| format!("{label}: {error}");
        let threshold = self.threshold.parse::<Threshold>();
        let threshold = threshold.map_err(|e| said("Share that must agree", e))?;
        let at_cap = self.at_cap.parse::<AtCap>().map_err(|e| said("At the cap", e))?;
        let stop = self.stop.parse::<Stopping>();
        let stop = stop.map_err(|e| said("What ends the asking", e))?;
        let (min, cap) = (count(&self.min, "Least windows")?, count(&self.cap, "Most answers")?);
        let policy = Policy::new(min, cap, threshold, at_cap);
        let policy = policy.map_err(|e| said("Least windows and most answers", e))?;
        let sure = "How sure the model must be";
        let (width, sure_pm) = (count(&self.width, "Width")?, thousandths(&self.sure, sure)?);
        policy
            .stopping(width, stop, sure_pm)
            .map_err(|e| said(if e == PolicyError::Width { "Width" } else { sure }, e))
    }

    /// The rules that the words say.
    ///
    /// # Errors
    /// The field that is wrong, and how to mend it.
    pub(super) fn rules(&self) -> Result<Rules, String> {
        let dealing = Dealing::new(
            thousandths(&self.gold_first, "Gold among a newcomer's tasks")?,
            thousandths(&self.gold_later, "Gold later")?,
            thousandths(&self.repeat, "Tasks that ask the same again")?,
            thousandths(&self.near, "A volunteer's share of a neighbourhood")?,
        );
        let dealing = dealing.map_err(|error| format!("{error} (1 % is 10 thousandths)"))?;
        let feedback = Feedback::parse(&self.feedback);
        let feedback = feedback.ok_or("choose when volunteers are told how they did")?;
        Ok((self.policy()?, dealing, feedback))
    }
}

fn percent(pm: u32) -> String {
    match pm % 10 {
        0 => (pm / 10).to_string(),
        rest => format!("{}.{rest}", pm / 10),
    }
}

fn count(text: &str, what: &str) -> Result<u32, String> {
    text.parse().ok().ok_or_else(|| format!("{what}: a whole number is needed, such as 3"))
}

fn thousandths(text: &str, what: &str) -> Result<u32, String> {
    let wrong = || format!("{what}: a number of percent is needed, 0 to 100, such as 2.5");
    let (whole, rest) = text.split_once(['.', ',']).unwrap_or((text, "0"));
    let whole: u32 = whole.trim().parse().ok().ok_or_else(wrong)?;
    let is_tenth = rest.len() == 1;
    let tenths: u32 = rest.parse().ok().filter(|_| is_tenth).ok_or_else(wrong)?;
    if whole > 100 { Err(wrong()) } else { Ok(whole * 10 + tenths) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn default() -> Rules {
        (Policy::default(), Dealing::default(), Feedback::default())
    }

    #[test]
    fn words_of_rules_say_the_same_rules() {
        let dealing = Dealing { repeat_pm: 25, ..Dealing::default() };
        let rules = (Policy { sure_pm: 905, ..Policy::default() }, dealing, Feedback::Never);
        assert_eq!(RuleWords::of(rules).rules(), Ok(rules));
        assert_eq!(RuleWords::of(rules).repeat, "2.5");
    }

    #[test]
    fn what_is_no_rule_is_named() {
        let words = RuleWords::of(default());
        let said = |words: RuleWords| words.rules().unwrap_err();
        assert!(said(RuleWords { min: "x".into(), ..words.clone() }).contains("Least windows"));
        assert!(said(RuleWords { min: "10".into(), ..words.clone() }).contains("min <= max"));
        assert!(said(RuleWords { near: "2.55".into(), ..words.clone() }).contains("percent"));
        assert!(said(RuleWords { gold_later: "0".into(), ..words }).contains("gold"));
    }
}
