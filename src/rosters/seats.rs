//! Places in learning groups: of the course itself, and of groups of the platform that were chosen
//! to be learning groups.

use std::collections::{BTreeMap, BTreeSet};

use lti::services::groups;
use url::Url;

use super::people::{Speaker, note};
use super::plan::{Plan, Present};
use crate::courses::{self, COURSE, Course, Membership, Seat, Setting, Team, Trouble, whole};
use crate::platforms::Platform;

/// Where somebody belongs: activity and title by place.
type Places<'t> = BTreeMap<&'t str, (&'t str, Option<&'t str>)>;

/// A change of one place.
struct Move<'m> {
    seat: Seat,
    title: Option<&'m str>,
    speaker: &'m Speaker,
    name: Option<&'m str>,
    reason: &'static str,
}

/// Writes who joins and who leaves, and notes it with the reason.
pub(super) async fn apply(
    setting: &Setting,
    course: &Course,
    platform: &Platform,
    plan: &Plan<'_>,
    speakers: &BTreeMap<String, Speaker>,
) -> Result<(), Trouble> {
    let teams = teams(setting, course, platform, plan).await?;
    let mut tx = setting.db.read().await?;
    let seats = courses::seats(&mut tx, course.id).await?;
    drop(tx);
    let mut known: BTreeMap<&str, Vec<&Seat>> = BTreeMap::new();
    for seat in &seats {
        known.entry(seat.subject.as_str()).or_default().push(seat);
    }
    let mut moves = Vec::new();
    for one in &plan.present {
        let subject = one.member.user_id.as_str();
        let Some(speaker) = speakers.get(subject) else {
            continue;
        };
        let places = places(course, one, teams.as_ref());
        let reason = if one.teacher {
            "teaches in the course"
        } else {
            "no longer in that group"
        };
        let mine = known.get(subject).map_or(&[][..], Vec::as_slice);
        let name = one.member.name.as_deref();
        let all = teams.is_some();
        moves.extend(changes(
            subject,
            mine,
            &places,
            all,
            |seat, title, joins| Move {
                seat,
                title,
                speaker,
                name,
                reason: if joins { "in the roster" } else { reason },
            },
        ));
    }
    for gone in &plan.gone {
        let subject = gone.known.subject.as_str();
        let mine = known.get(subject).map_or(&[][..], Vec::as_slice);
        if let Some(speaker) = speakers.get(subject) {
            moves.extend(changes(
                subject,
                mine,
                &Places::new(),
                true,
                |seat, title, _| Move {
                    seat,
                    title,
                    speaker,
                    name: None,
                    reason: gone.reason,
                },
            ));
        }
    }
    write(setting, course, platform, &moves).await
}

/// Where somebody belongs. Who teaches learns in no group of the course.
fn places<'t>(course: &'t Course, one: &Present<'_>, teams: Option<&'t Teams>) -> Places<'t> {
    let mut places = Places::new();
    if one.learner && !one.teacher {
        places.insert(COURSE, (course.iri.as_str(), course.title.as_deref()));
        let Some(teams) = teams else {
            return places;
        };
        let mine = teams.of.get(&one.member.user_id);
        for team in &teams.chosen {
            if let Some(activity) = &team.activity
                && mine.is_some_and(|mine| mine.contains(&team.team))
            {
                places.insert(&team.team, (activity, team.name.as_deref()));
            }
        }
    }
    places
}

/// What has to change for somebody to be where they belong. Unless `all` is known, only the place in
/// the course is looked at.
fn changes<'t, M>(
    subject: &str,
    mine: &[&Seat],
    places: &Places<'t>,
    all: bool,
    change: impl Fn(Seat, Option<&'t str>, bool) -> M,
) -> Vec<M> {
    let mut moves = Vec::new();
    for seat in mine.iter().filter(|seat| seat.joined) {
        let stays = places
            .get(seat.place.as_str())
            .is_some_and(|(activity, _)| *activity == seat.activity);
        if !stays && (all || seat.place == COURSE) {
            let left = Seat {
                joined: false,
                ..(*seat).clone()
            };
            moves.push(change(left, None, false));
        }
    }
    for (place, (activity, title)) in places {
        let known = mine.iter().find(|seat| seat.place == *place);
        if known.is_some_and(|seat| seat.joined && seat.activity == *activity) {
            continue;
        }
        let joined = Seat {
            subject: subject.to_owned(),
            place: (*place).to_owned(),
            activity: (*activity).to_owned(),
            joined: true,
            joinings: known.map_or(0, |seat| seat.joinings) + 1,
        };
        moves.push(change(joined, *title, true));
    }
    moves
}

