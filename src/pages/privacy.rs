//! A person's own data: what is kept and why, who looked, and what they may ask for.

use axum::extract::State;
use axum::response::Redirect;
use axum_extra::extract::Form;
use jiff::tz::TimeZone;
use maud::{Markup, html};
use serde::Deserialize;

use super::layout::{Place, page};
use super::locale::Locale;
use super::{printed, restricting, sheet, ui};
use crate::agreement;
use crate::coaching::reviews::{self, Review, Stage};
use crate::exports::{self, Format, KEPT, Subject};
use crate::people::{self, Person, PersonId};
use crate::privacy::{self, Wish};
use crate::problem::{Kind as ProblemKind, Problem};
use crate::restrictions;
use crate::retention::Period;
use crate::sso::Actor;
use crate::state::App;
use crate::store::Tx;

pub(super) async fn get(
    State(app): State<App>,
    actor: Actor,
    locale: Locale,
) -> Result<Markup, Problem> {
    let mut tx = app.read(&actor).await?;
    let wish = privacy::latest_wish(&mut tx, actor.person).await?;
    let periods = app.periods(&mut tx).await?;
    let names = Names::of(&app, &mut tx, actor.person).await?;
    drop(tx);
    let restrictions = restrictions::seen(&app.db, actor.person, app.clock.now()).await?;
    let title = locale.text("privacy-title");
    let body = html! {
        div.head { h1 { (title) } p.facts { span { (locale.text("privacy-note")) } } }
        section.card {
            h2 { (locale.text("privacy-see")) }
            ul.list {
                li { a href="/me" { (locale.text("privacy-mirror")) } }
                li { a href="/me/looks" { (locale.text("looks-title")) } }
                li { a href="/me/sessions" { (locale.text("sessions-title")) } }
                li { a href="/me/privacy/notice" { (locale.text("export-of-notice")) } }
            }
        }
        @if let Some(names) = &names { (names.card(&actor, locale)) }
        section.card {
            h2 { (locale.text("privacy-take")) }
            p { (locale.text("privacy-take-how")) }
            form method="post" action="/exports" {
                input type="hidden" name="what" value=(Subject::Archive.word());
                button type="submit" name="format" value=(Format::Zip.word()) {
                    (locale.text("privacy-take-do"))
                }
            }
        }
        (kept(&app, locale, &periods))
        section.card {
            h2 { (locale.text("privacy-correct")) }
            p { (locale.text("privacy-correct-how")) }
        }
        (restricting::card((&app, &actor.zone), locale, &restrictions))
        (erasure(&actor.zone, locale, wish.as_ref()))
    };
    Ok(page(&app, locale, Some(&actor), Place::Me, &title, body))
}

/// What the organisation has to tell everybody about their data.
pub(super) async fn notice(
    State(app): State<App>,
    actor: Actor,
    locale: Locale,
) -> Result<Markup, Problem> {
    let mut tx = app.read(&actor).await?;
    let told = exports::notice(&app, &mut tx, locale).await?;
    drop(tx);
    let body = html! {
        div.head { h1 { (told.title) } }
        section.card {
            (printed::parts(&told))
            (sheet::menu(locale, Subject::Notice, ""))
        }
    };
    Ok(page(
        &app,
        locale,
        Some(&actor),
        Place::Me,
        &told.title,
        body,
    ))
}

/// Who knows a person by name, where names are hidden from coaches.
struct Names {
    pseudonym: String,
    /// Reviews in which the person has agreed to it or is asked to, with the coach's name.
    reviews: Vec<(Review, Option<Person>)>,
}

impl Names {
    /// None where names are not hidden.
    async fn of(app: &App, tx: &mut Tx, person: PersonId) -> Result<Option<Self>, Problem> {
        if !agreement::hides_names(tx, &app.config.agreement()).await? {
            return Ok(None);
        }
        let Some(pseudonym) = people::pseudonym_of(tx, person).await? else {
            return Ok(None);
        };
        let mut reviews = Vec::new();
        for review in reviews::list(tx, person).await? {
            if review.stage() == Stage::Open || review.is_named_to(review.coach) {
                let coach = people::find(tx, review.coach).await?;
                reviews.push((review, coach));
            }
        }
        Ok(Some(Self { pseudonym, reviews }))
    }

