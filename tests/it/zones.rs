//! Whoever reads is shown moments by their own clock. Days stay the organisation's, which is in Berlin
//! here.

use coachlight::sso::{Role, Roles};
use reqwest::Method;
use secrecy::SecretString;
use serde_json::{Value, json};

use crate::coaching::sent;
use crate::support::asker::{Asker, texts};
use crate::support::provider::{CLIENT, Provider, session};
use crate::support::{Answer, TestApp, both, fresh_postgres, statement, with_id};

async fn choose(reader: &Asker<'_>, zone: &str) -> Answer {
    reader.post("/me/settings", &[("zone", zone)]).await
}

async fn live_in(reader: &Asker<'_>, zone: &str) {
    let chosen = choose(reader, zone).await;
    assert_eq!(chosen.status, 303, "{}", chosen.body);
}

/// What the API knows of somebody's zone.
async fn settings(reader: &Asker<'_>) -> Value {
    of_zones(reader.get("/api/v1/me/settings").await.body)
}

/// Settings without those of language.
fn of_zones(mut settings: Value) -> Value {
    for other in ["language", "languages"] {
        assert!(settings.as_object_mut().unwrap().remove(other).is_some());
    }
    settings
}

/// A moment as a page marks it: for programs in UTC, for people by a clock whose zone is named.
fn moment(utc: &str, zone: &str, shown: &str) -> String {
    format!("<time datetime=\"{utc}\" title=\"{zone}\">{shown}</time>")
}

