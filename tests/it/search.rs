//! Search finds by name what somebody may see, and nothing else.

use coachlight::credentials::Scope;
use coachlight::sso::{Role, Roles};
use serde_json::{Value, json};

use crate::coaching::{agent, sent};
use crate::support::{Answer, TestApp, both, credential};

const CREATE: &str = "http://activitystrea.ms/create";
const JOIN: &str = "http://activitystrea.ms/join";

fn group(number: u32, name: &str) -> Value {
    json!({
        "id": format!("https://app.example.org/groups/{number}"),
        "definition": { "type": "http://activitystrea.ms/group", "name": { "en": name } }
    })
}

/// What somebody with a name does.
fn named(who: &str, name: &str, verb: &str, object: Value, more: Value) -> Value {
    let mut statement = sent(who, verb, object, more);
    statement["actor"] = agent(who);
    statement["actor"]["name"] = json!(name);
    statement
}

fn says(who: &str, name: &str, place: &Value, post: u32, title: &str) -> Value {
    let object = json!({
        "id": format!("https://app.example.org/posts/{post}"),
        "definition": { "type": "http://activitystrea.ms/note", "name": { "en": title } }
    });
    let within = json!({ "context": { "contextActivities": { "grouping": [place] } } });
    named(who, name, CREATE, object, within)
}

/// Two groups with a coach and a learner each; both learners and what they say are called alike.
async fn filled(app: &TestApp) {
    let (one, two) = (group(1, "Überzeugen"), group(2, "Überzeugend reden"));
    let topic = json!({ "context": { "extensions": {
        "https://coachlight.org/xapi/extensions/competency-link": ["https://app.example.org/c/uebung"]
    } } });
    let statements = json!([
        named("coach", "Carla", CREATE, one.clone(), topic),
        named("coach2", "Carlo", CREATE, two.clone(), json!({})),
        named("anna", "Anna Müller", JOIN, one.clone(), json!({})),
        named("cem", "Cem Mueller", JOIN, two.clone(), json!({})),
        says("anna", "Anna Müller", &one, 1, "Übung macht den Meister"),
        says("cem", "Cem Mueller", &two, 2, "Uebung ohne Ende"),
    ]);
    assert_eq!(app.post(&statements).await.status, 200);
    app.projected().await;
}

/// What somebody finds: kind and name of each.
async fn finds(app: &TestApp, cookie: &str, question: &str) -> Vec<(String, String)> {
    let request = app
        .client
        .get(format!("{}/api/v1/search?{question}", app.base));
    listed(&Answer::of(request.header("Cookie", cookie)).await)
}

fn listed(answer: &Answer) -> Vec<(String, String)> {
    assert_eq!(answer.status, 200, "{}", answer.body);
    let items = answer.body["items"].as_array().unwrap().iter();
    let pair = |it: &Value| {
        let text = |member: &str| it[member].as_str().unwrap().to_owned();
        (text("kind"), text("name"))
    };
    items.map(pair).collect()
}

fn pairs(all: &[(&str, &str)]) -> Vec<(String, String)> {
    let pair = |(kind, name): &(&str, &str)| ((*kind).to_owned(), (*name).to_owned());
    all.iter().map(pair).collect()
}

