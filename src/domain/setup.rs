//! What a campaign still lacks before it can be opened: six steps, each with what is done, what is
//! missing, and what stands in the way.

use super::limits::CAPTURES_MIN;

/// How far a line of the list is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Done.
    Done,
    /// Not done; the campaign can be opened without it.
    Missing,
    /// Not done, and the campaign cannot be opened before it is.
    Blocking,
}

impl State {
    /// The word on screens.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Missing => "missing",
            Self::Blocking => "blocking",
        }
    }
}

/// One of the six steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// What volunteers read.
    About,
    /// The images.
    Captures,
    /// The buildings.
    Buildings,
    /// How many are asked, and when it is enough.
    Rules,
    /// What volunteers practise on and are measured by.
    Gold,
    /// The last look before it opens.
    Check,
}

impl Step {
    /// Every step, in order.
    pub const ALL: [Self; 6] =
        [Self::About, Self::Captures, Self::Buildings, Self::Rules, Self::Gold, Self::Check];

    /// Its name on screens.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::About => "About",
            Self::Captures => "Captures",
            Self::Buildings => "Buildings",
            Self::Rules => "Rules",
            Self::Gold => "Practice and gold",
            Self::Check => "Check and open",
        }
    }

    /// Its page, below the campaign's.
    #[must_use]
    pub const fn page(self) -> &'static str {
        match self {
            Self::About => "setup/about",
            Self::Captures | Self::Buildings => "imports",
            Self::Rules => "setup/rules",
            Self::Gold => "setup/gold",
            Self::Check => "setup/check",
        }
    }
}

/// A line of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Of which step.
    pub step: Step,
    /// How far it is.
    pub state: State,
    /// What it is about, in words.
    pub words: String,
    /// Where it is mended, below the campaign's page.
    pub page: &'static str,
}

/// Something that a person says they have made sure of, so that nobody is harmed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Care {
    /// The word in the database.
    pub name: &'static str,
    /// What was made sure of.
    pub words: &'static str,
    /// Why it is asked.
    pub why: &'static str,
}

/// What is made sure of before volunteers come. Words in the database never change.
pub const CARES: [Care; 6] = [
    Care {
        name: "place",
        words: "The content note names the place and what is seen there.",
        why: "Somebody who lived there should not come upon their own home unprepared.",
    },
    Care {
        name: "help",
        words: "The lines of help were tried, and answer in the volunteers' languages.",
        why: "Who looks at destroyed homes for hours may need somebody to talk to.",
    },
    Care {
        name: "targets",
        words: "Nobody is put in danger by these pictures and by what is asked about them.",
        why: "Pictures of what still stands may point at targets, and at who lives there.",
    },
    Care {
        name: "publication",
        words: "It is settled what is published, how exactly, when, and who decides.",
        why: "Places and days, once published, cannot be called back.",
    },
    Care {
        name: "licence",
        words: "The owners of the images allow that volunteers see them.",
        why: "A campaign that has to stop halfway has dated nothing.",
    },
    Care {
        name: "watch",
        words: "Somebody reads remarks and looks after volunteers every day while it is open.",
        why: "A wrong picture or a volunteer in distress does not wait for a week.",
    },
];

/// What is known of a campaign that is being set up.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts {
    /// Whether it says what it is about.
    pub has_about: bool,
    /// Whether it says what volunteers should know before they look.
    pub has_note: bool,
    /// Whether it names help.
    pub has_help: bool,
    /// Languages, beside its own, in which it has a name.
    pub languages: usize,
    /// Captures.
    pub captures: u64,
    /// What keeps its pictures from going live, in words.
    pub bar: Option<String>,
    /// Buildings.
    pub buildings: u64,
    /// Chips that are not cut yet.
    pub uncut: u64,
    /// Judgements wanted of a building: least and most.
    pub judgements: (u32, u32),
    /// Buildings whose answer an expert has given, those for practice left out.
    pub golds: usize,
    /// Buildings for practice.
    pub practices: usize,
    /// What somebody has made sure of: names of [`CARES`].
    pub cares: Vec<String>,
}

