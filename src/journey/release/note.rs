//! The method of a campaign in words and figures: of its real settings, for the page of its method
//! and for the text in every release.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use chrono::{DateTime, Utc};

use super::note_measured;
use crate::domain::campaign::{Campaign, Visibility};
use crate::domain::capture::Precision;
use crate::domain::consensus::sample::Accuracy;
use crate::domain::limits::{METHOD_ROWS_MAX, SMALL_CELL};
use crate::domain::policy::{METHOD_VERSION, method_id, parameters};
use crate::journey::{audit, census, rules};
use crate::store::screens::progress;
use crate::store::{Db, StoreError, captures, fits, quarantines};

/// A part of the note.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Section {
    /// Its title.
    pub title: String,
    /// Its sentences.
    pub said: Vec<String>,
    /// The heads of its table; none where there is no table.
    pub columns: Vec<&'static str>,
    /// The rows of its table.
    pub rows: Vec<Vec<String>>,
}

pub(super) fn section(title: &str, said: &[&str]) -> Section {
    let said = said.iter().map(|words| (*words).to_owned()).collect();
    Section { title: title.to_owned(), said, ..Section::default() }
}

/// A number of people, where few could be known again: not told when it is small.
fn people(count: usize) -> String {
    match count {
        0 => "none".to_owned(),
        few if few < SMALL_CELL => format!("fewer than {SMALL_CELL}"),
        count => count.to_string(),
    }
}

/// The method of a campaign as it stands; of a release, with its buildings by status.
///
/// # Errors
/// When the store fails.
pub fn note(
    db: &mut Db,
    campaign: &Campaign,
    now: DateTime<Utc>,
    frozen: Option<&BTreeMap<String, u64>>,
) -> Result<Vec<Section>, StoreError> {
    let front = progress::front(db, campaign.id)?;
    let is_measured = frozen.is_some() || front.answers.max(front.buildings) <= METHOD_ROWS_MAX;
    let measured = note_measured::sections(db, campaign, is_measured)?;
    let mut all = vec![
        section("Definitions", &DEFINITIONS),
        pictures(db, campaign)?,
        volunteers(db, campaign)?,
        rule(campaign),
        rule_changes(db, campaign)?,
        match frozen {
            Some(counts) => by_status(counts),
            None => counts(db, campaign, (front.buildings, now))?,
        },
        on_gold(db, campaign, is_measured)?,
        audits(db, campaign)?,
        model(db, campaign)?,
    ];
    all.extend(measured);
    all.extend([
        section("Limits", &LIMITS),
        section(
            "Versions",
            &[
                concat!("Program: Aftermath ", env!("CARGO_PKG_VERSION"), "."),
                &format!("Rule: version {METHOD_VERSION}."),
            ],
        ),
    ]);
    Ok(all)
}

const DEFINITIONS: [&str; 4] = [
    "A capture is one dated picture taken from above. A building is an outline or a point of the \
     campaign’s list.",
    "A window says between which two captures a building was destroyed: after the last one seen \
     standing, and at or before the first one seen destroyed. All times are in UTC.",
    "An end of a window is open by evidence where no capture could bound it, and in dispute where \
     captures could and volunteers do not agree.",
    "“Not destroyed” means not visibly destroyed in the captures. It does not mean undamaged.",
];

const LIMITS: [&str; 5] = [
    "What cannot be seen from above stays unseen: damage to walls or floors under a standing roof, \
     and damage smaller than a few pixels.",
    "A window is never narrower than the time between two captures that show the building.",
    "Captures that were moved onto one another, clouded or taken from low angles mislead; what \
     volunteers called unusable is counted in images.csv.",
    "Agreement of volunteers is no proof: they see the same pictures and may err alike.",
    "Support shares and counts speak of single buildings. They are not the probability that a \
     window is right.",
];

