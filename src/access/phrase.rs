//! A phrase that restores a volunteer's progress on another device: 128 random bits as eight
//! pronounceable words of five letters, of which only the SHA-256 is ever stored.
//!
//! The words are proquints (arXiv 0901.4016): consonants carry four bits and vowels two.

use std::fmt;

use rand::{CryptoRng, RngExt as _};
use sha2::{Digest, Sha256};

use super::token::hex;

const CONSONANTS: &[u8; 16] = b"bdfghjklmnprstvz";
const VOWELS: &[u8; 4] = b"aiou";
/// Words of a phrase, each of 16 bits.
const WORDS: usize = 8;

/// A secret that its holder writes down. Never printed by `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub struct Phrase([u16; WORDS]);

impl fmt::Debug for Phrase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Phrase(secret)")
    }
}

impl fmt::Display for Phrase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words: Vec<String> = self.0.iter().map(|word| spell(*word)).collect();
        f.write_str(&words.join(" "))
    }
}

impl Phrase {
    /// A new one from a cryptographic source of chance.
    #[must_use]
    pub fn new(rng: &mut impl CryptoRng) -> Self {
        Self(rng.random())
    }

    /// Reads one that somebody typed: whatever the case and whatever stands between the letters.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        // Long enough for any way to write it, and never a burden.
        let letters: Vec<u8> = text
            .chars()
            .take(400)
            .filter(char::is_ascii_alphabetic)
            .map(|letter| u8::try_from(letter.to_ascii_lowercase()).unwrap_or(0))
            .collect();
        let mut words = [0; WORDS];
        if letters.len() != WORDS * 5 || text.chars().any(is_strange) {
            return None;
        }
        for (word, letters) in words.iter_mut().zip(letters.chunks_exact(5)) {
            *word = read(letters)?;
        }
        Some(Self(words))
    }

    /// What is stored: SHA-256 in hex. 128 random bits need no salt and no slow hash.
    #[must_use]
    pub fn hash(&self) -> String {
        hex(&Sha256::digest(self.to_string().as_bytes()))
    }
}

/// Letters and digits that no phrase has: what was typed is something else.
fn is_strange(letter: char) -> bool {
    letter.is_alphanumeric() && !letter.is_ascii_alphabetic()
}

fn spell(word: u16) -> String {
    let at = |letters: &[u8], shift: u16, mask: u16| {
        letters.get(usize::from((word >> shift) & mask)).map_or('x', |byte| char::from(*byte))
    };
    let consonant = |shift| at(CONSONANTS, shift, 15);
    let vowel = |shift| at(VOWELS, shift, 3);
    [consonant(12), vowel(10), consonant(6), vowel(4), consonant(0)].into_iter().collect()
}

fn read(letters: &[u8]) -> Option<u16> {
    let mut word = 0;
    for (place, letter) in letters.iter().enumerate() {
        let (alphabet, bits): (&[u8], u16) =
            if place % 2 == 0 { (CONSONANTS, 4) } else { (VOWELS, 2) };
        let value = alphabet.iter().position(|known| known == letter)?;
        word = (word << bits) | u16::try_from(value).ok()?;
    }
    Some(word)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::SeedableRng;

    #[test]
    fn words_are_those_of_the_paper() {
        assert_eq!((spell(0x7F00), spell(0x0001)), ("lusab".to_owned(), "babad".to_owned()));
        assert_eq!(read(b"lusab"), Some(0x7F00));
        assert_eq!(read(b"lusxb"), None);
    }

    #[test]
    fn a_phrase_is_read_back_however_it_is_written() {
        let phrase = Phrase::new(&mut rand_chacha::ChaCha20Rng::seed_from_u64(1));
        let text = phrase.to_string();
        assert_eq!(text.split(' ').count(), 8);
        let written = [
            text.clone(),
            text.to_uppercase(),
            text.replace(' ', "-"),
            text.replace(' ', ""),
            format!("\n 1. {text} .").replace("1.", ""),
        ];
        for way in written {
            assert_eq!(Phrase::parse(&way).as_ref(), Some(&phrase), "{way}");
        }
        assert_eq!(Phrase::parse(text.trim_end_matches(char::is_alphabetic)), None);
        assert_eq!(Phrase::parse(&format!("{text} babad")), None);
        assert_eq!(Phrase::parse(&text.replacen(' ', " 7 ", 1)), None);
        assert_eq!(format!("{phrase:?}"), "Phrase(secret)");
    }
}
