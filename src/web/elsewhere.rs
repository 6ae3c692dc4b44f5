//! Accounts elsewhere by which staff may sign in, in programs that are built with the feature
//! `oidc`; in others the same pages answer that there is nothing.

#[cfg(feature = "oidc")]
use super::oidc::Issuer;

/// The settings of an issuer.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Its address, below which it says what it is.
    pub issuer: String,
    /// What we are called there.
    pub client: String,
    /// Proves there that it is us.
    pub secret: String,
    /// What it is called on the button.
    pub name: String,
}

/// What a browser takes along while somebody is elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Away {
    /// Comes back in the address.
    pub(super) state: String,
    /// Comes back in the token.
    pub(super) nonce: String,
    /// Proves that whoever comes back is who left.
    pub(super) verifier: String,
}

impl Away {
    /// As one word of a cookie: none of the three has a full stop in it.
    pub(super) fn word(&self, is_link: bool) -> String {
        let to = if is_link { "link" } else { "in" };
        format!("{}.{}.{}.{to}", self.state, self.nonce, self.verifier)
    }

    /// Reads that, and whether the account is to be linked.
    pub(super) fn parse(word: &str) -> Option<(Self, bool)> {
        let parts: Vec<&str> = word.split('.').collect();
        let [state, nonce, verifier, to] = parts.as_slice() else { return None };
        let [state, nonce, verifier] = [state, nonce, verifier].map(|part| (*part).to_owned());
        Some((Self { state, nonce, verifier }, *to == "link"))
    }
}

/// Who came back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Known {
    /// The digest of who they are there.
    pub(super) print: String,
    /// Whether the issuer says that more than a password was asked for.
    pub(super) is_strong: bool,
}

/// The issuer did not say who it is; why is in the log.
#[derive(Debug)]
pub(super) struct Unknown;

/// An issuer that staff may sign in by.
pub struct Elsewhere {
    name: String,
    #[cfg(feature = "oidc")]
    issuer: Issuer,
}

impl Elsewhere {
    /// By its settings.
    ///
    /// # Errors
    /// What is wrong with the settings, or that this program was built without it.
    #[cfg(feature = "oidc")]
    pub fn new(settings: &Settings) -> Result<Self, String> {
        Ok(Self { name: settings.name.clone(), issuer: Issuer::new(settings)? })
    }

    /// By its settings.
    ///
    /// # Errors
    /// What is wrong with the settings, or that this program was built without it.
    #[cfg(not(feature = "oidc"))]
    pub fn new(_: &Settings) -> Result<Self, String> {
        Err("this program was built without OpenID Connect; build it with --features oidc".into())
    }

    /// What the issuer is called.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Where to send somebody who is to come back to `back`.
    #[cfg(feature = "oidc")]
    pub(super) async fn begin(&self, back: &str) -> Result<(String, Away), Unknown> {
        self.issuer.begin(back).await
    }

    /// Who came back with a code.
    #[cfg(feature = "oidc")]
    pub(super) async fn finish(
        &self,
        back: &str,
        code: String,
        away: Away,
        now: chrono::DateTime<chrono::Utc>,
    ) -> Result<Known, Unknown> {
        self.issuer.finish(back, code, away, now).await
    }

    #[cfg(not(feature = "oidc"))]
    #[expect(clippy::unused_async, reason = "with the feature it waits")]
    pub(super) async fn begin(&self, _: &str) -> Result<(String, Away), Unknown> {
        Err(Unknown)
    }

    #[cfg(not(feature = "oidc"))]
    #[expect(clippy::unused_async, reason = "with the feature it waits")]
    pub(super) async fn finish(
        &self,
        _: &str,
        _: String,
        _: Away,
        _: chrono::DateTime<chrono::Utc>,
    ) -> Result<Known, Unknown> {
        Err(Unknown)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_browser_takes_along_is_read_back() {
        let [state, nonce, verifier] = ["s-_", "n", "v"].map(str::to_owned);
        let away = Away { state, nonce, verifier };
        for is_link in [true, false] {
            assert_eq!(Away::parse(&away.word(is_link)), Some((away.clone(), is_link)));
        }
        assert_eq!(Away::parse("s.n.v"), None);
        assert_eq!(Away::parse("s.n.v.in.link"), None);
    }
}