fn pictures(db: &mut Db, campaign: &Campaign) -> Result<Section, StoreError> {
    let all = captures::of_campaign(db, campaign.id)?;
    let rows = all.iter().map(|own| {
        let known = match own.taken.precision {
            Precision::Instant => own.taken.at.format("%Y-%m-%d %H:%M").to_string(),
            Precision::Day | Precision::Month => own.taken.date(),
        };
        let source = own.facts.provider.clone().unwrap_or_default();
        vec![own.external_id.clone(), known, own.taken.precision.as_str().to_owned(), source]
    });
    Ok(Section {
        columns: vec!["Capture", "Taken, UTC", "Known to the", "Source"],
        rows: rows.collect(),
        ..section("Captures", &[&format!("{} captures, oldest first.", all.len())])
    })
}

fn volunteers(db: &mut Db, campaign: &Campaign) -> Result<Section, StoreError> {
    let who = match campaign.visibility {
        Visibility::Public => "Whoever finds the campaign may answer; nobody needs an account.",
        Visibility::Invited => "Those may answer who were given a link; nobody needs an account.",
        Visibility::Private => "No new volunteers may come; those may answer who came before.",
    };
    let front = progress::front(db, campaign.id)?;
    let set_aside = quarantines::at_present(db, campaign.id)?.len();
    let people_count = usize::try_from(front.people).unwrap_or(usize::MAX);
    let dealing = campaign.dealing.words();
    Ok(section(
        "Who could answer",
        &[
            who,
            &format!("Volunteers so far: {}. Answers: {}.", people(people_count), front.answers),
            &format!("Volunteers whose answers are set aside at present: {}.", people(set_aside)),
            "Nobody chooses a building: they are dealt by priority and need, at random among \
             equals. Volunteers answer before they see what others said.",
            &format!("Shares of known buildings and repeats in the dealing: {dealing}."),
        ],
    ))
}

fn rule(campaign: &Campaign) -> Section {
    let (policy, method) = (campaign.policy, campaign.policy.method());
    let share = policy.threshold;
    let (num, den) = (share.num(), share.den());
    let (least, most) = (policy.judgements_min, policy.judgements_max);
    let mut section = section(
        "The rule",
        &[
            &format!(
                "The lower end is the latest capture that at least {num}/{den} of the counted \
                 answers call standing or later; the upper end is the earliest that at least \
                 {num}/{den} call destroyed or earlier."
            ),
            &format!(
                "A building is settled after {least} to {most} answers, unless people ask for more."
            ),
            "Answers are counted in whole numbers; anybody can count them again from \
             judgements.csv (recompute.py does).",
            &format!("In full: {method} (method id {}).", method_id(&method)),
        ],
    );
    section.columns = vec!["Parameter", "Value"];
    let pairs = parameters(&method).map(|(name, value)| vec![name.to_owned(), value.to_owned()]);
    section.rows = pairs.collect();
    section
}

fn rule_changes(db: &mut Db, campaign: &Campaign) -> Result<Section, StoreError> {
    let all = rules::history(db, campaign)?;
    let rows = all
        .iter()
        .map(|own| vec![own.set_at.format("%Y-%m-%d %H:%M").to_string(), own.method.clone()]);
    Ok(Section {
        columns: vec!["Set, UTC", "Rule"],
        rows: rows.collect(),
        ..section("Changes of the rule", &["Newest first; the first is in force."])
    })
}

fn by_status(counts: &BTreeMap<String, u64>) -> Section {
    let row = |(status, count): (&String, &u64)| vec![status.replace('_', " "), count.to_string()];
    Section {
        columns: vec!["Status", "Buildings"],
        rows: counts.iter().map(row).collect(),
        ..section("Buildings", &["As buildings.csv of this release has them."])
    }
}

fn counts(
    db: &mut Db,
    campaign: &Campaign,
    when: (u64, DateTime<Utc>),
) -> Result<Section, StoreError> {
    let mut all: BTreeMap<(String, String), u64> = BTreeMap::new();
    let counted = census::counted(db, campaign.id, when)?;
    let mut section = section("Buildings", &[]);
    let Some((buildings, at)) = counted else {
        section.said.push("They were not counted yet.".to_owned());
        return Ok(section);
    };
    for own in &buildings.states {
        let reason = own.reason.clone().unwrap_or_default().replace('_', " ");
        *all.entry((own.word.clone(), reason)).or_default() += own.buildings;
    }
    section.said.push(format!("Counted at {} UTC.", at.format("%Y-%m-%d %H:%M")));
    section.columns = vec!["State", "Why no more is asked", "Buildings"];
    let row =
        |((state, reason), count): ((String, String), u64)| vec![state, reason, count.to_string()];
    section.rows = all.into_iter().map(row).collect();
    Ok(section)
}

