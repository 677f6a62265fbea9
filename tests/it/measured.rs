//! Frameworks on pages: seen before they are taken, weighed, put back and written out. And what is
//! on its way out.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::asker::{Asker, texts};
use crate::support::waiting::{once, until};
use crate::support::{Answer, TestApp, both};

pub(crate) const TABLE: &str =
    "idnumber,name,parent,weight\nTALK,Talking,,\nTALK-1,Asking,TALK,\nTALK-2,Listening,TALK,2\n";

/// Sends the form that imports, as a browser does.
pub(crate) async fn import(admin: &Asker<'_>, fields: &[(&str, &str)]) -> Answer {
    let mut body = String::new();
    for (name, value) in fields {
        let file = if *name == "file" {
            "; filename=\"f.csv\""
        } else {
            ""
        };
        body += &format!(
            "--b\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n\r\n{value}\r\n"
        );
    }
    body += "--b--\r\n";
    let request = admin.request(Method::POST, "/admin/frameworks/import");
    Answer::of(
        request
            .header("Content-Type", "multipart/form-data; boundary=b")
            .body(body),
    )
    .await
}

async fn frameworks(app: &TestApp) -> Vec<Value> {
    let list = Answer::of(app.get("/api/v1/frameworks")).await.body;
    list["items"].as_array().unwrap().clone()
}

fn page(answer: &Answer) -> &str {
    answer.body.as_str().unwrap()
}

