//! The platform's page around a tool: a frame that begins the login, and a window that keeps what
//! tools store.

use std::collections::BTreeMap;

use axum::extract::Query;
use axum::response::Html;
use url::Url;

use super::visitor::parameters;
use super::{Opening, Platform};

/// How the page treats the tool.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Frame {
    /// As it should.
    Plain,
    /// The frame has neither cookies nor storage of its own.
    Bare,
    /// The same, and the window does not say what it can do.
    Silent,
    /// As the second, and whatever is asked of the window is answered by something else.
    Lying,
}

impl Platform {
    /// The address of the page that opens a link in a frame.
    pub(crate) fn page(&self, base: &str, client_id: &str, opening: &Opening, frame: Frame) -> Url {
        let mut url = self.at("/page");
        url.query_pairs_mut()
            .append_pair("action", &format!("{base}/lti/login"))
            .append_pair("frame", &format!("{frame:?}"))
            .extend_pairs(parameters(self, base, client_id, opening));
        url
    }
}

const SCRIPT: &str = r#"
const stored = {};
window.seen = [];
addEventListener("message", (event) => {
  const asked = event.data;
  if (!asked || typeof asked.subject !== "string") return;
  window.seen.push(asked.subject);
  const answer = (more) => {
    const id = lying && asked.subject === "lti.get_data" ? "another" : asked.message_id;
    event.source.postMessage({ subject: asked.subject + ".response", message_id: id, ...more }, "*");
  };
  if (asked.subject === "lti.capabilities" && silent) return;
  if (asked.subject === "lti.capabilities") {
    answer({ supported_messages: [{ subject: "lti.put_data" }, { subject: "lti.get_data" }] });
  } else if (asked.subject === "lti.put_data") {
    if (asked.value === null) delete stored[asked.key]; else stored[asked.key] = asked.value;
    answer({ key: asked.key, value: asked.value });
  } else if (asked.subject === "lti.get_data") {
    answer({ key: asked.key, value: stored[asked.key] ?? null });
  }
});
document.forms[0].submit();
"#;

/// A page with the tool in a frame.
pub(super) async fn page(Query(asked): Query<BTreeMap<String, String>>) -> Html<String> {
    let escaped = |text: &str| text.replace('&', "&amp;").replace('"', "&quot;");
    let get = |name: &str| asked.get(name).map_or("", String::as_str);
    let mut fields = String::new();
    for (name, value) in &asked {
        if !matches!(name.as_str(), "action" | "frame") {
            let value = escaped(value);
            fields += &format!("<input type=hidden name=\"{name}\" value=\"{value}\">");
        }
    }
    let sandbox = if get("frame") == "Plain" {
        ""
    } else {
        "sandbox=\"allow-scripts allow-forms\""
    };
    Html(format!(
        "<!doctype html><title>Course</title>\
         <iframe name=tool width=900 height=600 {sandbox}></iframe>\
         <form method=post target=tool action=\"{}\">{fields}</form>\
         <script>const lying = {}, silent = {};{SCRIPT}</script>",
        escaped(get("action")),
        get("frame") == "Lying",
        get("frame") == "Silent"
    ))
}
