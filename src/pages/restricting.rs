//! What a person asks for with regard to the use of their data: restriction and objections.

use axum::extract::{Path, State};
use axum::response::Redirect;
use axum_extra::extract::Form;
use jiff::tz::TimeZone;
use maud::{Markup, html};
use serde::Deserialize;
use uuid::Uuid;

use super::locale::Locale;
use crate::privacy;
use crate::problem::Problem;
use crate::restrictions::{Claim, Ground, LONGEST, Restriction, State as Stands, Use};
use crate::sso::Actor;
use crate::state::App;

/// Grounds of a restriction of everything; an objection has a form of its own.
const GROUNDS: [Ground; 3] = [Ground::Accuracy, Ground::Unlawful, Ground::Claims];

/// What somebody has asked for, and forms to ask for more.
pub(super) fn card(clock: (&App, &TimeZone), locale: Locale, all: &[Restriction]) -> Markup {
    let stands = |one: &&Restriction| !matches!(one.state(), Stands::Over | Stands::Withdrawn);
    let (standing, past): (Vec<&Restriction>, Vec<_>) = all.iter().partition(stands);
    html! {
        section.card {
            h2 { (locale.text("restriction-title")) }
            p { (locale.text("restriction-how")) }
            @for one in &standing { (item(clock, locale, one)) }
            @if !past.is_empty() {
                details {
                    summary { (locale.text("restriction-past")) }
                    @for one in &past { (item(clock, locale, one)) }
                }
            }
            details {
                summary { (locale.text("restriction-ask")) }
                (ask(locale, "/me/privacy/restrictions"))
            }
            details {
                summary { (locale.text("restriction-object")) }
                (object(locale, "/me/privacy/restrictions"))
            }
        }
    }
}

/// A form that asks for everything to be only kept.
pub(super) fn ask(locale: Locale, to: &str) -> Markup {
    html! {
        form.fields method="post" action=(to) {
            input type="hidden" name="use" value=(Use::Everything.word());
            fieldset {
                legend { (locale.text("restriction-why")) }
                @for (place, ground) in GROUNDS.into_iter().enumerate() {
                    p { label {
                        input type="radio" name="ground" value=(ground.word()) required checked[place == 0];
                        " " (locale.text(&format!("restriction-ground-{}", ground.word())))
                    } }
                }
            }
            p.field {
                label for="restriction-words" { (locale.text("restriction-words")) }
                textarea #restriction-words name="words" rows="3" maxlength=(LONGEST) {}
            }
            button type="submit" { (locale.text("restriction-ask-do")) }
        }
    }
}

/// A form that objects to a use.
pub(super) fn object(locale: Locale, to: &str) -> Markup {
    html! {
        form.fields method="post" action=(to) {
            input type="hidden" name="ground" value=(Ground::Objection.word());
            p.field {
                label for="restriction-use" { (locale.text("restriction-use")) }
                select #restriction-use name="use" {
                    @for purpose in Use::ALL.iter().rev() {
                        option value=(purpose.word()) { (use_of(locale, *purpose)) }
                    }
                }
            }
            p.field {
                label for="objection-words" { (locale.text("restriction-situation")) }
                textarea #objection-words name="words" rows="3" required maxlength=(LONGEST) {}
            }
            button type="submit" { (locale.text("restriction-object-do")) }
        }
    }
}

pub(super) fn use_of(locale: Locale, purpose: Use) -> String {
    locale.text(&format!("restriction-use-{}", purpose.word()))
}

/// How one stands, in a word and a colour.
pub(super) fn state(locale: Locale, one: &Restriction) -> Markup {
    let (class, key) = match (one.state(), one.ground()) {
        (Stands::Asked, Ground::Objection) => ("chip amber", "restriction-asked-holds"),
        (Stands::Asked, _) => ("chip amber", "restriction-asked"),
        (Stands::Granted, Ground::Objection) => ("chip green", "restriction-upheld"),
        (Stands::Granted, _) => ("chip green", "restriction-granted"),
        (Stands::Ending, _) => ("chip amber", "restriction-ending"),
        (Stands::Over, _) if one.granted() == Some(false) => ("chip", "restriction-refused"),
        (Stands::Over, _) => ("chip", "restriction-over"),
        (Stands::Withdrawn, _) => ("chip", "restriction-withdrawn"),
    };
    html! { span class=(class) { (locale.text(key)) } }
}

/// What was asked, answered and announced, in the order in which it was.
pub(super) fn course((app, zone): (&App, &TimeZone), locale: Locale, one: &Restriction) -> Markup {
    let at = |at: i64| locale.moment_there(zone, at);
    let ground = format!("restriction-ground-{}", one.ground().word());
    html! {
        p { (locale.text(&ground)) }
        p.note {
            (locale.with("restriction-asked-on", &[("when", at(one.asked_at).into())]))
            @if one.state() == Stands::Asked {
                @let due = at(one.due(&app.zone()).as_microsecond());
                " " (locale.with("restriction-due", &[("when", due.into())]))
            }
        }
        @if !one.words.is_empty() { blockquote { (one.words) } }
        @if let Some((answer, when)) = one.answer.as_ref().zip(one.answered_at) {
            p.note { (locale.with("restriction-answered-on", &[("when", at(when).into())])) }
            blockquote { (answer) }
        }
        @if let Some(notice) = &one.notice {
            @match (one.over_at, one.ends_at) {
                (Some(over), _) => p.note { (locale.with("restriction-over-on", &[("when", at(over).into())])) },
                (None, Some(ends)) => p { strong { (locale.with("restriction-ends-on", &[("when", at(ends).into())])) } },
                (None, None) => p.note { (locale.text("restriction-ends-unknown")) },
            }
            @if one.answer.as_ref() != Some(notice) { blockquote { (notice) } }
        }
    }
}

fn item(clock: (&App, &TimeZone), locale: Locale, one: &Restriction) -> Markup {
    html! {
        article {
            h3 { (use_of(locale, one.purpose())) " " (state(locale, one)) }
            (course(clock, locale, one))
            @if !matches!(one.state(), Stands::Over | Stands::Withdrawn) {
                form method="post" action={ "/me/privacy/restrictions/" (one.id) "/withdraw" } {
                    button.plain type="submit" { (locale.text("restriction-withdraw")) }
                }
            }
        }
    }
}

/// What a form asks for.
#[derive(Deserialize)]
pub(super) struct Asked {
    #[serde(rename = "use")]
    purpose: Use,
    ground: Ground,
    #[serde(default)]
    words: String,
}

impl Asked {
    pub(super) fn claim(&self) -> Result<Claim, Problem> {
        Ok(Claim::new(self.purpose, self.ground, &self.words)?)
    }
}

pub(super) async fn restrict(
    State(app): State<App>,
    actor: Actor,
    Form(asked): Form<Asked>,
) -> Result<Redirect, Problem> {
    let claim = asked.claim()?;
    let by = (&app.author(&actor), false);
    let mut tx = app.db.write().await?;
    privacy::restrict(&mut tx, actor.person, &claim, by, app.clock.now()).await?;
    tx.commit().await?;
    Ok(Redirect::to("/me/privacy"))
}

pub(super) async fn withdraw(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<Uuid>,
) -> Result<Redirect, Problem> {
    let by = app.author(&actor);
    let mut tx = app.db.write().await?;
    let now = app.clock.now();
    privacy::withdraw_restriction(&mut tx, (actor.person, id), &by, now).await?;
    tx.commit().await?;
    Ok(Redirect::to("/me/privacy"))
}
