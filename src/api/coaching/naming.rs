//! By which name the coach of a review interview knows the person, where names are hidden from coaches.

use axum::extract::{Path, State};
use axum::response::Response;
use uuid::Uuid;

use super::reviews::{ReviewItem, shown};
use super::{Nothing, Writer};
use crate::agreement;
use crate::problem::{Kind, Problem};
use crate::state::App;

/// Agrees that the coach of a review knows one by name: from now on until it is closed, and in what was
/// frozen of it. Only where the organisation hides names from coaches, and for nobody but the person.
#[utoipa::path(
    put, path = "/people/{person}/reviews/{review}/naming", tag = "coaching",
    params(
        ("person" = Uuid, Path, description = "The person"),
        ("review" = Uuid, Path, description = "The review")
    ),
    request_body = Nothing,
    responses((status = 200, body = ReviewItem))
)]
pub(super) async fn agree_to_name(
    State(app): State<App>,
    writer: Writer,
    Path(of): Path<(Uuid, Uuid)>,
    body: String,
) -> Result<Response, Problem> {
    name(&app, &writer, of, &body, true).await
}

/// Takes back that the coach of a review knows one by name, also in what was frozen of it.
#[utoipa::path(
    delete, path = "/people/{person}/reviews/{review}/naming", tag = "coaching",
    params(
        ("person" = Uuid, Path, description = "The person"),
        ("review" = Uuid, Path, description = "The review")
    ),
    request_body = Nothing,
    responses((status = 200, body = ReviewItem))
)]
pub(super) async fn withdraw_name(
    State(app): State<App>,
    writer: Writer,
    Path(of): Path<(Uuid, Uuid)>,
    body: String,
) -> Result<Response, Problem> {
    name(&app, &writer, of, &body, false).await
}

async fn name(
    app: &App,
    writer: &Writer,
    (person, review): (Uuid, Uuid),
    body: &str,
    agreed: bool,
) -> Result<Response, Problem> {
    let (acting, _) = writer.act::<Nothing>(app, person, body).await?;
    let actor = match writer {
        Writer::Person(actor) if actor.person == acting.person => actor,
        _ => {
            let detail = "Only the person agrees to be known by name, with a session of their own.";
            return Err(Problem::new(Kind::Forbidden, detail));
        }
    };
    let (author, basis) = (app.author(actor), app.config.agreement());
    let mut tx = app.db.write().await?;
    let of = (acting.person, review);
    let now = app.clock.now();
    let named = agreement::agree_to_name(&mut tx, &author, &basis, of, agreed, now).await?;
    tx.commit().await?;
    Ok(shown(named))
}
