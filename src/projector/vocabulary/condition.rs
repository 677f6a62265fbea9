//! What a statement must have for a rule to hold, and whether it does.

use std::collections::HashSet;

use serde_json::Value;

/// Something a statement must have for a rule to hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Condition {
    Object(Vec<String>),
    ObjectType(Types),
    NotObjectType(Types),
    ContextType(Vec<String>, Types),
    NotContextType(Vec<String>, Types),
    ContextExtension(String, Option<Value>),
    ObjectExtension(String, Option<Value>),
    ResultExtension(String, Option<Value>),
    ResultHas(Vec<String>),
    ResultHasAny(Vec<String>),
    ResultLacks(Vec<String>),
}

/// A list of activity types.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Types(pub(super) HashSet<String>);

/// The type that an activity says it is of.
pub(super) fn activity_type(activity: &Value) -> Option<&str> {
    activity.pointer("/definition/type")?.as_str()
}

/// The activities in one place of a statement's context.
pub(in crate::projector) fn context_activities<'s>(
    statement: &'s Value,
    place: &str,
) -> impl Iterator<Item = &'s Value> {
    let found = statement
        .pointer("/context/contextActivities")
        .and_then(|places| places.get(place));
    let list = match found {
        Some(Value::Array(list)) => list.as_slice(),
        Some(single) => std::slice::from_ref(single),
        None => &[],
    };
    list.iter()
}

impl Condition {
    /// Whether a statement has it.
    pub(super) fn holds(&self, statement: &Value) -> bool {
        let object = || statement.get("object").unwrap_or(&Value::Null);
        let result = |name: &String| {
            statement
                .get("result")
                .is_some_and(|r| r.get(name).is_some())
        };
        match self {
            Self::Object(kinds) => {
                let kind = match object().get("objectType").and_then(Value::as_str) {
                    None | Some("Activity") => "activity",
                    Some("Agent") => "agent",
                    Some("Group") => "group",
                    Some("StatementRef") => "statement-ref",
                    Some(_) => "sub-statement",
                };
                kinds.iter().any(|wanted| wanted == kind)
            }
            Self::ObjectType(types) => types.have(object()),
            Self::NotObjectType(types) => !types.have(object()),
            Self::ContextType(places, types) => types.have_context(statement, places),
            Self::NotContextType(places, types) => !types.have_context(statement, places),
            Self::ContextExtension(iri, equals) => has_extension(
                statement.pointer("/context/extensions"),
                iri,
                equals.as_ref(),
            ),
            Self::ObjectExtension(iri, equals) => has_extension(
                object().pointer("/definition/extensions"),
                iri,
                equals.as_ref(),
            ),
            Self::ResultExtension(iri, equals) => has_extension(
                statement.pointer("/result/extensions"),
                iri,
                equals.as_ref(),
            ),
            Self::ResultHas(names) => names.iter().all(result),
            Self::ResultHasAny(names) => names.iter().any(result),
            Self::ResultLacks(names) => !names.iter().any(result),
        }
    }
}

fn has_extension(extensions: Option<&Value>, iri: &str, equals: Option<&Value>) -> bool {
    let found = extensions.and_then(|extensions| extensions.get(iri));
    found.is_some_and(|found| equals.is_none_or(|wanted| wanted == found))
}

impl Types {
    fn have(&self, activity: &Value) -> bool {
        activity_type(activity).is_some_and(|kind| self.0.contains(kind))
    }

    fn have_context(&self, statement: &Value, places: &[String]) -> bool {
        places
            .iter()
            .any(|place| context_activities(statement, place).any(|activity| self.have(activity)))
    }
}
