//! Who somebody is elsewhere, as it is kept here: a digest, from which neither can be read back.

use sha2::{Digest as _, Sha256};

use super::token::hex;

/// SHA-256, in hex, of the issuer and of the subject's name there. The two cannot be confused,
/// since an issuer is an address and so has no line end in it.
#[must_use]
pub fn print(issuer: &str, subject: &str) -> String {
    hex(&Sha256::digest(format!("{issuer}\n{subject}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_name_of_another_issuer_is_somebody_else() {
        let here = print("https://id.example", "7");
        assert_eq!(here, print("https://id.example", "7"));
        assert_ne!(here, print("https://id.example", "8"));
        assert_ne!(here, print("https://other.example", "7"));
        assert_eq!(here.len(), 64);
    }
}
