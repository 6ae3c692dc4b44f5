//! `aftermath token ...`: secrets by which programs take exports.

use clap::{Args, Subcommand};

use super::outcome::{Done, Trouble, campaign, chance, open, say};
use crate::access::token::Token;
use crate::clock::Clock;
use crate::config::DataSettings;
use crate::domain::api_token::Scope;
use crate::domain::id::ApiTokenId;
use crate::journey::log::{By, COMMAND_LINE};
use crate::journey::team::{self, TeamError};
use crate::journey::token::{self, Asked, TokenError};

/// Tokens by which programs take exports.
#[derive(Debug, Subcommand)]
pub(crate) enum TokenCommand {
    /// Make a token and print it, once
    Create(Create),
    /// List a campaign's tokens
    List {
        /// The campaign's short name
        #[arg(long)]
        campaign: String,
    },
    /// Take a token back
    Revoke {
        /// The token's number, as `list` shows it
        number: i64,
        /// The campaign's short name
        #[arg(long)]
        campaign: String,
    },
}

/// Make a token.
#[derive(Debug, Args)]
pub(crate) struct Create {
    /// A name by which it is known again
    name: String,
    /// The campaign's short name
    #[arg(long)]
    campaign: String,
    /// The account in whose name it acts
    #[arg(long)]
    account: String,
    /// What its exports are for; it stands in the log
    #[arg(long)]
    why: String,
    /// results or exports
    #[arg(long, default_value = "results", value_parser = scope)]
    scope: Scope,
    /// Days for which it is good
    #[arg(long, default_value_t = 90)]
    days: u16,
}

/// Reads a scope's word.
fn scope(word: &str) -> Result<Scope, String> {
    let known = Scope::ALL.map(Scope::as_str).join(", ");
    Scope::parse(word).ok_or_else(|| format!("there is no such scope; choose one of {known}"))
}

/// Why no token was made.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
enum Refused {
    Team(#[from] TeamError),
    Token(#[from] TokenError),
    Store(#[from] crate::store::StoreError),
}

impl TokenCommand {
    /// Runs it.
    pub(crate) fn run(self, data: &DataSettings, clock: &Clock) -> Result<Done, Trouble> {
        let store = open(data)?;
        let by = By { name: COMMAND_LINE, now: clock.now() };
        match self {
            Self::Create(words) => {
                let campaign = campaign(&store, &words.campaign)?;
                let Create { name, account, why: reason, scope, days, .. } = words;
                let (asked, secret) =
                    (Asked { name, scope, reason, days }, Token::new(&mut chance()));
                let hash = secret.hash();
                store.write(move |db| {
                    let owner = team::account(db, &account)?;
                    token::make(db, by, &owner, &campaign, (&asked, &hash))?;
                    Ok::<_, Refused>(())
                })?;
                say(token::reveal(&secret));
            }
            Self::List { campaign: slug } => {
                let campaign = campaign(&store, &slug)?;
                for own in store.read(|db| token::list(db, &campaign, None))? {
                    let until = own.expires_at.format("%Y-%m-%d");
                    let used =
                        own.used_on.map_or("never used".to_owned(), |day| format!("used {day}"));
                    let state = if own.is_good(by.now) { "good" } else { "ended" };
                    let (scope, name) = (own.scope.as_str(), &own.name);
                    say(format!(
                        "{}\t{name}\t{}\t{scope}\t{state}\tuntil {until}\t{used}",
                        own.id, own.account_name
                    ));
                }
            }
            Self::Revoke { number, campaign: slug } => {
                let campaign = campaign(&store, &slug)?;
                store.write(move |db| {
                    token::take_back(db, by, &campaign, ApiTokenId(number), None)
                })?;
                say("the token opens nothing any more");
            }
        }
        Ok(Done::Whole)
    }
}
