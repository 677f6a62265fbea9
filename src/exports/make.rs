//! An export for somebody who waits for it, and what is common to all.

use super::ExportError;
use super::output::Content;
use super::produce::{Making, Progress, Told};
use super::request::{Asker, Choice};
use crate::audit::{self, Act, Author, Change};
use crate::locale::Locale;
use crate::problem::Problem;
use crate::projector::date_of;
use crate::state::App;
use crate::tables::Reader;

/// An export that was made.
#[derive(Debug)]
pub struct Made {
    /// The file.
    pub content: Content,
    /// What it is called.
    pub file_name: String,
}

/// Makes an export at once.
pub async fn make(
    app: &App,
    asker: &Asker,
    choice: &Choice,
    locale: Locale,
) -> Result<Made, Problem> {
    make_told(app, asker, choice, locale, None).await
}

/// The same, with somebody who is told how much is done.
pub async fn make_told(
    app: &App,
    asker: &Asker,
    choice: &Choice,
    locale: Locale,
    told: Option<Told<'_>>,
) -> Result<Made, Problem> {
    let making = Making {
        app,
        asker,
        reader: reader(app, asker, locale),
        choice,
        progress: Progress { job: None, told },
    };
    let content = making.produce().await?;
    record(app, asker, choice).await?;
    Ok(Made {
        content,
        file_name: file_name(choice, app.today()),
    })
}

/// In whose language, and by whose clock, a table is written.
pub(super) fn reader(app: &App, asker: &Asker, locale: Locale) -> Reader {
    let zone = match asker {
        Asker::Person(actor) => actor.zone.clone(),
        Asker::System { .. } => app.zone(),
    };
    Reader { locale, zone }
}

/// What a file is called: what it is of, and the day.
pub(super) fn file_name(choice: &Choice, today: i64) -> String {
    let (what, format) = (choice.what.word(), choice.format.word());
    format!("{what}-{}.{format}", date_of(today))
}

/// Keeps for good that an export was made.
pub(super) async fn record(app: &App, asker: &Asker, choice: &Choice) -> Result<(), ExportError> {
    let author = match asker {
        Asker::Person(actor) => app.author(actor),
        Asker::System { name, shown, .. } => Author::new(&app.key, name, Some(shown.clone())),
    };
    let of = choice.group.or(choice.person).map(|id| id.to_string());
    let subject = match of.or_else(|| choice.period.clone()) {
        Some(of) => format!("{} {of}", choice.what.word()),
        None => choice.what.word().to_owned(),
    };
    let change = Change::to(subject, choice.format.word());
    let mut tx = app.db.write().await?;
    audit::record(&mut tx, &author, Act::ExportMade, change, app.clock.now())
        .await
        .map_err(Problem::internal)?;
    tx.commit().await?;
    Ok(())
}
