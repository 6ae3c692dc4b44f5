//! Documentation is tested: the codebook is the code's, and every command and setting is named.

use std::path::Path;

use aftermath::cli::Cli;
use aftermath::exchange::codebook::codebook;
use clap::CommandFactory as _;

fn read(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

#[test]
fn the_codebook_in_the_docs_is_the_one_that_is_exported() {
    let exported = Path::new(env!("CARGO_TARGET_TMPDIR")).join("CODEBOOK.md");
    std::fs::write(&exported, codebook()).unwrap();
    let path = exported.display();
    assert!(read("docs/CODEBOOK.md") == codebook(), "copy {path} to docs/");
}

#[test]
fn every_command_and_every_setting_is_in_the_operating_guide() {
    let guide = read("docs/OPERATING.md");
    let mut missing = Vec::new();
    let mut open = vec![(String::from("aftermath"), Cli::command())];
    while let Some((name, command)) = open.pop() {
        for argument in command.get_arguments() {
            let settings = argument.get_env().map(|name| name.to_string_lossy().into_owned());
            let flag = argument.get_long().map(|long| format!("--{long}"));
            for word in settings.into_iter().chain(flag) {
                if word != "--help" && word != "--version" && !guide.contains(&word) {
                    missing.push(format!("{name} {word}"));
                }
            }
        }
        for sub in command.get_subcommands().filter(|sub| sub.get_name() != "help") {
            let name = format!("{name} {}", sub.get_name());
            if sub.get_subcommands().next().is_none() && !guide.contains(&name) {
                missing.push(name.clone());
            }
            open.push((name, sub.clone()));
        }
    }
    assert!(missing.is_empty(), "docs/OPERATING.md does not name {missing:?}");
}

#[test]
fn the_ledger_guide_names_every_kind_and_field_and_its_numbers_are_right() {
    use aftermath::domain::ledger::tree::{leaf_hash, node_hash};
    use aftermath::domain::ledger::{
        Checkpoint, Erased, Kind, Leaf, Nonce, Secret, Superseding, hex,
    };
    let guide = read("docs/LEDGER.md");
    let says = |words: &str| assert!(guide.contains(words), "docs/LEDGER.md does not say {words}");
    for kind in Kind::ALL {
        says(&format!("\n### `{}`\n", kind.as_str()));
    }
    let bodies = read("src/domain/ledger/body.rs");
    let fields = bodies.lines().filter(|line| line.starts_with("        ") && line.ends_with(','));
    let fields: Vec<&str> =
        fields.filter_map(|line| line.trim().split_once(": ")).map(|f| f.0).collect();
    assert!(fields.len() > 80, "{fields:?}");
    let mut rest = guide.as_str();
    for field in fields {
        let cell = format!("| `{field}` |");
        rest = rest.split_once(&cell).unwrap_or_else(|| panic!("no {cell} in its order")).1;
    }
    let reason = "taken_back".to_owned();
    let superseding = Superseding { judgement: 7, reason, at: 1_700_000_000_000 };
    let volunteer = "v-0123456789abcdef".to_owned();
    let byte = |n| u8::try_from(n).unwrap();
    let lines = [
        Leaf::Superseding(superseding).line(Nonce::new(std::array::from_fn(byte))),
        Leaf::Erased(Erased { volunteer, at: 1_700_000_060_000 }).line(Nonce::new([0xff; 16])),
    ];
    for line in &lines {
        says(line);
    }
    let hashes = lines.map(|line| leaf_hash(line.as_bytes()));
    let root = node_hash(&hashes[0], &hashes[1]);
    let secret = Secret::new(std::array::from_fn(byte));
    says(&hex(&hashes[0]));
    says(&hex(&root));
    says(&secret.commit("reason", "a mistake of ours"));
    let origin = "aftermath.example/aleppo".to_owned();
    says(&Checkpoint { origin, size: 2, root }.text().trim_end().replace('\n', "\n    "));
}

#[test]
fn the_command_line_is_sound() {
    Cli::command().debug_assert();
}
