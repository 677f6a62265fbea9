//! From a statement to what was done: pure, without knowing any other statement.

use fluent_uri::Iri;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::Value;
use uuid::Uuid;

use super::kinds::{ActKind, EngagementKind, EvidenceKind, Unused};
use super::quality;
use super::vocabulary::{Rule, Vocabulary, context_activities};
use super::who;
use crate::seal::sha256;
use crate::statements::{Identity, StoredStatement};

/// Competencies that a statement or a group's definition says it is about.
const COMPETENCY_LINK: &str = "https://coachlight.org/xapi/extensions/competency-link";
/// Competencies that an activity is aligned to: IRIs, or objects with one.
const ALIGNMENT: &str = "https://w3id.org/xapi/acrossx/extensions/alignment";
/// The level a plan aims at, a whole number from 1 on.
const TARGET_LEVEL: &str = "https://coachlight.org/xapi/extensions/target-level";
/// No scale has more levels.
const HIGHEST_TARGET: i64 = 100;
/// The TLA's profile has them without, others with what kind of extension they are.
const DUE_DATE: [&str; 2] = [
    "https://w3id.org/xapi/tla/extensions/due_date",
    "https://w3id.org/xapi/tla/contextextensions/due_date",
];
const EXPIRY: [&str; 3] = [
    "https://w3id.org/xapi/tla/extensions/expiration",
    "https://w3id.org/xapi/tla/contextextensions/expiration",
    "https://w3id.org/xapi/comp/contextextensions/expires",
];
/// Whom an invitation to an activity is for.
const INVITEE: &str = "http://id.tincanapi.com/extension/invitee";

/// What one statement says was done.
#[derive(Debug, Clone, PartialEq)]
pub struct Act {
    /// What was done.
    pub kind: ActKind,
    /// What it counts as in a group.
    pub engagement: EngagementKind,
    /// What it is evidence of.
    pub evidence: EvidenceKind,
    /// Why it is no evidence although its rule says it should be.
    pub unused: Option<Unused>,
    /// When, microseconds since the epoch.
    pub at: i64,
    /// The organisation's calendar day, never after the day of storing.
    pub day: i64,
    /// Who did it.
    pub actor: Identity,
    /// Who vouches for it.
    pub instructor: Option<Identity>,
    /// Whom it concerns, where the statement names somebody.
    pub recipient: Option<Identity>,
    /// The activity that is its object.
    pub object: Option<String>,
    /// The activity through which group and author are found.
    pub anchor: Option<String>,
    /// Whether it brings its object into being.
    pub creates: bool,
    /// The group that the statement names.
    pub group: Option<GroupName>,
    /// The group that it falls in if it names none and stands in no thread that has one.
    pub fallback: Option<Fallback>,
    /// The competencies that the statement names.
    pub competencies: Vec<String>,
    /// Millionths, 0 to 1,000,000.
    pub quality: Option<i64>,
    /// The statement that its object refers to.
    pub target: Option<Uuid>,
    /// The level that a plan aims at.
    pub level: Option<i64>,
    /// The day a plan is due.
    pub due_day: Option<i64>,
    /// The day a credential ends.
    pub expires_day: Option<i64>,
    /// The same for resends of a statement that brings no identifier.
    pub resend_key: Option<Vec<u8>>,
    /// Names of people that the statement tells.
    pub people: Vec<(Identity, String)>,
    /// Names of activities that the statement tells.
    pub activities: Vec<(String, String)>,
}

/// A group as a statement names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupName {
    /// The text by which it is found: see the table `group_identifier`.
    pub identity: String,
    /// What it is called.
    pub name: Option<String>,
}

/// A group that addresses in a statement tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fallback {
    /// That of a course: by the key that facts name it by.
    Course(i64),
    /// The one that an address begins with.
    Beginning(GroupName),
}

/// What became of a statement.
#[derive(Debug, Clone, PartialEq)]
pub enum Reading {
    /// It means this.
    Act(Box<Act>),
    /// It is known and has no effect.
    Nothing,
    /// Nothing can be made of it.
    Unused(Unused),
}

/// Reads a statement by the vocabulary.
#[must_use]
pub fn read(
    vocabulary: &Vocabulary,
    zone: &TimeZone,
    stored: &StoredStatement,
    statement: &Value,
) -> Reading {
    let Some(rule) = vocabulary.rule(statement) else {
        return Reading::Unused(Unused::NoRule);
    };
    if matches!(rule.act, ActKind::Ignore | ActKind::Void) {
        return Reading::Nothing;
    }
    let Some(actor) = statement.get("actor").and_then(Identity::of) else {
        return Reading::Unused(Unused::NobodyToCredit);
    };
    Reading::Act(Box::new(
        Reader {
            vocabulary,
            zone,
            stored,
            statement,
        }
        .act(rule, actor),
    ))
}

