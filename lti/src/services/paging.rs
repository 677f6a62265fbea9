//! Lists that come in pages, read to the end or not at all.

use jiff::Timestamp;
use url::Url;

use super::call::{Answer, Call};
use super::link::links;
use super::verdict::{ServiceError, success};

/// Pages that are read of one list if the caller does not say.
const PAGES: usize = 500;

/// What one page holds.
pub trait Page: Sized {
    /// Reads a page's body.
    fn read(body: &[u8]) -> Result<Self, ServiceError>;
    /// Adds what the next page holds.
    fn append(&mut self, next: Self);
}

/// A list that is being read.
///
/// ```
/// # use lti::services::{Answer, ServiceError, names_and_roles};
/// # fn send(_: &lti::services::Call) -> Answer {
/// #     Answer { status: 200, headers: vec![], body: br#"{"members":[]}"#.to_vec() }
/// # }
/// # fn main() -> Result<(), ServiceError> {
/// # let url = "https://lms.example.org/members".parse().unwrap();
/// # let now = jiff::Timestamp::UNIX_EPOCH;
/// let mut list = names_and_roles::members(&url, &names_and_roles::Query::default());
/// while let Some(call) = list.next_call() {
///     let answer = send(call);
///     list.take(&answer, now)?;
/// }
/// let roster = list.finish()?.content;
/// assert!(roster.members.is_empty());
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Paged<P> {
    next: Option<Call>,
    seen: Vec<Url>,
    most: usize,
    content: Option<P>,
    differences: Option<Url>,
}

/// A list that was read to its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Whole<P> {
    /// What all pages hold.
    pub content: P,
    /// Where to ask later for what has changed since (NRPS, membership differences), where the platform offers it.
    pub differences: Option<Url>,
}

impl<P: Page> Paged<P> {
    pub(crate) fn new(first: Call) -> Self {
        Self {
            next: Some(first),
            seen: Vec::new(),
            most: PAGES,
            content: None,
            differences: None,
        }
    }

    /// Reads no more than this many pages; a longer list fails. 500 if it is not set.
    #[must_use]
    pub fn at_most(mut self, pages: usize) -> Self {
        self.most = pages;
        self
    }

    /// The call to send now; none when the list is at its end.
    #[must_use]
    pub const fn next_call(&self) -> Option<&Call> {
        self.next.as_ref()
    }

    /// Takes the answer to [`Paged::next_call`]. After an error the same call may be sent again,
    /// if its verdict says so; an answer to no call is passed over.
    pub fn take(&mut self, answer: &Answer, now: Timestamp) -> Result<(), ServiceError> {
        let Some(call) = &self.next else {
            return Ok(());
        };
        let page = P::read(success(answer, now)?)?;
        let found = links(answer.header("link"), &call.url);
        let related = |relation: &str| {
            let mut links = found.iter();
            links.find(|link| link.relations.iter().any(|own| own == relation))
        };
        let next = related("next").map(|link| secured(&link.target, &call.url));
        if let Some(next) = &next {
            self.check(next, &call.url)?;
        }
        let differences = related("differences").map(|link| secured(&link.target, &call.url));
        if let Some(url) = differences.filter(|url| url.origin() == call.url.origin()) {
            self.differences = Some(url);
        }
        match &mut self.content {
            Some(content) => content.append(page),
            None => self.content = Some(page),
        }
        let call = call.clone();
        self.seen.push(call.url.clone());
        self.next = next.map(|url| Call { url, ..call });
        Ok(())
    }

    /// A next page is on the same origin, was not read before, and is not one too many.
    fn check(&self, next: &Url, current: &Url) -> Result<(), ServiceError> {
        if next.origin() != current.origin() {
            return Err(ServiceError::ForeignPage(
                next.origin().ascii_serialization(),
            ));
        }
        if next == current || self.seen.contains(next) {
            return Err(ServiceError::Loop);
        }
        if self.seen.len() + 1 >= self.most {
            return Err(ServiceError::TooManyPages(self.most));
        }
        Ok(())
    }

    /// The whole list. It is an error to ask before the end: whoever takes a part for the whole
    /// removes people who are still there.
    pub fn finish(self) -> Result<Whole<P>, ServiceError> {
        match (self.next, self.content) {
            (None, Some(content)) => Ok(Whole {
                content,
                differences: self.differences,
            }),
            _ => Err(ServiceError::Unfinished),
        }
    }
}

/// A platform behind a proxy may believe that it is asked by http: what was asked over TLS goes on
/// so, at the same host.
fn secured(target: &Url, asked: &Url) -> Url {
    let mut url = target.clone();
    let plain = url.scheme() == "http" && url.port().is_none();
    if plain && asked.scheme() == "https" && url.host() == asked.host() {
        // Only a scheme of another kind is refused here.
        let _ = url.set_scheme("https");
    }
    url
}
