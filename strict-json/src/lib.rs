//! Strict JSON (RFC 8259): what other parsers let pass silently is refused here, with its place.
//!
//! Two parsers that read one text differently are how signed messages are forged and how stored
//! ones differ from checked ones. So there is one reading, and no other text is taken.
//!
//! Refused: text that is not UTF-8, a byte order mark, a key repeated in one object, nesting or a
//! number of values beyond a limit, anything after the value, and lone surrogates.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;
use serde_json::{Map, Number, Value};

/// Limits on a document.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Deepest nesting of lists and objects.
    pub depth: usize,
    /// Most values in all, which bounds the memory that a document takes.
    pub values: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            depth: 64,
            values: 30_000,
        }
    }
}

/// Why a text is not a JSON document that can be taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct Error {
    /// Where in the document (RFC 6901); the last place that could be read.
    pub pointer: String,
    /// Which rule is broken.
    pub rule: &'static str,
    /// What is wrong and how to mend it.
    pub message: String,
}

/// Parses a text strictly.
pub fn parse(bytes: &[u8], limits: Limits) -> Result<Value, Error> {
    let fail = |rule, message: String| Error {
        pointer: String::new(),
        rule,
        message,
    };
    if bytes.starts_with(b"\xef\xbb\xbf") {
        return Err(fail(
            "rfc8259/8.1#byte-order-mark",
            "The text starts with a byte order mark. Send it without.".into(),
        ));
    }
    let text = std::str::from_utf8(bytes).map_err(|error| {
        fail(
            "rfc8259/8.1#utf-8",
            format!("The text is not UTF-8 at byte {}.", error.valid_up_to()),
        )
    })?;
    let fault = RefCell::new(Fault::default());
    let values = Cell::new(limits.values);
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let strict = Strict {
        fault: &fault,
        values: &values,
        depth: limits.depth,
    };
    let parsed = strict.deserialize(&mut deserializer).and_then(|value| {
        deserializer.end()?;
        Ok(value)
    });
    parsed.map_err(|error| {
        let fault = fault.take();
        let pointer = fault.pointer();
        match fault.refused {
            Some((rule, message)) => Error {
                pointer,
                rule,
                message,
            },
            None => Error {
                pointer,
                rule: "rfc8259/2#grammar",
                message: format!("{}.", shorten(&error.to_string())),
            },
        }
    })
}

/// What a text holds, seen from outside.
#[derive(Debug)]
pub enum Elements<'t> {
    /// A list of no more elements than are taken; each is still to be parsed.
    List(Vec<&'t RawValue>),
    /// A list of more.
    TooMany,
    /// Anything else, which may be malformed.
    Other,
}

/// Takes a list apart without building its values: a long one then costs the memory of one of
/// its elements at a time.
#[must_use]
pub fn elements(text: &str, most: usize) -> Elements<'_> {
    struct List<'c> {
        most: usize,
        exceeded: &'c Cell<bool>,
    }
    impl<'de> Visitor<'de> for List<'_> {
        type Value = Vec<&'de RawValue>;

        fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
            formatter.write_str("a list")
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
            let mut elements = Vec::new();
            while let Some(element) = list.next_element()? {
                if elements.len() == self.most {
                    // The rest is not looked at, so that it costs nothing.
                    self.exceeded.set(true);
                    return Err(serde::de::Error::custom("too many elements"));
                }
                elements.push(element);
            }
            Ok(elements)
        }
    }
    let exceeded = Cell::new(false);
    let list = List {
        most,
        exceeded: &exceeded,
    };
    let mut deserializer = serde_json::Deserializer::from_str(text);
    match deserializer.deserialize_seq(list) {
        Ok(elements) if deserializer.end().is_ok() => Elements::List(elements),
        _ if exceeded.get() => Elements::TooMany,
        _ => Elements::Other,
    }
}

/// The members of an object in the order they were written, each value as its text. The text is
/// one that [`parse`] has taken.
pub fn members(text: &str) -> Result<Vec<(Cow<'_, str>, &RawValue)>, serde_json::Error> {
    struct Members;
    impl<'de> Visitor<'de> for Members {
        type Value = Vec<(Cow<'de, str>, &'de RawValue)>;

        fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
            formatter.write_str("an object")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
            let mut members = Vec::with_capacity(map.size_hint().unwrap_or(12));
            while let Some(entry) = map.next_entry()? {
                members.push(entry);
            }
            Ok(members)
        }
    }
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let members = deserializer.deserialize_map(Members)?;
    deserializer.end()?;
    Ok(members)
}

