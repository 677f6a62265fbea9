//! Whoever reads German is refused in German: every route of a page, with forms that lack fields, hold
//! what they cannot, or say what makes no sense.

use std::collections::BTreeSet;

use coachlight::sso::{Role, Roles};
use reqwest::{Method, RequestBuilder};
use scraper::{ElementRef, Html, Selector};
use uuid::Uuid;

use crate::access::TABLE;
use crate::support::asker::Asker;
use crate::support::{Answer, both};

/// What lies below these is for programs; signing out would end the session that asks.
const NOT_PAGES: [&str; 10] = [
    "/api/",
    "/assets/",
    "/healthz",
    "/ims/",
    "/lti/",
    "/metrics",
    "/readyz",
    "/sign-in/back-channel-logout",
    "/sign-out",
    "/xapi/",
];

/// Words that hold English sentences together and that German does not have.
const ENGLISH: [&str; 22] = [
    "and", "are", "cannot", "did", "does", "has", "have", "here", "is", "it", "its", "must", "no",
    "not", "of", "than", "that", "the", "there", "this", "which", "with",
];

/// What is quoted from programs or people, and what names the languages of programs.
const QUOTED: [&str; 6] = ["code", "pre", "textarea", "option", "blockquote", "footer"];

fn prose(element: ElementRef<'_>, text: &mut String) {
    for child in element.children() {
        if let Some(found) = child.value().as_text() {
            text.push_str(found);
            text.push(' ');
        } else if let Some(found) = ElementRef::wrap(child)
            && !QUOTED.contains(&found.value().name())
        {
            prose(found, text);
        }
    }
}

/// English words of a page's text; and what is marked as English.
fn english(page: &str) -> BTreeSet<String> {
    let page = Html::parse_document(page);
    let main = Selector::parse("main").unwrap();
    let marked = Selector::parse("main [lang=en]:not(option)").unwrap();
    let mut text = String::new();
    for part in page.select(&main) {
        prose(part, &mut text);
    }
    // What stands in quotation marks is somebody's.
    let mut own = String::new();
    let mut depth = 0_u32;
    for letter in text.chars() {
        match letter {
            '„' => depth += 1,
            '“' => depth = depth.saturating_sub(1),
            letter if depth == 0 => own.push(letter),
            _ => {}
        }
    }
    let words = own.split(|letter: char| !letter.is_alphabetic());
    let words = words.filter(|word| ENGLISH.contains(word));
    let marked = page.select(&marked).map(|it| it.text().collect::<String>());
    words.map(str::to_owned).chain(marked).collect()
}

/// What is wrong with how a request is refused; whether it was.
async fn refused(what: &str, request: RequestBuilder) -> (bool, Option<String>) {
    let answer = Answer::of(request).await;
    if answer.status.as_u16() < 400 {
        return (false, None);
    }
    let fault = |why: String| (true, Some(format!("{what}: {} {why}", answer.status)));
    assert!(answer.status.as_u16() < 500, "{what}: {}", answer.body);
    let kind = answer.headers.get("content-type");
    let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let Some(page) = answer
        .body
        .as_str()
        .filter(|_| kind.starts_with("text/html"))
    else {
        return fault(format!("is no page but {kind}: {}", answer.body));
    };
    if !page.contains("<html lang=\"de\">") {
        return fault("is not German".to_owned());
    }
    let english = english(page);
    if english.is_empty() {
        (true, None)
    } else {
        fault(format!("says {english:?}"))
    }
}

/// Ways to fill a form in wrongly; none of them can be what any form wants.
const FORMS: [&[(&str, &str)]; 4] = [
    &[],
    &[("nothing", "of it")],
    &[
        ("what", "x"),
        ("use", "x"),
        ("ground", "x"),
        ("day", "x"),
        ("percent", "x"),
        ("version", "x"),
        ("number", "x"),
        ("switch", "x"),
        ("on", "x"),
        ("status", "x"),
        ("answer", ""),
        ("from", "x"),
        ("to", "x"),
        ("period", "x"),
        ("kind", "x"),
        ("mode", "x"),
        ("format", "x"),
        ("title", ""),
        ("text", ""),
        ("session", "x"),
        ("zone", "x"),
        ("other", "x"),
        ("days", "x"),
        ("agreed", "x"),
    ],
    &[
        ("what", "ask"),
        ("use", "everything"),
        ("ground", "objection"),
        ("words", ""),
        ("day", "2001-01-01"),
        ("percent", "101"),
        ("version", "99"),
        ("number", "99"),
        ("from", "2026-02-01"),
        ("to", "2026-01-01"),
        ("kind", "texts"),
        ("period", "0"),
        ("mode", "none"),
        ("reason", ""),
        ("document", "{"),
        ("label", ""),
        ("scope", "all/none"),
        ("name", "A"),
        ("issuer", ""),
        ("days", "-1"),
        ("due", "2001-01-01"),
        ("title", " "),
        ("text", " "),
        ("verb", "x"),
        ("meaning", "posted"),
        ("people", "nobody"),
        ("sure", "no"),
    ],
];

