//! What we say ourselves is said as our own profile says.

use std::collections::BTreeSet;

use coachlight::courses::RoundKind;
use coachlight::profiles::{self, Compiled};
use serde_json::{Value, json};

use super::{course, launch, refresh};
use crate::support::platform::{LineItem, Opening, Platform};
use crate::support::{Answer, TestApp, both};

async fn ours(app: &TestApp) -> Vec<Value> {
    let answer = Answer::of(app.get("/xapi/statements?limit=0")).await;
    let mut all: Vec<Value> = serde_json::from_value(answer.body["statements"].clone()).unwrap();
    all.retain(|statement| statement["authority"]["account"]["name"] == "coachlight");
    all
}

both! {
    async fn launches_rosters_and_results_follow_our_profile(app: TestApp) {
        let platform = Platform::of(&app).await;
        launch(&app, &platform, &Opening::learner("4")).await;
        let course = course(&app, &platform).await;
        refresh(&app, &course, RoundKind::Roster).await;
        {
            let mut known = platform.known();
            known.members[1].status = "Deleted".into();
            known.members[1].changed = 1;
            let score = json!({
                "scoreGiven": 8, "scoreMaximum": 10, "gradingProgress": "FullyGraded"
            });
            known.line_items.insert(7, LineItem {
                item: json!({ "label": "Quiz", "scoreMaximum": 10 }),
                scores: [("4".to_owned(), vec![score])].into(),
            });
        }
        refresh(&app, &course, RoundKind::Roster).await;
        refresh(&app, &course, RoundKind::Results).await;
        let profile = [Compiled::of(profiles::OWN).unwrap()];
        let said = ours(&app).await;
        let mut verbs = BTreeSet::new();
        for statement in &said {
            let found = profiles::violations(&profile, statement, "");
            assert!(found.is_empty(), "{statement} {found:?}");
            verbs.extend(statement["verb"]["display"]["en"].as_str());
        }
        assert!(verbs.is_superset(&["joined", "launched", "left", "scored"].into()), "{verbs:?}");
    }
}