struct Reader<'s> {
    vocabulary: &'s Vocabulary,
    zone: &'s TimeZone,
    stored: &'s StoredStatement,
    statement: &'s Value,
}

impl Reader<'_> {
    fn act(&self, rule: &Rule, actor: Identity) -> Act {
        let object = self.activity_object();
        let (anchor, creates) = self.anchor(rule, object.as_ref());
        let (evidence, quality) = quality::of(rule, self.statement);
        let group = self.group();
        Act {
            kind: rule.act,
            engagement: engagement(rule, quality),
            unused: (evidence == EvidenceKind::None && rule.evidence != evidence).then_some(
                match rule.evidence {
                    EvidenceKind::Reflection => Unused::TooShort,
                    _ => Unused::NoScore,
                },
            ),
            evidence,
            at: self.stored.timestamp,
            day: day(self.zone, self.stored.timestamp.min(self.stored.stored)),
            instructor: who::instructor(self.statement).or_else(|| {
                // What is no evidence needs nobody to vouch for it.
                let counts = rule.evidence != EvidenceKind::None;
                counts
                    .then(|| who::voucher(&self.stored.authority, &actor))
                    .flatten()
            }),
            recipient: self.agent_object().or_else(|| self.invitee(rule.act)),
            object,
            anchor,
            creates,
            fallback: if group.is_none() {
                self.fallback()
            } else {
                None
            },
            group,
            competencies: self.competencies(),
            quality,
            target: self.stored.target.or_else(|| self.ended(rule.act)),
            level: self.target_level(),
            due_day: self.first_date(&DUE_DATE),
            expires_day: self.first_date(&EXPIRY),
            resend_key: resend_key(self.stored, self.statement),
            people: who::people(self.statement),
            activities: self.activities(),
            actor,
        }
    }

    /// The contribution that the act is about, and whether it brings its object into being.
    fn anchor(&self, rule: &Rule, object: Option<&String>) -> (Option<String>, bool) {
        // A competency is nobody's contribution: whoever speaks of it first is not its author, to
        // whom a rating in it would go.
        let contribution = object.filter(|_| !self.vocabulary.is("competency", self.object()));
        if self.vocabulary.is("attempt", self.object())
            && let Some(test) = self.test()
        {
            return (Some(test), false);
        }
        match rule.act {
            _ if rule.about_object => (contribution.cloned(), false),
            ActKind::Post | ActKind::Share | ActKind::Ask | ActKind::Reflect => {
                (self.thread(), contribution.is_some())
            }
            // A reply in a thread is a new thing; a comment on a thing is about that thing.
            ActKind::Reply => match self.thread().filter(|thread| Some(thread) != object) {
                Some(thread) => (Some(thread), contribution.is_some()),
                None => (contribution.cloned(), false),
            },
            _ => (contribution.cloned(), false),
        }
    }

    /// The test of which the object is one attempt: some platforms give each an address of its own.
    fn test(&self) -> Option<String> {
        let is_test = |activity: &&Value| {
            self.vocabulary.is("test", activity) && !self.vocabulary.is("attempt", activity)
        };
        let mut parents = context_activities(self.statement, "parent");
        let test = parents.find(is_test)?;
        test.get("id").and_then(Value::as_str).map(str::to_owned)
    }

    fn object(&self) -> &Value {
        self.statement.get("object").unwrap_or(&Value::Null)
    }

    fn object_type(&self) -> &str {
        self.object()
            .get("objectType")
            .and_then(Value::as_str)
            .unwrap_or("Activity")
    }

    fn activity_object(&self) -> Option<String> {
        (self.object_type() == "Activity")
            .then(|| {
                self.object()
                    .get("id")
                    .and_then(Value::as_str)
                    .map(str::to_owned)
            })
            .flatten()
    }

    fn agent_object(&self) -> Option<Identity> {
        (self.object_type() == "Agent")
            .then(|| Identity::of(self.object()))
            .flatten()
    }

    /// The level that a plan aims at. Another number than a scale can have is none.
    fn target_level(&self) -> Option<i64> {
        let level = self.context_extension(TARGET_LEVEL)?.as_i64()?;
        (1..=HIGHEST_TARGET).contains(&level).then_some(level)
    }

    /// The person whom an extension invites.
    fn invitee(&self, act: ActKind) -> Option<Identity> {
        matches!(act, ActKind::Invite | ActKind::Review)
            .then(|| self.context_extension(INVITEE))
            .flatten()
            .and_then(Identity::of)
    }

    /// The grant that is ended, where the object is the person who loses it (ADL Learner
    /// Competency: revoked).
    fn ended(&self, act: ActKind) -> Option<Uuid> {
        (act == ActKind::EndCredential)
            .then(|| self.statement.pointer("/context/statement/id"))
            .flatten()
            .and_then(Value::as_str)
            .and_then(|id| id.parse().ok())
    }

    /// The discussion, question or contribution that the object stands in.
    fn thread(&self) -> Option<String> {
        let is_thread = |activity: &&Value| {
            [
                "discussion",
                "question",
                "contribution",
                "opening-post",
                "reply",
            ]
            .iter()
            .any(|name| self.vocabulary.is(name, activity))
        };
        ["parent", "grouping"]
            .iter()
            .find_map(|place| context_activities(self.statement, place).find(is_thread))
            .and_then(|activity| activity.get("id").and_then(Value::as_str))
            .map(str::to_owned)
    }

    /// The group that addresses tell, the object's before those of the context: of a course that one
    /// stands for, else what one begins with.
    fn fallback(&self) -> Option<Fallback> {
        let is_activity = self.object_type() == "Activity";
        let object = is_activity.then(|| self.object());
        let context = ["grouping", "parent", "other"];
        let context = context
            .iter()
            .flat_map(|place| context_activities(self.statement, place));
        let activities: Vec<(&str, &Value)> = object
            .into_iter()
            .chain(context)
            .filter_map(|activity| Some((activity.get("id")?.as_str()?, activity)))
            .collect();
        let course = activities
            .iter()
            .find_map(|(iri, _)| self.vocabulary.group_of(iri));
        let beginning = || {
            activities.iter().find_map(|(iri, activity)| {
                let group = self.vocabulary.group_in(iri)?;
                let name = activity.pointer("/definition/name");
                Some(GroupName {
                    identity: format!("activity {group}"),
                    // Only the group itself is called so, not what is in it.
                    name: name.filter(|_| group == *iri).and_then(language_text),
                })
            })
        };
        course
            .map(Fallback::Course)
            .or_else(|| beginning().map(Fallback::Beginning))
    }

    /// The group, in the order object, context groups, team, context activities.
    fn group(&self) -> Option<GroupName> {
        let object = self.object();
        if self.object_type() == "Group" {
            return group_agent(object);
        }
        if self.vocabulary.is("group", object) {
            return group_activity(object);
        }
        let context = self.statement.get("context")?;
        let groups = context.get("contextGroups").and_then(Value::as_array);
        groups
            .into_iter()
            .flatten()
            .filter_map(|entry| entry.get("group"))
            .chain(context.get("team"))
            .find_map(group_agent)
            .or_else(|| {
                ["grouping", "parent", "other"].iter().find_map(|place| {
                    context_activities(self.statement, place)
                        .find(|activity| self.vocabulary.is("group", activity))
                        .and_then(group_activity)
                })
            })
    }

    fn competencies(&self) -> Vec<String> {
        let object = self.object();
        let listed = ["parent", "grouping", "other", "category"]
            .into_iter()
            .flat_map(|place| context_activities(self.statement, place))
            .chain([object])
            .filter(|activity| self.vocabulary.is("competency", activity))
            .filter_map(|activity| activity.get("id").and_then(Value::as_str));
        let of_object = object.pointer("/definition/extensions");
        let linked = [COMPETENCY_LINK, ALIGNMENT].into_iter().flat_map(|iri| {
            [
                self.context_extension(iri),
                of_object.and_then(|all| all.get(iri)),
            ]
        });
        let linked = linked.flatten().flat_map(|link| match link {
            Value::Array(list) => list.iter().filter_map(linked_iri).collect(),
            single => linked_iri(single).into_iter().collect::<Vec<&str>>(),
        });
        let mut found: Vec<String> = listed.chain(linked).map(str::to_owned).collect();
        found.sort_unstable();
        found.dedup();
        found
    }

    fn context_extension(&self, iri: &str) -> Option<&Value> {
        self.statement.pointer("/context/extensions")?.get(iri)
    }

    /// The day that the first of some extensions gives.
    fn first_date(&self, iris: &[&str]) -> Option<i64> {
        let mut found = iris.iter().filter_map(|iri| self.context_extension(iri));
        self.date(found.next()?)
    }

    /// A date or a time as a day.
    fn date(&self, value: &Value) -> Option<i64> {
        let text = value.as_str()?;
        if let Ok(date) = text.parse::<jiff::civil::Date>()
            && text.len() == 10
        {
            return Some(days_since_epoch(date));
        }
        xapi_schemas::timestamp(text).map(|time| day(self.zone, time.as_microsecond()))
    }

    fn activities(&self) -> Vec<(String, String)> {
        ["parent", "grouping", "other", "category"]
            .into_iter()
            .flat_map(|place| context_activities(self.statement, place))
            .chain((self.object_type() == "Activity").then(|| self.object()))
            .filter_map(|activity| {
                let iri = activity.get("id")?.as_str()?.to_owned();
                Some((iri, language_text(activity.pointer("/definition/name")?)?))
            })
            .collect()
    }
}

