//! A source file as the rules of `tidy.rs` see it: its lines, its code without comments and
//! literals, the paths it names, where its functions end and which of its lines are tests.
//! Knows Rust's letters and brackets, not its grammar; holds no rule.

use std::collections::BTreeSet;

/// One file below the package folder.
pub(crate) struct Source {
    /// Relative to the package, with `/` on every system: `src/web/mod.rs`.
    pub(crate) path: String,
    /// The file as it is.
    pub(crate) text: String,
    /// The file with comments and literals blanked out; the same number of lines.
    pub(crate) code: String,
    /// The lines, counted from 1, that exist only when tests are built.
    test_lines: BTreeSet<usize>,
}

/// A path such as `crate::store::Db` or `println!`, with groups in `use` written out.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Named {
    /// The line of its last part, counted from 1.
    pub(crate) line: usize,
    /// The parts joined by `::`, without a leading `::`.
    pub(crate) path: String,
}

impl Source {
    pub(crate) fn new(path: &str, text: &str) -> Self {
        let code = code_only(text);
        let test_lines = test_lines(&code);
        Self { path: path.to_owned(), text: text.to_owned(), code, test_lines }
    }

    /// The path's ending, without the dot.
    pub(crate) fn ending(&self) -> &str {
        ending(&self.path)
    }

    /// The path inside `src/`, if the file lies there.
    pub(crate) fn in_src(&self) -> Option<&str> {
        self.path.strip_prefix("src/")
    }

    /// The file's name without folder and ending.
    pub(crate) fn stem(&self) -> &str {
        let name = self.path.rsplit('/').next().unwrap_or_default();
        name.split('.').next().unwrap_or_default()
    }

    /// The numbered lines of the text.
    pub(crate) fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        (1..).zip(self.text.lines())
    }

    pub(crate) fn is_test(&self, line: usize) -> bool {
        let stem = self.stem();
        stem == "tests" || stem.ends_with("_tests") || self.test_lines.contains(&line)
    }

    /// Every path in the code outside tests.
    pub(crate) fn named(&self) -> Vec<Named> {
        let mut all = named(&self.code);
        all.retain(|named| !self.is_test(named.line));
        all
    }

    /// The functions with a body: first line, name, number of lines.
    pub(crate) fn functions(&self) -> Vec<(usize, String, usize)> {
        let mut found = Vec::new();
        for (at, _) in self.code.match_indices("fn ") {
            let (before, after) = self.code.split_at(at);
            if before.ends_with(is_word) {
                continue;
            }
            let name: String =
                after.chars().skip(3).take_while(|&letter| is_word(letter)).collect();
            if !name.is_empty() {
                found.push((line_after(before), name, lines_of_item(after)));
            }
        }
        found
    }

    /// The parts of `path` below the crate's root, if it is written from there: after `crate::`, or
    /// after as many `super::` as this file lies deep.
    pub(crate) fn below_root<'path>(&self, path: &'path str) -> Option<Vec<&'path str>> {
        let module = self.in_src()?.trim_end_matches(".rs").trim_end_matches("/mod");
        let parts: Vec<&str> = path.split("::").collect();
        let ups = parts.iter().take_while(|&&part| part == "super").count();
        let skipped = match parts.first() {
            Some(&"crate") => 1,
            Some(&"super") if ups == module.split('/').count() => ups,
            _ => return None,
        };
        let below: Vec<&str> = parts.into_iter().skip(skipped).collect();
        (!below.is_empty()).then_some(below)
    }
}

/// What follows the path's last dot.
pub(crate) fn ending(path: &str) -> &str {
    path.rsplit_once('.').map_or("", |(_, ending)| ending)
}

fn is_word(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}

/// The number of the line that begins or goes on where `before` ends.
fn line_after(before: &str) -> usize {
    1 + before.matches('\n').count()
}

/// How many lines the item at the start of `code` covers: to the `}` that closes its body, or to
/// its `;` if it has none.
fn lines_of_item(code: &str) -> usize {
    let mut depth = 0_usize;
    let mut lines = 1;
    for letter in code.chars() {
        match letter {
            '\n' => lines += 1,
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => {
                depth = depth.saturating_sub(1);
                if letter == '}' && depth == 0 {
                    break;
                }
            }
            ';' if depth == 0 => break,
            _ => {}
        }
    }
    lines
}

/// The lines of every item that follows a `#[cfg(test)]`.
fn test_lines(code: &str) -> BTreeSet<usize> {
    let mut lines = BTreeSet::new();
    for marker in ["#[cfg(test)]", "#[cfg(all(test"] {
        for (at, _) in code.match_indices(marker) {
            let (before, item) = code.split_at(at);
            let first = line_after(before);
            lines.extend(first..first + lines_of_item(item));
        }
    }
    lines
}

/// Blanks out comments and literals, keeping the ends of lines.
fn code_only(text: &str) -> String {
    let mut code = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(letter) = rest.chars().next() {
        let opaque = opaque_length(rest);
        let (head, tail) = rest.split_at(if opaque == 0 { letter.len_utf8() } else { opaque });
        if opaque == 0 {
            code.push(letter);
        } else {
            code.push(' ');
            code.extend(head.chars().filter(|&letter| letter == '\n'));
        }
        rest = tail;
    }
    code
}

