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
fn the_command_line_is_sound() {
    Cli::command().debug_assert();
}
