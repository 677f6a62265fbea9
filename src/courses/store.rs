//! All SQL of courses.

use jiff::Timestamp;
use uuid::Uuid;

use super::team::Team;
use crate::groups::GroupId;
use crate::people::PersonId;
use crate::platforms::Platform;
use crate::store::{StoreError, Tx, execute, fetch_all, fetch_one, fetch_optional, id_list, sql};

sql! {
    SET_GROUP = "UPDATE course SET group_id = $2 WHERE id = $1";
    /// An address that one launch leaves out may still be that of an earlier one. Whoever learns there
    /// decides about no language but their own.
    REMEMBER = "INSERT INTO course (id, platform, deployment_id, context_id, title, iri, group_id,
                    locale, resource_link, memberships_url, line_items_url, groups_url,
                    group_sets_url, scopes, launched_at)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
                ON CONFLICT (platform, deployment_id, context_id) DO UPDATE SET
                    title = coalesce(excluded.title, course.title), iri = excluded.iri,
                    group_id = excluded.group_id,
                    locale = CASE WHEN $16 THEN coalesce(excluded.locale, course.locale)
                        ELSE coalesce(course.locale, excluded.locale) END,
                    resource_link = coalesce(excluded.resource_link, course.resource_link),
                    memberships_url = coalesce(excluded.memberships_url, course.memberships_url),
                    line_items_url = coalesce(excluded.line_items_url, course.line_items_url),
                    groups_url = coalesce(excluded.groups_url, course.groups_url),
                    group_sets_url = coalesce(excluded.group_sets_url, course.group_sets_url),
                    scopes = CASE excluded.scopes WHEN '' THEN course.scopes
                        ELSE excluded.scopes END,
                    launched_at = excluded.launched_at
                RETURNING id";
    BY_ID = "SELECT * FROM course WHERE id = $1";
    FIND = "SELECT * FROM course WHERE platform = $1 AND deployment_id = $2 AND context_id = $3";
    ALL = "SELECT * FROM course WHERE platform = $1 AND (deployment_id, context_id) > ($2, $3)
           ORDER BY deployment_id, context_id LIMIT $4";
    MEET = "INSERT INTO course_member (course, subject, person, learner, teacher, present, locale,
                seen_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
            ON CONFLICT (course, subject) DO UPDATE SET person = excluded.person,
                learner = excluded.learner, teacher = excluded.teacher,
                present = excluded.present,
                locale = coalesce(excluded.locale, course_member.locale),
                seen_at = excluded.seen_at";
    ABSENT = "UPDATE course_member SET present = $3 WHERE course = $1 AND subject = $2";
    MEMBERS = "SELECT subject, person, learner, teacher, present, locale FROM course_member
               WHERE course = $1 ORDER BY subject";
    LEARNERS = "SELECT subject, person, learner, teacher, present, locale FROM course_member
                WHERE course = $1 AND present AND learner AND NOT teacher ORDER BY subject";
    OF_PERSONS = {
        sqlite: "SELECT course, subject, person, learner, teacher, present, locale
                 FROM course_member
                 WHERE person IN (SELECT unhex(value) FROM json_each($1))
                     AND present AND learner AND NOT teacher",
        postgres: "SELECT course, subject, person, learner, teacher, present, locale
                   FROM course_member
                   WHERE person IN (SELECT value::uuid FROM jsonb_array_elements_text($1::jsonb))
                       AND present AND learner AND NOT teacher",
    };
    TEACHES = "SELECT 1 FROM course c JOIN course_member m ON m.course = c.id
               WHERE c.group_id = $1 AND m.person = $2 AND m.teacher AND m.present LIMIT 1";
    SEATS = "SELECT subject, place, activity, joined, joinings FROM course_seat WHERE course = $1";
    SEAT = "SELECT subject, place, activity, joined, joinings FROM course_seat
            WHERE course = $1 AND subject = $2 AND place = $3";
    PUT_SEAT = "INSERT INTO course_seat (course, subject, place, activity, joined, joinings)
                VALUES ($1, $2, $3, $4, $5, $6)
                ON CONFLICT (course, subject, place) DO UPDATE SET activity = excluded.activity,
                    joined = excluded.joined, joinings = excluded.joinings";
    CHANGE = "INSERT INTO course_change (id, course, person, at, what, reason)
              VALUES ($1, $2, $3, $4, $5, $6)";
    CHANGES = "SELECT person, at, what, reason FROM course_change WHERE course = $1
               ORDER BY at DESC, id DESC LIMIT $2";
    TEAMS = "SELECT team, name, tag, set_id, set_name, activity FROM course_team
             WHERE course = $1 ORDER BY team";
    CHOOSE_TEAM = "UPDATE course_team SET activity = $3 WHERE course = $1 AND team = $2";
    DROP_TEAMS = "DELETE FROM course_team WHERE course = $1 AND activity IS NULL";
    PUT_TEAM = "INSERT INTO course_team (course, team, name, tag, set_id, set_name)
                VALUES ($1, $2, $3, $4, $5, $6)
                ON CONFLICT (course, team) DO UPDATE SET name = excluded.name,
                    tag = excluded.tag, set_id = excluded.set_id, set_name = excluded.set_name";
}

