//! The pages of a campaign's desk and of the site: one list, from which the bar on each of them and
//! the list of campaigns are made.

use crate::domain::role::{Power, Role};

/// A page to go to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Way {
    /// Its address.
    pub href: String,
    /// Its name.
    pub label: &'static str,
    /// Whether the reader is on it, or on a page below it.
    pub is_here: bool,
}

/// What stands above a page of the staff.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Bar {
    /// Kinds of work, each by its first page.
    pub groups: Vec<Way>,
    /// The pages of the kind of work that the reader is at, where there are several.
    pub pages: Vec<Way>,
}

/// A page: what it needs, its address below the campaign's, its name.
type Page = (Power, &'static str, &'static str);

/// Every page of a campaign's desk, by kind of work.
const GROUPS: [(&str, &[Page]); 6] = [
    ("Progress", &[(Power::SeeProgress, "", "Progress"), (Power::SeeProgress, "/map", "Map")]),
    (
        "Cases",
        &[
            (Power::Adjudicate, "/review", "Contested cases"),
            (Power::SeeRulings, "/rulings", "Rulings"),
            (Power::SeeProgress, "/quality", "Quality"),
        ],
    ),
    (
        "Volunteers",
        &[
            (Power::SeeVolunteers, "/volunteers", "Volunteers"),
            (Power::SeeVolunteers, "/flags", "Remarks"),
            (Power::Run, "/announcements", "Announcements"),
        ],
    ),
    (
        "Set up",
        &[
            (Power::Run, "/setup", "Set up"),
            (Power::Run, "/imports", "Imports"),
            (Power::Run, "/captures", "Captures"),
            (Power::SeeProgress, "/rules", "Rules"),
            (Power::Run, "/gold", "Gold"),
            (Power::Run, "/priorities", "Priorities"),
            (Power::Run, "/reopen", "New captures"),
        ],
    ),
    (
        "Exports",
        &[
            (Power::Export, "/exports", "Exports"),
            (Power::Run, "/releases", "Releases"),
            (Power::Export, "/tokens", "Tokens"),
            (Power::Export, "/record", "Record"),
            (Power::Export, "/incidents", "Incidents"),
        ],
    ),
    ("Team", &[(Power::ManageTeam, "/team", "Team"), (Power::ReadLog, "/log", "Log")]),
];

/// The pages of the whole site: for administrators.
const SITE: [(&str, &str); 4] = [
    ("/accounts", "Accounts"),
    ("/accounts/log", "Log"),
    ("/site/health", "Health"),
    ("/site/settings", "Settings"),
];

/// What a role may open of a campaign, as seen from `path`.
#[must_use]
pub fn desk(slug: &str, role: Role, path: &str) -> Bar {
    let path = path.split('?').next().unwrap_or(path);
    let mut bar = Bar::default();
    for (label, pages) in GROUPS {
        let open = pages.iter().filter(|(power, ..)| role.may(*power));
        let pages: Vec<Way> = open.map(|page| way(slug, page, path)).collect();
        let Some(first) = pages.first() else { continue };
        let is_here = pages.iter().any(|page| page.is_here);
        // A single page goes by its own name.
        let label = if pages.len() == 1 { first.label } else { label };
        bar.groups.push(Way { href: first.href.clone(), label, is_here });
        if is_here && pages.len() > 1 {
            bar.pages = pages;
        }
    }
    bar
}

fn way(slug: &str, (_, address, label): &Page, path: &str) -> Way {
    let href = format!("/desk/{slug}{address}");
    let below = path.strip_prefix(href.as_str());
    let is_here =
        below.is_some_and(|rest| rest.is_empty() || (!address.is_empty() && rest.starts_with('/')));
    Way { href, label, is_here }
}

/// The pages of the site, seen from one of them; none from elsewhere.
#[must_use]
pub fn site(path: &str) -> Bar {
    let path = path.split('?').next().unwrap_or(path);
    if !["/accounts", "/site/"].iter().any(|start| path.starts_with(start)) {
        return Bar::default();
    }
    let way =
        |(href, label): (&str, _)| Way { href: href.to_owned(), label, is_here: path == href };
    Bar { groups: SITE.into_iter().map(way).collect(), pages: Vec::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(ways: &[Way]) -> Vec<&str> {
        ways.iter().map(|way| way.label).collect()
    }

    fn here(ways: &[Way]) -> Vec<&str> {
        ways.iter().filter(|way| way.is_here).map(|way| way.label).collect()
    }

    #[test]
    fn a_role_is_offered_what_it_may_open_and_told_where_it_is() {
        let researcher = desk("raqqa", Role::Researcher, "/desk/raqqa/exports?x=1");
        let wanted = ["Progress", "Quality", "Rules", "Exports"];
        assert_eq!(labels(&researcher.groups), wanted, "one page alone goes by its own name");
        assert_eq!(here(&researcher.groups), ["Exports"]);
        assert_eq!(labels(&researcher.pages), ["Exports", "Tokens", "Record", "Incidents"]);
        let at = |path| desk("raqqa", Role::Coordinator, path);
        assert_eq!(here(&at("/desk/raqqa").pages), ["Progress"]);
        let case = at("/desk/raqqa/review/17");
        assert_eq!(
            (here(&case.groups), here(&case.pages)),
            (vec!["Cases"], vec!["Contested cases"])
        );
        assert_eq!(here(&at("/desk/raqqa/setup/rules").pages), ["Set up"]);
        for elsewhere in ["/desk/raqqa/mapping", "/desk/raqqa-2/map", "/desk"] {
            assert!(here(&at(elsewhere).groups).is_empty() && at(elsewhere).pages.is_empty());
        }
    }

    #[test]
    fn every_page_of_the_desk_is_in_the_bar_once() {
        let all: Vec<_> = GROUPS.iter().flat_map(|(_, pages)| pages.iter()).collect();
        let addresses: std::collections::BTreeSet<_> = all.iter().map(|page| page.1).collect();
        assert_eq!(addresses.len(), all.len());
        assert_eq!(desk("a", Role::Coordinator, "").groups.len(), GROUPS.len());
    }

    #[test]
    fn the_pages_of_the_site_are_seen_from_the_site_alone() {
        assert_eq!(here(&site("/accounts/log?words=x").groups), ["Log"]);
        assert_eq!(site("/desk"), Bar::default());
    }
}
