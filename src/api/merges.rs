//! Who may be who, and two persons who are one: suggestions and merges.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::paging::{Everything, List, Listed, PageParameters};
use super::{Asker, json, read};
use crate::merges::{self, Decider, Merge, Reason, Suggestion};
use crate::people::{self, Person, PersonId};
use crate::problem::{Kind, Problem};
use crate::state::App;
use crate::statements::format_time;
use crate::store::Tx;

/// Longest reason, in characters.
const REASON: usize = 500;

/// Somebody with all that they are known by.
#[derive(Debug, Serialize, ToSchema)]
struct SuggestedPerson {
    /// Identifier.
    id: Uuid,
    /// Name, where one is known.
    name: Option<String>,
    /// By what they are known.
    identifiers: Vec<String>,
}

/// Two persons who may be one.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct SuggestionItem {
    /// Identifier.
    id: Uuid,
    /// How much speaks for it.
    weight: i64,
    /// The two.
    persons: Vec<SuggestedPerson>,
    /// What speaks for it.
    reasons: Vec<Reason>,
    /// Platforms and providers at which each has an account of their own, which speaks against it.
    apart_at: Vec<String>,
}

async fn item(tx: &mut Tx, suggestion: Suggestion) -> Result<SuggestionItem, Problem> {
    let mut persons = Vec::new();
    for Person { id, name } in [suggestion.one, suggestion.other] {
        let identifiers = people::identifiers(tx, id).await?;
        persons.push(SuggestedPerson {
            id: id.0,
            name,
            identifiers: identifiers.into_iter().map(|(text, _)| text).collect(),
        });
    }
    Ok(SuggestionItem {
        id: suggestion.id,
        weight: suggestion.weight,
        persons,
        reasons: suggestion.signs.reasons.into_iter().collect(),
        apart_at: suggestion.signs.apart_at.into_iter().collect(),
    })
}

/// Pairs of persons who may be one and wait for an answer, those with the most that speaks for them
/// first. Nobody is made one by it.
#[utoipa::path(
    get, path = "/person-suggestions", tag = "people", params(PageParameters),
    responses((status = 200, body = List<SuggestionItem>))
)]
pub(super) async fn suggested(
    State(app): State<App>,
    asker: Asker,
    Listed { page, .. }: Listed<Everything>,
) -> Result<Json<List<SuggestionItem>>, Problem> {
    asker.administrate()?;
    let after: Option<(i64, Uuid)> = page.after()?;
    let limit = i64::try_from(page.limit + 1).map_err(Problem::internal)?;
    let mut tx = app.db.read().await?;
    let mut items = Vec::new();
    for suggestion in merges::suggestions(&mut tx, after, limit).await? {
        items.push(item(&mut tx, suggestion).await?);
    }
    page.page(items, |item| (item.weight, item.id)).map(json)
}

/// Looks at once for pairs of persons who may be one, which is done every day, too.
#[utoipa::path(
    post, path = "/person-suggestions", tag = "people",
    responses((status = 204))
)]
pub(super) async fn look(State(app): State<App>, asker: Asker) -> Result<StatusCode, Problem> {
    asker.administrate()?;
    merges::look_for_likenesses(&app.db, app.clock.now()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What is said to a suggestion.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = SuggestionAnswer)]
pub(super) struct Said {
    /// They are one: who both are from now on. Left out or `null`: they are two.
    #[serde(default)]
    keep: Option<Uuid>,
    /// Why they are one.
    #[serde(default)]
    reason: Option<String>,
}

/// A merge that was made.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Made {
    /// By which it can be undone; none where nothing was merged.
    merge: Option<Uuid>,
}

/// Says whether two who were suggested are one. The answer is kept: they are not suggested again.
#[utoipa::path(
    post, path = "/person-suggestions/{suggestion}", tag = "people",
    params(("suggestion" = Uuid, Path, description = "The suggestion")),
    request_body = Said,
    responses((status = 200, body = Made))
)]
pub(super) async fn answer(
    State(app): State<App>,
    asker: Asker,
    Path(suggestion): Path<Uuid>,
    body: String,
) -> Result<Json<Made>, Problem> {
    asker.administrate()?;
    let said: Said = read(&body)?;
    let decider = decider(&app, &asker);
    let now = app.clock.now();
    let merge = match said.keep {
        Some(kept) => {
            asker.decide(&app)?;
            let reason = reason(said.reason.as_deref())?;
            let mut tx = app.db.write().await?;
            let wish = (PersonId(kept), reason);
            let id = merges::accept(&mut tx, suggestion, wish, &decider, now).await?;
            tx.commit().await?;
            Some(id)
        }
        None => {
            let mut tx = app.db.write().await?;
            merges::refuse(&mut tx, suggestion, &decider, now).await?;
            tx.commit().await?;
            None
        }
    };
    Ok(json(Made { merge }))
}

