//! Sentences by key, from the embedded Fluent files.

use std::borrow::Cow;
use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};

use super::lang::Lang;
use super::{plural, pseudo};

macro_rules! catalogues {
    ($($lang:ident: $folder:literal),* $(,)?) => {
        &[$((Lang::$lang, [
            include_str!(concat!($folder, "/frame.ftl")),
            include_str!(concat!($folder, "/home.ftl")),
            include_str!(concat!($folder, "/task.ftl")),
            include_str!(concat!($folder, "/tips.ftl")),
            include_str!(concat!($folder, "/learn.ftl")),
            include_str!(concat!($folder, "/mine.ftl")),
            include_str!(concat!($folder, "/errors.ftl")),
            include_str!(concat!($folder, "/dates.ftl")),
        ])),*]
    };
}

/// The catalogues, in the order in which languages are offered; English first.
pub(super) const CATALOGUES: &[(Lang, [&str; 8])] = catalogues! {
    En: "en",
    Ar: "ar",
    Fr: "fr",
    Es: "es",
    Uk: "uk",
    Ru: "ru",
};

/// A value in a sentence.
pub trait Arg {
    /// As Fluent wants it: numbers choose plural forms.
    fn value(&self) -> FluentValue<'static>;
}

macro_rules! numbers {
    ($($number:ty),*) => {$(
        impl Arg for $number {
            fn value(&self) -> FluentValue<'static> {
                FluentValue::from(*self)
            }
        }
    )*};
}

numbers!(u32, i32, u64, i64, usize, f64);

impl Arg for str {
    fn value(&self) -> FluentValue<'static> {
        FluentValue::String(Cow::Owned(self.to_owned()))
    }
}

impl Arg for String {
    fn value(&self) -> FluentValue<'static> {
        self.as_str().value()
    }
}

impl<T: Arg + ?Sized> Arg for &T {
    fn value(&self) -> FluentValue<'static> {
        (**self).value()
    }
}

pub(super) type Bundle = FluentBundle<FluentResource>;

static BUNDLES: LazyLock<Vec<(Lang, Bundle)>> = LazyLock::new(|| {
    let real = CATALOGUES.iter().map(|(lang, texts)| (*lang, bundle(*lang, texts)));
    let english = CATALOGUES.iter().find(|(lang, _)| *lang == Lang::En);
    let strange = [Lang::Xx, Lang::Xr].into_iter().filter_map(|lang| {
        let mut bundle = bundle(lang, &english?.1);
        bundle.set_transform(Some(pseudo::strange));
        Some((lang, bundle))
    });
    real.chain(strange).collect()
});

/// The sentences of a language from the text of its files.
pub(super) fn bundle(lang: Lang, texts: &[&str]) -> Bundle {
    let locale = lang.tag().parse().unwrap_or_default();
    let mut bundle = FluentBundle::new_concurrent(vec![locale]);
    // Only where the direction may turn do values need walls around them.
    bundle.set_use_isolating(lang.dir() == "rtl");
    bundle.set_formatter(Some(plural::carried));
    for text in texts {
        let resource = FluentResource::try_new((*text).to_owned());
        let resource = resource.unwrap_or_else(|(resource, _)| resource);
        // What stands twice stays as it was first; a test holds that nothing does.
        let _ = bundle.add_resource(resource);
    }
    bundle
}

impl Lang {
    /// The languages that are offered: those with a catalogue.
    pub fn offered() -> impl Iterator<Item = Self> {
        CATALOGUES.iter().map(|(lang, _)| *lang)
    }

    /// The sentence of a key.
    #[must_use]
    pub fn t(self, key: &str) -> String {
        self.say(key, &[])
    }

    /// The sentence of a key with values in it. A key that is in no catalogue is said as it is.
    /// Where words run from right to left, walls stand around the values (U+2068, U+2069), so
    /// that each keeps its own direction.
    #[must_use]
    pub fn say(self, key: &str, values: &[(&'static str, &dyn Arg)]) -> String {
        let mut args = FluentArgs::new();
        for (name, value) in values {
            args.set(*name, plural::by_last_digits(self, value.value()));
        }
        find(self, key, &args).or_else(|| find(Self::En, key, &args)).unwrap_or(key.to_owned())
    }

    /// The same without the walls: for addresses, files, and attributes that are compared.
    #[must_use]
    pub fn plain(self, key: &str, values: &[(&'static str, &dyn Arg)]) -> String {
        self.say(key, values).replace(['\u{2068}', '\u{2069}'], "")
    }
}

fn find(lang: Lang, key: &str, args: &FluentArgs<'_>) -> Option<String> {
    let (_, bundle) = BUNDLES.iter().find(|(own, _)| *own == lang)?;
    let pattern = bundle.get_message(key)?.value()?;
    let mut wrong = Vec::new();
    let said = bundle.format_pattern(pattern, Some(args), &mut wrong);
    debug_assert!(wrong.is_empty(), "{key} in {}: {wrong:?}", lang.code());
    let is_fenced = lang.is_pseudo() && !key.starts_with("date-");
    Some(if is_fenced { pseudo::fenced(&said) } else { said.into_owned() })
}