both! {
    async fn everybody_finds_what_they_may_see_and_nothing_else(app: TestApp) {
        filled(&app).await;
        let coach = app.session("coach", Roles::of(Role::Coach)).await;
        let coach2 = app.session("coach2", Roles::of(Role::Coach)).await;
        let anna = app.session("anna", Roles::default()).await;
        let nobody = app.session("nobody", Roles::default()).await;
        let hr = app.session("hr", Roles::of(Role::Hr)).await;
        let admin = app.session("admin", Roles::of(Role::Administrator)).await;

        // In any case, with or without accents, umlauts spelt out or not.
        assert_eq!(finds(&app, &coach, "q=MULLER").await, pairs(&[("person", "Anna Müller")]));
        for question in ["q=muell", "q=M%C3%9Cller"] {
            let mine = finds(&app, &coach, question).await;
            assert_eq!(mine, pairs(&[("person", "Anna Müller")]), "{question}");
            let theirs = finds(&app, &coach2, question).await;
            assert_eq!(theirs, pairs(&[("person", "Cem Mueller")]), "{question}");
            // Learners find nobody, not even those beside them.
            assert_eq!(finds(&app, &anna, question).await, []);
            assert_eq!(finds(&app, &hr, question).await, []);
            let all = finds(&app, &admin, question).await;
            assert_eq!(all, pairs(&[("person", "Anna Müller"), ("person", "Cem Mueller")]), "{question}");
        }
        let own = pairs(&[("group", "Überzeugen"), ("contribution", "Übung macht den Meister")]);
        assert_eq!(finds(&app, &anna, "q=%C3%BCb").await.iter().filter(|it| it.0 != "competency").cloned().collect::<Vec<_>>(), own);
        let of_coach = finds(&app, &coach, "q=ub").await;
        assert!(own.iter().all(|one| of_coach.contains(one)), "{of_coach:?}");
        assert!(!of_coach.iter().any(|(_, name)| name.starts_with("Uebung ohne")), "{of_coach:?}");
        assert_eq!(finds(&app, &nobody, "q=ub").await, []);
        let groups = pairs(&[("group", "Überzeugen"), ("group", "Überzeugend reden")]);
        assert_eq!(finds(&app, &hr, "q=uberz").await, groups);
        // What is called so comes first; only one kind.
        assert_eq!(finds(&app, &admin, "q=uberzeugen&kind=group").await, groups);
        assert_eq!(finds(&app, &admin, "q=reden%20uber").await, groups[1..]);

        // Whoever has left is found no more.
        let left = named("anna", "Anna Müller", "http://activitystrea.ms/leave", group(1, "Überzeugen"), json!({}));
        app.post(&json!([left])).await;
        app.projected().await;
        assert_eq!(finds(&app, &coach, "q=anna").await, []);
        assert_eq!(finds(&app, &anna, "q=uberz").await, []);
    }

    async fn results_come_in_pages(app: TestApp) {
        filled(&app).await;
        let key = credential(&app.running.as_ref().unwrap().app, "R", &[Scope::ReportsRead]).await;
        let ask = async |path: &str| {
            let request = app.client.get(format!("{}{path}", app.base));
            Answer::of(request.basic_auth(&key.key, Some(&key.secret))).await
        };
        let mut path = "/api/v1/search?q=c&limit=1".to_owned();
        let mut names = Vec::new();
        loop {
            let answer = ask(&path).await;
            names.extend(listed(&answer).into_iter().map(|(_, name)| name));
            match answer.body["next"].as_str() {
                Some(next) => path = next.to_owned(),
                None => break,
            }
        }
        assert_eq!(names, ["Carla", "Carlo", "Cem Mueller"]);
        for (question, status) in [("", 400), ("q=%20", 400), ("q=a&kind=score", 400), ("q=a&limit=0", 400), ("q=a&of=b", 400)] {
            assert_eq!(ask(&format!("/api/v1/search?{question}")).await.status, status, "{question}");
        }
    }

    async fn the_page_groups_what_it_finds_and_links_to_it(app: TestApp) {
        filled(&app).await;
        let coach = app.session("coach", Roles::of(Role::Coach)).await;
        let see = async |path: &str| {
            let request = app.client.get(format!("{}{path}", app.base));
            let answer = Answer::of(request.header("Cookie", &coach).header("Accept", "text/html")).await;
            assert_eq!(answer.status, 200);
            answer.body.as_str().unwrap().to_owned()
        };
        let page = see("/search?q=m%C3%BCller").await;
        let person = format!("/people/{}", app.person("anna").await);
        assert!(page.contains(&format!("<a href=\"{person}\">Anna Müller</a>")), "{page}");
        assert!(page.contains("People (1)") && page.contains("value=\"müller\""));
        let page = see("/search?q=ubung").await;
        assert!(page.contains("Contributions (1)") && page.contains(">Überzeugen</a>"), "{page}");
        assert!(see("/search?q=xyz").await.contains("Nothing was found."));
        // Every page has the field.
        assert!(see("/today").await.contains("action=\"/search\""));
        assert!(!see("/search").await.contains("Nothing was found."));
    }
}
