//! Competency frameworks: what is measured.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::paging::{Everything, List, Listed, PageParameters};
use super::{Asker, json};
use crate::audit::{self, Act, Change};
use crate::frameworks::{self, Framework, Item, Rating, Structure};
use crate::problem::{Fault, Kind, Problem};
use crate::state::App;
use crate::statements::format_time;
use crate::store::Tx;

/// A framework in a list.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct FrameworkItem {
    /// Identifier of its CASE document.
    id: Uuid,
    /// Title.
    title: String,
    /// Address.
    uri: String,
    /// Current version, from 1 on.
    version: i64,
    /// Items of it.
    items: i64,
    /// When it last changed.
    changed_at: String,
}

impl From<Framework> for FrameworkItem {
    fn from(framework: Framework) -> Self {
        Self {
            id: framework.id,
            title: framework.title,
            uri: framework.uri,
            version: framework.version,
            items: framework.items,
            changed_at: format_time(framework.changed_at),
        }
    }
}

/// A framework with its items.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Tree {
    /// The framework.
    framework: FrameworkItem,
    /// Items that are part of no other, in order.
    roots: Vec<Uuid>,
    /// All items, in order; each names its parts.
    items: Vec<Competency>,
}

/// A competency of a framework.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = FrameworkCompetency)]
pub(super) struct Competency {
    /// Identifier of its CASE item.
    id: Uuid,
    /// The key by which progress names it.
    key: i64,
    /// Address, by which statements name it.
    uri: String,
    /// Code that people use.
    code: Option<String>,
    /// Name.
    name: String,
    /// How it is rated: rank, points, `rank_and_points` or unrated.
    rating: String,
    /// Levels, the lowest first.
    levels: Vec<LevelItem>,
    /// What it consists of.
    parts: Vec<PartItem>,
}

/// A level.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = FrameworkLevel)]
struct LevelItem {
    /// Number, from 1 on.
    number: u8,
    /// Name; absent on the organisation's default scale.
    #[serde(skip_serializing_if = "String::is_empty")]
    title: String,
    /// Share that has to be shown, 0 to 1.
    threshold: f64,
    /// Points that a rubric gives.
    points: Option<f64>,
    /// Whether it takes a test or a coach.
    needs_check: bool,
    /// Whether it takes a coach.
    needs_coach: bool,
}

/// A part of a competency.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub(super) struct PartItem {
    /// Identifier of its CASE item.
    id: Uuid,
    /// How much it counts among the parts.
    weight: f64,
}

/// The frameworks, by title.
#[utoipa::path(
    get, path = "/frameworks", tag = "frameworks", params(PageParameters),
    responses((status = 200, body = List<FrameworkItem>))
)]
pub(super) async fn list(
    State(app): State<App>,
    _asker: Asker,
    Listed { page, .. }: Listed<Everything>,
) -> Result<Json<List<FrameworkItem>>, Problem> {
    let mut tx = app.db.read().await?;
    let all = frameworks::list(&mut tx)
        .await?
        .into_iter()
        .map(FrameworkItem::from)
        .collect();
    Ok(json(page.of(all, |framework| framework.id)?))
}

/// A framework with its items, their parts and levels.
#[utoipa::path(
    get, path = "/frameworks/{framework}", tag = "frameworks",
    params(("framework" = Uuid, Path, description = "The framework")),
    responses((status = 200, body = Tree))
)]
pub(super) async fn tree(
    State(app): State<App>,
    _asker: Asker,
    Path(framework): Path<Uuid>,
) -> Result<Response, Problem> {
    let mut tx = app.db.read().await?;
    let about = known(&mut tx, framework).await?;
    let items = frameworks::items(&mut tx, framework).await?;
    let keys: Vec<i64> = items.iter().map(|item| item.competency).collect();
    let structure = frameworks::structure(&mut tx, &keys).await?;
    let mut has_parent: BTreeMap<i64, bool> = BTreeMap::new();
    for child in structure.children.values().flatten() {
        has_parent.insert(child.competency, true);
    }
    let roots = items
        .iter()
        .filter(|item| !has_parent.contains_key(&item.competency));
    let tree = Tree {
        roots: roots.map(|item| item.identifier).collect(),
        items: items
            .iter()
            .map(|item| competency(item, &structure))
            .collect(),
        framework: about.clone().into(),
    };
    Ok(tagged(&about, json(tree).into_response()))
}

