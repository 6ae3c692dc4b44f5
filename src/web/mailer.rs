//! Mail is sent on a thread of its own: no page waits for a mail server.

use std::sync::mpsc::{RecvTimeoutError, SyncSender, sync_channel};
use std::time::Duration;

use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message};
use lettre::{SmtpTransport, Transport as _};
use tracing::warn;

use crate::clock::Clock;
use crate::config::MailSettings;
use crate::journey::mail::{self, Mail, Unsent};
use crate::store::Store;

/// How often it is looked whether anything is due.
const EVERY: Duration = Duration::from_mins(1);
/// How long a mail server may take for an answer.
const PATIENCE: Duration = Duration::from_secs(20);

/// Why no mail can be sent.
#[derive(Debug, thiserror::Error)]
pub enum NoMailer {
    /// No server.
    #[error("AFTERMATH_MAIL_SERVER: {0}; write smtps://user:password@host")]
    Server(lettre::transport::smtp::Error),
    /// Words that anybody on the way could read.
    #[error(
        "AFTERMATH_MAIL_SERVER: mail to another machine goes by smtps://, or smtp:// with \
         ?tls=required"
    )]
    Plain,
    /// No address.
    #[error("AFTERMATH_MAIL_FROM: {0}")]
    From(lettre::address::AddressError),
    /// No thread.
    #[error(transparent)]
    Thread(#[from] std::io::Error),
}

/// A thread that sends mail.
#[derive(Debug)]
pub struct Mailer(SyncSender<()>);

impl Mailer {
    /// Starts the thread; none where no server takes mail.
    ///
    /// # Errors
    /// When the settings are no addresses, or the system gives no thread.
    pub(super) fn start(
        store: Store,
        clock: Clock,
        settings: &MailSettings,
    ) -> Result<Option<Self>, NoMailer> {
        let Some(server) = &settings.mail_server else { return Ok(None) };
        if !is_private(server) {
            return Err(NoMailer::Plain);
        }
        let transport = SmtpTransport::from_url(server).map_err(NoMailer::Server)?;
        let from = settings.mail_from.clone().unwrap_or_default();
        let site = settings.mail_site.clone().unwrap_or_default();
        let postman = Postman {
            transport: transport.timeout(Some(PATIENCE)).build(),
            from: from.parse().map_err(NoMailer::From)?,
            site: site.trim_end_matches('/').to_owned(),
        };
        let (ask, asked) = sync_channel(1);
        std::thread::Builder::new().name("mailer".to_owned()).spawn(move || {
            loop {
                let now = clock.now();
                let done = mail::remind(&store, now)
                    .and_then(|()| mail::work_off(&store, now, |mail| postman.send(mail)));
                if let Err(error) = done {
                    warn!(%error, "mail could not be worked off");
                }
                if let Err(RecvTimeoutError::Disconnected) = asked.recv_timeout(EVERY) {
                    return;
                }
            }
        })?;
        Ok(Some(Self(ask)))
    }

    /// Asks it to look now. Where it was asked already, it will find this too.
    pub fn ask(&self) {
        let _ = self.0.try_send(());
    }
}

/// Whether nobody on the way can read along.
fn is_private(server: &str) -> bool {
    let Some(rest) = server.strip_prefix("smtp://") else { return server.starts_with("smtps://") };
    let (place, query) = rest.split_once('?').unwrap_or((rest, ""));
    let place = place.split('/').next().unwrap_or(place);
    let host = place.rsplit('@').next().unwrap_or(place);
    let is_here = |own: &&str| {
        host.strip_prefix(own).is_some_and(|rest| rest.is_empty() || rest.starts_with(':'))
    };
    query.split('&').any(|part| part == "tls=required")
        || ["127.0.0.1", "localhost", "[::1]"].iter().any(is_here)
}

struct Postman {
    transport: SmtpTransport,
    from: Mailbox,
    site: String,
}

impl Postman {
    fn send(&self, mail: &Mail) -> Result<(), Unsent> {
        let letter = self.letter(mail).map_err(|reason| Unsent { reason, is_final: true })?;
        let sent = self.transport.send(&letter).map(drop);
        sent.map_err(|error| Unsent { is_final: error.is_permanent(), reason: words(&error) })
    }

    fn letter(&self, mail: &Mail) -> Result<Message, String> {
        let to = mail.address.parse::<Mailbox>().map_err(|error| error.to_string())?;
        let subject = mail.subject.replace(char::is_control, " ");
        let link = match mail.path.as_str() {
            "" => String::new(),
            path => format!("\n\n{}{path}", self.site),
        };
        let name = HeaderName::new_from_ascii_str("Auto-Submitted");
        let id = format!("<{}.{}@{}>", mail.id, mail.tries, self.from.email.domain());
        Message::builder()
            .from(self.from.clone())
            .to(to)
            .subject(subject)
            .message_id(Some(id))
            .raw_header(HeaderValue::new(name, "auto-generated".to_owned()))
            .header(ContentType::TEXT_PLAIN)
            .body(format!("{}{link}\n", mail.body))
            .map_err(|error| error.to_string())
    }
}

/// An error with its cause.
fn words(error: &dyn std::error::Error) -> String {
    let cause = error.source().map_or_else(String::new, |cause| format!(": {cause}"));
    format!("{error}{cause}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mail_leaves_the_machine_only_where_nobody_reads_along() {
        for good in [
            "smtps://a:b@mail.example.org",
            "smtp://a:b@mail.example.org:587?tls=required",
            "smtp://127.0.0.1:2525",
            "smtp://localhost",
            "smtp://a:b@[::1]:25",
        ] {
            assert!(is_private(good), "{good}");
        }
        for bad in [
            "smtp://mail.example.org",
            "smtp://mail.example.org?tls=opportunistic",
            "smtp://localhost@mail.example.org",
            "smtp://localhost.example.org",
            "smtp://127.0.0.1:a@mail.example.org",
            "http://mail.example.org",
        ] {
            assert!(!is_private(bad), "{bad}");
        }
    }
}
