//! Files that a coordinator sends: streamed to the disk piece by piece, never into memory, bounded
//! in size, number and time. What does not arrive whole is removed.

use std::collections::BTreeSet;
use std::io::{self, Write as _};
use std::path::{Component, Path, PathBuf};
use std::time::Duration;

use actix_multipart::{Field, Multipart};
use actix_web::http::StatusCode;
use actix_web::web;
use futures_util::StreamExt as _;
use uuid::Uuid;

use super::error::Failure;
use crate::domain::limits::{UPLOAD_BYTES_MAX, UPLOAD_FILES_MAX};

/// Seconds that the next piece of a file may take to arrive.
const PIECE_SECONDS_MAX: u64 = 60;
/// Bytes of one word of the form.
const WORD_BYTES_MAX: usize = 1_000;
/// Bytes gathered before they go to the disk.
const PIECE_BYTES: usize = 1024 * 1024;

/// What arrived: files in a folder of their own, and the words of the form beside them.
#[derive(Debug)]
pub struct Upload {
    /// The folder.
    pub folder: PathBuf,
    /// The files in it, by their names there.
    pub files: Vec<PathBuf>,
    /// The names and values of the form.
    pub words: Vec<(String, String)>,
    is_kept: bool,
}

impl Upload {
    /// Takes a form with files into a new folder under `root`.
    ///
    /// # Errors
    /// When it is too large, too slow, cut short, or the disk is full; then nothing is left of it.
    pub async fn receive(root: &Path, form: Multipart) -> Result<Self, Failure> {
        let folder = root.join(Uuid::new_v4().to_string());
        let made = folder.clone();
        disk(move || std::fs::create_dir_all(made)).await?;
        let mut upload = Self { folder, files: Vec::new(), words: Vec::new(), is_kept: false };
        upload.fill(form).await?;
        Ok(upload)
    }

    /// The first value of a word, trimmed; nothing when it is empty.
    #[must_use]
    pub fn word(&self, name: &str) -> Option<&str> {
        let found = self.words.iter().find(|(own, _)| own == name);
        found.map(|(_, value)| value.trim()).filter(|value| !value.is_empty())
    }

    /// Keeps the folder; without this it is removed when the upload is let go of.
    pub fn keep(&mut self) {
        self.is_kept = true;
    }

    async fn fill(&mut self, mut form: Multipart) -> Result<(), Failure> {
        let (mut bytes, mut names) = (0_u64, BTreeSet::new());
        while let Some(field) = next(&mut form).await? {
            let mut field = field.map_err(|error| cut_short(&error))?;
            let name = field.name().unwrap_or_default().to_owned();
            let file = field.content_disposition().and_then(|d| d.get_filename());
            match file.map(str::to_owned) {
                // A browser sends an empty name where no file was chosen.
                Some(file) if file.is_empty() => {}
                Some(file) => {
                    let own = safe_name(&file).ok_or_else(|| bad_name(&file))?;
                    if !names.insert(own.clone()) {
                        return Err(refused(&format!("there are two files named {file}")));
                    }
                    if names.len() > UPLOAD_FILES_MAX {
                        let most = format!("there are more than {UPLOAD_FILES_MAX} files");
                        return Err(refused(&most));
                    }
                    let path = self.folder.join(own);
                    bytes = write_file(&mut field, path.clone(), bytes).await?;
                    self.files.push(path);
                }
                None => {
                    let mut value = Vec::new();
                    while let Some(piece) = next(&mut field).await? {
                        value.extend_from_slice(&piece.map_err(|error| cut_short(&error))?);
                        if value.len() > WORD_BYTES_MAX {
                            return Err(refused(&format!("the field {name} is too long")));
                        }
                    }
                    let value = String::from_utf8(value).ok();
                    let value = value.ok_or_else(|| refused("a field is not UTF-8"))?;
                    self.words.push((name, value));
                }
            }
        }
        Ok(())
    }
}

impl Drop for Upload {
    fn drop(&mut self) {
        if !self.is_kept {
            // Nobody waits for the outcome; what stays behind is removed at the next start.
            drop(std::fs::remove_dir_all(&self.folder));
        }
    }
}

