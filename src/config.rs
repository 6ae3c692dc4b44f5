//! Every setting of a server: where its data is, where it listens, how careful it is.

use std::path::{Path, PathBuf};

use crate::access::password::Effort;
use crate::store::{Address, StoreError};

/// Where data is kept and which database is used.
#[derive(Debug, Clone, clap::Args)]
#[command(next_help_heading = "Where the data is")]
pub struct DataSettings {
    /// Folder for the database, the chips and the key that signs cookies
    #[arg(long, env = "AFTERMATH_DATA_DIR", default_value = "data", global = true)]
    pub data_dir: PathBuf,
    /// The database, as it was given; [`Self::address`] reads it.
    #[arg(help = "Database: a SQLite file or postgres://user@host/name \
                  [default: DATA_DIR/aftermath.db]")]
    #[arg(long, env = "AFTERMATH_DATABASE", global = true, hide_env_values = true)]
    pub database: Option<String>,
    /// Where chips are kept, as it was given.
    #[arg(help = "Where chips are kept: a folder, or s3://bucket/prefix of a server that speaks \
                  S3, reached as AWS_ENDPOINT_URL, AWS_REGION, AWS_ACCESS_KEY_ID and \
                  AWS_SECRET_ACCESS_KEY say [default: DATA_DIR/chips]")]
    #[arg(long, env = "AFTERMATH_CHIPS", global = true)]
    pub chips: Option<String>,
}

impl DataSettings {
    /// The database's address.
    ///
    /// # Errors
    /// When the setting is no address.
    pub fn address(&self) -> Result<Address, StoreError> {
        match &self.database {
            Some(text) => Address::parse(text),
            None => Ok(Address::Sqlite(self.data_dir.join("aftermath.db"))),
        }
    }

    /// Where the chips are kept: a folder, or `s3://bucket/prefix`.
    #[must_use]
    pub fn chips(&self) -> String {
        self.chips.clone().unwrap_or_else(|| self.data_dir.join("chips").display().to_string())
    }

    /// The file of the key that signs cookies.
    #[must_use]
    pub fn secret(&self) -> PathBuf {
        self.data_dir.join("secret.key")
    }

    /// The file of the key that signs checkpoints.
    #[must_use]
    pub fn ledger_key(&self) -> PathBuf {
        self.data_dir.join("ledger.key")
    }

    /// The data folder.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.data_dir
    }
}

/// Where and how a server listens.
#[derive(Debug, Clone, clap::Args)]
#[command(next_help_heading = "Server")]
pub struct ServerSettings {
    /// Address to listen on
    #[arg(long, env = "AFTERMATH_HOST", default_value = "127.0.0.1")]
    pub host: String,
    /// Port to listen on; 0 takes a free one
    #[arg(long, env = "AFTERMATH_PORT", default_value_t = 8080)]
    pub port: u16,
    /// A proxy in front ends TLS: cookies become Secure, addresses are read from the last entry
    /// of X-Forwarded-For
    #[arg(long, env = "AFTERMATH_BEHIND_PROXY")]
    pub behind_proxy: bool,
    /// Whether staff must prove a second factor (an authenticator app) when they sign in
    #[arg(long, env = "AFTERMATH_SECOND_FACTOR", default_value = "required")]
    pub second_factor: Demand,
    /// Staff may sign in by their account at this issuer of OIDC (programs built with the
    /// feature `oidc`)
    #[arg(long, env = "AFTERMATH_OIDC_ISSUER", requires = "oidc_client")]
    pub oidc_issuer: Option<String>,
    /// What this site is called at that issuer
    #[arg(long, env = "AFTERMATH_OIDC_CLIENT", requires = "oidc_secret")]
    pub oidc_client: Option<String>,
    /// Proves to the issuer that it is this site; better given by the variable
    #[arg(long, env = "AFTERMATH_OIDC_SECRET", hide_env_values = true)]
    pub oidc_secret: Option<String>,
    /// What the issuer is called on the button
    #[arg(long, env = "AFTERMATH_OIDC_NAME", default_value = "your organisation")]
    pub oidc_name: String,
    /// A PMTiles archive of pictures, laid below the map of the desk
    #[arg(long, env = "AFTERMATH_BASEMAP", value_name = "FILE")]
    pub basemap: Option<PathBuf>,
    /// Threads that answer requests [default: one a core]
    #[arg(long, env = "AFTERMATH_WORKERS")]
    pub workers: Option<usize>,
}

/// How mail is sent to staff who want it; without these, none is.
#[derive(Debug, Clone, Default, clap::Args)]
#[command(next_help_heading = "Mail")]
pub struct MailSettings {
    /// Server that takes mail: `smtps://user:password@host`, or `smtp://` to this machine or with
    /// `?tls=required`
    #[arg(long, env = "AFTERMATH_MAIL_SERVER", hide_env_values = true)]
    #[arg(requires_all = ["mail_from", "mail_site"])]
    pub mail_server: Option<String>,
    /// Address that mail comes from
    #[arg(long, env = "AFTERMATH_MAIL_FROM")]
    pub mail_from: Option<String>,
    /// Address of this site as its readers know it, for links: `https://dates.example.org`
    #[arg(long, env = "AFTERMATH_MAIL_SITE")]
    pub mail_site: Option<String>,
}

/// Whether something is asked of everybody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Demand {
    /// Of everybody.
    Required,
    /// Of those who set it up.
    Offered,
}

/// How much work a password's hash takes.
pub const PASSWORD_EFFORT: Effort = Effort::PRODUCTION;
