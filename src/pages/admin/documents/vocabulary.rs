//! What do verbs mean? Verbs that no rule matches, mapping one on a form, trying a vocabulary out on
//! what is kept, and how far the facts are derived by it.

use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::Form;
use maud::{Markup, html};
use serde::Deserialize;

use super::super::super::ui;
use super::{Desk, Filled, refused, unread};
use crate::access;
use crate::decisions::{self, Outcome, Trial, Turn};
use crate::locale::Locale;
use crate::problem::Problem;
use crate::projector::{self, Mapping, Meaning, RESULTS, Unmapped, Vocabulary, with_mapping};
use crate::rulebook::Kind;
use crate::sso::Actor;
use crate::state::App;
use crate::statements;

/// Verbs that are listed.
const VERBS: i64 = 200;

/// The form that maps a verb, as it was filled in.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(in super::super) struct Mapped {
    verb: String,
    types: String,
    result: String,
    meaning: String,
    note: String,
}

impl Mapped {
    /// The document with the rule; what is wrong with the form, in words.
    fn read(&self, own: Option<&str>, locale: Locale) -> Result<Result<String, String>, Problem> {
        let Some(meaning) = Meaning::of_word(&self.meaning) else {
            return Ok(Err(locale.text("mapping-no-meaning")));
        };
        let note = self.note.trim();
        let mapping = Mapping {
            verb: self.verb.trim().to_owned(),
            object_types: self.types.split_whitespace().map(str::to_owned).collect(),
            result: Some(self.result.clone()).filter(|it| RESULTS.contains(&it.as_str())),
            note: (!note.is_empty()).then(|| note.to_owned()),
        };
        match with_mapping(own, &mapping, meaning) {
            Ok(document) => Ok(Ok(document)),
            Err(error) => unread(locale, error).map(Err),
        }
    }
}

/// What a document that was tried out would do.
struct Tried {
    version: String,
    trial: Trial,
}

/// What a page shows beside what is stored.
#[derive(Default)]
struct Shown {
    mapped: Mapped,
    filled: Option<Filled>,
    tried: Option<Tried>,
    complaint: Option<String>,
}

fn desk<'d>(app: &'d App, actor: &'d Actor, locale: Locale) -> Desk<'d> {
    Desk {
        app,
        actor,
        locale,
        kind: Kind::Vocabulary,
    }
}

pub(in super::super) async fn get(
    State(app): State<App>,
    actor: Actor,
    locale: Locale,
    Query(mapped): Query<Mapped>,
) -> Result<Markup, Problem> {
    access::administrate(&actor)?;
    let shown = Shown {
        mapped,
        ..Shown::default()
    };
    show(&desk(&app, &actor, locale), &shown).await
}

async fn show(desk: &Desk<'_>, shown: &Shown) -> Result<Markup, Problem> {
    let mut tx = desk.app.db.read().await?;
    let current = projector::current(&mut tx).await?;
    let verbs = match &current {
        Some(current) => projector::unmapped_verbs(&mut tx, current.generation, VERBS).await?,
        None => Vec::new(),
    };
    let seqs: Vec<i64> = verbs
        .iter()
        .flat_map(|it| [it.first_seq, it.last_seq])
        .collect();
    let placed = statements::at(&mut tx, &seqs).await?;
    let renewal = projector::renewal(&mut tx).await?;
    let begun = desk.begun(&mut tx, "").await?;
    let history = desk.history(&mut tx).await?;
    drop(tx);
    let title = desk.text("admin-vocabulary");
    let document = shown
        .filled
        .as_ref()
        .map_or(begun, |filled| filled.document.clone());
    let version = current
        .map(|current| current.vocabulary)
        .unwrap_or_default();
    let body = html! {
        div.head {
            h1 { (title) }
            p.facts {
                span { (desk.locale.with("vocabulary-version", &[("version", version.into())])) }
            }
        }
        (progress(desk.locale, renewal))
        (ui::fault(desk.locale, shown.complaint.as_deref()))
        @if let (Some(tried), Some(filled)) = (&shown.tried, &shown.filled) {
            section.card {
                h2 { (desk.text("trial-title")) }
                (turns(desk.locale, tried))
                (desk.apply(filled))
            }
        }
        section.card {
            h2 { (desk.text("unmapped-title")) }
            @if verbs.is_empty() {
                p.note { (desk.text("unmapped-none")) }
            } @else {
                (unmapped(desk, &verbs, &placed))
            }
        }
        (mapping(desk.locale, &shown.mapped))
        (desk.editor(&document))
        (history)
    };
    Ok(desk.page(&title, body))
}

