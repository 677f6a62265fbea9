//! One person: how far, since when, on what evidence? And the same for oneself.

use axum::extract::{Path, Query, State};
use maud::{Markup, html};
use serde::Deserialize;
use serde_json::Value;
use uuid::Uuid;

use super::layout::{Place, page};
use super::locale::Locale;
use super::{chart, looks, ui};
use crate::access;
use crate::competency::{self, CompetencyProgress, Confidence, Help, PersonReport, Progress};
use crate::engagement::{self, GroupReport, Viewer, Window};
use crate::people::{self, Look, Noting, PersonId, View};
use crate::problem::Problem;
use crate::rules::Class;
use crate::sso::Actor;
use crate::state::App;
use crate::statements;

/// Pieces of evidence listed for a competency.
const EVIDENCE: usize = 40;
/// Looks listed on one's own page.
const LOOKS: i64 = 5;

/// Somebody's page, for their coach.
pub(super) async fn get(
    State(app): State<App>,
    actor: Actor,
    locale: Locale,
    Path(person): Path<Uuid>,
) -> Result<Markup, Problem> {
    let person = PersonId(person);
    let mut tx = app.db.read().await?;
    access::see_person(&mut tx, &actor, person).await?;
    let noted = noted(&app, &actor, person, View::Page);
    let report = competency::person_report(&mut tx, person, app.today())
        .await?
        .ok_or_else(Problem::not_found)?;
    let may_act = access::may_act_for(&mut tx, &actor, person).await?;
    drop(tx);
    noted.done().await?;
    let title = ui::name(locale, Some(&report.person));
    let body = html! {
        div.head { h1 { (title) } }
        @if may_act {
            (ui::person_tabs(locale, person, actor.person == person, ui::PersonTab::Progress))
        }
        (progress(locale, &report))
        @if actor.person != person {
            p.note { (locale.with("person-access-note", &[("name", title.as_str().into())])) }
        }
    };
    Ok(page(
        &app,
        locale,
        Some(&actor),
        Place::Groups,
        &title,
        body,
    ))
}

/// Begins to note, where the person can see it, that somebody looks at them.
fn noted(app: &App, actor: &Actor, person: PersonId, page: View) -> Noting {
    let viewer = people::Viewer::Person(actor.person);
    let view = super::view(actor, page);
    app.looks.note(&viewer, &[person], view, app.clock.now())
}

/// What of one's own page is to be shown.
#[derive(Deserialize)]
pub(super) struct Choice {
    /// One competency, by its IRI.
    competency: Option<String>,
}

/// One's own page: what the coach sees, and who looked.
pub(super) async fn me(
    State(app): State<App>,
    actor: Actor,
    locale: Locale,
    Query(choice): Query<Choice>,
) -> Result<Markup, Problem> {
    let mut tx = app.db.read().await?;
    let mut report = competency::person_report(&mut tx, actor.person, app.today())
        .await?
        .ok_or_else(Problem::not_found)?;
    let group = actor.visit.as_ref().and_then(|visit| visit.group);
    let group = match group {
        Some(group) => {
            engagement::group_report(
                &mut tx,
                group,
                Viewer::Member(actor.person),
                (Window::default(), app.today()),
                &app.policy(),
            )
            .await?
        }
        None => None,
    };
    if let Some(wanted) = &choice.competency {
        report.competencies.retain(|found| found.iri == *wanted);
    }
    let looks = people::looks_at(&mut tx, actor.person, None, LOOKS).await?;
    let title = locale.text("me-title");
    let body = html! {
        div.head { h1 { (title) } }
        (ui::person_tabs(locale, actor.person, true, ui::PersonTab::Progress))
        @if let Some(group) = &group { (in_group(locale, group, actor.person)) }
        (progress(locale, &report))
        @if choice.competency.is_some() { p.note { a href="/me" { (locale.text("me-all")) } } }
        (looked(&app, locale, &looks))
    };
    Ok(page(&app, locale, Some(&actor), Place::Me, &title, body))
}

/// What of one's own page belongs to the group of the course that one came from.
fn in_group(locale: Locale, report: &GroupReport, me: PersonId) -> Markup {
    let name = report
        .group
        .name
        .clone()
        .unwrap_or_else(|| locale.text("group-unnamed"));
    let member = report.members.iter().find(|member| member.person.id == me);
    html! {
        section.card {
            h2 { (locale.with("me-group", &[("group", name.into())])) }
            @match member {
                Some(member) => {
                    dl.pairs {
                        dt { (locale.text("member-index")) }
                        dd { (member.score.index) }
                        dt { (locale.text("member-active")) }
                        dd { (member.score.active_days) }
                    }
                    p.note { (locale.text("index-explained")) }
                    p { a href={ "/groups/" (report.group.id) "/board" } { (locale.text("group-board")) } }
                }
                None => { p.note { (locale.text("me-group-soon")) } }
            }
        }
    }
}

