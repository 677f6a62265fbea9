//! Filters on the log and the SQL that answers one page of them (xAPI 1.0.3, Communication 2.1.3).

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::new::Identity;
use super::store::{AgentKey, find_activity, find_agent};
use super::stored::StoredStatement;
use crate::store::{StoreError, Tx, fetch_optional, sql};

sql! {
    FIND_VERB = "SELECT key FROM verb WHERE iri = $1";
    FIND_AUTHORITY = "SELECT key FROM authority WHERE text = $1";
}

/// The order of an answer, by the time of storing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
pub enum Direction {
    /// Oldest first.
    Ascending,
    /// Newest first.
    #[default]
    Descending,
}

/// What a client asks for.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Statements of this agent or group.
    pub agent: Option<Identity>,
    /// …in any place, not only as actor or object.
    pub related_agents: bool,
    /// Statements with this verb.
    pub verb: Option<String>,
    /// Statements on this activity.
    pub activity: Option<String>,
    /// …in any place, not only as object.
    pub related_activities: bool,
    /// Statements of this registration.
    pub registration: Option<Uuid>,
    /// Stored after this moment.
    pub since: Option<Timestamp>,
    /// Stored at or before this moment.
    pub until: Option<Timestamp>,
    /// Stored with this authority (JSON text as the credential has it).
    pub authority: Option<String>,
}

/// One page of a filter.
#[derive(Debug)]
pub struct Query {
    /// What to find.
    pub filter: Filter,
    /// In which order.
    pub direction: Direction,
    /// At most this many.
    pub limit: usize,
    /// Only statements beyond this sequence number in the order of the answer.
    pub position: Option<i64>,
}

/// Statements found.
#[derive(Debug, Default)]
pub struct Page {
    /// In the order asked for.
    pub statements: Vec<StoredStatement>,
    /// Whether another page follows.
    pub more: bool,
}

/// A query with its names looked up.
pub(super) struct Resolved {
    pub(super) sql: String,
    pub(super) keys: Vec<i64>,
    pub(super) registration: Option<Uuid>,
}

/// An index of the log, walked for one value.
struct Condition {
    table: &'static str,
    column: &'static str,
    /// Relations that match; empty where the index has none.
    relations: &'static [i64],
}

const DIRECT: &[i64] = &[0];
const ANYWHERE: &[i64] = &[0, 1];

impl Query {
    /// Looks the names up; none when one of them is unknown, so that nothing can match.
    pub(super) async fn resolve(&self, tx: &mut Tx) -> Result<Option<Resolved>, StoreError> {
        let mut keys = Vec::new();
        let mut conditions = Vec::new();
        if let Some(identity) = &self.filter.agent {
            let Some(key) = find_agent(tx, identity).await? else {
                return Ok(None);
            };
            let relations = if self.filter.related_agents {
                ANYWHERE
            } else {
                DIRECT
            };
            keys.push(key as AgentKey);
            conditions.push(Condition {
                table: "statement_agent",
                column: "agent",
                relations,
            });
        }
        if let Some(iri) = &self.filter.activity {
            let Some(key) = find_activity(tx, iri).await? else {
                return Ok(None);
            };
            let relations = if self.filter.related_activities {
                ANYWHERE
            } else {
                DIRECT
            };
            keys.push(key);
            conditions.push(Condition {
                table: "statement_activity",
                column: "activity",
                relations,
            });
        }
        if let Some(iri) = &self.filter.verb {
            let found = fetch_optional!(tx, FIND_VERB as (i64,), iri)?;
            let Some((key,)) = found else { return Ok(None) };
            keys.push(key);
            conditions.push(Condition {
                table: "statement_verb",
                column: "verb",
                relations: &[],
            });
        }
        if self.filter.registration.is_some() {
            conditions.push(Condition {
                table: "statement_registration",
                column: "registration",
                relations: &[],
            });
        }
        let authority = match &self.filter.authority {
            None => None,
            Some(text) => {
                let Some((key,)) = fetch_optional!(tx, FIND_AUTHORITY as (i64,), text)? else {
                    return Ok(None);
                };
                Some(key)
            }
        };
        let sql = self.sql(&conditions, authority);
        Ok(Some(Resolved {
            sql,
            keys,
            registration: self.filter.registration,
        }))
    }

