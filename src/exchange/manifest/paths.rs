//! Paths as lists write them: which may be followed, and which never.

use std::path::{Component, Path, PathBuf};

/// Parts of an address, counted from its end, that a copy's path may repeat.
const ENDING_PARTS_MAX: usize = 8;

/// A path counted from the list's folder, if it can only lead into it. `base` is the folder that
/// `text` counts from; leading `..` may go up through it, but not out of it.
pub(super) fn inside(base: &Path, text: &str) -> Result<PathBuf, String> {
    let text = text.trim();
    if text.contains("://") {
        return Err(format!(
            "\"{text}\" is on the net; download it beside the manifest and name the copy"
        ));
    }
    if text.contains('\\') {
        return Err(format!("\"{text}\" has backslashes; write the path with /"));
    }
    if text.contains('\0') {
        return Err("the path holds a NUL byte; remove it".to_owned());
    }
    let out = || {
        format!(
            "\"{text}\" leads out of the manifest's folder; put the file into it and \
             name it by a relative path without .."
        )
    };
    let mut path = base.to_owned();
    let mut is_named = false;
    for part in Path::new(text).components() {
        match part {
            Component::CurDir => {}
            Component::Normal(name) => {
                path.push(name);
                is_named = true;
            }
            Component::ParentDir if !is_named => {
                if !path.pop() {
                    return Err(out());
                }
            }
            _ => return Err(out()),
        }
    }
    if is_named { Ok(path) } else { Err("it names no file".to_owned()) }
}

/// Whether a path counted from a folder is a regular file that really lies in it.
pub(super) fn is_within(folder: &Path, path: &Path) -> bool {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let real = folder.join(path).canonicalize().ok().filter(|real| real.is_file());
    real.zip(folder.canonicalize().ok()).is_some_and(|(real, own)| real.starts_with(own))
}

/// The ends of an address as paths, the longest first; none if `text` is no address.
pub(super) fn endings(text: &str) -> impl Iterator<Item = PathBuf> {
    let rest = text.split_once("://").map_or("", |(_, rest)| rest);
    let rest = rest.split(['?', '#']).next().unwrap_or_default();
    let parts: Vec<&str> = rest.split('/').skip(1).filter(|part| !part.is_empty()).collect();
    let is_safe =
        parts.iter().all(|part| !matches!(*part, "." | "..") && !part.contains(['\\', '\0', ':']));
    let parts = if is_safe { parts } else { Vec::new() };
    let first = parts.len().saturating_sub(ENDING_PARTS_MAX);
    let ends: Vec<PathBuf> =
        (first..parts.len()).map(|start| parts.iter().skip(start).collect()).collect();
    ends.into_iter()
}

/// The last part of an address, under which its copy would be saved.
pub(super) fn beside(text: &str) -> Option<String> {
    endings(text).last().map(|path| path.to_string_lossy().into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leading_dots_go_up_through_the_base_but_not_out() {
        let base = Path::new("a/b");
        assert_eq!(inside(base, "../x.tif"), Ok(PathBuf::from("a/x.tif")));
        assert_eq!(inside(base, "./x.tif"), Ok(PathBuf::from("a/b/x.tif")));
        assert!(inside(base, "../../../x.tif").unwrap_err().contains("leads out"));
        assert!(inside(base, "c/../x.tif").unwrap_err().contains("leads out"));
        assert!(inside(base, "/x.tif").unwrap_err().contains("leads out"));
        assert!(inside(base, "..").unwrap_err().contains("names no file"));
    }

    #[test]
    fn an_address_ends_in_paths() {
        let ends: Vec<PathBuf> = endings("https://x.org/a/b//c.tif?key=1#top").collect();
        assert_eq!(ends, [PathBuf::from("a/b/c.tif"), "b/c.tif".into(), "c.tif".into()]);
        assert_eq!(endings("https://x.org/a/../c.tif").count(), 0);
        assert_eq!(endings("c.tif").count(), 0);
        assert_eq!(endings(&format!("s3://b/{}", "a/".repeat(99))).count(), 8);
    }
}
