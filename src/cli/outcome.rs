//! How a command ends, and how it speaks.

use std::fmt;
use std::fs;
use std::io::{IsTerminal as _, Write as _};
use std::path::Path;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use rand::SeedableRng as _;
use rand_chacha::ChaCha20Rng;

use crate::config::DataSettings;
use crate::domain::campaign::Campaign;
use crate::imagery::Vault;
use crate::journey::look;
use crate::store::Store;

/// How a command that ran to its end came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Done {
    /// All of it.
    Whole,
    /// The good part of it.
    InPart,
    /// Nothing, and why has been said.
    Refused,
    /// Nothing: what was given cannot be read.
    Unreadable,
    /// Something that was looked at is not well.
    Problems,
}

/// Why a command did not run to its end, in words for the person who gave it.
#[derive(Debug)]
pub(crate) struct Trouble(pub String);

impl<E: std::error::Error> From<E> for Trouble {
    fn from(error: E) -> Self {
        Self(error.to_string())
    }
}

/// Says data, on standard output. Where nobody can read it any more the command ends.
pub(crate) fn say(words: impl fmt::Display) {
    if let Err(error) = writeln!(std::io::stdout().lock(), "{words}") {
        if error.kind() != std::io::ErrorKind::BrokenPipe {
            tell(&format!("the output cannot be written: {error}"));
        }
        std::process::exit(2);
    }
}

/// Says a message, on standard error.
pub fn tell(words: &str) {
    // There is nowhere else to say that it cannot be said.
    let _ = writeln!(std::io::stderr().lock(), "{words}");
}

/// Opens the store, making the data folder if it is not there.
pub(crate) fn open(data: &DataSettings) -> Result<Store, Trouble> {
    make_folder(data)?;
    Ok(Store::open(&data.address()?)?)
}

/// Opens the chips.
pub(crate) fn vault(data: &DataSettings) -> Result<Vault, Trouble> {
    make_folder(data)?;
    Ok(Vault::open(&data.chips().parse()?)?)
}

fn make_folder(data: &DataSettings) -> Result<(), Trouble> {
    fs::create_dir_all(data.folder()).map_err(|error| {
        let folder = data.folder().display();
        Trouble(format!("the data folder {folder} cannot be made: {error}; choose --data-dir"))
    })
}

/// The bytes of a small file.
pub(crate) fn read_file(file: &Path) -> Result<Vec<u8>, Trouble> {
    let trouble = |error| Trouble(format!("the file {} cannot be read: {error}", file.display()));
    fs::read(file).map_err(trouble)
}

/// The campaign of a short name.
pub(crate) fn campaign(store: &Store, slug: &str) -> Result<Campaign, Trouble> {
    store.read(|db| look::any_campaign(db, slug)).map_err(|error| match error {
        look::LookError::NotFound => {
            Trouble(format!("there is no campaign \"{slug}\"; `aftermath campaign list` shows all"))
        }
        other => other.into(),
    })
}

/// A source of chance for one command.
#[expect(clippy::disallowed_methods, reason = "the command line is where chance comes in")]
pub(crate) fn chance() -> ChaCha20Rng {
    ChaCha20Rng::from_rng(&mut rand::rng())
}

/// A bar over `length` steps, where somebody watches.
pub(crate) fn bar(length: u64, what: &'static str) -> ProgressBar {
    let bar = ProgressBar::new(length).with_message(what);
    if !std::io::stderr().is_terminal() {
        bar.set_draw_target(ProgressDrawTarget::hidden());
    }
    let style = "{msg:24} {wide_bar} {pos}/{len}  {per_sec}  {eta} left";
    bar.with_style(
        ProgressStyle::with_template(style).unwrap_or_else(|_| ProgressStyle::default_bar()),
    )
}

/// As many threads as the machine has cores.
pub(crate) fn threads() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}
