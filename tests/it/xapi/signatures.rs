//! Signed statements (Data 2.6; 9274.1.1 4.2.7): what is signed is compared, and by whom, where a
//! certificate tells.

use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPair, KeySize};
use aws_lc_rs::signature::{
    RSA_PKCS1_SHA256, RSA_PKCS1_SHA384, RSA_PKCS1_SHA512, RsaEncoding, RsaKeyPair,
};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use rcgen::CertificateParams;
use rustls_pki_types::PrivatePkcs8KeyDer;
use serde_json::{Value, json};

use super::attachments::{
    Part, Received, content_part, declared, get, json_part, mixed, send, sha2,
};
use super::{SHARED, VERSIONS, changed, fresh_id, id, ids};
use crate::support::{Answer, TestApp, both, statement, with_id};

const USAGE: &str = "http://adlnet.gov/expapi/attachments/signature";

/// Somebody who signs: a key and the certificate of it.
struct Signer {
    key: RsaKeyPair,
    certificate: String,
}

impl Signer {
    fn new() -> Self {
        let key = KeyPair::generate(KeySize::Rsa2048).unwrap();
        let pkcs8 = AsDer::<Pkcs8V1Der<'_>>::as_der(&key).unwrap();
        let der = PrivatePkcs8KeyDer::from(pkcs8.as_ref().to_vec());
        let issuer =
            rcgen::KeyPair::from_pkcs8_der_and_sign_algo(&der, &rcgen::PKCS_RSA_SHA256).unwrap();
        let parameters = CertificateParams::new(vec!["signer.example.org".to_owned()]).unwrap();
        let certificate = parameters.self_signed(&issuer).unwrap();
        Self {
            key: RsaKeyPair::from_pkcs8(pkcs8.as_ref()).unwrap(),
            certificate: STANDARD.encode(certificate.der()),
        }
    }

    /// A JSON Web Signature in compact form, made as `by` says whatever the header claims.
    fn sign(&self, by: &'static dyn RsaEncoding, header: &Value, payload: &str) -> String {
        let header = URL_SAFE_NO_PAD.encode(header.to_string());
        let message = format!("{header}.{}", URL_SAFE_NO_PAD.encode(payload));
        let mut signature = vec![0; self.key.public_modulus_len()];
        self.key
            .sign(by, &SystemRandom::new(), message.as_bytes(), &mut signature)
            .unwrap();
        format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature))
    }
}

fn plain() -> Value {
    let mut statement = with_id(statement("anna", SHARED, "a"));
    statement["result"] = json!({ "score": { "raw": 1.5 }, "duration": "PT1.5S" });
    statement
}

fn signature_attachment(signature: &str) -> Value {
    let mut attachment = declared(signature.as_bytes());
    attachment["usageType"] = json!(USAGE);
    attachment["contentType"] = json!("application/octet-stream");
    attachment
}

/// A request that brings a statement and its signature.
fn signed(statement: &Value, signature: &str) -> Vec<u8> {
    let statement = changed(
        statement,
        "/attachments",
        json!([signature_attachment(signature)]),
    );
    mixed(&[json_part(&statement.to_string()), octets(signature)])
}

fn octets(signature: &str) -> Part<'_> {
    let (headers, content) = content_part(signature.as_bytes());
    (
        headers.replace("text/plain", "application/octet-stream"),
        content,
    )
}

async fn status(app: &TestApp, version: &str, body: Vec<u8>) -> u16 {
    let answer = Answer::of(send(app, version, body)).await;
    if answer.status == 400 {
        assert_eq!(
            answer.problem().1,
            "/problems/invalid-statement",
            "{}",
            answer.body
        );
    }
    answer.status.as_u16()
}

const ALGORITHMS: [(&str, &dyn RsaEncoding); 3] = [
    ("RS256", &RSA_PKCS1_SHA256),
    ("RS384", &RSA_PKCS1_SHA384),
    ("RS512", &RSA_PKCS1_SHA512),
];

