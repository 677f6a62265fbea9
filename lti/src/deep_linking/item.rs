//! Content items (DL): what the platform gets.

use std::collections::BTreeMap;

use jiff::Timestamp;
use url::Url;

use crate::services::assignment_and_grade::SubmissionReview;

/// What every item may say of itself.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct About {
    /// Name.
    pub title: Option<String>,
    /// Description, as plain text.
    pub text: Option<String>,
    /// A small picture.
    pub icon: Option<Picture>,
    /// A larger picture.
    pub thumbnail: Option<Picture>,
}

/// A picture's address and size in pixels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// Where it is.
    pub url: Url,
    /// Width.
    pub width: Option<u32>,
    /// Height.
    pub height: Option<u32>,
}

/// How to open an item in a window of its own. Sizes are in pixels.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Window {
    /// The window's name, for one that is used again.
    pub target_name: Option<String>,
    /// Width.
    pub width: Option<u32>,
    /// Height.
    pub height: Option<u32>,
    /// As for `window.open` of JavaScript.
    pub window_features: Option<String>,
}

/// How to show an item in a frame. Sizes are in pixels.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Frame {
    /// Another address for the frame; only for links.
    pub src: Option<Url>,
    /// Width.
    pub width: Option<u32>,
    /// Height.
    pub height: Option<u32>,
}

/// A time span, open where an end is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Span {
    /// When it begins.
    pub start: Option<Timestamp>,
    /// When it ends.
    pub end: Option<Timestamp>,
}

/// A column of the gradebook that comes with a link.
#[derive(Debug, Clone, PartialEq)]
pub struct ItemLineItem {
    /// Name; the link's own where it is left out.
    pub label: Option<String>,
    /// The score that counts as all, above zero.
    pub score_maximum: f64,
    /// The tool's own identifier of what is scored.
    pub resource_id: Option<String>,
    /// The tool's own word for what kind of score it is.
    pub tag: Option<String>,
    /// Whether learners may see their grades.
    pub grades_released: Option<bool>,
    /// How submissions can be looked at (SR).
    pub submission_review: Option<SubmissionReview>,
}

/// An address of the web.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Where it leads.
    pub url: Url,
    /// Name, description, pictures.
    pub about: About,
    /// HTML that shows it within a page; the host has made it safe.
    pub embed: Option<String>,
    /// How to open it in a window.
    pub window: Option<Window>,
    /// How to show it in a frame.
    pub iframe: Option<Frame>,
}

/// A link that launches the tool.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct LtiResourceLink {
    /// Where the launch ends; the tool's general target where it is left out.
    pub url: Option<Url>,
    /// Name, description, pictures.
    pub about: About,
    /// Custom parameters of the launch; variables such as `$Context.id` are for the platform to
    /// replace.
    pub custom: BTreeMap<String, String>,
    /// A column of the gradebook for it.
    pub line_item: Option<ItemLineItem>,
    /// When it can be opened.
    pub available: Option<Span>,
    /// When work can be handed in.
    pub submission: Option<Span>,
    /// How to open it in a window.
    pub window: Option<Window>,
    /// How to show it in a frame.
    pub iframe: Option<Frame>,
}

/// A file for the platform to fetch and keep.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Where it is.
    pub url: Url,
    /// Name, description, pictures.
    pub about: About,
    /// Until when it is there.
    pub expires_at: Option<Timestamp>,
    /// Its media type.
    pub media_type: Option<String>,
}

/// A piece of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Html {
    /// The HTML; the host has made it safe.
    pub html: String,
    /// Name.
    pub title: Option<String>,
    /// Description, as plain text.
    pub text: Option<String>,
}

/// A picture to be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Image {
    /// Where it is, and its size.
    pub picture: Picture,
    /// Name, description, pictures.
    pub about: About,
}

/// An item.
#[derive(Debug, Clone, PartialEq)]
pub enum Item {
    /// An address of the web.
    Link(Link),
    /// A link that launches the tool.
    LtiResourceLink(Box<LtiResourceLink>),
    /// A file.
    File(File),
    /// A piece of a page.
    Html(Html),
    /// A picture.
    Image(Image),
}

impl Item {
    /// The standard's word, as in `accept_types`.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Link(_) => "link",
            Self::LtiResourceLink(_) => "ltiResourceLink",
            Self::File(_) => "file",
            Self::Html(_) => "html",
            Self::Image(_) => "image",
        }
    }

    /// Every address of the item that somebody's browser would open.
    pub(super) fn addresses(&self) -> Vec<&Url> {
        let (main, about, frame) = match self {
            Self::Link(item) => (Some(&item.url), Some(&item.about), item.iframe.as_ref()),
            Self::LtiResourceLink(item) => {
                (item.url.as_ref(), Some(&item.about), item.iframe.as_ref())
            }
            Self::File(item) => (Some(&item.url), Some(&item.about), None),
            Self::Html(_) => (None, None, None),
            Self::Image(item) => (Some(&item.picture.url), Some(&item.about), None),
        };
        let pictures = about.map(|about| [about.icon.as_ref(), about.thumbnail.as_ref()]);
        let pictures = pictures.into_iter().flatten().flatten();
        main.into_iter()
            .chain(pictures.map(|picture| &picture.url))
            .chain(frame.and_then(|frame| frame.src.as_ref()))
            .collect()
    }
}
