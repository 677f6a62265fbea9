//! Statements that refer to statements (Communication 2.1.3, filter conditions for StatementRefs): the
//! answers are the same whatever arrives first, and in whichever company.

use rand::rngs::StdRng;
use rand::seq::SliceRandom;
use rand::{Rng, SeedableRng};
use serde_json::{Value, json};

use super::model::{Question, Stored, World};
use super::{STATEMENTS, VOIDED, fresh_id, id, ids, one, reference, store, with};
use crate::support::{Answer, TestApp, both, with_id};

/// Worlds that are tried on each database.
const WORLDS: u64 = 110;

/// Statements that refer to each other without any order: chains, forks, cycles, themselves, voided
/// ones, and statements that never come.
fn history(world: World, random: &mut StdRng) -> Vec<Value> {
    let count = random.random_range(4..14);
    let mut all: Vec<Value> = (0..count)
        .map(|_| world.statement(random, &[], false))
        .collect();
    let mut targets: Vec<String> = all.iter().map(id).collect();
    targets.push(
        uuid::Builder::from_random_bytes(random.random())
            .into_uuid()
            .to_string(),
    );
    for statement in &mut all {
        let own = statement["id"].clone();
        *statement = world.statement(random, &targets, true);
        statement["id"] = own;
    }
    all
}

/// Questions of one world: each filter by itself and some together.
fn questions(world: World, random: &mut StdRng) -> Vec<Question> {
    let mut name = |most: u32| random.random_range(0..most);
    let agent = Some(world.agent(name(3)));
    let verb = Some(world.verb(name(2)));
    let activity = Some(world.activity(name(3)));
    let registration = Some(world.registration(name(2)));
    let none = Question::default();
    vec![
        Question {
            agent: agent.clone(),
            ..none.clone()
        },
        Question {
            agent: agent.clone(),
            related_agents: true,
            ..none.clone()
        },
        Question {
            verb: verb.clone(),
            ..none.clone()
        },
        Question {
            activity: activity.clone(),
            ..none.clone()
        },
        Question {
            activity: activity.clone(),
            related_activities: true,
            ..none.clone()
        },
        Question {
            registration: registration.clone(),
            ..none.clone()
        },
        Question {
            agent: agent.clone(),
            verb: Some(VOIDED.to_owned()),
            ..none.clone()
        },
        Question {
            agent: agent.clone(),
            verb: verb.clone(),
            ..none.clone()
        },
        Question {
            activity: activity.clone(),
            registration,
            verb,
            related_activities: true,
            ..none.clone()
        },
        Question {
            agent,
            activity,
            related_agents: true,
            ..none
        },
    ]
}

async fn check(app: &TestApp, stored: &[Value], question: &Question, about: &str) {
    let mut parameters = question.parameters();
    parameters.push(("ascending", "true".to_owned()));
    let parameters: Vec<(&str, &str)> = parameters
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    let expected: Vec<String> = Stored::new(stored)
        .answer(question)
        .into_iter()
        .map(id)
        .collect();
    let found = ids(app, &parameters).await;
    assert!(
        found == expected,
        "{about} {question:?}\nfound {found:?}\nexpected {expected:?}\n{stored:#?}"
    );
}

both! {
    /// Communication 2.1.3; Data 2.3.2.
    async fn any_order_of_arrival_gives_the_same_answers(app: TestApp) {
        for seed in 0..WORLDS {
            let mut random = StdRng::seed_from_u64(seed);
            let world = World(seed);
            let mut history = history(world, &mut random);
            history.shuffle(&mut random);
            let mut rest = history.as_slice();
            while !rest.is_empty() {
                let (batch, later) = rest.split_at(random.random_range(1..=rest.len()));
                store(&app, &json!(batch)).await;
                rest = later;
            }
            for question in questions(world, &mut random) {
                check(&app, &history, &question, &format!("seed {seed}")).await;
            }
            let known = Stored::new(&history);
            for statement in &history {
                let voided = known.is_voided(statement);
                let (there, not) =
                    if voided { ("voidedStatementId", "statementId") } else { ("statementId", "voidedStatementId") };
                for (parameter, status) in [(there, 200), (not, 404)] {
                    let path = with(STATEMENTS, &[(parameter, &id(statement))]);
                    assert_eq!(Answer::of(app.get(&path)).await.status, status, "seed {seed} {statement}");
                }
            }
        }
    }

    /// Communication 2.1.3: "at any depth" along one chain, in both orders of arrival.
    async fn a_long_chain_is_followed_to_its_end(app: TestApp) {
        for backwards in [false, true] {
            let world = World(1000 + u64::from(backwards));
            let mut random = StdRng::seed_from_u64(world.0);
            let mut chain = vec![world.statement(&mut random, &[], false)];
            chain[0]["object"] = json!({ "id": world.activity(9) });
            for _ in 0..60 {
                let mut next = with_id(json!({
                    "actor": world.agent(9), "verb": { "id": world.verb(9) }
                }));
                next["object"] = reference(&id(chain.last().unwrap()));
                chain.push(next);
            }
            let mut order = chain.clone();
            if backwards {
                order.reverse();
            }
            for batch in order.chunks(7) {
                store(&app, &json!(batch)).await;
            }
            let question = Question { activity: Some(world.activity(9)), ..Question::default() };
            assert_eq!(Stored::new(&order).answer(&question).len(), 61);
            check(&app, &order, &question, "chain").await;
        }
    }

    /// Communication 2.1.3: since, until and limit are about the statement itself, not its target.
    async fn times_and_limits_are_about_the_statement_itself(app: TestApp) {
        let world = World(2000);
        let target = with_id(json!({
            "actor": world.agent(0), "verb": { "id": world.verb(0) },
            "object": { "id": world.activity(0) }
        }));
        store(&app, &target).await;
        let stored = one(&app, &id(&target)).await["stored"].as_str().unwrap().to_owned();
        let mut refers = target.clone();
        refers["id"] = json!(fresh_id());
        refers["verb"]["id"] = json!(world.verb(1));
        refers["object"] = reference(&id(&target));
        store(&app, &refers).await;
        let verb = world.verb(0);
        assert_eq!(ids(&app, &[("verb", &verb)]).await, [id(&refers), id(&target)]);
        assert_eq!(ids(&app, &[("verb", &verb), ("since", &stored)]).await, [id(&refers)]);
        assert_eq!(ids(&app, &[("verb", &verb), ("until", &stored)]).await, [id(&target)]);
        let page = Answer::of(app.get(&with(STATEMENTS, &[("verb", &verb), ("limit", "1")]))).await;
        assert_eq!(page.body["statements"].as_array().unwrap().len(), 1);
    }
}
