//! Worlds of names, each with the same histories.

use serde_json::{Value, json};
use uuid::Uuid;

use super::deeds::{COACH, Deed, FIRST, Kind, PEOPLE};

/// A world of names of its own.
#[derive(Debug, Clone, Copy)]
pub(super) struct World(pub(super) u64);

impl World {
    /// Identifiers keep their order in every world, since it decides between equals.
    pub(super) fn id(self, place: usize) -> Uuid {
        Uuid::from_u128(u128::from(self.0) << 80 | 0x8000 << 64 | 0x8 << 60 | place as u128)
    }

    pub(super) fn iri(self, rest: impl std::fmt::Display) -> String {
        format!("https://w{}.example.org/{rest}", self.0)
    }

    pub(super) fn account(self, who: u8) -> Value {
        json!({
            "objectType": "Agent",
            "name": format!("Person {who}"),
            "account": { "homePage": self.iri(""), "name": format!("p{who}") }
        })
    }

    fn competency(self, number: u8) -> Value {
        json!({
            "id": self.iri(format_args!("competencies/{}", number % 2)),
            "definition": { "type": "https://w3id.org/xapi/tla/activity-types/competency" }
        })
    }

    fn group(self, number: u8) -> Value {
        json!({
            "id": self.iri(format_args!("groups/{number}")),
            "definition": { "type": "http://activitystrea.ms/group" }
        })
    }

    /// Where groups lie whose addresses begin like that of what is in them.
    pub(super) fn groups(self) -> String {
        self.iri("groups/")
    }

    /// Something in a group that only its address tells.
    fn page(self, number: u8) -> Value {
        json!({ "id": format!("{}{number}/page", self.groups()) })
    }

    fn thing(self, kind: &str, number: u8) -> Value {
        json!({
            "id": self.iri(format_args!("things/{number}")),
            "definition": { "type": kind }
        })
    }

