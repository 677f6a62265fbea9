//! Single values: what is written otherwise than CASE says, put right by the kind of its member.

use jiff::civil::{Date, DateTime};
use jiff::{Timestamp, tz::TimeZone};
use serde_json::{Map, Number, Value, json};
use uuid::Uuid;

use super::super::shape::{Kind, Member, association_type};
use super::{Reader, is_empty, urn, uuid_of};
use crate::message::Message;

impl Reader {
    pub(super) fn value(&mut self, member: &Member, value: Value, place: &str) -> Option<Value> {
        match member.kind {
            Kind::Text => self.text(value, place).map(Value::String),
            Kind::AssociationType => {
                let text = self.text(value, place)?;
                Some(Value::String(association_type(&text)))
            }
            Kind::Texts => Some(self.texts(value, place)),
            Kind::Uuid => {
                let text = self.text(value, place)?;
                let found = Uuid::parse_str(text.trim()).ok();
                if found.is_none() {
                    self.fault(
                        place,
                        Message::new("fault-uuid").with("text", text.as_str()),
                    );
                }
                found.map(|it| Value::String(it.hyphenated().to_string()))
            }
            Kind::Link => self.link(value, place, true),
            Kind::AnyLink => self.link(value, place, false),
            Kind::Links => {
                let list = match value {
                    Value::Array(list) => list,
                    one => vec![one],
                };
                let links = list
                    .into_iter()
                    .enumerate()
                    .filter_map(|(index, link)| self.link(link, &format!("{place}/{index}"), true));
                Some(Value::Array(links.collect()))
            }
            Kind::Time => self.time(value, place),
            Kind::Date => self.date(value, place),
            Kind::Number => self.number(value, place).map(Value::Number),
            Kind::Integer => {
                let number = self.number(value, place)?;
                let whole = whole(&number);
                if whole.is_none() {
                    self.fault(
                        place,
                        Message::new("fault-whole").with("text", number.to_string()),
                    );
                }
                whole.map(|it| json!(it))
            }
            Kind::Records(class) => {
                let records = self.list(class, Some(value), place);
                let objects = records
                    .into_iter()
                    .map(|record| Value::Object(record.members));
                Some(Value::Array(objects.collect()))
            }
            Kind::Extensions => Some(match value {
                Value::Object(_) => value,
                other => json!({ "value": other }),
            }),
            Kind::ExtensionsInList => {
                let list = match value {
                    Value::Array(list) => list,
                    one => vec![one],
                };
                let objects = list.into_iter().map(|one| match one {
                    Value::Object(_) => one,
                    other => json!({ "value": other }),
                });
                Some(Value::Array(objects.collect()))
            }
        }
    }

    fn text(&mut self, value: Value, place: &str) -> Option<String> {
        match value {
            Value::String(text) => Some(text),
            Value::Number(number) => Some(number.to_string()),
            Value::Bool(truth) => Some(truth.to_string()),
            // A list of one where one is meant.
            Value::Array(mut list) if list.len() == 1 => {
                list.pop().and_then(|one| self.text(one, place))
            }
            other => {
                self.fault(
                    place,
                    Message::new("fault-text").with("found", kind(&other)),
                );
                None
            }
        }
    }

    fn texts(&mut self, value: Value, place: &str) -> Value {
        let list = match value {
            Value::Array(list) => list,
            one => vec![one],
        };
        let texts = list
            .into_iter()
            .enumerate()
            .filter(|(_, one)| !is_empty(one))
            .filter_map(|(index, one)| self.text(one, &format!("{place}/{index}")))
            .map(Value::String);
        Value::Array(texts.collect())
    }

