//! Erasing people: who asked for it, what would go, and how far it is.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::api::paging::{Everything, List, Listed, PageParameters};
use crate::api::{Asker, json, read};
use crate::message::Message;
use crate::people::PersonId;
use crate::privacy::{self, Erasure, ErasureError, Phase, Wish};
use crate::problem::{Kind, Problem};
use crate::state::App;
use crate::statements::format_time;

/// Most wishes and erasures that are told: far more than anybody has.
const MOST: i64 = 10_000;

/// Somebody's wish to be erased.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct WishItem {
    /// Identifier.
    id: Uuid,
    /// Whose it is.
    person: Uuid,
    /// When they asked.
    asked_at: String,
    /// What they say of it.
    reason: Option<String>,
}

impl From<Wish> for WishItem {
    fn from(wish: Wish) -> Self {
        Self {
            id: wish.id,
            person: wish.person.0,
            asked_at: format_time(wish.asked_at),
            reason: Some(wish.reason).filter(|reason| !reason.is_empty()),
        }
    }
}

/// Wishes to be erased that wait for an answer, the oldest first. Erasing the person grants one.
#[utoipa::path(
    get, path = "/erasure-wishes", tag = "administration", params(PageParameters),
    responses((status = 200, body = List<WishItem>))
)]
pub(super) async fn wishes(
    State(app): State<App>,
    asker: Asker,
    Listed { page, .. }: Listed<Everything>,
) -> Result<Json<List<WishItem>>, Problem> {
    asker.administrate()?;
    let mut tx = app.db.read().await?;
    let open = privacy::open_wishes(&mut tx, MOST).await?;
    page.of(open.into_iter().map(WishItem::from).collect(), |item| {
        item.id
    })
    .map(json)
}

/// Why a wish is not granted.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Declined {
    /// The answer, which the person reads, in at most 2000 characters.
    answer: String,
}

/// Says why a wish is not granted.
#[utoipa::path(
    post, path = "/erasure-wishes/{wish}/decline", tag = "administration",
    params(("wish" = Uuid, Path, description = "The wish")),
    request_body = Declined,
    responses((status = 204))
)]
pub(super) async fn decline(
    State(app): State<App>,
    asker: Asker,
    Path(wish): Path<Uuid>,
    body: String,
) -> Result<StatusCode, Problem> {
    asker.administrate()?;
    let Declined { answer } = read(&body)?;
    let answer = privacy::answer(&answer).map_err(|wrong| Problem::new(Kind::BadRequest, wrong))?;
    let by = asker.author(&app);
    let mut tx = app.db.write().await?;
    if !privacy::decline(&mut tx, wish, &answer, &by, app.clock.now()).await? {
        return Err(Problem::not_found());
    }
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// An erasure, and how far it is.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ErasureItem {
    /// Identifier.
    id: Uuid,
    /// What stands in the place of the person's identifiers.
    mark: String,
    /// `waiting`, `statements`, `searching`, `removing` or `over`.
    phase: &'static str,
    /// Statements that were rewritten.
    rewritten: i64,
    /// When it was begun.
    begun_at: String,
    /// When it was over.
    over_at: Option<String>,
}

impl From<Erasure> for ErasureItem {
    fn from(erasure: Erasure) -> Self {
        Self {
            id: erasure.id,
            mark: erasure.mark,
            phase: match erasure.phase {
                Phase::Waiting => "waiting",
                Phase::Statements => "statements",
                Phase::Searching => "searching",
                Phase::Removing => "removing",
                Phase::Over => "over",
            },
            rewritten: erasure.rewritten,
            begun_at: format_time(erasure.begun_at),
            over_at: erasure.over_at.map(format_time),
        }
    }
}

