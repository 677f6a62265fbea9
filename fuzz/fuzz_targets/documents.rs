#![no_main]
//! A few requests on one subject's documents, against a model of what has to be stored.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};

use aws_lc_rs::digest;
use axum::body::Body;
use axum::http::{Method, header};
use coachlight_fuzz::{Answer, Reader, gateway};
use libfuzzer_sys::fuzz_target;
use serde_json::{Map, Value};

const REQUESTS: usize = 8;

/// What a document's media type is called in a request; none: nothing is said.
const CONTENT_TYPES: [Option<&str>; 6] = [
    Some("application/json"),
    Some("application/json; charset=utf-8"),
    None,
    Some("text/plain"),
    Some("application/octet-stream"),
    Some("nonsense"),
];

#[derive(Clone, Copy, PartialEq)]
enum Resource {
    State,
    ActivityProfile,
    AgentProfile,
}
use Resource::{ActivityProfile, AgentProfile, State};

#[derive(Debug, Clone, PartialEq)]
struct Document {
    content_type: String,
    content: Vec<u8>,
}

/// A header about entity tags, as it is sent and as it is understood.
enum Tags {
    None,
    Malformed,
    Any,
    /// With whether each is weak.
    List(Vec<(bool, String)>),
}

fuzz_target!(|data: &[u8]| {
    // A subject of its own for each input: nothing is stored of it yet.
    static SUBJECT: AtomicU64 = AtomicU64::new(0);
    let subject = SUBJECT.fetch_add(1, Ordering::Relaxed);
    let mut input = Reader(data);
    let shape = input.byte();
    let resource = [State, ActivityProfile, AgentProfile][usize::from(shape) % 3];
    let agent = format!("agent=%7B%22mbox%22:%22mailto:a{subject}@x.org%22%7D");
    let activity = format!("activityId=https://x.org/{subject}");
    let place = match resource {
        State if shape & 64 == 0 => format!("/xapi/activities/state?{activity}&{agent}"),
        State => {
            let registration = "registration=00000000-0000-4000-8000-00000000000a";
            format!("/xapi/activities/state?{activity}&{agent}&{registration}")
        }
        ActivityProfile => format!("/xapi/activities/profile?{activity}"),
        AgentProfile => format!("/xapi/agents/profile?{agent}"),
    };
    let mut model = Model {
        resource,
        place,
        stored: BTreeMap::new(),
    };
    for _ in 0..REQUESTS {
        if input.0.is_empty() {
            break;
        }
        model.step(&mut input);
    }
    model.compare();
});

struct Model {
    resource: Resource,
    place: String,
    stored: BTreeMap<String, Document>,
}

impl Model {
    fn address(&self, name: &str) -> String {
        let parameter = if self.resource == State {
            "stateId"
        } else {
            "profileId"
        };
        format!("{}&{parameter}={name}", self.place)
    }

    /// One request, and what it has to do.
    fn step(&mut self, input: &mut Reader<'_>) {
        let how = input.byte();
        let name = if how & 8 == 0 { "a" } else { "b" };
        let old_version = how & 16 == 0;
        let version = if old_version { "1.0.3" } else { "2.0.0" };
        let stored = self.stored.get(name).cloned();
        let (if_match, if_match_header) = tags(input, stored.as_ref());
        let (if_none_match, if_none_match_header) = tags(input, stored.as_ref());
        let malformed = [&if_match, &if_none_match]
            .into_iter()
            .any(|tags| matches!(tags, Tags::Malformed));
        let ask = |method: Method, uri: String, content_type: Option<&str>, body: &[u8]| {
            let mut request = gateway().request(version).method(method).uri(uri);
            if let Some(tags) = &if_match_header {
                request = request.header(header::IF_MATCH, tags);
            }
            if let Some(tags) = &if_none_match_header {
                request = request.header(header::IF_NONE_MATCH, tags);
            }
            if let Some(kind) = content_type {
                request = request.header(header::CONTENT_TYPE, kind);
            }
            gateway().send(request.body(Body::from(body.to_vec())).unwrap(), body)
        };
        let met = self::met(&if_match, &if_none_match, stored.as_ref());
        let unguarded = matches!((&if_match, &if_none_match), (Tags::None, Tags::None));
        match how & 7 {
            0 | 1 => {
                let answer = ask(Method::GET, self.address(name), None, b"");
                let expected = match &stored {
                    None => 404,
                    Some(_) if malformed => 400,
                    Some(stored) if names(&if_none_match, Some(stored), false) => {
                        assert_eq!(etag(&answer), format!("\"{}\"", sum(&stored.content)));
                        304
                    }
                    Some(stored) => {
                        is(&answer, stored);
                        200
                    }
                };
                assert_eq!(answer.status, expected);
            }
            2 => {
                // Without a name all of an agent's state in an activity is deleted, which the tag
                // of one document cannot guard.
                let answer = ask(Method::DELETE, self.place.clone(), None, b"");
                if !unguarded || self.resource != State {
                    assert_eq!(answer.status, 400);
                } else {
                    assert_eq!(answer.status, 204);
                    self.stored.clear();
                }
            }
            3 => {
                let answer = ask(Method::DELETE, self.address(name), None, b"");
                let expected = match (malformed, met) {
                    (true, _) => 400,
                    (_, false) => 412,
                    _ => 204,
                };
                assert_eq!(answer.status, expected);
                if expected == 204 {
                    self.stored.remove(name);
                }
            }
            other => {
                let merges = other >= 6;
                let kind = CONTENT_TYPES[usize::from(input.byte()) % CONTENT_TYPES.len()];
                let length = usize::from(input.byte());
                let content = input.take(length);
                let method = if merges { Method::POST } else { Method::PUT };
                let answer = ask(method, self.address(name), kind, content);
                let guard = match (merges, self.resource, old_version) {
                    (true, ..) | (_, State, true) => None,
                    (_, _, true) => Some(if stored.is_some() { 409 } else { 400 }),
                    (_, _, false) => stored.is_some().then_some(409),
                };
                let json = is_json(kind.unwrap_or_default());
                let sent = strict_json::parse(content, strict_json::Limits::default()).ok();
                let refused = if malformed {
                    Some(400)
                } else if kind == Some("nonsense") {
                    Some(415)
                } else if json && sent.is_none() {
                    Some(400)
                } else if unguarded && guard.is_some() {
                    guard
                } else if !met {
                    Some(412)
                } else {
                    None
                };
                if let Some(refused) = refused {
                    assert_eq!(answer.status, refused);
                    return;
                }
                let document = match stored.filter(|_| merges) {
                    None => Document {
                        content_type: kind.unwrap_or("application/octet-stream").to_owned(),
                        content: content.to_vec(),
                    },
                    Some(stored) => {
                        let joined = sent.filter(|_| json).and_then(|sent| join(&stored, sent));
                        let Some(joined) = joined else {
                            assert_eq!(answer.status, 400);
                            return;
                        };
                        let request = gateway().request(version).uri(self.address(name));
                        let read = gateway().send(request.body(Body::empty()).unwrap(), b"");
                        assert_eq!(read.json(), Value::Object(joined));
                        Document {
                            content_type: stored.content_type,
                            content: read.body.to_vec(),
                        }
                    }
                };
                assert_eq!(answer.status, 204);
                assert_eq!(etag(&answer), format!("\"{}\"", sum(&document.content)));
                self.stored.insert(name.to_owned(), document);
            }
        }
    }