    fn card(&self, actor: &Actor, locale: Locale) -> Markup {
        let pseudonym = [("pseudonym", self.pseudonym.as_str().into())];
        html! {
            section.card {
                h2 { (locale.text("naming-title")) }
                p { (locale.with("privacy-pseudonym", &pseudonym)) }
                @if !self.reviews.is_empty() {
                    ul.list { @for (review, coach) in &self.reviews { li {
                        span { (locale.with(
                            if review.named_at.is_some() { "privacy-named" } else { "privacy-asked-name" },
                            &[
                                ("coach", ui::name(locale, coach.as_ref()).into()),
                                ("date", locale.day(review.day).into()),
                            ],
                        )) }
                        a href={ "/people/" (actor.person) "/reviews/" (review.id) } { (locale.text("privacy-naming")) }
                        @if let Some(at) = review.named_at {
                            span.note { (ui::moment(locale, &actor.zone, at)) }
                        }
                    } } }
                }
            }
        }
    }
}

fn kept(app: &App, locale: Locale, periods: &[Period]) -> Markup {
    let labels = ["privacy-what", "privacy-why", "privacy-how-long"].map(|key| locale.text(key));
    let [_, why, how_long] = &labels;
    let months = app.config.privacy.looks_months;
    let hours = app.config.sso.session_hours;
    html! {
        section.card {
            h2 { (locale.text("privacy-kept")) }
            div.table { table.cards.words {
                thead { tr { @for label in &labels { th scope="col" { (label) } } } }
                tbody { @for one in KEPT { tr {
                    th scope="row" { (locale.text(&format!("privacy-{one}"))) }
                    td data-label=(why) { (locale.text(&format!("privacy-{one}-why"))) }
                    td data-label=(how_long) {
                        (locale.with(&format!("privacy-{one}-long"), &[
                            ("months", months.into()), ("hours", hours.into()),
                        ]))
                        @for period in periods.iter().filter(|period| period.kind.concerns() == one) {
                            br;
                            (locale.with(&format!("privacy-{}-shorter", period.kind.word()), &[
                                ("count", period.period.into()),
                            ]))
                        }
                    }
                } } }
            } }
        }
    }
}

fn erasure(zone: &TimeZone, locale: Locale, wish: Option<&Wish>) -> Markup {
    html! {
        section.card {
            h2 { (locale.text("privacy-erase")) }
            p { (locale.text("privacy-erase-how")) }
            @match wish {
                Some(wish) if wish.answered_at.is_none() => {
                    p { span.chip.amber { (locale.with("privacy-asked", &[
                        ("when", locale.moment_there(zone, wish.asked_at).into()),
                    ])) } }
                    form method="post" action="/me/privacy/erasure" {
                        button.plain type="submit" name="what" value="withdraw" {
                            (locale.text("privacy-withdraw"))
                        }
                    }
                }
                _ => {
                    @if let Some((answer, at)) = wish.and_then(|wish| wish.answer.as_ref().zip(wish.answered_at)) {
                        p { (locale.with("privacy-declined", &[
                            ("when", locale.moment_there(zone, at).into()),
                        ])) }
                        blockquote { (answer) }
                    }
                    form.wide method="post" action="/me/privacy/erasure" {
                        p.field {
                            label for="reason" { (locale.text("privacy-reason")) }
                            textarea #reason name="reason" rows="3" maxlength=(privacy::LONGEST) {}
                        }
                        button type="submit" name="what" value="ask" { (locale.text("privacy-ask")) }
                    }
                }
            }
        }
    }
}

#[derive(Deserialize)]
pub(super) struct Asked {
    what: What,
    #[serde(default)]
    reason: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum What {
    Ask,
    Withdraw,
}

pub(super) async fn ask(
    State(app): State<App>,
    actor: Actor,
    Form(asked): Form<Asked>,
) -> Result<Redirect, Problem> {
    let reason = privacy::reason(&asked.reason);
    let reason = reason.map_err(|wrong| Problem::new(ProblemKind::BadRequest, wrong))?;
    let mut tx = app.db.write().await?;
    match asked.what {
        What::Ask => {
            privacy::wish(&mut tx, actor.person, &reason, app.clock.now()).await?;
        }
        What::Withdraw => privacy::withdraw(&mut tx, actor.person).await?,
    }
    tx.commit().await?;
    Ok(Redirect::to("/me/privacy"))
}