/// A course of a platform.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Course {
    /// Identifier.
    pub id: Uuid,
    /// The registration.
    pub platform: Uuid,
    /// The deployment.
    pub deployment_id: String,
    /// The platform's identifier of it.
    pub context_id: String,
    /// What it is called.
    pub title: Option<String>,
    /// What stands for it in statements.
    pub iri: String,
    /// Its learning group.
    pub group_id: GroupId,
    /// The language in which it was shown to whoever teaches there last, or to whoever came first.
    pub locale: Option<String>,
    /// The link that was launched last.
    pub resource_link: Option<String>,
    /// Where its roster is.
    pub memberships_url: Option<String>,
    /// Where its line items are.
    pub line_items_url: Option<String>,
    /// Where its groups are.
    pub groups_url: Option<String>,
    /// Where the sets of its groups are.
    pub group_sets_url: Option<String>,
    /// Scopes that the claims of services name, separated by blanks.
    pub scopes: String,
    /// When it was launched last, microseconds since the epoch.
    pub launched_at: i64,
}

impl Course {
    /// Its place among the platform's courses: deployment and context.
    #[must_use]
    pub fn place(&self) -> (String, String) {
        (self.deployment_id.clone(), self.context_id.clone())
    }

    /// The platform with the scopes that launches of this course named, too: a registration by hand
    /// often names none.
    #[must_use]
    pub fn of(&self, platform: &Platform) -> Platform {
        let mut platform = platform.clone();
        for scope in self.scopes.split_whitespace() {
            if !platform.scopes.split_whitespace().any(|own| own == scope) {
                platform.scopes.push(' ');
                platform.scopes.push_str(scope);
            }
        }
        platform
    }
}

/// What a launch says of its course.
#[derive(Debug)]
pub(super) struct NewCourse<'c> {
    pub(super) platform: Uuid,
    pub(super) deployment: &'c str,
    pub(super) context: &'c str,
    pub(super) title: Option<&'c str>,
    pub(super) iri: &'c str,
    pub(super) group: GroupId,
    pub(super) locale: Option<&'c str>,
    /// Whether whoever launches teaches there, so that their language is the course's.
    pub(super) taught: bool,
    pub(super) resource_link: Option<&'c str>,
    pub(super) memberships: Option<&'c str>,
    pub(super) line_items: Option<&'c str>,
    pub(super) groups: Option<&'c str>,
    pub(super) group_sets: Option<&'c str>,
    pub(super) scopes: String,
}

impl NewCourse<'_> {
    /// Whether it says nothing that is not known.
    fn is_known(&self, known: &Course) -> bool {
        let same =
            |new: Option<&str>, known: &Option<String>| new.is_none() || new == known.as_deref();
        self.iri == known.iri
            && self.group == known.group_id
            && same(self.title, &known.title)
            && (same(self.locale, &known.locale) || !(self.taught || known.locale.is_none()))
            && same(self.resource_link, &known.resource_link)
            && same(self.memberships, &known.memberships_url)
            && same(self.line_items, &known.line_items_url)
            && same(self.groups, &known.groups_url)
            && same(self.group_sets, &known.group_sets_url)
            && (self.scopes.is_empty() || self.scopes == known.scopes)
    }
}

