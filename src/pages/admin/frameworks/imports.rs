//! Bringing a framework in: from a file, from pasted text or from another server's CASE endpoint.
//! What it would change is shown first.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use url::Url;
use uuid::Uuid;

use super::super::super::ui;
use super::{difference, list};
use crate::access;
use crate::audit::{self, Act, Change};
use crate::frameworks::{
    self, Credentials, Endpoint, FrameworkError, Imported, ListedDocument, Package, Terms,
};
use crate::locale::Locale;
use crate::message::Message;
use crate::outbound::{Guarded, OutboundError};
use crate::pages::upload::Fields;
use crate::problem::{Kind, Problem};
use crate::sso::Actor;
use crate::state::App;

/// A form as it was filled in.
#[derive(Debug, Clone, Default)]
pub(super) struct Filled {
    text: String,
    title: String,
    key: String,
    prefix: String,
    address: String,
    framework: String,
    token: String,
}

impl Filled {
    fn of(fields: &Fields) -> Self {
        let file = fields.bytes("file");
        let text = file.map(|bytes| String::from_utf8_lossy(bytes).into_owned());
        Self {
            text: text.unwrap_or_else(|| fields.text("text")),
            title: fields.text("title"),
            key: fields.text("key"),
            prefix: fields.text("prefix"),
            address: fields.text("address"),
            framework: fields.text("framework"),
            token: fields.text("token"),
        }
    }
}

/// What was found where the form points to.
enum Found {
    /// A framework, and where it is from.
    Package(String, Box<Package>),
    /// Several, of which one is to be chosen.
    Several(Vec<ListedDocument>),
}

impl Filled {
    /// Reads what the form points to; what is wrong with it, a line for each fault.
    async fn read(&self, app: &App, locale: Locale) -> Result<Result<Found, String>, Problem> {
        let found = if self.address.is_empty() {
            self.pasted(app, locale)
        } else {
            self.fetched(app).await
        };
        match found {
            Ok(found) => Ok(Ok(found)),
            Err(error) => mendable(locale, error).map(Err),
        }
    }

    fn pasted(&self, app: &App, locale: Locale) -> Result<Found, FrameworkError> {
        if self.text.trim().is_empty() {
            return Err(FrameworkError::Endpoint(Message::new("import-nothing")));
        }
        let title = if self.title.is_empty() {
            "Framework"
        } else {
            &self.title
        };
        let source = if self.title.is_empty() {
            &locale.text("import-source")
        } else {
            &self.title
        };
        let terms = Terms {
            base_url: &app.base_url,
            prefix: Some(self.prefix.as_str()).filter(|prefix| !prefix.is_empty()),
            title,
            key: if self.key.is_empty() {
                title
            } else {
                &self.key
            },
            now: app.clock.now(),
        };
        let bytes = self.text.as_bytes();
        let package = frameworks::read(source, bytes, None, &BTreeMap::new(), &terms)?;
        Ok(Found::Package(source.to_owned(), Box::new(package)))
    }

    async fn fetched(&self, app: &App) -> Result<Found, FrameworkError> {
        let wrong = |key: &'static str, text: &str| {
            FrameworkError::Endpoint(Message::new(key).with("text", text))
        };
        let address =
            Url::parse(&self.address).map_err(|_| wrong("fault-no-address", &self.address))?;
        let credentials = match self.token.as_str() {
            "" => Credentials::None,
            token => Credentials::Bearer(token.to_owned()),
        };
        let client =
            Guarded::new(app.config.outbound.allow_private).map_err(OutboundError::from)?;
        let (endpoint, named) = Endpoint::of(client, &address, credentials)?;
        let chosen = match self.framework.as_str() {
            "" => named,
            text => Some(Uuid::parse_str(text).map_err(|_| wrong("fault-uuid", text))?),
        };
        let chosen = match chosen {
            Some(chosen) => chosen,
            None => match &endpoint.documents().await?[..] {
                [] => {
                    return Err(FrameworkError::Endpoint(Message::new(
                        "fault-no-frameworks",
                    )));
                }
                [one] => one.id,
                several => return Ok(Found::Several(several.to_vec())),
            },
        };
        let (source, package) = endpoint
            .package(chosen, app.clock.now(), &|_, _| {})
            .await?;
        Ok(Found::Package(source, Box::new(package)))
    }
}

/// What whoever imports can mend, in words; anything else ends the request.
fn mendable(locale: Locale, error: FrameworkError) -> Result<String, Problem> {
    let told = match error {
        FrameworkError::Store(error) => return Err(error.into()),
        FrameworkError::Faulty(faults) => faults.said(),
        FrameworkError::Endpoint(message) => vec![message],
        FrameworkError::Outbound(OutboundError::TooLarge(most)) => {
            let most = i64::try_from(most).unwrap_or(i64::MAX);
            vec![Message::new("fault-answer-large").with("bytes", most)]
        }
        FrameworkError::Outbound(OutboundError::Refused(_)) => {
            vec![Message::new("fault-address-refused")]
        }
        FrameworkError::Outbound(error) => {
            let text = format!("{:#}", anyhow::Error::from(error));
            vec![Message::new("fault-unreachable").with("text", text)]
        }
        FrameworkError::NoFramework(_) | FrameworkError::NoVersion(_) => {
            return Err(Problem::not_found());
        }
    };
    let lines: Vec<String> = told.iter().map(|line| locale.say(line)).collect();
    Ok(lines.join("\n"))
}

