//! What goals and steps are called goes with whose they are, and with nobody else.

use coachlight::projector::{Difference, Pace, rebuild};
use serde_json::{Value, json};

use super::{erase, found};
use crate::coaching::{Scene, agent, sent};
use crate::support::{TestApp, both};

const PLANNED: &str = "https://w3id.org/xapi/tla/verbs/planned";
const PROGRESSED: &str = "http://adlnet.gov/expapi/verbs/progressed";
const GOAL: &str = "http://id.tincanapi.com/activitytype/goal";
const NOTE: &str = "http://activitystrea.ms/note";

/// Something that is called by a word, which stands nowhere else.
fn called(word: &str, kind: &str) -> Value {
    let mut id = 0_u32;
    for letter in word.bytes() {
        id = id.wrapping_mul(31).wrapping_add(letter.into());
    }
    json!({
        "id": format!("https://app.example.org/things/{id}"),
        "definition": { "type": kind, "name": { "en": word } }
    })
}

/// Goals and other things that anna has to do with, some of them alone.
fn all() -> Value {
    let coached = json!({ "context": { "instructor": agent("coach") } });
    let because = json!({ "context": { "extensions": {
        "https://coachlight.org/xapi/extensions/reason": "Lustlos"
    } } });
    let own = sent("anna", PLANNED, called("quarkstrudel", GOAL), json!({}));
    let given_up = json!({ "objectType": "StatementRef", "id": own["id"] });
    let deselected = "https://w3id.org/xapi/tla/verbs/deselected";
    let course = "http://adlnet.gov/expapi/activities/course";
    let competency = "https://w3id.org/xapi/tla/activity-types/competency";
    json!([
        own,
        // Others speak of it, too.
        sent(
            "coach",
            "http://activitystrea.ms/like",
            called("quarkstrudel", GOAL),
            json!({})
        ),
        sent("anna", deselected, given_up, because),
        sent(
            "anna",
            "https://w3id.org/xapi/tla/verbs/directed",
            called("birnenbrot", GOAL),
            coached
        ),
        sent(
            "coach",
            "http://activitystrea.ms/assign",
            called("nussecke", GOAL),
            json!({})
        ),
        sent(
            "anna",
            PROGRESSED,
            called("nussecke", GOAL),
            json!({ "result": { "score": { "scaled": 0.5 } } })
        ),
        sent("anna", PLANNED, called("apfelkuchen", GOAL), json!({})),
        sent("bo", PLANNED, called("apfelkuchen", GOAL), json!({})),
        sent("anna", PLANNED, called("backkurs", course), json!({})),
        sent(
            "bo",
            "http://adlnet.gov/expapi/verbs/completed",
            called("backkurs", course),
            json!({})
        ),
        sent("anna", PLANNED, called("backkunst", competency), json!({})),
        sent(
            "bo",
            "http://activitystrea.ms/create",
            called("hefeteig", NOTE),
            json!({})
        ),
        sent(
            "anna",
            "https://w3id.org/xapi/dod-isd/verbs/applied",
            called("hefeteig", NOTE),
            json!({})
        ),
    ])
}

async fn standing(app: &TestApp) -> Vec<&'static str> {
    let all = [
        "quarkstrudel",
        "birnenbrot",
        "nussecke",
        "lustlos",
        "apfelkuchen",
        "backkurs",
        "backkunst",
        "hefeteig",
    ];
    let mut standing = Vec::new();
    for word in all {
        if !found(app.db(), &[word.to_owned()]).await.is_empty() {
            standing.push(word);
        }
    }
    standing
}

both! {
    async fn titles_go_with_the_last_whose_they_are(app: TestApp) {
        let scene = Scene::new(&app).await;
        let answer = app.post(&all()).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        app.projected().await;
        assert_eq!(standing(&app).await.len(), 8);
        let bo = app.person("bo").await;
        erase(&app, scene.anna).await;
        // What others have, what somebody else wrote, and what belongs to nobody.
        let left = ["apfelkuchen", "backkurs", "backkunst", "hefeteig"];
        assert_eq!(standing(&app).await, left);
        erase(&app, bo).await;
        assert_eq!(standing(&app).await, ["backkurs", "backkunst"]);
        let rebuilt = rebuild(&app.projector(), Pace::Alone, |_, _| {}).await.unwrap();
        assert_eq!(rebuilt.difference, Difference::default());
    }
}
