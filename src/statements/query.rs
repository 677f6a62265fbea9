//! Filters on the log and the SQL that answers one page of them (xAPI 1.0.3, Communication 2.1.3).

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::identity::Identity;
use super::packed::{AT_ONCE_BYTES, FIELD, ROW};
use super::store::LogHead;
use super::stored::StoredStatement;

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

/// The last moment before a day, or a number of days later, begins in a zone: `since` leaves its own
/// moment out, `until` takes it in. None for days that are too far away.
#[must_use]
pub fn midnight(zone: &TimeZone, day: Date, days: i64) -> Option<Timestamp> {
    let day = day.checked_add(Span::new().try_days(days).ok()?).ok()?;
    let start = day.to_zoned_datetime(zone.clone()).ok()?.timestamp();
    Timestamp::from_microsecond(start.as_microsecond() - 1).ok()
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
#[derive(Debug)]
pub struct Page {
    /// In the order asked for.
    pub statements: Vec<StoredStatement>,
    /// Whether another page follows.
    pub more: bool,
    /// The end of the log as the page saw it.
    pub head: LogHead,
}

/// A value that is bound to a statement.
#[derive(Debug, Clone)]
pub(super) enum Bound {
    Id(Uuid),
    Number(i64),
    Text(String),
}

/// A statement of SQL made of the fragments below, with its values.
#[derive(Debug)]
pub(super) struct Built {
    pub(super) sql: String,
    pub(super) values: Vec<Bound>,
}

/// An index of the log that holds a value asked for.
#[derive(Debug)]
struct Condition {
    index: Index,
    /// Relations that match.
    relations: &'static [i64],
    /// The value, as an expression of SQL. A name that nobody ever used is NULL and matches nothing.
    value: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Index {
    Registration,
    Agent,
    Activity,
    Verb,
}

impl Index {
    const fn table(self) -> &'static str {
        match self {
            Self::Registration => "statement_registration",
            Self::Agent => "statement_agent",
            Self::Activity => "statement_activity",
            Self::Verb => "statement_verb",
        }
    }

    const fn column(self) -> &'static str {
        match self {
            Self::Registration => "registration",
            Self::Agent => "agent",
            Self::Activity => "activity",
            Self::Verb => "verb",
        }
    }

    /// Whether each entry also tells its statement's verb.
    const fn tells_verb(self) -> bool {
        matches!(self, Self::Agent | Self::Activity)
    }

    /// Entries that are counted at most to find the index that is walked. Of a verb few, since most
    /// have many, and walking another index that tells it costs nothing more.
    const fn most_counted(self) -> i64 {
        match self {
            Self::Verb => 500,
            Self::Registration | Self::Agent | Self::Activity => 5_000,
        }
    }
}

const DIRECT: &[i64] = &[0];
const ANYWHERE: &[i64] = &[0, 1];
const NO_RELATION: &[i64] = &[];

/// What a query asks of the indexes, most selective first as far as that is known.
#[derive(Debug)]
pub(super) struct Plan<'q> {
    query: &'q Query,
    conditions: Vec<Condition>,
    /// Restricts entries, whichever index they are of.
    bounds: String,
    values: Vec<Bound>,
    /// How many of the values the conditions have; those of the bounds follow.
    asked: usize,
}

impl Query {
    /// What has to be looked up.
    pub(super) fn plan(&self) -> Plan<'_> {
        let filter = &self.filter;
        let mut values = Vec::new();
        let anywhere = |related| if related { ANYWHERE } else { DIRECT };
        let mut conditions = Vec::new();
        if let Some(registration) = filter.registration {
            conditions.push(Condition {
                index: Index::Registration,
                relations: NO_RELATION,
                value: bind(&mut values, Bound::Id(registration)),
            });
        }
        if let Some(agent) = &filter.agent {
            let (kind, value, home_page) = agent.columns();
            let value = bind(&mut values, Bound::Text(value.to_owned()));
            let home_page = bind(&mut values, Bound::Text(home_page.to_owned()));
            let kind = bind(&mut values, Bound::Number(kind));
            conditions.push(Condition {
                index: Index::Agent,
                relations: anywhere(filter.related_agents),
                value: format!(
                    "(SELECT key FROM agent WHERE value = {value} AND home_page = {home_page} \
                     AND kind = {kind})"
                ),
            });
        }
        if let Some(iri) = &filter.activity {
            let iri = bind(&mut values, Bound::Text(iri.clone()));
            conditions.push(Condition {
                index: Index::Activity,
                relations: anywhere(filter.related_activities),
                value: format!("(SELECT key FROM activity WHERE iri = {iri})"),
            });
        }
        if let Some(iri) = &filter.verb {
            let iri = bind(&mut values, Bound::Text(iri.clone()));
            conditions.push(Condition {
                index: Index::Verb,
                relations: NO_RELATION,
                value: format!("(SELECT key FROM verb WHERE iri = {iri})"),
            });
        }
        let asked = values.len();
        let mut bounds =
            String::from(" AND NOT EXISTS (SELECT 1 FROM voided_statement x WHERE x.seq = i.seq)");
        if let Some(position) = self.position {
            let side = match self.direction {
                Direction::Ascending => '>',
                Direction::Descending => '<',
            };
            let position = bind(&mut values, Bound::Number(position));
            bounds.push_str(&format!(" AND i.seq {side} {position}"));
        }
        // `since` and `until` as bounds on the sequence, which runs with `stored`.
        for (side, moment) in [(">", filter.since), ("<=", filter.until)] {
            if let Some(moment) = moment {
                let moment = bind(&mut values, Bound::Number(moment.as_microsecond()));
                bounds.push_str(&format!(
                    " AND i.seq {side} (SELECT coalesce(max(t.seq), 0) FROM statement t \
                     WHERE t.stored = (SELECT max(u.stored) FROM statement u \
                     WHERE u.stored <= {moment}))"
                ));
            }
        }
        if let Some(text) = &filter.authority {
            // Both the statement and the one that holds what is asked for: else a reference of
            // one's own would tell what stands in a statement that one may not read.
            let text = bind(&mut values, Bound::Text(text.clone()));
            let holder = if conditions.is_empty() {
                "i.seq"
            } else {
                "i.via"
            };
            bounds.push_str(&format!(
                " AND NOT EXISTS (SELECT 1 FROM statement t WHERE t.seq IN (i.seq, {holder}) \
                 AND t.authority <> coalesce((SELECT key FROM authority WHERE text = {text}), 0))"
            ));
        }
        Plan {
            query: self,
            conditions,
            bounds,
            values,
            asked,
        }
    }
}