    /// What is stored in the end is what the model says.
    fn compare(&self) {
        let get = |uri: &str| {
            let request = gateway().request("2.0.0").uri(uri);
            gateway().send(request.body(Body::empty()).unwrap(), b"")
        };
        let names: Vec<&String> = self.stored.keys().collect();
        assert_eq!(get(&self.place).json(), serde_json::json!(names));
        for (name, document) in &self.stored {
            is(&get(&self.address(name)), document);
        }
    }
}

fn is(answer: &Answer, document: &Document) {
    assert_eq!(answer.status, 200);
    assert_eq!(answer.body, document.content);
    assert_eq!(answer.content_type(), document.content_type);
    assert_eq!(etag(answer), format!("\"{}\"", sum(&document.content)));
}

fn etag(answer: &Answer) -> &str {
    answer.headers[header::ETAG].to_str().unwrap()
}

fn sum(content: &[u8]) -> String {
    let sum = digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, content);
    sum.as_ref()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

fn is_json(content_type: &str) -> bool {
    content_type.split(';').next() == Some("application/json")
}

/// The members of both, those that were sent in the place of those that are stored.
fn join(stored: &Document, sent: Value) -> Option<Map<String, Value>> {
    if !is_json(&stored.content_type) {
        return None;
    }
    match (serde_json::from_slice(&stored.content).ok()?, sent) {
        (Value::Object(mut joined), Value::Object(sent)) => {
            joined.extend(sent);
            Some(joined)
        }
        _ => None,
    }
}

/// One of the two headers, chosen by a byte.
fn tags(input: &mut Reader<'_>, stored: Option<&Document>) -> (Tags, Option<String>) {
    let sum = sum(stored.map_or(b"", |stored| &stored.content));
    let one = |weak: bool, tag: &str| Tags::List(vec![(weak, tag.to_owned())]);
    let (tags, text) = match input.byte() % 12 {
        1 => (Tags::Any, "*".to_owned()),
        2 => (one(false, &sum), format!("\"{sum}\"")),
        3 => (one(true, &sum), format!("W/\"{sum}\"")),
        4 => (one(false, &sum), sum),
        5 => (one(false, &sum), format!("\"{}\"", sum.to_uppercase())),
        6 => (one(false, "x"), "\"x\"".to_owned()),
        7 => (one(false, &sum), format!("\"x\" ,\"{sum}\"")),
        8 => (Tags::Malformed, "\"x".to_owned()),
        9 => (Tags::Malformed, String::new()),
        _ => return (Tags::None, None),
    };
    (tags, Some(text))
}

/// Whether a header names what is stored.
fn names(tags: &Tags, stored: Option<&Document>, strong: bool) -> bool {
    let Some(stored) = stored else { return false };
    match tags {
        Tags::None | Tags::Malformed => false,
        Tags::Any => true,
        Tags::List(list) => {
            let sum = sum(&stored.content);
            list.iter()
                .any(|(weak, tag)| *tag == sum && !(strong && *weak))
        }
    }
}

/// Whether the preconditions hold.
fn met(if_match: &Tags, if_none_match: &Tags, stored: Option<&Document>) -> bool {
    let matched = matches!(if_match, Tags::None) || names(if_match, stored, true);
    matched && !names(if_none_match, stored, false)
}
