//! What administrators do, kept so that nobody can change it afterwards unseen.
//!
//! An act and its entry are of one transaction. Each entry's digest is made of the entry and the
//! digest of the one before, with a key that is not in the database: whoever changes, removes,
//! inserts or reorders entries there cannot make the digests fit. What was cut off at the end shows
//! against a digest that was noted elsewhere.

pub mod erasing;
mod store;

pub use store::{Entry, Filter, count_before, head, list};

use jiff::Timestamp;

use crate::seal::{MasterKey, SealError};
use crate::store::{StoreError, Tx};

/// What digests are made for.
const PURPOSE: &str = "audit";
/// Entries read at once when all are checked.
const PAGE: usize = 1000;

/// Declares [`Act`].
macro_rules! acts {
    ($($(#[doc = $doc:literal])+ $name:ident = $word:literal;)+) => {
        /// Kinds of acts, alphabetically.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Act { $($(#[doc = $doc])+ $name,)+ }

        impl Act {
            /// Every kind.
            pub const ALL: &[Self] = &[$(Self::$name,)+];

            /// The word it is stored as.
            #[must_use]
            pub const fn word(self) -> &'static str {
                match self { $(Self::$name => $word,)+ }
            }
        }
    };
}

acts! {
    /// Entries whose time was over were removed.
    EntriesRemoved = "entries-removed";
    /// For how long a kind of data is kept was decided.
    RetentionDecided = "retention-decided";
    /// What was agreed with a works council was switched.
    AgreementChanged = "agreement-changed";
    /// What statements call a course of a learning platform was said.
    CourseCalled = "course-called";
    /// Launches from a course of a learning platform were led to another group.
    CourseLinked = "course-linked";
    /// Launches from a course of a learning platform were led to its own group again.
    CourseUnlinked = "course-unlinked";
    /// A deployment of a learning platform was let in or kept out.
    DeploymentDecided = "deployment-decided";
    /// What pages show was taken as a file.
    ExportMade = "export-made";
    /// It was begun to erase a person's data.
    ErasureBegun = "erasure-begun";
    /// A person's wish to be erased was not granted.
    ErasureDeclined = "erasure-declined";
    /// A forwarding or pull was paused, resumed or tried again.
    FeedChanged = "feed-changed";
    /// Identifiers of somebody who was erased were let in again.
    IdentifierAdmitted = "identifier-admitted";
    /// An API key was made.
    KeyMade = "key-made";
    /// An API key was replaced.
    KeyReplaced = "key-replaced";
    /// An API key was revoked.
    KeyRevoked = "key-revoked";
    /// Somebody took back that a coach knows them by name in a review.
    NameHidden = "name-hidden";
    /// Somebody agreed that a coach knows them by name in a review.
    NameShown = "name-shown";
    /// Two persons were made one.
    PersonsMerged = "persons-merged";
    /// A merge was undone.
    PersonsParted = "persons-parted";
    /// A person was kept out.
    PersonDisabled = "person-disabled";
    /// A person's data were erased.
    PersonErased = "person-erased";
    /// A person was let in again.
    PersonEnabled = "person-enabled";
    /// A learning platform was registered.
    PlatformAdded = "platform-added";
    /// A link to register a learning platform was made.
    PlatformInvited = "platform-invited";
    /// It was said who a learning platform's people are in statements.
    PlatformPeople = "platform-people";
    /// A learning platform's registration was replaced by what it says now.
    PlatformRenewed = "platform-renewed";
    /// A learning platform's launches were allowed or stopped.
    PlatformSwitched = "platform-switched";
    /// A new key pair was made for learning platforms.
    PlatformKeyRotated = "platform-key-rotated";
    /// A report is to be worked out anew.
    ReportRenewed = "report-renewed";
    /// A restriction was granted or refused.
    RestrictionAnswered = "restriction-answered";
    /// A person asked that their data be restricted, or objected to a use of them.
    RestrictionAsked = "restriction-asked";
    /// A person was told, or is to be, that a restriction ends.
    RestrictionEnding = "restriction-ending";
    /// A restriction is over.
    RestrictionOver = "restriction-over";
    /// It was noted which roles a person has.
    RolesAssigned = "roles-assigned";
    /// The numbers that progress is worked out with were changed.
    RulesDecided = "rules-decided";
    /// Sessions of a person were ended.
    SessionsEnded = "sessions-ended";
    /// A framework came, changed or went.
    FrameworkDecided = "framework-decided";
    /// What could not be sent was tried again or dropped.
    DeliveryRetried = "delivery-retried";
    /// A link that signs somebody in was made.
    SignInLinkMade = "sign-in-link-made";
    /// What a provider says was looked at.
    SignInTested = "sign-in-tested";
    /// Two persons who may be one were said to be two.
    SuggestionRefused = "suggestion-refused";
    /// What verbs and types mean was changed.
    VocabularyDecided = "vocabulary-decided";
    /// What parts of a competency weigh was changed.
    WeightsDecided = "weights-decided";
}

impl Act {
    /// The act of a word.
    #[must_use]
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|act| act.word() == word)
    }
}

