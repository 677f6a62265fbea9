//! `about`: what this record store speaks (xAPI 1.0.3, Communication 2.8).

use axum::Json;
use serde_json::{Value, json};

/// Needs neither a version nor credentials.
pub(super) async fn get() -> Json<Value> {
    Json(json!({
        "version": ["2.0.0", "1.0.3", "1.0.2", "1.0.1", "1.0.0"],
        "extensions": {
            "https://coachlight.org/xapi/extensions/about": {
                "name": "Coachlight",
                "release": env!("CARGO_PKG_VERSION"),
                "resources": ["ext/validate", "ext/stream", "ext/refusals", "ext/profile"],
            }
        }
    }))
}
