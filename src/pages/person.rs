//! One person: how far, since when, on what evidence? And the same for oneself.

use axum::extract::{Path, Query, State};
use maud::{Markup, html};
use serde::Deserialize;
use serde_json::Value;
use uuid::Uuid;

use super::coaching::judging::Pins;
use super::coaching::vouching::{Back, Claims};
use super::layout::{Place, page};
use super::locale::Locale;
use super::visit::read_arrived;
use super::{chart, glance, involved, looks, measured, sheet, ui};
use crate::access;
use crate::coaching::disagreements;
use crate::competency::{
    self, CompetencyProgress, Confidence, EvidenceItem, Help, PersonReport, Timing,
};
use crate::engagement::{self, GroupReport, Involved, Viewer, Window};
use crate::exports::{Subject, sheets};
use crate::people::{self, Look, Noting, PersonId, View};
use crate::problem::Problem;
use crate::restrictions::{self, Use};
use crate::rules::{Class, Level};
use crate::sso::Actor;
use crate::state::App;
use crate::statements;
use crate::store::{StoreError, Tx};
use crate::tables::Reader;
use crate::words;

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
    show((&app, &actor, locale), PersonId(person), None).await
}

/// Somebody's page; above it what is wrong with a form of it.
pub(super) async fn show(
    (app, actor, locale): (&App, &Actor, Locale),
    person: PersonId,
    complaint: Option<&str>,
) -> Result<Markup, Problem> {
    let mut tx = app.read(actor).await?;
    let may_act = access::see_person(&mut tx, actor, person).await?.may_act();
    let noted = noted(app, actor, person, View::Page);
    let mut report = competency::person_report(&mut tx, person, app.today())
        .await?
        .ok_or_else(Problem::not_found)?;
    report.ask_statements(&mut tx).await?;
    let beside = Beside::of(&mut tx, actor, &report, may_act).await?;
    drop(tx);
    noted.done().await?;
    let title = ui::name(locale, Some(&report.person));
    let body = html! {
        (ui::fault(locale, complaint))
        div.head { h1 { (title) } }
        @if may_act {
            (ui::person_tabs(locale, person, actor.person == person, ui::PersonTab::Progress))
        }
        (progress(&sheet::reader(actor, locale), &report, &beside))
        (involved::card(locale, &beside.together, report.today))
        @if actor.person != person {
            p.note { (locale.with("person-access-note", &[("name", title.as_str().into())])) }
        }
    };
    Ok(page(app, locale, Some(actor), Place::Groups, &title, body))
}

/// Begins to note, where the person can see it, that somebody looks at them.
pub(super) fn noted(app: &App, actor: &Actor, person: PersonId, page: View) -> Noting {
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
    let mut tx = read_arrived(&app, &actor).await?;
    let mut report = competency::person_report(&mut tx, actor.person, app.today())
        .await?
        .ok_or_else(Problem::not_found)?;
    if let Some(wanted) = &choice.competency {
        report.competencies.retain(|found| found.iri == *wanted);
    }
    report.ask_statements(&mut tx).await?;
    let groups = mine(&app, &mut tx, &actor).await?;
    let beside = Beside::of(&mut tx, &actor, &report, true).await?;
    let is_kept = restrictions::is_withheld(&mut tx, actor.person, Use::Everything).await?;
    let looks = people::looks_at(&mut tx, actor.person, None, LOOKS).await?;
    let title = locale.text("me-title");
    let body = html! {
        div.head { h1 { (title) } }
        (ui::person_tabs(locale, actor.person, true, ui::PersonTab::Progress))
        @if choice.competency.is_none() {
            (in_groups(locale, &groups, actor.person, is_kept))
            (involved::card(locale, &beside.together, report.today))
        }
        (progress(&sheet::reader(&actor, locale), &report, &beside))
        @if choice.competency.is_some() { p.note { a href="/me" { (locale.text("me-all")) } } }
        (looked(&actor, locale, &looks))
    };
    Ok(page(&app, locale, Some(&actor), Place::Me, &title, body))
}

