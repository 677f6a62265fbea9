//! Line items: the columns of a gradebook (AGS 3.2).

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::{Map, Value, json};
use url::Url;

use super::{media_type, scope};
use crate::lenient;
use crate::services::call::{Answer, Call, Method, append_query};
use crate::services::paging::{Page, Paged};
use crate::services::verdict::{ServiceError, json, list, success};

/// A line item. What the platform sent and this type does not know goes back unchanged.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct LineItem {
    /// Its address; none for one that is to be created.
    pub id: Option<Url>,
    /// What people call it.
    pub label: String,
    /// The score that counts as all, above zero.
    pub score_maximum: f64,
    /// The tool's own identifier of what is scored.
    pub resource_id: Option<String>,
    /// The resource link that it belongs to, by the platform's identifier.
    pub resource_link_id: Option<String>,
    /// The tool's own word for what kind of score it is.
    pub tag: Option<String>,
    /// When learners may begin.
    pub start: Option<Timestamp>,
    /// When learners must have ended.
    pub end: Option<Timestamp>,
    /// Whether learners may see their grades.
    pub grades_released: Option<bool>,
    /// How the platform offers to look at submissions (SR).
    pub submission_review: Option<SubmissionReview>,
    /// Members that the standard does not have, and those that could not be read.
    pub others: Map<String, Value>,
}

/// How the platform offers to look at submissions.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SubmissionReview {
    /// Activity progress at which a submission can be looked at.
    pub reviewable_status: Vec<String>,
    /// What the link is called.
    pub label: Option<String>,
    /// Where it leads, if not to the tool's general target.
    pub url: Option<Url>,
    /// Custom parameters of the launch.
    pub custom: BTreeMap<String, String>,
}

/// Why a line item cannot be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LineItemError {
    /// The label is empty.
    #[error("a line item needs a label")]
    Label,
    /// The maximum is not a finite number above zero.
    #[error("a line item's maximum is above zero")]
    Maximum,
}

impl LineItemError {
    /// A stable word for logs and pages.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Label => "line_item_label",
            Self::Maximum => "line_item_maximum",
        }
    }
}

impl LineItem {
    /// Reads a line item; none if its label or maximum is missing.
    pub(crate) fn read(value: &Value) -> Option<Self> {
        let mut others = lenient::others(value, &[]);
        let mut known = |names: &[&str]| {
            for name in names {
                others.remove(*name);
            }
        };
        let start = lenient::moment(value, "startDateTime");
        let end = lenient::moment(value, "endDateTime");
        let grades_released = lenient::flag(value, "gradesReleased");
        known(&["id", "label", "scoreMaximum"]);
        known(&["resourceId", "resourceLinkId", "tag", "submissionReview"]);
        // A date that cannot be read goes back as it came.
        for (name, read) in [
            ("startDateTime", start.is_some()),
            ("endDateTime", end.is_some()),
            ("gradesReleased", grades_released.is_some()),
        ] {
            if read {
                known(&[name]);
            }
        }
        Some(Self {
            id: lenient::address(value, "id"),
            label: value.get("label")?.as_str()?.to_owned(),
            score_maximum: lenient::number(value, "scoreMaximum").filter(|most| *most > 0.0)?,
            resource_id: lenient::identifier(value, "resourceId"),
            resource_link_id: lenient::identifier(value, "resourceLinkId"),
            tag: lenient::text(value, "tag"),
            start,
            end,
            grades_released,
            submission_review: value
                .get("submissionReview")
                .filter(|review| review.is_object())
                .map(SubmissionReview::read),
            others,
        })
    }

    fn write(&self) -> Result<String, LineItemError> {
        if self.label.is_empty() {
            return Err(LineItemError::Label);
        }
        if !(self.score_maximum.is_finite() && self.score_maximum > 0.0) {
            return Err(LineItemError::Maximum);
        }
        let mut members = self.others.clone();
        let mut put = |name: &str, value: Option<Value>| {
            if let Some(value) = value {
                members.insert(name.to_owned(), value);
            }
        };
        let text = |text: &Option<String>| text.as_deref().map(Value::from);
        let moment = |moment: &Option<Timestamp>| moment.map(|at| at.to_string().into());
        put("id", self.id.as_ref().map(|id| id.as_str().into()));
        put("label", Some(self.label.as_str().into()));
        put("scoreMaximum", Some(lenient::written(self.score_maximum)));
        put("resourceId", text(&self.resource_id));
        put("resourceLinkId", text(&self.resource_link_id));
        put("tag", text(&self.tag));
        put("startDateTime", moment(&self.start));
        put("endDateTime", moment(&self.end));
        put("gradesReleased", self.grades_released.map(Value::from));
        let review = self.submission_review.as_ref();
        put("submissionReview", review.map(SubmissionReview::write));
        Ok(Value::Object(members).to_string())
    }
}

