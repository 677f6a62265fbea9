//! Signed statements (xAPI 1.0.3, Data 2.6): a statement may bring a JSON Web Signature of itself.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use rustls_pki_types::{CertificateDer, SignatureVerificationAlgorithm};
use serde::Deserialize;
use serde_json::Value;
use webpki::EndEntityCert;
use webpki::aws_lc_rs::{
    RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_2048_8192_SHA384, RSA_PKCS1_2048_8192_SHA512,
};
use xapi_schemas::json;

use super::equality::Said;

/// The usage type of an attachment that is its statement's signature.
pub const SIGNATURE: &str = "http://adlnet.gov/expapi/attachments/signature";

/// Largest signature in bytes, which has to be held whole: that of a statement of the largest size.
pub const LARGEST_SIGNATURE: usize = 4 * 1024 * 1024;

/// Most attachments of one statement that may be its signatures. The standard speaks of one
/// (xAPI 1.0.3, Data 2.6); each has to be compared with the statement.
pub const MOST_SIGNATURES: usize = 8;

/// Why a signature is refused.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignatureError {
    /// The algorithm is not one of the three.
    #[error("the signature's algorithm is {0:?}; RS256, RS384 and RS512 may be used")]
    Algorithm(String),
    /// The certificate in the header cannot be read.
    #[error("the first certificate of x5c is no X.509 certificate with an RSA key")]
    Certificate,
    /// The header has extensions that must be understood (RFC 7515, 4.1.11), and none is here.
    #[error("the signature's header has the member crit; no extension is understood")]
    Critical,
    /// What is signed is another statement.
    #[error("the signature's payload is not the statement that it is attached to")]
    Different,
    /// The header is not JSON with an algorithm.
    #[error("the signature's header is not JSON with the member alg")]
    Header,
    /// The text is no signature at all.
    #[error("the content is no JSON Web Signature in compact form")]
    NotCompact,
    /// What is signed is not JSON.
    #[error("the signature's payload is not JSON: {0}")]
    Payload(String),
    /// The signature was not made with the certificate's key.
    #[error("the signature was not made with the key of its certificate")]
    Wrong,
}

#[derive(Deserialize)]
struct Header {
    alg: String,
    crit: Option<Value>,
    /// Certificates in standard base64, that of the signer first (RFC 7515, 4.1.6).
    x5c: Option<Vec<String>>,
}

/// Checks the content of a statement's signature attachment. Without a certificate only what is
/// signed can be checked, not by whom; a certificate's issuer is nothing that we could know.
pub fn verify_signature(statement: &Value, content: &[u8]) -> Result<(), SignatureError> {
    verify_signatures([statement], content).map_err(|(_, error)| error)
}

/// The same for all statements that name the content, which is read once. Fails with the place of
/// the first that it is no signature of.
pub fn verify_signatures<'s>(
    statements: impl IntoIterator<Item = &'s Value>,
    content: &[u8],
) -> Result<(), (usize, SignatureError)> {
    let signed = signed(content).map_err(|error| (0, error))?;
    let (id, said) = (signed.get("id"), Said::by(&signed));
    let other = statements.into_iter().position(|statement| {
        let ids = id.zip(statement.get("id"));
        ids.is_some_and(|(signed, sent)| signed != sent) || !said.agrees(&Said::by(statement))
    });
    match other {
        Some(place) => Err((place, SignatureError::Different)),
        None => Ok(()),
    }
}

