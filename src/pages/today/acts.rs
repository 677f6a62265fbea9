//! What a coach does about what needs them. Each act leads back to where it was done.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::Form;
use jiff::civil::Date;
use serde::Deserialize;
use uuid::Uuid;

use super::Opened;
use crate::access;
use crate::alerts::{self, AlertError, AlertId, Kept};
use crate::digests::{self, Subscription};
use crate::locale::Locale;
use crate::message::Message;
use crate::people::{self, PersonId};
use crate::problem::{Kind, Problem};
use crate::projector::days_since_epoch;
use crate::sso::{Actor, Role};
use crate::state::App;

/// Back to the inbox, with the group open that was worked on.
fn back(opened: &Opened) -> Response {
    Redirect::to(&opened.address()).into_response()
}

/// An alert of a group that the actor coaches.
async fn alert(app: &App, actor: &Actor, alert: Uuid) -> Result<Kept, Problem> {
    let mut tx = app.read(actor).await?;
    let found = alerts::with_history(&mut tx, AlertId(alert)).await?;
    let (alert, _) = found.ok_or_else(Problem::not_found)?;
    access::see_group(&mut tx, actor, alert.group_id).await?;
    Ok(alert)
}

fn refused(error: AlertError) -> Problem {
    match error {
        AlertError::Over => Problem::new(Kind::Conflict, Message::new("refused-alert-over")),
        AlertError::Store(error) => error.into(),
        other => Problem::new(Kind::BadRequest, format!("{other}.")),
    }
}

fn date(text: &str) -> Result<i64, Problem> {
    let date: Result<Date, _> = text.parse();
    date.map(days_since_epoch)
        .map_err(|_| Problem::new(Kind::BadRequest, Message::new("refused-date")))
}

#[derive(Deserialize)]
pub(in crate::pages) struct PutOff {
    until: String,
    #[serde(default)]
    reason: String,
    /// Whether it stood among those that are folded away at first.
    whole: Option<String>,
}

/// Puts an alert off.
pub(in crate::pages) async fn snooze(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<Uuid>,
    Form(wish): Form<PutOff>,
) -> Result<Response, Problem> {
    let alert = alert(&app, &actor, id).await?;
    let days = (date(&wish.until)?, app.today());
    let mut tx = app.db.write().await?;
    let why = (actor.person, Some(wish.reason.as_str()));
    alerts::snooze(&mut tx, &alert, days, why, app.clock.now())
        .await
        .map_err(refused)?;
    tx.commit().await?;
    Ok(back(&Opened {
        open: Some(alert.group_id.0),
        whole: wish.whole,
    }))
}

/// Takes an alert up again.
pub(in crate::pages) async fn wake(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<Uuid>,
) -> Result<Response, Problem> {
    let alert = alert(&app, &actor, id).await?;
    let mut tx = app.db.write().await?;
    alerts::wake(&mut tx, &alert, actor.person, app.clock.now())
        .await
        .map_err(refused)?;
    tx.commit().await?;
    Ok(back(&Opened {
        open: Some(alert.group_id.0),
        whole: None,
    }))
}

#[derive(Deserialize)]
pub(in crate::pages) struct Letters {
    email: bool,
}

/// Chooses whether a letter is sent each day.
pub(in crate::pages) async fn letters(
    State(app): State<App>,
    actor: Actor,
    locale: Locale,
    Form(letters): Form<Letters>,
) -> Result<Response, Problem> {
    if !actor.roles.has(Role::Coach) {
        return Err(Problem::new(
            Kind::Forbidden,
            Message::new("refused-coaches-letters"),
        ));
    }
    let subscription = Subscription {
        email: letters.email,
        locale,
    };
    let mut tx = app.db.write().await?;
    digests::subscribe(&mut tx, actor.person, subscription, app.clock.now()).await?;
    tx.commit().await?;
    Ok(back(&Opened::default()))
}

#[derive(Deserialize)]
pub(in crate::pages) struct Away {
    from: String,
    to: String,
    /// The group in which the member was shown.
    open: Option<Uuid>,
    /// Whether they stood among those that are folded away at first.
    whole: Option<String>,
}

/// Notes that a member is away.
pub(in crate::pages) async fn absent(
    State(app): State<App>,
    actor: Actor,
    Path(person): Path<Uuid>,
    Form(away): Form<Away>,
) -> Result<Response, Problem> {
    let person = PersonId(person);
    let mut tx = app.read(&actor).await?;
    access::act_for(&mut tx, &actor, person).await?;
    drop(tx);
    let days = date(&away.from)?..=date(&away.to)?;
    if days.is_empty() {
        return Err(Problem::new(Kind::BadRequest, Message::new("refused-days")));
    }
    let mut tx = app.db.write().await?;
    people::note_absence(&mut tx, person, days, actor.person, app.clock.now()).await?;
    alerts::look_again(&mut tx, person, app.today()).await?;
    tx.commit().await?;
    Ok(back(&Opened {
        open: away.open,
        whole: away.whole,
    }))
}