/// How far the facts are derived by what was decided last.
pub(in super::super) fn progress(locale: Locale, renewal: Option<(i64, i64)>) -> Markup {
    html! {
        @if let Some((done, whole)) = renewal {
            section.card role="status" {
                h2 { (locale.text("renewal-title")) }
                p { (locale.with("renewal-progress", &[
                    ("done", done.into()), ("whole", whole.into()),
                ])) }
                progress value=(done) max=(whole.max(1)) { (done) " / " (whole) }
                p.note { (locale.text("renewal-note")) }
            }
        }
    }
}

fn unmapped(
    desk: &Desk<'_>,
    verbs: &[Unmapped],
    placed: &std::collections::BTreeMap<i64, (uuid::Uuid, i64)>,
) -> Markup {
    let labels = [
        "unmapped-verb",
        "unmapped-statements",
        "unmapped-first",
        "unmapped-last",
        "unmapped-actions",
    ]
    .map(|key| desk.text(key));
    let [_, count, first, last, actions] = &labels;
    let moment = |seq: i64| {
        let at = placed.get(&seq).map(|(_, at)| *at);
        html! { @match at {
            Some(at) => (ui::moment(desk.locale, &desk.actor.zone, at)),
            None => "–",
        } }
    };
    html! {
        div.table { table.cards {
            thead { tr { @for (index, label) in labels.iter().enumerate() {
                th.number[index == 1] scope="col" { (label) }
            } } }
            tbody { @for verb in verbs { tr {
                th.wrap scope="row" { code { (verb.verb) } }
                td.number data-label=(count) { (desk.locale.whole(verb.statements)) }
                td data-label=(first) { (moment(verb.first_seq)) }
                td data-label=(last) { (moment(verb.last_seq)) }
                td data-label=(actions) { span.chips {
                    a href={ "/admin/vocabulary?" (query(&verb.verb)) "#map" } { (desk.text("unmapped-map")) }
                    @if let Some((id, _)) = placed.get(&verb.last_seq) {
                        a href={ "/admin/statements/" (id) } { (desk.text("unmapped-sample")) }
                    }
                } }
            } } }
        } }
    }
}

fn query(verb: &str) -> String {
    url::form_urlencoded::Serializer::new(String::new())
        .append_pair("verb", verb)
        .finish()
}

fn mapping(locale: Locale, mapped: &Mapped) -> Markup {
    html! {
        section.card id="map" {
            h2 { (locale.text("mapping-title")) }
            form.fields method="post" action="/admin/vocabulary/map" {
                p.field {
                    label for="verb" { (locale.text("unmapped-verb")) }
                    input #verb name="verb" value=(mapped.verb) required;
                }
                p.field {
                    label for="meaning" { (locale.text("mapping-meaning")) }
                    select #meaning name="meaning" required {
                        option value="" { (locale.text("choice-none")) }
                        @for meaning in Meaning::ALL {
                            option value=(meaning.word()) selected[meaning.word() == mapped.meaning] {
                                (locale.text(&format!("meaning-{}", meaning.word())))
                            }
                        }
                    }
                }
                p.field {
                    label for="types" { (locale.text("mapping-types")) }
                    textarea #types name="types" rows="2" { (mapped.types) }
                    span.note { (locale.text("mapping-types-note")) }
                }
                p.field {
                    label for="result" { (locale.text("mapping-result")) }
                    select #result name="result" {
                        option value="" { (locale.text("mapping-any")) }
                        @for result in RESULTS {
                            option value=(result) selected[result == mapped.result] { (result) }
                        }
                    }
                }
                p.field {
                    label for="note" { (locale.text("mapping-note")) }
                    input #note name="note" value=(mapped.note) maxlength="300";
                }
                button type="submit" { (locale.text("mapping-try")) }
            }
        }
    }
}

