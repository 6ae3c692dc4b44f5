//! `aftermath user ...`: staff accounts, their parts in campaigns, and invitations.

use std::io::Read as _;

use clap::{Args, Subcommand};

use super::outcome::{Done, Trouble, campaign, chance, open, say};
use crate::access::password;
use crate::access::token::Token;
use crate::clock::Clock;
use crate::config::{DataSettings, PASSWORD_EFFORT};
use crate::domain::limits::PASSWORD_CHARS_MAX;
use crate::domain::role::Role;
use crate::journey::log::{By, COMMAND_LINE};
use crate::journey::{account, team};
use crate::store::Store;

/// Staff accounts.
#[derive(Debug, Subcommand)]
pub(crate) enum User {
    /// Add an account
    Add(Add),
    /// List all accounts, with their parts in campaigns
    List,
    /// Give an account a part in a campaign, in place of the one it had
    Grant {
        /// The account's name
        name: String,
        #[command(flatten)]
        part: Part,
    },
    /// Take an account's part in a campaign away
    Revoke {
        /// The account's name
        name: String,
        /// The campaign's short name
        #[arg(long)]
        campaign: String,
        /// Why; it stands in the log
        #[arg(long, default_value = "")]
        reason: String,
    },
    /// Make a link by which somebody becomes staff, good once, for seven days
    Invite {
        /// Whom it is for, so that you know it again
        label: String,
        #[command(flatten)]
        part: InvitedPart,
    },
    /// Give an account another password; its sessions end
    Password {
        /// The account's name
        name: String,
        /// Read the password from standard input, instead of inventing and printing one
        #[arg(long)]
        password_stdin: bool,
    },
    /// Take an account's second factor away, so that its owner sets up a new one
    ResetSecondFactor {
        /// The account's name
        name: String,
        /// Why; it stands in the log
        #[arg(long)]
        reason: String,
    },
    /// Make an account one that looks after the site, or no longer
    Admin {
        /// The account's name
        name: String,
        /// No longer
        #[arg(long)]
        no_longer: bool,
    },
    /// Close an account: it lets nobody in, and what it did stays
    Close {
        /// The account's name
        name: String,
        /// Why; it stands in the log
        #[arg(long)]
        reason: String,
    },
    /// Open a closed account again
    Reopen {
        /// The account's name
        name: String,
    },
}

/// Reads a role's word.
fn role(word: &str) -> Result<Role, String> {
    let known = Role::ALL.map(Role::as_str).join(", ");
    Role::parse(word).ok_or_else(|| format!("there is no such role; choose one of {known}"))
}

/// A part in a campaign.
#[derive(Debug, Args)]
pub(crate) struct Part {
    /// The campaign's short name
    #[arg(long)]
    campaign: String,
    /// coordinator, adjudicator, moderator, researcher or auditor
    #[arg(long, value_parser = role)]
    role: Role,
}

/// A part in a campaign, or in looking after the site.
#[derive(Debug, Args)]
pub(crate) struct InvitedPart {
    /// To look after the whole site
    #[arg(long, conflicts_with_all = ["campaign", "role"])]
    admin: bool,
    /// The campaign's short name
    #[arg(long, requires = "role", required_unless_present = "admin")]
    campaign: Option<String>,
    /// coordinator, adjudicator, moderator, researcher or auditor
    #[arg(long, requires = "campaign", value_parser = role)]
    role: Option<Role>,
}

/// Add an account.
#[derive(Debug, Args)]
pub(crate) struct Add {
    /// The name to sign in with
    name: String,
    /// It makes campaigns and looks after accounts
    #[arg(long)]
    admin: bool,
    /// A campaign in which it has a part
    #[arg(long, requires = "role")]
    campaign: Option<String>,
    /// coordinator, adjudicator, moderator, researcher or auditor
    #[arg(long, requires = "campaign", value_parser = role)]
    role: Option<Role>,
    /// Read the password from standard input, instead of inventing and printing one
    #[arg(long)]
    password_stdin: bool,
}

