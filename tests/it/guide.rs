//! The script that shows the next picture without asking the server decides as the guide does:
//! both are held to `e2e/guide.json`, this one here and the script by `e2e/guide.test.mjs`.

use std::fmt::Write as _;

use aftermath::domain::guide::{Seen, Step, Trace, next};

/// Where the walks are written down.
const WALKS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/e2e/guide.json");

/// One line: captures, how many of them show it standing, those not to be seen, the nudge, the
/// trace that a volunteer who sees all of this leaves, and where it ends.
fn walk(captures: usize, standing: usize, clouded: &[usize], nudge: u64) -> String {
    let mut trace = Trace::default();
    let end = loop {
        match next(captures, &trace, nudge) {
            Step::Look { position, .. } => {
                let seen = match position {
                    p if clouded.contains(&p) => Seen::Unusable,
                    p if p < standing => Seen::Standing,
                    _ => Seen::Destroyed,
                };
                trace = trace.and(position, seen);
            }
            Step::Confirm { last_standing, first_destroyed } => {
                let word = |end: Option<usize>| end.map_or("-".to_owned(), |at| at.to_string());
                break format!("{} {}", word(last_standing), word(first_destroyed));
            }
            Step::NothingUsable => break "nothing".to_owned(),
            Step::Contradiction => break "clash".to_owned(),
        }
    };
    format!("[{captures},{standing},{clouded:?},{nudge},\"{trace}\",\"{end}\"]")
}

fn walks() -> String {
    let mut lines = Vec::new();
    for captures in 1..=12 {
        for standing in 0..=captures {
            lines.extend((0..3).map(|nudge| walk(captures, standing, &[], nudge)));
            lines.extend((0..captures).map(|cloud| walk(captures, standing, &[cloud], 1)));
        }
    }
    let mut chance: u64 = 7;
    let mut roll = |most: u64| {
        // Knuth's multiplier; only the high bits are good.
        chance = chance.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        usize::try_from((chance >> 33) % most).unwrap()
    };
    for nudge in 0..60 {
        let clouded: Vec<usize> = (0..20).map(|_| roll(180)).collect();
        lines.push(walk(180, roll(181), &clouded, nudge));
    }
    let mut text = String::from("[\n");
    writeln!(text, "{}\n]", lines.join(",\n")).unwrap();
    text
}

#[test]
fn the_walks_that_the_script_is_held_to_are_those_of_the_guide() {
    let walks = walks();
    if std::fs::read_to_string(WALKS).ok().as_deref() == Some(&walks) {
        return;
    }
    let fresh = std::env::temp_dir().join("guide.json");
    std::fs::write(&fresh, walks).unwrap();
    panic!("{WALKS} is not what the guide does; if the guide is right, put {fresh:?} there");
}
