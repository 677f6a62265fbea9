//! People by competencies: where a group's gaps are.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::{Path, State};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::people::PersonItem;
use super::{Asker, Parameters, day_asked, json};
use crate::competency::{MOST_COMPETENCIES, MOST_PEOPLE};
use crate::engagement;
use crate::groups::GroupId;
use crate::people::PersonId;
use crate::problem::{Kind, Problem};
use crate::projector::date_of;
use crate::state::App;

/// What to look at.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct Choice {
    /// The day (`YYYY-MM-DD`); today if left out.
    at: Option<String>,
}

/// Progress of a group's members in its competencies.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Matrix {
    /// The day.
    at: String,
    /// Version of the rules that the numbers were made by.
    rule_set: String,
    /// The columns.
    competencies: Vec<Column>,
    /// The members, by name.
    people: Vec<Row>,
    /// Members whose data are only kept, by name.
    restricted: Vec<PersonItem>,
}

/// A competency that the group works on.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = MatrixColumn)]
struct Column {
    /// Key.
    key: i64,
    /// IRI.
    iri: String,
    /// Name.
    name: String,
}

/// A member's progress.
#[derive(Debug, Serialize, ToSchema)]
struct Row {
    /// Identifier.
    person: Uuid,
    /// Name, where one is known.
    name: Option<String>,
    /// By the competency's key; where nothing is known there is no cell.
    #[schema(value_type = BTreeMap<String, CellItem>)]
    cells: BTreeMap<i64, CellItem>,
}

/// One number of the matrix.
#[derive(Debug, Serialize, ToSchema)]
struct CellItem {
    /// Share that the evidence shows.
    shown: f64,
    /// Share that the evidence contradicts.
    contradicted: f64,
    /// Share that is not known.
    unknown: f64,
    /// The level reached, 0 for none.
    level: u8,
    /// The level that the plan aims at.
    target_level: Option<i64>,
}

/// Progress of the members of a group in the competencies that it works on: at most 500 members and
/// 100 competencies.
#[utoipa::path(
    get, path = "/groups/{group}/matrix", tag = "groups",
    params(("group" = Uuid, Path, description = "The group"), Choice),
    responses((status = 200, body = Matrix))
)]
pub(super) async fn get(
    State(app): State<App>,
    asker: Asker,
    Path(group): Path<Uuid>,
    Parameters(choice): Parameters<Choice>,
) -> Result<Json<Matrix>, Problem> {
    let at = day_asked(&app, choice.at.as_deref())?;
    let group = GroupId(group);
    let mut tx = asker.read(&app).await?;
    asker.see_group(&mut tx, group).await?;
    let found = engagement::group_matrix(&mut tx, group, at).await?;
    let Some(mut matrix) = found.matrix else {
        return Err(Problem::new(
            Kind::InvalidParameter,
            format!(
                "The group is too large for one matrix: {MOST_PEOPLE} members and \
                 {MOST_COMPETENCIES} competencies are the most. Ask for its members one by one."
            ),
        ));
    };
    let persons: Vec<PersonId> = found.members.iter().map(|person| person.id).collect();
    asker.looked(&app, &persons).await?;
    let people = found.members.into_iter().map(|member| Row {
        cells: matrix
            .cells
            .remove(&member.id)
            .unwrap_or_default()
            .into_iter()
            .map(|(key, cell)| {
                let item = CellItem {
                    shown: cell.progress.shown,
                    contradicted: cell.progress.contradicted,
                    unknown: cell.progress.unknown,
                    level: cell.progress.level,
                    target_level: cell.plan.map(|plan| plan.target),
                };
                (key, item)
            })
            .collect(),
        person: member.id.0,
        name: member.name,
    });
    let columns = found.topics.into_iter().map(|topic| Column {
        key: topic.key,
        iri: topic.iri,
        name: topic.name,
    });
    let restricted = found.restricted.into_iter();
    Ok(json(Matrix {
        restricted: restricted.map(PersonItem::restricted).collect(),
        at: date_of(at).to_string(),
        rule_set: matrix.rules.version.clone(),
        competencies: columns.collect(),
        people: people.collect(),
    }))
}
