//! The one list of what the API answers.

use super::ask::{LIMIT_MAX, LIMIT_USUAL};

/// Where a parameter stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// In the path.
    Path,
    /// After the question mark.
    Query,
}

/// A parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Param {
    /// Its name.
    pub name: &'static str,
    /// Where it stands.
    pub place: Place,
    /// What it says.
    pub about: &'static str,
    /// What it may hold.
    pub(super) holds: Holds,
}

/// What a parameter may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Holds {
    /// A campaign's short name.
    Slug,
    /// A whole number of 1 or more.
    Number,
    /// How many rows.
    Limit,
    /// A cursor.
    Cursor,
    /// A moment.
    Moment,
}

/// What an endpoint gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Gives {
    /// One thing of a schema.
    One,
    /// A page of things of a schema.
    Pages,
}

/// One thing that can be asked for, by GET.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Endpoint {
    /// Its name among programs.
    pub id: &'static str,
    /// Its path.
    pub path: &'static str,
    /// What it gives, in a phrase.
    pub summary: &'static str,
    /// What else to know.
    pub about: &'static str,
    /// Its parameters.
    pub params: &'static [Param],
    pub(super) gives: Gives,
    pub(super) schema: &'static str,
    /// Whether it needs a token with the scope `exports`.
    pub needs_exports: bool,
}

const fn param(name: &'static str, place: Place, holds: Holds, about: &'static str) -> Param {
    Param { name, place, about, holds }
}

const SLUG: Param =
    param("slug", Place::Path, Holds::Slug, "The campaign's short name, as in its address.");
const ID: Param = param("id", Place::Path, Holds::Number, "The building's building_id.");
const N: Param = param("n", Place::Path, Holds::Number, "The release's number.");
const LIMIT: Param = param(
    "limit",
    Place::Query,
    Holds::Limit,
    "Rows of a page, 1 to 1000; 100 where none is given.",
);
const CURSOR: Param = param(
    "cursor",
    Place::Query,
    Holds::Cursor,
    "Where the page begins: from the next of the page before. It holds nothing to be made by hand.",
);
const UPDATED: Param = param(
    "updated_since",
    Place::Query,
    Holds::Moment,
    "Only buildings whose result came or changed at this moment or later: RFC 3339, best in UTC, \
     as 2017-06-21T08:31:00Z.",
);
const SUBMITTED: Param = param(
    "updated_since",
    Place::Query,
    Holds::Moment,
    "Only judgements that came at this moment or later: RFC 3339, best in UTC, as \
     2017-06-21T08:31:00Z. One that was taken back since does not come again.",
);

const _: () = assert!(LIMIT_MAX == 1_000 && LIMIT_USUAL == 100, "as the words say");

/// Everything that can be asked for.
pub const ENDPOINTS: [Endpoint; 11] = [
    Endpoint {
        id: "campaigns",
        path: "/api/v1/campaigns",
        summary: "The campaigns that the token opens",
        about: "A token opens one.",
        params: &[],
        gives: Gives::Pages,
        schema: "Campaign",
        needs_exports: false,
    },
    Endpoint {
        id: "campaign",
        path: "/api/v1/campaigns/{slug}",
        summary: "A campaign: what it is about, its captures and its rule",
        about: "The method with its figures is at /c/{slug}/method.",
        params: &[SLUG],
        gives: Gives::One,
        schema: "Campaign",
        needs_exports: false,
    },
    Endpoint {
        id: "buildings",
        path: "/api/v1/campaigns/{slug}/buildings",
        summary: "Buildings with their windows",
        about: "The columns of buildings.csv, and the outline as GeoJSON, in order of building_id.",
        params: &[SLUG, LIMIT, CURSOR, UPDATED],
        gives: Gives::Pages,
        schema: "Building",
        needs_exports: false,
    },
    Endpoint {
        id: "building",
        path: "/api/v1/campaigns/{slug}/buildings/{id}",
        summary: "One building",
        about: "The same columns.",
        params: &[SLUG, ID],
        gives: Gives::One,
        schema: "Building",
        needs_exports: false,
    },
    Endpoint {
        id: "judgements",
        path: "/api/v1/campaigns/{slug}/judgements",
        summary: "Judgements, under pseudonyms",
        about: "The columns of judgements.csv, in order of arrival.",
        params: &[SLUG, LIMIT, CURSOR, SUBMITTED],
        gives: Gives::Pages,
        schema: "Judgement",
        needs_exports: true,
    },
    Endpoint {
        id: "images",
        path: "/api/v1/campaigns/{slug}/images",
        summary: "Captures",
        about: "The columns of images.csv but bad_votes and sha256_served, which are counted over \
                the whole campaign, in order of time.",
        params: &[SLUG, LIMIT, CURSOR],
        gives: Gives::Pages,
        schema: "Image",
        needs_exports: false,
    },
    Endpoint {
        id: "rulings",
        path: "/api/v1/campaigns/{slug}/rulings",
        summary: "Rulings of people, with their reasons",
        about: "The columns of rulings.csv, in order of ruling_id.",
        params: &[SLUG, LIMIT, CURSOR],
        gives: Gives::Pages,
        schema: "Ruling",
        needs_exports: true,
    },
    Endpoint {
        id: "incidents",
        path: "/api/v1/campaigns/{slug}/incidents",
        summary: "Incidents that others report",
        about: "The columns of incidents.csv, in order of incident_id.",
        params: &[SLUG, LIMIT, CURSOR],
        gives: Gives::Pages,
        schema: "Incident",
        needs_exports: false,
    },
    Endpoint {
        id: "links",
        path: "/api/v1/campaigns/{slug}/links",
        summary: "Which incidents people linked to which buildings, and which they did not",
        about: "The columns of links.csv, in order of link_id.",
        params: &[SLUG, LIMIT, CURSOR],
        gives: Gives::Pages,
        schema: "Link",
        needs_exports: false,
    },
    Endpoint {
        id: "releases",
        path: "/api/v1/campaigns/{slug}/releases",
        summary: "Releases that are open to researchers, newest first",
        about: "What a paper should cite: it does not change any more.",
        params: &[SLUG],
        gives: Gives::Pages,
        schema: "Release",
        needs_exports: false,
    },
    Endpoint {
        id: "release",
        path: "/api/v1/campaigns/{slug}/releases/{n}",
        summary: "One release with its files",
        about: "Each file with its SHA-256 and its address, which opens with the same token.",
        params: &[SLUG, N],
        gives: Gives::One,
        schema: "Release",
        needs_exports: false,
    },
];