/// The form, with the frameworks of an endpoint if one of them is to be chosen.
pub(super) fn form(locale: Locale, filled: &Filled, several: &[ListedDocument]) -> Markup {
    html! {
        section.card {
            h2 { (locale.text("import-title")) }
            form.fields method="post" action="/admin/frameworks/import" enctype="multipart/form-data" {
                p.note { (locale.text("import-note")) }
                p.field {
                    label for="file" { (locale.text("import-file")) }
                    input #file name="file" type="file" accept=".json,.csv,text/csv,application/json";
                }
                p.field {
                    label for="text" { (locale.text("import-text")) }
                    textarea #text.code name="text" rows="5" spellcheck="false" { (filled.text) }
                }
                p.field {
                    label for="title" { (locale.text("import-name")) }
                    input #title name="title" value=(filled.title) maxlength="300";
                    span.note { (locale.text("import-name-note")) }
                }
                p.field {
                    label for="key" { (locale.text("import-key")) }
                    input #key name="key" value=(filled.key) maxlength="300";
                }
                p.field {
                    label for="prefix" { (locale.text("import-prefix")) }
                    input #prefix name="prefix" type="url" value=(filled.prefix);
                }
                p.field {
                    label for="address" { (locale.text("import-address")) }
                    input #address name="address" type="url" value=(filled.address);
                }
                @if !several.is_empty() {
                    p.field {
                        label for="framework" { (locale.text("import-choose")) }
                        select #framework name="framework" {
                            @for one in several { option value=(one.id) { (one.title) } }
                        }
                    }
                }
                p.field {
                    label for="token" { (locale.text("import-token")) }
                    input #token name="token" type="password" autocomplete="off" value=(filled.token);
                }
                button type="submit" { (locale.text("import-preview")) }
            }
        }
    }
}

/// What an import would come to, with the button that makes it.
fn preview(locale: Locale, filled: &Filled, imported: &Imported) -> Markup {
    let fields = [
        ("text", &filled.text),
        ("title", &filled.title),
        ("key", &filled.key),
        ("prefix", &filled.prefix),
        ("address", &filled.address),
        ("framework", &filled.framework),
        ("token", &filled.token),
    ];
    html! {
        section.card {
            h2 { (imported.title) }
            p { (locale.with(
                if imported.difference.is_none() { "import-new" } else { "import-version" },
                &[("items", imported.items.into()), ("version", imported.version.into())],
            )) }
            @if let Some(changes) = &imported.difference { (difference(locale, changes)) }
            @if !imported.is_same() {
                form method="post" action="/admin/frameworks/import" enctype="multipart/form-data" {
                    input type="hidden" name="take" value="yes";
                    @for (name, value) in fields { input type="hidden" name=(name) value=(value); }
                    button type="submit" { (locale.text("import-take")) }
                }
            }
        }
    }
}

/// The form again, with what is wrong.
async fn again(
    app: &App,
    actor: &Actor,
    locale: Locale,
    filled: &Filled,
    wrong: &str,
) -> Result<Response, Problem> {
    let above = ui::fault(locale, Some(wrong));
    let page = list(app, actor, locale, above, form(locale, filled, &[])).await?;
    Ok((Kind::BadRequest.status(), page).into_response())
}

/// Shows what an import would come to, or makes it.
pub(in super::super) async fn import(
    State(app): State<App>,
    actor: Actor,
    locale: Locale,
    fields: Fields,
) -> Result<Response, Problem> {
    access::administrate(&actor)?;
    let mut filled = Filled::of(&fields);
    let (source, package) = match filled.read(&app, locale).await? {
        Ok(Found::Package(source, package)) => (source, *package),
        Ok(Found::Several(several)) => {
            let form = form(locale, &filled, &several);
            let page = list(&app, &actor, locale, html! {}, form).await?;
            return Ok(page.into_response());
        }
        Err(wrong) => return again(&app, &actor, locale, &filled, &wrong).await,
    };
    filled.framework = package.document.identifier.to_string();
    let now = app.clock.now();
    let mut tx = app.db.write().await?;
    let imported = match frameworks::import(&mut tx, &source, package, now).await {
        Ok(imported) => imported,
        Err(error) => {
            drop(tx);
            let wrong = mendable(locale, error)?;
            return again(&app, &actor, locale, &filled, &wrong).await;
        }
    };
    if fields.text("take").is_empty() {
        // Dropped, the transaction leaves nothing of it.
        drop(tx);
        let above = preview(locale, &filled, &imported);
        let form = form(locale, &filled, &[]);
        return Ok(list(&app, &actor, locale, above, form)
            .await?
            .into_response());
    }
    let after = format!(
        "{}, version {} from {source}",
        imported.title, imported.version
    );
    let change = Change::to(imported.framework, after);
    audit::record(
        &mut tx,
        &app.author(&actor),
        Act::FrameworkDecided,
        change,
        now,
    )
    .await?;
    tx.commit().await?;
    Ok(Redirect::to(&format!("/admin/frameworks/{}", imported.framework)).into_response())
}
