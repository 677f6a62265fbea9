#![no_main]
//! A body sent to the statements resource as `multipart/mixed`, in pieces.

use axum::body::{Body, Bytes};
use axum::http::{Method, header};
use coachlight_fuzz::{Reader, gateway, loose};
use futures_util::stream;
use libfuzzer_sys::fuzz_target;
use uuid::Uuid;

/// The first byte chooses.
const CONTENT_TYPES: [&str; 12] = [
    "multipart/mixed; boundary=b",
    "multipart/mixed; boundary=\"b\"",
    "multipart/mixed;boundary=b;",
    "multipart/mixed; charset=utf-8; boundary=b",
    "Multipart/Mixed; Boundary=b",
    "multipart/mixed; boundary=\"b b'()+_,-./:=?\"",
    "multipart/mixed; boundary=-",
    "multipart/mixed; boundary=\"\"",
    "multipart/mixed; boundary=abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijklmnopqr",
    "multipart/mixed",
    "multipart/form-data; boundary=b",
    "application/json",
];

fuzz_target!(|data: &[u8]| {
    let mut input = Reader(data);
    let content_type = CONTENT_TYPES[usize::from(input.byte()) % CONTENT_TYPES.len()];
    // The second chooses version, encoding and how long the body's pieces are.
    let shape = input.byte();
    let version = if shape & 1 == 0 { "2.0.0" } else { "1.0.3" };
    let piece = match shape >> 2 {
        0 => usize::MAX,
        length => usize::from(length),
    };
    let body = input.0;
    let pieces: Vec<_> = body
        .chunks(piece)
        .map(|piece| Ok::<_, std::io::Error>(Bytes::copy_from_slice(piece)))
        .collect();
    let gateway = gateway();
    let mut request = gateway
        .request(version)
        .method(Method::POST)
        .uri("/xapi/statements")
        .header(header::CONTENT_TYPE, content_type);
    if shape & 3 == 3 {
        request = request.header(header::CONTENT_ENCODING, "gzip");
    }
    let request = request
        .body(Body::from_stream(stream::iter(pieces)))
        .unwrap();
    let answer = gateway.send(request, body);
    if !answer.status.is_success() {
        return;
    }
    let ids = answer.json();
    let ids = ids.as_array().expect("a list of identifiers");
    // What was taken can be read, with what came with it.
    let Some(first) = ids.first() else { return };
    let id: Uuid = first.as_str().unwrap().parse().unwrap();
    for which in ["statementId", "voidedStatementId"] {
        let uri = format!("/xapi/statements?{which}={id}&attachments=true");
        let request = gateway.request(version).uri(uri).body(Body::empty());
        let answer = gateway.send(request.unwrap(), b"");
        if answer.status.is_success() {
            let kind = answer.content_type().split_once("; boundary=");
            let Some(("multipart/mixed", boundary)) = kind else {
                panic!("read as {}", answer.content_type())
            };
            let text = String::from_utf8_lossy(&answer.body);
            let delimiter = format!("--{boundary}");
            let mut parts = text.split(&delimiter);
            assert_eq!(parts.next(), Some(""));
            let (_, json) = parts.next().unwrap().split_once("\r\n\r\n").unwrap();
            let served = strict_json::parse(json.as_bytes(), loose()).unwrap();
            assert_eq!(served["id"], *first);
            assert_eq!(parts.last(), Some("--\r\n"));
            return;
        }
    }
    panic!("the statement {id} cannot be read");
});