impl User {
    /// Runs it.
    pub(crate) fn run(self, data: &DataSettings, clock: &Clock) -> Result<Done, Trouble> {
        let store = open(data)?;
        let by = By { name: COMMAND_LINE, now: clock.now() };
        match self {
            Self::Add(words) => words.run(&store, by)?,
            Self::List => list(&store)?,
            Self::Grant { name, part } => {
                let (own, campaign) = (name.clone(), campaign(&store, &part.campaign)?);
                store.write(move |db| team::grant(db, by, &campaign, &own, part.role))?;
                say(format!("{name} is {} of {}", part.role.as_str(), part.campaign));
            }
            Self::Revoke { name, campaign: slug, reason } => {
                let (own, campaign) = (name.clone(), campaign(&store, &slug)?);
                store.write(move |db| team::revoke(db, by, &campaign, &own, &reason))?;
                say(format!("{name} has no part in {slug} any more"));
            }
            Self::Invite { label, part } => invite(&store, by, label, &part)?,
            Self::Password { name, password_stdin } => {
                let (hash, shown) = new_password(password_stdin)?;
                let own = name.clone();
                store.write(move |db| {
                    let account = team::account(db, &own)?;
                    account::set_password(db, by, &account, &hash, None)?;
                    Ok::<_, team::TeamError>(())
                })?;
                say(format!("{name} has a new password"));
                if let Some(secret) = shown {
                    say(format!("password: {secret}"));
                }
            }
            Self::ResetSecondFactor { name, reason } => {
                let own = name.clone();
                store.write(move |db| team::reset_second(db, by, &own, &reason))?;
                say(format!("{name} sets up a new second factor when they sign in next"));
            }
            Self::Admin { name, no_longer } => {
                let own = name.clone();
                store.write(move |db| team::set_admin(db, by, &own, !no_longer))?;
                let word = if no_longer { "is no administrator any more" } else { "is one" };
                say(format!("{name} {word}"));
            }
            Self::Close { name, reason } => {
                let own = name.clone();
                store.write(move |db| team::disable(db, by, &own, &reason))?;
                say(format!("the account {name} is closed"));
            }
            Self::Reopen { name } => {
                let own = name.clone();
                store.write(move |db| team::enable(db, by, &own))?;
                say(format!("the account {name} is open again"));
            }
        }
        Ok(Done::Whole)
    }
}

/// A password's hash, and the password itself where it was invented.
fn new_password(is_read: bool) -> Result<(String, Option<String>), Trouble> {
    let mut rng = chance();
    let secret = if is_read {
        let mut text = String::new();
        // Four bytes a character and the newline.
        let most = u64::try_from(PASSWORD_CHARS_MAX * 4 + 2).unwrap_or(u64::MAX);
        std::io::stdin().take(most).read_to_string(&mut text)?;
        text.trim_end_matches(['\r', '\n']).to_owned()
    } else {
        password::invent(&mut rng)
    };
    let hash = password::hash(&secret, PASSWORD_EFFORT, &mut rng)?;
    Ok((hash, (!is_read).then_some(secret)))
}

impl Add {
    fn run(self, store: &Store, by: By<'static>) -> Result<(), Trouble> {
        let part = self.campaign.as_deref().map(|slug| campaign(store, slug)).transpose()?;
        let part = part.zip(self.role);
        let (hash, shown) = new_password(self.password_stdin)?;
        let (name, is_admin, given) = (self.name.clone(), self.admin, part.clone());
        store.write(move |db| {
            team::make(db, by, &name, &hash, is_admin)?;
            given.map_or(Ok(()), |(campaign, role)| team::grant(db, by, &campaign, &name, role))
        })?;
        let parts =
            part.map(|(campaign, role)| format!(" as {} of {}", role.as_str(), campaign.slug));
        say(format!("{} may sign in{}", self.name, parts.unwrap_or_default()));
        if let Some(secret) = shown {
            say(format!("password: {secret}"));
        }
        Ok(())
    }
}

fn list(store: &Store) -> Result<(), Trouble> {
    for own in store.read(team::all)? {
        let mut words = vec![own.name.clone()];
        words.extend(own.is_admin.then(|| "administrator".to_owned()));
        words.extend(own.disabled_at.map(|_| "closed".to_owned()));
        words.extend(own.second_since.is_none().then(|| "no second factor".to_owned()));
        for (campaign, role) in store.read(|db| account::desk(db, &own))? {
            words.push(format!("{} of {}", role.as_str(), campaign.slug));
        }
        say(words.join("\t"));
    }
    Ok(())
}

fn invite(
    store: &Store,
    by: By<'static>,
    label: String,
    words: &InvitedPart,
) -> Result<(), Trouble> {
    let part = words.campaign.as_deref().map(|slug| campaign(store, slug)).transpose()?;
    let part = part.map(|campaign| campaign.id).zip(words.role);
    let token = Token::new(&mut chance());
    let hash = token.hash();
    store.write(move |db| team::invite(db, by, part, &label, &hash))?;
    say(format!("/invitation/{}", token.reveal()));
    Ok(())
}
