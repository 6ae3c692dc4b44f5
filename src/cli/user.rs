//! `aftermath user add`.

use std::io::Read as _;

use clap::{Args, Subcommand, ValueEnum};

use super::outcome::{Done, Trouble, chance, open, say};
use crate::access::password;
use crate::clock::Clock;
use crate::config::{DataSettings, PASSWORD_EFFORT};
use crate::domain::limits::PASSWORD_CHARS_MAX;
use crate::domain::volunteer::Role;
use crate::journey::account;

/// Staff accounts.
#[derive(Debug, Subcommand)]
pub(crate) enum User {
    /// Add an account, or give an existing one a new password and role
    Add(Add),
}

/// A role, on the command line.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum RoleWord {
    Coordinator,
    Researcher,
}

/// Add an account.
#[derive(Debug, Args)]
pub(crate) struct Add {
    /// The name to sign in with
    name: String,
    /// What the account may do
    #[arg(long)]
    role: RoleWord,
    /// Read the password from standard input, instead of inventing and printing one
    #[arg(long)]
    password_stdin: bool,
}

impl User {
    /// Runs it.
    pub(crate) fn run(self, data: &DataSettings, clock: &Clock) -> Result<Done, Trouble> {
        let Self::Add(words) = self;
        let store = open(data)?;
        let mut rng = chance();
        let secret = if words.password_stdin {
            let mut text = String::new();
            // Four bytes a character and the newline.
            let most = u64::try_from(PASSWORD_CHARS_MAX * 4 + 2).unwrap_or(u64::MAX);
            std::io::stdin().take(most).read_to_string(&mut text)?;
            text.trim_end_matches(['\r', '\n']).to_owned()
        } else {
            password::invent(&mut rng)
        };
        let role = match words.role {
            RoleWord::Coordinator => Role::Coordinator,
            RoleWord::Researcher => Role::Researcher,
        };
        let hash = password::hash(&secret, PASSWORD_EFFORT, &mut rng)?;
        let (name, now) = (words.name.clone(), clock.now());
        store.write(move |db| account::put(db, now, &name, &hash, role))?;
        say(format!("{} may sign in as {}", words.name, role.as_str()));
        if !words.password_stdin {
            say(format!("password: {secret}"));
        }
        Ok(Done::Whole)
    }
}
