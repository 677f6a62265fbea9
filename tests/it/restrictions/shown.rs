//! What others see: of whom data are only kept a name and a note, and all again afterwards.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use uuid::Uuid;

use super::{APP, NAME, SECRET, Scene, act, note};
use crate::access::TABLE;
use crate::support::{Answer, both};

impl Scene {
    /// Everything that is read, by everybody but anna, with whatever tells of her in it.
    async fn leaks(&self) -> BTreeSet<(String, String)> {
        let id = self.anna.to_string();
        let mut found = BTreeSet::new();
        let readers = [
            ("coach", &self.coach),
            ("mate", &self.mate),
            ("hr", &self.hr),
            ("admin", &self.admin),
            ("key", &String::new()),
        ];
        let exports = [
            format!("what=group&group={}&format=json", self.group),
            format!("what=matrix&group={}&format=json", self.group),
            format!("what=board&group={}&format=json", self.group),
            format!("what=person&person={id}&format=json"),
            format!("what=goals&person={id}&format=json"),
            format!("what=reviews&person={id}&format=json"),
            "what=groups&format=json".to_owned(),
            "what=today&format=json".to_owned(),
            "what=evidence&format=ndjson".to_owned(),
            "what=history&format=ndjson".to_owned(),
            "what=statements&format=ndjson".to_owned(),
        ];
        let exports = exports.iter().map(|of| format!("/exports/now?{of}"));
        let routes = TABLE.iter().filter(|(method, route, _)| {
            *method == "GET" && !route.starts_with("/xapi") && !route.contains("callback")
        });
        let routes = routes.map(|(_, route, _)| {
            let filled = route
                .replace("{group}", &self.group.to_string())
                .replace("{person}", &id)
                .replace("{competency}", &self.competency.to_string());
            let mut parts = filled.split('{');
            let first = parts.next().unwrap_or_default().to_owned();
            parts.fold(first, |path, part| {
                let rest = part.split_once('}').map_or("", |(_, rest)| rest);
                format!("{path}{}{rest}", Uuid::nil())
            })
        });
        let all: BTreeSet<String> = routes.chain(exports).collect();
        for (reader, cookie) in readers {
            for route in &all {
                let answer = if reader == "key" {
                    Answer::of(self.app.get(route)).await
                } else {
                    self.get(cookie, route).await
                };
                assert!(
                    !answer.status.is_server_error(),
                    "{reader} {route}: {}",
                    answer.body
                );
                let text = answer.body.to_string();
                // What whoever asks has put into the address says nothing.
                let text = text.replace(route.as_str(), "");
                let told = [
                    (text.contains(SECRET), "secret"),
                    (text.contains(NAME), "name"),
                    (text.contains(&id), "identifier"),
                ];
                for (_, what) in told.into_iter().filter(|(told, _)| *told) {
                    let route = route.replace(&id, "{person}");
                    let route = route.replace(&self.group.to_string(), "{group}");
                    found.insert((format!("{reader} {route}"), what.to_owned()));
                }
            }
        }
        found
    }
}

/// Where a restricted person may be named: what she is called, and by which identifier.
const NAMED: &[&str] = &[
    "admin /admin/audit",
    "admin /admin/people/alone",
    "admin /admin/people/{person}",
    "admin /admin/people/{person}/erasure",
    "admin /admin/people/{person}/merge",
    "admin /admin/people/{person}/restrictions",
    "admin /admin/restrictions",
    "admin /api/v1/audit-log",
    "admin /api/v1/people-alone",
    "admin /api/v1/people/{person}/account",
    "admin /api/v1/people/{person}/erasure",
    "admin /api/v1/people/{person}/merge",
    "admin /api/v1/restrictions",
    "coach /api/v1/groups/{group}/engagement",
    "coach /api/v1/groups/{group}/matrix",
    "coach /api/v1/people?group={group}",
    "coach /groups/{group}",
    "coach /groups/{group}/matrix",
    "key /api/v1/audit-log",
    "key /api/v1/groups/{group}/engagement",
    "key /api/v1/groups/{group}/matrix",
    "key /api/v1/people",
    "key /api/v1/people-alone",
    "key /api/v1/people?group={group}",
    "key /api/v1/people/{person}/account",
    "key /api/v1/people/{person}/erasure",
    "key /api/v1/restrictions",
];

