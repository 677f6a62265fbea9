//! The pages of deep linking: what can be picked, and the form that takes the answer back.

use axum::response::Response;
use lti::deep_linking::{FIELD, Posting};
use maud::{Markup, html};
use uuid::Uuid;

use super::offer::Offer;
use super::{Choice, MAXIMUM, PREVIEWED, Picked};
use crate::engagement::Board;
use crate::launch::screen::{self, Screen};
use crate::launch::views::View;
use crate::locale::Locale;
use crate::people::Person;
use crate::sso::Actor;

fn framed_by(actor: &Actor) -> Option<String> {
    actor
        .visit
        .as_ref()
        .and_then(|visit| visit.framed_by.clone())
}

/// What can be picked; `fault` is the text that says what is wrong with what was.
pub(super) fn pick(
    locale: Locale,
    actor: &Actor,
    choice: Option<&Choice>,
    id: Uuid,
    picked: &Picked,
    fault: Option<&str>,
) -> Response {
    let title = locale.text("pick-title");
    let body = html! {
        h1 { (title) }
        @if let Some(fault) = fault { p.fault role="alert" { (locale.text(fault)) } }
        form.picker method="post" action={ "/lti/deep-linking/" (id) } {
            @match choice {
                Some(choice) => (list(locale, choice, picked)),
                None => { p { (locale.text("pick-no-group")) } }
            }
            div.chips {
                @if choice.is_some() { button type="submit" { (locale.text("pick-add")) } }
                button.plain type="submit" name="cancel" value="yes" { (locale.text("pick-cancel")) }
            }
        }
    };
    let mut screen = Screen::new(locale, &title, body);
    screen.framed_by = framed_by(actor);
    screen.script = screen.framed_by.is_some();
    screen.wide = true;
    screen::render(screen)
}

fn list(locale: Locale, choice: &Choice, picked: &Picked) -> Markup {
    let shown: Vec<&Offer> = choice
        .offers
        .iter()
        .filter(|offer| offer.matches(&picked.search) || picked.is_picked(offer))
        .collect();
    let graded = choice.settings.accept_lineitem != Some(false);
    let address = format!("/lti/deep-linking/{}", choice.id);
    html! {
        p.note {
            (locale.text(if choice.settings.accept_multiple { "pick-many" } else { "pick-single" }))
        }
        div.search role="search" {
            label for="q" { (locale.text("pick-search")) }
            div.choice {
                input #q type="search" name="q" value=(picked.search);
                button.plain type="submit" formmethod="get" formaction=(address) {
                    (locale.text("pick-find"))
                }
            }
        }
        @if shown.is_empty() {
            p { (locale.with("pick-none", &[("search", picked.search.as_str().into())])) }
        }
        ul.picks {
            @for (number, offer) in shown.iter().enumerate() {
                li { (one(locale, choice, offer, number, picked, graded)) }
            }
        }
        @if choice.report.competencies.is_empty() && choice.report.aimed_at.is_empty() {
            p.note { (locale.text("pick-no-competency")) }
        }
        @if graded && choice.offers.iter().any(Offer::is_gradable) {
            p.field {
                label for="maximum" { (locale.text("pick-points")) }
                input #maximum type="number" name="maximum" min="1" max="100" step="1"
                    value=(picked.maximum.unwrap_or(MAXIMUM));
            }
        }
    }
}

fn one(
    locale: Locale,
    choice: &Choice,
    offer: &Offer,
    number: usize,
    picked: &Picked,
    graded: bool,
) -> Markup {
    let word = offer.word();
    let kind = if choice.settings.accept_multiple {
        "checkbox"
    } else {
        "radio"
    };
    html! {
        label.choice {
            input type=(kind) name="item" value=(word) checked[picked.is_picked(offer)]
                aria-describedby={ "what-" (number) };
            strong { (offer.title) }
        }
        p.note id={ "what-" (number) } { (offer.text) }
        @if graded && offer.is_gradable() {
            label.choice {
                input type="checkbox" name="grade" value=(word)
                    checked[picked.graded.contains(&word)];
                (locale.text("pick-grade"))
            }
        }
        details {
            summary { (locale.text("pick-preview")) }
            (preview(locale, choice, offer))
        }
    }
}

fn preview(locale: Locale, choice: &Choice, offer: &Offer) -> Markup {
    let report = &choice.report;
    let name = |person: &Person| {
        let name = person.name.clone();
        name.unwrap_or_else(|| locale.text("person-unnamed"))
    };
    match &offer.view {
        View::Group => html! {
            p { (locale.with("pick-members", &[("count", report.members.len().into())])) }
            ul { @for member in report.members.iter().take(PREVIEWED) {
                li { (name(&member.person)) " · " (locale.days_ago(member.last_active, report.today)) }
            } }
        },
        View::Board => match &report.board {
            Board::Hidden { willing } => html! {
                p { (locale.with("group-board-hidden", &[("willing", (*willing).into())])) }
            },
            Board::Off => html! { p { (locale.text("board-off")) } },
            Board::Facets(sides) => html! {
                ul { @for side in sides.iter().take(PREVIEWED) {
                    @let member = report.members.iter().find(|it| it.person.id == side.person);
                    @if let Some(member) = member { li { (name(&member.person)) } }
                } }
            },
            Board::Places { places, .. } => html! {
                ol { @for place in places.iter().take(PREVIEWED) {
                    @let member = report.members.iter().find(|it| it.person.id == place.person);
                    @if let Some(member) = member { li value=(place.rank) { (name(&member.person)) } }
                } }
            },
        },
        View::Competency(iri) | View::Goal(iri) => {
            let known: Vec<(String, f64)> = choice
                .learners
                .iter()
                .filter_map(|learner| {
                    let found = learner.competencies.iter().find(|it| it.iri == *iri)?;
                    let share = match offer.view {
                        View::Goal(_) => found.done?,
                        _ => found.progress.shown,
                    };
                    Some((name(&learner.person), share))
                })
                .collect();
            html! {
                @if known.is_empty() { p { (locale.text("pick-no-progress")) } }
                ul { @for (name, share) in known {
                    li { (name) " · " (locale.percent(share)) }
                } }
            }
        }
    }
}

/// The form that the browser posts to the platform by itself.
pub(super) fn answer(locale: Locale, actor: &Actor, posting: &Posting) -> Response {
    let title = locale.text("pick-done");
    let body = html! {
        h1 { (title) }
        form method="post" action=(posting.url) data-lti="send" {
            input type="hidden" name=(FIELD) value=(posting.jwt);
            button type="submit" { (locale.text("pick-back")) }
        }
    };
    let mut screen = Screen::new(locale, &title, body);
    screen.framed_by = framed_by(actor);
    screen.script = true;
    screen.posts_to = Some(posting.url.origin().ascii_serialization());
    screen::render(screen)
}
