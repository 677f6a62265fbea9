#![no_main]
//! The `more` parameter: only the very link that was handed out leads on.

use std::sync::OnceLock;

use axum::body::Body;
use axum::http::{Method, header};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use coachlight_fuzz::{Reader, gateway};
use libfuzzer_sys::fuzz_target;
use url::form_urlencoded::byte_serialize;

fuzz_target!(|data: &[u8]| {
    let mut input = Reader(data);
    let real = real();
    let (text, tag) = real.split_once('.').unwrap();
    let token: Vec<u8> = match input.byte() % 5 {
        0 => input.0.to_vec(),
        1 => changed(real.as_bytes(), &mut input),
        // A text of one's own under the tag of the real one.
        2 => format!("{}.{tag}", URL_SAFE_NO_PAD.encode(input.0)).into_bytes(),
        3 => {
            let real = URL_SAFE_NO_PAD.decode(text).unwrap();
            let text = URL_SAFE_NO_PAD.encode(changed(&real, &mut input));
            format!("{text}.{tag}").into_bytes()
        }
        _ => {
            let tag = URL_SAFE_NO_PAD.decode(tag).unwrap();
            let tag = URL_SAFE_NO_PAD.encode(changed(&tag, &mut input));
            format!("{text}.{tag}").into_bytes()
        }
    };
    let encoded: String = byte_serialize(&token).collect();
    let gateway = gateway();
    let uri = format!("/xapi/statements?more={encoded}");
    let request = gateway.request("1.0.3").uri(uri).body(Body::empty());
    let status = gateway.send(request.unwrap(), &token).status.as_u16();
    let expected = if token == real.as_bytes() { 200 } else { 400 };
    assert_eq!(status, expected, "{}", token.escape_ascii());
});

/// A text with a few changes that the input names: bytes set, added, taken away.
fn changed(text: &[u8], input: &mut Reader<'_>) -> Vec<u8> {
    let mut text = text.to_vec();
    while !input.0.is_empty() {
        let how = input.byte();
        let place = u16::from_le_bytes([input.byte(), input.byte()]);
        let place = usize::from(place) % (text.len() + 1);
        match how % 4 {
            0 if place < text.len() => text[place] = input.byte(),
            1 if place < text.len() => drop(text.remove(place)),
            2 => text.insert(place, input.byte()),
            _ => text.truncate(place),
        }
    }
    text
}

/// The token of a link that the gateway handed out.
fn real() -> &'static str {
    static REAL: OnceLock<String> = OnceLock::new();
    REAL.get_or_init(|| {
        let stock = include_str!("stock.json");
        let request = gateway()
            .request("1.0.3")
            .method(Method::POST)
            .uri("/xapi/statements")
            .header(header::CONTENT_TYPE, "application/json");
        gateway().send(request.body(Body::from(stock)).unwrap(), stock.as_bytes());
        let request = gateway().request("1.0.3").uri("/xapi/statements?limit=1");
        let answer = gateway().send(request.body(Body::empty()).unwrap(), b"");
        let more = answer.json()["more"].as_str().unwrap().to_owned();
        let (_, token) = more.split_once("?more=").unwrap();
        token.to_owned()
    })
}