    /// The statement: the first condition's index is walked in the order of the answer, the other
    /// conditions are looked up for each entry. Numbers below are ours, not the client's.
    fn sql(&self, conditions: &[Condition], authority: Option<i64>) -> String {
        let order = match self.direction {
            Direction::Ascending => "ASC",
            Direction::Descending => "DESC",
        };
        let take = self.limit + 1;
        let bounds = self.bounds();
        let own = authority.map_or_else(String::new, |authority| {
            format!(" AND v.authority = {authority}")
        });
        let found = match conditions.split_first() {
            None => format!(
                "SELECT v.seq FROM statement v WHERE NOT v.voided{own}{} ORDER BY v.seq {order} \
                 LIMIT {take}",
                bounds.replace("i.", "v.")
            ),
            Some((driver, rest)) => {
                let others: String = rest
                    .iter()
                    .enumerate()
                    .map(|(index, condition)| other(condition, index + 2))
                    .collect();
                let walk = |relation: Option<&i64>| {
                    let relation = relation.map_or_else(String::new, |relation| {
                        format!(" AND i.relation = {relation}")
                    });
                    format!(
                        "SELECT * FROM (SELECT DISTINCT i.seq FROM {} i \
                         JOIN statement v ON v.seq = i.seq AND NOT v.voided{own} \
                         WHERE i.{} = $1{relation}{bounds}{others} \
                         ORDER BY i.seq {order} LIMIT {take}) w",
                        driver.table, driver.column
                    )
                };
                if driver.relations.is_empty() {
                    walk(None)
                } else {
                    let walks: Vec<String> = driver
                        .relations
                        .iter()
                        .map(|relation| walk(Some(relation)))
                        .collect();
                    walks.join(" UNION ")
                }
            }
        };
        format!(
            "SELECT s.seq, s.id, s.id_received, s.stored, s.timestamp, s.has_timestamp, \
             s.has_version, s.version, s.target, s.voids, s.voided, a.text AS authority, s.text \
             FROM ({found}) f JOIN statement s ON s.seq = f.seq \
             JOIN authority a ON a.key = s.authority ORDER BY s.seq {order} LIMIT {take}"
        )
    }

    /// `since`, `until` and the position as bounds on the sequence, which runs with `stored`.
    fn bounds(&self) -> String {
        let mut bounds = String::new();
        if let Some(position) = self.position {
            let side = if self.direction == Direction::Ascending {
                '>'
            } else {
                '<'
            };
            bounds.push_str(&format!(" AND i.seq {side} {position}"));
        }
        if let Some(since) = self.filter.since {
            bounds.push_str(&format!(
                " AND i.seq > (SELECT coalesce(max(t.seq), 0) FROM statement t \
                 WHERE t.stored = (SELECT max(u.stored) FROM statement u WHERE u.stored <= {}))",
                since.as_microsecond()
            ));
        }
        if let Some(until) = self.filter.until {
            bounds.push_str(&format!(
                " AND i.seq <= (SELECT coalesce(max(t.seq), 0) FROM statement t \
                 WHERE t.stored = (SELECT max(u.stored) FROM statement u WHERE u.stored <= {}))",
                until.as_microsecond()
            ));
        }
        bounds
    }
}

fn other(condition: &Condition, parameter: usize) -> String {
    let relation = match condition.relations {
        [only] => format!(" AND o.relation = {only}"),
        _ => String::new(),
    };
    format!(
        " AND EXISTS (SELECT 1 FROM {} o WHERE o.{} = ${parameter}{relation} \
         AND o.seq = i.seq AND o.via = i.via)",
        condition.table, condition.column
    )
}
