#![no_main]
//! A content as the signature of a fixed statement.

use std::sync::OnceLock;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use coachlight::statements::{equivalent, verify_signature};
use libfuzzer_sys::fuzz_target;
use serde_json::Value;

/// The statement, signed with a certificate whose key nobody has kept.
const SIGNED: &str = include_str!("signed.jws");

fuzz_target!(|data: &[u8]| {
    let content = match data.split_first() {
        // Header, payload and signature on a line each, to be encoded: so changes reach them.
        Some((b'!', lines)) => {
            let mut lines = lines.splitn(3, |byte| *byte == b'\n');
            let mut encoded = || URL_SAFE_NO_PAD.encode(lines.next().unwrap_or_default());
            let (header, payload) = (encoded(), encoded());
            // The signature is binary and stays encoded.
            let signature = lines.next().unwrap_or_default();
            [header.as_bytes(), payload.as_bytes(), signature].join(&b'.')
        }
        _ => data.to_vec(),
    };
    if verify_signature(statement(), &content).is_err() {
        return;
    }
    let text = std::str::from_utf8(&content).unwrap().trim();
    let (head, _) = text.rsplit_once('.').unwrap();
    let (header, payload) = head.split_once('.').unwrap();
    let decode = |part: &str| URL_SAFE_NO_PAD.decode(part).unwrap();
    let payload: Value = serde_json::from_slice(&decode(payload)).unwrap();
    assert!(equivalent(&payload, statement()), "{text}");
    let header: Value = serde_json::from_slice(&decode(header)).unwrap();
    assert!(
        matches!(header["alg"].as_str(), Some("RS256" | "RS384" | "RS512")),
        "{text}"
    );
    // With the certificate only what was signed with its key is taken.
    if header.get("x5c").is_some_and(|chain| !chain.is_null()) {
        assert_eq!(head, SIGNED.trim().rsplit_once('.').unwrap().0, "{text}");
    }
});

fn statement() -> &'static Value {
    static STATEMENT: OnceLock<Value> = OnceLock::new();
    STATEMENT.get_or_init(|| {
        let payload = SIGNED.split('.').nth(1).unwrap();
        let payload = URL_SAFE_NO_PAD.decode(payload).unwrap();
        let statement = serde_json::from_slice(&payload).unwrap();
        assert_eq!(verify_signature(&statement, SIGNED.as_bytes()), Ok(()));
        statement
    })
}
