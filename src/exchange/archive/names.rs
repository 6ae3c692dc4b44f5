//! Names of files in a zip that are refused whatever they hold: none of them is ever used as a
//! path, but whoever packs such names means harm or is broken.

/// Whether a name stays within the folder that the zip would be unpacked into, on every system.
pub(super) fn is_safe(name: &str) -> bool {
    let lower = name.to_ascii_lowercase().replace("%2e", ".").replace("%2f", "/");
    let plain = lower.replace("%5c", "\\").replace('\\', "/");
    let has_drive = plain.split('/').any(|part| part.contains(':'));
    let is_absolute = plain.starts_with('/');
    let leads_up = plain.split('/').any(|part| part.trim() == "..");
    !name.is_empty()
        && !name.contains(|letter: char| letter.is_control())
        && !name.contains('\\')
        && !has_drive
        && !is_absolute
        && !leads_up
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_lead_out_are_refused_in_every_spelling() {
        let names = [
            "../x.shp",
            "a/../../x",
            "a/..",
            "..",
            "/etc/passwd",
            "//host/share",
            "\\x",
            "..\\..\\x",
            "a\\..\\x",
            "C:x",
            "c:/x",
            "C:\\x",
            "a/c:/x",
            "x\0.shp",
            "\0",
            "%2e%2e/x",
            "%2E%2E%2fx",
            "..%2fx",
            "..%5cx",
            "a/%2e./x",
            "x\n.shp",
            "x\r",
            "\u{7}x",
            "",
            " ../x",
            "a/.. /x",
            "file:///etc/passwd",
            "\\\\host\\x",
            "%2fetc",
            "a/../x",
        ];
        assert_eq!(names.len(), 30);
        for name in names {
            assert!(!is_safe(name), "{name:?}");
        }
    }

    #[test]
    fn plain_names_in_any_script_are_taken() {
        for name in ["a.shp", "folder/a b.shp", "здания.dbf", "__MACOSX/._a.shp", "a..b.csv", "..a"]
        {
            assert!(is_safe(name), "{name:?}");
        }
    }
}