both! {
    async fn every_route_refuses_in_german(app: TestApp) {
        let scene = crate::coaching::Scene::new(&app).await;
        let groups = scene.get("coach", "/groups").await;
        let group = groups["items"][0]["id"].as_str().unwrap().to_owned();
        let anna = app.person("anna").await.to_string();
        let mut roles = Roles::of(Role::Coach);
        roles.add(Role::Administrator);
        let askers = [
            ("learner", Roles::default()),
            ("coach", roles),
        ];
        let (mut faults, mut count) = (Vec::new(), 0);
        for (who, roles) in askers {
            let asker = Asker::of(&app, who, roles).await.speaking("de");
            let nobody = Uuid::nil().to_string();
            for (method, route, _) in TABLE {
                let route = route.split('?').next().unwrap();
                if NOT_PAGES.iter().any(|below| route.starts_with(below)) {
                    continue;
                }
                let gaps = [&group, &anna, &nobody];
                let mut paths = BTreeSet::new();
                for (known, unknown) in [(true, &nobody), (false, &nobody), (false, &"x".to_owned())] {
                    let mut path = route.to_owned();
                    if known {
                        path = path.replace("{group}", gaps[0]).replace("{person}", gaps[1]);
                    }
                    while let Some((begin, rest)) = path.clone().split_once('{') {
                        let (_, end) = rest.split_once('}').unwrap();
                        path = format!("{begin}{unknown}{end}");
                    }
                    paths.insert(path);
                }
                for path in paths {
                    if *method == "GET" {
                        for query in ["", "?version=x&before=x&after=x&period=x&kind=x&window=x&at=x&since=x", "?what=board&format=pdf", "?agent=x&from=x", "?registration=x", "?from=x", "?period=2099-Q1", "?kind=texts&period=0", "?format=x"] {
                            let request = asker.request(Method::GET, &format!("{path}{query}"));
                            let (refused, fault) = refused(&format!("GET {path}{query} by {who}"), request).await;
                            count += usize::from(refused);
                            faults.extend(fault);
                        }
                        continue;
                    }
                    for form in FORMS {
                        let request = asker.request(Method::POST, &path);
                        let what = format!("POST {path} {form:?} by {who}");
                        let (refused, fault) = refused(&what, request.form(form)).await;
                        count += usize::from(refused);
                        faults.extend(fault);
                    }
                    let request = asker.request(Method::POST, &path);
                    let request = request.header("Content-Type", "text/plain").body("x");
                    let (refused, fault) = refused(&format!("POST {path} of text by {who}"), request).await;
                    count += usize::from(refused);
                    faults.extend(fault);
                }
            }
        }
        assert!(count > 400, "only {count} were refused");
        let shown = faults.iter().take(40).cloned().collect::<Vec<_>>();
        assert!(faults.is_empty(), "{} of {count}\n{}", faults.len(), shown.join("\n"));
    }

    async fn what_is_wrong_in_a_document_is_told_in_german(app: TestApp) {
        let asker = Asker::administrator(&app).await.speaking("de");
        let rules = include_str!("../../fixtures/rules/coachlight.json");
        let changed = |from: &str, to: &str| {
            assert!(rules.contains(from), "{from}");
            rules.replacen(from, to, 1)
        };
        let vocabulary = |verb: &str, more: &str| format!(
            "{{ \"version\": \"1\", \"prefixes\": {{}}, \"types\": {{}}, \"rules\": [{{ \"id\": \"mine\", \
             \"verbs\": [\"{verb}\"], \"act\": \"post\", \"engagement\": \"post\", \
             \"evidence\": \"none\"{more} }}] }}"
        );
        let sound = "https://example.org/juggled";
        let documents = [
            ("/admin/rules/try", "{".to_owned(), "kein JSON"),
            ("/admin/rules/try", "[]".to_owned(), "Eine Liste passt nicht; erwartet wird ein Objekt"),
            ("/admin/rules/try", "{}".to_owned(), "Der Schlüssel \"version\" fehlt"),
            ("/admin/rules/try", changed("\"unknown\":", "\"unkown\":"), "Einen Schlüssel \"unkown\" gibt es hier nicht"),
            ("/admin/rules/try", format!("{{ \"a\": 1, \"a\": 2, {}", &rules[1..]), "steht zweimal"),
            ("/admin/vocabulary/try", vocabulary("e:juggled", ""), "Präfix von „e:juggled“"),
            ("/admin/vocabulary/try", vocabulary(sound, ", \"when\": { \"object_type_in\": [\"@none\"] }"), "Die Typen @none"),
            ("/admin/vocabulary/try", vocabulary(sound, ", \"success\": 7"), "erwartet wird ein Wahrheitswert"),
            ("/admin/vocabulary/try", vocabulary(sound, "").replace("\"act\": \"post\"", "\"act\": \"jump\""), "erwartet wird eines von"),
        ];
        for (path, document, expected) in documents {
            let request = asker.request(Method::POST, path).form(&[("document", document.as_str())]);
            let answer = Answer::of(request).await;
            assert_eq!(answer.status, 400, "{expected}");
            let page = Html::parse_document(answer.body.as_str().unwrap());
            let alert = Selector::parse("[role=alert]").unwrap();
            let said: String = page.select(&alert).flat_map(|it| it.text()).collect();
            assert!(said.contains("Zeile ") && said.contains(expected), "no {expected:?} in {said}");
        }
        let tables = [
            ("", "Wählen Sie"),
            ("idnumber,name\n,One\n", "Zeile 2, Spalte idnumber: Jede Kompetenz braucht eine idnumber."),
            ("idnumber,name,parent\na,A,b\nb,B,a\n", "im Kreis Teile voneinander"),
            ("idnumber,name,parent,weight\na,A,,\nb,B,a,0\n", "ist kein Gewicht"),
            ("idnumber,title\na,A\n", "Die Spalte name fehlt"),
            ("idnumber,name,scale\na,A,x||y\n", "ist keine Skala"),
            ("idnumber,name,uri\na,A,no\n", "kein absoluter URI"),
            ("{", "kein JSON"),
            ("{}", "Ein CFPackage hat ein CFDocument"),
            ("{ \"CFDocument\": {} }", "Ergänzen Sie"),
        ];
        for (text, expected) in tables {
            let body = format!("--b\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\n{text}\r\n--b--\r\n");
            let request = asker.request(Method::POST, "/admin/frameworks/import");
            let request = request.header("Content-Type", "multipart/form-data; boundary=b").body(body);
            let answer = Answer::of(request).await;
            let page = answer.body.as_str().unwrap();
            assert_eq!(answer.status, 400, "{text}: {page}");
            assert!(page.contains(expected), "no {expected:?} in {page}");
            assert!(english(page).is_empty(), "{text}: {:?} in {page}", english(page));
        }
    }

    async fn a_form_that_cannot_be_read_is_a_problem_to_programs(app: TestApp) {
        let cookie = app.session("anna", Roles::default()).await;
        let asked = |path: &str| {
            let request = app.client.post(format!("{}{path}", app.base)).header("Cookie", &cookie);
            request.header("Accept-Language", "de")
        };
        let missing = Answer::of(asked("/me/sessions").form(&[("x", "y")])).await;
        assert_eq!(missing.problem(), (400, "/problems/bad-request", vec![]));
        assert_eq!(missing.headers["content-type"], "application/problem+json");
        let detail = missing.body["detail"].as_str().unwrap();
        assert!(detail.contains("The form cannot be read") && detail.contains("session"), "{detail}");
        let wrong = Answer::of(asked("/me/privacy/erasure").form(&[("what", "nothing")])).await;
        assert_eq!(wrong.problem(), (400, "/problems/bad-request", vec![]));
        let text = Answer::of(asked("/me/sessions").header("Content-Type", "text/plain").body("x")).await;
        assert_eq!(text.problem(), (415, "/problems/unsupported-media-type", vec![]));
        let nowhere = Answer::of(asked("/alerts/x/wake")).await;
        assert_eq!(nowhere.problem(), (400, "/problems/invalid-parameter", vec![]));
    }
}