/// Actor, verb, object, time and registration (`domain.md` 5.3): what a resend repeats of a statement
/// that brings no identifier.
pub(super) fn resend_key(stored: &StoredStatement, statement: &Value) -> Option<Vec<u8>> {
    if stored.id_received {
        return None;
    }
    let actor = statement.get("actor").and_then(Identity::of)?;
    let text = |pointer: &str| {
        let found = statement.pointer(pointer);
        found.map_or_else(String::new, Value::to_string)
    };
    let object = statement.get("object").unwrap_or(&Value::Null).to_string();
    let parts = [
        format!("{actor:?}"),
        text("/verb/id"),
        object,
        stored.timestamp.to_string(),
        text("/context/registration"),
    ];
    Some(sha256(parts.join("\n").as_bytes()))
}

/// The competency in an entry of a link: an IRI, or an alignment's identifier or target. Some write
/// what a competency is called instead, which names none.
fn linked_iri(entry: &Value) -> Option<&str> {
    let named = entry.as_str().or_else(|| {
        ["id", "targetUrl", "iri"]
            .iter()
            .find_map(|name| entry.get(name)?.as_str())
    });
    named.filter(|named| Iri::parse(*named).is_ok())
}

/// What an act counts as: a rating is a like from the middle of its scale upwards.
fn engagement(rule: &Rule, quality: Option<i64>) -> EngagementKind {
    let below = quality.is_none_or(|quality| quality < quality::ONE / 2);
    if rule.act == ActKind::Rate && below {
        EngagementKind::None
    } else {
        rule.engagement
    }
}

