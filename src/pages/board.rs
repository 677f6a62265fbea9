//! A group's leader board, as whoever looks sees it.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::Form;
use maud::{Markup, html};
use serde::Deserialize;
use uuid::Uuid;

use super::layout::{Place, page};
use super::visit::read_arrived;
use super::{sheet, ui};
use crate::access;
use crate::engagement::{self, Board, Entry, GroupReport, Ranked, Viewer, Window};
use crate::exports::{Subject, sheets};
use crate::groups::{self, BoardMode, GroupId};
use crate::locale::Locale;
use crate::message::Message;
use crate::problem::{Kind, Problem};
use crate::sso::Actor;
use crate::state::App;

/// The board's card.
pub(super) fn card(actor: &Actor, locale: Locale, report: &GroupReport) -> Markup {
    html! {
        section.card #board {
            h2 { (locale.text("group-board")) }
            @match &report.board {
                Board::Off => p.note { (locale.text("board-off")) },
                Board::Hidden { willing } => {
                    p.note { (locale.with("group-board-hidden", &[("willing", (*willing).into())])) }
                }
                Board::Places { mode, places } => (ranks(actor, locale, report, (*mode, places))),
                Board::Facets(sides) => (facets(actor, locale, report, sides)),
            }
        }
    }
}

fn ranks(
    actor: &Actor,
    locale: Locale,
    report: &GroupReport,
    (mode, places): (BoardMode, &[Ranked]),
) -> Markup {
    html! {
        @if places.is_empty() {
            p.note { (locale.text("board-no-place")) }
        } @else {
            (sheet::table(&sheet::reader(actor, locale), &sheets::places(locale, report), places, |_, _| None))
            (menu(locale, report))
        }
        @match mode {
            BoardMode::Top => p.note { (locale.text("board-top-note")) },
            BoardMode::Own => p.note { (locale.text("board-own-note")) },
            BoardMode::Full | BoardMode::Facets | BoardMode::Off => "",
        }
    }
}

fn menu(locale: Locale, report: &GroupReport) -> Markup {
    sheet::menu(
        locale,
        Subject::Board,
        &format!("&group={}", report.group.id),
    )
}

fn facets(actor: &Actor, locale: Locale, report: &GroupReport, sides: &[Entry]) -> Markup {
    html! {
        (sheet::table(&sheet::reader(actor, locale), &sheets::facets(locale, report), sides, |_, _| None))
        p.note { (locale.text("board-facets-note")) }
        (menu(locale, report))
    }
}

/// How the coach has the board shown.
pub(super) fn modes(locale: Locale, report: &GroupReport, chosen: Option<BoardMode>) -> Markup {
    html! {
        section.card {
            details {
                summary { (locale.text("board-mode")) }
                form.fields method="post" action={ "/groups/" (report.group.id) "/board-mode" } {
                    p.field {
                        label for="board-mode" { (locale.text("board-mode-label")) }
                        select #board-mode name="mode" {
                            option value="" selected[chosen.is_none()] {
                                (locale.text("board-mode-default"))
                            }
                            @for mode in BoardMode::ALL {
                                option value=(mode.word()) selected[chosen == Some(*mode)] {
                                    (locale.text(&format!("board-mode-{}", mode.word())))
                                }
                            }
                        }
                    }
                    @if chosen.is_some_and(|mode| mode != report.board_mode) {
                        p.note { (locale.text("board-mode-no-ranks")) }
                    }
                    button type="submit" { (locale.text("board-mode-save")) }
                }
            }
        }
    }
}

/// The board by itself, for members and coaches of the group.
pub(super) async fn get(
    State(app): State<App>,
    actor: Actor,
    locale: Locale,
    Path(group): Path<Uuid>,
) -> Result<Markup, Problem> {
    let group = GroupId(group);
    let mut tx = read_arrived(&app, &actor).await?;
    let viewer = access::see_board(&mut tx, &actor, group, app.today()).await?;
    let asked = (Window::default(), app.today());
    let policy = app.policy(&mut tx).await?;
    let report = engagement::group_report(&mut tx, group, viewer, asked, &policy)
        .await?
        .ok_or_else(Problem::not_found)?;
    drop(tx);
    let title = ui::group_name(locale, &report.group);
    let body = html! {
        div.head { h1 { (title) } }
        (card(&actor, locale, &report))
        @if let Viewer::Member(person) = viewer
            && report.board_mode != BoardMode::Off
            && let Some(me) = report.members.iter().find(|member| member.person.id == person)
        {
            (switch(locale, group, me.on_board))
        }
    };
    Ok(page(&app, locale, Some(&actor), Place::Me, &title, body))
}

/// Where a member chooses whether to be on the board.
fn switch(locale: Locale, group: GroupId, on_board: bool) -> Markup {
    let (state, button) = if on_board {
        ("board-you-are-on", "board-leave")
    } else {
        ("board-you-are-off", "board-enter")
    };
    html! {
        section.card {
            h2 { (locale.text("board-switch")) }
            p { (locale.text(state)) }
            form method="post" action={ "/groups/" (group) "/board" } {
                input type="hidden" name="shown" value=(!on_board);
                button type="submit" { (locale.text(button)) }
            }
        }
    }
}

#[derive(Deserialize)]
pub(super) struct Switch {
    shown: bool,
}

/// A member chooses whether to be on the board.
pub(super) async fn choose(
    State(app): State<App>,
    actor: Actor,
    Path(group): Path<Uuid>,
    Form(switch): Form<Switch>,
) -> Result<Response, Problem> {
    let group = GroupId(group);
    let mut tx = app.read(&actor).await?;
    let viewer = access::see_board(&mut tx, &actor, group, app.today()).await?;
    drop(tx);
    let Viewer::Member(person) = viewer else {
        return Err(Problem::new(Kind::Forbidden, Message::new("refused-board")));
    };
    let mut tx = app.db.write().await?;
    groups::choose_board(&mut tx, group, person, switch.shown, app.clock.now()).await?;
    tx.commit().await?;
    Ok(Redirect::to(&format!("/groups/{group}/board")).into_response())
}

#[derive(Deserialize)]
pub(super) struct Chosen {
    mode: String,
}

/// A coach chooses how the board is shown.
pub(super) async fn choose_mode(
    State(app): State<App>,
    actor: Actor,
    Path(group): Path<Uuid>,
    Form(chosen): Form<Chosen>,
) -> Result<Response, Problem> {
    let group = GroupId(group);
    let mut tx = app.db.write().await?;
    access::see_group(&mut tx, &actor, group).await?;
    let mode =
        match chosen.mode.as_str() {
            "" => None,
            word => Some(BoardMode::of_word(word).ok_or_else(|| {
                Problem::new(Kind::BadRequest, Message::new("refused-board-mode"))
            })?),
        };
    groups::choose_board_mode(&mut tx, group, mode, actor.person, app.clock.now()).await?;
    tx.commit().await?;
    Ok(Redirect::to(&format!("/groups/{group}#board")).into_response())
}