/// The parameter of a value.
fn bind(values: &mut Vec<Bound>, value: Bound) -> String {
    values.push(value);
    format!("${}", values.len())
}

impl Plan<'_> {
    /// A statement that counts the entries of each condition's index, up to
    /// [`Index::most_counted`], as rows of the condition's place and its count; none where there is
    /// nothing to choose.
    pub(super) fn counting(&self) -> Option<Built> {
        if self.conditions.len() < 2 {
            return None;
        }
        let counts = self.conditions.iter().enumerate().map(|(place, it)| {
            format!(
                "SELECT CAST({place} AS BIGINT), count(*) FROM (SELECT 1 FROM {} i \
                 WHERE i.{} = {}{} LIMIT {}) c{place}",
                it.index.table(),
                it.index.column(),
                it.value,
                relation(it.relations, "i"),
                it.index.most_counted()
            )
        });
        Some(Built {
            sql: counts.collect::<Vec<_>>().join(" UNION ALL "),
            values: self.values.iter().take(self.asked).cloned().collect(),
        })
    }

    /// Puts the condition with the fewest entries first. Those that were not counted to the end have
    /// more than any other, and of these the first stays first.
    pub(super) fn counted(&mut self, counts: &[(i64, i64)]) {
        let whole = counts.iter().filter_map(|(place, count)| {
            let place = usize::try_from(*place).ok()?;
            let most = self.conditions.get(place)?.index.most_counted();
            (*count < most).then_some((*count, place))
        });
        if let Some((_, place)) = whole.min() {
            let first = self.conditions.remove(place);
            self.conditions.insert(0, first);
        }
    }

    /// The page in one row: the end of the log, how many statements were found (one more than
    /// asked for if more follow), and those that fit, packed. `CROSS JOIN` keeps the embedded
    /// database from walking the whole log to look up the few that were found.
    pub(super) fn page(self, packed: &str) -> Built {
        let order = match self.query.direction {
            Direction::Ascending => "ASC",
            Direction::Descending => "DESC",
        };
        let limit = self.query.limit;
        let found = self.found(order, limit + 1);
        Built {
            sql: format!(
                "WITH found AS ({found}), \
                 sized AS (SELECT t.*, octet_length(t.text) AS size \
                     FROM found f CROSS JOIN statement t WHERE t.seq = f.seq), \
                 placed AS (SELECT z.*, row_number() OVER w AS place, \
                     sum(z.size) OVER w - z.size AS before \
                     FROM sized z WINDOW w AS (ORDER BY z.seq {order})) \
                 SELECT h.seq, h.stored, (SELECT count(*) FROM found), \
                     (SELECT string_agg(concat_ws('{FIELD}', {packed}), '{ROW}') \
                      FROM placed s CROSS JOIN authority a WHERE a.key = s.authority \
                      AND s.place <= {limit} AND s.before < {AT_ONCE_BYTES}) \
                 FROM log_head h WHERE h.id = 1"
            ),
            values: self.values,
        }
    }

    /// The sequence numbers that match, in order: the first condition's index is walked in the
    /// order of the answer, the other conditions are looked up for each entry.
    fn found(&self, order: &str, take: usize) -> String {
        let bounds = &self.bounds;
        let Some((driver, rest)) = self.conditions.split_first() else {
            return format!(
                "SELECT i.seq FROM statement i WHERE true{bounds} ORDER BY i.seq {order} \
                 LIMIT {take}"
            );
        };
        let others: String = rest.iter().map(|it| other(driver.index, it)).collect();
        let walk = |relations: &[i64]| {
            format!(
                "SELECT * FROM (SELECT DISTINCT i.seq FROM {} i WHERE i.{} = {}{}{others}{bounds} \
                 ORDER BY i.seq {order} LIMIT {take}) w",
                driver.index.table(),
                driver.index.column(),
                driver.value,
                relation(relations, "i")
            )
        };
        match driver.relations {
            [] | [_] => walk(driver.relations),
            // Each relation has its own order: the best of all of them are the best of each.
            many => {
                let walks: Vec<String> = many
                    .iter()
                    .map(|relation| walk(std::slice::from_ref(relation)))
                    .collect();
                format!(
                    "SELECT u.seq FROM ({}) u ORDER BY u.seq {order} LIMIT {take}",
                    walks.join(" UNION ")
                )
            }
        }
    }
}

