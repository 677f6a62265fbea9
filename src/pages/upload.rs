//! Reading a form that brings a file.

use std::collections::BTreeMap;

use axum::extract::{FromRequest, Request};
use axum::http::header;
use multer::{Constraints, Multipart, SizeLimit};

use crate::message::Message;
use crate::problem::{Kind, Problem};
use crate::state::App;

/// A form's fields by name; of a file the content, if one was chosen.
#[derive(Debug, Default)]
pub(in crate::pages) struct Fields(BTreeMap<String, Vec<u8>>);

impl Fields {
    /// A field's text without blanks around it; empty if it was left out.
    pub(in crate::pages) fn text(&self, name: &str) -> String {
        let bytes = self.0.get(name).map_or(&[][..], Vec::as_slice);
        String::from_utf8_lossy(bytes).trim().to_owned()
    }

    /// A field's bytes, if there are any.
    pub(in crate::pages) fn bytes(&self, name: &str) -> Option<&[u8]> {
        let bytes = self.0.get(name).map(Vec::as_slice);
        bytes.filter(|bytes| !bytes.is_empty())
    }
}

impl FromRequest<App> for Fields {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &App) -> Result<Self, Problem> {
        let kind = request.headers().get(header::CONTENT_TYPE);
        let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        let boundary = multer::parse_boundary(kind).map_err(|_| {
            Problem::new(
                Kind::UnsupportedMediaType,
                Message::new("refused-multipart"),
            )
        })?;
        let limit = app.config.limits.body_bytes as u64;
        let constraints = Constraints::new().size_limit(SizeLimit::new().whole_stream(limit));
        let body = request.into_body().into_data_stream();
        let mut parts = Multipart::with_constraints(body, boundary, constraints);
        let mut fields = BTreeMap::new();
        while let Some(part) = parts.next_field().await.map_err(unread)? {
            let Some(name) = part.name().map(str::to_owned) else {
                continue;
            };
            fields.insert(name, part.bytes().await.map_err(unread)?.to_vec());
        }
        Ok(Self(fields))
    }
}

fn unread(error: multer::Error) -> Problem {
    match error {
        multer::Error::StreamSizeExceeded { limit } => Problem::new(
            Kind::TooLarge,
            Message::new("refused-file-large")
                .with("bytes", i64::try_from(limit).unwrap_or(i64::MAX)),
        ),
        other => Problem::new(
            Kind::BadRequest,
            Message::new("refused-form-unread").with("text", other.to_string()),
        ),
    }
}
