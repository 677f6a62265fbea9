//! Whatever people and apps write is shown as text: nothing runs, nothing leads elsewhere, nothing
//! breaks the page.

use coachlight::sso::{Role, Roles};
use fantoccini::Client;
use serde_json::{Value, json};

use crate::coaching::pages::fill;
use crate::coaching::{Scene, agent, sent};
use crate::support::TestApp;
use crate::support::browser::{at_each_start, browser, widen};

/// What is written into every field.
const PAYLOADS: &[&str] = &[
    "<script>window.pwned=1;alert(1)</script>",
    "</script><script>window.pwned=1;alert(1)</script>",
    "<ScRiPt src=//evil.example/x.js></ScRiPt>",
    "<script\n>window.pwned=1</script\n>",
    "<img src=x onerror=window.pwned=1;alert(1)>",
    "<img src=\"x\" onerror=\"alert(1)\"/>",
    "<svg onload=window.pwned=1;alert(1)>",
    "<svg><script>window.pwned=1</script></svg>",
    "<svg><a xlink:href=\"javascript:alert(1)\"><text x=0 y=20>Go</text></a></svg>",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    "<svg><set attributeName=href to=javascript:alert(1)>",
    "<svg><foreignObject><iframe src=javascript:alert(1)></foreignObject></svg>",
    "<math><mtext><style><img src onerror=alert(1)></style></mtext></math>",
    "<iframe src=\"javascript:alert(1)\"></iframe>",
    "<iframe srcdoc=\"<script>parent.pwned=1</script>\"></iframe>",
    "<object data=\"javascript:alert(1)\"></object>",
    "<embed src=\"data:text/html,<script>alert(1)</script>\">",
    "<a href=\"javascript:alert(1)\">Go</a>",
    "<a href=\"JaVaScRiPt:alert(1)\">Go</a>",
    "<a href=\"data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==\">Go</a>",
    "<a href=\"vbscript:msgbox(1)\">Go</a>",
    "<form action=\"https://evil.example/\"><button>Go</button></form>",
    "<button formaction=javascript:alert(1)>Go</button>",
    "<base href=\"https://evil.example/\">",
    "<meta http-equiv=\"refresh\" content=\"0;url=https://evil.example/\">",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<style>*{display:none}</style>",
    "<div style=\"position:fixed;inset:0\">over all</div>",
    "<details open ontoggle=alert(1)>",
    "<video><source onerror=alert(1)></video>",
    "<audio src=x onerror=alert(1)>",
    "<body onload=alert(1)>",
    "<input autofocus onfocus=alert(1)>",
    "<select autofocus onfocus=alert(1)>",
    "<textarea></textarea><script>alert(1)</script>",
    "</textarea><script>window.pwned=1</script>",
    "</title><script>window.pwned=1</script>",
    "</style><script>window.pwned=1</script>",
    "</option></select><script>window.pwned=1</script>",
    "<!--<img src=\"--><img src=x onerror=alert(1)//\">",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY a \"b\">]>&a;",
    "<template><script>alert(1)</script></template>",
    "\"><script>window.pwned=1</script>",
    "'><script>window.pwned=1</script>",
    "\" onmouseover=\"alert(1)\" x=\"",
    "' autofocus onfocus='alert(1)' x='",
    "` onmouseover=alert(1) x=`",
    "javascript:alert(1)",
    "java\tscript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "//evil.example/",
    "https://evil.example/\"onclick=\"alert(1)",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;alert(1)&#60;/script&#62;",
    "%3Cscript%3Ealert(1)%3C/script%3E",
    "\\u003cscript\\u003ealert(1)\\u003c/script\\u003e",
    "{{7*7}}${7*7}<%= 7*7 %>#{7*7}*{7*7}@(7*7)",
    "{{constructor.constructor('alert(1)')()}}",
    "{ $name } { -brand } {\"{\"}",
    "=HYPERLINK(\"https://evil.example/\",\"Go\")",
    "'; DROP TABLE person; --",
    "%s%n%x {0} {} \\0",
    "\u{202e}ylthgir ton si siht",
    "\u{2066}\u{202d}kcab dna \u{202e}forth\u{2069}",
    "a\u{200b}b\u{200c}c\u{200d}d\u{2060}e\u{feff}f",
    "\u{200b}",
    "Z\u{335}\u{300}\u{301}\u{302}\u{303}\u{304}a\u{335}\u{300}\u{301}\u{302}l\u{335}g\u{489}o\u{335}\u{300}",
    "👩‍👩‍👧‍👦🏳️‍🌈👍🏽\u{fe0f}",
    "עברית ו\u{202b}العربية\u{202c} together",
    "line\u{2028}separators\u{2029}here",
];

/// Addresses that lead elsewhere where they are taken for links.
const ADDRESSES: &[&str] = &[
    "javascript:alert(1)//",
    "data:text/html,%3Cscript%3Ealert(1)%3C/script%3E",
    "vbscript:msgbox(1)",
    "blob:https://evil.example/1",
    "file:///etc/passwd",
];