/// The statements first, then what we know: done again after a crash, the statements are the same.
async fn write(
    setting: &Setting,
    course: &Course,
    platform: &Platform,
    moves: &[Move<'_>],
) -> Result<(), Trouble> {
    for part in moves.chunks(100) {
        let at = setting.clock.now();
        let statements: Vec<_> = part
            .iter()
            .map(|change| {
                let membership = Membership {
                    platform,
                    agent: &change.speaker.agent,
                    name: change.name,
                    subject: &change.seat.subject,
                    activity: &change.seat.activity,
                    title: change.title,
                    joins: change.seat.joined,
                    joining: change.seat.joinings,
                    reason: change.reason,
                };
                membership.statement(at)
            })
            .collect();
        setting.write(&statements).await?;
        let mut tx = setting.db.write().await?;
        for change in part {
            courses::put_seat(&mut tx, course.id, &change.seat).await?;
            let what = if change.seat.joined { "joined" } else { "left" };
            let person = change.speaker.person;
            note(&mut tx, setting, course, person, what, change.reason).await?;
        }
        tx.commit().await?;
    }
    Ok(())
}

/// Groups of the platform that were chosen, and who is in which.
struct Teams {
    chosen: Vec<Team>,
    of: BTreeMap<String, BTreeSet<String>>,
}

/// Reads the groups of the course, where there is such a service. None if they cannot be read now,
/// which leaves every place in them as it is and does not hold up the roster.
async fn teams(
    setting: &Setting,
    course: &Course,
    platform: &Platform,
    plan: &Plan<'_>,
) -> Result<Option<Teams>, Trouble> {
    let Some(Ok(address)) = course.groups_url.as_deref().map(Url::parse) else {
        return Ok(None);
    };
    match read(setting, course, platform, plan, &address).await {
        Ok(teams) => Ok(Some(teams)),
        Err(Trouble::Store(error)) => Err(error.into()),
        Err(trouble) => {
            let words = trouble.words();
            tracing::warn!(course = %course.id, error = words, "groups of a course cannot be read");
            Ok(None)
        }
    }
}

async fn read(
    setting: &Setting,
    course: &Course,
    platform: &Platform,
    plan: &Plan<'_>,
    address: &Url,
) -> Result<Teams, Trouble> {
    let found = whole(setting, platform, groups::groups(address, None, None)).await?;
    let sets = match course.group_sets_url.as_deref().map(Url::parse) {
        Some(Ok(address)) => {
            whole(setting, platform, groups::sets(&address))
                .await?
                .content
        }
        _ => Vec::new(),
    };
    let mut tx = setting.db.write().await?;
    courses::keep_teams(&mut tx, course.id, &found.content, &sets).await?;
    let mut chosen = courses::teams(&mut tx, course.id).await?;
    tx.commit().await?;
    chosen.retain(|team| team.activity.is_some());
    let mut of = BTreeMap::new();
    if !chosen.is_empty() {
        for one in plan
            .present
            .iter()
            .filter(|one| one.learner && !one.teacher)
        {
            let user = one.member.user_id.as_str();
            let mine = match told(one) {
                Some(mine) => mine,
                None => {
                    let asked = groups::groups(address, Some(user), None);
                    let mine = whole(setting, platform, asked).await?.content;
                    mine.into_iter().map(|group| group.id).collect()
                }
            };
            of.insert(user.to_owned(), mine);
        }
    }
    Ok(Teams { chosen, of })
}

/// The groups that a roster itself names (`group_enrollments`), where it does.
fn told(one: &Present<'_>) -> Option<BTreeSet<String>> {
    let list = one.member.others.get("group_enrollments")?.as_array()?;
    let id = |entry: &serde_json::Value| Some(entry.get("group_id")?.as_str()?.to_owned());
    Some(list.iter().filter_map(id).collect())
}
