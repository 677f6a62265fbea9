//! What do verbs mean? Verbs that no rule matches, mapping one on a form, trying a vocabulary out on
//! what is kept, and how far the facts are derived by it.

use axum::extract::{Query, State};
use axum::response::Response;
use axum_extra::extract::Form;
use maud::{Markup, html};
use serde::Deserialize;

use super::super::super::ui;
use super::{Desk, Filled, Particulars, Shown, unread};
use crate::decisions::{self, DecisionError, Outcome, Trial, Turn};
use crate::locale::Locale;
use crate::problem::Problem;
use crate::projector::{self, Mapping, Meaning, RESULTS, Unmapped, with_mapping};
use crate::rulebook::Kind;
use crate::sso::Actor;
use crate::state::App;
use crate::statements;
use crate::store::Tx;

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

pub(in super::super) async fn get(
    State(app): State<App>,
    actor: Actor,
    locale: Locale,
    Query(mapped): Query<Mapped>,
) -> Result<Markup, Problem> {
    let desk = Desk::enter(&app, &actor, locale, Kind::Vocabulary)?;
    let shown = Shown {
        mapped,
        ..Shown::default()
    };
    desk.show(&shown).await
}

/// What is shown of vocabularies alone.
pub(super) async fn particulars(
    desk: &Desk<'_>,
    tx: &mut Tx,
    mapped: &Mapped,
) -> Result<Particulars, Problem> {
    let current = projector::current(tx).await?;
    let verbs = match &current {
        Some(current) => projector::unmapped_verbs(tx, current.generation, VERBS).await?,
        None => Vec::new(),
    };
    let seqs: Vec<i64> = verbs
        .iter()
        .flat_map(|it| [it.first_seq, it.last_seq])
        .collect();
    let placed = statements::at(tx, &seqs).await?;
    let renewal = projector::renewal(tx).await?;
    let version = current
        .map(|current| current.vocabulary)
        .unwrap_or_default();
    let version = [("version", version.into())];
    Ok(Particulars {
        version: desk.locale.with("vocabulary-version", &version),
        above: progress(desk.locale, renewal),
        further: html! {
            section.card {
                h2 { (desk.text("unmapped-title")) }
                @if verbs.is_empty() {
                    p.note { (desk.text("unmapped-none")) }
                } @else {
                    (unmapped(desk, &verbs, &placed))
                }
            }
            (mapping(desk.locale, mapped))
        },
    })
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

fn turns(locale: Locale, trial: &Trial) -> Markup {
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
                ("looked", trial.looked_at.into()),
                ("changed", trial.changed().into()),
                ("version", trial.version.as_str().into()),
            ]))
        }
        @if !trial.turns.is_empty() {
            div.table { table.cards {
                thead { tr { @for (index, label) in labels.iter().enumerate() {
                    th.number[index == 2] scope="col" { (label) }
                } } }
                tbody { @for ((was, is), Turn { statements, samples: some }) in &trial.turns { tr {
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

/// What a vocabulary would make of what is kept.
pub(super) async fn tried(
    desk: &Desk<'_>,
    tx: &mut Tx,
    document: Option<&str>,
) -> Result<Result<Markup, DecisionError>, Problem> {
    let old = desk.app.vocabularies.current(tx).await;
    let old = old.map_err(Problem::internal)?;
    let trial = decisions::try_out(tx, &desk.app.zone(), &old, document).await;
    Ok(trial.map(|trial| turns(desk.locale, &trial)))
}

/// Tries the document out that was written.
pub(in super::super) async fn try_out(
    State(app): State<App>,
    actor: Actor,
    locale: Locale,
    Form(filled): Form<Filled>,
) -> Result<Response, Problem> {
    let desk = Desk::enter(&app, &actor, locale, Kind::Vocabulary)?;
    desk.try_out(filled.into()).await
}

/// Tries the document in force out with the rule of the form.
pub(in super::super) async fn map(
    State(app): State<App>,
    actor: Actor,
    locale: Locale,
    Form(mapped): Form<Mapped>,
) -> Result<Response, Problem> {
    let desk = Desk::enter(&app, &actor, locale, Kind::Vocabulary)?;
    let mut tx = app.db.read().await?;
    let own = desk.begun(&mut tx).await?;
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
            desk.try_out(shown).await
        }
        Err(wrong) => {
            shown.complaint = Some(wrong);
            desk.refused(&shown).await
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
    let desk = Desk::enter(&app, &actor, locale, Kind::Vocabulary)?;
    desk.decide(filled).await
}
