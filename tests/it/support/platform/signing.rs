//! Keys of the platform, and the check of what a tool signs. Written apart from the gateway's own
//! code, so that a fault there does not hide here.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{
    KeyPair, RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_SHA256, RSA_PSS_SHA256, RsaEncoding, RsaKeyPair,
    RsaPublicKeyComponents,
};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

/// A key of the platform.
pub(crate) struct SigningKey {
    pub(crate) id: String,
    pair: RsaKeyPair,
}

impl SigningKey {
    pub(crate) fn generate(id: &str) -> Self {
        let pair = RsaKeyPair::generate(KeySize::Rsa2048).unwrap();
        Self {
            id: id.to_owned(),
            pair,
        }
    }

    /// The public half as it is published.
    pub(crate) fn public(&self) -> Value {
        let public = self.pair.public_key();
        json!({
            "kty": "RSA", "kid": self.id, "alg": "RS256", "use": "sig",
            "n": URL_SAFE_NO_PAD.encode(public.modulus().big_endian_without_leading_zero()),
            "e": URL_SAFE_NO_PAD.encode(public.exponent().big_endian_without_leading_zero()),
        })
    }

    /// The modulus, which an attacker may take for a shared secret.
    pub(crate) fn modulus(&self) -> Vec<u8> {
        let public = self.pair.public_key();
        public.modulus().big_endian_without_leading_zero().to_vec()
    }

    fn signature(&self, padding: &'static dyn RsaEncoding, text: &str) -> String {
        let mut signature = vec![0; self.pair.public_modulus_len()];
        self.pair
            .sign(
                padding,
                &SystemRandom::new(),
                text.as_bytes(),
                &mut signature,
            )
            .unwrap();
        URL_SAFE_NO_PAD.encode(signature)
    }

    /// Signs a header and a payload, as they are.
    pub(crate) fn sign(&self, header: &Value, payload: &str) -> String {
        let text = unsigned(header, payload);
        format!("{text}.{}", self.signature(&RSA_PKCS1_SHA256, &text))
    }

    /// Signs with a padding that LTI does not use.
    pub(crate) fn sign_pss(&self, header: &Value, payload: &str) -> String {
        let text = unsigned(header, payload);
        format!("{text}.{}", self.signature(&RSA_PSS_SHA256, &text))
    }
}

/// The first two parts of a token.
pub(crate) fn unsigned(header: &Value, payload: &str) -> String {
    format!(
        "{}.{}",
        URL_SAFE_NO_PAD.encode(header.to_string()),
        URL_SAFE_NO_PAD.encode(payload)
    )
}

/// The claims of a token that one of a tool's keys has signed; otherwise what is wrong.
pub(crate) fn verified(token: &str, keys: &Value) -> Result<Value, &'static str> {
    let parts: Vec<&str> = token.split('.').collect();
    let [header, payload, signature] = parts[..] else {
        return Err("not three parts");
    };
    let bytes = |text: &str| URL_SAFE_NO_PAD.decode(text).map_err(|_| "bad base64");
    let value = |text: &str| -> Result<Value, &'static str> {
        serde_json::from_slice(&bytes(text)?).map_err(|_| "bad JSON")
    };
    let named = value(header)?;
    if named["alg"] != "RS256" || !named["kid"].is_string() {
        return Err("alg or kid");
    }
    let known = keys["keys"].as_array().ok_or("no keys")?;
    let key = known
        .iter()
        .find(|key| key["kid"] == named["kid"])
        .ok_or("unknown kid")?;
    let member = |name: &str| bytes(key[name].as_str().ok_or("bad key")?);
    let components = RsaPublicKeyComponents {
        n: member("n")?,
        e: member("e")?,
    };
    let signed = format!("{header}.{payload}");
    components
        .verify(
            &RSA_PKCS1_2048_8192_SHA256,
            signed.as_bytes(),
            &bytes(signature)?,
        )
        .map_err(|_| "bad signature")?;
    value(payload)
}