/// Who acts, and the key that vouches for it.
#[derive(Debug, Clone)]
pub struct Author {
    key: MasterKey,
    actor: String,
    name: Option<String>,
}

impl Author {
    /// A person or a system, by its identifier and name.
    #[must_use]
    pub fn new(key: &MasterKey, actor: impl Into<String>, name: Option<String>) -> Self {
        Self {
            key: key.clone(),
            actor: actor.into(),
            name,
        }
    }

    /// Who acts, as entries say it.
    #[must_use]
    pub fn actor(&self) -> &str {
        &self.actor
    }

    /// Whoever has the command line of the machine.
    #[must_use]
    pub fn command_line(key: &MasterKey) -> Self {
        Self::new(key, "command line", None)
    }
}

/// What was changed, in words without secrets.
#[derive(Debug, Clone, Default)]
pub struct Change {
    /// What was acted on, by an identifier that finds it again.
    pub subject: String,
    /// How it was.
    pub before: Option<String>,
    /// How it is now.
    pub after: Option<String>,
}

impl Change {
    /// Something that came to be, or happened.
    #[must_use]
    pub fn to(subject: impl ToString, after: impl Into<String>) -> Self {
        Self {
            subject: subject.to_string(),
            before: None,
            after: Some(after.into()),
        }
    }

    /// The same, with how it was before.
    #[must_use]
    pub fn from(mut self, before: impl Into<String>) -> Self {
        self.before = Some(before.into());
        self
    }
}

