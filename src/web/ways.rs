//! The pages of a campaign's desk: one list, from which the bar on each of them and the list of
//! campaigns are made.

use crate::domain::role::{Power, Role};

/// A page of a campaign's desk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Way {
    /// Its address.
    pub href: String,
    /// Its name.
    pub label: &'static str,
    /// Whether the reader is on it, or on a page below it.
    pub is_here: bool,
}

/// Every page: what it needs, its address below the campaign's, its name.
const ALL: [(Power, &str, &str); 19] = [
    (Power::SeeProgress, "", "Progress"),
    (Power::SeeProgress, "/map", "Map"),
    (Power::Adjudicate, "/review", "Contested cases"),
    (Power::SeeRulings, "/rulings", "Rulings"),
    (Power::SeeProgress, "/quality", "Quality"),
    (Power::SeeProgress, "/rules", "Rules"),
    (Power::SeeVolunteers, "/volunteers", "Volunteers"),
    (Power::SeeVolunteers, "/flags", "Remarks"),
    (Power::Run, "/announcements", "Announcements"),
    (Power::Run, "/setup", "Set up"),
    (Power::Run, "/imports", "Imports"),
    (Power::Run, "/captures", "Captures"),
    (Power::Run, "/priorities", "Priorities"),
    (Power::Run, "/gold", "Gold"),
    (Power::Run, "/reopen", "New captures"),
    (Power::Export, "/exports", "Exports"),
    (Power::Export, "/tokens", "Tokens"),
    (Power::ManageTeam, "/team", "Team"),
    (Power::ReadLog, "/log", "Log"),
];

/// The pages of a campaign that a role opens, as seen from `path`.
#[must_use]
pub fn ways(slug: &str, role: Role, path: &str) -> Vec<Way> {
    let path = path.split('?').next().unwrap_or(path);
    let open = ALL.iter().filter(|(power, ..)| role.may(*power));
    open.map(|(_, address, label)| {
        let href = format!("/desk/{slug}{address}");
        let below = path.strip_prefix(href.as_str());
        let is_here = below
            .is_some_and(|rest| rest.is_empty() || (!address.is_empty() && rest.starts_with('/')));
        Way { href, label, is_here }
    })
    .collect()
}

/// The pages of the whole site: for administrators.
const SITE: [(&str, &str); 4] = [
    ("/accounts", "Accounts"),
    ("/accounts/log", "Log"),
    ("/site/health", "Health"),
    ("/site/settings", "Settings"),
];

/// The pages of the site, seen from one of them; none from elsewhere.
#[must_use]
pub fn site(path: &str) -> Vec<Way> {
    let path = path.split('?').next().unwrap_or(path);
    if !["/accounts", "/site/"].iter().any(|start| path.starts_with(start)) {
        return Vec::new();
    }
    let way =
        |(href, label): (&str, _)| Way { href: href.to_owned(), label, is_here: path == href };
    SITE.into_iter().map(way).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_is_offered_what_it_may_open_and_told_where_it_is() {
        let seen = |role, path| -> Vec<_> {
            let ways = ways("raqqa", role, path);
            ways.into_iter().map(|way| (way.label, way.is_here)).collect()
        };
        let researcher = seen(Role::Researcher, "/desk/raqqa/exports?x=1");
        assert_eq!(
            researcher,
            [
                ("Progress", false),
                ("Map", false),
                ("Quality", false),
                ("Rules", false),
                ("Exports", true),
                ("Tokens", false),
            ]
        );
        let here = |path| -> Vec<_> {
            let all = seen(Role::Coordinator, path);
            all.into_iter().filter(|(_, is_here)| *is_here).map(|(label, _)| label).collect()
        };
        let none: [&str; 0] = [];
        assert_eq!(here("/desk/raqqa"), ["Progress"]);
        assert_eq!(here("/desk/raqqa/review/17"), ["Contested cases"]);
        assert_eq!(here("/desk/raqqa/mapping"), none);
        assert_eq!(here("/desk/raqqa-2/map"), none);
        let site = site("/accounts/log?words=x");
        assert_eq!(site.iter().filter(|way| way.is_here).count(), 1);
    }
}