/// The groups that somebody is in, each as they see it; of whoever came from a course its group
/// alone, also before facts tell that they are in it.
async fn mine(app: &App, tx: &mut Tx, actor: &Actor) -> Result<Vec<GroupReport>, Problem> {
    let me = actor.person;
    let came_from = actor.visit.as_ref().and_then(|visit| visit.group);
    let groups = match came_from {
        Some(group) => vec![group],
        None => {
            let mine = engagement::member_of(tx, me, app.today()).await?;
            mine.into_iter().map(|group| group.id).collect()
        }
    };
    let policy = app.policy(tx).await?;
    let asked = (Window::default(), app.today());
    let mut reports = Vec::with_capacity(groups.len());
    for group in groups {
        let viewer = Viewer::Member(me);
        reports.extend(engagement::group_report(tx, group, viewer, asked, &policy).await?);
    }
    Ok(reports)
}

fn in_groups(locale: Locale, groups: &[GroupReport], me: PersonId, is_kept: bool) -> Markup {
    html! {
        @if !groups.is_empty() {
            section.card #groups {
                h2 { (locale.text("me-groups")) }
                ul.feed { @for group in groups { li { (in_group(locale, group, me, is_kept)) } } }
                @if let Some(group) = groups.first() {
                    (measured::index(locale, &group.rules, group.window))
                }
            }
        }
    }
}

/// What one's own page says of a group: how much one took part in it, and the way to its board.
fn in_group(locale: Locale, report: &GroupReport, me: PersonId, is_kept: bool) -> Markup {
    let member = report.members.iter().find(|member| member.person.id == me);
    let is_in = member.is_some() || report.restricted.iter().any(|person| person.id == me);
    html! {
        h3 { (ui::group_name(locale, &report.group)) }
        @match member {
            Some(member) => {
                dl.pairs {
                    dt { (locale.text("member-index")) }
                    dd { (member.score.index) }
                    dt { (locale.text("member-active")) }
                    dd { (member.score.active_days) }
                }
            }
            None if is_kept => { p.note { (locale.text("me-group-kept")) } }
            None => { p.note { (locale.text("me-group-soon")) } }
        }
        @if is_in {
            p { a href={ "/groups/" (report.group.id) "/board" } { (locale.text("group-board")) } }
        }
    }
}

fn looked(actor: &Actor, locale: Locale, looks: &[Look]) -> Markup {
    html! {
        section.card {
            h2 { (locale.text("me-viewed")) }
            @if looks.is_empty() {
                p.note { (locale.text("me-viewed-none")) }
            } @else {
                (looks::list(actor, locale, looks))
            }
            p { a href="/me/privacy" { (locale.text("privacy-title")) } " · "
                a href="/me/looks" { (locale.text("looks-title")) } " · "
                a href="/me/sessions" { (locale.text("sessions-title")) } " · "
                a href="/me/settings" { (locale.text("settings-title")) } " · "
                a href="/me/exports" { (locale.text("exports-title")) } }
        }
    }
}

/// What stands with a person's numbers besides what explains them.
pub(super) struct Beside<'r> {
    /// The competencies about which there is an open disagreement, where whoever looks may act on it.
    disputed: Option<Vec<String>>,
    /// Whether the person looks at their own.
    own: bool,
    /// What coaches say beside the numbers; none where that stands elsewhere.
    pins: Option<Pins>,
    /// Whether the card has a page of its own.
    alone: bool,
    /// What asks the coach who looks for a word, if one does.
    claims: Option<Claims<'r>>,
    /// The groups where they and the person meet, or all of one's own, with the acts of each week.
    together: Vec<Involved>,
}

impl<'r> Beside<'r> {
    async fn of(
        tx: &mut Tx,
        actor: &Actor,
        report: &'r PersonReport,
        may_act: bool,
    ) -> Result<Self, StoreError> {
        let person = report.person.id;
        let claims = match actor.person {
            who if may_act && who != person => {
                Some(Claims::of(tx, &report.competencies, (person, who)).await?)
            }
            _ => None,
        };
        let came_from = actor.visit.as_ref().and_then(|visit| visit.group);
        let disputed = if may_act {
            let mut open = disagreements::open_of(tx, &[person]).await?;
            Some(open.remove(&person).unwrap_or_default())
        } else {
            None
        };
        Ok(Self {
            disputed,
            own: actor.person == person,
            pins: Some(Pins::of(tx, person, report.today).await?),
            alone: false,
            together: engagement::involved(tx, report, |group, it| match came_from {
                _ if !may_act => false,
                _ if actor.person != person => it.coaches.contains(&actor.person),
                came_from => came_from.is_none_or(|came_from| came_from == group),
            })
            .await?,
            claims,
        })
    }