/// `launched_at` is kept to the minute, so that the launches of a course need not wait for each
/// other's transactions.
const LAUNCH_NOTED: i64 = 60 * 1_000_000;

/// Notes a course; with its group until now, if it was known.
pub(super) async fn remember(
    tx: &mut Tx,
    course: &NewCourse<'_>,
    now: Timestamp,
) -> Result<(Uuid, Option<GroupId>), StoreError> {
    let known = find(tx, course.platform, course.deployment, course.context).await?;
    let was_in = known.as_ref().map(|known| known.group_id);
    if let Some(known) = known
        && course.is_known(&known)
        && (0..LAUNCH_NOTED).contains(&(now.as_microsecond() - known.launched_at))
    {
        return Ok((known.id, was_in));
    }
    let (id,) = fetch_one!(
        tx,
        REMEMBER as (Uuid,),
        Uuid::now_v7(),
        course.platform,
        course.deployment,
        course.context,
        course.title,
        course.iri,
        course.group,
        course.locale,
        course.resource_link,
        course.memberships,
        course.line_items,
        course.groups,
        course.group_sets,
        course.scopes.as_str(),
        now.as_microsecond(),
        course.taught
    )?;
    Ok((id, was_in))
}

/// A course.
pub async fn by_id(tx: &mut Tx, id: Uuid) -> Result<Option<Course>, StoreError> {
    fetch_optional!(tx, BY_ID as Course, id)
}

/// Says which learning group a course is.
pub(super) async fn set_group(tx: &mut Tx, course: Uuid, group: GroupId) -> Result<(), StoreError> {
    execute!(tx, SET_GROUP, course, group)?;
    Ok(())
}

/// A course of a platform; none if it is another platform's.
pub async fn of_platform(
    tx: &mut Tx,
    platform: Uuid,
    id: Uuid,
) -> Result<Option<Course>, StoreError> {
    let course = by_id(tx, id).await?;
    Ok(course.filter(|course| course.platform == platform))
}

/// A course by what the platform calls it.
pub async fn find(
    tx: &mut Tx,
    platform: Uuid,
    deployment: &str,
    context: &str,
) -> Result<Option<Course>, StoreError> {
    fetch_optional!(tx, FIND as Course, platform, deployment, context)
}

/// At most `limit` courses of a platform, after one of them (deployment and context).
pub async fn all(
    tx: &mut Tx,
    platform: Uuid,
    after: (&str, &str),
    limit: i64,
) -> Result<Vec<Course>, StoreError> {
    fetch_all!(tx, ALL as Course, platform, after.0, after.1, limit)
}

/// Somebody in a course.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct MemberRow {
    /// As launches call them.
    pub subject: String,
    /// Who they are.
    pub person: PersonId,
    /// Whether they learn there.
    pub learner: bool,
    /// Whether they teach there.
    pub teacher: bool,
    /// Whether they take part now.
    pub present: bool,
    /// The language of their last launch.
    pub locale: Option<String>,
}

/// Notes that somebody is in a course.
pub async fn meet(
    tx: &mut Tx,
    course: Uuid,
    member: &MemberRow,
    now: Timestamp,
) -> Result<(), StoreError> {
    execute!(
        tx,
        MEET,
        course,
        member.subject.as_str(),
        member.person,
        member.learner,
        member.teacher,
        member.present,
        member.locale.as_deref(),
        now.as_microsecond()
    )?;
    Ok(())
}

/// Notes that somebody no longer takes part; what they were stays.
pub async fn absent(tx: &mut Tx, course: Uuid, subject: &str) -> Result<(), StoreError> {
    execute!(tx, ABSENT, course, subject, false)?;
    Ok(())
}

/// Everybody who is or was in a course.
pub async fn members(tx: &mut Tx, course: Uuid) -> Result<Vec<MemberRow>, StoreError> {
    fetch_all!(tx, MEMBERS as MemberRow, course)
}

/// Those who learn in a course now and do not teach there.
pub async fn learners(tx: &mut Tx, course: Uuid) -> Result<Vec<MemberRow>, StoreError> {
    fetch_all!(tx, LEARNERS as MemberRow, course)
}

