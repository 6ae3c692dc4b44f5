//! `aftermath model ...`: the model beside the rule.

use clap::Subcommand;

use super::outcome::{Done, Trouble, campaign, open, say, tell};
use crate::clock::Clock;
use crate::config::DataSettings;
use crate::domain::id::CampaignId;
use crate::journey::model::{self, Fit};
use crate::store::fits;

/// The model beside the rule: it helps to decide whether to ask on, and never what is published.
#[derive(Debug, Subcommand)]
pub(crate) enum ModelCommand {
    /// Fit it anew to all judgements that count
    Fit {
        /// The campaign's short name
        slug: String,
    },
    /// Say when it was fitted last and whether it is in use
    Show {
        /// The campaign's short name
        slug: String,
    },
}

impl ModelCommand {
    /// Runs it.
    pub(crate) fn run(self, data: &DataSettings, clock: &Clock) -> Result<Done, Trouble> {
        let store = open(data)?;
        let fit = match self {
            Self::Fit { slug } => {
                let campaign = campaign(&store, &slug)?;
                Some(model::refit(&store, clock.now(), &campaign)?)
            }
            Self::Show { slug } => {
                let id: CampaignId = campaign(&store, &slug)?.id;
                store.read(|db| fits::latest(db, id))?
            }
        };
        match fit {
            Some(fit) => tell_of(&fit),
            None => say("no model was fitted; the rule alone decides"),
        }
        Ok(Done::Whole)
    }
}

fn tell_of(fit: &Fit) {
    let at = fit.fitted_at.format("%Y-%m-%d %H:%M UTC");
    let (differing, compared) = (fit.disagreement.differing, fit.disagreement.compared);
    say(format!("fit {} of {at}: {}, {} judgements", fit.id, fit.method, fit.judgements));
    say(format!(
        "it leaves the clear plurality at {differing} of {compared} buildings ({:.1} %)",
        fit.disagreement.share() * 100.0
    ));
    if fit.is_frozen {
        tell(
            "that is more than one in ten: the model is frozen and the rule alone decides. Look \
             for accounts that act together and for captures that are shifted, and fit it again",
        );
    }
}