impl Facts {
    /// The list, in order of the steps.
    #[must_use]
    pub fn lines(&self) -> Vec<Line> {
        use State::{Blocking, Done, Missing};
        let mut lines = Vec::new();
        let mut line = |step: Step, page: &'static str, state: State, words: String| {
            lines.push(Line { step, state, words, page });
        };
        let said = |is_there: bool, lacking: State| if is_there { Done } else { lacking };
        let page = Step::About.page();
        let words = |is: bool, there: &str, not: &str| (if is { there } else { not }).to_owned();
        let about =
            words(self.has_about, "It says what it is for", "It does not say what it is for");
        line(Step::About, page, said(self.has_about, Missing), about);
        let note = words(
            self.has_note,
            "A content note names what volunteers will see",
            "There is no content note: name the place, and what will be seen",
        );
        line(Step::About, page, said(self.has_note, Blocking), note);
        let help = words(self.has_help, "It names help", "It names nobody to talk to");
        line(Step::About, page, said(self.has_help, Missing), help);
        let languages = match self.languages {
            0 => "It is in one language".to_owned(),
            1 => "It is in one more language".to_owned(),
            n => format!("It is in {n} more languages"),
        };
        line(Step::About, page, said(self.languages > 0, Missing), languages);
        let enough = u64::try_from(CAPTURES_MIN).unwrap_or(u64::MAX);
        let captures = match self.captures {
            0 => "There are no captures".to_owned(),
            1 => "There is one capture; dating takes two".to_owned(),
            n => format!("{n} captures, each with its date"),
        };
        line(Step::Captures, "imports", said(self.captures >= enough, Blocking), captures);
        if self.captures > 0 {
            let (state, words) = match &self.bar {
                Some(bar) => (Blocking, bar.clone()),
                None => (Done, "Every source says under which terms it is shown".to_owned()),
            };
            line(Step::Captures, "captures", state, words);
        }
        let buildings = match self.buildings {
            0 => "There are no buildings".to_owned(),
            1 => "1 building".to_owned(),
            n => format!("{n} buildings"),
        };
        line(Step::Buildings, "imports", said(self.buildings > 0, Blocking), buildings);
        if self.uncut > 0 {
            let words = format!("{} chips are cut when somebody first asks for them", self.uncut);
            line(Step::Buildings, "imports", Missing, words);
        }
        let (least, most) = self.judgements;
        let words = format!("{least} to {most} volunteers are asked about each building");
        line(Step::Rules, Step::Rules.page(), Done, words);
        self.last_lines(&mut line);
        lines
    }

    fn last_lines(&self, line: &mut impl FnMut(Step, &'static str, State, String)) {
        let page = Step::Gold.page();
        let count = |n: usize, one: &str, many: &str| match n {
            0 => format!("no {many}"),
            1 => format!("1 {one}"),
            n => format!("{n} {many}"),
        };
        let state = |n: usize| if n > 0 { State::Done } else { State::Missing };
        let practices =
            count(self.practices, "building to practise on", "buildings to practise on");
        line(Step::Gold, page, state(self.practices), practices);
        let golds = count(
            self.golds,
            "building of known answer among the tasks",
            "buildings of known answer among the tasks",
        );
        line(Step::Gold, page, state(self.golds), golds);
        let left = CARES.iter().filter(|care| !self.cares.iter().any(|own| own == care.name));
        let (state, words) = match left.count() {
            0 => (State::Done, "Everything on the list of care is ticked".to_owned()),
            1 => (State::Blocking, "1 line of the list of care is not ticked".to_owned()),
            n => (State::Blocking, format!("{n} lines of the list of care are not ticked")),
        };
        line(Step::Check, Step::Check.page(), state, words);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ready() -> Facts {
        Facts {
            has_note: true,
            captures: 2,
            buildings: 1,
            cares: CARES.iter().map(|care| care.name.to_owned()).collect(),
            ..Facts::default()
        }
    }

    fn blocking(facts: &Facts) -> Vec<Step> {
        let lines = facts.lines().into_iter();
        lines.filter(|line| line.state == State::Blocking).map(|line| line.step).collect()
    }

    #[test]
    fn nothing_blocks_what_has_pictures_buildings_a_note_and_all_ticks() {
        assert_eq!(blocking(&ready()), []);
    }

    #[test]
    fn each_thing_that_must_be_there_blocks_its_own_step() {
        let bar = Some("no licence".to_owned());
        let cases = [
            (Facts { has_note: false, ..ready() }, Step::About),
            (Facts { captures: 1, ..ready() }, Step::Captures),
            (Facts { bar, ..ready() }, Step::Captures),
            (Facts { buildings: 0, ..ready() }, Step::Buildings),
            (Facts { cares: vec!["place".to_owned()], ..ready() }, Step::Check),
        ];
        for (facts, step) in cases {
            assert_eq!(blocking(&facts), [step]);
        }
    }

    #[test]
    fn every_step_has_a_line() {
        let lines = Facts::default().lines();
        assert!(Step::ALL.iter().all(|step| lines.iter().any(|line| line.step == *step)));
    }
}