fn looked(app: &App, locale: Locale, looks: &[Look]) -> Markup {
    html! {
        section.card {
            h2 { (locale.text("me-viewed")) }
            @if looks.is_empty() {
                p.note { (locale.text("me-viewed-none")) }
            } @else {
                (looks::list(app, locale, looks))
            }
            p { a href="/me/privacy" { (locale.text("privacy-title")) } " · "
                a href="/me/looks" { (locale.text("looks-title")) } " · "
                a href="/me/sessions" { (locale.text("sessions-title")) } }
        }
    }
}

fn progress(locale: Locale, report: &PersonReport) -> Markup {
    html! {
        @if report.competencies.is_empty() {
            (ui::empty(locale, "person-empty-title", "person-empty"))
        } @else {
            h2.hidden { (locale.text("person-progress")) }
            @for competency in &report.competencies {
                (card(locale, report, competency))
            }
        }
    }
}

fn card(locale: Locale, report: &PersonReport, found: &CompetencyProgress) -> Markup {
    let progress = &found.progress;
    let summary = ui::shares(locale, progress);
    let target = found.plan.map(|plan| plan.target);
    let level = |key: &str, level: i64| locale.with(key, &[("level", level.into())]);
    html! {
        section.card.competency id={ "competency-" (found.key) } {
            div.row-head {
                h2 { (found.name) }
                div.chips {
                    @if progress.level == 0 {
                        span.chip.grey { (locale.text("level-none")) }
                    } @else {
                        span.chip { (level("level", i64::from(progress.level))) }
                    }
                    @if let Some(waiting) = progress.waiting_for {
                        span.chip.amber title=(level("level-waiting", i64::from(waiting))) {
                            (locale.text("level-waiting-short"))
                        }
                    }
                    @match found.status {
                        Some(status) => (ui::status(locale, status)),
                        None => span.chip.grey { (locale.text("no-plan")) },
                    }
                }
            }
            (chart::meter(progress, &found.scale, target, &summary))
            p.legend {
                span.s { (locale.text("progress-shown")) " " (locale.percent(progress.shown)) }
                span.c { (locale.text("progress-contradicted")) " " (locale.percent(progress.contradicted)) }
                span { (locale.text("progress-unknown")) " " (locale.percent(progress.unknown)) }
            }
            p.note {
                (locale.text(match progress.confidence {
                    Confidence::Low => "confidence-low",
                    Confidence::Medium => "confidence-medium",
                    Confidence::High => "confidence-high",
                }))
                @if let Some(plan) = found.plan {
                    " · " (level("level-target", plan.target))
                    @if let Some(due) = plan.due {
                        ", " (locale.with("plan-due", &[("date", locale.day(due).into())]))
                    }
                }
                @if let Some(lapses) = found.lapses {
                    " · " (locale.with("lapses", &[("date", locale.day(lapses).into())]))
                }
            }
            details {
                summary { (locale.text("why-title")) }
                (classes(locale, report, progress))
                (helps(locale, &found.helps))
                (evidence(locale, report.person.id, found))
            }
        }
    }
}

fn classes(locale: Locale, report: &PersonReport, progress: &Progress) -> Markup {
    let rules = &report.rules.progress;
    html! {
        h3 { (locale.text("why-classes")) }
        div.table {
            table {
                thead { tr {
                    th scope="col" { (locale.text("why-class")) }
                    th.number scope="col" { (locale.text("why-raw")) }
                    th.number scope="col" { (locale.text("why-ceiling")) }
                    th.number scope="col" { (locale.text("why-counted")) }
                    th.number scope="col" { (locale.text("why-quality")) }
                } }
                tbody {
                    @for class in Class::ALL {
                        @let mass = progress.classes[class as usize];
                        tr {
                            th scope="row" { (locale.text(class_name(class))) }
                            td.number { (locale.decimal(mass.raw)) }
                            td.number { (locale.decimal(rules.class(class).ceiling)) }
                            td.number { (locale.decimal(mass.counted)) }
                            td.number { @if mass.raw > 0.0 { (locale.percent(mass.quality)) } @else { "–" } }
                        }
                    }
                }
            }
        }
        p.note { (locale.with("why-formula", &[
            ("unknown", locale.decimal(rules.unknown).into()),
            ("version", report.rules.version.as_str().into()),
        ])) }
    }
}

