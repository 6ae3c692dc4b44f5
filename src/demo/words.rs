//! The demo campaign's own words, by language: one file each, `name = text` a line.

/// A language's file.
const FILES: [(&str, &str); 6] = [
    ("en", include_str!("words/en.txt")),
    ("ar", include_str!("words/ar.txt")),
    ("fr", include_str!("words/fr.txt")),
    ("es", include_str!("words/es.txt")),
    ("uk", include_str!("words/uk.txt")),
    ("ru", include_str!("words/ru.txt")),
];

/// The languages beside English.
pub(super) fn others() -> impl Iterator<Item = &'static str> {
    FILES.iter().map(|(lang, _)| *lang).filter(|lang| *lang != "en")
}

/// A text in a language; empty where there is none. ` / ` is a new line.
pub(super) fn text(lang: &str, name: &str) -> String {
    let file = FILES.iter().find(|(own, _)| *own == lang).map_or("", |(_, file)| file);
    let found = file.lines().filter(|line| !line.starts_with('#')).find_map(|line| {
        let (own, text) = line.split_once(" = ")?;
        (own == name).then_some(text)
    });
    found.unwrap_or_default().replace(" / ", "\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(lang: &str) -> Vec<&'static str> {
        let file = FILES.iter().find(|(own, _)| *own == lang).unwrap().1;
        file.lines().filter_map(|line| line.split_once(" = ")).map(|(name, _)| name).collect()
    }

    #[test]
    fn every_language_says_all_that_english_says() {
        for lang in others() {
            let mut wanted = vec!["title", "about", "content-note"];
            wanted.extend(names("en"));
            assert_eq!(names(lang), wanted, "{lang}");
            for name in names("en") {
                let (own, other) = (text("en", name), text(lang, name));
                assert_eq!(own.lines().count(), other.lines().count(), "{lang} {name}");
            }
        }
    }
}
