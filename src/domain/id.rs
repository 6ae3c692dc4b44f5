//! Typed ids, one macro. An id of one kind can never be passed for another.

/// Declares a newtype over `i64` that names what it identifies.
macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[derive(serde::Serialize, serde::Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = std::num::ParseIntError;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }
    )*};
}

ids! {
    /// A staff account.
    AccountId,
    /// Words of a campaign to all its volunteers.
    AnnouncementId,
    /// Findings frozen under a number.
    ReleaseId,
    /// A secret by which a program takes exports.
    ApiTokenId,
    /// A task dealt to one volunteer.
    AssignmentId,
    /// The thing judged.
    BuildingId,
    /// One investigation.
    CampaignId,
    /// One dated satellite image of an area.
    CaptureId,
    /// Accounts that are suspected to act together.
    CohortId,
    /// One file of captures or buildings brought in.
    ImportId,
    /// What others report, to be held against findings.
    IncidentId,
    /// A link by which somebody becomes staff.
    InvitationId,
    /// A link by which volunteers come to a campaign.
    JoinLinkId,
    /// One volunteer's accepted answer about one building.
    JudgementId,
    /// Words of the staff to one volunteer.
    MessageId,
    /// A rule that somebody would have in place of the one in force.
    ProposalId,
    /// A place or list that is asked about before others.
    PlaceId,
    /// How all chips of one kind are made from one capture.
    RecipeId,
    /// What a volunteer said besides answering.
    RemarkId,
    /// What one adjudicator decided about one building, and why.
    RulingId,
    /// Buildings drawn for experts to audit.
    SampleId,
    /// Where pictures come from, under one licence.
    SourceId,
    /// A person judging.
    VolunteerId,
}
