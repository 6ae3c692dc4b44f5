//! The words of the one interface over all methods: what is asked, what comes back, and why it may
//! be refused. What is done lives in `dispatch`, the methods beside it.

use std::fmt;
use std::str::FromStr;

use crate::domain::policy::Threshold;

/// Whether the classes have an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// They do not.
    Nominal,
    /// They do, from 0 up.
    Ordinal,
}

/// A way to make one answer of many labels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// The class with most votes.
    Majority,
    /// The median vote.
    Median,
    /// The supermajority window: the published rule.
    Window,
    /// The narrowest run of classes that holds 3 in 4 of the votes.
    Quorum,
    /// Dawid and Skene (1979), as published.
    DawidSkene,
    /// One accuracy a worker.
    OneCoin,
    /// Dawid and Skene with pseudo-counts.
    Ibcc,
    /// One confusion matrix for all, and lapses of each.
    Pcm,
    /// The structured ordinal model.
    Ordinal,
    /// The mean of the vote and two models.
    Pool,
    /// The pool or the vote, chosen from the labels alone.
    Auto,
}

impl Kind {
    /// The word used on the command line.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Nominal => "nominal",
            Self::Ordinal => "ordinal",
        }
    }
}

impl Method {
    /// All methods, votes first.
    pub const ALL: [Self; 11] = [
        Self::Majority,
        Self::Median,
        Self::Window,
        Self::Quorum,
        Self::DawidSkene,
        Self::OneCoin,
        Self::Ibcc,
        Self::Pcm,
        Self::Ordinal,
        Self::Pool,
        Self::Auto,
    ];

    /// The word used on the command line.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Majority => "majority",
            Self::Median => "median",
            Self::Window => "window",
            Self::Quorum => "quorum",
            Self::DawidSkene => "dawid-skene",
            Self::OneCoin => "one-coin",
            Self::Ibcc => "ibcc",
            Self::Pcm => "pcm",
            Self::Ordinal => "ordinal",
            Self::Pool => "pool",
            Self::Auto => "auto",
        }
    }

    /// Whether it means something only where classes have an order.
    #[must_use]
    pub const fn needs_order(self) -> bool {
        matches!(self, Self::Median | Self::Window | Self::Quorum | Self::Ordinal)
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Kind {
    type Err = AggregateError;

    fn from_str(word: &str) -> Result<Self, AggregateError> {
        [Self::Nominal, Self::Ordinal]
            .into_iter()
            .find(|kind| kind.as_str() == word)
            .ok_or(AggregateError::Kind)
    }
}

impl FromStr for Method {
    type Err = AggregateError;

    fn from_str(word: &str) -> Result<Self, AggregateError> {
        Self::ALL.into_iter().find(|method| method.as_str() == word).ok_or(AggregateError::Method)
    }
}

/// What the methods may be told. [`Settings::default`] is what this program means when nothing
/// else is said.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// Rounds of expectation and maximisation; none for the method's own number.
    pub iterations: Option<u32>,
    /// Stop earlier once a round gains less than this in mean evidence a label; only Dawid-Skene
    /// as published knows it.
    pub tolerance: Option<f64>,
    /// The share that must agree on an end of the window: [`Method::Window`].
    pub threshold: Threshold,
    /// The share that the quorum window holds: [`Method::Quorum`].
    pub quorum: Threshold,
    /// Tasks whose class is known, as (task, class). Models fix them; votes ignore them.
    pub gold: Vec<(u32, u16)>,
    /// Factor on the log-likelihood of the labels in the last posterior: below 1 says that
    /// workers err together. Only [`Method::Ordinal`] knows it.
    pub temper: f64,
    /// Mass that the windows of the models hold.
    pub mass: f64,
}

impl Default for Settings {
    fn default() -> Self {
        let threshold = crate::domain::policy::Policy::default().threshold;
        Self {
            iterations: None,
            tolerance: None,
            threshold,
            quorum: Threshold::new(3, 4).unwrap_or(threshold),
            gold: Vec::new(),
            temper: 1.0,
            mass: 0.9,
        }
    }
}

/// The point answer about one task. A tie is said, never broken in silence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Best {
    /// One class leads.
    Leads(u16),
    /// Several lead, in rising order.
    Tied(Vec<u16>),
    /// There is no label.
    Nothing,
}

/// What a method made of the labels.
#[derive(Debug, Clone, PartialEq)]
pub struct Aggregate {
    /// How many classes.
    pub classes: usize,
    /// The point answer, a task each.
    pub best: Vec<Best>,
    /// Vote shares or posterior, tasks times classes, row by row; 1 a row. Where a task has no
    /// label, votes give the same share to every class and models their class prior.
    pub probability: Vec<f32>,
    /// The classes left possible, lowest and highest, a task each: the agreed window for the
    /// methods that count, the narrowest run with [`Settings::mass`] for models of ordered
    /// classes, none for nominal classes or where there is no label.
    pub windows: Vec<Option<(u16, u16)>>,
    /// Rounds of fitting done; 0 for votes.
    pub iterations: u32,
    /// Natural log-likelihood of the labels under the fit, for models.
    pub log_likelihood: Option<f64>,
    /// The method that was used: another than asked only for [`Method::Auto`] and
    /// [`Method::Pool`], which may fall back on the majority.
    pub method: Method,
}

/// Why labels were not aggregated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AggregateError {
    /// Not a kind's word.
    #[error("labels are \"nominal\" or \"ordinal\"")]
    Kind,
    /// Not a method's word.
    #[error(
        "a method is majority, median, window, quorum, dawid-skene, one-coin, ibcc, pcm, ordinal, \
         pool or auto"
    )]
    Method,
    /// The method means nothing for these classes.
    #[error("{} needs classes in an order; say that the labels are ordinal", method.as_str())]
    NeedsOrder {
        /// As asked for.
        method: Method,
    },
    /// A number that is no setting.
    #[error("{name} must be {range}")]
    Setting {
        /// Which setting.
        name: &'static str,
        /// What it may be.
        range: &'static str,
    },
    /// Gold says two things of one task.
    #[error("gold gives task {task} two classes; give it one")]
    GoldTwice {
        /// As named.
        task: u32,
    },
    /// Gold outside the labels.
    #[error("gold says that task {task} is of class {class}: there is no such task or class")]
    Gold {
        /// As named.
        task: u32,
        /// As named.
        class: u16,
    },
    /// More numbers than a model may hold.
    #[error("the model would hold {cells} numbers; at most {most} are allowed: use a vote")]
    TooLarge {
        /// As it would be.
        cells: usize,
        /// As allowed.
        most: usize,
    },
}
