//! Statements that launches write: that somebody launched, and that somebody joined a course's
//! group. Their identifiers are made from what they say, so that none is written twice.

use lti::launch::{Launch, Message};
use serde_json::{Value, json};
use url::Url;
use uuid::Uuid;
use xapi_schemas::Version;

use crate::courses::{LEARNING_GROUP, activity, actor};
use crate::platforms::Platform;
use crate::problem::Problem;
use crate::state::App;
use crate::statements::{self, Author, Identity, NewStatement};

fn segment(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

/// The address that stands for a course in statements.
pub(super) fn course_iri(base: &Url, platform: &Platform, launch: &Launch, id: &str) -> String {
    let deployment = segment(&launch.deployment_id);
    format!(
        "{base}lti/courses/{}/{deployment}/{}",
        platform.id,
        segment(id)
    )
}

/// That a learner joins the group of a course, still without its moment.
pub(super) fn joined(
    agent: &Identity,
    platform: &Platform,
    launch: &Launch,
    course: &str,
    title: Option<&str>,
) -> Value {
    let whose = format!("{course} {:?}", launch.subject);
    json!({
        // The same person and course make the same identifier: joining again adds nothing.
        "id": Uuid::new_v5(&Uuid::NAMESPACE_URL, whose.as_bytes()).to_string(),
        "actor": actor(agent, launch.profile.name.as_deref()),
        "verb": { "id": "http://activitystrea.ms/join", "display": { "en": "joined" } },
        "object": activity(course, LEARNING_GROUP, title),
        "context": { "platform": platform.name },
    })
}

/// That somebody launched a link, in the context of the course's group (its address, and what
/// statements call the group that an administrator linked it to) if they are in it.
pub(super) fn launched(
    app: &App,
    agent: &Identity,
    platform: &Platform,
    message: &Message,
    course: Option<(&str, &[String])>,
) -> Value {
    let (course, linked) =
        course.map_or((None, &[][..]), |(course, linked)| (Some(course), linked));
    let launch = message.launch();
    let link = match message {
        Message::ResourceLink(request) => Some(&request.resource_link),
        Message::SubmissionReview(request) => request.resource_link.as_ref(),
        Message::DeepLinking(_) | Message::DataPrivacy(_) => None,
    };
    let deployment = segment(&launch.deployment_id);
    let place = link.map_or_else(|| "-".to_owned(), |link| segment(&link.id));
    let object = format!(
        "{}lti/links/{}/{deployment}/{place}",
        app.base_url, platform.id
    );
    let title = link.and_then(|link| link.title.as_deref());
    let course_title = launch
        .context
        .as_ref()
        .and_then(|context| context.title.as_deref());
    let mut grouping: Vec<Value> = course
        .map(|course| activity(course, LEARNING_GROUP, course_title))
        .into_iter()
        .collect();
    let others = linked
        .iter()
        .filter_map(|identity| identity.strip_prefix("activity "));
    grouping.extend(
        others
            .filter(|iri| Some(*iri) != course)
            .map(|iri| activity(iri, LEARNING_GROUP, None)),
    );
    let once = format!("{} {}", platform.id, launch.nonce);
    let mut context = json!({ "platform": platform.name });
    if !grouping.is_empty() {
        context["contextActivities"] = json!({ "grouping": grouping });
    }
    json!({
        "id": Uuid::new_v5(&Uuid::NAMESPACE_URL, once.as_bytes()).to_string(),
        "actor": actor(agent, launch.profile.name.as_deref()),
        "verb": { "id": "http://adlnet.gov/expapi/verbs/launched", "display": { "en": "launched" } },
        "object": activity(&object, "http://adlnet.gov/expapi/activities/link", title),
        "context": context,
    })
}

/// The identifier of a statement of ours.
pub(super) fn id_of(statement: &Value) -> Option<Uuid> {
    statement["id"].as_str()?.parse().ok()
}

/// Whether a statement of ours is written already.
pub(super) async fn is_written(app: &App, statement: &Value) -> Result<bool, Problem> {
    let Some(id) = id_of(statement) else {
        return Ok(false);
    };
    let mut tx = app.db.read().await?;
    Ok(statements::one(&mut tx, id).await?.is_some())
}

/// Writes a statement of ours, as of now; one that is written already stays.
pub(super) async fn write(app: &App, mut statement: Value) -> Result<(), Problem> {
    if is_written(app, &statement).await? {
        return Ok(());
    }
    statement["timestamp"] = json!(app.clock.now().to_string());
    let own = |faults: String| Problem::internal(anyhow::anyhow!("our own statement: {faults}"));
    xapi_schemas::validate_statement(Version::V1_0_3, &statement)
        .map_err(|faults| own(format!("{faults:?}")))?;
    let id = id_of(&statement).ok_or_else(|| own("it has no identifier".into()))?;
    let new = NewStatement::from_value(Version::V1_0_3, &statement, id);
    let authority = json!({
        "objectType": "Agent",
        "name": "Coachlight",
        "account": { "homePage": app.base_url.as_str(), "name": "coachlight" }
    });
    let author = Author {
        authority: authority.to_string().into(),
        defines: true,
    };
    match app
        .log
        .append(vec![new.map_err(Problem::internal)?], author)
        .await
    {
        // Two requests at once: one of them has written it.
        Ok(_) | Err(statements::AppendError::Conflict { .. }) => Ok(()),
        Err(error) => Err(Problem::internal(error)),
    }
}
