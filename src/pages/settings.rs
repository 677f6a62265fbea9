//! How pages are shown to whoever reads them: in which language, by which clock.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::Form;
use maud::{Markup, html};
use serde::{Deserialize, Deserializer};

use super::layout::{Place, page};
use super::locale::Locale;
use super::ui;
use crate::locale::zone_name;
use crate::message::Message;
use crate::people::{self, Zones, zone_meant};
use crate::problem::{Kind, Problem};
use crate::sso::Actor;
use crate::state::App;

/// Settings, as they were filled in: what is left out stays as it is.
#[derive(Debug, Deserialize)]
pub(super) struct Filled {
    /// The name of a zone or of its city; empty for no choice of one's own.
    #[serde(default, deserialize_with = "given")]
    zone: Option<String>,
    /// The tag of a language; empty for no choice of one's own.
    #[serde(default, deserialize_with = "given")]
    language: Option<String>,
}

/// What was filled in: left empty, it is so on purpose.
fn given<'de, D: Deserializer<'de>>(field: D) -> Result<Option<String>, D::Error> {
    String::deserialize(field).map(Some)
}

pub(super) async fn get(
    State(app): State<App>,
    actor: Actor,
    locale: Locale,
) -> Result<Markup, Problem> {
    let mut tx = app.read(&actor).await?;
    let zones = people::zones(&mut tx, actor.person).await?;
    drop(tx);
    let chosen = zones.chosen.clone().unwrap_or_default();
    Ok(show((&app, &actor), locale, &zones, &chosen, None))
}

fn show(
    (app, actor): (&App, &Actor),
    locale: Locale,
    zones: &Zones,
    filled: &str,
    complaint: Option<&str>,
) -> Markup {
    let title = locale.text("settings-title");
    let body = html! {
        div.head { h1 { (title) } }
        (ui::fault(locale, complaint))
        (language(actor, locale))
        (zone((app, actor), locale, zones, filled, complaint.is_some()))
    };
    page(app, locale, Some(actor), Place::Me, &title, body)
}

fn language(actor: &Actor, locale: Locale) -> Markup {
    let chosen = actor.language.as_deref();
    html! {
        section.card {
            h2 { (locale.text("settings-language")) }
            p { (locale.text("settings-language-what")) }
            form.fields method="post" action="/me/settings" {
                p.field {
                    label for="language" { (locale.text("settings-language-choose")) }
                    select #language name="language" {
                        option value="" { (locale.text("settings-language-other")) }
                        @for one in Locale::all() {
                            option value=(one.tag()) lang=(one.tag()) selected[chosen == Some(one.tag())] {
                                (one.name())
                            }
                        }
                    }
                }
                button type="submit" { (locale.text("settings-save")) }
            }
        }
    }
}

fn zone(
    (app, actor): (&App, &Actor),
    locale: Locale,
    zones: &Zones,
    filled: &str,
    wrong: bool,
) -> Markup {
    let now = app.clock.now().as_microsecond();
    let house = app.config.time_zone.as_str();
    let otherwise = match &zones.told {
        Some(told) => locale.with("settings-zone-told", &[("zone", told.as_str().into())]),
        None => locale.with("settings-zone-none", &[("zone", house.into())]),
    };
    html! {
        section.card {
            h2 { (locale.text("settings-zone")) }
            p { (locale.with("settings-zone-what", &[("zone", house.into())])) }
            p { (locale.with("settings-zone-now", &[
                ("now", locale.minute(&actor.zone, now).into()),
                ("zone", zone_name(&actor.zone).into()),
            ])) }
            form.fields method="post" action="/me/settings" {
                p.field {
                    label for="zone" { (locale.text("settings-zone-choose")) }
                    input #zone name="zone" list="zones" value=(filled) maxlength="100"
                        autocomplete="off" spellcheck="false" aria-describedby="zone-note"
                        aria-invalid=[wrong.then_some("true")];
                    datalist #zones { @for name in people::zone_names() { option value=(name) {} } }
                    span.note #zone-note { (locale.text("settings-zone-how")) " " (otherwise) }
                }
                button type="submit" { (locale.text("settings-save")) }
            }
        }
    }
}

pub(super) async fn save(
    State(app): State<App>,
    actor: Actor,
    locale: Locale,
    Form(filled): Form<Filled>,
) -> Result<Response, Problem> {
    if filled.zone.is_none() && filled.language.is_none() {
        let nothing = Message::new("refused-settings");
        return Err(Problem::new(Kind::BadRequest, nothing));
    }
    let mut tx = app.db.write().await?;
    if let Some(text) = &filled.zone {
        let zone = match text.trim() {
            "" => None,
            text => match zone_meant(text) {
                Ok(zone) => Some(zone),
                Err(wrong) => {
                    let zones = people::zones(&mut tx, actor.person).await?;
                    drop(tx);
                    let wrong = locale.say(&wrong);
                    let page = show((&app, &actor), locale, &zones, text, Some(&wrong));
                    return Ok((Kind::BadRequest.status(), page).into_response());
                }
            },
        };
        people::choose_zone(&mut tx, actor.person, zone.as_ref()).await?;
    }
    if let Some(tag) = &filled.language {
        let chosen = match tag.as_str() {
            "" => None,
            tag => {
                Some(Locale::chosen(tag).map_err(|wrong| Problem::new(Kind::BadRequest, wrong))?)
            }
        };
        people::choose_language(&mut tx, actor.person, chosen.map(Locale::tag)).await?;
    }
    tx.commit().await?;
    Ok(Redirect::to("/me/settings").into_response())
}
