//! Whom a statement names, and who vouches for it: pure.

use serde_json::Value;

use super::act::text;
use crate::statements::Identity;

/// The coach or teacher who vouches: a context agent (xAPI 2.0), else the instructor.
pub(super) fn instructor(statement: &Value) -> Option<Identity> {
    const INSTRUCTOR: &str = "http://purl.imsglobal.org/vocab/lis/v2/membership#Instructor";
    let context = statement.get("context")?;
    let agents = context.get("contextAgents").and_then(Value::as_array);
    agents
        .into_iter()
        .flatten()
        .find(|entry| {
            let types = entry.get("relevantTypes").and_then(Value::as_array);
            types.is_some_and(|types| types.iter().any(|kind| kind == INSTRUCTOR))
        })
        .and_then(|entry| entry.get("agent"))
        .or_else(|| context.get("instructor"))
        .and_then(Identity::of)
}

/// Whoever's token an app wrote with (xAPI 1.0.3, 4.1.9: an authority of two), if that is not the
/// actor. An authority of one is an app alone.
pub(super) fn voucher(authority: &str, actor: &Identity) -> Option<Identity> {
    // Most are of one, and need no reading.
    if !authority.contains("\"member\"") {
        return None;
    }
    let authority: Value = serde_json::from_str(authority).ok()?;
    let vouching = authority.pointer("/member/1").and_then(Identity::of)?;
    (vouching != *actor).then_some(vouching)
}

/// People with the names that a statement tells of them.
pub(super) fn people(statement: &Value) -> Vec<(Identity, String)> {
    let instructor = statement.pointer("/context/instructor");
    [statement.get("actor"), statement.get("object"), instructor]
        .into_iter()
        .flatten()
        .filter(|agent| agent.get("objectType").and_then(Value::as_str) != Some("Group"))
        .filter_map(|agent| Some((Identity::of(agent)?, text(agent.get("name")?)?)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account(name: &str) -> Identity {
        Identity::Account {
            home_page: "https://login.example.org".to_owned(),
            name: name.to_owned(),
        }
    }

    #[test]
    fn whose_token_it_is_vouches_and_an_app_does_not() {
        let app = r#"{ "account": { "homePage": "https://login.example.org", "name": "app" } }"#;
        let coach = r#"{ "account": { "homePage": "https://login.example.org", "name": "eva" } }"#;
        let both = format!(r#"{{ "objectType": "Group", "member": [{app}, {coach}] }}"#);
        assert_eq!(voucher(&both, &account("anna")), Some(account("eva")));
        assert_eq!(voucher(&both, &account("eva")), None);
        assert_eq!(voucher(app, &account("anna")), None);
    }
}
