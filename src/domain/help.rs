//! Where volunteers find help: a campaign's own lines.

/// One line of help.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HelpLine {
    /// What is read.
    pub label: String,
    /// Where it leads: an address, a telephone number or a mail address; none for words alone.
    pub target: Option<String>,
}

/// What a link of help may begin with.
const SCHEMES: [&str; 5] = ["https://", "http://", "tel:", "sms:", "mailto:"];
/// Lines that are shown.
const LINES_MAX: usize = 20;

/// Why a line cannot be help.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "line {line} of the help is none: write \"words\" or \"words | https://...\" (or tel:, sms:, \
     mailto:), at most 20 lines"
)]
pub struct HelpError {
    /// Which line, from 1.
    pub line: usize,
}

/// The lines of a campaign's help; a link of another kind is left out, and its words stay.
#[must_use]
pub fn lines(help: &str) -> Vec<HelpLine> {
    let lines = help.lines().filter_map(read);
    lines.map(|(line, _)| line).take(LINES_MAX).collect()
}

/// Checks lines of help as somebody wrote them.
///
/// # Errors
/// The first line that is none.
pub fn check(help: &str) -> Result<(), HelpError> {
    for (place, line) in help.lines().enumerate() {
        let is_bad = read(line).is_some_and(|(_, is_whole)| !is_whole) || place >= LINES_MAX;
        if is_bad {
            return Err(HelpError { line: place + 1 });
        }
    }
    Ok(())
}

/// A line, and whether all of it was understood; none of an empty one.
fn read(line: &str) -> Option<(HelpLine, bool)> {
    let (label, target) = match line.split_once('|') {
        Some((label, target)) => (label.trim(), target.trim()),
        None => (line.trim(), ""),
    };
    let begins = |scheme: &&str| {
        target.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    };
    let leads = SCHEMES.iter().any(|scheme| target.len() > scheme.len() && begins(scheme));
    // Numbers are written with spaces, and dialled without.
    let is_number = ["tel:", "sms:"].iter().any(begins);
    let target: String =
        if is_number { target.split_whitespace().collect() } else { target.to_owned() };
    let is_whole = target.is_empty() || (leads && !target.contains(char::is_whitespace));
    let target = (leads && is_whole).then_some(target);
    let line = HelpLine { label: label.to_owned(), target };
    (!label.is_empty()).then_some((line, is_whole))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_links_are_read_and_strange_links_are_left_out() {
        let help = "Talk to somebody you trust\n\nA line | tel:+1 00\nBad | javascript:alert(1)";
        let found = lines(help);
        let words: Vec<&str> = found.iter().map(|line| line.label.as_str()).collect();
        assert_eq!(words, ["Talk to somebody you trust", "A line", "Bad"]);
        let targets: Vec<Option<&str>> = found.iter().map(|line| line.target.as_deref()).collect();
        assert_eq!(targets, [None, Some("tel:+100"), None]);
        assert_eq!(check(help), Err(HelpError { line: 4 }));
        assert_eq!(check("Words\nA page | https://example.org"), Ok(()));
        assert_eq!(check(&"x\n".repeat(21)), Err(HelpError { line: 21 }));
    }
}
