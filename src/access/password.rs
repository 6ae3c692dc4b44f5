//! Passwords of staff: Argon2id with the parameters that OWASP names as a minimum.

use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use argon2::{Algorithm, Argon2, Params, PasswordHash, Version};
use rand::CryptoRng;
use rand::RngExt as _;

use crate::domain::limits::{PASSWORD_CHARS_MAX, PASSWORD_CHARS_MIN};

/// How much work a hash takes: part of the configuration, so that tests can be quick.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Effort {
    /// Kibibytes of memory.
    pub memory_kib: u32,
    /// Passes over it.
    pub passes: u32,
}

impl Effort {
    /// 19 MiB, two passes: OWASP's password storage cheat sheet.
    pub const PRODUCTION: Self = Self { memory_kib: 19_456, passes: 2 };
    /// As little as the algorithm allows.
    pub const TEST: Self = Self { memory_kib: 8, passes: 1 };
}

/// Why a password cannot be taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PasswordError {
    /// Too short to resist guessing.
    #[error("the password must have at least {PASSWORD_CHARS_MIN} characters; a sentence is best")]
    TooShort,
    /// Longer than anybody types.
    #[error("the password must have at most {PASSWORD_CHARS_MAX} characters")]
    TooLong,
    /// The library failed.
    #[error("the password could not be hashed: {0}")]
    Hash(String),
}

fn argon(effort: Effort) -> Result<Argon2<'static>, PasswordError> {
    let params = Params::new(effort.memory_kib, effort.passes, 1, None);
    let params = params.map_err(|error| PasswordError::Hash(error.to_string()))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

/// Hashes a password with a new salt, as a PHC string.
///
/// # Errors
/// When it is too short or too long.
pub fn hash(
    password: &str,
    effort: Effort,
    rng: &mut impl CryptoRng,
) -> Result<String, PasswordError> {
    if password.chars().count() < PASSWORD_CHARS_MIN {
        return Err(PasswordError::TooShort);
    }
    if password.chars().count() > PASSWORD_CHARS_MAX {
        return Err(PasswordError::TooLong);
    }
    let salt: [u8; 16] = rng.random();
    let hashed = argon(effort)?.hash_password_with_salt(password.as_bytes(), &salt);
    hashed.map(|hash| hash.to_string()).map_err(|error| PasswordError::Hash(error.to_string()))
}

/// Whether a password is the one that was hashed. Without a hash (no such account) the same work
/// is done on a made-up one, so that the time taken tells nothing.
#[must_use]
pub fn verify(password: &str, hashed: Option<&str>, effort: Effort) -> bool {
    if password.chars().count() > PASSWORD_CHARS_MAX {
        return false;
    }
    let Ok(argon) = argon(effort) else { return false };
    let Some(hashed) = hashed else {
        // The result is thrown away on purpose: only its cost matters.
        drop(argon.hash_password_with_salt(password.as_bytes(), &[0; 16]));
        return false;
    };
    PasswordHash::new(hashed)
        .is_ok_and(|hash| argon.verify_password(password.as_bytes(), &hash).is_ok())
}

/// A password that is easy to copy and has 100 bits: five groups of four letters and digits
/// without look-alikes.
#[must_use]
pub fn invent(rng: &mut impl CryptoRng) -> String {
    const ALPHABET: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
    let letter = |index: u8| ALPHABET.get(usize::from(index % 32)).map_or('x', |b| char::from(*b));
    let groups: Vec<String> =
        (0..5).map(|_| rng.random::<[u8; 4]>().into_iter().map(letter).collect()).collect();
    groups.join("-")
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::SeedableRng;

    fn rng() -> rand_chacha::ChaCha20Rng {
        rand_chacha::ChaCha20Rng::seed_from_u64(1)
    }

    #[test]
    fn only_the_right_password_is_right() {
        let hashed = hash("a long sentence", Effort::TEST, &mut rng()).unwrap();
        assert!(hashed.starts_with("$argon2id$"));
        assert!(verify("a long sentence", Some(&hashed), Effort::TEST));
        assert!(!verify("another sentence", Some(&hashed), Effort::TEST));
        assert!(!verify("a long sentence", None, Effort::TEST));
    }

    #[test]
    fn short_and_endless_passwords_are_refused() {
        assert_eq!(hash("short", Effort::TEST, &mut rng()), Err(PasswordError::TooShort));
        let endless = "a".repeat(257);
        assert_eq!(hash(&endless, Effort::TEST, &mut rng()), Err(PasswordError::TooLong));
    }

    #[test]
    fn an_invented_password_can_be_used() {
        assert!(hash(&invent(&mut rng()), Effort::TEST, &mut rng()).is_ok());
    }
}
