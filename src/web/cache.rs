//! Named cache policies, so that no handler spells a header.

use actix_web::http::header::{CACHE_CONTROL, HeaderName};

/// How long a response may be kept, and by whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cache {
    /// Never: pages that depend on who asks.
    Never,
    /// By who asked, and asked about each time: what a program reads.
    Asked,
    /// For ever, by the browser alone: chips, whose address is their content and which not
    /// everybody may see.
    PrivateForever,
    /// For ever, by anybody: style and script under the hash of their content.
    PublicForever,
}

impl Cache {
    /// The header.
    #[must_use]
    pub const fn header(self) -> (HeaderName, &'static str) {
        let value = match self {
            Self::Never => "no-store",
            Self::Asked => "private, no-cache",
            Self::PrivateForever => "private, max-age=31536000, immutable",
            Self::PublicForever => "public, max-age=31536000, immutable",
        };
        (CACHE_CONTROL, value)
    }
}
