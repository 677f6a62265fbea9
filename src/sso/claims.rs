//! What a provider says of a person, and the roles that come of it: pure.

use serde_json::Value;

use super::roles::{Role, Roles};
use crate::config::ProviderSettings;

/// Why somebody has a role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    /// The role.
    pub role: Role,
    /// The value of the claim that gave it.
    pub value: String,
    /// The rule of the settings that the value fits.
    pub rule: String,
}

/// Each value of the claim of roles that gives one, with the rule.
pub(super) fn grants(settings: &ProviderSettings, claims: &Value) -> Vec<Grant> {
    let values = values(claims, &settings.roles_claim);
    let rules = [
        (Role::Administrator, &settings.administrator),
        (Role::Coach, &settings.coach),
        (Role::Hr, &settings.hr),
    ];
    let mut grants = Vec::new();
    for (role, wanted) in rules {
        for rule in wanted {
            let fitting = values.iter().filter(|value| fits(rule, value));
            grants.extend(fitting.map(|value| Grant {
                role,
                value: (*value).to_owned(),
                rule: rule.clone(),
            }));
        }
    }
    grants
}

/// The roles that a claim gives by the settings.
pub(super) fn roles(settings: &ProviderSettings, claims: &Value) -> Roles {
    let mut roles = Roles::default();
    for grant in grants(settings, claims) {
        roles.add(grant.role);
    }
    roles
}

/// Whether the claim that gives roles is there at all.
pub(super) fn has_roles(settings: &ProviderSettings, claims: &Value) -> bool {
    find(claims, &settings.roles_claim).is_some()
}

/// A claim that is text.
pub(super) fn text<'c>(claims: &'c Value, name: &str) -> Option<&'c str> {
    claims.get(name)?.as_str()
}

/// When the person proved who they are, as microseconds since the epoch. Providers write whole
/// seconds, fractions of them, or 0 for not knowing.
pub(super) fn authenticated_at(claims: &Value) -> Option<i64> {
    let seconds = claims.get("auth_time")?.as_f64()?;
    // Up to the year 9999: beyond lies no sign-in.
    #[expect(clippy::cast_possible_truncation, reason = "the range is checked")]
    (1.0..253_402_300_800.0)
        .contains(&seconds)
        .then_some((seconds * 1e6) as i64)
}

/// Whether a value is what a rule says; `*` stands for any text.
fn fits(rule: &str, value: &str) -> bool {
    let mut parts = rule.split('*');
    let Some(rest) = parts.next().and_then(|first| value.strip_prefix(first)) else {
        return false;
    };
    let mut rest = rest;
    let parts: Vec<&str> = parts.collect();
    let Some((last, middle)) = parts.split_last() else {
        return rest.is_empty();
    };
    for part in middle {
        let Some((_, after)) = rest.split_once(part) else {
            return false;
        };
        rest = after;
    }
    rest.ends_with(last)
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
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn settings(claim: &str, coach: &str) -> ProviderSettings {
        ProviderSettings {
            name: String::new(),
            label: String::new(),
            issuer: "https://login.example.org".parse().unwrap(),
            client_id: String::new(),
            client_secret: None,
            scopes: Vec::new(),
            roles_claim: claim.into(),
            coach: vec![coach.into()],
            hr: vec!["hr".into()],
            administrator: vec!["admins".into()],
            trust_email: false,
            account_home_page: None,
        }
    }

    #[test]
    fn roles_are_read_from_lists_texts_and_nested_claims() {
        let coach = |claim: &str, claims: Value| {
            roles(&settings(claim, "coaches"), &claims).has(Role::Coach)
        };
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

    #[test]
    fn each_grant_says_which_value_and_rule_gave_it() {
        let found = grants(
            &settings("groups", "coaches-*"),
            &json!({ "groups": ["coaches-north", "hr", "staff"] }),
        );
        let found: Vec<(Role, &str, &str)> = found
            .iter()
            .map(|grant| (grant.role, grant.value.as_str(), grant.rule.as_str()))
            .collect();
        assert_eq!(
            found,
            [
                (Role::Coach, "coaches-north", "coaches-*"),
                (Role::Hr, "hr", "hr")
            ]
        );
    }

    #[test]
    fn a_star_stands_for_any_text_and_nothing_else_does() {
        for (rule, value, expected) in [
            ("coaches-*", "coaches-", true),
            ("*-coaches", "north-coaches", true),
            ("/org/*/coaches", "/org/north/west/coaches", true),
            ("*", "anything", true),
            ("a*b*c", "abc", true),
            ("a*a", "a", false),
            ("coaches-*", "my-coaches-1", false),
            ("coach.", "coach1", false),
            ("coaches", "coaches ", false),
            ("a*b*c", "acb", false),
        ] {
            assert_eq!(fits(rule, value), expected, "{rule} {value}");
        }
    }

    proptest! {
        #[test]
        fn a_rule_without_a_star_fits_itself_alone(rule in "[a-z/ .-]{1,12}", value in "[a-z/ .-]{0,12}") {
            prop_assert_eq!(fits(&rule, &value), rule == value);
        }

        #[test]
        fn a_rule_fits_what_its_stars_are_replaced_by(parts in proptest::collection::vec("[ab]{0,3}", 1..4), fill in "[abc]{0,3}") {
            prop_assert!(fits(&parts.join("*"), &parts.join(&fill)));
        }
    }

    #[test]
    fn the_time_of_authentication_may_be_a_fraction_and_0_is_none() {
        let at = |value: Value| authenticated_at(&json!({ "auth_time": value }));
        assert_eq!(at(json!(1_700_000_000)), Some(1_700_000_000_000_000));
        assert_eq!(at(json!(1_700_000_000.5)), Some(1_700_000_000_500_000));
        for none in [
            json!(0),
            json!("1700000000"),
            json!(null),
            json!(1e300),
            json!(-5),
        ] {
            assert_eq!(at(none.clone()), None, "{none}");
        }
    }
}