/// The line, counted from 1, on which the value at a JSON pointer stands in a text that [`parse`]
/// has taken; of a place that is not there, the line of the nearest one that is.
#[must_use]
pub fn line_of(text: &str, pointer: &str) -> usize {
    let mut value = text;
    for token in pointer.split('/').skip(1) {
        let name = token.replace("~1", "/").replace("~0", "~");
        let inner = match value.trim_start().as_bytes().first() {
            Some(b'{') => members(value).ok().and_then(|members| {
                members
                    .into_iter()
                    .find(|(key, _)| *key == name)
                    .map(|(_, value)| value.get())
            }),
            Some(b'[') => match (elements(value, usize::MAX), name.parse::<usize>()) {
                (Elements::List(list), Ok(index)) => list.get(index).map(|value| value.get()),
                _ => None,
            },
            _ => None,
        };
        match inner {
            Some(inner) => value = inner,
            None => break,
        }
    }
    let offset = value.as_ptr() as usize - text.as_ptr() as usize;
    1 + text[..offset].matches('\n').count()
}

/// The text of an object with these members.
pub fn object<'t>(
    members: impl IntoIterator<Item = (&'t str, &'t str)>,
) -> Result<String, serde_json::Error> {
    let mut text = String::from("{");
    for (name, value) in members {
        if text.len() > 1 {
            text.push(',');
        }
        text.push_str(&serde_json::to_string(name)?);
        text.push(':');
        text.push_str(value);
    }
    text.push('}');
    Ok(text)
}

/// Where and why the parser stopped. Filled on the way out, so that a good text costs nothing.
#[derive(Default)]
struct Fault {
    /// From the inside out.
    tokens: Vec<String>,
    refused: Option<(&'static str, String)>,
}

impl Fault {
    fn pointer(&self) -> String {
        self.tokens
            .iter()
            .rev()
            .fold(String::new(), |pointer, token| pointer + "/" + token)
    }
}

/// Builds a value and watches for what `serde_json` would let pass.
#[derive(Clone, Copy)]
struct Strict<'p> {
    fault: &'p RefCell<Fault>,
    values: &'p Cell<usize>,
    depth: usize,
}

impl Strict<'_> {
    /// For what stands inside a list or an object.
    fn inside<E: serde::de::Error>(self) -> Result<Self, E> {
        match self.depth.checked_sub(1) {
            Some(depth) => Ok(Self { depth, ..self }),
            None => Err(self.refuse(
                "coachlight/depth",
                "The document is nested too deeply.".into(),
            )),
        }
    }

    /// Notes where an error on its way out has come from.
    fn at<T, E>(self, result: Result<T, E>, token: impl FnOnce() -> String) -> Result<T, E> {
        if result.is_err() {
            self.fault.borrow_mut().tokens.push(token());
        }
        result
    }

    fn refuse<E: serde::de::Error>(self, rule: &'static str, message: String) -> E {
        let error = E::custom(&message);
        self.fault.borrow_mut().refused = Some((rule, message));
        error
    }
}

