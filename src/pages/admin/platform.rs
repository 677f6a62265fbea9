//! One learning platform: does it work, who may launch, what went wrong?

use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::Form;
use jiff::tz::TimeZone;
use maud::{Markup, html};
use serde::Deserialize;
use uuid::Uuid;

use super::super::ui;
use super::platform_courses::{After, Courses};
use super::platform_people::{self, Filled};
use super::{Tab, framed};
use crate::access;
use crate::audit::{self, Act, Change};
use crate::courses::{self, RoundKind};
use crate::locale::Locale;
use crate::platforms::keys::{self, Listed};
use crate::platforms::{
    self, Check, DeploymentRow, DeploymentStatus, Finding, Platform, Refusal, Traffic,
};
use crate::problem::Problem;
use crate::sso::Actor;
use crate::state::App;
use crate::store::Tx;
use crate::words;

/// Courses where something fails that are named.
const NAMED: usize = 3;
/// Refused launches that are listed.
const REFUSALS: i64 = 30;

/// Everything of a platform's page.
pub(super) struct Found {
    pub(super) platform: Platform,
    deployments: Vec<DeploymentRow>,
    keys: Vec<Listed>,
    refusals: Vec<Refusal>,
    courses: Courses,
    failing: Failing,
}

/// Courses whose last roster, or results, did not come.
struct Failing {
    rosters: Vec<String>,
    results: Vec<String>,
}

impl Failing {
    async fn of(tx: &mut Tx, platform: Uuid) -> Result<Self, Problem> {
        let limit = NAMED as i64 + 1;
        Ok(Self {
            rosters: courses::failing(tx, platform, RoundKind::Roster, limit).await?,
            results: courses::failing(tx, platform, RoundKind::Results, limit).await?,
        })
    }

    /// The names of those where something fails; none if it is nothing of courses.
    fn named(&self, traffic: Traffic) -> Option<String> {
        let courses = match traffic {
            Traffic::Rosters => &self.rosters,
            Traffic::Results => &self.results,
            Traffic::Launches | Traffic::Scores => return None,
        };
        let more = (courses.len() > NAMED).then_some("…");
        let names = courses.iter().take(NAMED).map(String::as_str);
        let names: Vec<&str> = names.chain(more).collect();
        (!names.is_empty()).then(|| names.join(", "))
    }
}

pub(super) async fn find(
    app: &App,
    actor: &Actor,
    id: Uuid,
    after: &After,
) -> Result<Found, Problem> {
    let mut tx = app.db.read().await?;
    let platform = platforms::by_id(&mut tx, id)
        .await?
        .ok_or_else(Problem::not_found)?;
    let own = platform.own_keys.then_some(id);
    Ok(Found {
        deployments: platforms::deployments(&mut tx, id).await?,
        keys: keys::listed(&mut tx, own, app.clock.now()).await?,
        refusals: platforms::refusals(&mut tx, id, REFUSALS).await?,
        courses: Courses::of(&mut tx, actor, id, after).await?,
        failing: Failing::of(&mut tx, id).await?,
        platform,
    })
}

pub(super) async fn get(
    State(app): State<App>,
    actor: Actor,
    locale: Locale,
    Path(platform): Path<Uuid>,
    Query(after): Query<After>,
) -> Result<Markup, Problem> {
    access::administrate(&actor)?;
    let found = find(&app, &actor, platform, &after).await?;
    Ok(page(&app, locale, &actor, &found, Shown::default()))
}

/// What a page shows beside the platform.
#[derive(Default)]
pub(super) struct Shown<'s> {
    /// What was found when it was tested.
    pub(super) findings: Option<&'s [Finding]>,
    /// Who its people are, as it was filled in, and what is wrong with that.
    pub(super) said: Option<(&'s Filled, &'s str)>,
}

pub(super) fn page(
    app: &App,
    locale: Locale,
    actor: &Actor,
    found: &Found,
    shown: Shown<'_>,
) -> Markup {
    let Shown { findings, said } = shown;
    let title = found.platform.name.clone();
    let body = html! {
        div.head {
            h1 { (title) }
            p.facts {
                span { code { (found.platform.issuer) } }
                span { (locale.text("platforms-client")) " " code { (found.platform.client_id) } }
                a href={ "/admin/platforms/" (found.platform.id) "/courses" } { (locale.text("course-names-title")) }
            }
        }
        (ui::fault(locale, said.map(|(_, fault)| fault)))
        @if let Some(findings) = findings { (test(locale, findings)) }
        div.columns {
            (state(&actor.zone, locale, found))
            (key_list(&actor.zone, locale, found))
        }
        (found.courses.card(locale, actor, app.clock.now().as_microsecond()))
        (deployments(&actor.zone, locale, found))
        (platform_people::card(locale, &found.platform, said.map(|(filled, _)| filled)))
        (refusals(&actor.zone, locale, &found.refusals))
    };
    framed(app, locale, actor, Tab::Platforms, &title, body)
}