fn decider(app: &App, asker: &Asker) -> Decider {
    Decider {
        by: asker.by(),
        author: asker.author(app),
    }
}

fn reason(said: Option<&str>) -> Result<&str, Problem> {
    let reason = said.map(str::trim).unwrap_or_default();
    if reason.is_empty() || reason.chars().count() > REASON || reason.contains('\0') {
        let detail = format!("The reason is a text of 1 to {REASON} characters.");
        return Err(Problem::new(Kind::BadRequest, detail));
    }
    Ok(reason)
}

/// A merge of two persons.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct MergeItem {
    /// By which it can be undone.
    id: Uuid,
    /// Who both are.
    kept: Uuid,
    /// Who is part of them.
    merged: Uuid,
    /// Why.
    reason: String,
    /// Who decided.
    decided_by: String,
    /// When.
    decided_at: String,
    /// When it was undone.
    undone_at: Option<String>,
}

impl From<Merge> for MergeItem {
    fn from(merge: Merge) -> Self {
        Self {
            id: merge.id,
            kept: merge.kept.0,
            merged: merge.merged.0,
            reason: merge.reason,
            decided_by: merge.decided_by,
            decided_at: format_time(merge.decided_at),
            undone_at: merge.undone_at.map(format_time),
        }
    }
}

/// Most merges that are listed: whoever makes more of them wants the audit log.
const MERGES: i64 = 10_000;

/// The merges of persons, the latest first, undone ones too.
#[utoipa::path(
    get, path = "/merges", tag = "people", params(PageParameters),
    responses((status = 200, body = List<MergeItem>))
)]
pub(super) async fn list(
    State(app): State<App>,
    asker: Asker,
    Listed { page, .. }: Listed<Everything>,
) -> Result<Json<List<MergeItem>>, Problem> {
    asker.administrate()?;
    let mut tx = app.db.read().await?;
    let all = merges::list_all(&mut tx, MERGES).await?;
    let items = all.into_iter().map(MergeItem::from).collect();
    Ok(json(page.of(items, |item| item.id)?))
}

/// Two persons who are one.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewMerge)]
pub(super) struct Wish {
    /// Who both are from now on.
    kept: Uuid,
    /// Who is part of them.
    merged: Uuid,
    /// Why.
    reason: String,
}

/// Makes one person part of another. It can be undone.
#[utoipa::path(
    post, path = "/merges", tag = "people", request_body = Wish,
    responses(
        (status = 200, body = Made),
        (status = 404)
    )
)]
pub(super) async fn make(
    State(app): State<App>,
    asker: Asker,
    body: String,
) -> Result<Json<Made>, Problem> {
    asker.decide(&app)?;
    let wish: Wish = read(&body)?;
    let reason = reason(Some(&wish.reason))?;
    let decider = decider(&app, &asker);
    let pair = (PersonId(wish.kept), PersonId(wish.merged));
    let mut tx = app.db.write().await?;
    let id = merges::decide(&mut tx, pair, reason, &decider, app.clock.now()).await?;
    tx.commit().await?;
    Ok(json(Made { merge: Some(id) }))
}

/// Undoes a merge: what was moved and is still there goes back.
#[utoipa::path(
    delete, path = "/merges/{merge}", tag = "people",
    params(("merge" = Uuid, Path, description = "The merge")),
    responses((status = 204))
)]
pub(super) async fn undo(
    State(app): State<App>,
    asker: Asker,
    Path(merge): Path<Uuid>,
) -> Result<StatusCode, Problem> {
    asker.decide(&app)?;
    let author = asker.author(&app);
    let mut tx = app.db.write().await?;
    merges::undo(&mut tx, merge, &author, app.clock.now()).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
