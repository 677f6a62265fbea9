//! The statement browser: what has been stored, by whom, about what?

use axum::extract::{Query, State};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use maud::{Markup, html};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use super::super::locale::Locale;
use super::super::{exports, ui};
use super::{Tab, headed};
use crate::access;
use crate::exports::Subject;
use crate::message::Message;
use crate::problem::{Kind, Problem};
use crate::sso::Actor;
use crate::state::App;
use crate::statements::{
    self, Direction, Filter, Identity, Query as LogQuery, StoredStatement, midnight,
};

/// Statements on a page.
const PAGE: usize = 50;

/// A filter as it was filled in.
#[derive(Debug, Clone, Default, Deserialize, Serialize)]
#[serde(default)]
pub(super) struct Asked {
    /// An e-mail address, or the name of an account.
    agent: String,
    /// The account's home page.
    home_page: String,
    verb: String,
    activity: String,
    registration: String,
    /// Days, both included.
    from: String,
    to: String,
    /// An identifier: goes straight to the statement.
    id: String,
    /// Agents and activities in any place.
    #[serde(skip_serializing_if = "String::is_empty")]
    related: String,
    /// Only statements before this place in the log.
    #[serde(skip_serializing_if = "Option::is_none")]
    before: Option<i64>,
}

pub(super) async fn get(
    State(app): State<App>,
    actor: Actor,
    locale: Locale,
    Query(asked): Query<Asked>,
) -> Result<axum::response::Response, Problem> {
    use axum::response::IntoResponse;
    access::administrate(&actor)?;
    if !asked.id.trim().is_empty() {
        let id: Uuid = asked
            .id
            .trim()
            .parse()
            .map_err(|_| wrong("refused-statement-id"))?;
        let to = format!("/admin/statements/{id}");
        return Ok(axum::response::Redirect::to(&to).into_response());
    }
    let query = LogQuery {
        filter: asked.filter(&actor.zone)?,
        direction: Direction::Descending,
        limit: PAGE,
        position: asked.before,
    };
    let mut tx = app.db.read().await?;
    let page = statements::page(&mut tx, &query).await?;
    drop(tx);
    let actors = page.statements.iter().map(actor_of).collect::<Vec<_>>();
    super::statement::log_looks(&app, &actor, actors.iter().flatten()).await?;
    let older = page.statements.last().filter(|_| page.more);
    let body = html! {
        (asked.form(locale))
        @if page.statements.is_empty() {
            (ui::empty(locale, "statements-empty-title", "statements-empty"))
        } @else {
            section.card {
                div.table { (table(&actor.zone, locale, &page.statements)) }
                (exports::form(locale, Subject::Statements, &Asked::wanted(&query.filter)))
            }
        }
        @if let Some(last) = older {
            p { a.button href={ "/admin/statements?" (asked.query(last.seq)) } {
                (locale.text("page-older"))
            } }
        }
    };
    Ok(headed(&app, locale, &actor, Tab::Statements, body).into_response())
}

fn wrong(key: &'static str) -> Problem {
    Problem::new(Kind::InvalidParameter, Message::new(key))
}

impl Asked {
    fn filter(&self, zone: &TimeZone) -> Result<Filter, Problem> {
        let given = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        let home_page = given(&self.home_page);
        let agent = given(&self.agent)
            .map(|name| {
                Identity::named(&name, home_page.as_deref()).ok_or_else(|| wrong("refused-account"))
            })
            .transpose()?;
        let registration = given(&self.registration)
            .map(|text| text.parse())
            .transpose()
            .map_err(|_| wrong("refused-registration"))?;
        let midnight = |text: &str, days: i64| {
            let Some(text) = given(text) else {
                return Ok(None);
            };
            let day: Option<Date> = text.parse().ok();
            let moment = day.and_then(|day| midnight(zone, day, days));
            moment.map(Some).ok_or_else(|| wrong("refused-date"))
        };
        let related = !self.related.is_empty();
        Ok(Filter {
            agent,
            related_agents: related,
            verb: given(&self.verb),
            activity: given(&self.activity),
            related_activities: related,
            registration,
            since: midnight(&self.from, 0)?,
            until: midnight(&self.to, 1)?,
            authority: None,
        })
    }

    /// The address of the page after a place in the log.
    fn query(&self, before: i64) -> String {
        let asked = Self {
            before: Some(before),
            id: String::new(),
            ..self.clone()
        };
        // Only texts and a number: there is nothing that could not be written.
        serde_urlencoded::to_string(asked).unwrap_or_default()
    }