    /// A link, which is often but its address, and sometimes lacks a part.
    fn link(&mut self, value: Value, place: &str, of_case: bool) -> Option<Value> {
        let object = match value {
            Value::Object(object) => object,
            Value::String(uri) => Map::from_iter([("uri".to_owned(), Value::String(uri))]),
            Value::Array(mut list) if list.len() == 1 => {
                return list.pop().and_then(|one| self.link(one, place, of_case));
            }
            other => {
                self.fault(
                    place,
                    Message::new("fault-link").with("found", kind(&other)),
                );
                return None;
            }
        };
        let part = |name: &str| {
            let text = object.get(name).and_then(Value::as_str).map(str::trim);
            text.filter(|text| !text.is_empty()).map(str::to_owned)
        };
        let (identifier, uri) = (part("identifier"), part("uri"));
        let known = identifier
            .as_deref()
            .and_then(|it| Uuid::parse_str(it).ok());
        let (identifier, uri) = match (known, identifier, uri) {
            (Some(known), _, uri) => (known.hyphenated().to_string(), uri),
            (None, Some(other), uri) if !of_case => (other, uri),
            (None, _, Some(uri)) => (uuid_of(&uri).hyphenated().to_string(), Some(uri)),
            (None, _, None) => {
                self.fault(place, Message::new("fault-link-empty"));
                return None;
            }
        };
        let uri = uri.unwrap_or_else(|| urn(&identifier));
        let mut link = json!({
            "title": part("title").unwrap_or_default(), "identifier": identifier, "uri": uri
        });
        if !of_case && let Some(kind) = part("targetType") {
            link["targetType"] = Value::String(kind);
        }
        Some(link)
    }

    fn time(&mut self, value: Value, place: &str) -> Option<Value> {
        let text = self.text(value, place)?;
        let text = text.trim();
        let strict = text.contains('T') && text.parse::<Timestamp>().is_ok();
        if strict && has_colon(text) {
            return Some(Value::String(text.to_owned()));
        }
        if let Ok(at) = text.parse::<Timestamp>() {
            return Some(Value::String(at.to_string()));
        }
        // Without a zone it is taken to be in UTC; a date is its midnight.
        if let Ok(local) = text.parse::<DateTime>()
            && let Ok(at) = TimeZone::UTC.to_timestamp(local)
        {
            return Some(Value::String(at.to_string()));
        }
        self.fault(place, Message::new("fault-time").with("text", text));
        None
    }

    fn date(&mut self, value: Value, place: &str) -> Option<Value> {
        let text = self.text(value, place)?;
        // Often a time of that day.
        let day = text
            .trim()
            .get(..10)
            .and_then(|day| day.parse::<Date>().ok());
        if day.is_none() {
            self.fault(
                place,
                Message::new("fault-date").with("text", text.as_str()),
            );
        }
        day.map(|day| Value::String(day.to_string()))
    }

    fn number(&mut self, value: Value, place: &str) -> Option<Number> {
        match &value {
            Value::Number(number) => return Some(number.clone()),
            Value::String(text) => {
                let text = text.trim();
                let whole = text.parse::<i64>().map(Number::from).ok();
                let broken = || text.parse().ok().and_then(Number::from_f64);
                if let Some(number) = whole.or_else(broken) {
                    return Some(number);
                }
            }
            _ => {}
        }
        self.fault(
            place,
            Message::new("fault-number").with("text", value.to_string()),
        );
        None
    }
}

/// RFC 3339 wants a colon in the offset, or Z.
fn has_colon(text: &str) -> bool {
    text.ends_with(['Z', 'z']) || text.len() > 6 && text.as_bytes()[text.len() - 3] == b':'
}

fn whole(number: &Number) -> Option<i64> {
    if let Some(whole) = number.as_i64() {
        return Some(whole);
    }
    let value = number.as_f64()?;
    #[expect(
        clippy::cast_possible_truncation,
        reason = "whole and small, as asked before"
    )]
    (value.fract() == 0.0 && value.abs() < 9e15).then_some(value as i64)
}

fn kind(value: &Value) -> Message {
    Message::new(match value {
        Value::Null => "kind-of-null",
        Value::Bool(_) => "kind-of-truth",
        Value::Number(_) => "kind-of-number",
        Value::String(_) => "kind-of-text",
        Value::Array(_) => "kind-of-list",
        Value::Object(_) => "kind-of-object",
    })
}
