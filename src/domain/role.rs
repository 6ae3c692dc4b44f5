//! What staff may do in a campaign: each role is a set of powers, and nothing else decides.

/// A staff account's part in one campaign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Runs the campaign: imports, rules, people; sees and exports everything.
    Coordinator,
    /// Settles what volunteers disagree on, and sees votes only after ruling blind.
    Adjudicator,
    /// Reads flags and remarks, and looks after volunteers.
    Moderator,
    /// Sees progress and takes exports.
    Researcher,
    /// Sees everything, the log too, and changes nothing.
    Auditor,
}

/// Something that a page or an act needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Power {
    /// See how far the campaign is, its buildings and pictures.
    SeeProgress,
    /// See single judgements, under pseudonyms.
    SeeVotes,
    /// Take exports.
    Export,
    /// Import, align, set rules and terms, open and close.
    Run,
    /// Rule on contested buildings.
    Adjudicate,
    /// See what was ruled, by whom and why.
    SeeRulings,
    /// Dispute a ruling, and say that something was mended.
    Dispute,
    /// See volunteers' figures, and what they remark.
    SeeVolunteers,
    /// Answer flags, write to volunteers, quarantine and restore them.
    Moderate,
    /// Read who did what.
    ReadLog,
    /// Give and take roles.
    ManageTeam,
}

impl Role {
    /// Every role, the widest first.
    pub const ALL: [Self; 5] =
        [Self::Coordinator, Self::Adjudicator, Self::Moderator, Self::Researcher, Self::Auditor];

    /// The word used in the database, on screens and on the command line.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Coordinator => "coordinator",
            Self::Adjudicator => "adjudicator",
            Self::Moderator => "moderator",
            Self::Researcher => "researcher",
            Self::Auditor => "auditor",
        }
    }

    /// The value of a word written by [`Self::as_str`].
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == word)
    }

    /// What the role is for, in a few words.
    #[must_use]
    pub const fn about(self) -> &'static str {
        match self {
            Self::Coordinator => "runs the campaign, and sees and exports everything",
            Self::Adjudicator => "rules on contested buildings, before seeing the votes",
            Self::Moderator => "answers remarks, looks after volunteers, and may dispute a ruling",
            Self::Researcher => "sees progress and takes exports",
            Self::Auditor => "sees everything, the log too, and changes nothing",
        }
    }

    /// Whether the role has a power.
    #[must_use]
    pub const fn may(self, power: Power) -> bool {
        use Power::{
            Adjudicate, Dispute, Export, ManageTeam, Moderate, ReadLog, Run, SeeProgress,
            SeeRulings, SeeVolunteers, SeeVotes,
        };
        match (self, power) {
            (Self::Coordinator, _) | (_, SeeProgress) => true,
            (Self::Adjudicator, power) => matches!(power, Adjudicate | SeeRulings | Dispute),
            (Self::Moderator, power) => {
                matches!(power, SeeVolunteers | Moderate | SeeRulings | Dispute)
            }
            (Self::Researcher, power) => matches!(power, Export),
            (Self::Auditor, power) => match power {
                SeeVotes | SeeVolunteers | SeeRulings | Export | ReadLog => true,
                Run | Adjudicate | Dispute | Moderate | ManageTeam | SeeProgress => false,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_coordinator_changes_a_campaign_or_its_team() {
        for role in Role::ALL {
            let is_coordinator = role == Role::Coordinator;
            assert_eq!(role.may(Power::Run), is_coordinator, "{role:?}");
            assert_eq!(role.may(Power::ManageTeam), is_coordinator, "{role:?}");
            assert!(role.may(Power::SeeProgress), "{role:?}");
            assert_eq!(Role::parse(role.as_str()), Some(role));
        }
    }

    #[test]
    fn who_rules_blind_is_shown_no_votes_elsewhere() {
        assert!(!Role::Adjudicator.may(Power::SeeVotes));
        assert!(Role::Auditor.may(Power::SeeVotes) && !Role::Auditor.may(Power::Adjudicate));
    }
}