fn action(address: &str, label: &str) -> Markup {
    html! { form method="post" action=(address) { button.plain type="submit" { (label) } } }
}

fn state(zone: &TimeZone, locale: Locale, found: &Found) -> Markup {
    let platform = &found.platform;
    let moment = |at: Option<i64>| ui::moment_if(locale, zone, at);
    let since = |traffic: Traffic| {
        let (_, code) = platform.troubles().find(|(of, _)| *of == traffic)?;
        // Why is said where the course is listed.
        Some(match found.failing.named(traffic) {
            Some(names) => locale.with("platforms-fails-in", &[("courses", names.into())]),
            None => locale.with(
                "platforms-since",
                &[("why", words::rule(locale, code).into())],
            ),
        })
    };
    // What still fails has said so itself.
    let error = platform.last_error.as_deref();
    let error = error.filter(|error| platform.troubles().all(|(_, code)| code != *error));
    let last = |at: Option<i64>, traffic: Traffic| {
        html! { (moment(at)) @if let Some(since) = since(traffic) { br; (since) } }
    };
    let address = format!("/admin/platforms/{}", platform.id);
    let product = [&platform.product_family, &platform.product_version];
    let product: Vec<&str> = product.into_iter().flatten().map(String::as_str).collect();
    html! {
        section.card {
            h2 { (locale.text("platforms-state")) }
            dl.pairs {
                @if !product.is_empty() {
                    dt { (locale.text("register-product")) }
                    dd { (product.join(" ")) }
                }
                dt { (locale.text("platforms-launch")) }
                dd { (last(platform.last_launch_at, Traffic::Launches)) }
                dt { (locale.text("platforms-roster")) }
                dd { (last(platform.last_roster_at, Traffic::Rosters)) }
                dt { (locale.text("platforms-score")) }
                dd { (last(platform.last_score_at, Traffic::Scores)) }
                @if let Some(results) = since(Traffic::Results) {
                    dt { (locale.text("platforms-results")) }
                    dd { (results) }
                }
                @if let Some(error) = error {
                    dt { (locale.text("platforms-error")) }
                    dd {
                        (moment(platform.last_error_at)) ": " (words::rule(locale, error))
                        @if !platform.is_failing() { br; (locale.text("platforms-recovered")) }
                    }
                }
                @if let Some(audience) = &platform.audience {
                    dt { (locale.text("platforms-audience")) }
                    dd { code { (audience) } }
                }
            }
            div.chips {
                (action(&format!("{address}/test"), &locale.text("platforms-test")))
                @if platform.enabled {
                    (action(&format!("{address}/disable"), &locale.text("platforms-disable")))
                } @else {
                    (action(&format!("{address}/enable"), &locale.text("platforms-enable")))
                }
            }
            @if !platform.enabled { p.note { (locale.text("platforms-disabled-note")) } }
        }
    }
}

fn key_list(zone: &TimeZone, locale: Locale, found: &Found) -> Markup {
    let platform = &found.platform;
    html! {
        section.card {
            h2 { (locale.text("platforms-keys")) }
            p.note { (locale.text(if platform.own_keys { "platforms-keys-own" } else { "platforms-keys-shared" })) }
            ul.list {
                @for key in &found.keys {
                    li {
                        @if key.signs {
                            span.chip.green { (locale.text("platforms-key-signs")) }
                        } @else {
                            span.chip.grey { (locale.text("platforms-key-waits")) }
                        }
                        span { code { (key.id) } " " (ui::moment(locale, zone, key.created_at)) }
                    }
                }
            }
            (action(&format!("/admin/platforms/{}/rotate", platform.id), &locale.text("platforms-rotate")))
        }
    }
}

fn deployments(zone: &TimeZone, locale: Locale, found: &Found) -> Markup {
    let labels = [
        "platforms-deployment",
        "platforms-course",
        "platforms-seen",
        "platforms-state",
        "keys-actions",
    ]
    .map(|key| locale.text(key));
    let [_, course, seen, state, actions] = &labels;
    let address = format!("/admin/platforms/{}/deployments", found.platform.id);
    let decide = |row: &DeploymentRow, status: DeploymentStatus| {
        html! {
            form method="post" action=(address) {
                input type="hidden" name="deployment" value=(row.deployment_id);
                button.plain type="submit" name="status" value=(status) {
                    (locale.text(&format!("deployment-make-{status}")))
                }
            }
        }
    };
    html! {
        section.card {
            h2 { (locale.text("platforms-deployments")) }
            p.note { (locale.text("platforms-deployments-note")) }
            div.table { table.cards {
                thead { tr { @for label in &labels { th scope="col" { (label) } } } }
                tbody { @for row in &found.deployments { tr {
                    th scope="row" { code { (row.deployment_id) } }
                    td.wrap data-label=(course) { (row.course.as_deref().unwrap_or("–")) }
                    td data-label=(seen) { (ui::moment(locale, zone, row.seen_at)) }
                    td data-label=(state) { (chip(locale, row.status())) }
                    td data-label=(actions) { span.chips {
                        @if row.status() != DeploymentStatus::Approved {
                            (decide(row, DeploymentStatus::Approved))
                        }
                        @if row.status() != DeploymentStatus::Disabled {
                            (decide(row, DeploymentStatus::Disabled))
                        }
                    } }
                } } }
            } }
        }
    }
}

