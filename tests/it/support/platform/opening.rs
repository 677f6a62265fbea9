//! What somebody opens at the platform, and how the platform is to tell of it.

use aws_lc_rs::hmac;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value, json};

use super::Known;
use super::signing::{SigningKey, unsigned};

/// The full name of a claim of LTI.
pub(crate) fn claim(name: &str) -> String {
    format!("https://purl.imsglobal.org/spec/lti/claim/{name}")
}

/// A role in the course.
pub(crate) fn role(name: &str) -> String {
    format!("http://purl.imsglobal.org/vocab/lis/v2/membership#{name}")
}

/// How the platform signs the message.
#[derive(Debug, Clone)]
pub(crate) enum Signing {
    /// As it should.
    Sound,
    /// Not at all, with this word for the algorithm.
    None(&'static str),
    /// With the public key as a shared secret.
    PublicKeyAsSecret,
    /// With a padding that LTI does not use.
    Pss,
    /// With another key under this one's name.
    Forged,
    /// With another key under a name that is not known.
    Unknown(String),
    /// With more in the header.
    Header(&'static str, Value),
    /// The claims were changed after signing.
    Changed,
    /// The signature is missing.
    Stripped,
    /// With a part more.
    FourParts,
    /// With a member twice.
    Twice(&'static str),
    /// Something that is no token.
    Nonsense(String),
}

/// A link of the platform that somebody opens.
#[derive(Debug, Clone)]
pub(crate) struct Opening {
    /// The subject.
    pub(crate) user: String,
    /// The signature.
    pub(crate) signing: Signing,
    /// Where the tool is told that the launch ends; the tool's launch address where it is left out.
    pub(crate) target: Option<String>,
    /// Parameters of the login that are other than usual; none: left out.
    pub(crate) login: Vec<(&'static str, Option<String>)>,
    /// Whether the platform has a window that keeps what tools store.
    pub(crate) storage: bool,
    /// Claims that are other than usual; none: left out.
    claims: Vec<(String, Option<Value>)>,
}

impl Opening {
    /// A student opens the link of the course in a frame of its page.
    pub(crate) fn learner(user: &str) -> Self {
        Self::by(user, &[role("Learner")])
    }

    /// A teacher does.
    pub(crate) fn instructor(user: &str) -> Self {
        Self::by(user, &[role("Instructor")])
    }

    /// Somebody with roles does.
    pub(crate) fn by(user: &str, roles: &[String]) -> Self {
        Self {
            user: user.to_owned(),
            signing: Signing::Sound,
            target: None,
            login: Vec::new(),
            storage: false,
            claims: Vec::new(),
        }
        .with(&claim("roles"), json!(roles))
    }

    /// With a claim, by its full name.
    pub(crate) fn with(mut self, name: &str, value: Value) -> Self {
        self.claims.push((name.to_owned(), Some(value)));
        self
    }

    /// With a claim of LTI.
    pub(crate) fn lti(self, name: &str, value: Value) -> Self {
        self.with(&claim(name), value)
    }

    /// Without a claim, by its full name.
    pub(crate) fn without(mut self, name: &str) -> Self {
        self.claims.push((name.to_owned(), None));
        self
    }

    /// Signed in another way.
    pub(crate) fn signed(mut self, signing: Signing) -> Self {
        self.signing = signing;
        self
    }

    /// With another parameter of the login, or without it.
    pub(crate) fn login(mut self, name: &'static str, value: Option<&str>) -> Self {
        self.login.push((name, value.map(str::to_owned)));
        self
    }

    /// To another address.
    pub(crate) fn to(mut self, target: &str) -> Self {
        self.target = Some(target.to_owned());
        self
    }

    /// In a frame whose platform keeps what tools store.
    pub(crate) fn with_storage(mut self) -> Self {
        self.storage = true;
        self
    }

    /// In a window of its own (`window`), the platform's (`frame`) or in its page (`iframe`).
    pub(crate) fn shown_in(self, target: &str) -> Self {
        self.lti(
            "launch_presentation",
            json!({ "document_target": target, "locale": "en", "return_url": "/return?course=2" }),
        )
    }

    /// The teacher chooses content.
    pub(crate) fn deep_linking(self, base: &str) -> Self {
        self.lti("message_type", json!("LtiDeepLinkingRequest"))
            .without(&claim("resource_link"))
            .with(
                "https://purl.imsglobal.org/spec/lti-dl/claim/deep_linking_settings",
                json!({
                    "accept_types": ["ltiResourceLink"],
                    "accept_presentation_document_targets": ["frame", "iframe", "window"],
                    "accept_copy_advice": false,
                    "accept_multiple": true,
                    "accept_unsigned": false,
                    "auto_create": false,
                    "can_confirm": false,
                    "deep_link_return_url": format!("{base}/deep-linking-return?course=2&id=1"),
                    "title": "Opened tool",
                    "text": "",
                }),
            )
    }

    /// The teacher reviews what a student handed in.
    pub(crate) fn submission_review(self, of: &str) -> Self {
        self.lti("message_type", json!("LtiSubmissionReviewRequest"))
            .lti("for_user", json!({ "user_id": of }))
    }

    /// The message of this opening for a login.
    pub(super) fn token(
        &self,
        known: &Known,
        base: &str,
        client_id: &str,
        target: &str,
        nonce: &str,
        now: i64,
    ) -> String {
        let claims = self.claims(known, base, client_id, target, nonce, now);
        let key = &known.keys[0];
        let mut header = json!({ "typ": "JWT", "alg": "RS256", "kid": key.id });
        let payload = Value::Object(claims).to_string();
        match &self.signing {
            Signing::Sound => key.sign(&header, &payload),
            Signing::None(word) => {
                header["alg"] = json!(word);
                format!("{}.", unsigned(&header, &payload))
            }
            Signing::PublicKeyAsSecret => {
                header["alg"] = json!("HS256");
                let text = unsigned(&header, &payload);
                let secret = hmac::Key::new(hmac::HMAC_SHA256, &key.modulus());
                let tag = hmac::sign(&secret, text.as_bytes());
                format!("{text}.{}", URL_SAFE_NO_PAD.encode(tag.as_ref()))
            }
            Signing::Pss => {
                header["alg"] = json!("PS256");
                key.sign_pss(&header, &payload)
            }
            Signing::Forged => SigningKey::generate(&key.id).sign(&header, &payload),
            Signing::Unknown(id) => {
                header["kid"] = json!(id);
                SigningKey::generate(id).sign(&header, &payload)
            }
            Signing::Header(name, value) => {
                header[*name] = value.clone();
                key.sign(&header, &payload)
            }
            Signing::Changed => {
                let signed = key.sign(&header, &payload);
                let (_, signature) = signed.rsplit_once('.').unwrap();
                let other = payload.replace("Sam", "Eve").replace("\"iat\"", "\"i_t\"");
                format!("{}.{signature}", unsigned(&header, &other))
            }
            Signing::Stripped => unsigned(&header, &payload),
            Signing::FourParts => format!("{}.x", key.sign(&header, &payload)),
            Signing::Twice(name) => {
                let twice = payload.replacen('{', &format!("{{\"{name}\":\"x\","), 1);
                key.sign(&header, &twice)
            }
            Signing::Nonsense(text) => text.clone(),
        }
    }

    fn claims(
        &self,
        known: &Known,
        base: &str,
        client_id: &str,
        target: &str,
        nonce: &str,
        now: i64,
    ) -> Map<String, Value> {
        let mut claims = json!({
            "nonce": nonce, "iat": now, "exp": now + 60, "iss": base, "aud": client_id,
            "sub": self.user,
            claim("deployment_id"): "1",
            claim("target_link_uri"): target,
            claim("message_type"): "LtiResourceLinkRequest",
            claim("version"): "1.3.0",
            claim("resource_link"): { "id": "1", "title": "Scene 1", "description": "" },
            claim("context"): {
                "id": "2", "label": "NEG101", "title": "Negotiation", "type": ["CourseSection"]
            },
            claim("lis"): { "course_section_sourcedid": "NEG101-2026" },
            claim("launch_presentation"): {
                "locale": "en", "document_target": "iframe",
                "return_url": format!("{base}/return?course=2"),
            },
            claim("tool_platform"): {
                "product_family_code": "moodle", "version": "2024100706", "guid": "guid-1",
                "name": "simulated", "description": "A platform of the tests"
            },
            claim("custom"): {
                "context_history": "", "unknown": "$Nothing.here", "nothing": null
            },
            "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint": {
                "scope": super::token::SCOPES[..4],
                "lineitems": format!("{base}/services/2/lineitems?type_id=1"),
                "lineitem": format!("{base}/services/2/lineitems/1/lineitem?type_id=1"),
            },
            "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice": {
                "context_memberships_url": format!("{base}/services/2/memberships"),
                "service_versions": ["1.0", "2.0"],
            },
            "https://purl.imsglobal.org/spec/lti-gs/claim/groupsservice": {
                "scope": ["https://purl.imsglobal.org/spec/lti-gs/scope/contextgroup.readonly"],
                "context_groups_url": format!("{base}/services/2/groups"),
                "context_group_sets_url": format!("{base}/services/2/groupsets"),
                "service_versions": ["1.0"],
            },
        });
        let claims = claims.as_object_mut().unwrap();
        if let Some(member) = known.members.iter().find(|member| member.id == self.user) {
            claims.insert("name".into(), json!(member.name));
            claims.insert("email".into(), json!(member.email));
            claims.insert(
                claim("ext"),
                json!({ "user_username": member.username, "lms": "moodle-2" }),
            );
            claims[&claim("lis")]["person_sourcedid"] = json!(member.sourced_id);
        }
        for (name, value) in &self.claims {
            match value {
                Some(value) => drop(claims.insert(name.clone(), value.clone())),
                None => drop(claims.remove(name)),
            }
        }
        // A relative address is the platform's own.
        if let Some(Value::String(url)) = claims
            .get_mut(&claim("launch_presentation"))
            .and_then(|shown| shown.get_mut("return_url"))
            && url.starts_with('/')
        {
            *url = format!("{base}{url}");
        }
        claims.clone()
    }
}