both! {
    async fn a_moment_is_shown_by_each_readers_clock_in_summer_and_winter(app: TestApp) {
        let mut ids = Vec::new();
        for at in ["2025-07-01T22:30:00Z", "2025-01-10T22:30:00Z"] {
            let mut said = with_id(statement("anna", "http://activitystrea.ms/share", "x"));
            said["timestamp"] = json!(at);
            assert_eq!(app.post(&said).await.status, 200);
            ids.push(said["id"].as_str().unwrap().to_owned());
        }
        let admin = Roles::of(Role::Administrator);
        let one = Asker::of(&app, "ada", admin).await;
        let other = Asker::of(&app, "ben", admin).await.speaking("de");
        live_in(&other, "America/New_York").await;
        let [summer, winter] = [0, 1].map(|place: usize| format!("/admin/statements/{}", ids[place]));
        let (july, january) = ("2025-07-01T22:30:00.000000Z", "2025-01-10T22:30:00.000000Z");
        for (reader, path, expected) in [
            (&one, &summer, moment(july, "Europe/Berlin", "2 Jul 2025, 00:30:00")),
            (&one, &winter, moment(january, "Europe/Berlin", "10 Jan 2025, 23:30:00")),
            (&other, &summer, moment(july, "America/New_York", "1.7.2025, 18:30:00")),
            (&other, &winter, moment(january, "America/New_York", "10.1.2025, 17:30:00")),
        ] {
            let page = reader.page(path).await;
            assert!(page.contains(&expected), "no {expected} in {page}");
        }
        // The zone stands on every page, and what stands in a sentence names it itself.
        let page = other.page("/admin/people/suggestions").await;
        assert_eq!(texts(&page, "footer a"), ["Uhrzeiten: America/New_York"]);
        let look = other.request(Method::POST, "/admin/people/suggestions");
        assert_eq!(Answer::of(look).await.status, 303);
        let page = other.page("/admin/people/suggestions").await;
        let facts = texts(&page, ".facts span").join("\n");
        assert!(facts.contains("(America/New_York)"), "{facts}");
        // The API tells it in UTC whoever asks.
        let sessions = other.request(Method::GET, "/api/v1/me/sessions");
        let sessions = Answer::of(sessions).await.body;
        let since = sessions["items"][0]["since"].as_str().unwrap();
        assert!(since.ends_with('Z'), "{sessions}");
    }

    async fn a_zone_is_chosen_by_name_or_city_on_the_page_or_in_the_api(app: TestApp) {
        let reader = Asker::of(&app, "anna", Roles::default()).await;
        let nobody_chose = json!({
            "time_zone": "Europe/Berlin", "chosen": null, "told": null, "organisation": "Europe/Berlin"
        });
        assert_eq!(settings(&reader).await, nobody_chose);
        live_in(&reader, " tokyo ").await;
        let chosen = settings(&reader).await;
        assert_eq!((&chosen["time_zone"], &chosen["chosen"]), (&json!("Asia/Tokyo"), &json!("Asia/Tokyo")));
        let page = reader.page("/me/settings").await;
        assert!(page.contains("value=\"Asia/Tokyo\"") && page.contains("Times: Asia/Tokyo"), "{page}");
        assert!(texts(&page, "main p").iter().any(|said| said.contains("organisation’s (Europe/Berlin)")));
        let offered = page.matches("<option value=\"").count();
        assert!(offered > 300, "{offered} zones are offered");

        let put = |body: Value| {
            let request = reader.request(Method::PUT, "/api/v1/me/settings");
            Answer::of(request.body(body.to_string()))
        };
        let lima = put(json!({ "time_zone": "america/lima" })).await;
        assert_eq!((lima.status.as_u16(), &lima.body["time_zone"]), (200, &json!("America/Lima")));
        assert!(reader.page("/me/looks").await.contains("Times: America/Lima"));
        // No choice of one's own.
        live_in(&reader, "").await;
        assert_eq!(settings(&reader).await, nobody_chose);
        assert_eq!(of_zones(put(json!({ "time_zone": null })).await.body), nobody_chose);
    }

    async fn a_zone_that_there_is_not_is_refused_with_what_to_do(app: TestApp) {
        let reader = Asker::of(&app, "anna", Roles::default()).await;
        live_in(&reader, "Asia/Tokyo").await;
        let german = reader.speaking("de");
        for wrong in ["Mars", "+02:00", "CEST", "../etc/passwd", "Europe/Berlin\0"] {
            let refused = choose(&german, wrong).await;
            let page = refused.body.as_str().unwrap();
            assert_eq!(refused.status, 400, "{wrong}");
            let said = texts(page, "[role=alert]").join(" ");
            assert!(said.contains("gibt es nicht") && said.contains("Europe/Berlin"), "{said}");
            let request = german.request(Method::PUT, "/api/v1/me/settings");
            let told = Answer::of(request.body(json!({ "time_zone": wrong }).to_string())).await;
            assert_eq!(told.problem(), (400, "/problems/bad-request", vec![]));
            let detail = told.body["detail"].as_str().unwrap();
            assert!(detail.contains("Choose one") && detail.contains("Europe/Berlin"), "{detail}");
        }
        for body in [json!({}), json!({ "time_zone": 7 }), json!({ "zone": "Asia/Tokyo" })] {
            let request = german.request(Method::PUT, "/api/v1/me/settings");
            let told = Answer::of(request.body(body.to_string())).await;
            assert_eq!(told.problem(), (400, "/problems/malformed-json", vec![]), "{body}");
        }
        // What was typed stands there still, and what was chosen before holds.
        let page = choose(&german, "Mars").await;
        assert!(page.body.as_str().unwrap().contains("value=\"Mars\""), "{}", page.body);
        assert_eq!(settings(&german).await["time_zone"], "Asia/Tokyo");
    }

    async fn a_groups_feed_tells_when_by_the_readers_clock(app: TestApp) {
        let group = json!({
            "id": "https://app.example.org/groups/1",
            "definition": { "type": "http://activitystrea.ms/group", "name": { "en": "Talking" } }
        });
        let now = app.running.as_ref().unwrap().app.clock.now();
        let said = now - jiff::SignedDuration::from_hours(3);
        let within = json!({
            "context": { "contextActivities": { "grouping": [group] } },
            "timestamp": said.to_string(), "result": { "response": "Late at night" }
        });
        let note = json!({
            "id": "https://app.example.org/n/1", "definition": { "type": "http://activitystrea.ms/note" }
        });
        let all = json!([
            sent("coach", "http://activitystrea.ms/create", group.clone(), json!({})),
            sent("anna", "http://activitystrea.ms/join", group, json!({})),
            sent("anna", "http://activitystrea.ms/create", note, within),
        ]);
        assert_eq!(app.post(&all).await.status, 200);
        app.projected().await;
        let reader = Asker::of(&app, "coach", Roles::of(Role::Coach)).await;
        let groups = Answer::of(app.get("/api/v1/groups")).await.body;
        let path = format!("/groups/{}?window=90", groups["items"][0]["id"].as_str().unwrap());
        for zone in ["Europe/Berlin", "America/Lima", "Pacific/Kiritimati"] {
            live_in(&reader, zone).await;
            let page = reader.page(&path).await;
            let local = said.in_tz(zone).unwrap();
            let shown = local.strftime("%-d %b %Y, %H:%M").to_string();
            assert_eq!(texts(&page, ".feed time"), [shown]);
            let named = local.strftime("title=\"%-d %b %Y, %H:%M:%S").to_string() + &format!(" ({zone})\"");
            assert!(page.contains(&named), "no {named} in {page}");
        }
    }

    async fn a_workbook_and_an_archive_name_the_zone_that_they_are_written_in(app: TestApp) {
        let anna = app.person("anna").await;
        let admin = Asker::of(&app, "ada", Roles::of(Role::Administrator)).await;
        let page = admin.page(&format!("/admin/people/{anna}")).await;
        assert!(page.contains("Times: Europe/Berlin"));
        let reader = Asker::of(&app, "anna", Roles::default()).await;
        live_in(&reader, "Asia/Kolkata").await;
        let file = reader.request(Method::GET, "/exports/now?what=looks&format=xlsx");
        let bytes = file.send().await.unwrap().bytes().await.unwrap();
        let mut book: calamine::Xlsx<_> =
            calamine::open_workbook_from_rs(std::io::Cursor::new(bytes.to_vec())).unwrap();
        let sheets = calamine::Reader::sheet_names(&book);
        let sheet = calamine::Reader::worksheet_range(&mut book, &sheets[0]).unwrap();
        let names: Vec<String> = sheet.rows().next().unwrap().iter().map(ToString::to_string).collect();
        assert!(names.iter().any(|name| name.ends_with("(Asia/Kolkata)")), "{names:?}");
    }
}

