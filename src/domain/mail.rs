//! Mail to staff: which addresses are ones, and when is tried again.

use chrono::Duration;

use super::limits::ADDRESS_CHARS_MAX;

/// Minutes after each attempt that failed, until the next one; then it is given up.
const WAITS: [i64; 6] = [1, 5, 30, 120, 360, 720];

/// How long to wait after so many attempts; none when it is given up.
#[must_use]
pub fn wait(tries: u32) -> Option<Duration> {
    let last = usize::try_from(tries.checked_sub(1)?).ok()?;
    WAITS.get(last).copied().map(Duration::minutes)
}

/// Whether that may be an address; the link sent to it tells.
#[must_use]
pub fn is_address(text: &str) -> bool {
    let is_plain = |part: &str| {
        part.chars().all(|c| c.is_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(c))
    };
    text.chars().count() <= ADDRESS_CHARS_MAX
        && text.split_once('@').is_some_and(|(own, place)| {
            let labels: Vec<&str> = place.split('.').collect();
            !own.is_empty()
                && is_plain(own)
                && is_plain(place)
                && labels.iter().all(|one| !one.is_empty())
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_two_parts_and_nothing_that_begins_another_line() {
        for good in ["chen@example.org", "a.b+c@localhost", "élodie@exemple.fr"] {
            assert!(is_address(good), "{good}");
        }
        let long = format!("{}@example.org", "a".repeat(250));
        for bad in [
            "",
            "chen",
            "@example.org",
            "chen@",
            "a@b@c",
            "a b@c.org",
            "a@b.\nBcc: x",
            "a@b..c",
            &long,
        ] {
            assert!(!is_address(bad), "{bad}");
        }
    }

    #[test]
    fn it_is_given_up_after_seven_attempts() {
        assert_eq!(wait(1), Some(Duration::minutes(1)));
        assert_eq!(wait(6), Some(Duration::hours(12)));
        assert_eq!((wait(7), wait(0)), (None, None));
    }
}
