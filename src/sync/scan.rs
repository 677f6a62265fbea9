//! Finds the statements in a text of any size: one a line, a list, or the answer of a record store.
//! Only one statement is held at a time, save in an answer that is not written on one line.

use std::collections::VecDeque;
use std::io::{self, BufRead, Read};

use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

/// Largest statement, in bytes.
const LARGEST: usize = 16 * 1024 * 1024;
/// Largest text that has to be held whole, in bytes.
const LARGEST_DOCUMENT: u64 = 256 * 1024 * 1024;

/// A statement's text, or why there is none.
#[derive(Debug, PartialEq, Eq)]
pub struct Item {
    /// The line it begins on, from 1.
    pub line: u64,
    /// The text.
    pub text: Result<String, String>,
}

/// A place between two statements, from where the reading can go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// Bytes before it.
    pub offset: u64,
    /// Lines that have ended before it.
    pub line: u64,
    /// Whether it is within a list.
    list: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Unknown,
    Lines,
    /// Within a list, or after it.
    List {
        inside: bool,
    },
    /// All of it was read.
    Whole,
}

/// Reads statements from a text.
#[derive(Debug)]
pub struct Scanner<R> {
    input: R,
    form: Form,
    offset: u64,
    line: u64,
    /// Statements of an answer that are still to be handed out.
    pending: VecDeque<Item>,
}

impl<R: BufRead> Scanner<R> {
    /// Begins at the beginning.
    pub const fn new(input: R) -> Self {
        Self {
            input,
            form: Form::Unknown,
            offset: 0,
            line: 0,
            pending: VecDeque::new(),
        }
    }

    /// Goes on at a place; the input stands there already.
    pub fn resume(input: R, place: Place) -> Self {
        let form = if place.list {
            Form::List { inside: true }
        } else {
            Form::Lines
        };
        Self {
            form,
            offset: place.offset,
            line: place.line,
            ..Self::new(input)
        }
    }

    /// Bytes read.
    pub const fn offset(&self) -> u64 {
        self.offset
    }

    /// Where reading can go on later; none within an answer.
    pub fn place(&self) -> Option<Place> {
        let list = match self.form {
            Form::Lines => false,
            Form::List { inside: true } => true,
            _ => return None,
        };
        self.pending.is_empty().then_some(Place {
            offset: self.offset,
            line: self.line,
            list,
        })
    }

    /// The next statement.
    #[expect(clippy::should_implement_trait, reason = "an iterator could not fail")]
    pub fn next(&mut self) -> io::Result<Option<Item>> {
        loop {
            if let Some(item) = self.pending.pop_front() {
                return Ok(Some(item));
            }
            let found = match self.form {
                Form::Unknown => {
                    self.begin()?;
                    continue;
                }
                Form::Lines => self.line()?,
                Form::List { .. } => return self.element(),
                Form::Whole => None,
            };
            match found {
                Some(item) => self.expand(item),
                None => return Ok(None),
            }
        }
    }

    /// Finds out how the text is written.
    fn begin(&mut self) -> io::Result<()> {
        loop {
            match self.peek()? {
                Some(byte) if byte.is_ascii_whitespace() => self.skip(),
                // A byte order mark.
                Some(0xef | 0xbb | 0xbf) => self.skip(),
                Some(b'[') => {
                    self.form = Form::List { inside: false };
                    return Ok(());
                }
                _ => break,
            }
        }
        self.form = Form::Lines;
        let Some(mut first) = self.line()? else {
            return Ok(());
        };
        if let Ok(text) = &mut first.text
            && serde_json::from_str::<IgnoredAny>(text).is_err()
            && !text.trim_end().ends_with('}')
        {
            // A document that is written on several lines.
            self.form = Form::Whole;
            let mut limited = self.input.by_ref().take(LARGEST_DOCUMENT);
            self.offset += limited.read_to_string(text)? as u64;
        }
        self.expand(first);
        Ok(())
    }

