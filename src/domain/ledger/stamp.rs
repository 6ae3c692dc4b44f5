//! Time-stamps of others (RFC 3161): what is asked of them, and whether a reply is about it. Their
//! signatures are checked with `openssl ts`, which needs the stamper's certificate.

use sha2::{Digest as _, Sha256};

/// Bytes of the largest reply that is kept.
pub const STAMP_BYTES_MAX: usize = 64 * 1024;

/// A `TimeStampReq` of version 1 for SHA-256, up to the hash.
const HEAD: [u8; 24] = [
    0x30, 0x39, 0x02, 0x01, 0x01, 0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65,
    0x03, 0x04, 0x02, 0x01, 0x05, 0x00, 0x04, 0x20,
];
/// What follows the hash: that the certificate shall come along.
const TAIL: [u8; 3] = [0x01, 0x01, 0xff];

/// What is sent to a time-stamping authority (`.tsq`) about a text.
#[must_use]
pub fn request(text: &str) -> Vec<u8> {
    [HEAD.as_slice(), &Sha256::digest(text), &TAIL].concat()
}

/// Whether bytes are a reply (`.tsr`) about a text: a DER sequence of a granted status that names
/// the text's hash.
#[must_use]
pub fn is_reply_for(text: &str, bytes: &[u8]) -> bool {
    let hash = Sha256::digest(text);
    let granted: &[u8] = &[0x02, 0x01];
    bytes.len() <= STAMP_BYTES_MAX
        && bytes.first() == Some(&0x30)
        && bytes.windows(2).take(16).any(|pair| pair == granted)
        && bytes.windows(hash.len()).any(|part| part == hash.as_slice())
}