impl<'de> DeserializeSeed<'de> for Strict<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        let Some(left) = self.values.get().checked_sub(1) else {
            let message = "The document has too many values. Send it in parts.";
            return Err(self.refuse("coachlight/values", message.into()));
        };
        self.values.set(left);
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict<'_> {
    type Value = Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<Value, E> {
        Number::from_f64(value)
            .map(Value::Number)
            .ok_or_else(|| E::custom("a number is too large"))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(Value::String(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Value, A::Error> {
        let mut values = Vec::new();
        loop {
            let next = self
                .inside()
                .and_then(|inside| list.next_element_seed(inside));
            match self.at(next, || values.len().to_string())? {
                Some(value) => values.push(value),
                None => return Ok(Value::Array(values)),
            }
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Value, A::Error> {
        let mut members = Map::new();
        while let Some(key) = object.next_key::<String>()? {
            let value = if members.contains_key(&key) {
                let message = format!("The key {:?} stands twice in one object.", shorten(&key));
                Err(self.refuse("rfc8259/4#duplicate-key", message))
            } else {
                self.inside()
                    .and_then(|inside| object.next_value_seed(inside))
            };
            let value = self.at(value, || escape(&key))?;
            members.insert(key, value);
        }
        Ok(Value::Object(members))
    }
}

/// Longest part of a received text that a message repeats, in characters.
const ECHO: usize = 80;

/// A text short enough to repeat in a message.
#[must_use]
pub fn shorten(text: &str) -> String {
    if text.chars().nth(ECHO).is_none() {
        return text.to_owned();
    }
    let mut short: String = text.chars().take(ECHO - 1).collect();
    short.push('…');
    short
}

/// A key as a part of a JSON pointer (RFC 6901), shortened.
#[must_use]
pub fn escape(name: &str) -> String {
    shorten(name).replace('~', "~0").replace('/', "~1")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(text: &[u8]) -> (String, &'static str) {
        let error = parse(text, Limits::default()).unwrap_err();
        (error.pointer, error.rule)
    }

    #[test]
    fn places_have_lines() {
        let text = "\n{\n \"a\": [1,\n  {\"b/c\": 2,\n\"d\": 3}]\n}";
        assert_eq!(line_of(text, ""), 1);
        assert_eq!(line_of(text, "/a"), 3);
        assert_eq!(line_of(text, "/a/1"), 4);
        assert_eq!(line_of(text, "/a/1/b~1c"), 4);
        assert_eq!(line_of(text, "/a/1/d"), 5);
        assert_eq!(line_of(text, "/a/1/none/x"), 4);
    }

    #[test]
    fn what_other_parsers_let_pass() {
        assert_eq!(
            refused(br#"{"a":[{"b":1,"\u0062":2}]}"#),
            ("/a/0/b".into(), "rfc8259/4#duplicate-key")
        );
        assert_eq!(refused(b"\xef\xbb\xbf{}").1, "rfc8259/8.1#byte-order-mark");
        assert_eq!(refused(b"{\"a\":\"\xff\"}").1, "rfc8259/8.1#utf-8");
        assert_eq!(refused(b"{} {}").1, "rfc8259/2#grammar");
        assert_eq!(
            refused(br#"{"a":"\ud800"}"#),
            ("/a".into(), "rfc8259/2#grammar")
        );
        assert_eq!(refused(br#"{"a":1e999}"#).1, "rfc8259/2#grammar");
        assert_eq!(refused(br#"{"a":01}"#).0, "/a");
        assert_eq!(refused(b"").1, "rfc8259/2#grammar");
    }

    #[test]
    fn a_list_is_taken_apart_up_to_a_limit() {
        let Elements::List(list) = elements(" [1, {\"a\" : 2},[3]] ", 3) else {
            panic!("three are taken")
        };
        let parts: Vec<&str> = list.into_iter().map(RawValue::get).collect();
        assert_eq!(parts, ["1", "{\"a\" : 2}", "[3]"]);
        assert!(matches!(elements("[1,2,3,4", 3), Elements::TooMany));
        for other in ["{}", "[1,2", "[1,]", "[1] 2", ""] {
            assert!(matches!(elements(other, 3), Elements::Other), "{other}");
        }
    }

    #[test]
    fn a_flood_of_values_is_refused() {
        let limits = Limits {
            depth: 3,
            values: 4,
        };
        assert!(parse(b"[1,[2],3]", limits).is_err());
        assert!(parse(b"[1,2,3]", limits).is_ok());
        let error = parse(br#"{"a":[1,2,3]}"#, limits).unwrap_err();
        assert_eq!(
            (error.pointer.as_str(), error.rule),
            ("/a/2", "coachlight/values")
        );
    }

    #[test]
    fn deep_nesting_is_refused_without_harm() {
        let deep = "[".repeat(100_000);
        assert_eq!(refused(deep.as_bytes()).1, "coachlight/depth");
        let deep = "{\"a\":".repeat(100_000);
        assert_eq!(refused(deep.as_bytes()).1, "coachlight/depth");
        let allowed = format!("{}{}", "[".repeat(60), "]".repeat(60));
        assert!(parse(allowed.as_bytes(), Limits::default()).is_ok());
    }
}