/// One competency of a framework.
#[utoipa::path(
    get, path = "/frameworks/{framework}/items/{item}", tag = "frameworks",
    params(
        ("framework" = Uuid, Path, description = "The framework"),
        ("item" = Uuid, Path, description = "The item")
    ),
    responses((status = 200, body = Competency))
)]
pub(super) async fn item(
    State(app): State<App>,
    _asker: Asker,
    Path((framework, item)): Path<(Uuid, Uuid)>,
) -> Result<Response, Problem> {
    let mut tx = app.db.read().await?;
    let (about, found, structure) = placed(&mut tx, framework, item).await?;
    Ok(tagged(
        &about,
        json(competency(&found, &structure)).into_response(),
    ))
}

/// What a competency consists of, and how much each part counts.
#[utoipa::path(
    get, path = "/frameworks/{framework}/items/{item}/weights", tag = "frameworks",
    params(
        ("framework" = Uuid, Path, description = "The framework"),
        ("item" = Uuid, Path, description = "The item")
    ),
    responses((status = 200, body = [PartItem]))
)]
pub(super) async fn weights(
    State(app): State<App>,
    _asker: Asker,
    Path((framework, item)): Path<(Uuid, Uuid)>,
) -> Result<Response, Problem> {
    let mut tx = app.db.read().await?;
    let (about, found, structure) = placed(&mut tx, framework, item).await?;
    Ok(tagged(
        &about,
        json(parts(&found, &structure)).into_response(),
    ))
}

/// Sets how much parts of a competency count. Parts that are not named keep their weights.
#[utoipa::path(
    put, path = "/frameworks/{framework}/items/{item}/weights", tag = "frameworks",
    params(
        ("framework" = Uuid, Path, description = "The framework"),
        ("item" = Uuid, Path, description = "The item")
    ),
    request_body = [PartItem],
    responses(
        (status = 200, body = [PartItem]),
        (status = 412)
    )
)]
pub(super) async fn weigh(
    State(app): State<App>,
    asker: Asker,
    Path((framework, item)): Path<(Uuid, Uuid)>,
    headers: HeaderMap,
    body: String,
) -> Result<Response, Problem> {
    asker.administrate()?;
    let wanted: Vec<PartItem> = serde_json::from_str(&body)
        .map_err(|error| Problem::new(Kind::MalformedJson, format!("{error}.")))?;
    let mut tx = app.db.write().await?;
    let about = known(&mut tx, framework).await?;
    if headers.contains_key(header::IF_MATCH) && !starts_from(&headers, &about) {
        let detail = "The framework has changed meanwhile. Read the weights again.";
        return Err(Problem::new(Kind::PreconditionFailed, detail));
    }
    let (_, found, structure) = placed(&mut tx, framework, item).await?;
    let mut weights = Vec::new();
    let mut faults = Vec::new();
    for (index, part) in wanted.iter().enumerate() {
        let child = structure.items.values().find(|it| it.identifier == part.id);
        match (child, frameworks::weight_of(&part.weight.to_string())) {
            (None, _) => faults.push((format!("/{index}/id"), "This is no part of it.".to_owned())),
            (_, Err(detail)) => faults.push((format!("/{index}/weight"), detail.to_string())),
            (Some(child), Ok(weight)) => weights.push((child.clone(), weight)),
        }
    }
    if !faults.is_empty() {
        let faults = faults.into_iter().map(|(pointer, detail)| Fault {
            pointer,
            rule: "weights".into(),
            detail,
        });
        let problem = Problem::new(Kind::BadRequest, "Weights are wrong; nothing was changed.");
        return Err(problem.with_faults(faults.collect()));
    }
    frameworks::weigh(&mut tx, &found, &weights, app.clock.now())
        .await
        .map_err(problem)?;
    let shown: Vec<String> = wanted
        .iter()
        .map(|part| format!("{} {}", part.id, part.weight))
        .collect();
    let change = Change::to(format!("{framework} {item}"), shown.join(", "));
    let by = asker.author(&app);
    audit::record(&mut tx, &by, Act::WeightsDecided, change, app.clock.now()).await?;
    let structure = frameworks::structure(&mut tx, &[found.competency]).await?;
    let about = known(&mut tx, framework).await?;
    tx.commit().await?;
    Ok(tagged(
        &about,
        json(parts(&found, &structure)).into_response(),
    ))
}

