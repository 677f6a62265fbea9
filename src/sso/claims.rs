//! What a provider says of a person: pure.

use serde_json::Value;

use super::session::{Role, Roles};
use crate::config::Sso;

/// The roles that a claim gives by the configuration.
pub(super) fn roles(config: &Sso, claims: &Value) -> Roles {
    let values = values(claims, &config.roles_claim);
    let holds = |wanted: &[String]| wanted.iter().any(|role| values.contains(&role.as_str()));
    let mut roles = Roles::default();
    if holds(&config.coach) {
        roles.add(Role::Coach);
    }
    if holds(&config.administrator) {
        roles.add(Role::Administrator);
    }
    roles
}

/// Whether the claim that gives roles is there at all.
pub(super) fn has_roles(config: &Sso, claims: &Value) -> bool {
    find(claims, &config.roles_claim).is_some()
}

/// A claim by its whole name, or by dots through objects.
fn find<'c>(claims: &'c Value, path: &str) -> Option<&'c Value> {
    claims.get(path).or_else(|| {
        path.split('.')
            .try_fold(claims, |place, name| place.get(name))
    })
}

fn values<'c>(claims: &'c Value, path: &str) -> Vec<&'c str> {
    match find(claims, path) {
        Some(Value::String(one)) => vec![one],
        Some(Value::Array(list)) => list.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn config(claim: &str) -> Sso {
        Sso {
            issuer: None,
            client_id: None,
            client_secret: None,
            scopes: Vec::new(),
            roles_claim: claim.into(),
            coach: vec!["coaches".into()],
            administrator: vec!["admins".into()],
            trust_email: false,
            account_home_page: None,
        }
    }

    #[test]
    fn roles_are_read_from_lists_texts_and_nested_claims() {
        let coach = |claim: &str, claims: Value| roles(&config(claim), &claims).has(Role::Coach);
        assert!(coach("groups", json!({ "groups": ["x", "coaches"] })));
        assert!(coach("groups", json!({ "groups": "coaches" })));
        assert!(coach(
            "realm.roles",
            json!({ "realm": { "roles": ["coaches"] } })
        ));
        assert!(coach(
            "https://x.org/roles",
            json!({ "https://x.org/roles": ["coaches"] })
        ));
        for claims in [
            json!({}),
            json!({ "groups": ["coaches/sub", "coach", "Coaches"] }),
            json!({ "groups": { "coaches": true } }),
        ] {
            assert!(!coach("groups", claims.clone()), "{claims}");
        }
    }
}
