//! Every page, every answer of the API and every file that a coach can have. The routes are those of
//! `access`, so that none can be forgotten.

use std::io::{Cursor, Read, Write};
use std::process::{Command, Stdio};

use coachlight::exports::Subject;
use zip::ZipArchive;

use super::*;
use crate::access::TABLE;
use crate::exports::finished;
use crate::support::both;

/// Places that tell names while nothing hides them: were one of them not among the answers, it would
/// not be looked at.
const TELL: &[&str] = &[
    "/api/v1/alerts/{alert}",
    "/api/v1/alignments",
    "/api/v1/alignments/table",
    "/api/v1/groups",
    "/api/v1/groups/{group}/alerts",
    "/api/v1/groups/{group}/contributions",
    "/api/v1/groups/{group}/engagement",
    "/api/v1/groups/{group}/matrix",
    "/api/v1/me/groups",
    "/api/v1/me/inbox",
    "/api/v1/people/{person}/disagreements",
    "/api/v1/people/{person}/hints",
    "/api/v1/people/{person}/pins",
    "/api/v1/people/{person}/plans",
    "/api/v1/people/{person}/plans/{plan}",
    "/api/v1/people/{person}/plans/{plan}/versions",
    "/api/v1/people/{person}/progress",
    "/api/v1/people/{person}/reviews",
    "/api/v1/people/{person}/reviews/{review}",
    "/api/v1/people/{person}/reviews/{review}/private-note",
    "/api/v1/people/{person}/reviews/{review}/snapshot",
    "/api/v1/people/{person}/statements/{statement}",
    "/api/v1/people?group={group}",
    "/groups",
    "/groups/{group}",
    "/groups/{group}/matrix",
    "/people/{person}",
    "/people/{person}/competencies/{competency}",
    "/people/{person}/disagreements",
    "/people/{person}/goals",
    "/people/{person}/hints",
    "/people/{person}/plans",
    "/people/{person}/plans/{plan}",
    "/people/{person}/reviews",
    "/people/{person}/reviews/{review}",
    "/people/{person}/statements/{statement}",
    "/today",
    "archive zip",
    "group csv",
    "group pdf",
    "group xlsx",
    "matrix json",
    "plan pdf",
    "progress pdf",
    "progress xlsx",
    "review pdf",
    "reviews xlsx",
    "search quittenbaum",
    "search tannenberg",
    "today csv",
    "today pdf",
];

/// Something that can be asked for: what it is called, and its address.
type Asked = (String, String);

/// What stands in the gaps of routes.
type Gaps = BTreeMap<&'static str, String>;

fn texts_of(list: &Value) -> Vec<String> {
    let items = list["items"].as_array().unwrap().iter();
    items
        .map(|it| it["id"].as_str().unwrap_or_default().to_owned())
        .collect()
}

/// What there is of anna and of bo in the coach's groups.
async fn gaps(scene: &Scene<'_>) -> Vec<Gaps> {
    let groups = scene.get("coach", "/groups").await;
    let mut all = Vec::new();
    for (person, group) in [("anna", "Group 1"), ("bo", "Group 1"), ("anna", "Group 3")] {
        let person = scene.app.person(person).await.to_string();
        let mut groups = groups["items"].as_array().unwrap().iter();
        let group = groups.find(|it| it["name"] == group).unwrap()["id"].clone();
        let group = group.as_str().unwrap().to_owned();
        let progress = scene
            .get("coach", &format!("/people/{person}/progress"))
            .await;
        let mut competencies = progress["competencies"].as_array().unwrap().iter();
        let competency = competencies.find(|it| it["iri"] == NEGOTIATION).unwrap();
        let competency = competency["key"].to_string();
        let evidence = format!("/people/{person}/competencies/{competency}/evidence");
        let evidence = scene.get("coach", &evidence).await;
        let statement = evidence["items"][0]["statement"].as_str().unwrap();
        let plans = scene.get("coach", &format!("/people/{person}/plans")).await;
        let alerts = scene.get("coach", &format!("/groups/{group}/alerts")).await;
        let kept = texts_of(&alerts).into_iter().find(|id| !id.is_empty());
        let reviews = scene
            .get("coach", &format!("/people/{person}/reviews"))
            .await;
        for review in texts_of(&reviews) {
            all.push(Gaps::from([
                ("alert", kept.clone().unwrap_or_default()),
                ("competency", competency.clone()),
                ("group", group.clone()),
                ("person", person.clone()),
                ("plan", texts_of(&plans)[0].clone()),
                ("review", review),
                ("statement", statement.to_owned()),
            ]));
        }
    }
    all
}

/// An address with its gaps filled; what nothing is known for names nothing.
fn filled_in(route: &str, gaps: &Gaps) -> String {
    let mut path = gaps.iter().fold(route.to_owned(), |path, (gap, what)| {
        path.replace(&format!("{{{gap}}}"), what)
    });
    while let Some((before, rest)) = path.split_once('{') {
        let (_, after) = rest.split_once('}').unwrap();
        path = format!("{before}{}{after}", uuid::Uuid::nil());
    }
    path
}

/// What an export is of.
fn parts(what: &str) -> &'static [&'static str] {
    match what {
        "board" | "group" | "matrix" => &["group"],
        "goals" | "progress" | "reviews" => &["person"],
        "plan" => &["person", "plan"],
        "review" => &["person", "review"],
        _ => &[],
    }
}