    /// A card on a page of its own, where the rest stands below it.
    pub(super) const fn alone() -> Self {
        Self {
            disputed: None,
            own: false,
            pins: None,
            alone: true,
            claims: None,
            together: Vec::new(),
        }
    }

    /// The way to what is said against a number: for the person to say it, for others where there is
    /// something to answer.
    fn disagreeing(
        &self,
        locale: Locale,
        report: &PersonReport,
        found: &CompetencyProgress,
    ) -> Markup {
        let person = report.person.id;
        let mut open = self.disputed.iter().flatten();
        let is_open = open.any(|iri| *iri == found.iri);
        let key = match (self.disputed.is_some(), is_open, self.own) {
            (true, true, true) => "disagree-open-own",
            (true, true, false) => "disagree-open",
            (true, false, true) => "disagree-title",
            _ => return html! {},
        };
        html! {
            p.note {
                a href={ "/people/" (person) "/competencies/" (found.key) "#disagree" } {
                    (locale.text(key))
                }
            }
        }
    }
}

fn progress(reader: &Reader, report: &PersonReport, beside: &Beside<'_>) -> Markup {
    let locale = reader.locale;
    html! {
        @if report.competencies.is_empty() {
            (ui::empty(locale, "person-empty-title", "person-empty"))
        } @else {
            (glance::card(locale, report))
            @if let Some(claims) = &beside.claims { (claims.card(locale, Back::Person)) }
            h2.hidden { (locale.text("person-progress")) }
            @for competency in &report.competencies {
                (card(reader, report, competency, beside))
            }
            (sheet::menu(locale, Subject::Progress, &format!("&person={}", report.person.id)))
        }
    }
}

/// Progress in a competency with what explains it; on a page of its own that is open, elsewhere the
/// name leads there.
pub(super) fn card(
    reader: &Reader,
    report: &PersonReport,
    found: &CompetencyProgress,
    beside: &Beside<'_>,
) -> Markup {
    let locale = reader.locale;
    let alone = beside.alone;
    let progress = &found.progress;
    let summary = ui::shares(locale, progress);
    let target = found.plan.map(|plan| plan.target);
    let level = |key: &str, level: i64| locale.with(key, &[("level", level.into())]);
    html! {
        section.card.competency id={ "competency-" (found.key) } {
            div.row-head {
                h2 {
                    @if alone {
                        (locale.text("why-title"))
                    } @else {
                        a href={ "/people/" (report.person.id) "/competencies/" (found.key) } { (found.name) }
                    }
                }
                div.chips {
                    @let reached = i64::from(progress.level);
                    span.chip.grey[reached == 0] {
                        (words::level(locale, reached, found.title_of(reached)))
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
                    @if let Some(pins) = &beside.pins { (pins.chips(locale, found)) }
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
            details open[alone] {
                summary { (locale.text(if alone { "why-details" } else { "why-title" })) }
                (levels(reader, report, found))
                (classes(reader, report, found))
                (helps(locale, &found.helps))
                (evidence(reader, report.person.id, found))
            }
            (beside.disagreeing(locale, report, found))
        }
    }
}

/// What each level asks for, and whether that is there.
fn levels(reader: &Reader, report: &PersonReport, found: &CompetencyProgress) -> Markup {
    let days = report.rules.progress.gate_days;
    let row = |level: &Level| (found.name.clone(), level.clone(), found.progress.clone());
    let rows: Vec<_> = found.scale.iter().map(row).collect();
    html! {
        h3 { (reader.locale.text("why-levels")) }
        (sheet::table(reader, &sheets::levels(reader.locale), &rows, |_, _| None))
        p.note { (reader.locale.with("why-gates", &[("days", days.into())])) }
    }
}

fn classes(reader: &Reader, report: &PersonReport, found: &CompetencyProgress) -> Markup {
    let locale = reader.locale;
    let rules = &report.rules.progress;
    let rows = Class::ALL.map(|class| {
        (
            found.name.clone(),
            class,
            found.progress.classes[class as usize],
        )
    });
    html! {
        h3 { (locale.text("why-classes")) }
        (sheet::table(reader, &sheets::classes(locale, report), &rows, |_, _| None))
        p.note { (locale.with("why-formula", &[
            ("unknown", locale.decimal(rules.unknown).into()),
            ("version", report.rules.version.as_str().into()),
        ])) }
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
                        ("class", locale.text(sheets::class_name(help.class)).into()),
                        ("effect", locale.decimal(help.effect * 100.0).into()),
                    ])) }
                }
            }
        }
    }
}