fn turns(locale: Locale, tried: &Tried) -> Markup {
    let labels = [
        "trial-before",
        "trial-after",
        "trial-statements",
        "trial-samples",
    ]
    .map(|key| locale.text(key));
    let [_, after, count, samples] = &labels;
    html! {
        p {
            (locale.with("trial-summary", &[
                ("looked", tried.trial.looked_at.into()),
                ("changed", tried.trial.changed().into()),
                ("version", tried.version.as_str().into()),
            ]))
        }
        @if !tried.trial.turns.is_empty() {
            div.table { table.cards {
                thead { tr { @for (index, label) in labels.iter().enumerate() {
                    th.number[index == 2] scope="col" { (label) }
                } } }
                tbody { @for ((was, is), Turn { statements, samples: some }) in &tried.trial.turns { tr {
                    th scope="row" { (outcome(locale, *was)) }
                    td.wrap data-label=(after) { (outcome(locale, *is)) }
                    td.number data-label=(count) { (locale.whole(statements)) }
                    td data-label=(samples) { span.chips { @for (index, id) in some.iter().enumerate() {
                        a href={ "/admin/statements/" (id) } { (index + 1) }
                    } } }
                } } }
            } }
        }
    }
}

/// What a statement comes to, in the words of the vocabulary.
fn outcome(locale: Locale, outcome: Outcome) -> Markup {
    html! {
        @match outcome {
            Outcome::Act(act, engagement, evidence) => {
                code { (act.word()) } " · " code { (engagement.word()) } " · " code { (evidence.word()) }
            }
            Outcome::Nothing => (locale.text("meaning-nothing")),
            Outcome::Unused(reason) => (locale.text(&format!("unused-{}", reason.word()))),
        }
    }
}

/// Tries the document of a form out.
async fn tried(desk: &Desk<'_>, mut shown: Shown) -> Result<Response, Problem> {
    let document = shown.filled.as_ref().and_then(Filled::document);
    let loaded = Vocabulary::load(document.as_deref());
    match loaded {
        Ok(new) => {
            let mut tx = desk.app.db.read().await?;
            let old = desk.app.vocabularies.current(&mut tx).await;
            let old = old.map_err(Problem::internal)?;
            let zone = desk.app.zone();
            let trial = decisions::try_out(&mut tx, &zone, &old, &new).await?;
            shown.tried = Some(Tried {
                version: new.version,
                trial,
            });
            Ok(show(desk, &shown).await?.into_response())
        }
        Err(error) => {
            shown.complaint = Some(unread(desk.locale, error)?);
            Ok(refused(show(desk, &shown).await?))
        }
    }
}

/// Tries the document out that was written.
pub(in super::super) async fn try_out(
    State(app): State<App>,
    actor: Actor,
    locale: Locale,
    Form(filled): Form<Filled>,
) -> Result<Response, Problem> {
    access::administrate(&actor)?;
    let shown = Shown {
        filled: Some(filled),
        ..Shown::default()
    };
    tried(&desk(&app, &actor, locale), shown).await
}

/// Tries the document in force out with the rule of the form.
pub(in super::super) async fn map(
    State(app): State<App>,
    actor: Actor,
    locale: Locale,
    Form(mapped): Form<Mapped>,
) -> Result<Response, Problem> {
    access::administrate(&actor)?;
    let desk = desk(&app, &actor, locale);
    let mut tx = app.db.read().await?;
    let own = desk.begun(&mut tx, "").await?;
    drop(tx);
    let mut shown = Shown {
        mapped,
        ..Shown::default()
    };
    let own = Some(own.as_str()).filter(|own| !own.is_empty());
    match shown.mapped.read(own, locale)? {
        Ok(document) => {
            shown.filled = Some(Filled {
                reason: shown.mapped.note.clone(),
                document,
                number: None,
            });
            tried(&desk, shown).await
        }
        Err(wrong) => {
            shown.complaint = Some(wrong);
            Ok(refused(show(&desk, &shown).await?))
        }
    }
}

/// Puts a document in force; the facts are derived anew beside those that serve.
pub(in super::super) async fn decide(
    State(app): State<App>,
    actor: Actor,
    locale: Locale,
    Form(filled): Form<Filled>,
) -> Result<Response, Problem> {
    access::administrate(&actor)?;
    let desk = desk(&app, &actor, locale);
    match desk.decide(&filled).await? {
        Ok(_) => {
            app.renewals.ask();
            Ok(Redirect::to(desk.path()).into_response())
        }
        Err(wrong) => {
            let shown = Shown {
                complaint: Some(wrong),
                filled: filled.number.is_none().then_some(filled),
                ..Shown::default()
            };
            Ok(refused(show(&desk, &shown).await?))
        }
    }
}
