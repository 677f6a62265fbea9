//! Whatever people and apps write is shown as text: nothing runs, nothing leads elsewhere, nothing
//! breaks the page.

mod files;
mod frames;
mod payloads;
mod scripts;

use coachlight::sso::{Role, Roles};
use fantoccini::Client;
use serde_json::{Value, json};

use self::payloads::{ADDRESSES, payloads};
use crate::coaching::pages::fill;
use crate::coaching::{Scene, agent, sent};
use crate::support::TestApp;
use crate::support::browser::{at_each_start, browser, widen};

/// As much of a text as a field that a person fills in takes.
fn cut(text: &str) -> String {
    text.replace('\0', "").chars().take(250).collect()
}

fn titled(iri: &str, kind: &str, name: &str) -> Value {
    json!({ "id": iri, "definition": { "type": kind, "name": { "en": name } } })
}

/// Sends, for each payload, a group, a member of all groups, a contribution, a question with a reply
/// and a competency that are called so; the first learner has evidence in all competencies.
async fn sent_by_an_app(app: &TestApp, all: &[String]) {
    let (create, join) = (
        "http://activitystrea.ms/create",
        "http://activitystrea.ms/join",
    );
    let mut competencies = Vec::new();
    let mut statements = Vec::new();
    for (index, text) in all.iter().enumerate() {
        let scheme = ADDRESSES[index % ADDRESSES.len()];
        let who = format!("h{index}");
        let place = titled(
            &format!("https://app.example.org/hostile/{index}"),
            "http://activitystrea.ms/group",
            text,
        );
        let topic = titled(
            &format!("{scheme}c{index}"),
            "https://w3id.org/xapi/tla/activity-types/competency",
            text,
        );
        let linking = json!({ "context": { "extensions": {
            "https://coachlight.org/xapi/extensions/competency-link": [topic["id"]]
        } } });
        let mut make = sent("coach", create, place.clone(), linking);
        make["object"]["definition"]["description"] = json!({ "en": text });
        statements.push(make);
        let within = json!({ "context": { "contextActivities": { "grouping": [place, topic] } } });
        let post = titled(
            &format!("{scheme}p{index}"),
            "http://activitystrea.ms/note",
            text,
        );
        let ask = titled(
            &format!("https://app.example.org/q/{index}"),
            "http://activitystrea.ms/question",
            text,
        );
        for (verb, object) in [(join, place.clone()), (create, post), (create, ask.clone())] {
            let mut said = sent(&who, verb, object, within.clone());
            said["actor"] = agent(&who);
            said["actor"]["name"] = json!(text);
            said["result"] = json!({ "response": text });
            statements.push(said);
        }
        let mut reply = sent(
            "anna",
            "http://adlnet.gov/expapi/verbs/responded",
            ask,
            within,
        );
        reply["result"] = json!({ "response": text });
        statements.push(reply);
        competencies.push(topic);
    }
    let all = json!({ "context": { "contextActivities": { "grouping": competencies } } });
    let test = titled(
        "https://app.example.org/test",
        "http://adlnet.gov/expapi/activities/assessment",
        "Test",
    );
    let mut passed = sent("anna", "http://adlnet.gov/expapi/verbs/passed", test, all);
    passed["result"] = json!({ "success": true, "score": { "scaled": 1 } });
    statements.push(passed);
    // The longest texts stand in many places of what is said with them.
    for some in statements.chunks(4) {
        let answer = app.post(&json!(some)).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
    }
    app.projected().await;
}