fn on_gold(db: &mut Db, campaign: &Campaign, is_anew: bool) -> Result<Section, StoreError> {
    let gold = census::on_gold(db, campaign.id, is_anew)?;
    let mut section = section(
        "Volunteers on known buildings",
        &["Some buildings whose answer experts know are dealt among the others, unmarked."],
    );
    let Some(gold) = gold.filter(|gold| gold.exact.1 > 0) else {
        let why = gold.map_or("They were not counted yet.", |_| "None was answered yet.");
        section.said.push(why.to_owned());
        return Ok(section);
    };
    let row = |name: &str, (right, of): (u32, u32)| {
        let bounds = crate::domain::statistics::Share { hits: right, of }.interval();
        let share = f64::from(right) / f64::from(of.max(1));
        let interval = format!("{:.3} to {:.3}", bounds.low, bounds.high);
        vec![name.to_owned(), format!("{right} of {of}"), format!("{share:.3}"), interval]
    };
    section.columns = vec!["Answers", "Right", "Share", "95 % interval"];
    section.rows = vec![
        row("inside the experts’ window", gold.exact),
        row("within one capture of it", gold.within_one),
    ];
    Ok(section)
}

fn audits(db: &mut Db, campaign: &Campaign) -> Result<Section, StoreError> {
    let mut section = section("Audits by experts", &[]);
    let Some(newest) = audit::reports(db, campaign)?.into_iter().next() else {
        section.said.push("No audit of a sample was reported.".to_owned());
        return Ok(section);
    };
    let figures = &newest.figures;
    section.said.push(format!(
        "Experts who did not see the volunteers’ answers judged a random sample: {} buildings \
         drawn, {} audited, {} of which they could not tell. Reported at {} UTC.",
        figures.drawn,
        figures.audited,
        figures.unsure,
        newest.made_at.format("%Y-%m-%d %H:%M"),
    ));
    let said = |found: Accuracy| match found.share {
        Some((share, low, high)) => format!("{share:.3} ({low:.3} to {high:.3})"),
        None => "not known: a stratum has no audit".to_owned(),
    };
    section.columns = vec!["Buildings", "Published", "Audited", "Window holds", "Window is exact"];
    let row = |own: &crate::domain::consensus::sample::Line| {
        let part = own.part.replace('_', " ");
        let (all, audited) = (own.buildings.to_string(), own.audited.to_string());
        vec![part, all, audited, said(own.holding), said(own.exact)]
    };
    section.rows = figures.lines.iter().map(row).collect();
    Ok(section)
}

fn model(db: &mut Db, campaign: &Campaign) -> Result<Section, StoreError> {
    let said = match fits::latest(db, campaign.id)? {
        None => "No model was fitted beside the rule: the columns that begin with posterior are \
                 empty."
            .to_owned(),
        Some(fit) => format!(
            "A model was fitted beside the rule ({}). Its shares stand in the columns that begin \
             with posterior. They are not calibrated, and no window comes from them.",
            fit.method
        ),
    };
    Ok(section("The model beside the rule", &[&said]))
}

/// The note as Markdown.
pub(super) fn markdown(campaign: &Campaign, sections: &[Section]) -> String {
    let mut text = format!("# Method: {}\n", campaign.title);
    let cell = |text: &String| text.replace('|', "\\|").replace(['\n', '\r'], " ");
    for own in sections {
        // Writing to a String cannot fail.
        let _ = write!(text, "\n## {}\n\n", own.title);
        for said in &own.said {
            let _ = writeln!(text, "- {said}");
        }
        if own.rows.is_empty() {
            continue;
        }
        let _ = writeln!(text, "\n| {} |", own.columns.join(" | "));
        let _ = writeln!(text, "|{}", "---|".repeat(own.columns.len()));
        for row in &own.rows {
            let cells: Vec<String> = row.iter().map(cell).collect();
            let _ = writeln!(text, "| {} |", cells.join(" | "));
        }
    }
    text
}
