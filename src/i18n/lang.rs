//! Languages that screens speak, and how they are chosen.

/// A language of the screens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Lang {
    /// English, in which every word is first written.
    En,
    /// Arabic, from right to left.
    Ar,
    /// French.
    Fr,
    /// Spanish.
    Es,
    /// Ukrainian.
    Uk,
    /// Russian.
    Ru,
    /// English made longer and strange, to find words that are not in the catalogue.
    Xx,
    /// The same from right to left.
    Xr,
}

impl Lang {
    /// Every language that words may be written in; [`Self::offered`] are those that screens speak.
    pub const ALL: [Self; 6] = [Self::En, Self::Ar, Self::Fr, Self::Es, Self::Uk, Self::Ru];

    /// The language that a page in it is marked with: what is made from English is English.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        if self.is_pseudo() { Self::En.code() } else { self.code() }
    }

    /// The tag of BCP 47, as in cookies and addresses.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Ar => "ar",
            Self::Fr => "fr",
            Self::Es => "es",
            Self::Uk => "uk",
            Self::Ru => "ru",
            Self::Xx => "xx",
            Self::Xr => "xr",
        }
    }

    /// What its speakers call it.
    #[must_use]
    pub const fn own_name(self) -> &'static str {
        match self {
            Self::En => "English",
            Self::Ar => "العربية",
            Self::Fr => "Français",
            Self::Es => "Español",
            Self::Uk => "Українська",
            Self::Ru => "Русский",
            Self::Xx => "Strange",
            Self::Xr => "Strange, from right to left",
        }
    }

    /// Whether it is made from English by code, to try screens with; never offered.
    #[must_use]
    pub const fn is_pseudo(self) -> bool {
        matches!(self, Self::Xx | Self::Xr)
    }

    /// The language of a tag that screens speak, pseudo-languages included.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        Self::offered().chain([Self::Xx, Self::Xr]).find(|lang| lang.code() == code)
    }

    /// The first of some tags of BCP 47, best first, that is spoken here, by its language alone.
    #[must_use]
    pub fn among<'a>(tags: impl IntoIterator<Item = &'a str>) -> Option<Self> {
        tags.into_iter().find_map(|tag| {
            let language = tag.split(['-', '_']).next().unwrap_or_default();
            Self::offered().find(|lang| lang.code().eq_ignore_ascii_case(language))
        })
    }

    /// `ltr` or `rtl`, as in `<html dir>`.
    #[must_use]
    pub const fn dir(self) -> &'static str {
        match self {
            Self::Ar | Self::Xr => "rtl",
            _ => "ltr",
        }
    }
}
