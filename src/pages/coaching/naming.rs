//! By which name the coach of a review interview knows the person, where names are hidden from coaches.

use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use axum_extra::extract::Form;
use maud::{Markup, html};
use serde::Deserialize;
use uuid::Uuid;

use super::Visitor;
use super::review::Shown;
use crate::agreement;
use crate::coaching::reviews::Stage;
use crate::problem::Problem;

/// Where the person agrees that the coach knows them by name, and the coach sees whether they did.
pub(super) fn card(visitor: &Visitor, shown: &Shown) -> Markup {
    let review = &shown.review;
    let of_coach = review.coach == visitor.actor.person;
    let over = review.stage() != Stage::Open && review.named_at.is_none();
    if !shown.hides_names || over || !(visitor.is_own() || of_coach) {
        return html! {};
    }
    let text = match (review.named_at, visitor.is_own()) {
        (Some(_), true) => "naming-agreed-own",
        (None, true) => "naming-asked-own",
        (Some(_), false) => "naming-agreed",
        (None, false) => "naming-asked",
    };
    let pseudonym = shown.pseudonym.clone();
    let pseudonym = pseudonym.unwrap_or_else(|| visitor.text("person-unnamed"));
    let since = review
        .named_at
        .map_or_else(String::new, |at| visitor.day_of(at));
    html! {
        section.card.screen-only {
            h2 { (visitor.text("naming-title")) }
            p { (visitor.locale.with(text, &[
                ("coach", shown.coach.as_str().into()),
                ("pseudonym", pseudonym.into()),
                ("date", since.into()),
            ])) }
            @if visitor.is_own() {
                form method="post" action=(visitor.path(&format!("reviews/{}/naming", review.id))) {
                    @if review.named_at.is_some() {
                        button.plain type="submit" name="agreed" value="no" { (visitor.text("naming-withdraw")) }
                    } @else {
                        button type="submit" name="agreed" value="yes" { (visitor.text("naming-agree")) }
                    }
                }
            }
        }
    }
}

/// What the person has chosen.
#[derive(Debug, Deserialize)]
pub(super) struct Naming {
    agreed: YesOrNo,
}

#[derive(Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
enum YesOrNo {
    No,
    Yes,
}

/// The person agrees that the coach knows them by name, or takes that back. Nobody does it for them.
pub(super) async fn name(
    visitor: Visitor,
    Path((_, review)): Path<(Uuid, Uuid)>,
    Form(naming): Form<Naming>,
) -> Result<Response, Problem> {
    if !visitor.is_own() {
        return Err(Problem::not_found());
    }
    let app = &visitor.app;
    let (author, basis) = (app.author(&visitor.actor), app.config.agreement());
    let agreed = naming.agreed == YesOrNo::Yes;
    let of = (visitor.person.id, review);
    let mut tx = app.db.write().await?;
    agreement::agree_to_name(&mut tx, &author, &basis, of, agreed, app.clock.now()).await?;
    tx.commit().await?;
    Ok(visitor.to(&format!("reviews/{review}")).into_response())
}