/// Every payload, those too that no table can hold.
fn payloads() -> Vec<String> {
    let mut all: Vec<String> = PAYLOADS.iter().map(|it| (*it).to_owned()).collect();
    all.push("w".repeat(10_000));
    all.push("<b>".repeat(3_000));
    all.push("\u{feff}ﷺ".repeat(2_000));
    all
}

/// As much of a text as a field that a person fills in takes.
fn cut(text: &str) -> String {
    text.chars().take(300).collect()
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
    for some in statements.chunks(100) {
        let answer = app.post(&json!(some)).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
    }
    app.projected().await;
}

/// Fills in, for each payload, what people write on pages; returns the addresses to look at.
async fn written_by_people(scene: &Scene<'_>, all: &[String]) -> Vec<String> {
    let person = format!("/people/{}", scene.app.person("anna").await);
    let mut aims = Vec::new();
    for text in all {
        let text = cut(text);
        let title = format!("{text} aim");
        let goal = json!({ "title": cut(&title), "note": text });
        scene.done("coach", "/goals", goal).await;
        let step = json!({ "title": cut(&title), "note": text });
        scene.done("anna", "/steps", step).await;
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
    let notes: String = aims.join("\n").chars().take(9_000).collect();
    fill(&mut fields, "notes", 0, &notes);
    assert_eq!(scene.submit("coach", &review, &fields).await.status, 303);
    let note = [("text".to_owned(), notes.clone())];
    scene
        .submit("coach", &format!("{review}/note"), &note)
        .await;
    pages.push(review);
    // What is said at a number, in a hint and about one's own learning.
    let iri = &known[0]["iri"];
    let why = format!("{person}/competencies/{}", known[0]["key"]);
    let said = json!({ "competency": iri, "text": notes });
    scene.done("anna", "/disagreements", said).await;
    let pin = json!({ "competency": iri, "level": 1, "reason": notes });
    scene.done("coach", "/pins", pin).await;
    let text = json!({ "text": notes });
    scene.done("coach", "/hints", text.clone()).await;
    scene.done("anna", "/reflections", text).await;
    pages.extend([
        why,
        format!("{person}/disagreements"),
        format!("{person}/hints"),
    ]);
    pages
}

/// What is wrong with the page that a window shows.
async fn wrong(window: &Client) -> Value {
    let look = "
        document.querySelectorAll('details').forEach(one => one.open = true);
        const wrong = [...window.violations];
        if (window.pwned !== undefined) wrong.push('a script ran');
        for (const one of document.querySelectorAll('*')) {
            for (const name of ['href', 'src', 'action', 'formAction', 'data', 'cite', 'poster']) {
                const value = typeof one[name] === 'object' && one[name] ? one[name].baseVal : one[name];
                const own = one.hasAttribute(name.toLowerCase()) || one.hasAttribute('xlink:' + name);
                if (own && value && !/^https?:/.test(new URL(value, location).protocol))
                    wrong.push(one.tagName + ' leads to ' + value.slice(0, 60));
                if (own && value && new URL(value, location).host !== location.host)
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
        return wrong;";
    // A dialog that is open would fail this.
    window.execute(look, Vec::new()).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_is_written_is_shown_as_text() {
    let app = TestApp::start(None).await;
    let scene = Scene::new(&app).await;
    let all = payloads();
    assert!(all.len() >= 60);
    sent_by_an_app(&app, &all).await;
    let mut pages = written_by_people(&scene, &all).await;
    crate::alerts::filed(&app).await;

    let groups = scene.get("coach", "/groups").await;
    let person = format!("/people/{}", app.person("anna").await);
    for group in groups["items"].as_array().unwrap() {
        let path = format!("/groups/{}", group["id"].as_str().unwrap());
        pages.push(format!("{path}?window=90"));
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
    let explained = known.iter().step_by(3);
    pages.extend(explained.map(|it| format!("{person}/competencies/{}", it["key"])));
    for text in all.iter().step_by(2) {
        let query: String = url::form_urlencoded::byte_serialize(text.as_bytes())
            .take(900)
            .collect();
        pages.push(format!("/search?q={query}"));
    }
    let members = app.person("h0").await;
    pages.extend(["/today", "/groups", "/groups/new", "/me", "/search?q=a"].map(str::to_owned));
    pages.extend([person, format!("/people/{members}")]);

    let window = browser().await;
    at_each_start(
        &window,
        "window.violations = []; document.addEventListener('securitypolicyviolation',
        event => window.violations.push(event.violatedDirective + ' ' + event.blockedURI));",
    )
    .await;
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
    window.close().await.unwrap();
    assert!(
        faults.is_empty(),
        "{} faults\n{}",
        faults.len(),
        faults.join("\n")
    );
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
