//! The people of a roster: who they are, and who of them coaches.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::Terms;
use super::plan::{Gone, Known, Plan, Present};
use crate::courses::{self, Change, Course, MemberRow, Named, Setting, Trouble, identify};
use crate::groups;
use crate::people::{self, PersonId};
use crate::platforms::Platform;
use crate::statements::{self, Identity};
use crate::store::{StoreError, Tx};

/// People of one transaction: whoever else writes waits for it.
const AT_ONCE: usize = 50;

/// Somebody as statements know them.
#[derive(Debug, Clone)]
pub(super) struct Speaker {
    pub(super) person: PersonId,
    pub(super) agent: Identity,
}

/// Links everybody who takes part to a person, and notes who coaches, and who does not take part any
/// more.
pub(super) async fn apply(
    setting: &Setting,
    course: &Course,
    platform: &Platform,
    plan: &Plan<'_>,
    terms: &Terms,
) -> Result<BTreeMap<String, Speaker>, Trouble> {
    let mut speakers = BTreeMap::new();
    // In the same order for every course, or two rosters could wait for each other.
    let mut present: Vec<&Present<'_>> = plan.present.iter().collect();
    present.sort_by_key(|one| &one.member.user_id);
    for part in present.chunks(AT_ONCE) {
        let mut tx = setting.db.write().await?;
        for one in part {
            let speaker = arrive(&mut tx, setting, course, platform, one, terms).await?;
            if let Some(speaker) = speaker {
                speakers.insert(one.member.user_id.clone(), speaker);
            }
        }
        tx.commit().await?;
    }
    for part in plan.gone.chunks(AT_ONCE) {
        let mut tx = setting.db.write().await?;
        for gone in part {
            leave(&mut tx, setting, course, gone).await?;
            if let Some(agent) = agent_of(&mut tx, platform, gone.known).await? {
                let person = gone.known.person;
                speakers.insert(gone.known.subject.clone(), Speaker { person, agent });
            }
        }
        tx.commit().await?;
    }
    Ok(speakers)
}

async fn arrive(
    tx: &mut Tx,
    setting: &Setting,
    course: &Course,
    platform: &Platform,
    one: &Present<'_>,
    terms: &Terms,
) -> Result<Option<Speaker>, StoreError> {
    let now = setting.clock.now();
    let custom = one.member.custom();
    let username = custom.get("user_username").map(String::as_str);
    let named = Named::of(one.member, username);
    let barred = (platform.people_issuer(), named.subject);
    let barred = Some((barred.0.as_str(), barred.1));
    if statements::is_barred(tx, &setting.key, &named.agents(platform), barred).await? {
        return Ok(None);
    }
    let (person, agents) = identify(tx, platform, &named, now).await?;
    if let Some(name) = named.name {
        people::rename(tx, person, name, now).await?;
    }
    let taught = one.before.is_some_and(|before| before.teacher);
    // A roster of learners does not tell of what else they are.
    let teacher = one.teacher || (terms.learners_only && taught);
    let row = MemberRow {
        subject: one.member.user_id.clone(),
        person,
        learner: one.learner,
        teacher,
        present: true,
        locale: None,
    };
    courses::meet(tx, course.id, &row, now).await?;
    if teacher {
        if one.by_roster {
            // From now on it is the roster's to take back.
            groups::remove_coach(tx, course.group_id, person, courses::BY_LAUNCH, now).await?;
        }
        groups::add_coach(tx, course.group_id, person, one.reason(), now).await?;
        if !taught {
            note(
                tx,
                setting,
                course,
                person,
                "teaches",
                "teacher in the roster",
            )
            .await?;
        }
    } else if taught {
        stop_coaching(
            tx,
            setting,
            course,
            person,
            "no longer teacher in the roster",
        )
        .await?;
    }
    Ok(agents
        .into_iter()
        .next()
        .map(|agent| Speaker { person, agent }))
}

async fn leave(
    tx: &mut Tx,
    setting: &Setting,
    course: &Course,
    gone: &Gone<'_>,
) -> Result<(), StoreError> {
    courses::absent(tx, course.id, &gone.known.subject).await?;
    if gone.known.teacher {
        stop_coaching(tx, setting, course, gone.known.person, gone.reason).await?;
    }
    Ok(())
}

async fn stop_coaching(
    tx: &mut Tx,
    setting: &Setting,
    course: &Course,
    person: PersonId,
    reason: &str,
) -> Result<(), StoreError> {
    if !courses::stop_coaching(tx, course.group_id, person, setting.clock.now()).await? {
        return Ok(());
    }
    note(tx, setting, course, person, "teaches_no_more", reason).await
}

/// Notes a change with its reason.
pub(super) async fn note(
    tx: &mut Tx,
    setting: &Setting,
    course: &Course,
    person: PersonId,
    what: &str,
    reason: &str,
) -> Result<(), StoreError> {
    let change = Change {
        person,
        at: setting.clock.now().as_microsecond(),
        what: what.to_owned(),
        reason: reason.to_owned(),
    };
    courses::change(tx, course.id, &change).await
}

/// How statements call somebody of whom the roster says nothing any more: by the platform's own
/// account, or what else is theirs.
async fn agent_of(
    tx: &mut Tx,
    platform: &Platform,
    known: &Known,
) -> Result<Option<Identity>, StoreError> {
    let keys = people::agents_of(tx, known.person).await?;
    let own = Identity::Account {
        home_page: platform.issuer.clone(),
        name: known.subject.clone(),
    };
    let agents: Vec<Identity> = statements::identities(tx, &keys)
        .await?
        .into_iter()
        .map(|(agent, _)| agent)
        .collect();
    let found = agents.iter().find(|agent| **agent == own);
    Ok(found.or_else(|| agents.first()).cloned())
}

/// How many take part now.
pub(super) async fn present(setting: &Setting, course: Uuid) -> Result<i64, StoreError> {
    let mut tx = setting.db.read().await?;
    let members = courses::members(&mut tx, course).await?;
    Ok(members.iter().filter(|one| one.present).count() as i64)
}