async fn signing_in_tells_the_zone(postgres: Option<String>) {
    let provider = Provider::start().await;
    let app = TestApp::start_with(postgres, |config| {
        config.sso.issuer = Some(provider.issuer.parse().unwrap());
        config.sso.client_id = Some(CLIENT.into());
        config.sso.client_secret = Some(SecretString::from("secret"));
    })
    .await;
    let told = async |zone: Option<&str>| {
        let mut claims = provider.claims("anna");
        if let Some(zone) = zone {
            claims["zoneinfo"] = json!(zone);
        }
        let answer = provider.sign_in(&app, claims).await;
        Asker::with(&app, session(&answer))
    };
    let of = async |zone: Option<&str>| settings(&told(zone).await).await["time_zone"].clone();
    assert_eq!(of(Some("Asia/Tokyo")).await, "Asia/Tokyo");
    // What nobody knows changes nothing, nor does saying nothing.
    for nothing in [Some("Atlantis"), Some(""), None] {
        assert_eq!(of(nothing).await, "Asia/Tokyo", "{nothing:?}");
    }
    assert_eq!(of(Some("America/Lima")).await, "America/Lima");
    // Who has chosen is not overruled.
    let reader = told(Some("America/Lima")).await;
    live_in(&reader, "Africa/Nairobi").await;
    assert_eq!(of(Some("Asia/Tokyo")).await, "Africa/Nairobi");
    let page = reader.page("/me/settings").await;
    assert!(page.contains("your sign-in: Asia/Tokyo"), "{page}");
    live_in(&reader, "").await;
    assert_eq!(settings(&reader).await["time_zone"], "Asia/Tokyo");
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_in_tells_the_zone_sqlite() {
    signing_in_tells_the_zone(None).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_in_tells_the_zone_postgres() {
    signing_in_tells_the_zone(Some(fresh_postgres().await)).await;
}