const fn class_name(class: Class) -> &'static str {
    match class {
        Class::Own => "class-own",
        Class::Social => "class-social",
        Class::System => "class-system",
        Class::Coach => "class-coach",
    }
}

/// What would raise the number, the best first.
fn helps(locale: Locale, helps: &[Help]) -> Markup {
    html! {
        @if !helps.is_empty() {
            h3 { (locale.text("why-helps")) }
            ul.list {
                @for help in helps {
                    li { (locale.with("why-help", &[
                        ("kind", locale.text(&format!("kind-{}", help.kind.word())).into()),
                        ("class", locale.text(class_name(help.class)).into()),
                        ("effect", locale.decimal(help.effect * 100.0).into()),
                    ])) }
                }
            }
        }
    }
}

fn evidence(locale: Locale, person: PersonId, found: &CompetencyProgress) -> Markup {
    let more = found.evidence.len().saturating_sub(EVIDENCE);
    html! {
        h3 { (locale.text("why-evidence")) }
        div.table {
            table {
                thead { tr {
                    th scope="col" { (locale.text("evidence-date")) }
                    th scope="col" { (locale.text("evidence-kind")) }
                    th scope="col" { (locale.text("evidence-by")) }
                    th.number scope="col" { (locale.text("evidence-quality")) }
                    th.number scope="col" { (locale.text("evidence-effect")) }
                    th scope="col" { (locale.text("evidence-statement")) }
                } }
                tbody {
                    @for item in found.evidence.iter().take(EVIDENCE) {
                        tr {
                            td { (locale.day(item.day)) }
                            td {
                                (locale.text(&format!("kind-{}", item.kind.word())))
                                @if item.implied { " " span.note { (locale.text("evidence-implied")) } }
                                @if item.aligned { " " span.note { (locale.text("evidence-aligned")) } }
                            }
                            td { (ui::name(locale, item.by.as_ref())) }
                            td.number { (locale.percent(item.quality as f64 / 1e6)) }
                            td.number { (signed(locale, item.effect)) }
                            td { a href={ "/people/" (person) "/statements/" (item.statement) } {
                                (item.statement.to_string().chars().take(8).collect::<String>())
                            } }
                        }
                    }
                }
            }
        }
        @if more > 0 {
            p.note { (locale.with("evidence-more", &[("count", more.into())])) }
        }
    }
}

/// Percentage points with their sign.
fn signed(locale: Locale, effect: f64) -> String {
    let text = locale.decimal(effect.abs() * 100.0);
    if effect < -0.0005 {
        format!("−{text}")
    } else {
        format!("+{text}")
    }
}

/// A statement behind a number, as it stands in the log.
pub(super) async fn statement(
    State(app): State<App>,
    actor: Actor,
    locale: Locale,
    Path((person, statement)): Path<(Uuid, Uuid)>,
) -> Result<Markup, Problem> {
    let person = PersonId(person);
    let mut tx = app.db.read().await?;
    access::see_person(&mut tx, &actor, person).await?;
    let report = competency::person_report(&mut tx, person, app.today())
        .await?
        .ok_or_else(Problem::not_found)?;
    // Only what is evidence for this person is shown through their page.
    let cited = report.competencies.iter().any(|found| {
        found
            .evidence
            .iter()
            .any(|item| item.statement == statement)
    });
    if !cited {
        return Err(Problem::not_found());
    }
    let noted = noted(&app, &actor, person, View::Statement);
    let stored = statements::one(&mut tx, statement)
        .await?
        .ok_or_else(Problem::not_found)?;
    drop(tx);
    noted.done().await?;
    let value: Value = serde_json::from_str(&stored.to_json()).map_err(Problem::internal)?;
    let text = serde_json::to_string_pretty(&value).map_err(Problem::internal)?;
    let title = locale.text("statement-title");
    let body = html! {
        div.head {
            h1 { (title) }
            p.facts {
                a href={ "/people/" (person) } { (ui::name(locale, Some(&report.person))) }
                span { (locale.text("statement-note")) }
            }
        }
        pre { (text) }
    };
    Ok(page(
        &app,
        locale,
        Some(&actor),
        Place::Groups,
        &title,
        body,
    ))
}