/// The next piece, if it comes in time.
async fn next<S: futures_util::Stream + Unpin>(stream: &mut S) -> Result<Option<S::Item>, Failure> {
    let piece = tokio::time::timeout(Duration::from_secs(PIECE_SECONDS_MAX), stream.next()).await;
    piece.ok().ok_or_else(|| {
        let message = "The connection stood still for a minute. Nothing was kept; send it again, \
             or copy large files to the server's inbox folder.";
        Failure::new(StatusCode::REQUEST_TIMEOUT, "The upload stopped", message)
    })
}

/// Writes one file; the bytes of all until then are counted on.
async fn write_file(field: &mut Field, path: PathBuf, mut bytes: u64) -> Result<u64, Failure> {
    let mut file = disk(move || {
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        std::fs::OpenOptions::new().write(true).create_new(true).open(path)
    })
    .await?;
    let mut held = Vec::with_capacity(PIECE_BYTES);
    loop {
        let piece = next(field).await?.transpose().map_err(|error| cut_short(&error))?;
        let is_last = piece.is_none();
        held.extend_from_slice(&piece.unwrap_or_default());
        if held.len() < PIECE_BYTES && !is_last {
            continue;
        }
        bytes = bytes.saturating_add(u64::try_from(held.len()).unwrap_or(u64::MAX));
        if bytes > UPLOAD_BYTES_MAX {
            let most = UPLOAD_BYTES_MAX / (1024 * 1024 * 1024);
            return Err(refused(&format!(
                "it is larger than {most} GiB; copy the files to the server's inbox folder instead"
            )));
        }
        let full = std::mem::take(&mut held);
        file = disk(move || {
            file.write_all(&full)?;
            if is_last {
                file.sync_all()?;
            }
            Ok(file)
        })
        .await?;
        if is_last {
            return Ok(bytes);
        }
    }
}

/// Runs work on the disk on a thread that may wait.
async fn disk<T: Send + 'static>(
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> Result<T, Failure> {
    let done = web::block(work).await.map_err(|error| Failure::internal(&error))?;
    done.map_err(|error| match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            let message = "The server's disk is full. Nothing was kept; make room and send it \
                 again.";
            Failure::new(StatusCode::INSUFFICIENT_STORAGE, "No room", message)
        }
        _ => Failure::internal(&error),
    })
}

/// A sent name as a path under the folder, or nothing when it would lead out of it. Browsers send
/// the folders of a chosen folder along.
fn safe_name(name: &str) -> Option<PathBuf> {
    let name = name.replace('\\', "/");
    let is_odd = |c: char| c.is_control() || c == ':';
    if name.chars().any(is_odd) || name.len() > 400 {
        return None;
    }
    let mut path = PathBuf::new();
    for part in Path::new(&name).components() {
        match part {
            Component::Normal(part) if !part.to_string_lossy().starts_with('.') => path.push(part),
            Component::CurDir => {}
            _ => return None,
        }
    }
    (path.components().count() > 0).then_some(path)
}

fn bad_name(name: &str) -> Failure {
    let shown: String = name.chars().filter(|c| !c.is_control()).take(80).collect();
    refused(&format!("the name \"{shown}\" cannot be used for a file; rename it"))
}

fn refused(reason: &str) -> Failure {
    let message = format!("The upload was not taken: {reason}. Nothing was kept.");
    Failure::new(StatusCode::UNPROCESSABLE_ENTITY, "Not taken", message)
}

fn cut_short(error: &actix_multipart::MultipartError) -> Failure {
    tracing::info!(%error, "an upload was cut short");
    let message = "The upload did not arrive whole. Nothing was kept; send it again.";
    Failure::new(StatusCode::BAD_REQUEST, "Cut short", message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_leads_out_of_the_folder() {
        let bad = [
            "",
            ".",
            "..",
            "../x",
            "a/../../x",
            "/etc/passwd",
            "\\etc\\passwd",
            "..\\x",
            "C:\\x",
            "c:x",
            "a\0b",
            "a\nb",
            ".hidden",
            "a/.git/x",
            "//x",
        ];
        for name in bad {
            assert_eq!(safe_name(name), None, "{name:?}");
        }
        assert_eq!(safe_name("scenes/a b.tif"), Some(PathBuf::from("scenes/a b.tif")));
        assert_eq!(safe_name("بيوت.geojson"), Some(PathBuf::from("بيوت.geojson")));
        assert_eq!(safe_name("%2e%2e%2fx"), Some(PathBuf::from("%2e%2e%2fx")), "a name like any");
    }
}
