//! Frameworks of other servers: another Coachlight, and foreign ones that are less strict.

use coachlight::frameworks::{Credentials, Endpoint, FrameworkError};
use coachlight::outbound::Guarded;
use serde_json::{Value, json};
use url::Url;
use wiremock::matchers::{header, method, path, query_param};
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::{TRANSVERSAL, imported, now};
use crate::support::{both, process::Setting};

fn endpoint(address: &str, credentials: Credentials) -> (Endpoint, Option<uuid::Uuid>) {
    let client = Guarded::new(true).unwrap();
    Endpoint::of(client, &Url::parse(address).unwrap(), credentials).unwrap()
}

async fn answering(server: &MockServer, at: &str, body: Value) {
    let answer = ResponseTemplate::new(200).set_body_json(body);
    Mock::given(method("GET"))
        .and(path(at))
        .respond_with(answer)
        .mount(server)
        .await;
}

both! {
    async fn one_coachlight_imports_from_another(app: TestApp) {
        let id = imported(&app, TRANSVERSAL).await.framework;
        let setting = Setting::new(None);
        let folder = tempfile::tempdir().unwrap();
        let secret = folder.path().join("secret");
        std::fs::write(&secret, format!("{}\n", app.secret)).unwrap();
        let import = |more: &[&str]| {
            let address = format!("{}/ims/case/v1p1", app.base);
            let mut all = vec!["framework", "import", &address];
            all.extend(more);
            let done = setting.command(&all).stderr(std::process::Stdio::piped()).output().unwrap();
            let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
            (done.status.success(), text(done.stdout), text(done.stderr))
        };
        let (done, _, error) = tokio::task::block_in_place(|| import(&[]));
        assert!(!done && error.contains("asks for credentials"), "{error}");
        let key = ["--api-key", &app.key, "--secret-file", secret.to_str().unwrap()];
        let (done, said, error) = tokio::task::block_in_place(|| import(&key));
        assert!(done && said.contains("is new, with 19 items"), "{said}{error}");
        let again = tokio::task::block_in_place(|| import(&key));
        assert!(again.1.contains("as it was"), "{again:?}");
        let said = tokio::task::block_in_place(|| {
            let list = ["framework", "list", "--format", "json"];
            String::from_utf8(setting.command(&list).output().unwrap().stdout).unwrap()
        });
        let all: Value = serde_json::from_str(&said).unwrap();
        assert_eq!(all[0]["id"], id.to_string());
        // Another one here: it has to be chosen.
        imported(&app, "idnumber,name\nA,B\n").await;
        let (done, said, _) = tokio::task::block_in_place(|| import(&key));
        assert!(done && said.contains("Choose one with --framework") && said.contains(&id.to_string()), "{said}");
        let id = id.to_string();
        let chosen = [&key[..], &["--framework", &id]].concat();
        assert!(tokio::task::block_in_place(|| import(&chosen)).1.contains("as it was"));
    }
}

#[tokio::test]
async fn addresses_of_every_kind_lead_to_the_endpoint() {
    let id = "8c7e4f0a-1d2b-4c3d-9e8f-0000000000aa";
    for (address, one) in [
        ("", false),
        ("/", false),
        ("/ims/case/v1p0", false),
        ("/ims/case/v1p1/CFDocuments?limit=1", false),
        (&format!("/ims/case/v1p0/CFPackages/{id}"), true),
        (&format!("/ims/case/v1p1/CFDocuments/{id}"), true),
    ] {
        let server = MockServer::start().await;
        for edition in ["v1p0", "v1p1"] {
            answering(
                &server,
                &format!("/ims/case/{edition}/CFDocuments"),
                json!({ "CFDocuments": [] }),
            )
            .await;
        }
        let (endpoint, named) = endpoint(&format!("{}{address}", server.uri()), Credentials::None);
        assert_eq!(named.is_some(), one, "{address}");
        assert_eq!(endpoint.documents().await.unwrap(), []);
        let asked = server.received_requests().await.unwrap();
        let edition = if address.contains("v1p0") {
            "v1p0"
        } else {
            "v1p1"
        };
        assert_eq!(
            asked[0].url.path(),
            format!("/ims/case/{edition}/CFDocuments")
        );
    }
    let client = Guarded::new(true).unwrap();
    let wrong = Url::parse("https://x.example/ims/case/v9p9/CFDocuments").unwrap();
    assert!(Endpoint::of(client, &wrong, Credentials::None).is_err());
}

