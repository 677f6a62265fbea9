//! What a coach and a learner do together: goals, plans, review interviews, and disagreeing.

pub(super) mod choice;
mod compared;
pub(super) mod disagreements;
mod goals;
pub(super) mod judging;
mod naming;
mod plan;
mod plans;
mod record;
mod review;
mod reviews;
pub(super) mod vouching;
mod words;

use axum::Router;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use maud::{Markup, html};
use serde::Deserialize;
use uuid::Uuid;

use super::form::{derived, mendable};
use super::look::looked;
use super::named::named;
use super::{layout, ui};
use crate::access;
use crate::coaching::Acting;
use crate::locale::Locale;
use crate::people::{self, Person, PersonId, View};
use crate::problem::Problem;
use crate::sso::Actor;
use crate::state::App;

pub(super) fn router() -> Router<App> {
    Router::new()
        .route("/people/{person}/goals", get(goals::get).post(goals::set))
        .route("/people/{person}/goals/{goal}/{deed}", post(goals::deal))
        .route(
            "/people/{person}/steps/{step}/{deed}",
            post(vouching::vouch),
        )
        .route(
            "/people/{person}/disagreements",
            get(disagreements::get).post(disagreements::open),
        )
        .route(
            "/people/{person}/disagreements/{disagreement}/{deed}",
            post(disagreements::deal),
        )
        .route("/people/{person}/hints", get(words::get).post(words::hint))
        .route(
            "/people/{person}/hints/{hint}/withdraw",
            post(words::withdraw),
        )
        .route("/people/{person}/reflections", post(words::reflect))
        .route(
            "/people/{person}/competencies/{competency}/rating",
            post(judging::rate),
        )
        .route(
            "/people/{person}/competencies/{competency}/pin",
            post(judging::pin),
        )
        .route(
            "/people/{person}/competencies/{competency}/pins/{pin}/end",
            post(judging::unpin),
        )
        .route("/people/{person}/plans", get(plans::get).post(plans::begin))
        .route(
            "/people/{person}/plans/{plan}",
            get(plan::get).post(plan::change),
        )
        .route("/people/{person}/plans/{plan}/sign", post(plan::sign))
        .route("/people/{person}/plans/{plan}/undo", post(plan::undo))
        .route(
            "/people/{person}/reviews",
            get(reviews::get).post(reviews::schedule),
        )
        .route(
            "/people/{person}/reviews/{review}",
            get(review::get).post(review::hold),
        )
        .route("/people/{person}/reviews/{review}/note", post(review::note))
        .route(
            "/people/{person}/reviews/{review}/close",
            post(review::close),
        )
        .route(
            "/people/{person}/reviews/{review}/naming",
            post(naming::name),
        )
        .route(
            "/people/{person}/reviews/{review}/cancel",
            post(review::cancel),
        )
}

/// Somebody at a person's pages: a coach of theirs, or they themselves.
struct Visitor {
    app: App,
    locale: Locale,
    actor: Actor,
    person: Person,
}

impl Visitor {
    /// Lets in whoever may act for the person, and keeps that they looked.
    async fn enter(app: App, locale: Locale, actor: Actor, person: Uuid) -> Result<Self, Problem> {
        let id = PersonId(person);
        let mut tx = app.read(&actor).await?;
        access::act_for(&mut tx, &actor, id).await?;
        let person = people::find(&mut tx, id).await?;
        drop(tx);
        looked(&app, &actor, &[id], View::Page).await?;
        Ok(Self {
            person: person.ok_or_else(Problem::not_found)?,
            app,
            locale,
            actor,
        })
    }

    fn acting(&self) -> Acting {
        Acting {
            who: self.actor.person,
            person: self.person.id,
        }
    }

    /// Whether the person looks at their own.
    fn is_own(&self) -> bool {
        self.actor.person == self.person.id
    }

    fn name(&self) -> String {
        ui::name(self.locale, Some(&self.person))
    }

    /// An address below the person's.
    fn path(&self, rest: &str) -> String {
        format!("/people/{}/{rest}", self.person.id)
    }

    fn to(&self, rest: &str) -> Redirect {
        Redirect::to(&self.path(rest))
    }

    /// The same once facts show what was just said; should that take long, they follow by themselves.
    async fn once_derived(&self, rest: &str) -> Result<Redirect, Problem> {
        derived(&self.app).await?;
        Ok(self.to(rest))
    }

    /// What stands where a list of the person's is empty: a title, and what there would be, for them
    /// and for their coach.
    fn empty(&self, title: &str, own: &str, other: &str) -> Markup {
        ui::empty(self.locale, title, if self.is_own() { own } else { other })
    }

    fn text(&self, key: &str) -> String {
        self.locale.text(key)
    }

    /// A moment's day by the clock of whoever looks.
    fn day_of(&self, at: i64) -> String {
        self.locale.day_of(&self.actor.zone, at)
    }

    /// A page of the person.
    fn page(&self, tab: ui::PersonTab, title: &str, body: &Markup) -> Markup {
        let place = if self.is_own() {
            layout::Place::Me
        } else {
            layout::Place::Groups
        };
        let whole = html! {
            div.head {
                h1 { (title) }
                p.facts {
                    @if self.is_own() {
                        span { (self.name()) }
                    } @else {
                        a href={ "/people/" (self.person.id) } { (self.name()) }
                    }
                }
            }
            (ui::person_tabs(self.locale, self.person.id, self.is_own(), tab))
            (body)
        };
        layout::page(
            &self.app,
            self.locale,
            Some(&self.actor),
            place,
            title,
            whole,
        )
    }
}

/// Whom the address of a page names.
#[derive(Deserialize)]
struct Named {
    person: Uuid,
}

impl FromRequestParts<App> for Visitor {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Response> {
        let (actor, locale, Named { person }) = named(parts, app).await?;
        let entered = Self::enter(app.clone(), locale, actor, person).await;
        entered.map_err(Problem::into_response)
    }
}

/// How many rows of a form have something in them, by its columns; empty ones below do not count.
fn used_rows(columns: &[&[String]]) -> usize {
    let used = |column: &&[String]| {
        let last = column.iter().rposition(|cell| !cell.trim().is_empty());
        last.map_or(0, |last| last + 1)
    };
    columns.iter().map(used).max().unwrap_or(0)
}
