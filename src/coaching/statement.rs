//! Statements of ours, put together. Pure.

use jiff::Timestamp;
use serde_json::{Value, json};
use uuid::Uuid;

use super::terms::{
    COMPETENCY, COMPETENCY_LINK, DUE_DATE, GROUP, INVITEE, LEARNER_COMPETENCY, PROGRESS, REASON,
    TARGET_LEVEL, Verb,
};
use crate::projector::date_of;

/// Identifiers that are made from what a statement says, so that saying it again adds nothing.
const NAMESPACE: Uuid = Uuid::from_u128(0x7f1c_5a0d_3f64_4c3e_9a53_21d0_6b8e_c405);

/// The identifier of what is said once.
#[must_use]
pub(super) fn once(what: &str) -> Uuid {
    Uuid::new_v5(&NAMESPACE, what.as_bytes())
}

/// A group as statements name it.
#[derive(Debug, Clone, PartialEq)]
pub struct Place(Value);

impl Place {
    /// From what statements call a group (the column `identity` of `group_identifier`).
    #[must_use]
    pub fn of(identity: &str) -> Option<Self> {
        let place = match identity.split_once(' ')? {
            ("activity", iri) => json!({ "id": iri, "definition": { "type": GROUP } }),
            ("agent", agent) => {
                let member = match agent.split_once(' ')? {
                    ("account", account) => {
                        let (home_page, name) = account.split_once(' ')?;
                        json!({ "account": { "homePage": home_page, "name": name } })
                    }
                    (kind, value) => json!({ kind: value }),
                };
                let mut group = json!({ "objectType": "Group" });
                for (key, value) in member.as_object()? {
                    group[key] = value.clone();
                }
                group
            }
            _ => return None,
        };
        Some(Self(place))
    }

    fn is_activity(&self) -> bool {
        self.0.get("id").is_some()
    }

    /// As it stands in statements.
    pub(super) const fn value(&self) -> &Value {
        &self.0
    }

    /// Its address, if it is an activity.
    pub(super) fn iri(&self) -> Option<&str> {
        self.0.get("id")?.as_str()
    }
}

/// A statement that is being put together.
#[derive(Debug, Clone, PartialEq)]
pub struct Saying(Value);

impl Saying {
    /// Who does what to what, and when.
    #[must_use]
    pub(super) fn new(id: Uuid, actor: &Value, verb: Verb, object: Value, at: Timestamp) -> Self {
        Self(json!({
            "id": id.to_string(),
            "actor": actor,
            "verb": { "id": verb.0, "display": { "en": verb.1 } },
            "object": object,
            "timestamp": at.to_string(),
        }))
    }

    /// Says which competencies it is about.
    #[must_use]
    pub(super) fn about(mut self, competencies: &[String]) -> Self {
        for iri in competencies {
            self.context_activity("grouping", competency(iri));
        }
        self
    }

    /// Says in which group it happened.
    #[must_use]
    pub(super) fn within(mut self, place: Option<&Place>) -> Self {
        match place {
            Some(place) if place.is_activity() => {
                self.context_activity("grouping", place.0.clone());
            }
            Some(place) => self.0["context"]["team"] = place.0.clone(),
            None => {}
        }
        self
    }

    /// Says which statement it comes back to.
    #[must_use]
    pub(super) fn recalling(mut self, id: Uuid) -> Self {
        self.0["context"]["statement"] = statement(id);
        self
    }

    /// Says who vouches for it.
    #[must_use]
    pub(super) fn by_coach(mut self, coach: Option<&Value>) -> Self {
        if let Some(coach) = coach {
            self.0["context"]["instructor"] = coach.clone();
        }
        self
    }

    /// Says that it is told by ADL's profile of competencies.
    #[must_use]
    pub(super) fn by_profile(mut self) -> Self {
        self.context_activity("category", json!({ "id": LEARNER_COMPETENCY }));
        self
    }

    #[must_use]
    pub(super) fn target_level(mut self, level: i64) -> Self {
        self.0["context"]["extensions"][TARGET_LEVEL] = level.into();
        self
    }

    #[must_use]
    pub(super) fn due(self, day: Option<i64>) -> Self {
        self.day(DUE_DATE, day)
    }

    /// A day in an extension.
    #[must_use]
    pub(super) fn day(mut self, extension: &str, day: Option<i64>) -> Self {
        if let Some(day) = day {
            self.0["context"]["extensions"][extension] = date_of(day).to_string().into();
        }
        self
    }

    /// Says which competencies a group is for.
    #[must_use]
    pub(super) fn linking(mut self, competencies: &[String]) -> Self {
        if !competencies.is_empty() {
            self.0["context"]["extensions"][COMPETENCY_LINK] = competencies.into();
        }
        self
    }