both! {
    /// Data 2.6: each algorithm, with a certificate and without; the signature comes back as it was.
    async fn a_good_signature_is_kept(app: TestApp) {
        let signer = Signer::new();
        for version in VERSIONS {
            for (name, encoding) in ALGORITHMS {
                for header in [json!({ "alg": name }), json!({ "alg": name, "typ": "JWT", "x5c": [signer.certificate] })] {
                    let sent = plain();
                    let signature = signer.sign(encoding, &header, &sent.to_string());
                    assert_eq!(status(&app, version, signed(&sent, &signature)).await, 200, "{header}");
                    let received = Received::of(get(&app, version, &[("statementId", &id(&sent))])).await;
                    let (headers, content) = &received.contents[&sha2(signature.as_bytes())];
                    assert_eq!(content, signature.as_bytes());
                    assert_eq!(headers["content-type"], "application/octet-stream");
                }
            }
        }
    }

    /// Data 2.6: statements are compared by what they say, not by how they are written.
    async fn the_payload_is_compared_by_what_it_says(app: TestApp) {
        let signer = Signer::new();
        let header = json!({ "alg": "RS256", "x5c": [signer.certificate] });
        let sign = |payload: &str| signer.sign(&RSA_PKCS1_SHA256, &header, payload);
        let base = plain();
        let spaced = serde_json::to_string_pretty(&base).unwrap();
        let without_id = { let mut it = base.clone(); it.as_object_mut().unwrap().remove("id"); it };
        let mut cases = vec![(spaced, 200), (without_id.to_string(), 200)];
        for (pointer, value, wanted) in [
            ("/actor/name", json!("Anna"), 200), ("/verb/display", json!({ "en": "shared" }), 200),
            ("/result/score/raw", json!(1.5), 200), ("/stored", json!("2026-11-25T00:00:00Z"), 200),
            ("/verb/id", json!("https://example.org/v"), 400), ("/result/score/raw", json!(1.6), 400),
            ("/id", json!(fresh_id()), 400), ("/object/id", json!("https://example.org/b"), 400),
            ("/context", json!({ "language": "en" }), 400), ("/result/success", json!(true), 400),
        ] {
            cases.push((changed(&base, pointer, value).to_string(), wanted));
        }
        let text = base.to_string();
        cases.extend([
            (text.replacen('"', "'", 1), 400), ("1".to_owned(), 400), (String::new(), 400),
            (format!("[{text}]"), 400), (format!("{text}{text}"), 400),
            (text.replacen('{', "{\"actor\":{},", 1), 400),
        ]);
        for (payload, wanted) in cases {
            assert_eq!(status(&app, "1.0.3", signed(&base, &sign(&payload))).await, wanted, "{payload}");
        }
        assert_eq!(ids(&app, &[]).await, [id(&base)]);
        // 9274.1.1 4.2.7: durations count to a hundredth of a second.
        let longer = changed(&plain(), "/result/duration", json!("PT1.5012S"));
        let signature = sign(&changed(&longer, "/result/duration", json!("PT1.50S")).to_string());
        assert_eq!(status(&app, "2.0.0", signed(&longer, &signature)).await, 200);
    }

    /// Data 2.6: with a certificate the signature has to be its key's.
    async fn a_signature_that_its_certificate_disowns_is_refused(app: TestApp) {
        let (signer, other) = (Signer::new(), Signer::new());
        let sent = plain();
        let text = sent.to_string();
        let elliptic = {
            let key = rcgen::KeyPair::generate().unwrap();
            let parameters = CertificateParams::new(vec!["signer.example.org".to_owned()]).unwrap();
            STANDARD.encode(parameters.self_signed(&key).unwrap().der())
        };
        let x5c = |list: Value| json!({ "alg": "RS256", "x5c": list });
        let url_safe = signer.certificate.replace('+', "-").replace('/', "_");
        let mut bad = Vec::new();
        for (name, encoding) in ALGORITHMS {
            let header = json!({ "alg": name, "x5c": [other.certificate] });
            bad.push(signer.sign(encoding, &header, &text));
            let header = json!({ "alg": name, "x5c": [signer.certificate] });
            let good = signer.sign(encoding, &header, &text);
            let (message, signature) = good.rsplit_once('.').unwrap();
            let mut bytes = URL_SAFE_NO_PAD.decode(signature).unwrap();
            bytes[100] ^= 1;
            bad.push(format!("{message}.{}", URL_SAFE_NO_PAD.encode(bytes)));
            bad.push(format!("{message}."));
            // Signed by an algorithm that the header does not name.
            let named = ALGORITHMS.iter().find(|(it, _)| *it != name).unwrap().1;
            bad.push(signer.sign(named, &header, &text));
        }
        for header in [
            x5c(json!([elliptic])), x5c(json!([])), x5c(json!(["AAAA"])), x5c(json!(["%"])),
            x5c(json!([1])), x5c(json!(signer.certificate)),
            x5c(json!([other.certificate, signer.certificate])),
        ] {
            bad.push(signer.sign(&RSA_PKCS1_SHA256, &header, &text));
        }
        if url_safe != signer.certificate {
            bad.push(signer.sign(&RSA_PKCS1_SHA256, &x5c(json!([url_safe])), &text));
        }
        for signature in bad {
            assert_eq!(status(&app, "1.0.3", signed(&sent, &signature)).await, 400, "{signature}");
        }
        assert!(ids(&app, &[]).await.is_empty());
        let header = x5c(json!([signer.certificate, other.certificate]));
        let good = signer.sign(&RSA_PKCS1_SHA256, &header, &text);
        assert_eq!(status(&app, "1.0.3", signed(&sent, &good)).await, 200);
    }

    /// Data 2.6; RFC 7515: three algorithms, compact form.
    async fn what_is_no_signature_is_refused(app: TestApp) {
        let signer = Signer::new();
        let sent = plain();
        let text = sent.to_string();
        let mut bad = Vec::new();
        for algorithm in ["HS256", "none", "ES256", "PS256", "rs256", ""] {
            bad.push(signer.sign(&RSA_PKCS1_SHA256, &json!({ "alg": algorithm }), &text));
        }
        for header in [json!({}), json!([]), json!({ "alg": 1 }), json!({ "typ": "JWT" })] {
            bad.push(signer.sign(&RSA_PKCS1_SHA256, &header, &text));
        }
        // RFC 7515, 4.1.11: what must be understood is not.
        let critical = json!({ "alg": "RS256", "crit": ["exp"], "exp": 1 });
        bad.push(signer.sign(&RSA_PKCS1_SHA256, &critical, &text));
        let good = signer.sign(&RSA_PKCS1_SHA256, &json!({ "alg": "RS256" }), &text);
        let parts: Vec<&str> = good.split('.').collect();
        bad.extend([
            String::new(), "x".to_owned(), parts[..2].join("."), format!("{good}.x"),
            format!("{}=.{}.{}", parts[0], parts[1], parts[2]), format!(".{}.{}", parts[1], parts[2]),
            format!("{}..{}", parts[0], parts[2]), format!("{}.+/.{}", parts[0], parts[2]),
            json!({ "payload": parts[1], "protected": parts[0], "signature": parts[2] }).to_string(),
        ]);
        for signature in bad {
            assert_eq!(status(&app, "1.0.3", signed(&sent, &signature)).await, 400, "{signature}");
        }
        // It is declared as octets, and has to come itself.
        for kind in ["text/plain; charset=ascii", "application/json", "x"] {
            let mut attachment = signature_attachment(&good);
            attachment["contentType"] = json!(kind);
            let statement = changed(&sent, "/attachments", json!([attachment]));
            let body = mixed(&[json_part(&statement.to_string()), octets(&good)]);
            assert_eq!(status(&app, "1.0.3", body).await, 400, "{kind}");
        }
        let mut elsewhere = signature_attachment(&good);
        elsewhere["fileUrl"] = json!("https://example.org/signature");
        let statement = changed(&sent, "/attachments", json!([elsewhere]));
        assert_eq!(app.post(&statement).await.status, 400);
        assert!(ids(&app, &[]).await.is_empty());
    }

    /// Data 2.6: beside other attachments, and in a batch each for its own statement.
    async fn a_signature_stands_for_its_own_statement(app: TestApp) {
        let signer = Signer::new();
        let header = json!({ "alg": "RS256", "x5c": [signer.certificate] });
        let sign = |statement: &Value| signer.sign(&RSA_PKCS1_SHA256, &header, &statement.to_string());
        let [first, second] = [plain(), changed(&plain(), "/verb/id", json!("https://example.org/v"))];
        let signatures = [sign(&first), sign(&second)];
        let body = |order: [usize; 2]| {
            let attach = |statement: &Value, signature: &str| changed(
                statement, "/attachments", json!([declared(b"file"), signature_attachment(signature)])
            );
            let batch = json!([attach(&first, &signatures[order[0]]), attach(&second, &signatures[order[1]])]);
            mixed(&[
                json_part(&batch.to_string()), content_part(b"file"),
                octets(&signatures[0]), octets(&signatures[1]),
            ])
        };
        assert_eq!(status(&app, "1.0.3", body([1, 0])).await, 400);
        assert!(ids(&app, &[]).await.is_empty());
        assert_eq!(status(&app, "1.0.3", body([0, 1])).await, 200);
        assert_eq!(ids(&app, &[]).await.len(), 2);
    }
}
