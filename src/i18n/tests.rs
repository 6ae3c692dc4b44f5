//! The catalogues against each other, and against what templates and code ask of them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use chrono::NaiveDate;
use fluent_bundle::{FluentArgs, FluentResource};
use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};

use super::catalogue::{CATALOGUES, bundle};
use super::plural::by_last_digits;
use super::{Arg as _, Lang};

/// The keys of a language, each with the variables of its sentence.
type Keys = BTreeMap<String, BTreeSet<String>>;

/// Reads a language's files; anything amiss in them fails.
fn keys(lang: Lang, texts: &[&str]) -> Keys {
    let mut keys = Keys::new();
    for text in texts {
        let resource = FluentResource::try_new((*text).to_owned())
            .unwrap_or_else(|(_, errors)| panic!("{}: {errors:?} in {text}", lang.code()));
        for entry in resource.entries() {
            let message = match entry {
                Entry::Message(message) => message,
                Entry::Comment(_) | Entry::GroupComment(_) | Entry::ResourceComment(_) => continue,
                other => panic!("{}: no place for {other:?}", lang.code()),
            };
            let key = message.id.name.to_owned();
            let mut variables = BTreeSet::new();
            let value = message.value.as_ref();
            gather(value.unwrap_or_else(|| panic!("{key} says nothing")), &mut variables);
            assert!(message.attributes.is_empty(), "{key} has attributes, which nothing shows");
            let before = keys.insert(key.clone(), variables);
            assert!(before.is_none(), "{}: {key} stands twice", lang.code());
        }
    }
    keys
}

fn gather(pattern: &Pattern<&str>, variables: &mut BTreeSet<String>) {
    for element in &pattern.elements {
        if let PatternElement::Placeable { expression } = element {
            gather_expression(expression, variables);
        }
    }
}

fn gather_expression(expression: &Expression<&str>, variables: &mut BTreeSet<String>) {
    let inline = match expression {
        Expression::Inline(inline) => inline,
        Expression::Select { selector, variants } => {
            for variant in variants {
                gather(&variant.value, variables);
            }
            selector
        }
    };
    match inline {
        InlineExpression::VariableReference { id } => {
            variables.insert(id.name.to_owned());
        }
        InlineExpression::Placeable { expression } => gather_expression(expression, variables),
        _ => {}
    }
}

fn english() -> Keys {
    let (lang, texts) = CATALOGUES.first().expect("English is there");
    assert_eq!(*lang, Lang::En, "English comes first");
    keys(*lang, texts)
}

#[test]
fn every_language_has_every_key_with_the_same_variables_and_no_more() {
    let english = english();
    for (lang, texts) in CATALOGUES {
        let own = keys(*lang, texts);
        let names = |keys: &Keys| keys.keys().cloned().collect::<BTreeSet<_>>();
        let missing: Vec<_> = names(&english).difference(&names(&own)).cloned().collect();
        let foreign: Vec<_> = names(&own).difference(&names(&english)).cloned().collect();
        assert!(missing.is_empty(), "{} lacks {missing:#?}", lang.code());
        assert!(foreign.is_empty(), "{} has keys that English has not: {foreign:#?}", lang.code());
        for (key, variables) in &english {
            assert_eq!(own.get(key), Some(variables), "the variables of {key} in {}", lang.code());
        }
    }
}

/// The text of every template and source file but this folder's.
fn sources() -> Vec<(String, String)> {
    fn read(folder: &Path, into: &mut Vec<(String, String)>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let is_own = path.ends_with("src/i18n");
            if path.is_dir() && !is_own {
                read(&path, into);
            } else if path.extension().is_some_and(|ending| ending == "rs" || ending == "html") {
                into.push((path.display().to_string(), fs::read_to_string(&path).unwrap()));
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    for folder in ["src", "templates"] {
        read(&root.join(folder), &mut found);
    }
    found
}

/// What is written between quotes right after `call`.
fn literals<'text>(text: &'text str, call: &str) -> Vec<&'text str> {
    let calls = text.split(call).skip(1);
    let quoted = calls.filter_map(|rest| rest.trim_start().strip_prefix('"'));
    quoted.filter_map(|rest| rest.split('"').next()).collect()
}

#[test]
fn every_key_that_is_asked_for_is_there() {
    let english = english();
    let mut asked = 0;
    for (path, text) in sources() {
        let calls = [
            ".t(",
            ".t1(",
            ".t2(",
            ".t3(",
            "lang.say(",
            "lang().say(",
            ".plain(",
            "Sentence::new(",
        ];
        let mut keys: Vec<&str> = calls.iter().flat_map(|call| literals(&text, call)).collect();
        let quoted = text.split('"').filter(|word| word.starts_with("error-"));
        keys.extend(quoted.filter(|word| !word.contains(['{', ' ', '.'])));
        for key in keys {
            assert!(english.contains_key(key), "{path} asks for {key}, which no catalogue has");
            asked += 1;
        }
    }
    assert!(asked > 20, "only {asked} keys were found: are these the package's files?");
}

