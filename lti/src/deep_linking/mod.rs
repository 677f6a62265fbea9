//! Deep Linking 2.0 (DL): somebody chooses content, and the platform gets it.
//!
//! [`crate::launch::verify`] reads the request; [`Response::to`] begins the answer,
//! [`Response::add`] takes what the platform takes, and [`Response::sign`] makes what the browser
//! posts.

mod item;
mod response;
mod settings;
mod write;

pub use item::{
    About, File, Frame, Html, Image, Item, ItemLineItem, Link, LtiResourceLink, Picture, Span,
    Window,
};
pub use response::{FIELD, Posting, Response, ResponseError};
pub use settings::Settings;