async fn known(tx: &mut Tx, framework: Uuid) -> Result<Framework, Problem> {
    frameworks::by_id(tx, framework)
        .await?
        .ok_or_else(Problem::not_found)
}

/// An item with its framework and its parts.
async fn placed(
    tx: &mut Tx,
    framework: Uuid,
    item: Uuid,
) -> Result<(Framework, Item, Structure), Problem> {
    let about = known(tx, framework).await?;
    let found = frameworks::item(tx, framework, item).await?;
    let found = found.ok_or_else(Problem::not_found)?;
    let structure = frameworks::structure(tx, &[found.competency]).await?;
    Ok((about, found, structure))
}

fn problem(error: frameworks::FrameworkError) -> Problem {
    match error {
        frameworks::FrameworkError::Store(error) => error.into(),
        frameworks::FrameworkError::Faulty(faults) => {
            Problem::new(Kind::BadRequest, faults.to_string())
        }
        other => Problem::internal(other),
    }
}

fn competency(item: &Item, structure: &Structure) -> Competency {
    let levels = item.scale.levels.iter().map(|level| LevelItem {
        number: level.number,
        title: level.title.clone(),
        threshold: level.threshold as f64 / 1e6,
        points: level.points.map(|points| points as f64 / 1e6),
        needs_check: level.needs_check,
        needs_coach: level.needs_coach,
    });
    let rating = match item.scale.rating {
        Rating::Rank => "rank",
        Rating::Points => "points",
        Rating::RankAndPoints => "rank_and_points",
        Rating::Unrated => "unrated",
    };
    Competency {
        id: item.identifier,
        key: item.competency,
        uri: item.uri.clone(),
        code: item.code.clone(),
        name: item.name.clone(),
        rating: rating.to_owned(),
        levels: levels.collect(),
        parts: parts(item, structure),
    }
}

/// Parts in another framework that is not here are left out.
fn parts(item: &Item, structure: &Structure) -> Vec<PartItem> {
    let children = structure.children(item.competency).iter();
    children
        .filter_map(|child| {
            Some(PartItem {
                id: structure.items.get(&child.competency)?.identifier,
                weight: child.weight as f64 / 1e6,
            })
        })
        .collect()
}

fn tag(framework: &Framework) -> String {
    format!("\"{}\"", framework.state.simple())
}

fn tagged(framework: &Framework, mut response: Response) -> Response {
    if let Ok(tag) = HeaderValue::from_str(&tag(framework)) {
        response.headers_mut().insert(header::ETAG, tag);
    }
    response
}

/// Whether a change starts from this state (RFC 9110, 13.1.1).
fn starts_from(headers: &HeaderMap, framework: &Framework) -> bool {
    let tag = tag(framework);
    let named = headers
        .get(header::IF_MATCH)
        .and_then(|it| it.to_str().ok());
    named
        .into_iter()
        .flat_map(|tags| tags.split(','))
        .any(|it| it.trim() == tag || it.trim() == "*")
}
