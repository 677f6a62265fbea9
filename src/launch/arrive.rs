//! A verified launch becomes a person, a group, and the right page.

use lti::launch::Launch;
use serde_json::{Value, json};
use uuid::Uuid;
use xapi_schemas::Version;

use super::store::{self, Platform};
use crate::groups::{self, GroupId};
use crate::people::{self, LinkReason, PersonId};
use crate::problem::Problem;
use crate::sso::{Role, Roles};
use crate::state::App;
use crate::statements::{self, Author, Identity, NewStatement};

/// Who came, and where to.
pub(super) struct Arrival {
    pub(super) person: PersonId,
    pub(super) roles: Roles,
    pub(super) page: String,
}

/// Takes a launch in. Anonymous launches have nobody to show anything of.
pub(super) async fn arrive(
    app: &App,
    platform: &Platform,
    launch: &Launch,
) -> Result<Option<Arrival>, Problem> {
    let Some(subject) = &launch.subject else {
        return Ok(None);
    };
    let now = app.clock.now();
    let agents = identities(platform, launch, subject);
    let mut tx = app.db.write().await?;
    let mut known = None;
    for agent in &agents {
        if let Some(key) = statements::find_agent(&mut tx, agent).await? {
            known = known.or(people::by_agent(&mut tx, key).await?);
        }
    }
    // A subject is unique only within its platform's client.
    let issuer = format!("{} {}", launch.issuer, launch.client_id);
    let name = launch.profile.name.as_deref();
    let person = people::link_subject(
        &mut tx,
        &issuer,
        subject,
        known,
        name,
        LinkReason::LtiLaunch,
        now,
    )
    .await?;
    for agent in &agents {
        let key = statements::intern_agent(&mut tx, agent).await?;
        if people::by_agent(&mut tx, key).await?.is_none() {
            people::link_agent(&mut tx, key, person, LinkReason::LtiLaunch, now).await?;
        }
    }
    if let Some(name) = name {
        people::rename(&mut tx, person, name, now).await?;
    }
    let context = launch.context.as_ref();
    let course = context.map(|context| course_iri(app, platform, launch, &context.id));
    let mut group = None;
    if let (Some(context), Some(iri)) = (context, &course) {
        let linked =
            store::context(&mut tx, platform.id, &launch.deployment_id, &context.id).await?;
        group = match linked {
            Some(group) => Some(group),
            None => Some(own_group(app, &mut tx, iri, context.title.as_deref()).await?),
        };
    }
    let instructor = launch.roles.is_instructor();
    if let (Some(group), true) = (group, instructor) {
        groups::add_coach(&mut tx, group, person, "lti_launch", now).await?;
    }
    store::launched(&mut tx, platform.id, now).await?;
    tx.commit().await?;
    if let (Some(iri), false, Some(agent)) = (&course, instructor, agents.first()) {
        let title = context.and_then(|context| context.title.as_deref());
        join(app, agent, name, iri, title, platform, launch).await?;
    }
    let (roles, page) = match (instructor, group) {
        (true, Some(group)) => (Roles::of(Role::Coach), format!("/groups/{group}")),
        (true, None) => (Roles::of(Role::Coach), "/groups".to_owned()),
        (false, _) => (Roles::default(), "/me".to_owned()),
    };
    Ok(Some(Arrival {
        person,
        roles,
        page,
    }))
}

/// The agents that statements know the person by: what the registration says, then e-mail where
/// it is trusted, then the platform's own account.
fn identities(platform: &Platform, launch: &Launch, subject: &str) -> Vec<Identity> {
    let profile = &launch.profile;
    let mut agents = Vec::new();
    if let Some(home_page) = &platform.account_home_page {
        let name = match platform.account_claim.as_deref() {
            Some("username") => profile.username.clone(),
            Some("sourced_id") => launch.lis.person_sourcedid.clone(),
            _ => Some(subject.to_owned()),
        };
        agents.extend(name.map(|name| Identity::Account {
            home_page: home_page.clone(),
            name,
        }));
    }
    if platform.trust_email {
        agents.extend(
            profile
                .email
                .as_ref()
                .map(|email| Identity::Mbox(format!("mailto:{email}"))),
        );
    }
    agents.push(Identity::Account {
        home_page: platform.issuer.clone(),
        name: subject.to_owned(),
    });
    agents.retain(|agent| !format!("{agent:?}").contains("\\0"));
    agents
}

/// The address that stands for a course in statements.
fn course_iri(app: &App, platform: &Platform, launch: &Launch, context: &str) -> String {
    let segment =
        |text: &str| -> String { url::form_urlencoded::byte_serialize(text.as_bytes()).collect() };
    let mut iri = app.base_url.to_string();
    iri.push_str(&format!(
        "lti/courses/{}/{}/{}",
        platform.id,
        segment(&launch.deployment_id),
        segment(context)
    ));
    iri
}

async fn own_group(
    app: &App,
    tx: &mut crate::store::Tx,
    iri: &str,
    title: Option<&str>,
) -> Result<GroupId, Problem> {
    let now = app.clock.now();
    let identity = format!("activity {iri}");
    let named = groups::Named {
        identity: &identity,
        name: title,
        at: now.as_microsecond(),
    };
    let keys = groups::ensure(tx, &[named], now).await?;
    let keys: Vec<i64> = keys.into_values().collect();
    let found = groups::ids(tx, &keys).await?;
    found
        .into_values()
        .next()
        .ok_or_else(|| Problem::internal(anyhow::anyhow!("the course's group was not made")))
}

/// A learner who comes from a course is in its group; the log says so, once for each of them.
async fn join(
    app: &App,
    agent: &Identity,
    name: Option<&str>,
    course: &str,
    title: Option<&str>,
    platform: &Platform,
    launch: &Launch,
) -> Result<(), Problem> {
    let mut actor = agent.to_agent();
    if let (Some(name), Some(members)) = (name, actor.as_object_mut()) {
        members.insert("name".into(), name.into());
    }
    // The same person and course make the same identifier: launching again adds nothing.
    let id = Uuid::new_v5(
        &Uuid::NAMESPACE_URL,
        format!("{course} {:?}", launch.subject).as_bytes(),
    );
    let mut tx = app.db.read().await?;
    if statements::one(&mut tx, id).await?.is_some() {
        return Ok(());
    }
    drop(tx);
    let mut group = json!({
        "id": course,
        "definition": { "type": "https://coachlight.org/xapi/activity-types/learning-group" }
    });
    if let Some(title) = title {
        group["definition"]["name"] = json!({ "und": title });
    }
    let statement: Value = json!({
        "id": id.to_string(),
        "actor": actor,
        "verb": { "id": "http://activitystrea.ms/join", "display": { "en": "joined" } },
        "object": group,
        "context": { "platform": platform.name },
        "timestamp": app.clock.now().to_string(),
    });
    xapi_schemas::validate_statement(Version::V1_0_3, &statement)
        .map_err(|faults| Problem::internal(anyhow::anyhow!("our own statement: {faults:?}")))?;
    let new =
        NewStatement::from_value(Version::V1_0_3, &statement, id).map_err(Problem::internal)?;
    let authority = json!({
        "objectType": "Agent",
        "name": "Coachlight",
        "account": { "homePage": app.base_url.as_str(), "name": "coachlight" }
    });
    let author = Author {
        authority: authority.to_string().into(),
        defines: true,
    };
    match app.log.append(vec![new], author).await {
        // Two launches at once: one of them has written it.
        Ok(_) | Err(statements::AppendError::Conflict { .. }) => {}
        Err(error) => return Err(Problem::internal(error)),
    }
    Ok(())
}
