//! Secrets and signatures (Standard Webhooks 1.0.0, "Signature scheme"). Pure, but for chance.

use aws_lc_rs::hmac;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::seal::{SealError, random};

/// What stands before the secret of a webhook.
const PREFIX: &str = "whsec_";

/// A secret of 256 random bits.
pub(super) fn new_secret() -> Result<String, SealError> {
    Ok(format!("{PREFIX}{}", STANDARD.encode(random::<32>()?)))
}

/// The signature of a message: by every secret that is in force, the newest first. None if a secret
/// has another form.
pub(super) fn signature(secrets: &[String], id: &str, at: i64, body: &str) -> Option<String> {
    let signed = format!("{id}.{at}.{body}");
    let by = |secret: &String| {
        let key = STANDARD.decode(secret.strip_prefix(PREFIX)?).ok()?;
        let key = hmac::Key::new(hmac::HMAC_SHA256, &key);
        let tag = hmac::sign(&key, signed.as_bytes());
        Some(format!("v1,{}", STANDARD.encode(tag.as_ref())))
    };
    let all: Option<Vec<String>> = secrets.iter().map(by).collect();
    Some(all?.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The expected signature comes from the reference implementation in Python
    /// (`standardwebhooks` 1.0).
    #[test]
    fn the_signature_is_that_of_the_reference_implementation() {
        let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".to_owned();
        let id = "8c7e4f0a-1d2b-4c3d-9e8f-0000000000ee";
        let body = r#"{"type":"group.created","data":{"name":"Über uns"}}"#;
        let signature = signature(&[secret], id, 1_764_428_400, body);
        let expected = "v1,cystatVVwIc430ckTOFzZCG5JZ4FbhAmKLOoC29N6ZM=";
        assert_eq!(signature.as_deref(), Some(expected));
    }

    #[test]
    fn each_secret_signs_identifier_time_and_body() {
        let secrets = [new_secret().unwrap(), new_secret().unwrap()];
        let both = signature(&secrets, "id", 7, "{}").unwrap();
        let parts: Vec<&str> = both.split(' ').collect();
        assert_eq!(parts.len(), 2);
        assert_ne!(parts[0], parts[1]);
        let one = |id, at, body| signature(&secrets[..1], id, at, body).unwrap();
        assert_eq!(one("id", 7, "{}"), parts[0]);
        for other in [one("ie", 7, "{}"), one("id", 8, "{}"), one("id", 7, "{ }")] {
            assert_ne!(other, parts[0]);
        }
        assert_eq!(signature(&["other".into()], "id", 7, "{}"), None);
    }
}
