//! Migration from LTI 1.1 (MIG): the platform says which old account a person had, and proves that
//! it knows the old shared secret.

use aws_lc_rs::hmac;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value};

use crate::claims::lti;
use crate::lenient;

/// The claim `lti1p1`. Link old accounts only after [`Claim::is_signed_with`] has said yes:
/// whatever stands here is otherwise the platform's mere word for another platform's accounts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// The consumer key of the old registration; none if the platform migrates users alone.
    pub oauth_consumer_key: Option<String>,
    /// The user's old identifier; none if it is the same as the subject.
    pub user_id: Option<String>,
    /// The context's old identifier, where it has changed.
    pub context_id: Option<String>,
    /// The resource link's old identifier, where it has changed.
    pub resource_link_id: Option<String>,
    /// The platform's old identifier, where it has changed.
    pub tool_consumer_instance_guid: Option<String>,
    signature: Option<Vec<u8>>,
    signed: String,
}

impl Claim {
    pub(crate) fn read(
        claims: &Map<String, Value>,
        parties: [&str; 3],
        expires: i64,
        nonce: &str,
    ) -> Option<Self> {
        let claim = lti(claims, "lti1p1").filter(|claim| claim.is_object())?;
        let [deployment_id, issuer, client_id] = parties;
        let key = lenient::text(claim, "oauth_consumer_key");
        let signature = lenient::text(claim, "oauth_consumer_key_sign");
        // MIG, lti1p1: the parts in this order, joined by ampersands.
        let signed = format!(
            "{}&{deployment_id}&{issuer}&{client_id}&{expires}&{nonce}",
            key.as_deref().unwrap_or_default()
        );
        Some(Self {
            user_id: lenient::identifier(claim, "user_id"),
            context_id: lenient::identifier(claim, "context_id"),
            resource_link_id: lenient::identifier(claim, "resource_link_id"),
            tool_consumer_instance_guid: lenient::text(claim, "tool_consumer_instance_guid"),
            signature: signature.and_then(|text| STANDARD.decode(text).ok()),
            signed,
            oauth_consumer_key: key,
        })
    }

    /// Whether the platform knows the old secret of [`Claim::oauth_consumer_key`], compared in
    /// constant time. Without a key or a signature the answer is no.
    #[must_use]
    pub fn is_signed_with(&self, secret: &[u8]) -> bool {
        let (Some(_), Some(signature)) = (&self.oauth_consumer_key, &self.signature) else {
            return false;
        };
        let key = hmac::Key::new(hmac::HMAC_SHA256, secret);
        hmac::verify(&key, self.signed.as_bytes(), signature).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// The example of the migration guide.
    fn example(change: impl FnOnce(&mut Value)) -> Claim {
        let mut claims = json!({ "https://purl.imsglobal.org/spec/lti/claim/lti1p1": {
            "user_id": "34212",
            "oauth_consumer_key": "179248902",
            "oauth_consumer_key_sign": "lWd54kFo5qU7xshAna6v8BwoBm6tmUjc6GTax6+12ps="
        }});
        change(&mut claims["https://purl.imsglobal.org/spec/lti/claim/lti1p1"]);
        let parties = ["689302", "https://lmsvendor.com", "PM48OJSfGDTAzAo"];
        let claims = claims.as_object().unwrap();
        Claim::read(claims, parties, 1_551_290_856, "172we8671fd8z").unwrap()
    }

    #[test]
    fn the_example_of_the_standard_is_signed() {
        let claim = example(|_| {});
        assert!(claim.is_signed_with(b"my-lti11-secret"));
        assert!(!claim.is_signed_with(b"my-lti11-secre"));
        assert_eq!(claim.user_id.as_deref(), Some("34212"));
    }

    #[test]
    fn anything_else_links_no_account() {
        for (name, value) in [
            ("oauth_consumer_key", json!("179248903")),
            ("oauth_consumer_key", Value::Null),
            ("oauth_consumer_key_sign", json!("lWd5")),
            ("oauth_consumer_key_sign", json!("!")),
            ("oauth_consumer_key_sign", Value::Null),
        ] {
            assert!(!example(|claim| claim[name] = value).is_signed_with(b"my-lti11-secret"));
        }
    }
}