fn other(driver: Index, condition: &Condition) -> String {
    if condition.index == Index::Verb && driver.tells_verb() {
        return format!(" AND i.verb = {}", condition.value);
    }
    format!(
        " AND EXISTS (SELECT 1 FROM {} o WHERE o.{} = {}{} AND o.seq = i.seq AND o.via = i.via)",
        condition.index.table(),
        condition.index.column(),
        condition.value,
        relation(condition.relations, "o")
    )
}

/// Restricts entries to a relation; several are all there are.
fn relation(relations: &[i64], alias: &str) -> String {
    match relations {
        [only] => format!(" AND {alias}.relation = {only}"),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use sqlx::{AssertSqlSafe, Row};

    use super::super::packed;
    use super::*;
    use crate::store::{Db, Target};

    /// A filter of those parts whose bits are set.
    fn filter(bits: u32) -> Filter {
        let has = |place: u32| bits & 1 << place != 0;
        let moment = Timestamp::from_second(1_800_000_000).unwrap();
        Filter {
            agent: has(0).then(|| Identity::Mbox("mailto:anna@example.org".into())),
            related_agents: has(1),
            verb: has(2).then(|| "https://example.org/did".into()),
            activity: has(3).then(|| "https://example.org/thing".into()),
            related_activities: has(1),
            registration: has(4).then(Uuid::nil),
            since: has(5).then_some(moment),
            until: has(6).then_some(moment),
            authority: has(7).then(|| "{}".into()),
        }
    }

    /// The tables in the order in which they are walked and looked up, after a count.
    fn order(filter: Filter, counts: &[i64]) -> Vec<&'static str> {
        let query = Query {
            filter,
            direction: Direction::Descending,
            limit: 50,
            position: None,
        };
        let mut plan = query.plan();
        assert_eq!(plan.conditions.len(), counts.len());
        let counts: Vec<(i64, i64)> = (0..).zip(counts.iter().copied()).collect();
        plan.counted(&counts);
        plan.conditions.iter().map(|it| it.index.column()).collect()
    }

    #[test]
    fn what_was_counted_to_the_end_and_is_fewest_is_walked() {
        let agent_verb_activity = || filter(0b1101);
        let [agent, activity, verb] = ["agent", "activity", "verb"];
        for (counts, expected) in [
            ([7, 3, 500], [activity, agent, verb]),
            // A verb that was counted up to 500 may have more than 3,000.
            ([3_000, 4_000, 500], [agent, activity, verb]),
            ([5_000, 4_000, 500], [activity, agent, verb]),
            ([5_000, 5_000, 499], [verb, agent, activity]),
            ([5_000, 5_000, 500], [agent, activity, verb]),
            ([0, 0, 0], [agent, activity, verb]),
        ] {
            assert_eq!(
                order(agent_verb_activity(), &counts),
                expected,
                "{counts:?}"
            );
        }
    }

    /// Of the log no more is read than the page holds, whatever is asked for.
    #[tokio::test]
    async fn no_page_walks_the_whole_log() {
        let folder = tempfile::tempdir().unwrap();
        let target = Target::Sqlite(folder.path().join("coachlight.db"));
        let db = Db::open(&target).await.unwrap();
        db.migrate().await.unwrap();
        let mut tx = db.read().await.unwrap();
        for bits in 0..256 {
            for (direction, position) in [
                (Direction::Ascending, None),
                (Direction::Descending, None),
                (Direction::Descending, Some(7)),
            ] {
                let query = Query {
                    filter: filter(bits),
                    direction,
                    limit: 50,
                    position,
                };
                let built = query.plan().page(packed::of(&tx));
                let crate::store::Tx::Sqlite(on) = &mut tx else {
                    unreachable!("it was opened as an embedded one")
                };
                let explain = format!("EXPLAIN QUERY PLAN {}", built.sql);
                let steps = sqlx::query(AssertSqlSafe(explain))
                    .fetch_all(&mut **on)
                    .await
                    .unwrap();
                for step in steps {
                    let step: String = step.get("detail");
                    let walks = step.starts_with("SCAN t") || step.contains("AUTOMATIC");
                    assert!(!walks, "{step} in {}", built.sql);
                }
            }
        }
    }
}
