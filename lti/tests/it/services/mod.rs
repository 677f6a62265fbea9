//! Services: what is asked, and what comes of the answers.

mod grades;
mod notices;
mod origins;
mod paging;
mod roster;
mod token;

use lti::services::Answer;

pub(crate) fn answer(status: u16, body: &str) -> Answer {
    Answer {
        status,
        headers: Vec::new(),
        body: body.as_bytes().to_vec(),
    }
}

pub(crate) fn with_header(mut answer: Answer, name: &str, value: &str) -> Answer {
    answer
        .headers
        .push((name.to_owned(), value.as_bytes().to_vec()));
    answer
}
