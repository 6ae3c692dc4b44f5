//! Takes out of a script what a browser has no use for: comments, and space that parts nothing.
//! Names stay, so that what goes wrong can be read. Knows as much of the language as the files of
//! `static/js/` use: every statement ends in a semicolon, no template holds another, and a regular
//! expression follows no word.

/// A script without comments and idle space.
#[must_use]
pub fn script(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    let mut is_parted = false;
    while let Some(first) = rest.chars().next() {
        let length = match first {
            _ if first.is_whitespace() => {
                is_parted = true;
                rest = rest.trim_start();
                continue;
            }
            '/' if rest.starts_with("//") => {
                rest = rest.split_once('\n').map_or("", |(_, after)| after);
                is_parted = true;
                continue;
            }
            '\'' | '"' | '`' => literal(rest, first),
            '/' if begins_value(&out) => literal(rest, '/'),
            _ => first.len_utf8(),
        };
        let last = out.chars().next_back().unwrap_or(' ');
        if is_parted && needs_space(last, first) {
            out.push(' ');
        } else if ends_idly(last, first) {
            out.pop();
        }
        let (piece, after) = rest.split_at(length);
        out.push_str(piece);
        (rest, is_parted) = (after, false);
    }
    out
}

/// The length of a literal that begins here and ends with `mark`.
fn literal(text: &str, mark: char) -> usize {
    let (mut is_escaped, mut is_class) = (false, false);
    for (at, letter) in text.char_indices().skip(1) {
        match letter {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            '[' if mark == '/' => is_class = true,
            ']' if mark == '/' => is_class = false,
            _ if letter == mark && !is_class => return at + letter.len_utf8(),
            _ => {}
        }
    }
    text.len()
}

/// Whether a slash after this begins a regular expression; else it divides.
fn begins_value(before: &str) -> bool {
    before.chars().next_back().is_none_or(|last| "(,=:[!&|?{};>".contains(last))
}

fn needs_space(last: char, next: char) -> bool {
    let is_word = |letter: char| letter.is_alphanumeric() || letter == '_' || letter == '$';
    (is_word(last) && is_word(next)) || (last == next && "+-".contains(last))
}

/// Whether the mark before a closing bracket may go.
fn ends_idly(last: char, next: char) -> bool {
    matches!((last, next), (';' | ',', '}') | (',', ']' | ')'))
}

#[cfg(test)]
mod tests {
    use super::script;

    #[test]
    fn space_and_comments_go_where_they_part_nothing() {
        let text = "// Why.\nconst a = (b, c) => {\n  return b + +c; // here\n};\n\
                    let d = [1, 2,];\n";
        assert_eq!(script(text), "const a=(b,c)=>{return b+ +c};let d=[1,2];");
    }

    #[test]
    fn what_is_said_between_quotes_stays_as_it_is() {
        for text in [
            "a('b  ; }', \"// no  comment\");",
            "a(`x  ${b  +  c} // d\n  e`);",
            r"a('it\'s  so  ;}');",
            r"a(/[/'] {2} \/ x  /g);",
        ] {
            let plain = text.replace(", \"", ",\"");
            assert_eq!(script(text), plain);
        }
    }

    #[test]
    fn a_slash_after_a_value_divides() {
        assert_eq!(script("a = (b + c) / 2; d = e / f;"), "a=(b+c)/2;d=e/f;");
    }
}