/// Fills in, for each payload, what people write on pages; returns the addresses to look at.
async fn written_by_people(scene: &Scene<'_>, all: &[String]) -> Vec<String> {
    let person = format!("/people/{}", scene.app.person("anna").await);
    let mut aims = Vec::new();
    for (index, text) in all.iter().enumerate() {
        // A blank alone is refused.
        let text = format!("{} aim", cut(text));
        match index % 3 {
            0 => {
                let goal = json!({ "title": text, "note": text });
                scene.done("coach", "/goals", goal).await;
            }
            1 => {
                let step = json!({ "title": text, "note": text });
                scene.done("anna", "/steps", step).await;
            }
            _ => {}
        }
        aims.push(text);
    }
    let mut pages = vec![
        format!("{person}/goals"),
        format!("{person}/plans"),
        format!("{person}/reviews"),
    ];
    let progress = scene.get("coach", &format!("{person}/progress")).await;
    let known = progress["competencies"].as_array().unwrap();
    for (some, topics) in aims.chunks(20).zip(known.chunks(20)) {
        let items = some.iter().zip(topics);
        let items =
            items.map(|(why, topic)| json!({ "competency": topic["iri"], "level": 2, "why": why }));
        let items: Vec<Value> = items.collect();
        let plan = json!({ "title": some[0], "items": items });
        let made = scene.done("coach", "/plans", plan).await;
        pages.push(format!("{person}/plans/{}", made["id"].as_str().unwrap()));
    }
    let review = scene
        .submit(
            "coach",
            &format!("{person}/reviews"),
            &[("day".into(), "2099-01-01".into())],
        )
        .await
        .to;
    let mut fields = scene.page("coach", &review).await.fields("form.wide");
    // What is said at a number, in a hint and about one's own learning.
    let all: Vec<char> = aims.join("\n").chars().collect();
    let mut parts = all.chunks(4_000).cycle().map(|part| part.iter().collect());
    let mut next = || -> String { parts.next().unwrap_or_default() };
    fill(&mut fields, "notes", 0, &next());
    assert_eq!(scene.submit("coach", &review, &fields).await.status, 303);
    let note = [("text".to_owned(), next())];
    scene
        .submit("coach", &format!("{review}/note"), &note)
        .await;
    pages.push(review);
    for topic in known.iter().take(all.len().div_ceil(4_000)) {
        let iri = &topic["iri"];
        pages.push(format!("{person}/competencies/{}", topic["key"]));
        let said = json!({ "competency": iri, "text": next() });
        scene.done("anna", "/disagreements", said).await;
        let pin = json!({ "competency": iri, "level": 1, "reason": next() });
        scene.done("coach", "/pins", pin).await;
        scene
            .done("coach", "/hints", json!({ "text": next() }))
            .await;
        scene
            .done("anna", "/reflections", json!({ "text": next() }))
            .await;
    }
    pages.extend([format!("{person}/disagreements"), format!("{person}/hints")]);
    pages
}

/// What is wrong with the page that a window shows.
async fn wrong(window: &Client) -> Value {
    let look = "
        document.querySelectorAll('details').forEach(one => one.open = true);
        const wrong = [...(window.violations ?? [])];
        if (window.pwned !== undefined) wrong.push('a script ran');
        for (const one of document.querySelectorAll('*')) {
            for (const name of ['href', 'src', 'action', 'formAction', 'data', 'cite', 'poster']) {
                const value = typeof one[name] === 'object' && one[name] ? one[name].baseVal : one[name];
                const own = one.hasAttribute(name.toLowerCase()) || one.hasAttribute('xlink:' + name);
                if (own && value && !/^https?:/.test(new URL(value, location).protocol))
                    wrong.push(one.tagName + ' leads to ' + value.slice(0, 60));
                if (own && value && !one.matches('a.back') && new URL(value, location).host !== location.host)
                    wrong.push(one.tagName + ' leads away to ' + value.slice(0, 60));
            }
            for (const attribute of one.attributes)
                if (/^on/i.test(attribute.name) || attribute.name === 'style' || attribute.name === 'srcdoc')
                    wrong.push(one.tagName + ' has ' + attribute.name);
        }
        const strange = 'iframe, object, embed, style, base, meta[http-equiv], math, audio, video, template, script:not([src^=\"/assets/\"])';
        for (const one of document.querySelectorAll(strange)) wrong.push('there is ' + one.tagName);
        if (document.querySelectorAll('link').length !== 2) wrong.push('there is another link');
        if (document.documentElement.scrollWidth > innerWidth) {
            const wide = [...document.querySelectorAll('main *')].filter(one => one.getBoundingClientRect().right > innerWidth + 1
                && !one.closest('.table, pre, svg'));
            const name = one => one.tagName + '.' + one.className + ' ' + one.textContent.slice(0, 40);
            wrong.push(document.documentElement.scrollWidth + ' pixels wide: ' + wide.slice(0, 3).map(name).join(' | '));
        }
        return wrong.map(one => one.toWellFormed());";
    // A dialog that is open would fail this.
    window.execute(look, Vec::new()).await.unwrap()
}

/// Some hundreds of pages take minutes to look at, so that it is done in parts.
const PARTS: usize = 4;

