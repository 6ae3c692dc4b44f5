//! A sentence that is chosen before it is known in which language it will be said.

use super::{Arg, Lang};
use fluent_bundle::FluentValue;

/// A value that a sentence keeps until it is said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// A count.
    Number(u64),
    /// A name or any other text.
    Text(String),
}

impl Arg for Value {
    fn value(&self) -> FluentValue<'static> {
        match self {
            Self::Number(number) => number.value(),
            Self::Text(text) => text.value(),
        }
    }
}

impl From<u64> for Value {
    fn from(number: u64) -> Self {
        Self::Number(number)
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

/// A sentence that is said later.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sentence {
    /// English as it is, for staff.
    Plain(String),
    /// A key of the catalogues with its values.
    Key(&'static str, Vec<(&'static str, Value)>),
}

impl Sentence {
    /// The sentence of a key.
    #[must_use]
    pub const fn new(key: &'static str) -> Self {
        Self::Key(key, Vec::new())
    }

    /// With a value in it; plain English has none.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<Value>) -> Self {
        if let Self::Key(_, values) = &mut self {
            values.push((name, value.into()));
        }
        self
    }

    /// The words in a language.
    #[must_use]
    pub fn say(&self, lang: Lang) -> String {
        match self {
            Self::Plain(text) => text.clone(),
            Self::Key(key, values) => {
                let mut given: Vec<(&'static str, &dyn Arg)> = Vec::new();
                for (name, value) in values {
                    given.push((*name, value));
                }
                lang.say(key, &given)
            }
        }
    }
}