/// The bytes of the comment or literal at the start of `rest`; 0 if there is none.
fn opaque_length(rest: &str) -> usize {
    if rest.starts_with("//") {
        return rest.find('\n').unwrap_or(rest.len());
    }
    if rest.starts_with("/*") {
        return block_comment_length(rest);
    }
    if rest.starts_with('"') {
        return string_length(rest);
    }
    if let Some(after) = rest.strip_prefix("br").or_else(|| rest.strip_prefix('r')) {
        let quoted = after.trim_start_matches('#');
        let hashes = after.len() - quoted.len();
        let close = format!("\"{}", "#".repeat(hashes));
        let end = quoted.strip_prefix('"').and_then(|body| body.find(&close));
        return end.map_or(0, |end| rest.len() - quoted.len() + 1 + end + close.len());
    }
    match rest.strip_prefix('\'') {
        Some(body) => character_length(body),
        None => 0,
    }
}

/// Block comments nest.
fn block_comment_length(rest: &str) -> usize {
    let mut depth = 0_usize;
    let bytes = rest.as_bytes();
    let mut at = 0;
    while let Some(pair) = bytes.get(at..at + 2) {
        match pair {
            b"/*" => depth += 1,
            b"*/" => depth -= 1,
            _ => {
                at += 1;
                continue;
            }
        }
        at += 2;
        if depth == 0 {
            return at;
        }
    }
    rest.len()
}

fn string_length(rest: &str) -> usize {
    let mut escaped = false;
    for (at, letter) in rest.char_indices().skip(1) {
        match letter {
            '"' if !escaped => return at + 1,
            '\\' => escaped = !escaped,
            _ => escaped = false,
        }
    }
    rest.len()
}

/// `body` follows a `'`: a character literal, or a lifetime (0).
fn character_length(body: &str) -> usize {
    let mut letters = body.char_indices();
    match letters.next() {
        Some((_, '\\')) => {
            let end = letters.skip(1).find(|&(_, letter)| letter == '\'');
            end.map_or(0, |(at, _)| at + 2)
        }
        _ => match letters.next() {
            Some((at, '\'')) => at + 2,
            _ => 0,
        },
    }
}

/// Splits code into words, `::` and single signs, each with its line.
fn tokens(code: &str) -> Vec<(usize, String)> {
    let mut tokens: Vec<(usize, String)> = Vec::new();
    let mut line = 1;
    let mut joins = false;
    for letter in code.chars() {
        match tokens.last_mut() {
            Some((_, last)) if joins && is_word(letter) && last.ends_with(is_word) => {
                last.push(letter);
            }
            Some((_, last)) if joins && letter == ':' && last == ":" => last.push(letter),
            _ if letter.is_whitespace() => {}
            _ => tokens.push((line, letter.to_string())),
        }
        joins = !letter.is_whitespace();
        line += usize::from(letter == '\n');
    }
    tokens
}

/// Every path in the code, the groups of `use` written out: `a::{b, c::d}` gives `a::b`, `a::c::d`.
fn named(code: &str) -> Vec<Named> {
    let mut found = Vec::new();
    let mut groups: Vec<String> = Vec::new();
    let mut path = String::new();
    let mut line = 1;
    let mut finish = |path: &mut String, line: usize, group: Option<&String>| {
        let whole = std::mem::take(path);
        let inner = whole.trim_start_matches("::").trim_end_matches("::");
        if !inner.is_empty() && Some(&whole) != group {
            found.push(Named { line, path: inner.to_owned() });
        }
    };
    for (at, token) in tokens(code) {
        match token.as_str() {
            "::" => path.push_str("::"),
            "{" if path.ends_with("::") => groups.push(path.clone()),
            "," => {
                finish(&mut path, line, groups.last());
                path.push_str(groups.last().map_or("", String::as_str));
            }
            "}" => {
                finish(&mut path, line, groups.last());
                groups.pop();
            }
            "*" if path.ends_with("::") => path.push('*'),
            "!" if !path.is_empty() => {
                path.push('!');
                finish(&mut path, line, None);
            }
            word if word.starts_with(is_word) => {
                if !path.is_empty() && !path.ends_with("::") {
                    finish(&mut path, line, None);
                }
                path.push_str(word);
                line = at;
            }
            _ => finish(&mut path, line, None),
        }
    }
    finish(&mut path, line, None);
    found
}

#[test]
fn a_group_of_imports_is_read_as_the_paths_it_stands_for() {
    let imports = "use crate::{\n  domain::{Id, place::*},\n  store::Db,\n};\n";
    let source =
        Source::new("src/web/mod.rs", &format!("{imports}'a'; pub(crate) a!(\"no::no\");"));
    let paths: Vec<(usize, String)> =
        source.named().into_iter().map(|named| (named.line, named.path)).collect();
    let expected = [
        (1, "use"),
        (2, "crate::domain::Id"),
        (2, "crate::domain::place::*"),
        (3, "crate::store::Db"),
        (5, "pub"),
        (5, "crate"),
        (5, "a!"),
    ];
    assert_eq!(paths, expected.map(|(line, path)| (line, path.to_owned())));
    assert_eq!(source.below_root("super::store::Db"), Some(vec!["store", "Db"]));
    assert_eq!(source.below_root("super::super::store"), None);
    assert_eq!(source.below_root("crate"), None, "as in pub(crate)");
}

#[test]
fn braces_in_literals_and_comments_do_not_lengthen_a_function() {
    let literals = "['{', '\\'', \"\\\"{\", r#\"}\"{\"#]";
    let text = format!("fn a() {{\n  // }}\n  {literals}\n}}\nfn c<'a>(d: &'a str);\n");
    let functions = Source::new("src/a.rs", &text).functions();
    assert_eq!(functions, [(1, "a".to_owned(), 4), (5, "c".to_owned(), 1)]);
}
