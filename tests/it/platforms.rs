//! How platforms come to be known, and what administrators see of them.

use std::collections::BTreeSet;
use std::sync::atomic::Ordering;

use coachlight::platforms::{self, DeploymentStatus, Terms, registration};
use coachlight::sso::{Role, Roles};
use coachlight::store::Db;
use lti::services::names_and_roles;
use reqwest::Response;
use serde_json::{Value, json};

use crate::pages::faults;
use crate::support::asker::{Asker, texts};
use crate::support::browser::browser;
use crate::support::platform::{
    CLIENT, Misbehaviour, Opening, Platform, Posting, Visitor, claim, form,
};
use crate::support::{Answer, TestApp, both, by, fresh_postgres};

/// A registration link's token.
async fn invite(app: &TestApp) -> String {
    let running = &app.running.as_ref().unwrap().app;
    let terms = Terms {
        name: "Simulated".into(),
        ..Terms::default()
    };
    registration::invite(&running.db, &terms, &by(running), running.clock.now(), 1)
        .await
        .unwrap()
}

/// The link as the platform opens it.
fn opened(platform: &Platform, invite: &str, token: &str) -> String {
    let query = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("invite", invite)
        .append_pair(
            "openid_configuration",
            platform.at("/.well-known/openid-configuration").as_str(),
        )
        .append_pair("registration_token", token)
        .finish();
    format!("/lti/register?{query}")
}

async fn text(answer: Response) -> (u16, String) {
    (answer.status().as_u16(), answer.text().await.unwrap())
}

/// Opens the link, agrees, and returns what came of it.
async fn register(app: &TestApp, platform: &Platform, invite: &str) -> (u16, String) {
    register_in(app, platform, invite, "en").await
}

/// The same by somebody who reads a language.
async fn register_in(
    app: &TestApp,
    platform: &Platform,
    invite: &str,
    language: &str,
) -> (u16, String) {
    let token = platform.registration_token();
    let mut visitor = Visitor::of(&app.base);
    visitor.language = language.to_owned();
    let (status, page) = text(visitor.get(&opened(platform, invite, &token)).await).await;
    if status != 200 {
        return (status, page);
    }
    text(agree_by(app, visitor, form(&page)).await).await
}

async fn agree(app: &TestApp, posting: Posting) -> Response {
    agree_by(app, Visitor::of(&app.base), posting).await
}

async fn agree_by(app: &TestApp, mut visitor: Visitor, posting: Posting) -> Response {
    let posting = Posting {
        action: format!("{}{}", app.base, posting.action),
        ..posting
    };
    visitor.answer(&posting).await
}

async fn known(app: &TestApp) -> Vec<platforms::Platform> {
    let mut tx = app.db().read().await.unwrap();
    platforms::all(&mut tx).await.unwrap()
}

/// Applies a migration to a database that has rows of before it.
async fn migrate_again(db: &Db, version: i64) {
    let sql = "DELETE FROM _sqlx_migrations WHERE version = $1";
    match db {
        Db::Sqlite { write, .. } => {
            sqlx::query(sql).bind(version).execute(write).await.unwrap();
        }
        Db::Postgres(pool) => {
            sqlx::query(sql).bind(version).execute(pool).await.unwrap();
        }
    }
    db.migrate().await.unwrap();
}

