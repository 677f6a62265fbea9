#![no_main]
//! Any query string on every resource that reads, also in the form of the alternate syntax.

use std::sync::OnceLock;

use axum::body::Body;
use axum::http::{Method, Uri, header};
use coachlight_fuzz::{Gateway, Reader, gateway};
use libfuzzer_sys::fuzz_target;

/// The first byte chooses.
const PATHS: [&str; 8] = [
    "/xapi/statements",
    "/xapi/activities",
    "/xapi/agents",
    "/xapi/activities/state",
    "/xapi/activities/profile",
    "/xapi/agents/profile",
    "/xapi/ext/refusals",
    "/xapi/about",
];

fuzz_target!(|data: &[u8]| {
    let mut input = Reader(data);
    let choice = usize::from(input.byte());
    let path = PATHS[choice % PATHS.len()];
    let version = if choice & 8 == 0 { "2.0.0" } else { "1.0.3" };
    let gateway = stocked();
    // In the alternate syntax the method and the parameters come as a form.
    if choice & 16 != 0 && version == "1.0.3" {
        let method = ["GET", "PUT", "POST", "DELETE", "HEAD"][(choice >> 5) % 5];
        let request = gateway
            .request(version)
            .method(Method::POST)
            .uri(format!("{path}?method={method}"))
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        let body = Body::from(input.0.to_vec());
        gateway.send(request.body(body).unwrap(), input.0);
        return;
    }
    let Ok(uri) = format!("{path}?{}", sendable(input.0)).parse::<Uri>() else {
        return;
    };
    let request = gateway.request(version).uri(uri);
    let answer = gateway.send(request.body(Body::empty()).unwrap(), b"");
    if answer.status.is_success() && answer.content_type() == "application/json" {
        answer.json();
    }
});

/// A query with what no address can hold encoded; a malformed encoding stays.
fn sendable(query: &[u8]) -> String {
    let mut text = String::new();
    for byte in query {
        match byte {
            b'!' | b'$'..=b';' | b'=' | b'?'..=b'~' => text.push(char::from(*byte)),
            _ => text.push_str(&format!("%{byte:02X}")),
        }
    }
    text
}

/// The gateway with statements and documents that the seeds ask for.
fn stocked() -> &'static Gateway {
    static STOCKED: OnceLock<()> = OnceLock::new();
    STOCKED.get_or_init(|| {
        let put = |uri: &str, method: Method, body: &'static str| {
            let request = gateway()
                .request("1.0.3")
                .method(method)
                .uri(uri)
                .header(header::IF_NONE_MATCH, "*")
                .header(header::CONTENT_TYPE, "application/json");
            let answer = gateway().send(request.body(Body::from(body)).unwrap(), body.as_bytes());
            assert!(answer.status.is_success(), "{}", answer.body.escape_ascii());
        };
        put("/xapi/statements", Method::POST, include_str!("stock.json"));
        let agent = "agent=%7B%22mbox%22:%22mailto:a@x.org%22%7D";
        let activity = "activityId=https://x.org/a";
        for uri in [
            format!("/xapi/activities/state?{activity}&{agent}&stateId=s"),
            format!("/xapi/activities/profile?{activity}&profileId=p"),
            format!("/xapi/agents/profile?{agent}&profileId=p"),
        ] {
            put(&uri, Method::PUT, r#"{"a":1}"#);
        }
    });
    gateway()
}