    /// The competencies that it links.
    pub(super) fn linked(&self) -> Vec<String> {
        let linked = self.0.pointer("/context/extensions");
        let linked = linked.and_then(|all| all.get(COMPETENCY_LINK)?.as_array());
        let texts = linked.into_iter().flatten().filter_map(Value::as_str);
        texts.map(str::to_owned).collect()
    }

    /// Whom it is for, where the object is a meeting.
    #[must_use]
    pub(super) fn inviting(mut self, person: &Value) -> Self {
        self.0["context"]["extensions"][INVITEE] = person.clone();
        self
    }

    #[must_use]
    pub(super) fn because(mut self, reason: Option<&str>) -> Self {
        if let Some(reason) = reason.filter(|reason| !reason.is_empty()) {
            self.0["context"]["extensions"][REASON] = reason.into();
        }
        self
    }

    #[must_use]
    pub(super) fn response(mut self, text: Option<&str>) -> Self {
        if let Some(text) = text.filter(|text| !text.is_empty()) {
            self.0["result"]["response"] = text.into();
        }
        self
    }

    /// How far it is, 0 to 100.
    #[must_use]
    pub(super) fn progress(mut self, percent: u8) -> Self {
        self.0["result"]["extensions"][PROGRESS] = percent.into();
        self
    }

    /// A score from 0 to `max`.
    #[must_use]
    pub(super) fn score(mut self, raw: f64, max: f64) -> Self {
        self.0["result"]["score"] = json!({ "raw": raw, "min": 0, "max": max });
        self
    }

    fn context_activity(&mut self, place: &str, activity: Value) {
        let list = &mut self.0["context"]["contextActivities"][place];
        match list.as_array_mut() {
            Some(list) => list.push(activity),
            None => *list = json!([activity]),
        }
    }

    /// Its identifier.
    #[must_use]
    pub fn id(&self) -> Option<Uuid> {
        self.0["id"].as_str()?.parse().ok()
    }

    /// The statement.
    #[must_use]
    pub const fn value(&self) -> &Value {
        &self.0
    }
}

/// A competency as a statement names it.
pub(super) fn competency(iri: &str) -> Value {
    json!({ "id": iri, "definition": { "type": COMPETENCY } })
}

/// Something of ours with a name: a goal, a step, a review.
pub(super) fn thing(iri: &str, kind: &str, name: &str) -> Value {
    json!({ "id": iri, "definition": { "type": kind, "name": { "und": name } } })
}

/// A learning group with its name and what it is about.
pub(super) fn learning_group(iri: &str, name: &str, description: Option<&str>) -> Value {
    let mut group = thing(iri, GROUP, name);
    if let Some(description) = description {
        group["definition"]["description"] = json!({ "und": description });
    }
    group
}

/// Another statement.
pub(super) fn statement(id: Uuid) -> Value {
    json!({ "objectType": "StatementRef", "id": id.to_string() })
}

/// A group as the object of a statement.
pub(super) fn group(place: &Place) -> Value {
    place.0.clone()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::coaching::terms::PLANNED;

    #[test]
    fn a_group_is_named_as_the_apps_name_it() {
        let place = Place::of("activity https://app.example/g/1").unwrap();
        assert_eq!(place.0["id"], "https://app.example/g/1");
        let place = Place::of("agent account https://app.example the name").unwrap();
        assert_eq!(place.0["account"]["homePage"], "https://app.example");
        assert_eq!(place.0["account"]["name"], "the name");
        let place = Place::of("agent mbox mailto:team@example.org").unwrap();
        assert_eq!(place.0["mbox"], "mailto:team@example.org");
        assert_eq!(Place::of("nonsense"), None);
    }

    #[test]
    fn what_we_say_is_valid() {
        let actor = json!({ "mbox": "mailto:a@example.org" });
        for place in [
            "activity https://app.example/g",
            "agent account https://a.example n",
        ] {
            let said = Saying::new(
                once("x"),
                &actor,
                PLANNED,
                competency("https://c.example/1"),
                Timestamp::UNIX_EPOCH,
            )
            .about(&["https://c.example/2".into()])
            .within(Place::of(place).as_ref())
            .by_coach(Some(&actor))
            .by_profile()
            .target_level(3)
            .due(Some(20_000))
            .because(Some("why"))
            .response(Some("said"))
            .score(3.0, 4.0)
            .progress(50);
            xapi_schemas::validate_statement(xapi_schemas::Version::V1_0_3, said.value()).unwrap();
        }
    }
}
