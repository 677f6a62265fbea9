//! Files hold what people and apps write as text: no spreadsheet takes it for a formula.

use calamine::{Reader, Xlsx};
use coachlight::sso::{Role, Roles};
use reqwest::Method;
use serde_json::Value;

use super::payloads::payloads;
use super::sent_by_an_app;
use crate::coaching::Scene;
use crate::support::TestApp;
use crate::support::asker::Asker;

/// Signs that begin a formula in some spreadsheet, in ASCII and full width.
const SIGNS: [char; 12] = [
    '=', '+', '-', '@', '|', '%', '＝', '＋', '－', '＠', '\t', '\r',
];

/// Whether some spreadsheet could run a field: what comes first that is seen begins a formula.
fn runs(field: &str) -> bool {
    let unseen = |letter: char| {
        letter.is_whitespace()
            || matches!(letter, '\u{200b}'..='\u{200f}' | '\u{feff}' | '\u{2060}')
    };
    let is_number = field.parse::<f64>().is_ok();
    let bare = field.trim_start_matches(unseen);
    !is_number && (bare.starts_with(SIGNS) || field.starts_with(['\t', '\r', '\n']))
}

async fn bytes(asker: &Asker<'_>, path: &str) -> Vec<u8> {
    let answer = asker.request(Method::GET, path).send().await.unwrap();
    assert_eq!(answer.status(), 200, "{path}");
    answer.bytes().await.unwrap().to_vec()
}

#[tokio::test(flavor = "multi_thread")]
async fn no_file_holds_what_a_spreadsheet_would_run() {
    let app = TestApp::start(None).await;
    let scene = Scene::new(&app).await;
    let all = payloads();
    sent_by_an_app(&app, &all).await;
    let groups = scene.get("coach", "/groups?limit=500").await;
    let group = groups["items"].as_array().unwrap().iter();
    let group = group.clone().find(|one| one["name"] == "=1+1").unwrap()["id"].clone();
    let anna = app.person("anna").await;
    let subjects = [
        "groups".to_owned(),
        format!("group&group={}", group.as_str().unwrap()),
        format!("matrix&group={}", group.as_str().unwrap()),
        format!("board&group={}", group.as_str().unwrap()),
        format!("progress&person={anna}"),
        format!("goals&person={anna}"),
        "today".to_owned(),
    ];
    let coach = Asker::of(&app, "coach", Roles::of(Role::Coach)).await;
    let (mut fields, mut made_harmless) = (0, 0);
    for subject in subjects {
        let of = |format: &str| format!("/exports/now?what={subject}&format={format}");
        let json: Value = serde_json::from_slice(&bytes(&coach, &of("json")).await).unwrap();
        for table in json["tables"].as_object().unwrap().keys() {
            for separator in ["comma", "semicolon"] {
                let path = format!("{}&table={table}&separator={separator}", of("csv"));
                let csv = bytes(&coach, &path).await;
                let delimiter = if separator == "comma" { b',' } else { b';' };
                let mut reader = csv::ReaderBuilder::new()
                    .delimiter(delimiter)
                    .from_reader(csv.strip_prefix("\u{feff}".as_bytes()).unwrap());
                for record in reader.records() {
                    let record = record.unwrap();
                    for field in &record {
                        let number = separator == "semicolon"
                            && !field.contains(|letter: char| {
                                letter != '-' && letter != ',' && !letter.is_ascii_digit()
                            });
                        assert!(number || !runs(field), "{path}: {field:?}");
                        fields += 1;
                        made_harmless += usize::from(field.strip_prefix('\'').is_some_and(runs));
                    }
                }
            }
        }
        let book = bytes(&coach, &of("xlsx")).await;
        let mut book: Xlsx<_> =
            calamine::open_workbook_from_rs(std::io::Cursor::new(book)).unwrap();
        for sheet in book.sheet_names() {
            let formulas = book.worksheet_formula(&sheet).unwrap();
            let found: Vec<_> = formulas
                .used_cells()
                .filter(|(.., text)| !text.is_empty())
                .collect();
            assert!(found.is_empty(), "{subject} {sheet}: {found:?}");
        }
    }
    assert!(
        fields > 5_000 && made_harmless > 100,
        "{made_harmless} of {fields}"
    );
}