fn group_agent(group: &Value) -> Option<GroupName> {
    let identity = match Identity::of(group)? {
        Identity::Account { home_page, name } => format!("agent account {home_page} {name}"),
        Identity::Mbox(mbox) => format!("agent mbox {mbox}"),
        Identity::MboxSha1sum(sum) => format!("agent mbox_sha1sum {sum}"),
        Identity::OpenId(openid) => format!("agent openid {openid}"),
    };
    Some(GroupName {
        identity,
        name: group.get("name").and_then(text),
    })
}

fn group_activity(activity: &Value) -> Option<GroupName> {
    let iri = activity.get("id")?.as_str()?;
    let name = activity.pointer("/definition/name").and_then(language_text);
    Some(GroupName {
        identity: format!("activity {iri}"),
        name,
    })
}

/// A name that every database can hold.
pub(super) fn text(value: &Value) -> Option<String> {
    let text = value.as_str()?.replace('\0', "");
    let short: String = text.trim().chars().take(500).collect();
    (!short.is_empty()).then_some(short)
}

/// What somebody wrote: the response, else the description of what was made.
#[must_use]
pub fn said(statement: &Value) -> Option<String> {
    let response = statement.pointer("/result/response").and_then(text);
    response.or_else(|| {
        statement
            .pointer("/object/definition/description")
            .and_then(language_text)
    })
}

/// What the object of a statement is called.
#[must_use]
pub(super) fn title(statement: &Value) -> Option<String> {
    statement
        .pointer("/object/definition/name")
        .and_then(language_text)
}

/// The first text of a language map in the order of its tags, English before others.
pub(super) fn language_text(map: &Value) -> Option<String> {
    let map = map.as_object()?;
    let english = map
        .iter()
        .find(|(tag, _)| tag.to_ascii_lowercase().starts_with("en"));
    english
        .or_else(|| map.iter().next())
        .and_then(|(_, value)| text(value))
}

/// The organisation's calendar day of a moment, days since the epoch.
#[must_use]
pub fn day(zone: &TimeZone, microseconds: i64) -> i64 {
    Timestamp::from_microsecond(microseconds)
        .map_or(0, |time| days_since_epoch(zone.to_datetime(time).date()))
}

/// Days from 1970-01-01 to a date.
#[must_use]
pub fn days_since_epoch(date: jiff::civil::Date) -> i64 {
    date.since(jiff::civil::Date::constant(1970, 1, 1))
        .map_or(0, |span| i64::from(span.get_days()))
}

/// The reverse of [`days_since_epoch`].
#[must_use]
pub fn date_of(day: i64) -> jiff::civil::Date {
    jiff::civil::Date::constant(1970, 1, 1)
        .checked_add(jiff::Span::new().days(day.clamp(-719_000, 2_900_000)))
        .unwrap_or(jiff::civil::Date::MAX)
}