#[derive(sqlx::FromRow)]
struct Placed {
    course: Uuid,
    #[sqlx(flatten)]
    member: MemberRow,
}

/// Where persons learn now.
pub async fn graded_members(
    tx: &mut Tx,
    persons: &[PersonId],
) -> Result<Vec<(Uuid, MemberRow)>, StoreError> {
    let persons = id_list(persons);
    let rows = fetch_all!(tx, OF_PERSONS as Placed, &persons)?;
    Ok(rows
        .into_iter()
        .map(|row| (row.course, row.member))
        .collect())
}

/// Whether a course of a learning group has somebody for a teacher.
pub(super) async fn teaches(
    tx: &mut Tx,
    group: GroupId,
    person: PersonId,
) -> Result<bool, StoreError> {
    Ok(fetch_optional!(tx, TEACHES as (i32,), group, person)?.is_some())
}

/// The place that the course itself is.
pub const COURSE: &str = "";

/// A learner's place in a learning group.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Seat {
    /// As launches call them.
    pub subject: String,
    /// The platform's group; empty: the course itself.
    pub place: String,
    /// The activity that stands for the learning group in statements.
    pub activity: String,
    /// Whether they are in it.
    pub joined: bool,
    /// How often they have joined.
    pub joinings: i64,
}

/// The places that rosters gave in a course.
pub async fn seats(tx: &mut Tx, course: Uuid) -> Result<Vec<Seat>, StoreError> {
    fetch_all!(tx, SEATS as Seat, course)
}

/// Somebody's place in a course, if rosters ever gave them one.
pub async fn seat(
    tx: &mut Tx,
    course: Uuid,
    subject: &str,
    place: &str,
) -> Result<Option<Seat>, StoreError> {
    fetch_optional!(tx, SEAT as Seat, course, subject, place)
}

/// Notes a place.
pub async fn put_seat(tx: &mut Tx, course: Uuid, seat: &Seat) -> Result<(), StoreError> {
    execute!(
        tx,
        PUT_SEAT,
        course,
        seat.subject.as_str(),
        seat.place.as_str(),
        seat.activity.as_str(),
        seat.joined,
        seat.joinings
    )?;
    Ok(())
}

/// What a roster changed.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Change {
    /// Whose place.
    pub person: PersonId,
    /// When, microseconds since the epoch.
    pub at: i64,
    /// `joined`, `left`, `teaches` or `teaches_no_more`.
    pub what: String,
    /// Why.
    pub reason: String,
}

/// Notes a change with its reason.
pub async fn change(tx: &mut Tx, course: Uuid, change: &Change) -> Result<(), StoreError> {
    execute!(
        tx,
        CHANGE,
        Uuid::now_v7(),
        course,
        change.person,
        change.at,
        change.what.as_str(),
        change.reason.as_str()
    )?;
    Ok(())
}

/// What rosters changed in a course, the latest first.
pub async fn changes(tx: &mut Tx, course: Uuid, limit: i64) -> Result<Vec<Change>, StoreError> {
    fetch_all!(tx, CHANGES as Change, course, limit)
}

pub(super) async fn teams(tx: &mut Tx, course: Uuid) -> Result<Vec<Team>, StoreError> {
    fetch_all!(tx, TEAMS as Team, course)
}

pub(super) async fn choose_team(
    tx: &mut Tx,
    course: Uuid,
    team: &str,
    activity: Option<&str>,
) -> Result<bool, StoreError> {
    Ok(execute!(tx, CHOOSE_TEAM, course, team, activity)? == 1)
}

pub(super) async fn drop_teams(tx: &mut Tx, course: Uuid) -> Result<(), StoreError> {
    execute!(tx, DROP_TEAMS, course)?;
    Ok(())
}

pub(super) async fn put_team(tx: &mut Tx, course: Uuid, team: &Team) -> Result<(), StoreError> {
    execute!(
        tx,
        PUT_TEAM,
        course,
        team.team.as_str(),
        team.name.as_deref(),
        team.tag.as_deref(),
        team.set_id.as_deref(),
        team.set_name.as_deref()
    )?;
    Ok(())
}