both! {
    async fn a_framework_is_seen_before_it_is_taken(app: TestApp) {
        let admin = Asker::administrator(&app).await;
        assert!(admin.page("/admin/frameworks").await.contains("No framework yet"));
        let seen = import(&admin, &[("file", TABLE), ("text", ""), ("title", "Talking well")]).await;
        assert_eq!(seen.status, 200, "{}", seen.body);
        assert!(page(&seen).contains("New, with 3 competencies."), "{}", seen.body);
        assert!(frameworks(&app).await.is_empty(), "looking takes nothing");
        let taken = import(&admin, &[("text", TABLE), ("title", "Talking well"), ("take", "yes")]).await;
        assert_eq!(taken.status, 303, "{}", taken.body);
        let path = taken.headers["location"].to_str().unwrap().to_owned();
        let shown = admin.page(&path).await;
        assert_eq!(texts(&shown, "h1"), ["Talking well"]);
        assert_eq!(texts(&shown, ".tree td.number"), ["–", "1", "2"]);
        assert_eq!(texts(&shown, ".tree .chip.amber").len(), 3, "nobody speaks of them yet");

        // What is wrong is told with its line; what was filled in stays; nothing is taken.
        let circle = TABLE.replace("TALK,Talking,,", "TALK,Talking,TALK-1,");
        let wrong = import(&admin, &[("text", &circle), ("title", "Talking well"), ("take", "yes")]).await;
        assert_eq!(wrong.status, 400);
        let said = texts(page(&wrong), "[role=alert] li").join("\n");
        assert!(said.contains("line ") && said.contains("circle"), "{said}");
        assert!(page(&wrong).contains("Talking,TALK-1"), "{}", wrong.body);
        let nothing = import(&admin, &[("text", " ")]).await;
        assert!(nothing.status == 400 && page(&nothing).contains("Choose a file"));
        let elsewhere = format!("{}/ims/case/v1p1", app.base);
        let endpoint = import(&admin, &[("address", &elsewhere)]).await;
        assert!(endpoint.status == 400 && page(&endpoint).contains("asks for credentials"), "{}", endpoint.body);
        assert_eq!(frameworks(&app).await[0]["version"], 1);

        // Weights.
        let tree = Answer::of(app.get(&format!("/api/v1{}", path.replace("/admin", "")))).await.body;
        let item = |name: &str| {
            let found = tree["items"].as_array().unwrap().iter().find(|it| it["name"] == name);
            found.unwrap()["id"].as_str().unwrap().to_owned()
        };
        let (whole, part) = (item("Talking"), item("Asking"));
        let weigh = format!("{path}/items/{whole}/weights");
        let form = [(part.as_str(), "0")];
        let wrong = Answer::of(admin.request(Method::POST, &weigh).form(&form)).await;
        assert!(wrong.status == 400 && page(&wrong).contains("is no weight"), "{}", wrong.body);
        let form = [(part.as_str(), "1.5"), (whole.as_str(), "7")];
        let done = Answer::of(admin.request(Method::POST, &weigh).form(&form)).await;
        assert_eq!(done.status, 303, "{}", done.body);
        assert_eq!(texts(&admin.page(&path).await, ".tree td.number"), ["–", "1.5", "2"]);

        // A new version, seen before, and put back.
        let more = format!("{TABLE}TALK-3,Silence,TALK,\n");
        let seen = import(&admin, &[("text", &more), ("title", "Talking well")]).await;
        assert!(page(&seen).contains("Added: 1") && page(&seen).contains("version 2"), "{}", seen.body);
        import(&admin, &[("text", &more), ("title", "Talking well"), ("take", "yes")]).await;
        assert_eq!(frameworks(&app).await[0]["version"], 2);
        let compared = admin.page(&format!("{path}?version=1")).await;
        assert!(compared.contains("Removed: 1"), "{compared}");
        let back = admin.request(Method::POST, &format!("{path}/versions")).form(&[("version", "1")]);
        assert_eq!(Answer::of(back).await.status, 303);
        assert_eq!(frameworks(&app).await[0]["version"], 1);
        let none = admin.request(Method::POST, &format!("{path}/versions")).form(&[("version", "9")]);
        assert_eq!(Answer::of(none).await.status, 404);
        let audit = admin.page("/admin/audit?act=framework-decided").await;
        assert_eq!(texts(&audit, "tbody tr").len(), 3, "{audit}");

        // What leaves has the weights in force.
        let leaves = async |form: &str| {
            let path = format!("{path}/export?form={form}");
            Answer::of(admin.request(Method::GET, &path)).await
        };
        assert_eq!(leaves("case").await.body["CFItems"].as_array().unwrap().len(), 3);
        let moodle = leaves("moodle").await;
        assert!(moodle.headers["content-type"].to_str().unwrap().starts_with("text/csv"));
        assert!(page(&moodle).starts_with("parentidnumber,idnumber,shortname"), "{}", moodle.body);
        assert_eq!(leaves("pdf").await.status, 400);
    }

    async fn an_app_without_types_names_its_groups_by_a_beginning(app: TestApp) {
        let admin = Asker::administrator(&app).await;
        let said = |who: &str, number: u32| {
            crate::support::with_id(json!({
                "actor": { "account": { "homePage": "https://app.example.org", "name": who } },
                "verb": { "id": "http://activitystrea.ms/create" },
                "object": {
                    "id": format!("https://app.example.org/groups/7/posts/{number}"),
                    "definition": { "type": "http://activitystrea.ms/note" }
                },
                "timestamp": "2026-11-01T10:00:00Z"
            }))
        };
        let created = json!({
            "actor": { "account": { "homePage": "https://app.example.org", "name": "coach" } },
            "verb": { "id": "http://activitystrea.ms/create" },
            "object": {
                "id": "https://app.example.org/groups/7",
                "definition": { "type": "http://activitystrea.ms/group", "name": { "en": "Seven" } }
            },
            "timestamp": "2026-11-01T09:00:00Z"
        });
        app.post(&json!([created, said("anna", 1), said("bo", 2)])).await;
        app.projected().await;
        let members = async || {
            let groups = Answer::of(app.get("/api/v1/groups")).await.body;
            let id = groups["items"][0]["id"].as_str().unwrap().to_owned();
            assert_eq!(groups["items"].as_array().unwrap().len(), 1);
            let list = Answer::of(app.get(&format!("/api/v1/people?group={id}"))).await.body;
            list["items"].as_array().unwrap().len()
        };
        assert_eq!(members().await, 0);
        let own = json!({
            "version": "1", "prefixes": {}, "types": {}, "rules": [],
            "group_prefixes": ["https://app.example.org/groups/"]
        });
        let own = own.to_string();
        let form = [("document", own.as_str()), ("reason", "our groups")];
        let done = Answer::of(admin.request(Method::POST, "/admin/vocabulary").form(&form)).await;
        assert_eq!(done.status, 303, "{}", done.body);
        until(async || members().await == 2).await;
    }

    async fn what_is_not_taken_is_seen_and_tried_again(app: TestApp) {
        let admin = Asker::administrator(&app).await;
        let all = admin.page("/admin/deliveries").await;
        assert_eq!(texts(&all, "tbody th .note"), ["Letters"]);
        let hook = json!({ "url": "http://127.0.0.1:9/hook", "label": "Our app" });
        let made = Answer::of(app.request(Method::POST, "/api/v1/webhooks").body(hook.to_string())).await;
        assert!(made.status.is_success(), "{}", made.body);
        let id = made.body["id"].as_str().unwrap().to_owned();
        app.post(&json!({
            "actor": { "account": { "homePage": "https://app.example.org", "name": "coach" } },
            "verb": { "id": "http://activitystrea.ms/create" },
            "object": {
                "id": "https://app.example.org/groups/7",
                "definition": { "type": "http://activitystrea.ms/group" }
            }
        })).await;
        let page = once(async || {
            let page = admin.page("/admin/deliveries?troubled=yes").await;
            (texts(&page, ".chip.red") == ["Failing"]).then_some(page)
        })
        .await;
        assert!(page.contains("Our app"), "{page}");
        assert!(admin.page("/admin/deliveries?kind=platform").await.contains("Nothing to show"));
        let one = admin.page(&format!("/admin/deliveries/{id}")).await;
        assert!(texts(&one, ".feed strong").contains(&"Event".to_owned()), "{one}");
        let overview = admin.page("/admin").await;
        assert!(overview.contains("2 destinations; 1 with trouble"), "{overview}");
        let retry = format!("/admin/deliveries/{id}/retry");
        assert_eq!(Answer::of(admin.request(Method::POST, &retry)).await.status, 303);
        assert!(admin.page("/admin/audit?act=delivery-retried").await.contains(&id));
    }
}