    /// The statement of a deed at its place in the history.
    #[expect(clippy::too_many_lines, reason = "one arm a kind of deed")]
    pub(super) fn statement(self, deeds: &[Deed], place: usize) -> Value {
        let deed = &deeds[place];
        let reference = || {
            let id = self.id(usize::from(deed.other) % deeds.len());
            json!({ "objectType": "StatementRef", "id": id })
        };
        let note = |number| self.thing("http://activitystrea.ms/note", number);
        let discussion =
            |number| self.thing("http://id.tincanapi.com/activitytype/discussion", number);
        let step = || {
            self.thing(
                "https://coachlight.org/xapi/activity-types/transfer-step",
                40 + deed.thing,
            )
        };
        let test = || {
            self.thing(
                "http://adlnet.gov/expapi/activities/assessment",
                60 + deed.thing,
            )
        };
        let badge = || {
            self.thing(
                "https://w3id.org/xapi/tla/activity-types/badge",
                80 + deed.thing,
            )
        };
        let grouping = json!({ "contextActivities": { "grouping": [self.group(deed.group)] } });
        let explicit = json!({ "contextActivities": {
            "grouping": [self.competency(deed.thing)], "other": [self.group(deed.group)]
        } });
        let parent = json!({ "contextActivities": { "parent": [discussion(deed.other % 5)] } });
        let none = json!({});
        let placed = json!({ "contextActivities": { "other": [self.page(deed.group)] } });
        // Some say their group, some tell it by an address, some do neither.
        let told = match deed.other % 4 {
            0 => &none,
            1 => &placed,
            _ => &grouping,
        };
        let mut in_thread = parent.clone();
        if deed.other.is_multiple_of(3) {
            in_thread["contextActivities"]["other"] = json!([self.page(deed.group)]);
        }
        let score = json!({ "score": { "raw": deed.other, "min": 0, "max": 23 } });
        let from = |verb: &str| format!("http://activitystrea.ms/{verb}");
        let tla = |verb: &str| format!("https://w3id.org/xapi/tla/verbs/{verb}");
        let adl = |verb: &str| format!("http://adlnet.gov/expapi/verbs/{verb}");
        let nothing = Value::Null;
        let (verb, object, context, result) = match deed.kind {
            Kind::MakeGroup => (
                from("create"),
                self.group(deed.group),
                json!({ "extensions": {
                "https://coachlight.org/xapi/extensions/competency-link":
                    [self.iri(format_args!("competencies/{}", deed.thing % 2))]
            } }),
                nothing,
            ),
            Kind::Join => (from("join"), self.group(deed.group), none, nothing),
            Kind::Leave => (from("leave"), self.group(deed.group), none, nothing),
            Kind::Discuss => (
                from("create"),
                discussion(deed.thing),
                told.clone(),
                nothing,
            ),
            Kind::Post => (from("create"), note(5 + deed.thing), told.clone(), nothing),
            Kind::Reply => (from("create"), note(10 + deed.thing), in_thread, nothing),
            Kind::Ask => (
                from("create"),
                self.thing("http://activitystrea.ms/question", deed.thing),
                grouping,
                nothing,
            ),
            Kind::Like => (
                from("like"),
                note(deed.thing + 5 * (deed.other % 3)),
                none,
                nothing,
            ),
            Kind::Unlike => (
                from("unlike"),
                note(deed.thing + 5 * (deed.other % 3)),
                none,
                nothing,
            ),
            Kind::Dislike => (from("dislike"), note(deed.thing), none, nothing),
            Kind::Delete => (
                from("delete"),
                note(deed.thing + 5 * (deed.other % 3)),
                none,
                nothing,
            ),
            Kind::DeleteByReference => (from("delete"), reference(), none, nothing),
            Kind::Share => (from("share"), note(20 + deed.thing), grouping, nothing),
            Kind::Unshare => (from("unshare"), note(20 + deed.thing), none, nothing),
            Kind::Apply => (
                "https://w3id.org/xapi/dod-isd/verbs/applied".into(),
                step(),
                grouping,
                nothing,
            ),
            Kind::Verify => (tla("verified"), reference(), none, nothing),
            Kind::ApproveStep => (from("approve"), step(), none, nothing),
            Kind::Test => (adl("scored"), test(), explicit, score),
            Kind::Complete => (adl("completed"), test(), explicit, nothing),
            Kind::Rate => (
                "http://id.tincanapi.com/verb/rated".into(),
                note(deed.thing),
                none,
                score,
            ),
            Kind::CoachRates => {
                let learner = self.account(1 + deed.other % (PEOPLE - 1));
                let context = json!({ "contextActivities": {
                    "other": [self.competency(deed.thing), self.group(deed.group)]
                } });
                (
                    "http://id.tincanapi.com/verb/reviewed".into(),
                    learner,
                    context,
                    score,
                )
            }
            Kind::Plan => (
                tla("planned"),
                self.competency(deed.thing),
                json!({
                    "contextActivities": { "grouping": [self.group(deed.group)] },
                    "extensions": {
                        "https://coachlight.org/xapi/extensions/target-level": 1 + deed.other % 4,
                        "https://w3id.org/xapi/tla/contextextensions/due_date": "2026-03-20"
                    }
                }),
                nothing,
            ),
            Kind::Unplan => (tla("deselected"), reference(), none, nothing),
            Kind::Progress => (
                adl("progressed"),
                self.competency(deed.thing),
                grouping,
                score,
            ),
            Kind::Achieve => (
                tla("achieved"),
                self.competency(deed.thing),
                grouping,
                nothing,
            ),
            Kind::Reflect => (
                "https://coachlight.org/xapi/verbs/reflected".into(),
                note(30 + deed.thing),
                explicit,
                json!({ "response": "What I took from it. ".repeat(2 + usize::from(deed.other)) }),
            ),
            Kind::Badge => (
                tla("achieved"),
                badge(),
                json!({
                    "contextActivities": { "grouping": [self.competency(deed.thing)] },
                    "extensions": {
                        "https://w3id.org/xapi/tla/contextextensions/expiration": "2026-03-10"
                    }
                }),
                nothing,
            ),
            Kind::Revoke => (tla("forfeited"), badge(), none, nothing),
            Kind::Accept => (
                from("approve"),
                self.thing(
                    "http://id.tincanapi.com/activitytype/forum-reply",
                    10 + deed.thing,
                ),
                parent,
                nothing,
            ),
            Kind::Attend => (
                adl("attended"),
                self.thing(
                    "http://adlnet.gov/expapi/activities/meeting",
                    90 + deed.thing,
                ),
                explicit,
                nothing,
            ),
            Kind::View => (adl("experienced"), note(deed.thing), grouping, nothing),
            Kind::Void => (adl("voided"), reference(), none, nothing),
            Kind::Appoint | Kind::Dismiss => {
                let verb = match deed.kind {
                    Kind::Appoint => "appointed",
                    _ => "dismissed",
                };
                (
                    format!("https://coachlight.org/xapi/verbs/{verb}"),
                    self.account(deed.other % PEOPLE),
                    grouping,
                    nothing,
                )
            }
        };
        let who = match deed.kind {
            Kind::CoachRates => COACH,
            _ => deed.who,
        };
        let time = FIRST
            .at(8, 0, 0, 0)
            .checked_add(jiff::Span::new().days(deed.day).minutes(deed.minute))
            .unwrap();
        let mut statement = json!({
            "id": self.id(place),
            "actor": self.account(who),
            "verb": { "id": verb },
            "object": object,
            "context": context,
            "timestamp": format!("{time}Z")
        });
        if !result.is_null() {
            statement["result"] = result;
        }
        statement
    }
}