#[tokio::test]
async fn a_foreign_list_is_walked_page_by_page_with_a_token() {
    let server = MockServer::start().await;
    let at = "/ims/case/v1p1/CFDocuments";
    let document = |number: usize| {
        json!({
            "identifier": format!("8c7e4f0a-1d2b-4c3d-9e8f-{number:012}"), "title": format!("F{number}")
        })
    };
    for (offset, count) in [(0, 100), (100, 100), (200, 7)] {
        let page: Vec<Value> = (offset..offset + count).map(document).collect();
        Mock::given(method("GET"))
            .and(path(at))
            .and(query_param("offset", offset.to_string()))
            .and(header("authorization", "Bearer secret"))
            .respond_with(ResponseTemplate::new(200).set_body_json(json!({ "CFDocuments": page })))
            .expect(1)
            .mount(&server)
            .await;
    }
    let (endpoint, _) = endpoint(&server.uri(), Credentials::Bearer("secret".into()));
    assert_eq!(endpoint.documents().await.unwrap().len(), 207);
    // One that knows no offset answers the same again and again.
    let stubborn = MockServer::start().await;
    let page: Vec<Value> = (0..100).map(document).collect();
    answering(&stubborn, at, json!({ "CFDocuments": page })).await;
    let (endpoint, _) = self::endpoint(&stubborn.uri(), Credentials::None);
    assert_eq!(endpoint.documents().await.unwrap().len(), 100);
}

#[tokio::test]
async fn a_foreign_framework_is_read_leniently_and_a_bad_answer_is_explained() {
    let lenient: Value = serde_json::from_str(include_str!(
        "../../../fixtures/frameworks/lenient-1.0.json"
    ))
    .unwrap();
    let server = MockServer::start().await;
    let at = "/lms/ims/case/v1p0/CFPackages/8c7e4f0a-1d2b-4c3d-9e8f-000000000001";
    answering(&server, at, lenient).await;
    let (endpoint, one) = endpoint(&format!("{}{at}", server.uri()), Credentials::None);
    let told = std::sync::atomic::AtomicU64::new(0);
    let progress =
        |bytes: u64, _: Option<u64>| told.store(bytes, std::sync::atomic::Ordering::Relaxed);
    let (source, package) = endpoint
        .package(one.unwrap(), now(), &progress)
        .await
        .unwrap();
    assert!(source.ends_with(at));
    assert_eq!(package.items().len(), 2);
    assert!(told.into_inner() > 1000);
    let refused = async |answer: ResponseTemplate| {
        let server = MockServer::start().await;
        Mock::given(method("GET"))
            .respond_with(answer)
            .mount(&server)
            .await;
        let (endpoint, _) = self::endpoint(&server.uri(), Credentials::None);
        let list = endpoint.documents().await;
        let one = endpoint.package(one.unwrap(), now(), &|_, _| {}).await;
        (list.map(|it| it.len()), one.unwrap_err())
    };
    let (list, one) = refused(ResponseTemplate::new(404)).await;
    assert_eq!(list.unwrap(), 0);
    assert!(one.to_string().contains("has no framework"), "{one}");
    for (answer, said) in [
        (ResponseTemplate::new(401), "asks for credentials"),
        (ResponseTemplate::new(501), "refuses (501"),
        (
            ResponseTemplate::new(302).insert_header("location", "http://127.0.0.1:1/"),
            "another address",
        ),
    ] {
        let (list, one) = refused(answer).await;
        assert!(list.unwrap_err().to_string().contains(said));
        assert!(one.to_string().contains(said), "{one}");
    }
    let (list, one) = refused(ResponseTemplate::new(200).set_body_string("<html>")).await;
    assert!(list.unwrap_err().to_string().contains("not JSON"));
    assert!(matches!(one, FrameworkError::Faulty(_)), "{one}");
    let (list, _) = refused(ResponseTemplate::new(200).set_body_json(json!([]))).await;
    assert!(
        list.unwrap_err()
            .to_string()
            .contains("is this a CASE endpoint?")
    );
}

#[tokio::test]
async fn private_addresses_are_not_asked_unless_allowed() {
    let server = MockServer::start().await;
    let address = Url::parse(&server.uri()).unwrap();
    let client = Guarded::new(false).unwrap();
    let (endpoint, _) = Endpoint::of(client, &address, Credentials::None).unwrap();
    assert!(matches!(
        endpoint.documents().await,
        Err(FrameworkError::Outbound(_))
    ));
    assert!(server.received_requests().await.unwrap().is_empty());
}
