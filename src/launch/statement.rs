//! What launches say: that somebody launched. Its identifier is made from what it says, so that
//! none is written twice.

use lti::launch::{Launch, Message};
use serde_json::{Value, json};
use url::Url;
use uuid::Uuid;

use crate::courses::{self, LEARNING_GROUP, activity, actor};
use crate::platforms::Platform;
use crate::problem::Problem;
use crate::state::App;
use crate::statements::{self, Identity};
use crate::store::{StoreError, Tx};

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
        "timestamp": app.clock.now().to_string(),
    })
}

/// Whether a statement of ours is written already.
pub(super) async fn is_written(tx: &mut Tx, statement: &Value) -> Result<bool, StoreError> {
    let id = statement["id"].as_str().and_then(|id| id.parse().ok());
    match id {
        Some(id) => Ok(statements::one(tx, id).await?.is_some()),
        None => Ok(false),
    }
}

/// Writes statements of ours; those that are written already stay.
pub(super) async fn write(app: &App, statements: &[Value]) -> Result<(), Problem> {
    courses::write(&app.db, &app.log, &app.base_url, statements)
        .await
        .map_err(Problem::internal)
}