both! {
    async fn nothing_is_shown_or_counted_and_all_is_there_again(app: TestApp) {
        let scene = Scene::new(app).await;
        let before = scene.engagement().await;
        let progress = scene.get(&scene.own, &scene.progress()).await.body;
        let shown = scene.leaks().await;
        for place in ["coach /groups/{group}", "key /api/v1/groups/{group}/contributions"] {
            let place = (place.to_owned(), "secret".to_owned());
            assert!(shown.contains(&place), "{shown:#?}");
        }

        let id = scene.restrict().await;
        let leaks = scene.leaks().await;
        let leaks: Vec<_> = leaks
            .into_iter()
            .filter(|(place, what)| what == "secret" || !NAMED.contains(&place.as_str()))
            // Statements as they came in are for administrators, who look after the log.
            .filter(|(place, _)| !place.starts_with("admin /admin/statements"))
            .filter(|(place, _)| !place.starts_with("admin /admin/people?"))
            .collect();
        assert!(leaks.is_empty(), "{leaks:#?}");
        let refused = scene.get(&scene.coach, &scene.progress()).await;
        assert_eq!(refused.problem(), (403, "/problems/restricted", vec![]));
        let refused = Answer::of(scene.app.get(&scene.progress())).await;
        assert_eq!(refused.problem(), (403, "/problems/restricted", vec![]));
        let page = scene.get(&scene.coach, &format!("/groups/{}", scene.group)).await.body;
        let page = page.as_str().unwrap();
        assert!(page.contains(NAME) && page.contains("kept but not used"), "{page}");
        let restricted = scene.engagement().await["restricted"].clone();
        assert_eq!(restricted[0]["name"], NAME);
        // She herself sees what is kept.
        assert_eq!(scene.get(&scene.own, &scene.progress()).await.body, progress);
        assert_eq!(scene.get(&scene.own, "/me").await.status, 200);
        // The question that she answered is not called open, without anything being told of it.
        let open = scene.engagement().await["alerts"].to_string();
        assert!(!open.contains("And now"), "{open}");
        // A coach cannot write into what is only kept either.
        let goal = json!({ "title": "More", "competencies": [format!("{APP}/c/1")] });
        let goals = format!("/api/v1/people/{}/goals", scene.anna);
        let refused = scene.post(&scene.coach, &goals, goal).await;
        assert_eq!(refused.problem().0, 403, "{}", refused.body);

        // What comes meanwhile is kept.
        let more = act("anna", "http://activitystrea.ms/create", note(5, &format!("{SECRET} 5")));
        assert_eq!(scene.app.post(&more).await.status, 200);
        scene.app.projected().await;
        let mates = scene.engagement().await;
        assert_eq!(mates["members"].as_array().unwrap().len(), 5);

        scene.withdraw(&id).await;
        assert!(scene.leaks().await.is_superset(&shown));
        let after = scene.engagement().await;
        let points = |report: &Value, who: &str| {
            let members = report["members"].as_array().unwrap().iter();
            let name = format!("Findable {who}");
            let member = members.clone().find(|it| it["name"] == name.as_str()).unwrap();
            member["points"].clone()
        };
        // The fifth of a day counts no more than the second, and is there.
        assert_eq!(points(&after, "anna"), points(&before, "anna"));
        let path = format!("/api/v1/groups/{}/contributions", scene.group);
        let said = scene.get(&scene.coach, &path).await.body.to_string();
        assert!(said.contains(&format!("{SECRET} 5")), "{said}");
        for who in ["bo", "cem", "dana", "eva", "finn"] {
            assert_eq!(points(&after, who), points(&before, who), "{who}");
        }
        assert_eq!(after["restricted"], json!([]));
        // Her mates' figures were as if she had not acted.
        assert!(points(&mates, "bo").as_f64() < points(&before, "bo").as_f64());
    }
}