impl SubmissionReview {
    fn read(value: &Value) -> Self {
        Self {
            reviewable_status: lenient::texts(value, "reviewableStatus"),
            label: lenient::text(value, "label"),
            url: lenient::address(value, "url"),
            custom: value
                .get("custom")
                .map(crate::claims::custom_of)
                .unwrap_or_default(),
        }
    }

    pub(crate) fn write(&self) -> Value {
        let mut review = json!({ "reviewableStatus": self.reviewable_status });
        if let Some(label) = &self.label {
            review["label"] = label.as_str().into();
        }
        if let Some(url) = &self.url {
            review["url"] = url.as_str().into();
        }
        if !self.custom.is_empty() {
            review["custom"] = json!(self.custom);
        }
        review
    }
}

/// Which line items to ask for; all of them by default.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Filter {
    /// Those of one resource link.
    pub resource_link_id: Option<String>,
    /// Those with this identifier of the tool.
    pub resource_id: Option<String>,
    /// Those with this tag.
    pub tag: Option<String>,
    /// Line items of a page.
    pub limit: Option<u32>,
}

/// Line items as they were read.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct LineItems {
    /// The line items.
    pub items: Vec<LineItem>,
    /// How many entries could not be read.
    pub unreadable: usize,
}

impl Page for LineItems {
    fn read(body: &[u8]) -> Result<Self, ServiceError> {
        let list = list(body)?;
        let items: Vec<LineItem> = list.iter().filter_map(LineItem::read).collect();
        Ok(Self {
            unreadable: list.len() - items.len(),
            items,
        })
    }

    fn append(&mut self, next: Self) {
        self.items.extend(next.items);
        self.unreadable += next.unreadable;
    }
}

/// Asks for line items of a context.
#[must_use]
pub fn line_items(line_items_url: &Url, filter: &Filter) -> Paged<LineItems> {
    let limit = filter.limit.map(|limit| limit.to_string());
    let parameters = [
        ("resource_link_id", filter.resource_link_id.as_deref()),
        ("resource_id", filter.resource_id.as_deref()),
        ("tag", filter.tag.as_deref()),
        ("limit", limit.as_deref()),
    ];
    Paged::new(Call::get(
        append_query(line_items_url, &parameters),
        media_type::LINE_ITEM_CONTAINER,
        &[scope::LINE_ITEM_READONLY, scope::LINE_ITEM],
    ))
}

/// Asks for one line item; [`parse_line_item`] reads the answer.
#[must_use]
pub fn line_item(line_item_url: &Url) -> Call {
    Call::get(
        line_item_url.clone(),
        media_type::LINE_ITEM,
        &[scope::LINE_ITEM_READONLY, scope::LINE_ITEM],
    )
}

/// Creates a line item in a context; [`parse_line_item`] reads the answer, which says where it is.
pub fn create(line_items_url: &Url, item: &LineItem) -> Result<Call, LineItemError> {
    Ok(Call::with_body(
        Method::Post,
        line_items_url.clone(),
        media_type::LINE_ITEM,
        item.write()?,
        &[scope::LINE_ITEM],
    ))
}

/// Replaces a line item: read it first, change it, and send it whole. [`parse_line_item`] reads
/// the answer.
pub fn update(line_item_url: &Url, item: &LineItem) -> Result<Call, LineItemError> {
    Ok(Call::with_body(
        Method::Put,
        line_item_url.clone(),
        media_type::LINE_ITEM,
        item.write()?,
        &[scope::LINE_ITEM],
    ))
}

/// Deletes a line item with all its scores; [`deleted`] reads the answer.
#[must_use]
pub fn delete(line_item_url: &Url) -> Call {
    Call {
        method: Method::Delete,
        ..Call::get(
            line_item_url.clone(),
            media_type::LINE_ITEM,
            &[scope::LINE_ITEM],
        )
    }
}

/// Reads the answer to [`line_item`], [`create`] and [`update`].
pub fn parse_line_item(answer: &Answer, now: Timestamp) -> Result<LineItem, ServiceError> {
    let body = success(answer, now)?;
    let value = json(body)?;
    LineItem::read(&value).ok_or(ServiceError::Malformed("line item"))
}

/// Reads the answer to [`delete`]. What is not there is deleted.
pub fn deleted(answer: &Answer, now: Timestamp) -> Result<(), ServiceError> {
    match answer.status {
        404 | 410 => Ok(()),
        _ => success(answer, now).map(|_| ()),
    }
}
