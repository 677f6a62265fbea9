//! Assignment and Grade Services 2.0 (AGS): line items, scores, results.

mod line_item;
mod result;
mod score;
mod timestamps;

pub use line_item::{
    Filter, LineItem, LineItemError, LineItems, SubmissionReview, create, delete, deleted,
    line_item, line_items, parse_line_item, update,
};
pub use result::{ResultOf, Results, results};
pub use score::{
    ActivityProgress, GradingProgress, Score, ScoreError, Scored, Submission, publish, published,
};
pub use timestamps::{Timestamps, following};

/// Scopes of the service (AGS 3.2, 3.3, 3.4).
pub mod scope {
    /// Reads and manages line items.
    pub const LINE_ITEM: &str = "https://purl.imsglobal.org/spec/lti-ags/scope/lineitem";
    /// Reads line items.
    pub const LINE_ITEM_READONLY: &str =
        "https://purl.imsglobal.org/spec/lti-ags/scope/lineitem.readonly";
    /// Reads results.
    pub const RESULT_READONLY: &str =
        "https://purl.imsglobal.org/spec/lti-ags/scope/result.readonly";
    /// Publishes scores.
    pub const SCORE: &str = "https://purl.imsglobal.org/spec/lti-ags/scope/score";
}

/// Media types of the service. Platforms refuse others.
pub mod media_type {
    /// One line item.
    pub const LINE_ITEM: &str = "application/vnd.ims.lis.v2.lineitem+json";
    /// Several line items.
    pub const LINE_ITEM_CONTAINER: &str = "application/vnd.ims.lis.v2.lineitemcontainer+json";
    /// Results.
    pub const RESULT_CONTAINER: &str = "application/vnd.ims.lis.v2.resultcontainer+json";
    /// A score.
    pub const SCORE: &str = "application/vnd.ims.lis.v1.score+json";
}
