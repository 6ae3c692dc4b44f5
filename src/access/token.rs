//! Random tokens for cookies: 256 bits, of which only the SHA-256 is ever stored.

use std::fmt;

use rand::CryptoRng;
use rand::RngExt as _;
use sha2::{Digest, Sha256};

/// A secret that its holder shows to be recognised. Never printed by `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(secret)")
    }
}

impl Token {
    /// A new one from a cryptographic source of chance.
    #[must_use]
    pub fn new(rng: &mut impl CryptoRng) -> Self {
        Self(random_hex(rng))
    }

    /// Reads one that a client shows; anything else than 64 lower-case hex digits is none.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let fits = text.len() == 64 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        fits.then(|| Self(text.to_owned()))
    }

    /// The secret itself, for the cookie.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// What is stored: SHA-256 in hex. A 256-bit token needs no salt and no slow hash.
    #[must_use]
    pub fn hash(&self) -> String {
        hex(&Sha256::digest(self.0.as_bytes()))
    }
}

/// 32 random bytes in hex.
#[must_use]
pub fn random_hex(rng: &mut impl CryptoRng) -> String {
    hex(&rng.random::<[u8; 32]>())
}

/// Bytes in lower-case hex.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    use fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::SeedableRng;

    #[test]
    fn a_token_is_read_back_and_its_hash_does_not_reveal_it() {
        let token = Token::new(&mut rand_chacha::ChaCha20Rng::seed_from_u64(1));
        assert_eq!(Token::parse(token.reveal()), Some(token.clone()));
        assert_ne!(token.hash(), token.reveal());
        assert_eq!(format!("{token:?}"), "Token(secret)");
    }

    #[test]
    fn a_text_of_another_shape_is_no_token() {
        for bad in ["", "abc", &"g".repeat(64), &"A".repeat(64), &"a".repeat(65)] {
            assert_eq!(Token::parse(bad), None);
        }
    }
}
