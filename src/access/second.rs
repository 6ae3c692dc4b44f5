//! The second factor of staff: codes of an authenticator app (RFC 6238), and codes on paper for
//! when it is lost.
//!
//! An app's secret is derived from the site's key, so that the database alone lets nobody in.

use std::fmt::Write as _;

use hmac::{Hmac, KeyInit as _, Mac as _};
use rand::{CryptoRng, RngExt as _};
use sha2::Sha256;
use totp_rs::{Builder, Secret, Totp};

use super::token::hex;
use crate::domain::id::AccountId;

/// Codes on paper that are made at once.
pub const PAPER_CODES: usize = 10;
/// Without letters and digits that look alike; 5 bits each.
const ALPHABET: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz023456789";
/// Letters of a code on paper: 60 bits, stored under the site's key.
const PAPER_LETTERS: usize = 12;

/// Makes and checks the codes of one site.
#[derive(Clone)]
pub struct SecondFactor {
    mac: Hmac<Sha256>,
}

impl SecondFactor {
    /// From the site's key.
    #[must_use]
    pub fn new(key: &[u8]) -> Option<Self> {
        Hmac::new_from_slice(key).ok().map(|mac| Self { mac })
    }

    fn keyed(&self, parts: &[&[u8]]) -> [u8; 32] {
        let mut mac = self.mac.clone();
        for part in parts {
            mac.update(&u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
            mac.update(part);
        }
        mac.finalize().into_bytes().into()
    }

    fn secret(&self, account: AccountId, generation: i32) -> Secret {
        let id = account.0.to_be_bytes();
        let key = self.keyed(&[b"second factor", &id, &generation.to_be_bytes()]);
        Secret::from(key.get(..20).unwrap_or(&key))
    }

    fn app(&self, account: AccountId, generation: i32) -> Option<Totp> {
        Builder::new().with_secret(self.secret(account, generation)).build().ok()
    }

    /// The step (30 seconds) in which a code is right at a time in seconds since 1970, one step
    /// early or late allowed; the caller sees to it that no step is used twice.
    #[must_use]
    pub fn step(
        &self,
        account: AccountId,
        generation: i32,
        code: &str,
        seconds: i64,
    ) -> Option<i64> {
        let digits: String = code.chars().filter(char::is_ascii_digit).collect();
        let now = u64::try_from(seconds).ok()?;
        let step = self.app(account, generation)?.check(&digits, now)?;
        i64::try_from(step).ok()
    }

    /// The code of a time in seconds since 1970: what an app shows.
    #[must_use]
    pub fn code(&self, account: AccountId, generation: i32, seconds: i64) -> Option<String> {
        let now = u64::try_from(seconds).ok()?;
        Some(self.app(account, generation)?.generate(now).to_string())
    }

    /// What an app is given: the secret to type, and the address in the square to scan.
    #[must_use]
    pub fn offer(&self, account: AccountId, generation: i32, name: &str) -> (String, String) {
        let key = self.secret(account, generation).to_base32();
        let name = name.bytes().fold(String::new(), |mut text, byte| {
            // Writing to a string cannot fail.
            let _ = write!(text, "%{byte:02X}");
            text
        });
        let address = format!("otpauth://totp/Aftermath:{name}?secret={key}&issuer=Aftermath");
        (key, address)
    }

    /// What is stored of a code on paper, however it was typed.
    #[must_use]
    pub fn paper_hash(&self, account: AccountId, code: &str) -> String {
        let plain: String =
            code.chars().filter(char::is_ascii_alphanumeric).take(64).collect::<String>();
        let plain = plain.to_ascii_lowercase();
        hex(&self.keyed(&[b"paper code", &account.0.to_be_bytes(), plain.as_bytes()]))
    }
}

/// New codes on paper, each in three groups of four.
#[must_use]
pub fn paper_codes(rng: &mut impl CryptoRng) -> Vec<String> {
    let letter = |byte: u8| ALPHABET.get(usize::from(byte % 32)).map_or('x', |b| char::from(*b));
    let code = |bytes: [u8; PAPER_LETTERS]| {
        let groups: Vec<String> =
            bytes.chunks(4).map(|group| group.iter().copied().map(letter).collect()).collect();
        groups.join("-")
    };
    (0..PAPER_CODES).map(|_| code(rng.random())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::SeedableRng;

    const CHEN: AccountId = AccountId(7);

    #[test]
    fn a_code_is_right_for_its_account_its_generation_and_its_minute() {
        let site = SecondFactor::new(&[1; 64]).unwrap();
        let code = site.code(CHEN, 1, 1_000_000_000).unwrap();
        assert_eq!(code.len(), 6);
        let step = Some(1_000_000_000 / 30);
        assert_eq!(site.step(CHEN, 1, &code, 1_000_000_000), step);
        let (left, right) = code.split_at(3);
        let spaced = format!("{left} {right}");
        assert_eq!(site.step(CHEN, 1, &spaced, 1_000_000_030), step);
        assert_eq!(site.step(CHEN, 1, &code, 1_000_000_090), None);
        assert_eq!(site.step(CHEN, 2, &code, 1_000_000_000), None);
        assert_eq!(site.step(AccountId(8), 1, &code, 1_000_000_000), None);
        let other = SecondFactor::new(&[2; 64]).unwrap();
        assert_eq!(other.step(CHEN, 1, &code, 1_000_000_000), None);
    }

    #[test]
    fn a_code_on_paper_may_be_typed_without_dashes() {
        let site = SecondFactor::new(&[1; 64]).unwrap();
        let codes = paper_codes(&mut rand_chacha::ChaCha20Rng::seed_from_u64(1));
        assert_eq!(codes.len(), PAPER_CODES);
        let code = &codes[0];
        assert_eq!(code.len(), 14);
        let typed = code.replace('-', " ").to_uppercase();
        assert_eq!(site.paper_hash(CHEN, &typed), site.paper_hash(CHEN, code));
        assert_ne!(site.paper_hash(CHEN, code), site.paper_hash(AccountId(8), code));
        assert_ne!(site.paper_hash(CHEN, code), site.paper_hash(CHEN, &codes[1]));
    }

    #[test]
    fn what_an_app_is_offered_can_be_read_by_any() {
        let site = SecondFactor::new(&[1; 64]).unwrap();
        let (key, address) = site.offer(CHEN, 1, "chen & co");
        assert_eq!(key.len(), 32);
        assert!(address.starts_with("otpauth://totp/Aftermath:%63%68%65%6E%20%26%20"));
        assert!(address.contains(&key));
    }
}
