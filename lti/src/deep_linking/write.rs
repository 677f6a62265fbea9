//! Items as they are written into the answer: only what is there.

use serde_json::{Map, Value, json};
use url::Url;

use super::item::{About, Frame, Item, ItemLineItem, Picture, Span, Window};
use crate::lenient;
use crate::services::assignment_and_grade::SubmissionReview;

impl Item {
    pub(super) fn write(&self) -> Value {
        let mut object = Object::default();
        object.put("type", Some(self.kind()));
        match self {
            Self::Link(item) => {
                object.put("url", Some(item.url.as_str()));
                object.about(&item.about);
                let embed = item.embed.as_ref().map(|html| json!({ "html": html }));
                object.put("embed", embed);
                object.put("window", item.window.as_ref().map(Window::write));
                object.put("iframe", item.iframe.as_ref().map(Frame::write));
            }
            Self::LtiResourceLink(item) => {
                object.put("url", item.url.as_ref().map(Url::as_str));
                object.about(&item.about);
                object.put("window", item.window.as_ref().map(Window::write));
                let frame = item.iframe.clone().map(|iframe| Frame {
                    src: None,
                    ..iframe
                });
                object.put("iframe", frame.as_ref().map(Frame::write));
                let custom = (!item.custom.is_empty()).then(|| json!(item.custom));
                object.put("custom", custom);
                object.put("lineItem", item.line_item.as_ref().map(ItemLineItem::write));
                object.put("available", item.available.map(Span::write));
                object.put("submission", item.submission.map(Span::write));
            }
            Self::File(item) => {
                object.put("url", Some(item.url.as_str()));
                object.about(&item.about);
                object.put("expiresAt", item.expires_at.map(|at| at.to_string()));
                object.put("mediaType", item.media_type.as_deref());
            }
            Self::Html(item) => {
                object.put("html", Some(item.html.as_str()));
                object.put("title", item.title.as_deref());
                object.put("text", item.text.as_deref());
            }
            Self::Image(item) => {
                object.picture(&item.picture);
                object.about(&item.about);
            }
        }
        Value::Object(object.0)
    }
}

/// An object of which only what is there is written.
#[derive(Default)]
struct Object(Map<String, Value>);

impl Object {
    fn put(&mut self, name: &str, value: Option<impl Into<Value>>) {
        if let Some(value) = value {
            self.0.insert(name.to_owned(), value.into());
        }
    }

    fn size(&mut self, width: Option<u32>, height: Option<u32>) {
        self.put("width", width);
        self.put("height", height);
    }

    fn picture(&mut self, picture: &Picture) {
        self.put("url", Some(picture.url.as_str()));
        self.size(picture.width, picture.height);
    }

    fn about(&mut self, about: &About) {
        self.put("title", about.title.as_deref());
        self.put("text", about.text.as_deref());
        for (name, picture) in [("icon", &about.icon), ("thumbnail", &about.thumbnail)] {
            self.put(
                name,
                picture.as_ref().map(|picture| {
                    let mut object = Self::default();
                    object.picture(picture);
                    object.0
                }),
            );
        }
    }
}

impl Window {
    fn write(&self) -> Value {
        let mut object = Object::default();
        object.put("targetName", self.target_name.as_deref());
        object.size(self.width, self.height);
        object.put("windowFeatures", self.window_features.as_deref());
        Value::Object(object.0)
    }
}

impl Frame {
    fn write(&self) -> Value {
        let mut object = Object::default();
        object.put("src", self.src.as_ref().map(Url::as_str));
        object.size(self.width, self.height);
        Value::Object(object.0)
    }
}

impl Span {
    fn write(self) -> Value {
        let mut object = Object::default();
        object.put("startDateTime", self.start.map(|at| at.to_string()));
        object.put("endDateTime", self.end.map(|at| at.to_string()));
        Value::Object(object.0)
    }
}

impl ItemLineItem {
    fn write(&self) -> Value {
        let mut object = Object::default();
        object.put("label", self.label.as_deref());
        object.put("scoreMaximum", Some(lenient::written(self.score_maximum)));
        object.put("resourceId", self.resource_id.as_deref());
        object.put("tag", self.tag.as_deref());
        object.put("gradesReleased", self.grades_released);
        let review = self.submission_review.as_ref();
        object.put("submissionReview", review.map(SubmissionReview::write));
        Value::Object(object.0)
    }
}
