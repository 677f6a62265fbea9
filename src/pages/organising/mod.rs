//! What a coach does with groups: makes them, says what they are, invites people, archives them.

mod coaches;
mod edit;
pub(super) mod featured;
mod hint;
mod invite;

use axum::Router;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum_extra::extract::Form;
use maud::{Markup, html};
use serde::Deserialize;
use uuid::Uuid;

use super::form::derived;
use super::named::named;
use super::{groups, layout, ui};
use crate::access;
use crate::coaching::{self, Definition, GroupState};
use crate::groups::GroupId;
use crate::locale::Locale;
use crate::message::Message;
use crate::problem::{Kind, Problem};
use crate::sso::{Actor, Role};
use crate::state::App;

pub(super) fn router() -> Router<App> {
    Router::new()
        .route("/groups", get(groups::get).post(edit::make))
        .route("/groups/new", get(edit::new))
        .route("/groups/{group}/edit", get(edit::get).post(edit::change))
        .route("/groups/{group}/close", post(close))
        .route("/groups/{group}/reopen", post(reopen))
        .route(
            "/groups/{group}/invitations",
            get(invite::get).post(invite::send),
        )
        .route("/groups/{group}/invitations/list", post(invite::send_list))
        .route(
            "/groups/{group}/invitations/{invitation}/withdraw",
            post(invite::withdraw),
        )
        .route(
            "/groups/{group}/invitations/{invitation}/remind",
            post(invite::remind),
        )
        .route(
            "/groups/{group}/coaches",
            get(coaches::get).post(coaches::appoint),
        )
        .route(
            "/groups/{group}/coaches/{person}/dismiss",
            post(coaches::dismiss),
        )
        .route("/groups/{group}/featured", post(featured::feature))
        .route(
            "/groups/{group}/featured/{feature}/remove",
            post(featured::remove),
        )
        .route("/groups/{group}/hints", get(hint::get).post(hint::give))
        .route(
            "/groups/{group}/hints/{hint}/withdraw",
            post(hint::withdraw),
        )
}

/// A coach at a group of theirs.
struct Lead {
    app: App,
    locale: Locale,
    actor: Actor,
    group: Definition,
}

impl Lead {
    /// Lets in whoever coaches the group.
    async fn enter(app: App, locale: Locale, actor: Actor, group: Uuid) -> Result<Self, Problem> {
        let mut tx = app.read(&actor).await?;
        access::see_group(&mut tx, &actor, GroupId(group)).await?;
        let group = coaching::definition(&mut tx, GroupId(group), app.today()).await?;
        drop(tx);
        Ok(Self {
            group: group.ok_or_else(Problem::not_found)?,
            app,
            locale,
            actor,
        })
    }

    fn id(&self) -> GroupId {
        self.group.group.id
    }

    fn name(&self) -> String {
        ui::group_name(self.locale, &self.group.group)
    }

    fn text(&self, key: &str) -> String {
        self.locale.text(key)
    }

    /// An address below the group's.
    fn path(&self, rest: &str) -> String {
        format!("/groups/{}{rest}", self.id())
    }

    /// To an address below the group's once facts show what was just said.
    async fn once_derived(&self, rest: &str) -> Result<Response, Problem> {
        derived(&self.app).await?;
        Ok(Redirect::to(&self.path(rest)).into_response())
    }

    /// A page about the group.
    fn page(&self, title: &str, body: &Markup) -> Markup {
        let whole = html! {
            div.head {
                h1 { (title) }
                p.facts { a href=(self.path("")) { (self.name()) } }
            }
            (body)
        };
        let place = layout::Place::Groups;
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

/// The group that the address of a page names.
#[derive(Deserialize)]
struct Named {
    group: Uuid,
}

impl FromRequestParts<App> for Lead {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Response> {
        let (actor, locale, Named { group }) = named(parts, app).await?;
        let entered = Self::enter(app.clone(), locale, actor, group).await;
        entered.map_err(Problem::into_response)
    }
}

/// Refuses whoever is no coach.
fn require_coach(actor: &Actor) -> Result<(), Problem> {
    if actor.roles.has(Role::Coach) {
        return Ok(());
    }
    Err(Problem::new(
        Kind::Forbidden,
        Message::new("refused-coaches-make"),
    ))
}

/// What a coach can do with a group, on its page.
pub(super) fn actions(locale: Locale, group: &Definition) -> Markup {
    let path = |rest: &str| format!("/groups/{}/{rest}", group.group.id);
    html! {
        div.actions {
            @if group.closed.is_none() {
                a.button href=(path("invitations")) { (locale.text("invite-title")) }
            }
            a href=(path("hints")) { (locale.text("hint-title")) }
            a href=(path("coaches")) { (locale.text("coaches-title")) }
            a href=(path("edit")) { (locale.text("group-edit")) }
            @if group.closed.is_some() {
                (turn(locale, &path("reopen"), "group-reopen", "group-reopen-note"))
            } @else {
                (turn(locale, &path("close"), "group-close", "group-close-note"))
            }
        }
    }
}

fn turn(locale: Locale, path: &str, key: &str, note: &str) -> Markup {
    html! {
        details.confirm {
            summary { (locale.text(key)) }
            form.fields method="post" action=(path) {
                p.note { (locale.text(note)) }
                p.field {
                    label for="turn-reason" { (locale.text("group-reason")) }
                    input #turn-reason name="reason" maxlength="500";
                }
                button type="submit" { (locale.text(key)) }
            }
        }
    }
}

/// How a group stands, where that is not as usual.
pub(super) fn state(locale: Locale, state: GroupState) -> Markup {
    html! {
        @match state {
            GroupState::Closed => span.chip.grey { (locale.text("group-closed")) },
            GroupState::Planned => span.chip { (locale.text("group-planned")) },
            GroupState::Open => {}
        }
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Why {
    reason: String,
}

impl Why {
    fn said(&self) -> Option<&str> {
        Some(self.reason.as_str()).filter(|reason| !reason.trim().is_empty())
    }
}

/// Archives a group.
async fn close(lead: Lead, Form(why): Form<Why>) -> Result<Response, Problem> {
    let desk = lead.app.desk();
    desk.close_group(lead.actor.person, lead.id(), why.said())
        .await?;
    lead.once_derived("").await
}

/// Takes a group out of the archive.
async fn reopen(lead: Lead, Form(why): Form<Why>) -> Result<Response, Problem> {
    let desk = lead.app.desk();
    desk.reopen_group(lead.actor.person, lead.id(), why.said())
        .await?;
    lead.once_derived("").await
}
