//! Sentences by key, from the embedded Fluent files.

use std::borrow::Cow;
use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};

use super::lang::Lang;

macro_rules! files {
    ($($lang:ident: [$($name:literal),* $(,)?]),* $(,)?) => {
        [$((Lang::$lang, &[$(include_str!($name)),*])),*]
    };
}

/// The files of every language.
static FILES: [(Lang, &[&str]); 1] = files! {
    En: [
        "en/frame.ftl",
        "en/home.ftl",
        "en/task.ftl",
        "en/tips.ftl",
        "en/learn.ftl",
        "en/mine.ftl",
        "en/errors.ftl",
    ],
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

type Bundle = FluentBundle<FluentResource>;

static BUNDLES: LazyLock<Vec<(Lang, Bundle)>> =
    LazyLock::new(|| FILES.iter().map(|(lang, texts)| (*lang, bundle(*lang, texts))).collect());

fn bundle(lang: Lang, texts: &[&str]) -> Bundle {
    let locale = lang.code().parse().unwrap_or_default();
    let mut bundle = FluentBundle::new_concurrent(vec![locale]);
    // Only where the direction may turn do values need walls around them.
    bundle.set_use_isolating(lang.dir() == "rtl");
    for text in texts {
        let resource = FluentResource::try_new((*text).to_owned());
        let resource = resource.unwrap_or_else(|(resource, _)| resource);
        // What stands twice stays as it was first; a test holds that nothing does.
        let _ = bundle.add_resource(resource);
    }
    bundle
}

impl Lang {
    /// The sentence of a key.
    #[must_use]
    pub fn t(self, key: &str) -> String {
        self.say(key, &[])
    }

    /// The sentence of a key with values in it. A key that is in no catalogue is said as it is.
    #[must_use]
    pub fn say(self, key: &str, values: &[(&'static str, &dyn Arg)]) -> String {
        let mut args = FluentArgs::new();
        for (name, value) in values {
            args.set(*name, value.value());
        }
        find(self, key, &args).or_else(|| find(Self::En, key, &args)).unwrap_or(key.to_owned())
    }
}

fn find(lang: Lang, key: &str, args: &FluentArgs<'_>) -> Option<String> {
    let (_, bundle) = BUNDLES.iter().find(|(own, _)| *own == lang)?;
    let pattern = bundle.get_message(key)?.value()?;
    Some(bundle.format_pattern(pattern, Some(args), &mut Vec::new()).into_owned())
}