#[tokio::test(flavor = "multi_thread")]
async fn whatever_is_written_is_shown_as_text_in_the_first_part() {
    shown_as_text(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_is_written_is_shown_as_text_in_the_second_part() {
    shown_as_text(1).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_is_written_is_shown_as_text_in_the_third_part() {
    shown_as_text(2).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_is_written_is_shown_as_text_in_the_fourth_part() {
    shown_as_text(3).await;
}

async fn shown_as_text(part: usize) {
    let app = TestApp::start(None).await;
    let scene = Scene::new(&app).await;
    let all = payloads();
    assert!(all.len() >= 400, "{}", all.len());
    let all: Vec<String> = all.into_iter().skip(part).step_by(PARTS).collect();
    sent_by_an_app(&app, &all).await;
    let mut pages = written_by_people(&scene, &all).await;
    crate::alerts::filed(&app).await;
    let theirs = pages.clone();

    let groups = scene.get("coach", "/groups?limit=500").await;
    let person = format!("/people/{}", app.person("anna").await);
    for (index, group) in groups["items"].as_array().unwrap().iter().enumerate() {
        let path = format!("/groups/{}", group["id"].as_str().unwrap());
        if index % 3 == 0 {
            pages.push(format!("{path}?window=90"));
        }
        if group["name"]
            .as_str()
            .is_some_and(|name| name.len() > 1000 || name.starts_with("<script>"))
        {
            pages.extend(
                ["/edit", "/invitations", "/matrix", "/board"].map(|rest| format!("{path}{rest}")),
            );
        }
    }
    let progress = scene.get("coach", &format!("{person}/progress")).await;
    let known = progress["competencies"].as_array().unwrap();
    assert!(known.len() >= all.len(), "{} competencies", known.len());
    let explained = known.iter().step_by(8);
    pages.extend(explained.map(|it| format!("{person}/competencies/{}", it["key"])));
    for text in all.iter().step_by(5) {
        let query: String = url::form_urlencoded::byte_serialize(text.as_bytes())
            .take(900)
            .collect();
        pages.push(format!("/search?q={query}"));
    }
    let members = app.person("h0").await;
    pages.extend(["/today", "/groups", "/groups/new", "/me", "/search?q=a"].map(str::to_owned));
    pages.extend([person, format!("/people/{members}")]);

    let window = watched().await;
    let link = app.link("coach", Roles::of(Role::Coach)).await;
    window.goto(&link).await.unwrap();
    widen(&window, 360).await;
    let mut faults = look(&window, &app, &pages).await;
    // The record store's pages, which show statements as they came.
    let link = app.link("admin", Roles::of(Role::Administrator)).await;
    window.goto(&link).await.unwrap();
    let last = app.get("/xapi/statements?limit=8").send().await.unwrap();
    let last: Value = last.json().await.unwrap();
    let mut pages = vec![
        "/admin/statements".to_owned(),
        "/admin/people?name=a".to_owned(),
    ];
    let of = |one: &Value| format!("/admin/statements/{}", one["id"].as_str().unwrap());
    pages.extend(last["statements"].as_array().unwrap().iter().map(of));
    faults.extend(look(&window, &app, &pages).await);
    faults.extend(own_pages(&window, &app, all.len(), theirs).await);
    window.close().await.unwrap();
    assert!(
        faults.is_empty(),
        "{} faults\n{}",
        faults.len(),
        faults.join("\n")
    );
}

/// A window that notes what the policy of a page forbids.
async fn watched() -> Client {
    let window = browser().await;
    at_each_start(
        &window,
        "window.violations = []; document.addEventListener('securitypolicyviolation',
        event => window.violations.push(event.violatedDirective + ' ' + event.blockedURI));",
    )
    .await;
    window
}

/// What is wrong with the pages of learners: of one about whom much was written, and of some who are
/// called badly, with where those lead.
async fn own_pages(
    window: &Client,
    app: &TestApp,
    count: usize,
    mut pages: Vec<String>,
) -> Vec<String> {
    let mine = [
        "/me",
        "/me/privacy",
        "/me/looks",
        "/me/sessions",
        "/me/settings",
        "/me/exports",
    ];
    pages.extend(mine.map(str::to_owned));
    let link = app.link("anna", Roles::default()).await;
    window.goto(&link).await.unwrap();
    let mut faults = look(window, app, &pages).await;
    for index in (0..count).step_by(9) {
        let link = app.link(&format!("h{index}"), Roles::default()).await;
        window.goto(&link).await.unwrap();
        let mut pages = vec!["/me".to_owned(), "/search?q=a".to_owned()];
        window.goto(&format!("{}/me", app.base)).await.unwrap();
        let places = "return [...document.querySelectorAll('main a[href^=\"/groups/\"], main a[href^=\"/people/\"]')]
            .map(one => one.getAttribute('href')).slice(0, 3)";
        let places = window.execute(places, Vec::new()).await.unwrap();
        let places = places.as_array().unwrap().iter();
        pages.extend(places.map(|place| place.as_str().unwrap().to_owned()));
        assert!(pages.len() > 2, "h{index} has no way on");
        faults.extend(look(window, app, &pages).await);
    }
    faults
}

async fn look(window: &Client, app: &TestApp, pages: &[String]) -> Vec<String> {
    let mut faults = Vec::new();
    for path in pages {
        window.goto(&format!("{}{path}", app.base)).await.unwrap();
        let found = wrong(window).await;
        let found = found.as_array().unwrap();
        let shown: String = path.chars().take(90).collect();
        faults.extend(found.iter().map(|fault| format!("{shown}: {fault}")));
    }
    faults
}
