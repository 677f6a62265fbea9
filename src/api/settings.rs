//! How pages are shown to whoever is signed in: in which language, by which clock. The API itself speaks
//! English and tells moments in UTC.

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Asker, json, read};
use crate::locale::{Locale, zone_name};
use crate::people::{self, zone_meant};
use crate::problem::{Kind, Problem};
use crate::state::App;

/// How pages are shown to whoever is signed in. Zones are names of IANA.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Settings {
    /// The zone by whose clock pages and files show moments: what was chosen, else what the sign-in
    /// told, else the organisation's.
    time_zone: String,
    /// What the person chose.
    chosen: Option<String>,
    /// What the identity provider said last (claim `zoneinfo`).
    told: Option<String>,
    /// The organisation's, by which days are counted.
    organisation: String,
    /// The tag of the language that the person chose for pages, files and letters.
    language: Option<String>,
    /// The tags of the languages that can be chosen.
    languages: Vec<&'static str>,
}

async fn settings(app: &App, asker: &Asker) -> Result<Settings, Problem> {
    let actor = asker.person()?;
    let mut tx = asker.read(app).await?;
    let zones = people::zones(&mut tx, actor.person).await?;
    let language = people::language(&mut tx, actor.person).await?;
    let zone = zones.zone().unwrap_or_else(|| app.zone());
    Ok(Settings {
        time_zone: zone_name(&zone).to_owned(),
        chosen: zones.chosen,
        told: zones.told,
        organisation: app.config.time_zone.clone(),
        language,
        languages: Locale::all().map(Locale::tag).collect(),
    })
}

/// How pages are shown to whoever is signed in.
#[utoipa::path(
    get, path = "/me/settings", tag = "me",
    responses((status = 200, body = Settings))
)]
pub(super) async fn get(State(app): State<App>, asker: Asker) -> Result<Json<Settings>, Problem> {
    settings(&app, &asker).await.map(json)
}

/// What is chosen.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = SettingsChoice)]
pub(super) struct Choice {
    /// The zone by whose clock pages and files show moments, such as `Europe/Berlin`; none leaves it
    /// to the sign-in and the organisation.
    #[serde(deserialize_with = "Option::deserialize")]
    time_zone: Option<String>,
    /// The tag of the language of pages, files and letters; none, or left out, leaves it to the platform
    /// that the person comes from and to the browser.
    #[serde(default)]
    language: Option<String>,
}

/// Chooses how pages are shown to whoever is signed in.
#[utoipa::path(
    put, path = "/me/settings", tag = "me",
    request_body = Choice,
    responses((status = 200, body = Settings))
)]
pub(super) async fn put(
    State(app): State<App>,
    asker: Asker,
    body: String,
) -> Result<Json<Settings>, Problem> {
    let actor = asker.person()?;
    let choice: Choice = read(&body)?;
    let zone = choice.time_zone.as_deref().map(zone_meant).transpose();
    let zone = zone.map_err(|wrong| Problem::new(Kind::BadRequest, wrong))?;
    let language = choice.language.as_deref().map(Locale::chosen).transpose();
    let language = language.map_err(|wrong| Problem::new(Kind::BadRequest, wrong))?;
    let mut tx = app.db.write().await?;
    people::choose_zone(&mut tx, actor.person, zone.as_ref()).await?;
    people::choose_language(&mut tx, actor.person, language.map(Locale::tag)).await?;
    tx.commit().await?;
    settings(&app, &asker).await.map(json)
}