/// Everything that is asked for.
fn asked(gaps: &[Gaps]) -> Vec<Asked> {
    let mut all: Vec<Asked> = Vec::new();
    for (_, route, _) in TABLE.iter().filter(|(method, ..)| *method == "GET") {
        all.extend(
            gaps.iter()
                .map(|gaps| ((*route).to_owned(), filled_in(route, gaps))),
        );
    }
    for gaps in gaps {
        for what in Subject::ALL.into_iter().filter(|what| what.is_small()) {
            for format in what.formats() {
                let (what, format) = (what.word(), format.word());
                let mut path = format!("/exports/now?what={what}&format={format}");
                for part in parts(what) {
                    path += &format!("&{part}={}", gaps[part]);
                }
                all.push((format!("{what} {format}"), path));
            }
        }
    }
    for name in ["quittenbaum", "tannenberg", "sommer", "dora"] {
        for of in ["/search", "/api/v1/search"] {
            all.push((format!("search {name}"), format!("{of}?q={name}")));
        }
    }
    all.sort();
    all.dedup();
    all
}

/// What a file says, whatever it is packed in.
fn unpacked(kind: &str, bytes: Vec<u8>) -> String {
    if kind == "application/pdf" {
        let mut reader = Command::new("pdftotext")
            .args(["-", "-"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut input = reader.stdin.take().unwrap();
        let writing = std::thread::spawn(move || input.write_all(&bytes).unwrap());
        let text = reader.wait_with_output().unwrap();
        writing.join().unwrap();
        return String::from_utf8_lossy(&text.stdout).into_owned();
    }
    if kind == "application/zip" || kind.contains("spreadsheetml") {
        let mut archive = ZipArchive::new(Cursor::new(bytes)).unwrap();
        let mut all = String::new();
        for place in 0..archive.len() {
            let mut content = Vec::new();
            archive
                .by_index(place)
                .unwrap()
                .read_to_end(&mut content)
                .unwrap();
            all += &String::from_utf8_lossy(&content);
        }
        return all;
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

async fn answer(app: &TestApp, cookie: &str, path: &str) -> (u16, String) {
    let request = app.client.get(format!("{}{path}", app.base));
    let answer = request.header("Cookie", cookie).send().await.unwrap();
    let status = answer.status().as_u16();
    let kind = answer.headers().get("content-type");
    let kind = kind.map_or("", |kind| kind.to_str().unwrap()).to_owned();
    let names = format!("{:?}", answer.headers().get("content-disposition"));
    let bytes = answer.bytes().await.unwrap().to_vec();
    (status, names + &unpacked(&kind, bytes))
}

/// All that a coach keeps of themselves, as an archive.
async fn archive(app: &TestApp, cookie: &str) -> (u16, String) {
    let wish = json!({ "what": "archive", "format": "zip" });
    let request = app.client.post(format!("{}/api/v1/exports", app.base));
    let asked = Answer::of(request.header("Cookie", cookie).json(&wish)).await;
    assert_eq!(asked.status, 202, "{}", asked.body);
    let job = asked.headers["location"].to_str().unwrap().to_owned();
    let how = || app.client.get(format!("{}{job}", app.base));
    finished(|| how().header("Cookie", cookie)).await;
    answer(app, cookie, &format!("{job}/file")).await
}

/// Every answer: what was asked for, its status, and which of the members' words it holds.
async fn answers(
    app: &TestApp,
    cookie: &str,
    asked: &[Asked],
) -> BTreeMap<Asked, (u16, Vec<&'static str>, String)> {
    let mut all = BTreeMap::new();
    for one in asked {
        let (status, text) = answer(app, cookie, &one.1).await;
        // What was looked for stands in the field again.
        let looked_for = one.0.strip_prefix("search ").unwrap_or_default();
        let text = text.replace(&format!("value=\"{looked_for}\""), "");
        all.insert(one.clone(), (status, told(&text), text));
    }
    let (status, text) = archive(app, cookie).await;
    let one = ("archive zip".to_owned(), String::new());
    all.insert(one, (status, told(&text), text));
    all
}

both! {
    async fn no_answer_tells_a_coach_who_a_member_is(app: TestApp) {
        let scene = filled(&app).await;
        let cookie = scene.cookie("coach").to_owned();
        let asked = asked(&gaps(&scene).await);
        let open = answers(&app, &cookie, &asked).await;
        let tell: Vec<&str> = open
            .iter()
            .filter(|(_, (_, told, _))| !told.is_empty())
            .map(|((route, _), _)| route.as_str())
            .collect();
        let missing: Vec<&&str> = TELL.iter().filter(|place| !tell.contains(place)).collect();
        assert!(missing.is_empty(), "they tell nothing: {missing:#?}");

        switch(&app, true).await;
        let mut faults = Vec::new();
        for (one, (status, told, text)) in answers(&app, &cookie, &asked).await {
            if status != open[&one].0 {
                faults.push(format!("{one:?}: {status} in place of {}", open[&one].0));
            }
            for word in told {
                let lower = text.to_lowercase();
                let at = lower.find(word).unwrap();
                let around: String = lower[..at].chars().rev().take(120).collect();
                let around: String = around.chars().rev().collect();
                let after: String = lower[at..].chars().take(60).collect();
                faults.push(format!("{word} in {one:?}: …{around}{after}…"));
            }
        }
        assert!(faults.is_empty(), "{}: {}", faults.len(), faults.join("\n"));

        switch(&app, false).await;
        let (_, page) = read(&app, &cookie, &format!("/people/{}", scene.anna)).await;
        assert!(page.contains("quittenbaum"));
    }
}
