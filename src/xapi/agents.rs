//! `agents`: who an agent is (xAPI 1.0.3, Communication 2.4).

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::{RawQuery, State};
use serde_json::{Value, json};

use super::negotiation::Spoken;
use super::parameters::Parameters;
use crate::credentials::{Caller, Scope};
use crate::people;
use crate::problem::Problem;
use crate::state::App;
use crate::statements::{Identity, find_agent, identities};
use crate::store::{StoreError, Tx};

/// A Person object: every identifier and name of the person behind an agent, as far as they are
/// linked for a reason that is kept.
pub(super) async fn get(
    State(app): State<App>,
    Spoken(version): Spoken,
    caller: Caller,
    RawQuery(query): RawQuery,
) -> Result<Json<Value>, Problem> {
    caller.require(&[
        Scope::All,
        Scope::AllRead,
        Scope::Profile,
        Scope::StatementsRead,
    ])?;
    let mut parameters = Parameters::parse(query.as_deref().unwrap_or_default())?;
    let agent = Parameters::required(parameters.agent(version)?, "agent")?;
    parameters.end()?;
    let mut tx = app.db.read().await?;
    let (names, known) = known_as(&mut tx, &agent).await?;
    Ok(Json(person(&agent, names, known)))
}

/// Names and identifiers of the person behind an agent.
async fn known_as(
    tx: &mut Tx,
    agent: &Identity,
) -> Result<(Vec<String>, Vec<Identity>), StoreError> {
    let Some(key) = find_agent(tx, agent).await? else {
        return Ok(Default::default());
    };
    let Some(person) = people::by_agent(tx, key).await? else {
        return Ok(Default::default());
    };
    let name = people::find(tx, person).await?.and_then(|found| found.name);
    let keys = people::agents_of(tx, person).await?;
    let found = identities(tx, &keys).await?;
    let known = found.into_iter().map(|(identity, _)| identity).collect();
    Ok((name.into_iter().collect(), known))
}

fn person(asked: &Identity, names: Vec<String>, known: Vec<Identity>) -> Value {
    let mut members: BTreeMap<&str, Vec<Value>> = BTreeMap::new();
    let others = known.iter().filter(|identity| *identity != asked);
    for identity in std::iter::once(asked).chain(others) {
        let (member, value) = match identity {
            Identity::Account { home_page, name } => {
                ("account", json!({ "homePage": home_page, "name": name }))
            }
            Identity::Mbox(mbox) => ("mbox", json!(mbox)),
            Identity::MboxSha1sum(sum) => ("mbox_sha1sum", json!(sum)),
            Identity::OpenId(openid) => ("openid", json!(openid)),
        };
        members.entry(member).or_default().push(value);
    }
    if !names.is_empty() {
        members.insert("name", names.into_iter().map(Value::from).collect());
    }
    let mut person = json!(members);
    person["objectType"] = json!("Person");
    person
}