both! {
    async fn a_platform_registers_us_by_a_link_and_its_people_launch_at_once(app: TestApp) {
        let platform = Platform::start().await;
        let invite = invite(&app).await;
        let token = platform.registration_token();
        let mut visitor = Visitor::of(&app.base);
        let shown = visitor.get(&opened(&platform, &invite, &token)).await;
        let policy = shown.headers()["content-security-policy"].to_str().unwrap().to_owned();
        assert!(policy.contains(&format!("frame-ancestors {}", platform.issuer())), "{policy}");
        let (_, page) = text(shown).await;
        assert!(page.contains(platform.issuer()) && page.contains("moodle 4.5.6"), "{page}");
        assert!(platform.known().tools.is_empty(), "nothing is sent before it is agreed to");
        let (status, page) = text(agree(&app, form(&page)).await).await;
        assert_eq!(status, 200, "{page}");
        assert!(page.contains("org.imsglobal.lti.close") && page.contains("Simulated"), "{page}");

        let known = known(&app).await;
        let client = known[0].client_id.clone();
        let asked = platform.known().tools[&client].clone();
        let own = &asked["https://purl.imsglobal.org/spec/lti-tool-configuration"];
        let host = app.base.strip_prefix("http://").unwrap();
        assert_eq!(own["domain"], host);
        assert_eq!(own["description#de"].as_str().map(str::is_empty), Some(false));
        assert_eq!(own["target_link_uri"], format!("{}/lti/launch", app.base));
        assert_eq!(known[0].product_family.as_deref(), Some("moodle"));
        assert!(known[0].granted().iter().any(|scope| scope == names_and_roles::SCOPE));
        let answer = visitor.launch(&platform, &client, &Opening::learner("4").shown_in("window")).await;
        assert_eq!(answer.status(), 303);

        // The link works once.
        assert_eq!(register(&app, &platform, &invite).await.0, 403);
    }

    async fn canvas_names_a_bare_host_and_takes_an_assertion_for_its_token_endpoint_alone(app: TestApp) {
        let platform = Platform::start().await;
        platform.misbehave(Misbehaviour::ConfigurationOfCanvas);
        let invite = invite(&app).await;
        assert_eq!(register(&app, &platform, &invite).await.0, 200);
        let stored = known(&app).await.remove(0);
        assert_eq!(stored.product_family.as_deref(), Some("canvas"));
        let running = &app.running.as_ref().unwrap().app;
        let token = running.platforms.token(&stored, &[names_and_roles::SCOPE]).await;
        assert!(token.is_ok(), "{token:?}");
    }

    async fn a_bare_host_that_canvas_registered_with_earlier_is_an_audience_no_longer(app: TestApp) {
        let running = &app.running.as_ref().unwrap().app;
        let address = "https://sso.example.org/";
        let rows = [
            ("by a link", Some("sso.canvaslms.com"), Some("vCloud"), None),
            ("by a link, its version untold", Some("sso.canvaslms.com"), None, Some(address)),
            ("by a link, an address", Some("https://api.brightspace.com/auth/token"), Some("20"), None),
            ("by a link, none", None, Some("4.5"), None),
            ("by hand", Some("urn:lms"), None, None),
        ];
        let mut tx = running.db.write().await.unwrap();
        for (client_id, audience, product_version, registration_client_uri) in rows {
            let new = platforms::NewPlatform {
                client_id,
                audience,
                product_version,
                registration_client_uri,
                ..platforms::NewPlatform::default()
            };
            platforms::add(&mut tx, &new, running.clock.now()).await.unwrap();
        }
        tx.commit().await.unwrap();
        migrate_again(app.db(), 131).await;
        let audiences = known(&app).await.into_iter().filter_map(|one| Some((one.client_id, one.audience?)));
        let mut left: Vec<_> = audiences.collect();
        left.sort();
        assert_eq!(left, [
            ("by a link, an address".to_owned(), "https://api.brightspace.com/auth/token".to_owned()),
            ("by hand".to_owned(), "urn:lms".to_owned()),
        ]);
    }

    async fn nobody_registers_without_a_link_that_works(app: TestApp) {
        let platform = Platform::start().await;
        let (status, page) = register(&app, &platform, "made-up").await;
        assert!(status == 403 && page.contains("registration link is not known"), "{page}");
        assert_eq!(platform.asked("/.well-known/openid-configuration"), 0, "and nothing is asked");
        let running = &app.running.as_ref().unwrap().app;
        let past = running.clock.now() - jiff::SignedDuration::from_hours(2);
        let old = registration::invite(&running.db, &Terms::default(), &by(running), past, 1).await.unwrap();
        assert_eq!(register(&app, &platform, &old).await.0, 403);
        // Another site cannot agree in somebody's place.
        let answer = app.client.post(format!("{}/lti/register", app.base))
            .header("Sec-Fetch-Site", "cross-site").form(&[("invite", "x")]).send().await.unwrap();
        assert_eq!(answer.status(), 403);
        assert!(known(&app).await.is_empty());
    }

    async fn what_a_platform_says_amiss_registers_nothing_and_leaves_the_link(app: TestApp) {
        let platform = Platform::start().await;
        let invite = invite(&app).await;
        for (misbehaviour, code, german) in [
            (Misbehaviour::ConfigurationOfAnotherIssuer, "configuration_issuer",
                "die Konfiguration spricht für https://lms.example.org"),
            (Misbehaviour::ConfigurationRedirects, "configuration_status",
                "die Plattform antwortete 307 und keine Konfiguration"),
            (Misbehaviour::ConfigurationIsHuge, "answer_too_large",
                "die Antwort der Plattform ist zu groß"),
            (Misbehaviour::ConfigurationWithoutOurAlgorithms, "configuration_algorithms",
                "Coachlight nimmt keine Signatur an"),
            (Misbehaviour::RegistrationIsRefused, "register_refused",
                "die Plattform antwortete 400: „&lt;b&gt;Tools"),
            (Misbehaviour::RegistrationWithoutClient, "register_client",
                "die Plattform sagt nicht, unter welcher Client-ID"),
        ] {
            platform.misbehave(misbehaviour);
            let (status, page) = register(&app, &platform, &invite).await;
            assert_eq!(status, 400, "{misbehaviour:?}");
            assert!(page.contains(code), "{misbehaviour:?}: {page}");
            assert!(!page.contains("<b>"), "{page}");
            let (_, page) = register_in(&app, &platform, &invite, "de").await;
            assert!(page.contains(german), "{misbehaviour:?}: {page}");
            assert!(known(&app).await.is_empty(), "{misbehaviour:?}");
            platform.behave();
        }
        assert_eq!(register(&app, &platform, &invite).await.0, 200);
        assert_eq!(known(&app).await.len(), 1);
    }

    async fn a_new_link_renews_a_registration_whose_client_and_addresses_stay(app: TestApp) {
        let platform = Platform::start().await;
        let link = invite(&app).await;
        assert_eq!(register(&app, &platform, &link).await.0, 200);
        let first = known(&app).await.remove(0);
        platform.misbehave(Misbehaviour::RegistrationIsUpdated);
        // Other keys under the same client are somebody who takes the place of the platform.
        platform.misbehave(Misbehaviour::ConfigurationWithOtherKeys);
        let link = invite(&app).await;
        let (status, page) = register(&app, &platform, &link).await;
        assert!(status == 409 && page.contains("registration_conflict"), "{page}");
        assert_eq!(known(&app).await, std::slice::from_ref(&first));
        platform.behave();
        platform.misbehave(Misbehaviour::RegistrationIsUpdated);
        platform.misbehave(Misbehaviour::ConfigurationOfCanvas);
        let (status, page) = register(&app, &platform, &link).await;
        assert!(status == 200 && page.contains("Connected anew"), "{page}");
        let renewed = platforms::Platform { product_family: Some("canvas".into()), ..first.clone() };
        assert_eq!(known(&app).await, [renewed]);
        // One that makes a new client of it is another.
        platform.behave();
        let link = invite(&app).await;
        assert_eq!(register(&app, &platform, &link).await.0, 200);
        assert_eq!(known(&app).await.len(), 2);
        let admin = Asker::administrator(&app).await;
        let log = admin.page("/admin/audit").await;
        // The list of kinds to choose from says each once.
        let told = |what: &str| texts(&log, "tbody td").iter().filter(|text| *text == what).count();
        assert_eq!(told("Learning platform registered anew"), 1, "{log}");
        assert_eq!(told("Learning platform registered"), 2, "{log}");
        assert!(log.contains("registration link") && log.contains(&first.id.to_string()), "{log}");
    }

    async fn endpoints_elsewhere_are_shown_before_anything_goes_there(app: TestApp) {
        let platform = Platform::start().await;
        platform.misbehave(Misbehaviour::ConfigurationWithForeignEndpoint);
        let invite = invite(&app).await;
        let token = platform.registration_token();
        let mut visitor = Visitor::of(&app.base);
        let (_, page) = text(visitor.get(&opened(&platform, &invite, &token)).await).await;
        assert!(page.contains("https://tokens.example.org/token"), "{page}");
        // It is not agreed to what was not shown.
        platform.behave();
        let (status, page) = text(agree(&app, form(&page)).await).await;
        assert!(status == 409 && page.contains("registration_changed"), "{page}");
        assert!(platform.known().tools.is_empty() && known(&app).await.is_empty());
    }

    async fn administrators_approve_disable_and_see_what_was_refused(app: TestApp) {
        let platform = Platform::of(&app).await;
        let admin = Asker::administrator(&app).await;
        let opening = Opening::learner("4").shown_in("window").with(&claim("deployment_id"), json!("77"));
        let launch = async || {
            Visitor::of(&app.base).launch(&platform, CLIENT, &opening).await.status()
        };
        assert_eq!(launch().await, 401);
        let list = admin.page("/admin/platforms").await;
        assert_eq!(texts(&list, "tbody th a"), ["Test platform"]);
        let id = known(&app).await[0].id;
        let path = format!("/admin/platforms/{id}");
        let page = admin.page(&path).await;
        assert!(texts(&page, ".chip.amber").contains(&"Waits for approval".to_owned()));
        assert!(page.contains("the deployment waits for approval"), "{page}");
        assert!(!page.contains("Sam") && !page.contains("sam@example.com"), "{page}");
        let decide = async |status: &str| {
            let fields = [("deployment", "77"), ("status", status)];
            admin.post(&format!("{path}/deployments"), &fields).await.status
        };
        assert_eq!(decide("approved").await, 303);
        assert_eq!(launch().await, 303);
        assert_eq!(decide("disabled").await, 303);
        assert_eq!(launch().await, 401);
        assert_eq!(decide("approved").await, 303);
        assert_eq!(admin.post(&format!("{path}/disable"), &[]).await.status, 303);
        let login = Visitor::of(&app.base).login(&platform, CLIENT, &opening).await;
        assert_eq!(login.status(), 401);
        assert_eq!(admin.post(&format!("{path}/enable"), &[]).await.status, 303);
        assert_eq!(launch().await, 303);
        assert_eq!(admin.post(&format!("{path}/explode"), &[]).await.status, 404);
    }

    async fn the_self_test_says_what_works(app: TestApp) {
        let platform = Platform::of(&app).await;
        let admin = Asker::administrator(&app).await;
        let path = format!("/admin/platforms/{}/test", known(&app).await[0].id);
        let test = async || {
            let answer = admin.post(&path, &[]).await;
            let page = answer.body.as_str().unwrap().to_owned();
            texts(&page, "[role=status] li").join("\n")
        };
        let found = test().await;
        assert_eq!(found.matches("Works").count(), 8, "{found}");
        assert!(found.contains("Read rosters contextmembership.readonly"), "{found}");
        platform.misbehave(Misbehaviour::KeysAreHtml);
        assert!(test().await.contains("could not be fetched"));
        platform.behave();
        platform.misbehave(Misbehaviour::KeysAreForEncryption);
        assert!(test().await.contains("publishes no key that can be used"));
    }

    async fn the_self_test_tells_a_service_that_is_switched_off_from_keys_that_are_not_known(app: TestApp) {
        let platform = Platform::of(&app).await;
        let admin = Asker::administrator(&app).await;
        platform.misbehave(Misbehaviour::RosterIsSwitchedOff);
        let path = format!("/admin/platforms/{}/test", known(&app).await[0].id);
        let answer = admin.post(&path, &[]).await;
        let found = texts(answer.body.as_str().unwrap(), "[role=status] li");
        let fails: Vec<_> = found.iter().filter(|line| !line.contains("Works")).collect();
        assert!(
            matches!(&fails[..], [one] if one.contains("contextmembership") && one.contains("switch it on")),
            "{found:?}"
        );
    }

    async fn platforms_are_entered_by_hand_with_values_to_paste(app: TestApp) {
        let admin = Asker::administrator(&app).await;
        let page = admin.page("/admin/platforms").await;
        for value in ["/lti/launch", "/lti/login", "/lti/keys", "/lti/canvas.json"] {
            let value = format!("{}{value}", app.base);
            assert!(texts(&page, "dd code").contains(&value), "{value}");
        }
        let fields = [
            ("name", "By hand"), ("issuer", "https://lms.example.org"), ("client_id", "abc"),
            ("authorization_endpoint", "https://lms.example.org/auth"),
            ("token_endpoint", "https://lms.example.org/token"),
            ("jwks_uri", "https://lms.example.org/keys"), ("deployment", "1"),
            ("home_page", "https://lms.example.org"), ("claim", "username"), ("trust_email", ""),
        ];
        let made = admin.post("/admin/platforms", &fields).await;
        assert_eq!(made.status, 303, "{}", made.body);
        let known = known(&app).await;
        assert_eq!(known[0].account_claim.as_deref(), Some("username"));
        let page = admin.page(&format!("/admin/platforms/{}", known[0].id)).await;
        assert_eq!(texts(&page, "#people-claim option[selected]"), ["the user name"]);
        let mut tx = app.db().read().await.unwrap();
        let rows = platforms::deployments(&mut tx, known[0].id).await.unwrap();
        assert_eq!(rows[0].status(), DeploymentStatus::Approved);
        drop(tx);
        let refused = async |fields: &[(&str, &str)]| {
            let answer = admin.post("/admin/platforms", fields).await;
            assert_eq!(answer.status, 422, "{}", answer.body);
            answer.body.as_str().unwrap().to_owned()
        };
        assert!(refused(&fields).await.contains("is known already"));
        let mut wrong = fields;
        wrong[3].1 = "javascript:alert(1)";
        wrong[2].1 = "other";
        let page = refused(&wrong).await;
        assert!(page.contains("is no address of the web"), "{page}");
        // What was filled in stays.
        assert!(page.contains(r#"value="https://lms.example.org/keys""#), "{page}");
        wrong[3].1 = " ";
        assert!(refused(&wrong).await.contains("is empty. Fill it in."));
        let canvas = Answer::of(app.client.get(format!("{}/lti/canvas.json", app.base))).await;
        assert_eq!(canvas.body["public_jwk_url"], format!("{}/lti/keys", app.base));
        let link = [("name", "Typed"), ("claim", "username"), ("home_page", "nowhere at all")];
        let refused = admin.post("/admin/platforms/invite", &link).await;
        assert_eq!(refused.status, 422);
        let page = refused.body.as_str().unwrap();
        assert!(page.contains("is no home page of accounts") && page.contains(r#"value="Typed""#), "{page}");
        let link = [("name", ""), ("claim", "subject"), ("home_page", "")];
        let page = admin.post("/admin/platforms/invite", &link).await;
        let page = page.body.as_str().unwrap();
        assert!(texts(page, "#link")[0].starts_with(&format!("{}/lti/register?invite=", app.base)));
    }

    async fn who_a_platforms_people_are_is_said_afterwards_too(app: TestApp) {
        let platform = Platform::of(&app).await;
        let admin = Asker::administrator(&app).await;
        let id = known(&app).await[0].id;
        let path = format!("/admin/platforms/{id}");
        let standing = async || {
            let one = known(&app).await.remove(0);
            (one.account_home_page, one.account_claim, one.trust_email)
        };
        let said = |page: &str, claim: &str, trusts| (Some(page.to_owned()), Some(claim.to_owned()), trusts);
        let form = [("home_page", " https://hr.example.org "), ("claim", "sourced_id"), ("trust_email", "yes")];
        assert_eq!(admin.post(&format!("{path}/people"), &form).await.status, 303);
        assert_eq!(standing().await, said("https://hr.example.org", "sourced_id", true));
        let page = admin.page(&path).await;
        assert!(page.contains(r#"value="https://hr.example.org""#), "{page}");
        assert_eq!(texts(&page, "#people-claim option[selected]"), ["the identifier of the student information system"]);

        // What is no home page changes nothing, and stands there once more.
        let wrong = [("home_page", "our HR system"), ("claim", "username")];
        let refused = admin.post(&format!("{path}/people"), &wrong).await;
        assert_eq!(refused.status, 422);
        let page = refused.body.as_str().unwrap();
        assert!(page.contains("is no home page of accounts") && page.contains(r#"value="our HR system""#), "{page}");
        let address = format!("/platforms/{id}/people");
        let put = async |body: Value| {
            let request = app.client.put(format!("{}/api/v1{address}", app.base));
            let cookie = app.session("admin", Roles::of(Role::Administrator)).await;
            Answer::of(request.header("Cookie", cookie).body(body.to_string())).await
        };
        let refused = put(json!({ "account_home_page": "our HR system" })).await;
        assert_eq!(refused.status, 400, "{}", refused.body);
        assert_eq!(put(json!({ "account_home_page": "https://x.org", "account_claim": "shoe_size" })).await.status, 400);
        assert_eq!(standing().await, said("https://hr.example.org", "sourced_id", true));

        // The next launch goes by it.
        let user = json!({ "person_sourcedid": "P-4711" });
        let opening = Opening::learner("4").shown_in("window").lti("lis", user);
        let answer = Visitor::of(&app.base).launch(&platform, CLIENT, &opening).await;
        assert_eq!(answer.status(), 303);
        let found = Answer::of(app.get("/xapi/statements?verb=http://adlnet.gov/expapi/verbs/launched")).await.body;
        let account = &found["statements"][0]["actor"]["account"];
        assert_eq!(*account, json!({ "homePage": "https://hr.example.org", "name": "P-4711" }));

        assert_eq!(put(json!({ "account_home_page": "https://x.org" })).await.status, 204);
        assert_eq!(standing().await, said("https://x.org", "subject", false));
        assert_eq!(put(json!({})).await.status, 204);
        assert_eq!(standing().await, (None, None, false));
        let log = admin.page("/admin/audit?act=platform-people").await;
        assert!(log.contains("sourced_id at https://hr.example.org; e-mail addresses link"), "{log}");
    }

    async fn canvas_and_brightspace_are_entered_by_hand_with_what_sets_them_apart(app: TestApp) {
        let admin = Asker::administrator(&app).await;
        let fields = |issuer: &'static str, product: &'static str, audience: &'static str| [
            ("name", issuer), ("issuer", issuer), ("client_id", "10000000000001"),
            ("authorization_endpoint", "https://sso.example.org/api/lti/authorize_redirect"),
            ("token_endpoint", "https://sso.example.org/login/oauth2/token"),
            ("jwks_uri", "https://sso.example.org/api/lti/security/jwks"), ("deployment", "1"),
            ("product", product), ("audience", audience),
        ];
        for made in [
            fields("https://canvas.instructure.com", "", ""),
            fields("https://canvas.example.org", " Canvas ", ""),
            fields("https://school.brightspace.com", "", "https://api.brightspace.com/auth/token"),
            fields("https://notinstructure.com", "", ""),
        ] {
            assert_eq!(admin.post("/admin/platforms", &made).await.status, 303);
        }
        let known = known(&app).await;
        let of = |issuer: &str| known.iter().find(|one| one.issuer == issuer).unwrap();
        let running = &app.running.as_ref().unwrap().app;
        let school = "https://school.instructure.com/api/lti/courses/1/names_and_roles".parse().unwrap();
        for (issuer, is_canvas) in [
            ("https://canvas.instructure.com", true),
            ("https://canvas.example.org", true),
            ("https://school.brightspace.com", false),
            ("https://notinstructure.com", false),
        ] {
            let one = of(issuer);
            assert_eq!(one.frame_origins().contains(" https://*.instructure.com"), is_canvas, "{issuer}");
            let origins = running.platforms.origins(one).unwrap();
            assert_eq!(origins.allows(&school).is_ok(), is_canvas, "{issuer}");
        }
        let audience = of("https://school.brightspace.com").audience.as_deref();
        assert_eq!(audience, Some("https://api.brightspace.com/auth/token"));
        let page = admin.page(&format!("/admin/platforms/{}", of("https://school.brightspace.com").id)).await;
        assert!(texts(&page, "dd code").contains(&"https://api.brightspace.com/auth/token".to_owned()), "{page}");
        assert_eq!(of("https://canvas.instructure.com").audience, None);
    }

    async fn services_are_asked_with_a_token_for_each_scope_and_nowhere_else(app: TestApp) {
        let platform = Platform::of(&app).await;
        let running = &app.running.as_ref().unwrap().app;
        let stored = async || known(&app).await.remove(0);
        let members = |path: &str| {
            let url = platform.at(path);
            let paged = names_and_roles::members(&url, &names_and_roles::Query::default());
            paged.next_call().unwrap().clone()
        };
        let call = members("/services/2/memberships");
        let asks = &running.platforms;
        for _ in 0..3 {
            assert_eq!(asks.call(&stored().await, &call).await.unwrap().status, 200);
        }
        assert_eq!(platform.asked("/token"), 1, "a token is kept");
        platform.misbehave(Misbehaviour::TokenIsRefusedOnce);
        assert_eq!(asks.call(&stored().await, &call).await.unwrap().status, 200);
        assert_eq!(platform.asked("/token"), 2, "a refused one is asked for anew, once");

        let elsewhere = "https://evil.example.org/members".parse().unwrap();
        let foreign = names_and_roles::members(&elsewhere, &names_and_roles::Query::default());
        let foreign = foreign.next_call().unwrap().clone();
        let error = asks.call(&stored().await, &foreign).await.unwrap_err();
        assert_eq!(error.code(), "origin_foreign");
        assert_eq!(platform.asked("/token"), 2, "no token is asked for");
    }

    async fn tokens_that_are_not_sound_are_not_used(app: TestApp) {
        let platform = Platform::of(&app).await;
        let running = &app.running.as_ref().unwrap().app;
        let stored = known(&app).await.remove(0);
        let scope = names_and_roles::SCOPE;
        for (misbehaviour, code) in [
            (Misbehaviour::TokenIsRefused, "token_refused"),
            (Misbehaviour::TokenOfAnotherType, "token_answer"),
            (Misbehaviour::TokenWithoutScopes, "service_scope"),
        ] {
            platform.misbehave(misbehaviour);
            let error = running.platforms.token(&stored, &[scope]).await.unwrap_err();
            assert_eq!(error.code(), code);
            platform.behave();
        }
        platform.misbehave(Misbehaviour::TokenIsGenerous);
        let (_, token) = running.platforms.token(&stored, &[scope]).await.unwrap();
        assert_eq!(token.scopes(), [scope]);
        let life = token.expires_at().as_second() - running.clock.now().as_second();
        assert!(life <= 3600, "{life}");
    }
}

/// A key pair signs when every platform can know it, and is published until none needs it.
async fn rotated(postgres: Option<String>) {
    const DAY: i64 = 24 * 60 * 60;
    let (app, ahead) = TestApp::start_ahead(postgres).await;
    let platform = Platform::of(&app).await;
    let running = &app.running.as_ref().unwrap().app;
    let published = async || {
        let keys = Answer::of(app.client.get(format!("{}/lti/keys", app.base))).await;
        let keys = keys.body["keys"].as_array().unwrap().clone();
        let ids = keys
            .iter()
            .map(|key| key["kid"].as_str().unwrap().to_owned());
        ids.collect::<BTreeSet<_>>()
    };
    let signing = async || {
        let (db, key, now) = (&running.db, &running.key, running.clock.now());
        let signs = platforms::keys::signing(db, key, None, now).await.unwrap();
        signs.id().to_owned()
    };
    let path = format!("/admin/platforms/{}", known(&app).await[0].id);
    // Sessions end meanwhile.
    let rotate = async || {
        let admin = Asker::administrator(&app).await;
        let made = admin.post(&format!("{path}/rotate"), &[]).await;
        assert_eq!(made.status, 303);
        let page = admin.page(&path).await;
        assert_eq!(
            texts(&page, ".chip")
                .iter()
                .filter(|text| *text == "Signs")
                .count(),
            1
        );
    };
    let first = signing().await;
    assert_eq!(published().await, BTreeSet::from([first.clone()]));
    rotate().await;
    let both = published().await;
    assert!(both.len() == 2 && both.contains(&first), "{both:?}");
    assert_eq!(
        signing().await,
        first,
        "no platform can know the new one yet"
    );
    let token = running
        .platforms
        .token(&known(&app).await[0], &[names_and_roles::SCOPE])
        .await;
    assert!(token.is_ok(), "{token:?}");
    assert_eq!(platform.asked("/token"), 1);
    ahead.store(DAY - 60, Ordering::SeqCst);
    assert_eq!(signing().await, first);
    ahead.store(DAY + 60, Ordering::SeqCst);
    let second = signing().await;
    assert!(second != first && both.contains(&second), "{second}");
    assert_eq!(
        published().await,
        both,
        "what the old one signed can still be checked"
    );
    ahead.store(3 * DAY, Ordering::SeqCst);
    rotate().await;
    let later = published().await;
    assert!(
        later.len() == 2 && later.contains(&second) && !later.contains(&first),
        "{later:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_pair_takes_over_only_when_every_platform_can_know_it_sqlite() {
    rotated(None).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_pair_takes_over_only_when_every_platform_can_know_it_postgres() {
    rotated(Some(fresh_postgres().await)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_private_is_asked_unless_it_is_allowed() {
    let app = TestApp::start_with(None, |config| config.outbound.allow_private = false).await;
    let platform = Platform::start().await;
    let invite = invite(&app).await;
    let (status, page) = register(&app, &platform, &invite).await;
    assert!(
        status == 400 && page.contains("configuration_address"),
        "{page}"
    );
    let mut visitor = Visitor::of(&app.base);
    // Something private that would answer, if it were asked.
    let trap = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = trap.local_addr().unwrap().port();
    for (address, code) in [
        (
            "https://169.254.169.254/latest/meta-data".to_owned(),
            "address_refused",
        ),
        (
            format!("https://[::ffff:127.0.0.1]:{port}/c"),
            "address_refused",
        ),
        (format!("https://127.0.0.1:{port}/c"), "address_refused"),
        // What a name leads to is found out on the way.
        (format!("https://localhost:{port}/c"), "unreachable"),
        ("file:///etc/passwd".to_owned(), "configuration_address"),
        ("gopher://127.0.0.1/".to_owned(), "configuration_address"),
    ] {
        let query = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("invite", &invite)
            .append_pair("openid_configuration", &address)
            .finish();
        let (status, page) = text(visitor.get(&format!("/lti/register?{query}")).await).await;
        assert!(status == 400 && page.contains(code), "{address}: {page}");
    }
    let connected = futures_util::FutureExt::now_or_never(trap.accept());
    assert!(connected.is_none(), "the trap was connected to");
    assert!(platform.known().requests.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pages_of_platforms_are_accessible_and_fit_a_phone() {
    let app = TestApp::start(None).await;
    let platform = Platform::of(&app).await;
    let other = Opening::learner("4").with(&claim("deployment_id"), json!("77"));
    Visitor::of(&app.base)
        .launch(&platform, CLIENT, &other)
        .await;
    let invite = invite(&app).await;
    let token = platform.registration_token();
    let id = known(&app).await[0].id;
    let pages = [
        ("platforms", "/admin/platforms".to_owned()),
        ("platform", format!("/admin/platforms/{id}")),
        ("register", opened(&platform, &invite, &token)),
        ("refused", "/lti/login?iss=unknown".to_owned()),
        ("no link", opened(&platform, "made-up", &token)),
    ];
    let window = browser().await;
    let mut roles = Roles::of(Role::Administrator);
    roles.add(Role::Coach);
    let link = app.link("admin", roles).await;
    window.goto(&link).await.unwrap();
    let faults = faults(&window, &app.base, &pages).await;
    window.close().await.unwrap();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