/// What is signed, if the signature is sound.
fn signed(content: &[u8]) -> Result<Value, SignatureError> {
    let text = std::str::from_utf8(content).map_err(|_| SignatureError::NotCompact)?;
    let mut parts = text.trim().split('.');
    let (Some(header), Some(payload), Some(signature), None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return Err(SignatureError::NotCompact);
    };
    let decode = |part: &str| URL_SAFE_NO_PAD.decode(part);
    let bytes = decode(header).map_err(|_| SignatureError::NotCompact)?;
    let read = json::parse(&bytes, json::Limits::default())
        .ok()
        // A list of the members' values would be read, too.
        .filter(Value::is_object)
        .and_then(|header| Header::deserialize(header).ok())
        .ok_or(SignatureError::Header)?;
    if read.crit.is_some() {
        return Err(SignatureError::Critical);
    }
    let algorithm: &dyn SignatureVerificationAlgorithm = match read.alg.as_str() {
        "RS256" => RSA_PKCS1_2048_8192_SHA256,
        "RS384" => RSA_PKCS1_2048_8192_SHA384,
        "RS512" => RSA_PKCS1_2048_8192_SHA512,
        other => {
            let shown = other.chars().take(20).collect();
            return Err(SignatureError::Algorithm(shown));
        }
    };
    let signed = decode(payload).map_err(|_| SignatureError::NotCompact)?;
    let signature = decode(signature).map_err(|_| SignatureError::NotCompact)?;
    if let Some(chain) = read.x5c {
        let first = chain.first().ok_or(SignatureError::Certificate)?;
        let der = STANDARD
            .decode(first)
            .map_err(|_| SignatureError::Certificate)?;
        let der = CertificateDer::from(der);
        let signer = EndEntityCert::try_from(&der).map_err(|_| SignatureError::Certificate)?;
        let message = format!("{header}.{payload}");
        signer
            .verify_signature(algorithm, message.as_bytes(), &signature)
            .map_err(|_| SignatureError::Wrong)?;
    }
    json::parse(&signed, json::Limits::default())
        .map_err(|error| SignatureError::Payload(error.message))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn compact(header: &Value, payload: &str) -> String {
        let encode = |text: &str| URL_SAFE_NO_PAD.encode(text);
        format!("{}.{}.c2ln", encode(&header.to_string()), encode(payload))
    }

    fn statement() -> Value {
        json!({
            "id": "7a0c0a4e-6f0e-4b52-8b8a-7b2b6a0c1d12",
            "actor": { "mbox": "mailto:a@example.org" },
            "verb": { "id": "https://example.org/v" },
            "object": { "id": "https://example.org/o" }
        })
    }

    #[test]
    fn what_is_signed_is_compared() {
        let header = json!({ "alg": "RS256" });
        let check =
            |payload: &str| verify_signature(&statement(), compact(&header, payload).as_bytes());
        assert_eq!(check(&statement().to_string()), Ok(()));
        let mut other = statement();
        other["verb"]["id"] = json!("https://example.org/w");
        assert_eq!(check(&other.to_string()), Err(SignatureError::Different));
        let mut other = statement();
        other["id"] = json!("7a0c0a4e-6f0e-4b52-8b8a-7b2b6a0c1d13");
        assert_eq!(check(&other.to_string()), Err(SignatureError::Different));
        assert!(matches!(check("{'"), Err(SignatureError::Payload(_))));
    }

    #[test]
    fn what_is_no_signature_is_told_apart() {
        let check = |content: &str| verify_signature(&statement(), content.as_bytes());
        assert_eq!(check("a.b"), Err(SignatureError::NotCompact));
        assert_eq!(check("a.b.c.d"), Err(SignatureError::NotCompact));
        assert_eq!(check("e30.e30.e30"), Err(SignatureError::Header));
        let payload = statement().to_string();
        let with = |header: Value| compact(&header, &payload);
        assert_eq!(
            check(&with(json!(["RS256", null]))),
            Err(SignatureError::Header)
        );
        assert_eq!(
            check(&with(json!({ "alg": "HS256" }))),
            Err(SignatureError::Algorithm("HS256".into()))
        );
        assert_eq!(
            check(&with(json!({ "alg": "none" }))),
            Err(SignatureError::Algorithm("none".into()))
        );
        assert_eq!(
            check(&with(json!({ "alg": "RS256", "x5c": ["AAAA"] }))),
            Err(SignatureError::Certificate)
        );
    }
}
