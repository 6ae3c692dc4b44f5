//! What staff do, as it is written down: who, what, to what, and why.

use super::id::CampaignId;

/// Something that was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Act {
    /// Whose name it was done in: an account's, or `command line`.
    pub by: String,
    /// The campaign that it concerns; none for what concerns the whole site.
    pub campaign: Option<CampaignId>,
    /// What was done.
    pub kind: ActKind,
    /// To what, and how: `chen as coordinator`.
    pub subject: String,
    /// Why, where a reason is asked for.
    pub reason: String,
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident: $word:literal),* $(,)?) => {
        /// A kind of act. Words never change once they are written down.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum ActKind {
            $($(#[$doc])* $name,)*
        }

        impl ActKind {
            /// Every kind.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// The word used in the database, on screens and in exports.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $word,)*
                }
            }
        }
    };
}

kinds! {
    /// Somebody signed in.
    SignedIn: "signed in",
    /// An account was made.
    AccountMade: "account made",
    /// An account was closed.
    AccountClosed: "account closed",
    /// A closed account was opened again.
    AccountOpened: "account opened again",
    /// An account began or ceased to look after the site.
    AdminSet: "administrator set",
    /// A password was changed.
    PasswordSet: "password set",
    /// A second factor was set up.
    SecondFactorSet: "second factor set up",
    /// A second factor was taken away, so that a new one can be set up.
    SecondFactorReset: "second factor reset",
    /// An account elsewhere signs in here from now on.
    IdentityLinked: "sign-in elsewhere linked",
    /// It does so no more.
    IdentityParted: "sign-in elsewhere parted",
    /// A code on paper was used in place of the app.
    PaperCodeUsed: "code on paper used",
    /// An address for mail was given, confirmed or taken away.
    AddressSet: "mail address set",
    /// Somebody was given a part in a campaign.
    RoleGiven: "role given",
    /// Somebody's part in a campaign was taken.
    RoleTaken: "role taken",
    /// A link by which somebody becomes staff was made.
    Invited: "invited",
    /// Such a link was taken back.
    InvitationTakenBack: "invitation taken back",
    /// Who sees a campaign was changed.
    VisibilitySet: "visibility set",
    /// A link by which volunteers come was made.
    JoinLinkMade: "join link made",
    /// Such a link was taken back.
    JoinLinkTakenBack: "join link taken back",
    /// A campaign was made.
    CampaignMade: "campaign made",
    /// A campaign was opened to volunteers.
    CampaignOpened: "campaign opened",
    /// A campaign was closed.
    CampaignClosed: "campaign closed",
    /// Rules were changed.
    RulesSet: "rules set",
    /// Other rules were proposed, to see what they would change.
    RulesProposed: "rules proposed",
    /// Buildings were drawn for experts to audit.
    SampleDrawn: "sample drawn",
    /// Experts differed about a sampled building, and it was settled what is true.
    AuditSettled: "audit settled",
    /// Figures of a sample were worked out and kept.
    QualityReported: "quality reported",
    /// The terms of a source were changed.
    TermsSet: "terms set",
    /// A capture was moved.
    CaptureMoved: "capture moved",
    /// A file was brought in.
    Imported: "imported",
    /// An import was undone.
    ImportUndone: "import undone",
    /// An export was taken.
    Exported: "exported",
    /// A contested building was ruled on.
    Ruled: "ruled",
    /// A ruling was disputed.
    RulingDisputed: "ruling disputed",
    /// A ruling asked volunteers for more judgements.
    AskedForMore: "asked for more",
    /// A building was sent to be mended.
    SentToMend: "sent to be mended",
    /// What a ruling sent to be mended was mended.
    Mended: "mended",
    /// A place or list of buildings was put first, or asked for more judgements.
    PrioritySet: "priority set",
    /// Such a place or list holds no more.
    PriorityEnded: "priority ended",
    /// New captures were shown and buildings asked about again.
    Reopened: "reopened by new captures",
    /// A building's answer was made known, or changed.
    GoldSet: "gold set",
    /// A building is dealt as gold no more.
    GoldRetired: "gold taken out",
    /// A building was given to practise on, or taken back from that.
    PracticeSet: "practice set",
    /// The database was copied.
    BackedUp: "backed up",
    /// A volunteer's judgements are no longer counted.
    SetAside: "volunteer set aside",
    /// They are counted again.
    Restored: "volunteer restored",
    /// Two devices were taken for one person's.
    Merged: "devices merged",
    /// They were taken apart again.
    Parted: "devices parted",
    /// A volunteer was written to. What was written stays between them and the staff.
    WrittenTo: "volunteer written to",
    /// Groups of accounts were looked for, and those found are suspected.
    GroupsSought: "groups sought",
    /// The suspicion against a group was ended.
    GroupDismissed: "suspicion ended",
    /// A remark was dealt with.
    RemarkResolved: "remark resolved",
    /// A remark that was dealt with is open again.
    RemarkReopened: "remark opened again",
    /// Something was announced to all volunteers.
    Announced: "announced",
    /// An announcement was ended before its time.
    AnnouncementEnded: "announcement ended",
    /// All buildings of a campaign were decided anew.
    Settled: "decided anew",
    /// A campaign was paused.
    CampaignPaused: "campaign paused",
    /// A campaign goes on.
    CampaignResumed: "campaign resumed",
    /// A campaign was put into the archive.
    CampaignArchived: "campaign archived",
    /// A campaign was taken out of the archive.
    CampaignUnarchived: "campaign taken out of the archive",
    /// A campaign's words were changed.
    TextsSet: "texts set",
    /// Pictures that say what counts as destroyed were chosen or translated.
    ExamplesSet: "examples set",
    /// By when a campaign is to be settled was changed.
    PlanSet: "plan set",
    /// Something was made sure of before a campaign opens.
    CareTaken: "care taken",
    /// That was taken back.
    CareTakenBack: "care taken back",
    /// A token by which a program takes exports was made.
    TokenMade: "token made",
    /// Such a token was taken back.
    TokenTakenBack: "token taken back",
    /// How long something is kept was changed.
    RetentionSet: "retention set",
    /// What somebody else said of a checkpoint was kept.
    StampKept: "stamp kept",
    /// What was kept long enough was removed.
    Swept: "swept",
    /// Findings were frozen under a number.
    ReleaseMade: "release made",
    /// A release is offered no more.
    ReleaseWithdrawn: "release withdrawn",
    /// How exactly the places of buildings may be told was changed.
    PlacesCoarsened: "places coarsened",
    /// A list of incidents was imported.
    IncidentsImported: "incidents imported",
    /// An incident was said to have to do with a building.
    LinkConfirmed: "incident linked",
    /// It was said to have nothing to do with one.
    LinkRefused: "incident not linked",
    /// Either was taken back.
    LinkReopened: "link taken back",
}

impl ActKind {
    /// The value of a word written by [`Self::as_str`].
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.as_str() == word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_read_back() {
        for kind in ActKind::ALL {
            assert_eq!(ActKind::parse(kind.as_str()), Some(*kind));
        }
        assert_eq!(ActKind::parse("nothing"), None);
    }
}