    /// Hands out what a text holds: an answer's statements, or itself.
    fn expand(&mut self, item: Item) {
        #[derive(Deserialize)]
        struct Answer<'a> {
            #[serde(borrow)]
            statements: Vec<&'a RawValue>,
        }
        if let Ok(text) = &item.text
            && text.contains("\"statements\"")
            && let Ok(answer) = serde_json::from_str::<Answer<'_>>(text)
        {
            let line = item.line;
            let items = answer.statements.iter().map(|text| Item {
                line,
                text: Ok(text.get().to_owned()),
            });
            self.pending.extend(items);
            return;
        }
        self.pending.push_back(item);
    }

    /// The next line that holds something.
    fn line(&mut self) -> io::Result<Option<Item>> {
        loop {
            let mut bytes = Vec::new();
            let mut limited = self.input.by_ref().take(LARGEST as u64 + 1);
            let read = limited.read_until(b'\n', &mut bytes)?;
            if read == 0 {
                return Ok(None);
            }
            self.offset += read as u64;
            self.line += 1;
            let line = self.line;
            if bytes.last() != Some(&b'\n') && read > LARGEST {
                self.offset += self.input.skip_until(b'\n')? as u64;
                let text = Err(too_large());
                return Ok(Some(Item { line, text }));
            }
            if !bytes.trim_ascii().is_empty() {
                let text = utf8(bytes);
                return Ok(Some(Item { line, text }));
            }
        }
    }

    /// The next element of a list.
    fn element(&mut self) -> io::Result<Option<Item>> {
        loop {
            let Form::List { inside } = self.form else {
                return Ok(None);
            };
            let (line, fault) = (self.line + 1, |text: &str| Err(text.to_owned()));
            match (self.peek()?, inside) {
                (None, false) => return Ok(None),
                (None, true) => {
                    self.form = Form::Whole;
                    let text = fault("the list ends before it is closed");
                    return Ok(Some(Item { line, text }));
                }
                (Some(byte), _) if byte.is_ascii_whitespace() => self.skip(),
                (Some(b','), true) => self.skip(),
                (Some(b'['), false) => {
                    self.skip();
                    self.form = Form::List { inside: true };
                }
                (Some(b']'), true) => {
                    self.skip();
                    self.form = Form::List { inside: false };
                }
                (Some(_), false) => {
                    self.form = Form::Whole;
                    let text = fault("something follows the list");
                    return Ok(Some(Item { line, text }));
                }
                (Some(_), true) => {
                    let text = self.value()?;
                    return Ok(Some(Item { line, text }));
                }
            }
        }
    }

    /// A value within a list, up to the comma or bracket that ends it.
    fn value(&mut self) -> io::Result<Result<String, String>> {
        let mut bytes = Vec::new();
        let mut length = 0;
        let (mut depth, mut quoted, mut escaped) = (0_u32, false, false);
        while let Some(byte) = self.peek()? {
            match byte {
                _ if escaped => escaped = false,
                b'\\' if quoted => escaped = true,
                b'"' => quoted = !quoted,
                _ if quoted => {}
                b',' | b']' if depth == 0 => break,
                b'{' | b'[' => depth += 1,
                b'}' | b']' => depth = depth.saturating_sub(1),
                _ => {}
            }
            self.skip();
            length += 1;
            if length <= LARGEST {
                bytes.push(byte);
            }
        }
        Ok(if length > LARGEST {
            Err(too_large())
        } else {
            utf8(bytes)
        })
    }

    fn peek(&mut self) -> io::Result<Option<u8>> {
        Ok(self.input.fill_buf()?.first().copied())
    }

    /// Passes over the byte that was peeked at.
    fn skip(&mut self) {
        // In the buffer, since it was peeked at.
        if let Ok(Some(b'\n')) = self.peek() {
            self.line += 1;
        }
        self.input.consume(1);
        self.offset += 1;
    }
}

fn utf8(bytes: Vec<u8>) -> Result<String, String> {
    String::from_utf8(bytes).map_err(|_| "it is not UTF-8".to_owned())
}

fn too_large() -> String {
    format!("it has more than {LARGEST} bytes")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &str) -> Vec<(u64, Result<String, String>)> {
        let mut scanner = Scanner::new(text.as_bytes());
        let mut found = Vec::new();
        while let Some(item) = scanner.next().unwrap() {
            found.push((item.line, item.text.map(|text| text.trim().to_owned())));
        }
        found
    }

    fn texts(text: &str) -> Vec<String> {
        let found = all(text).into_iter();
        found
            .map(|(_, text)| text.unwrap_or_else(|fault| fault))
            .collect()
    }

    #[test]
    fn statements_are_found_in_every_form() {
        let (a, b) = (r#"{"id":"a, ]\"}"}"#, r#"{"id":"b","o":[1,{"x":2}]}"#);
        let expected = [a, b];
        assert_eq!(texts(&format!("{a}\n\n{b}\n")), expected);
        assert_eq!(texts(&format!("{a}\r\n{b}")), expected);
        assert_eq!(texts(&format!("[{a},\n{b}]\n")), expected);
        assert_eq!(texts(&format!("\u{feff}[{a}]\n[{b}]")), expected);
        assert_eq!(
            texts(&format!(r#"{{"statements":[{a},{b}],"more":""}}"#)),
            expected
        );
        assert_eq!(
            texts(&format!(
                "{{\n\"statements\":[\n{a},{b}],\n\"more\":\"\"}}\n"
            )),
            expected
        );
        assert_eq!(texts("{\n\"id\":\n1}"), ["{\n\"id\":\n1}"]);
        assert!(texts(" \n").is_empty() && texts("[]").is_empty() && texts("").is_empty());
    }

    #[test]
    fn a_broken_line_is_one_item_and_lines_are_counted() {
        let found = all("{\"id\":1}\n\n{\"id\":[}\n{\"id\":3}\n");
        let lines: Vec<u64> = found.iter().map(|(line, _)| *line).collect();
        assert_eq!(lines, [1, 3, 4]);
        let found = all("[\n{\"id\":1},\n{\"id\":\n2}\n");
        assert_eq!(
            found.iter().map(|(line, _)| *line).collect::<Vec<_>>(),
            [2, 3, 5]
        );
        assert!(found.last().is_some_and(|(_, text)| text.is_err()));
    }

    #[test]
    fn reading_goes_on_where_it_stopped() {
        for text in [
            "{\"a\":1}\n{\"a\":2}\n{\"a\":3}\n",
            "[{\"a\":1},\n{\"a\":2},{\"a\":3}]",
        ] {
            let mut scanner = Scanner::new(text.as_bytes());
            scanner.next().unwrap();
            let place = scanner.place().unwrap();
            let rest = &text.as_bytes()[usize::try_from(place.offset).unwrap()..];
            let mut again = Scanner::resume(rest, place);
            while let Some(item) = scanner.next().unwrap() {
                assert_eq!(again.next().unwrap(), Some(item));
            }
            assert_eq!(again.next().unwrap(), None);
        }
    }
}
