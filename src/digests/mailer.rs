//! What sends letters to a mail server (RFC 5321).

use std::time::{Duration, SystemTime};

use jiff::tz::TimeZone;
use lettre::address::AddressError;
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart};
use lettre::transport::smtp;
use lettre::transport::smtp::extension::ClientId;
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use url::Url;
use uuid::Uuid;

use super::letter::one_line;
use super::rounds::Work;
use super::{digest, letter, readers};
use crate::agreement::{self, Basis};
use crate::clock::Clock;
use crate::outbox::{Deliver, Failure, Lanes, Outcome, Outgoing};
use crate::people;
use crate::store::{Db, StoreError};

/// The outbox's lane of letters.
pub const MAIL: Uuid = Uuid::from_u128(0x6d61_696c_0000_4000_8000_0000_0000_0001);
/// A mail server has this long to answer.
const PATIENCE: Duration = Duration::from_secs(30);

/// Why letters cannot be sent as configured.
#[derive(Debug, thiserror::Error)]
pub enum MailerError {
    /// The sender is no mailbox.
    #[error("mail.from is no mailbox such as \"Coachlight <coachlight@example.org>\"")]
    From(#[source] AddressError),
    /// The server's address cannot be used.
    #[error("mail.smtp_url is no address such as smtps://user:password@mail.example.org")]
    Server(#[source] smtp::Error),
}

/// Sends letters.
pub struct Mailer {
    db: Db,
    clock: Clock,
    zone: TimeZone,
    hour: i8,
    agreement: Basis,
    organisation: String,
    base_url: Url,
    from: Mailbox,
    transport: AsyncSmtpTransport<Tokio1Executor>,
}

impl std::fmt::Debug for Mailer {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Mailer")
    }
}

/// What a mailer has to know of the organisation.
#[derive(Debug, Clone)]
pub struct House {
    /// The zone whose midnight separates days.
    pub zone: TimeZone,
    /// The hour at which a digest ends.
    pub hour: i8,
    /// What the organisation has decided of how engagement is shown.
    pub agreement: Basis,
    /// Its name.
    pub organisation: String,
    /// Where browsers reach us.
    pub base_url: Url,
}

impl Mailer {
    /// A mailer that sends through a server as somebody.
    pub fn new(
        (db, clock): (Db, Clock),
        house: House,
        server: &str,
        from: &str,
    ) -> Result<Self, MailerError> {
        let from = from.parse().map_err(MailerError::From)?;
        let mut server = AsyncSmtpTransport::<Tokio1Executor>::from_url(server)
            .map_err(MailerError::Server)?
            .timeout(Some(PATIENCE));
        if let Some(host) = house.base_url.domain() {
            server = server.hello_name(ClientId::Domain(host.to_owned()));
        }
        Ok(Self {
            db,
            clock,
            zone: house.zone,
            hour: house.hour,
            agreement: house.agreement,
            organisation: house.organisation,
            base_url: house.base_url,
            from,
            transport: server.build(),
        })
    }

    /// The letter that some work is about; none if there is nothing to tell, or nobody to tell it.
    async fn write(&self, work: Work) -> Result<Option<Result<Message, Failure>>, StoreError> {
        let mut tx = self.db.read().await?;
        let subscription = readers::subscription(&mut tx, work.person).await?;
        let Some(subscription) = subscription.filter(|subscription| subscription.email) else {
            return Ok(None);
        };
        let Some(address) = readers::address(&mut tx, work.person).await? else {
            return Ok(None);
        };
        let at = (&self.zone, self.hour);
        let policy = agreement::policy(&mut tx, &self.agreement).await?;
        let known = people::find(&mut tx, work.person).await?;
        agreement::draw_veil(&mut tx, &self.agreement, work.person).await?;
        let digest = digest(&mut tx, work.person, at, work.day, &policy).await?;
        let Some(digest) = digest.filter(|digest| !digest.is_empty()) else {
            return Ok(None);
        };
        let name = known.and_then(|known| one_line(known.name.as_deref()));
        let Ok(address) = address.parse() else {
            return Ok(Some(Err(for_good("the address cannot be written to"))));
        };
        let Ok(today) = self.base_url.join("today") else {
            return Ok(Some(Err(for_good("our own address cannot be told"))));
        };
        let letter = letter(subscription.locale, &digest, &self.organisation, &today);
        let id = format!(
            "<digest.{}.{}@{}>",
            work.person,
            work.day,
            self.base_url.host_str().unwrap_or("coachlight")
        );
        let since = u64::try_from(self.clock.now().as_microsecond()).unwrap_or(0);
        let now = SystemTime::UNIX_EPOCH + Duration::from_micros(since);
        let message = Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(name, address))
            .subject(letter.subject)
            .date(now)
            // A server that was sent it twice can tell.
            .message_id(Some(id))
            .multipart(MultiPart::alternative_plain_html(letter.text, letter.html));
        let unwritable = |error: lettre::error::Error| for_good(&error.to_string());
        Ok(Some(message.map_err(unwritable).map(|mut message| {
            let headers = message.headers_mut();
            for (header, value) in [
                ("Auto-Submitted", "auto-generated".to_owned()),
                ("List-Unsubscribe", format!("<{today}#digest>")),
            ] {
                let name = HeaderName::new_from_ascii_str(header);
                headers.insert_raw(HeaderValue::new(name, value));
            }
            message
        })))
    }
}

fn for_good(reason: &str) -> Failure {
    Failure {
        reason: reason.to_owned(),
        status: None,
        retry_at: None,
        of_lane: false,
    }
}

impl Deliver for Mailer {
    const LANES: Lanes = Lanes::One(MAIL);

    async fn deliver(&self, _lane: Uuid, work: &Outgoing) -> Result<Outcome, StoreError> {
        let Ok(work) = serde_json::from_str::<Work>(&work.payload) else {
            return Ok(Outcome::Never(for_good(
                "the work cannot be read: the database was changed from outside",
            )));
        };
        let message = match self.write(work).await? {
            None => return Ok(Outcome::Done),
            Some(Err(failure)) => return Ok(Outcome::Never(failure)),
            Some(Ok(message)) => message,
        };
        match self.transport.send(message).await {
            Ok(_) => Ok(Outcome::Done),
            Err(error) => Ok(judge(&error)),
        }
    }
}

/// What a mail server's refusal means. A recipient that is refused for good is not asked for again;
/// a server that cannot be talked to rests.
fn judge(error: &smtp::Error) -> Outcome {
    let status = error.status().map(u16::from);
    // 535 and its like: the server refuses us, whoever is written to.
    let of_server = !error.is_transient() && !error.is_permanent()
        || matches!(status, Some(421 | 454 | 530 | 534 | 535 | 538));
    let failure = Failure {
        reason: error.to_string(),
        status,
        retry_at: None,
        of_lane: of_server,
    };
    if error.is_permanent() && !of_server {
        Outcome::Never(failure)
    } else {
        Outcome::Again(failure)
    }
}
