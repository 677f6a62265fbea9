//! What the organisation decides in place of what is shipped: what verbs mean, and the numbers.

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::api::paging::{Everything, List, Listed, PageParameters};
use crate::api::{Asker, condition, json, read, tagged};
use crate::decisions::{self, DecisionError, Effect, Outcome, Trial};
use crate::problem::{Kind as ProblemKind, Problem};
use crate::rulebook::{self, Kind, Ruling};
use crate::state::App;
use crate::statements::format_time;
use crate::store::Tx;

/// Longest reason, in characters.
const REASON: usize = 500;

/// A document in force.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct DocumentInForce {
    /// Its version, which every number made by it shows.
    version: String,
    /// The number of the decision that put it in force; absent for what is shipped.
    decision: Option<i64>,
    /// The document.
    #[schema(value_type = Object)]
    document: Value,
}

impl DocumentInForce {
    async fn of(tx: &mut Tx, kind: Kind) -> Result<Self, Problem> {
        let ruling = rulebook::in_force(tx, kind).await?;
        let decided = ruling.and_then(|ruling| Some((ruling.number, ruling.document?)));
        let decision = decided.as_ref().map(|(number, _)| *number);
        let text = decided.as_ref().map(|(_, text)| text.as_str());
        let text = text.unwrap_or_else(|| decisions::shipped(kind));
        Ok(Self {
            version: decisions::check(kind, text).map_err(refused)?,
            decision,
            document: serde_json::from_str(text).map_err(Problem::internal)?,
        })
    }

    fn tag(&self) -> String {
        format!("{}-{}", self.decision.unwrap_or(0), self.version)
    }
}

/// What whoever decides can mend; anything else is ours.
fn refused(error: DecisionError) -> Problem {
    match error {
        DecisionError::NoDecision(_) => Problem::new(ProblemKind::BadRequest, format!("{error}.")),
        DecisionError::Audit(error) => error.into(),
        DecisionError::Store(error) => error.into(),
        wrong @ (DecisionError::Rules(_) | DecisionError::Vocabulary(_)) => {
            Problem::new(ProblemKind::BadRequest, wrong.to_string())
        }
    }
}

/// The rule set that numbers are made by now.
#[utoipa::path(
    get, path = "/rule-set", tag = "meaning",
    responses((status = 200, body = DocumentInForce))
)]
pub(super) async fn rule_set(State(app): State<App>, _asker: Asker) -> Result<Response, Problem> {
    let mut tx = app.db.read().await?;
    let found = DocumentInForce::of(&mut tx, Kind::RuleSet).await?;
    Ok(tagged(&found.tag(), found))
}

/// The vocabulary that says what statements mean here now.
#[utoipa::path(
    get, path = "/vocabulary", tag = "meaning",
    responses((status = 200, body = DocumentInForce))
)]
pub(super) async fn vocabulary(State(app): State<App>, asker: Asker) -> Result<Response, Problem> {
    asker.administrate()?;
    let mut tx = app.db.read().await?;
    let found = DocumentInForce::of(&mut tx, Kind::Vocabulary).await?;
    Ok(tagged(&found.tag(), found))
}

/// A document to put in force.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct WantedDocument {
    /// The document; left out or null: what is shipped, or that of `decision`.
    #[schema(value_type = Option<Object>)]
    document: Option<Value>,
    /// An earlier decision whose document is to be in force again; 0 for what is shipped.
    decision: Option<i64>,
    /// Why, in at most 500 characters.
    reason: String,
}