fn chip(locale: Locale, status: DeploymentStatus) -> Markup {
    let class = match status {
        DeploymentStatus::Pending => "chip amber",
        DeploymentStatus::Approved => "chip green",
        DeploymentStatus::Disabled => "chip grey",
    };
    html! { span class=(class) { (locale.text(&format!("deployment-{status}"))) } }
}

fn refusals(zone: &TimeZone, locale: Locale, refusals: &[Refusal]) -> Markup {
    html! {
        section.card {
            h2 { (locale.text("platforms-refused")) }
            @if refusals.is_empty() {
                p.note { (locale.text("platforms-refused-none")) }
            } @else {
                p.note { (locale.text("platforms-refused-note")) }
                ul.faults {
                    @for refusal in refusals {
                        li {
                            (ui::moment(locale, zone, refusal.at)) " · "
                            (words::rule(locale, &refusal.rule)) br; code { (refusal.detail) }
                        }
                    }
                }
            }
        }
    }
}

/// What administrators of platforms know a scope by.
fn short(scope: &str) -> &str {
    scope.rsplit('/').next().unwrap_or(scope)
}

fn test(locale: Locale, findings: &[Finding]) -> Markup {
    let name = |check: Check| match check {
        Check::Keys => locale.text("finding-keys"),
        Check::Token => locale.text("finding-token"),
        Check::Scope(scope) => locale.text(&format!("finding-{}", short(scope).replace('.', "-"))),
    };
    html! {
        section.card role="status" {
            h2 { (locale.text("platforms-tested")) }
            ul.list {
                @for finding in findings {
                    li {
                        @match finding.fault {
                            None => { span.chip.green { (locale.text("finding-works")) } }
                            Some("scope_not_granted") => { span.chip.grey { (locale.text("finding-off")) } }
                            Some(_) => { span.chip.red { (locale.text("finding-fails")) } }
                        }
                        span {
                            (name(finding.check))
                            @if let Check::Scope(scope) = finding.check { " " code.note { (short(scope)) } }
                            @if let Some(fault) = finding.fault { ": " (words::rule(locale, fault)) }
                        }
                    }
                }
            }
        }
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct Decision {
    deployment: String,
    status: DeploymentStatus,
}

/// Decides about a deployment.
pub(super) async fn decide(
    State(app): State<App>,
    actor: Actor,
    Path(platform): Path<Uuid>,
    Form(decision): Form<Decision>,
) -> Result<Redirect, Problem> {
    access::administrate(&actor)?;
    let mut tx = app.db.write().await?;
    let (deployment, status) = (&decision.deployment, decision.status);
    if !platforms::decide(&mut tx, platform, deployment, status).await? {
        return Err(Problem::not_found());
    }
    let change = Change::to(platform, format!("{status}: deployment {deployment}"));
    let by = app.author(&actor);
    audit::record(
        &mut tx,
        &by,
        Act::DeploymentDecided,
        change,
        app.clock.now(),
    )
    .await?;
    tx.commit().await?;
    Ok(Redirect::to(&format!("/admin/platforms/{platform}")))
}

/// What can be done with a platform.
pub(super) async fn act(
    State(app): State<App>,
    actor: Actor,
    locale: Locale,
    Path((id, action)): Path<(Uuid, String)>,
) -> Result<Response, Problem> {
    access::administrate(&actor)?;
    let found = find(&app, &actor, id, &After::default()).await?;
    match action.as_str() {
        "enable" | "disable" => {
            let mut tx = app.db.write().await?;
            platforms::enable(&mut tx, id, action == "enable").await?;
            let change = Change::to(id, format!("{action}d: {}", found.platform.name));
            let by = app.author(&actor);
            audit::record(&mut tx, &by, Act::PlatformSwitched, change, app.clock.now()).await?;
            tx.commit().await?;
        }
        "rotate" => {
            let own = found.platform.own_keys.then_some(id);
            keys::rotate(&app.db, &app.key, own, &app.author(&actor), app.clock.now())
                .await
                .map_err(Problem::internal)?;
        }
        "test" => {
            let findings = platforms::examine(&app.platforms, &found.platform).await;
            let shown = Shown {
                findings: Some(&findings),
                said: None,
            };
            let page = page(&app, locale, &actor, &found, shown);
            return Ok(page.into_response());
        }
        _ => return Err(Problem::not_found()),
    }
    Ok(Redirect::to(&format!("/admin/platforms/{id}")).into_response())
}