fn evidence(reader: &Reader, person: PersonId, found: &CompetencyProgress) -> Markup {
    let locale = reader.locale;
    let more = found.evidence.len().saturating_sub(EVIDENCE);
    let items = found.evidence.iter().take(EVIDENCE);
    let rows: Vec<_> = items
        .map(|item| (found.name.clone(), item.clone()))
        .collect();
    html! {
        h3 { (locale.text("why-evidence")) }
        (sheet::table(reader, &sheets::evidence(locale), &rows, |column, (_, item)| {
            Some(match &*column.name {
                "kind" => html! {
                    (kind(locale, item))
                    @if let Some(timing) = item.too_fast() { " " (too_fast(locale, timing)) }
                    @if item.implied { " " span.note { (locale.text("evidence-implied")) } }
                    @if item.aligned { " " span.note { (locale.text("evidence-aligned")) } }
                    @if let Some(verified) = item.verifies {
                        " " a href={ "/people/" (person) "/statements/" (verified) } {
                            (locale.text(if item.quality == 0 { "evidence-rejected" } else { "evidence-verified" }))
                        }
                    }
                },
                "effect" => html! { (signed(locale, item.effect)) },
                "statement" => html! {
                    a href={ "/people/" (person) "/statements/" (item.statement) } {
                        (item.statement.to_string().chars().take(8).collect::<String>())
                    }
                },
                _ => return None,
            })
        }))
        @if more > 0 {
            p.note { (locale.with("evidence-more", &[("count", more.into())])) }
        }
    }
}

/// What a piece of evidence is called.
pub(super) fn kind(locale: Locale, item: &EvidenceItem) -> String {
    let name = locale.text(&format!("kind-{}", item.weighs.word()));
    if item.kind == item.weighs {
        return name;
    }
    locale.with("evidence-vouched", &[("kind", name.into())])
}

/// That something took less time than can be.
pub(super) fn too_fast(locale: Locale, timing: &Timing) -> Markup {
    let planned = timing
        .planned
        .as_ref()
        .map_or(0.0, |planned| planned.seconds);
    html! {
        span.chip.amber { (locale.with("evidence-too-fast", &[
            ("taken", locale.length(timing.taken.seconds).into()),
            ("planned", locale.length(planned).into()),
        ])) }
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
    let mut tx = app.read(&actor).await?;
    access::see_person(&mut tx, &actor, person).await?;
    let report = competency::person_report(&mut tx, person, app.today())
        .await?
        .ok_or_else(Problem::not_found)?;
    // Only what is evidence for this person is shown through their page.
    if !report.cites(statement) {
        return Err(Problem::not_found());
    }
    let noted = noted(&app, &actor, person, View::Statement);
    let stored = statements::one(&mut tx, statement)
        .await?
        .ok_or_else(Problem::not_found)?;
    access::show_evidence(&mut tx, person, &stored).await?;
    let shown = people::statement(&mut tx, &stored.to_json()).await?;
    drop(tx);
    noted.done().await?;
    let value: Value = serde_json::from_str(&shown).map_err(Problem::internal)?;
    let text = serde_json::to_string_pretty(&value).map_err(Problem::internal)?;
    let title = locale.text("statement-title");
    let body = html! {
        div.head {
            h1 { (title) }
            p.facts {
                a href={ "/people/" (person) } { (ui::name(locale, Some(&report.person))) }
                (super::admin::statement::happened(&actor.zone, locale, &stored))
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
