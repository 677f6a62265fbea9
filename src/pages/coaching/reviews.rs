//! A person's review interviews, and scheduling one.

use axum::response::{IntoResponse, Response};
use axum_extra::extract::Form;
use maud::{Markup, html};
use serde::Deserialize;

use super::super::{sheet, ui};
use super::plans::day;
use super::{Visitor, mendable};
use crate::coaching::reviews::{self, Review, Stage};
use crate::exports::{Subject, sheets};
use crate::locale::Locale;
use crate::problem::{Kind, Problem};
use crate::projector::date_of;

/// When a review is to take place, as it was filled in.
#[derive(Debug, Deserialize)]
pub(super) struct Filled {
    #[serde(default)]
    day: String,
}

pub(super) async fn get(visitor: Visitor) -> Result<Markup, Problem> {
    list(&visitor, "", None).await
}

async fn list(visitor: &Visitor, day: &str, complaint: Option<&str>) -> Result<Markup, Problem> {
    let mut tx = visitor.app.read(&visitor.actor).await?;
    let all = reviews::list(&mut tx, visitor.person.id).await?;
    drop(tx);
    let body = html! {
        (ui::fault(visitor.locale, complaint))
        @if all.is_empty() {
            (visitor.empty("reviews-empty-title", "reviews-empty-own", "reviews-empty"))
        } @else {
            section.card { (table(visitor, &all)) }
        }
        @if !visitor.is_own() { (form(visitor, day)) }
    };
    let title = visitor.text("reviews-title");
    Ok(visitor.page(ui::PersonTab::Reviews, &title, &body))
}

/// How a review stands, in words and colour.
pub(super) fn stage(locale: Locale, stage: Stage) -> Markup {
    let (class, key) = match stage {
        Stage::Cancelled => ("chip grey", "review-cancelled"),
        Stage::Closed => ("chip green", "review-closed"),
        Stage::Open => ("chip amber", "review-open"),
    };
    html! { span class=(class) { (locale.text(key)) } }
}

fn table(visitor: &Visitor, all: &[Review]) -> Markup {
    let locale = visitor.locale;
    let reader = sheet::reader(&visitor.actor, locale);
    let of = format!("&person={}", visitor.person.id);
    html! {
        (sheet::table(&reader, &sheets::review_list(locale), all, |column, review| {
            Some(match &*column.name {
                "day" => html! {
                    a href=(visitor.path(&format!("reviews/{}", review.id))) { (locale.day(review.day)) }
                },
                "state" => stage(locale, review.stage()),
                _ => return None,
            })
        }))
        (sheet::menu(locale, Subject::Reviews, &of))
    }
}

fn form(visitor: &Visitor, day: &str) -> Markup {
    let today = date_of(visitor.app.today()).to_string();
    html! {
        section.card {
            h2 { (visitor.text("reviews-new")) }
            form.fields method="post" action=(visitor.path("reviews")) {
                p.field {
                    label for="day" { (visitor.text("reviews-day")) }
                    input #day type="date" name="day" value=(day) min=(today) required;
                    span.note { (visitor.text("reviews-new-note")) }
                }
                button type="submit" { (visitor.text("reviews-schedule")) }
            }
        }
    }
}

pub(super) async fn schedule(
    visitor: Visitor,
    Form(filled): Form<Filled>,
) -> Result<Response, Problem> {
    let wrong = match day(&visitor, &filled.day) {
        Ok(Some(day)) if day < visitor.app.today() => visitor.text("form-past"),
        Ok(Some(day)) => match visitor.app.desk().schedule(visitor.acting(), day).await {
            Ok(review) => {
                return Ok(visitor
                    .to(&format!("reviews/{}", review.id))
                    .into_response());
            }
            Err(error) => mendable(visitor.locale, error)?,
        },
        Ok(None) => visitor.text("form-no-day"),
        Err(wrong) => wrong,
    };
    let page = list(&visitor, &filled.day, Some(&wrong)).await?;
    Ok((Kind::BadRequest.status(), page).into_response())
}