/// Why an entry could not be made or checked.
#[derive(Debug, thiserror::Error)]
pub enum AuditError {
    /// The key cannot be used.
    #[error("making the digest of an audit entry")]
    Seal(#[from] SealError),
    /// The database refused.
    #[error("keeping an audit entry")]
    Store(#[from] StoreError),
}

/// Adds an entry about an act, as part of the act's own transaction.
pub async fn record(
    tx: &mut Tx,
    by: &Author,
    act: Act,
    change: Change,
    now: Timestamp,
) -> Result<(), AuditError> {
    let (sequence, before) = store::next(tx).await?;
    // PostgreSQL's text has no U+0000.
    let clean = |text: String| text.replace('\0', "\u{FFFD}");
    let mut entry = Entry {
        sequence,
        at: now.as_microsecond(),
        actor: by.actor.clone(),
        actor_name: by.name.clone().map(clean),
        act: act.word().to_owned(),
        subject: clean(change.subject),
        before: change.before.map(clean),
        after: change.after.map(clean),
        digest: Vec::new(),
    };
    entry.digest = digest(&by.key, &before, &entry)?;
    store::add(tx, &entry).await?;
    Ok(())
}

/// Removes entries from before a moment, save the latest; how many there were. An entry says which was
/// the last of them and what its digest was, so that the log can still be checked from there on.
pub async fn cut(
    tx: &mut Tx,
    before: Timestamp,
    by: &Author,
    now: Timestamp,
) -> Result<i64, AuditError> {
    let (head, _) = store::lock(tx).await?;
    let Some((last, digest)) = store::last_before(tx, before.as_microsecond()).await? else {
        return Ok(0);
    };
    if last >= head {
        return Ok(0);
    }
    let removed = store::remove_until(tx, last, &digest).await?;
    let change = Change::to(last, crate::seal::hex(&digest)).from(format!("{removed} entries"));
    record(tx, by, Act::EntriesRemoved, change, now).await?;
    Ok(removed)
}

/// The digest of an entry after the one with the digest `before`.
fn digest(key: &MasterKey, before: &[u8], entry: &Entry) -> Result<Vec<u8>, SealError> {
    // JSON keeps the fields apart: no two entries have the same text.
    let text = serde_json::json!([
        crate::seal::hex(before),
        entry.sequence,
        entry.at,
        entry.actor,
        entry.actor_name,
        entry.act,
        entry.subject,
        entry.before,
        entry.after
    ]);
    key.tag(PURPOSE, text.to_string().as_bytes())
}

/// What checking all entries found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Everything fits.
    Whole {
        /// The number of the last entry.
        entries: i64,
        /// The digest of the last.
        digest: Vec<u8>,
    },
    /// The first entry that does not fit: it was changed, or others before it were.
    Broken {
        /// Its number.
        sequence: i64,
    },
    /// Entries are missing at the end.
    Cut {
        /// The number of the last one that is there.
        last: i64,
    },
}

/// A place of the chain that was noted elsewhere: an entry's number and digest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// The entry's number.
    pub sequence: i64,
    /// Its digest.
    pub digest: Vec<u8>,
}

/// Checks every entry, and that a checkpoint is among them.
pub async fn verify(
    tx: &mut Tx,
    key: &MasterKey,
    checkpoint: Option<&Checkpoint>,
) -> Result<Verdict, AuditError> {
    let (gone, gone_digest) = store::gone(tx).await?;
    let noted = checkpoint.filter(|noted| gone > 0 && noted.sequence == gone);
    if noted.is_some_and(|noted| noted.digest != gone_digest) {
        return Ok(Verdict::Broken { sequence: gone });
    }
    // Where the log begins is said by an entry of it, which nobody can make without the key.
    let mut vouched = gone == 0;
    let cut = (gone.to_string(), crate::seal::hex(&gone_digest));
    let (mut last, mut before) = (gone, gone_digest);
    loop {
        let page = store::after(tx, last, PAGE as i64).await?;
        for entry in &page {
            vouched |= entry.act == Act::EntriesRemoved.word()
                && entry.subject == cut.0
                && entry.after.as_ref() == Some(&cut.1);
            if entry.sequence != last + 1 {
                return Ok(Verdict::Broken { sequence: last + 1 });
            }
            let expected = digest(key, &before, entry)?;
            let noted = checkpoint.filter(|noted| noted.sequence == entry.sequence);
            if entry.digest != expected || noted.is_some_and(|noted| noted.digest != expected) {
                return Ok(Verdict::Broken {
                    sequence: entry.sequence,
                });
            }
            (last, before) = (entry.sequence, expected);
        }
        if page.len() < PAGE {
            break;
        }
    }
    if !vouched {
        return Ok(Verdict::Broken { sequence: gone + 1 });
    }
    let (counted, digest) = head(tx).await?;
    let noted = checkpoint.map_or(0, |noted| noted.sequence);
    if last < counted || last < noted {
        return Ok(Verdict::Cut { last });
    }
    if last > counted || digest != before {
        return Ok(Verdict::Broken { sequence: last });
    }
    Ok(Verdict::Whole {
        entries: last,
        digest,
    })
}