/// Erasures, the latest first.
#[utoipa::path(
    get, path = "/erasures", tag = "administration", params(PageParameters),
    responses((status = 200, body = List<ErasureItem>))
)]
pub(super) async fn list(
    State(app): State<App>,
    asker: Asker,
    Listed { page, .. }: Listed<Everything>,
) -> Result<Json<List<ErasureItem>>, Problem> {
    asker.administrate()?;
    let mut tx = app.db.read().await?;
    let all = privacy::erasures(&mut tx, MOST).await?;
    page.of(all.into_iter().map(ErasureItem::from).collect(), |item| {
        item.id
    })
    .map(json)
}

/// What would go.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ErasurePreview {
    /// Identifiers that become a pseudonym.
    identifiers: Vec<String>,
    /// Statements that would be rewritten.
    statements: i64,
    /// Of them those in which they act.
    as_actor: i64,
    /// Attachments of statements that they made or that are about them.
    attachments: i64,
    /// Rows that go or name nobody any more, by what they are.
    held: BTreeMap<String, i64>,
}

fn refused(error: ErasureError) -> Problem {
    match error {
        ErasureError::NoPerson(_) => Problem::not_found(),
        ErasureError::Merged => Problem::new(
            Kind::Conflict,
            "This person is part of another. Erase that one, or undo the merge first.",
        ),
        ErasureError::Restricted => {
            Problem::new(Kind::Conflict, Message::new("refused-erase-restricted"))
        }
        ErasureError::Store(error) => error.into(),
        ErasureError::Audit(error) => error.into(),
        other => Problem::internal(other),
    }
}

/// What would go if a person were erased.
#[utoipa::path(
    get, path = "/people/{person}/erasure", tag = "administration",
    params(("person" = Uuid, Path, description = "The person")),
    responses((status = 200, body = ErasurePreview), (status = 409))
)]
pub(super) async fn preview(
    State(app): State<App>,
    asker: Asker,
    Path(person): Path<Uuid>,
) -> Result<Json<ErasurePreview>, Problem> {
    asker.administrate()?;
    let mut tx = app.db.read().await?;
    let found = privacy::preview(&mut tx, PersonId(person)).await;
    let found = found.map_err(refused)?;
    Ok(json(ErasurePreview {
        identifiers: found.identifiers,
        statements: found.mentions.statements,
        as_actor: found.mentions.actor,
        attachments: found.mentions.attachments,
        held: found
            .held
            .into_iter()
            .map(|(what, count)| (what.to_owned(), count))
            .collect(),
    }))
}

/// An erasure that was begun.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct BegunErasure {
    /// By which the list of erasures names it.
    erasure: Uuid,
}

/// That somebody is to be erased.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct EraseWish {
    /// The person once more: it cannot be undone.
    person: Uuid,
}

/// Begins to erase a person, which cannot be undone.
#[utoipa::path(
    post, path = "/people/{person}/erasure", tag = "administration",
    params(("person" = Uuid, Path, description = "The person")),
    request_body = EraseWish,
    responses((status = 202, body = BegunErasure))
)]
pub(super) async fn begin(
    State(app): State<App>,
    asker: Asker,
    Path(person): Path<Uuid>,
    body: String,
) -> Result<Response, Problem> {
    asker.decide(&app)?;
    let wish: EraseWish = read(&body)?;
    if wish.person != person {
        return Err(Problem::new(
            Kind::BadRequest,
            "The member person is the person of the address once more.",
        ));
    }
    let id = PersonId(person);
    if asker.person().is_ok_and(|actor| actor.person == id) {
        return Err(Problem::new(
            Kind::Conflict,
            "You cannot erase yourself. Another administrator can.",
        ));
    }
    let by = asker.author(&app);
    let mut tx = app.db.write().await?;
    let erasure = privacy::begin(&mut tx, &app.key, id, &by, app.clock.now()).await;
    let erasure = erasure.map_err(refused)?;
    tx.commit().await?;
    Ok((StatusCode::ACCEPTED, json(BegunErasure { erasure })).into_response())
}