#[test]
fn every_key_is_asked_for() {
    let mut quoted = BTreeSet::new();
    let mut beginnings = BTreeSet::new();
    let own = include_str!("date.rs");
    let all = sources().into_iter().map(|(_, text)| text).chain([own.to_owned()]);
    for text in all {
        for word in text.split('"') {
            quoted.insert(word.to_owned());
            if let Some((beginning, _)) = word.split_once("-{") {
                beginnings.insert(format!("{beginning}-"));
            }
        }
    }
    let is_used = |key: &String| {
        quoted.contains(key) || beginnings.iter().any(|beginning| key.starts_with(beginning))
    };
    let unused: Vec<_> = english().into_keys().filter(|key| !is_used(key)).collect();
    assert!(unused.is_empty(), "nothing asks for {unused:#?}");
}

/// What a language says of numbers, by a sentence that names the form.
fn forms<const N: usize>(lang: Lang, counts: [u32; N]) -> [String; N] {
    let forms =
        ["zero", "one", "two", "few", "many"].map(|form| format!("  [{form}] {form} {{$n}}"));
    let text = format!("n = {{ $n ->\n{}\n *[other] other {{$n}}\n }}", forms.join("\n"));
    let bundle = bundle(lang, &[&text]);
    counts.map(|n| {
        let mut args = FluentArgs::new();
        args.set("n", by_last_digits(lang, n.value()));
        let pattern = bundle.get_message("n").unwrap().value().unwrap();
        let said = bundle.format_pattern(pattern, Some(&args), &mut Vec::new()).into_owned();
        said.replace(['\u{2068}', '\u{2069}'], "")
    })
}

#[test]
fn arabic_counts_in_six_forms() {
    let said = forms(Lang::Ar, [0, 1, 2, 3, 10, 11, 99, 100, 102]);
    let expected = [
        "zero 0",
        "one 1",
        "two 2",
        "few 3",
        "few 10",
        "many 11",
        "many 99",
        "other 100",
        "other 102",
    ];
    assert_eq!(said, expected);
    let said = forms(Lang::Ar, [103, 110, 111, 199, 200, 201, 12_345, 100_008]);
    let expected = [
        "few 103",
        "few 110",
        "many 111",
        "many 199",
        "other 200",
        "other 201",
        "many 12345",
        "few 100008",
    ];
    assert_eq!(said, expected, "the last two digits decide");
}

#[test]
fn slavic_languages_count_by_the_last_digit() {
    for lang in [Lang::Uk, Lang::Ru] {
        let said = forms(lang, [1, 2, 5, 11, 12, 21, 104, 111, 1001]);
        let expected = [
            "one 1", "few 2", "many 5", "many 11", "many 12", "one 21", "few 104", "many 111",
            "one 1001",
        ];
        assert_eq!(said, expected);
    }
    assert_eq!(forms(Lang::Fr, [0, 1, 2, 103]), ["one 0", "one 1", "other 2", "other 103"]);
}

#[test]
fn the_reader_gets_the_first_language_that_is_spoken_here() {
    assert_eq!(Lang::among(["en-GB", "en"]), Some(Lang::En));
    assert_eq!(Lang::among(["sw", "tlh", ""]), None);
    for lang in Lang::offered() {
        let wider = format!("{}-CA", lang.code().to_uppercase());
        assert_eq!(Lang::among(["sw", &wider, "en"]), Some(lang));
    }
    assert_eq!(Lang::among(["xx", "xr"]), None, "pseudo-languages are not offered");
}

#[test]
fn a_day_has_the_name_of_its_month_and_no_walls() {
    let day = NaiveDate::from_ymd_opt(2017, 6, 21).unwrap();
    assert_eq!(
        (Lang::En.date(day), Lang::En.month(day)),
        ("21 Jun 2017".into(), "Jun 2017".into())
    );
    for lang in Lang::offered() {
        let said = lang.date(day);
        assert!(said.contains("2017") && said.contains("21"), "{said}");
        assert!(!said.contains(['\u{2068}', '\u{2069}']), "{said}");
    }
}

#[test]
fn strange_english_is_longer_and_keeps_its_values() {
    let values = "Amina 7";
    let said = Lang::Xx.say("frame-language", &[("name", &values)]);
    assert!(said.starts_with('[') && said.ends_with(']') && said.contains(values), "{said}");
    let walled = Lang::Xr.say("frame-language", &[("name", &values)]);
    assert!(walled.contains("\u{2068}Amina 7\u{2069}"), "{walled}");
    assert!(!Lang::Xr.plain("frame-language", &[("name", &values)]).contains('\u{2068}'));
    let (plain, strange) = (Lang::En.t("home-lead"), Lang::Xx.t("home-lead"));
    let (plain, strange) = (plain.chars().count(), strange.chars().count());
    assert!(strange * 10 > plain * 12, "{strange} letters of {plain}");
    assert_eq!(Lang::parse("xr"), Some(Lang::Xr));
    assert!(Lang::offered().all(|lang| !lang.is_pseudo()));
}