    /// A selection, as an export is asked for.
    fn wanted(filter: &Filter) -> Vec<(&'static str, String)> {
        let agent = filter
            .agent
            .as_ref()
            .map(|agent| agent.to_agent().to_string());
        let moment = |moment: Option<Timestamp>| moment.map(|moment| moment.to_string());
        let fields = [
            ("agent", agent),
            ("verb", filter.verb.clone()),
            ("activity", filter.activity.clone()),
            ("registration", filter.registration.map(|id| id.to_string())),
            ("since", moment(filter.since)),
            ("until", moment(filter.until)),
            ("related", filter.related_agents.then(|| "true".to_owned())),
        ];
        let given = fields.into_iter();
        given
            .filter_map(|(name, value)| Some((name, value?)))
            .collect()
    }

    fn form(&self, locale: Locale) -> Markup {
        let field = |name: &str, value: &str, kind: &str| {
            html! {
                p.field {
                    label for=(name) { (locale.text(&format!("filter-{}", name.replace('_', "-")))) }
                    input id=(name) name=(name) value=(value) type=(kind);
                }
            }
        };
        html! {
            form.filters method="get" action="/admin/statements" {
                (field("agent", &self.agent, "text"))
                (field("home_page", &self.home_page, "text"))
                (field("verb", &self.verb, "text"))
                (field("activity", &self.activity, "text"))
                (field("registration", &self.registration, "text"))
                (field("from", &self.from, "date"))
                (field("to", &self.to, "date"))
                (field("id", "", "text"))
                label.choice {
                    input type="checkbox" name="related" value="true" checked[!self.related.is_empty()];
                    span { (locale.text("filter-related")) }
                }
                button type="submit" { (locale.text("filter-apply")) }
            }
        }
    }
}

fn actor_of(stored: &StoredStatement) -> Option<Identity> {
    Identity::of(stored.value().ok()?.get("actor")?)
}

fn table(zone: &TimeZone, locale: Locale, statements: &[StoredStatement]) -> Markup {
    let labels = [
        "statements-stored",
        "statements-actor",
        "statements-verb",
        "statements-object",
    ]
    .map(|key| locale.text(key));
    html! {
        table.cards {
            thead { tr { @for label in &labels { th scope="col" { (label) } } } }
            tbody {
                @for stored in statements {
                    @let value = stored.value().unwrap_or_default();
                    tr {
                        th scope="row" {
                            a href={ "/admin/statements/" (stored.id) } {
                                (ui::moment(locale, zone, stored.stored))
                            }
                        }
                        td.wrap data-label=(labels[1]) { (who(&value["actor"])) }
                        td.wrap data-label=(labels[2]) { (verb(&value["verb"])) }
                        td.wrap data-label=(labels[3]) { (what(&value["object"])) }
                    }
                }
            }
        }
    }
}

fn short(text: &str) -> String {
    const LONGEST: usize = 80;
    let mut shown: String = text.chars().take(LONGEST).collect();
    if shown.len() < text.len() {
        shown.push('…');
    }
    shown
}

/// An agent by its name or identifier.
fn who(actor: &Value) -> String {
    let text = |pointer: &str| actor.pointer(pointer).and_then(Value::as_str);
    let named = text("/name")
        .or_else(|| text("/account/name"))
        .or_else(|| text("/mbox"))
        .or_else(|| text("/openid"))
        .or_else(|| text("/mbox_sha1sum"));
    short(named.unwrap_or("–"))
}

fn verb(verb: &Value) -> String {
    let display = verb.get("display").and_then(Value::as_object);
    let shown = display.and_then(|map| map.values().next()?.as_str());
    let last = verb["id"]
        .as_str()
        .and_then(|id| id.rsplit(['/', '#']).next());
    short(shown.or(last).unwrap_or("–"))
}

/// An object by its name or identifier.
fn what(object: &Value) -> String {
    let name = object
        .pointer("/definition/name")
        .and_then(Value::as_object);
    let shown = name.and_then(|map| map.values().next()?.as_str());
    let id = object.get("id").and_then(Value::as_str);
    match object.get("objectType").and_then(Value::as_str) {
        Some("Agent" | "Group") => who(object),
        Some("SubStatement") => short(&format!(
            "{} {} {}",
            who(&object["actor"]),
            verb(&object["verb"]),
            what(&object["object"])
        )),
        _ => short(shown.or(id).unwrap_or("–")),
    }
}