async fn decide(
    app: &App,
    asker: &Asker,
    kind: Kind,
    headers: &HeaderMap,
    body: &str,
) -> Result<Response, Problem> {
    asker.decide(app)?;
    let wish: WantedDocument = read(body)?;
    let reason = wish.reason.trim();
    if reason.is_empty() || reason.chars().count() > REASON || reason.contains('\0') {
        let detail = format!("The member reason is a text of 1 to {REASON} characters.");
        return Err(Problem::new(ProblemKind::BadRequest, detail));
    }
    let mut tx = app.db.write().await?;
    let before = DocumentInForce::of(&mut tx, kind).await?;
    if condition(headers).is_some_and(|tag| tag.trim_matches('"') != before.tag()) {
        return Err(Problem::new(
            ProblemKind::PreconditionFailed,
            "Another document is in force meanwhile. Read it, and start from that.",
        ));
    }
    let document = match (wish.document, wish.decision) {
        (Some(_), Some(_)) => {
            return Err(Problem::new(
                ProblemKind::BadRequest,
                "Bring a document or name a decision, not both.",
            ));
        }
        (Some(document), None) => {
            Some(serde_json::to_string_pretty(&document).map_err(Problem::internal)?)
        }
        (None, number) => {
            let number = number.unwrap_or(0);
            let document = decisions::document_of(&mut tx, kind, number).await;
            document.map_err(refused)?
        }
    };
    let (by, author) = (asker.by(), asker.author(app));
    let said = (reason, by.as_str());
    let now = app.clock.now();
    let decided = decisions::decide(&mut tx, kind, document.as_deref(), said, &author, now).await;
    decided.map_err(refused)?;
    let found = DocumentInForce::of(&mut tx, kind).await?;
    tx.commit().await?;
    Ok(tagged(&found.tag(), found))
}

/// Puts a rule set in force: every number is worked out by it from now on.
#[utoipa::path(
    put, path = "/rule-set", tag = "meaning", request_body = WantedDocument,
    responses((status = 200, body = DocumentInForce), (status = 412))
)]
pub(super) async fn decide_rule_set(
    State(app): State<App>,
    asker: Asker,
    headers: HeaderMap,
    body: String,
) -> Result<Response, Problem> {
    decide(&app, &asker, Kind::RuleSet, &headers, &body).await
}

/// Puts a vocabulary in force; facts are derived anew beside those that serve.
#[utoipa::path(
    put, path = "/vocabulary", tag = "meaning", request_body = WantedDocument,
    responses((status = 200, body = DocumentInForce), (status = 412))
)]
pub(super) async fn decide_vocabulary(
    State(app): State<App>,
    asker: Asker,
    headers: HeaderMap,
    body: String,
) -> Result<Response, Problem> {
    let decided = decide(&app, &asker, Kind::Vocabulary, &headers, &body).await?;
    app.renewals.ask();
    Ok(decided)
}

/// A decision.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct RulingItem {
    /// Its number, from 1 on.
    number: i64,
    /// Why.
    reason: String,
    /// Who decided.
    by: String,
    /// When.
    at: String,
    /// Whether it put back what is shipped.
    shipped: bool,
}

impl From<Ruling> for RulingItem {
    fn from(ruling: Ruling) -> Self {
        Self {
            number: ruling.number,
            reason: ruling.reason,
            by: ruling.decided_by,
            at: format_time(ruling.decided_at),
            shipped: ruling.document.is_none(),
        }
    }
}

async fn rulings(
    app: &App,
    asker: &Asker,
    kind: Kind,
    listed: Listed<Everything>,
) -> Result<Json<List<RulingItem>>, Problem> {
    asker.administrate()?;
    let mut tx = app.db.read().await?;
    let all = rulebook::list_all(&mut tx, kind).await?;
    let items = all.into_iter().map(RulingItem::from);
    let page = listed.page;
    page.of(items.collect(), |item| item.number).map(json)
}

/// What was decided about the rule set, the latest first.
#[utoipa::path(
    get, path = "/rule-set/decisions", tag = "meaning", params(PageParameters),
    responses((status = 200, body = List<RulingItem>))
)]
pub(super) async fn of_rule_set(
    State(app): State<App>,
    asker: Asker,
    listed: Listed<Everything>,
) -> Result<Json<List<RulingItem>>, Problem> {
    rulings(&app, &asker, Kind::RuleSet, listed).await
}

/// What was decided about the vocabulary, the latest first.
#[utoipa::path(
    get, path = "/vocabulary/decisions", tag = "meaning", params(PageParameters),
    responses((status = 200, body = List<RulingItem>))
)]
pub(super) async fn of_vocabulary(
    State(app): State<App>,
    asker: Asker,
    listed: Listed<Everything>,
) -> Result<Json<List<RulingItem>>, Problem> {
    rulings(&app, &asker, Kind::Vocabulary, listed).await
}

/// A document to try out.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Proposal {
    /// The document; left out or null: what is shipped.
    #[schema(value_type = Option<Object>)]
    document: Option<Value>,
}

impl Proposal {
    fn text(body: &str, kind: Kind) -> Result<String, Problem> {
        match read::<Self>(body)?.document {
            Some(document) => serde_json::to_string(&document).map_err(Problem::internal),
            None => Ok(decisions::shipped(kind).to_owned()),
        }
    }
}

