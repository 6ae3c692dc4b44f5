//! Signing in by an account elsewhere: `OpenID Connect` Core 1.0, the authorization code flow with
//! PKCE (RFC 7636). What the issuer publishes of itself is read anew at each step: staff sign in
//! seldom, and its keys may change.

use std::time::Duration;

use chrono::{DateTime, Utc};
use openidconnect::core::{
    CoreAuthenticationFlow, CoreClient, CoreJwsSigningAlgorithm, CoreProviderMetadata,
};
use openidconnect::{
    AuthorizationCode, ClientId, ClientSecret, CsrfToken, HttpRequest, HttpResponse, IssuerUrl,
    Nonce, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, TokenResponse as _,
};

use super::elsewhere::{Away, Known, Settings, Unknown};
use crate::access::identity;

/// The longest that an issuer may take.
const PATIENCE: Duration = Duration::from_secs(10);
/// The longest answer of an issuer that is read.
const BYTES_MAX: usize = 1 << 20;
/// The word of RFC 8176 by which an issuer says that it asked for several factors. Its words for
/// single ones (a code, a key) do not say that there was another.
const STRONG: &str = "mfa";

/// An issuer, and what we are to it.
pub(super) struct Issuer {
    at: IssuerUrl,
    client: ClientId,
    secret: ClientSecret,
    http: reqwest::Client,
}

/// What failed, for the log.
fn failed(what: &str, error: impl std::fmt::Debug) -> Unknown {
    tracing::warn!(?error, "sign-in elsewhere: {what}");
    Unknown
}

impl Issuer {
    /// From the settings.
    ///
    /// # Errors
    /// When the address is none, or the system gives no client.
    pub(super) fn new(settings: &Settings) -> Result<Self, String> {
        let at = IssuerUrl::new(settings.issuer.clone()).map_err(|error| error.to_string())?;
        let is_local = matches!(at.url().host_str(), Some("127.0.0.1" | "localhost" | "[::1]"));
        if at.url().scheme() != "https" && !is_local {
            return Err(format!("{} is not reached by https", settings.issuer));
        }
        // Set by whoever came first; the same one every time.
        drop(rustls::crypto::ring::default_provider().install_default());
        // An issuer that leads elsewhere could lead to a machine that only we reach.
        let http = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .timeout(PATIENCE)
            .build()
            .map_err(|error| error.to_string())?;
        let (client, secret) = (settings.client.clone(), settings.secret.clone());
        Ok(Self { at, client: ClientId::new(client), secret: ClientSecret::new(secret), http })
    }

    /// Where to send somebody who is to come back to `back`.
    pub(super) async fn begin(&self, back: &str) -> Result<(String, Away), Unknown> {
        let ask = |request| ask(&self.http, request);
        let known = CoreProviderMetadata::discover_async(self.at.clone(), &ask).await;
        let known = known.map_err(|error| failed("the issuer", error))?;
        let back = RedirectUrl::new(back.to_owned()).map_err(|error| failed("back", error))?;
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let client = CoreClient::from_provider_metadata(known, self.client.clone(), None)
            .set_redirect_uri(back);
        let (url, state, nonce) = client
            .authorize_url(
                CoreAuthenticationFlow::AuthorizationCode,
                CsrfToken::new_random,
                Nonce::new_random,
            )
            .set_pkce_challenge(challenge)
            .url();
        let (state, nonce) = (state.secret().clone(), nonce.secret().clone());
        Ok((url.into(), Away { state, nonce, verifier: verifier.secret().clone() }))
    }

    /// Who came back with a code.
    pub(super) async fn finish(
        &self,
        back: &str,
        code: String,
        away: Away,
        now: DateTime<Utc>,
    ) -> Result<Known, Unknown> {
        use CoreJwsSigningAlgorithm as A;
        let ask = |request| ask(&self.http, request);
        let known = CoreProviderMetadata::discover_async(self.at.clone(), &ask).await;
        let known = known.map_err(|error| failed("the issuer", error))?;
        let back = RedirectUrl::new(back.to_owned()).map_err(|error| failed("back", error))?;
        let secret = Some(self.secret.clone());
        let client = CoreClient::from_provider_metadata(known, self.client.clone(), secret)
            .set_redirect_uri(back);
        let exchange = client
            .exchange_code(AuthorizationCode::new(code))
            .map_err(|error| failed("no address for tokens", error))?
            .set_pkce_verifier(PkceCodeVerifier::new(away.verifier));
        let answer =
            exchange.request_async(&ask).await.map_err(|error| failed("the code", error))?;
        let token = answer.id_token().ok_or_else(|| failed("no ID token", ()))?;
        // Never by a secret that both know, nor by none.
        let verifier = client
            .id_token_verifier()
            .set_allowed_algs([
                A::RsaSsaPkcs1V15Sha256,
                A::RsaSsaPssSha256,
                A::EcdsaP256Sha256,
                A::EcdsaP384Sha384,
                A::EdDsa,
            ])
            .set_time_fn(move || now);
        let claims = token
            .claims(&verifier, &Nonce::new(away.nonce))
            .map_err(|error| failed("the ID token", error))?;
        let said = claims.auth_method_refs().map_or(&[][..], Vec::as_slice);
        let is_strong = said.iter().any(|word| word.as_str() == STRONG);
        let print = identity::print(claims.issuer().as_str(), claims.subject().as_str());
        Ok(Known { print, is_strong })
    }
}

/// Why an issuer was not understood.
#[derive(Debug, thiserror::Error)]
enum AskError {
    #[error(transparent)]
    Http(#[from] reqwest::Error),
    #[error(transparent)]
    Form(#[from] openidconnect::http::Error),
    #[error("the answer is longer than {BYTES_MAX} bytes")]
    TooLong,
}

/// Asks an issuer.
async fn ask(http: &reqwest::Client, request: HttpRequest) -> Result<HttpResponse, AskError> {
    let mut answer = http.execute(request.try_into()?).await?;
    let mut builder = openidconnect::http::Response::builder().status(answer.status());
    for (name, value) in answer.headers() {
        builder = builder.header(name, value);
    }
    let mut body = Vec::new();
    while let Some(part) = answer.chunk().await? {
        body.extend_from_slice(&part);
        if body.len() > BYTES_MAX {
            return Err(AskError::TooLong);
        }
    }
    Ok(builder.body(body)?)
}
