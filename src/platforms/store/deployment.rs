//! All SQL of deployments, and of the groups that courses are linked to.

use std::collections::BTreeMap;

use jiff::Timestamp;
use uuid::Uuid;

use crate::groups::GroupId;
use crate::platforms::DeploymentStatus;
use crate::store::{StoreError, Tx, execute, fetch_all, fetch_optional, sql};

sql! {
    ADD_DEPLOYMENT = "INSERT INTO platform_deployment
                          (platform, deployment_id, status, course, seen_at)
                      VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING";
    DECIDE = "UPDATE platform_deployment SET status = $3
              WHERE platform = $1 AND deployment_id = $2 RETURNING 1";
    DEPLOYMENTS = "SELECT deployment_id, status, course, seen_at FROM platform_deployment
                   WHERE platform = $1 ORDER BY seen_at, deployment_id";
    PENDING = "SELECT count(*) FROM platform_deployment WHERE platform = $1 AND status = 'pending'";
    CONTEXT = "SELECT group_id FROM platform_context
               WHERE platform = $1 AND deployment_id = $2 AND context_id = $3";
    CONTEXTS = "SELECT deployment_id, context_id, group_id FROM platform_context
                WHERE platform = $1 AND (deployment_id, context_id) >= ($2, $3)
                    AND (deployment_id, context_id) <= ($4, $5)";
    LINK_CONTEXT = "INSERT INTO platform_context (platform, deployment_id, context_id, group_id)
                    VALUES ($1, $2, $3, $4)
                    ON CONFLICT (platform, deployment_id, context_id) DO UPDATE SET group_id = $4";
    UNLINK_CONTEXT = "DELETE FROM platform_context
                      WHERE platform = $1 AND deployment_id = $2 AND context_id = $3";
    LINKED = "SELECT deployment_id, context_id, group_id FROM platform_context WHERE platform = $1
              ORDER BY deployment_id, context_id";
    WAITING = "SELECT p.id, count(*) FROM platform p
               JOIN platform_deployment d ON d.platform = p.id AND d.status = 'pending'
               GROUP BY p.id";
}

/// Most deployments of a platform that wait for a decision: beyond, one is refused unheard.
const MOST_PENDING: i64 = 100;

/// A deployment.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct DeploymentRow {
    /// Its identifier.
    pub deployment_id: String,
    status: String,
    /// The course from which the first launch came.
    pub course: Option<String>,
    /// When it was first seen or made known, microseconds since the epoch.
    pub seen_at: i64,
}

impl DeploymentRow {
    /// Whether it may launch.
    #[must_use]
    pub fn status(&self) -> DeploymentStatus {
        DeploymentStatus::of(&self.status)
    }
}

/// Makes a deployment known.
pub async fn add_deployment(
    tx: &mut Tx,
    platform: Uuid,
    deployment: &str,
    status: DeploymentStatus,
    now: Timestamp,
) -> Result<(), StoreError> {
    let at = now.as_microsecond();
    let course: Option<&str> = None;
    execute!(
        tx,
        ADD_DEPLOYMENT,
        platform,
        deployment,
        status.word(),
        course,
        at
    )?;
    Ok(())
}

/// Parks a deployment that nobody has decided about, with the course that somebody came from.
pub async fn park(
    tx: &mut Tx,
    platform: Uuid,
    deployment: &str,
    course: Option<&str>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let waiting = fetch_optional!(tx, PENDING as (i64,), platform)?;
    if waiting.is_some_and(|(count,)| count < MOST_PENDING) {
        let course: Option<String> = course.map(|title| title.chars().take(200).collect());
        let at = now.as_microsecond();
        let word = DeploymentStatus::Pending.word();
        execute!(tx, ADD_DEPLOYMENT, platform, deployment, word, course, at)?;
    }
    Ok(())
}

/// Decides about a deployment. Whether there is one.
pub async fn decide(
    tx: &mut Tx,
    platform: Uuid,
    deployment: &str,
    status: DeploymentStatus,
) -> Result<bool, StoreError> {
    let found = fetch_optional!(tx, DECIDE as (i32,), platform, deployment, status.word())?;
    Ok(found.is_some())
}

/// A platform's deployments.
pub async fn deployments(tx: &mut Tx, platform: Uuid) -> Result<Vec<DeploymentRow>, StoreError> {
    fetch_all!(tx, DEPLOYMENTS as DeploymentRow, platform)
}

/// The group that an administrator linked to a course.
pub async fn context(
    tx: &mut Tx,
    platform: Uuid,
    deployment: &str,
    context: &str,
) -> Result<Option<GroupId>, StoreError> {
    let found = fetch_optional!(tx, CONTEXT as (GroupId,), platform, deployment, context)?;
    Ok(found.map(|(group,)| group))
}

/// The groups that courses between two places are linked to, both included; a place, as each course,
/// is a deployment and a context.
pub async fn contexts(
    tx: &mut Tx,
    platform: Uuid,
    from: (&str, &str),
    to: (&str, &str),
) -> Result<BTreeMap<(String, String), GroupId>, StoreError> {
    let rows = fetch_all!(
        tx,
        CONTEXTS as (String, String, GroupId),
        platform,
        from.0,
        from.1,
        to.0,
        to.1
    )?;
    let linked = rows.into_iter();
    Ok(linked
        .map(|(deployment, context, group)| ((deployment, context), group))
        .collect())
}

/// Links a course to a group.
pub async fn link_context(
    tx: &mut Tx,
    platform: Uuid,
    deployment: &str,
    context: &str,
    group: GroupId,
) -> Result<(), StoreError> {
    execute!(tx, LINK_CONTEXT, platform, deployment, context, group)?;
    Ok(())
}

/// Has a course be linked to no group. Whether it was.
pub async fn unlink_context(
    tx: &mut Tx,
    platform: Uuid,
    deployment: &str,
    context: &str,
) -> Result<bool, StoreError> {
    Ok(execute!(tx, UNLINK_CONTEXT, platform, deployment, context)? > 0)
}

/// A platform's courses that are linked to groups, launched yet or not: deployment, context and group.
pub async fn linked(
    tx: &mut Tx,
    platform: Uuid,
) -> Result<Vec<(String, String, GroupId)>, StoreError> {
    fetch_all!(tx, LINKED as (String, String, GroupId), platform)
}

/// How many deployments of each platform wait for a decision, where any does.
pub async fn waiting(tx: &mut Tx) -> Result<BTreeMap<Uuid, i64>, StoreError> {
    let rows = fetch_all!(tx, WAITING as (Uuid, i64))?;
    Ok(rows.into_iter().collect())
}