/// What another rule set would change, in counts of people.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct RuleSetTrial {
    /// The version that it would have.
    version: String,
    /// People that were looked at.
    looked_at: usize,
    /// Whether that was everybody.
    whole: bool,
    /// People of whom some level would move, to the nearest five; absent where it would follow from it
    /// what fewer than five people's levels do.
    people: Option<u64>,
    /// The competencies of which it may be told that levels would move, those first in which most
    /// would.
    competencies: Vec<MovedLevels>,
}

/// How many people's levels in a competency would move: numbers to the nearest five, absent where it
/// would follow from them what fewer than five people's levels do.
#[derive(Debug, Serialize, ToSchema)]
struct MovedLevels {
    /// The competency's name.
    competency: String,
    /// To a higher level.
    up: Option<u64>,
    /// To a lower one.
    down: Option<u64>,
    /// People there is evidence or a plan of.
    people: Option<u64>,
}

impl RuleSetTrial {
    fn of(effect: Effect) -> Self {
        let competencies = effect.competencies.into_iter();
        Self {
            version: effect.version,
            looked_at: effect.looked_at,
            whole: effect.whole,
            people: effect.people,
            competencies: competencies
                .map(|(competency, moved)| MovedLevels {
                    competency,
                    up: moved.up,
                    down: moved.down,
                    people: moved.people,
                })
                .collect(),
        }
    }
}

/// Says what another rule set would change, and changes nothing.
#[utoipa::path(
    post, path = "/rule-set/trial", tag = "meaning", request_body = Proposal,
    responses((status = 200, body = RuleSetTrial))
)]
pub(super) async fn try_rule_set(
    State(app): State<App>,
    asker: Asker,
    body: String,
) -> Result<Json<RuleSetTrial>, Problem> {
    asker.administrate()?;
    let text = Proposal::text(&body, Kind::RuleSet)?;
    let mut tx = app.db.read().await?;
    let effect = decisions::effect(&mut tx, &text, app.today()).await;
    effect.map(RuleSetTrial::of).map(json).map_err(refused)
}

/// What another vocabulary would make of statements that are kept.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct VocabularyTrial {
    /// The version that it would have.
    version: String,
    /// Statements that were looked at: the newest, and some of each verb that is spoken of.
    looked_at: usize,
    /// Of them those that would come to something else.
    changed: usize,
    /// What would change.
    turns: Vec<TurnItem>,
}

/// Statements that would come to something else.
#[derive(Debug, Serialize, ToSchema)]
struct TurnItem {
    /// What they come to now, in the words of the vocabulary.
    before: String,
    /// What they would come to.
    after: String,
    /// How many.
    statements: usize,
    /// Some of them.
    samples: Vec<Uuid>,
}

fn in_words(outcome: Outcome) -> String {
    match outcome {
        Outcome::Act(act, engagement, evidence) => {
            format!("{} {} {}", act.word(), engagement.word(), evidence.word())
        }
        Outcome::Nothing => "nothing".to_owned(),
        Outcome::Unused(reason) => format!("unused {}", reason.word()),
    }
}

impl VocabularyTrial {
    fn of(trial: Trial) -> Self {
        Self {
            looked_at: trial.looked_at,
            changed: trial.changed(),
            version: trial.version,
            turns: trial
                .turns
                .into_iter()
                .map(|((before, after), turn)| TurnItem {
                    before: in_words(before),
                    after: in_words(after),
                    statements: turn.statements,
                    samples: turn.samples,
                })
                .collect(),
        }
    }
}

/// Says what another vocabulary would make of statements that are kept, and changes nothing.
#[utoipa::path(
    post, path = "/vocabulary/trial", tag = "meaning", request_body = Proposal,
    responses((status = 200, body = VocabularyTrial))
)]
pub(super) async fn try_vocabulary(
    State(app): State<App>,
    asker: Asker,
    body: String,
) -> Result<Json<VocabularyTrial>, Problem> {
    asker.administrate()?;
    let text = Proposal::text(&body, Kind::Vocabulary)?;
    let mut tx = app.db.read().await?;
    let old = app.vocabularies.current(&mut tx).await;
    let old = old.map_err(Problem::internal)?;
    let trial = decisions::try_out(&mut tx, &app.zone(), &old, Some(&text)).await;
    trial.map(VocabularyTrial::of).map(json).map_err(refused)
}
