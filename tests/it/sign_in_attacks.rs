//! A hostile or broken identity provider: whatever it sends, nobody is let in who should not be, and
//! the page says what to do.

use coachlight::config::ProviderTable;
use coachlight::store::Db;
use secrecy::SecretString;
use serde_json::{Value, json};

use crate::support::provider::{CLIENT, Fault, Provider, Signing, session};
use crate::support::waiting::once;
use crate::support::{Answer, TestApp, both, client, fresh_postgres};

async fn start(postgres: Option<String>, provider: &Provider) -> TestApp {
    TestApp::start_with(postgres, |config| {
        config.sso.issuer = Some(provider.issuer.parse().unwrap());
        config.sso.client_id = Some(CLIENT.into());
        config.sso.client_secret = Some(SecretString::from("secret"));
        config.sso.label = Some("Example Ltd".into());
    })
    .await
}

/// How many sessions and persons are stored.
async fn stored(app: &TestApp) -> (i64, i64) {
    let count = async |table: &str| {
        let sql = sqlx::AssertSqlSafe(format!("SELECT count(*) FROM {table}"));
        match app.db() {
            Db::Sqlite { read, .. } => sqlx::query_scalar(sql).fetch_one(read).await.unwrap(),
            Db::Postgres(pool) => sqlx::query_scalar::<_, i64>(sql)
                .fetch_one(pool)
                .await
                .unwrap(),
        }
    };
    (count("session").await, count("person").await)
}

fn is_refused(answer: &Answer, what: &str) {
    assert_eq!(answer.status, 403, "{what}: {}", answer.body);
    let page = answer.body.as_str().unwrap_or_default();
    assert!(page.contains("Start again"), "{what}: {page}");
    let cookies = answer.headers.get_all("set-cookie");
    assert_eq!(cookies.iter().count(), 0, "{what}");
}

async fn me(app: &TestApp, cookie: &str) -> u16 {
    let request = client()
        .get(format!("{}/me", app.base))
        .header("Cookie", cookie);
    request.send().await.unwrap().status().as_u16()
}

fn without(mut claims: Value, name: &str) -> Value {
    claims.as_object_mut().unwrap().remove(name);
    claims
}

fn with(mut claims: Value, name: &str, value: Value) -> Value {
    claims[name] = value;
    claims
}

async fn each_wrong_token_is_refused(app: &TestApp, provider: &Provider) {
    let now = coachlight::clock::Clock::system().now().as_second();
    let sound = || provider.claims("anna");
    let broken = [
        (
            "iss",
            with(sound(), "iss", json!("https://other.example.org")),
        ),
        ("iss missing", without(sound(), "iss")),
        ("aud", with(sound(), "aud", json!("other"))),
        ("aud empty", with(sound(), "aud", json!([]))),
        ("aud missing", without(sound(), "aud")),
        ("aud of two", with(sound(), "aud", json!([CLIENT, "other"]))),
        ("azp", with(sound(), "azp", json!("other"))),
        ("nonce", with(sound(), "nonce", json!("other"))),
        ("nonce null", with(sound(), "nonce", Value::Null)),
        ("exp past", with(sound(), "exp", json!(now - 10))),
        ("exp missing", without(sound(), "exp")),
        ("iat old", with(sound(), "iat", json!(now - 3600))),
        ("iat to come", with(sound(), "iat", json!(now + 3600))),
        ("iat missing", without(sound(), "iat")),
        ("nbf to come", with(sound(), "nbf", json!(now + 3600))),
        ("sub missing", without(sound(), "sub")),
        ("sub empty", with(sound(), "sub", json!(""))),
        ("sub a number", with(sound(), "sub", json!(7))),
        ("sub endless", with(sound(), "sub", json!("x".repeat(300)))),
    ];
    for (what, claims) in broken {
        is_refused(&provider.sign_in(app, claims).await, what);
    }
    for signing in [
        Signing::None,
        Signing::SharedSecret,
        Signing::WithoutKeyId,
        Signing::UnknownKey,
        Signing::Tampered,
    ] {
        provider.lock().signing = signing;
        is_refused(
            &provider.sign_in(app, sound()).await,
            &format!("{signing:?}"),
        );
        provider.lock().signing = Signing::Sound;
    }
    for fault in [Fault::TokenRefused, Fault::NoIdToken] {
        provider.lock().fault = Some(fault);
        is_refused(&provider.sign_in(app, sound()).await, &format!("{fault:?}"));
        provider.lock().fault = None;
    }
    assert_eq!(stored(app).await, (0, 0));
}

async fn odd_but_sound_tokens_let_in(app: &TestApp, provider: &Provider) {
    let sound = || provider.claims("anna");
    let now = coachlight::clock::Clock::system().now().as_second();
    for (what, claims) in [
        ("as it should be", sound()),
        ("no name, no e-mail, no groups", without(sound(), "groups")),
        (
            "fraction of a second",
            with(sound(), "auth_time", json!(now as f64 - 0.5)),
        ),
        ("no auth_time", without(sound(), "auth_time")),
        ("auth_time 0", with(sound(), "auth_time", json!(0))),
        ("aud a list", with(sound(), "aud", json!([CLIENT]))),
        ("empty name", with(sound(), "name", json!(" "))),
    ] {
        let answer = provider.sign_in(app, claims).await;
        assert_eq!(answer.status, 303, "{what}: {}", answer.body);
        assert_eq!(me(app, &session(&answer)).await, 200, "{what}");
    }
    assert_eq!(stored(app).await.1, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_tokens_are_refused_and_odd_ones_taken_sqlite() {
    let provider = Provider::start().await;
    let app = start(None, &provider).await;
    each_wrong_token_is_refused(&app, &provider).await;
    odd_but_sound_tokens_let_in(&app, &provider).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_tokens_are_refused_and_odd_ones_taken_postgres() {
    let provider = Provider::start().await;
    let app = start(Some(fresh_postgres().await), &provider).await;
    each_wrong_token_is_refused(&app, &provider).await;
    odd_but_sound_tokens_let_in(&app, &provider).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_works_once_and_in_its_own_browser() {
    let provider = Provider::start().await;
    let app = start(None, &provider).await;
    provider.lock().claims = provider.claims("anna");
    let begun = Provider::begin(&app, "return_to=/me").await;
    let other = Provider::begin(&app, "return_to=/me").await;
    let mixed = (begun.0.clone(), other.1.clone());
    is_refused(&provider.answer(&app, &mixed, "").await, "another browser");
    // The attempt is used up by that.
    is_refused(&provider.answer(&app, &begun, "").await, "again");
    assert_eq!(provider.answer(&app, &other, "").await.status, 303);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_that_cannot_be_read_gives_a_page_that_says_so_and_comes_back() {
    for fault in [
        Fault::Down,
        Fault::DiscoveryRedirects,
        Fault::DiscoveryOfAnother,
        Fault::KeysAreHuge,
        Fault::KeysAreSlow,
    ] {
        let provider = Provider::start().await;
        let app = start(None, &provider).await;
        provider.lock().fault = Some(fault);
        // Many at once ask the provider once.
        let ask = || {
            let address = format!("{}/sign-in/start?return_to=/me", app.base);
            Answer::of(client().get(address).header("Accept", "text/html"))
        };
        let several = futures_util::future::join_all((0..8).map(|_| ask())).await;
        for answer in &several {
            assert_eq!(answer.status, 503, "{fault:?}");
            let page = answer.body.as_str().unwrap();
            assert!(page.contains("Example Ltd"), "{fault:?}: {page}");
            assert!(answer.headers.contains_key("retry-after"));
        }
        assert!(provider.fetched() <= 2, "{fault:?}: {}", provider.fetched());
        provider.lock().fault = None;
        // As soon as it answers again; until then what it last did is known for two seconds.
        let answer = once(async || Some(ask().await).filter(|it| it.status != 503)).await;
        assert_eq!(answer.status, 303);
        let answer = provider.sign_in(&app, provider.claims("anna")).await;
        assert_eq!(answer.status, 303);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_key_of_the_provider_works_at_once_and_unknown_ones_do_not_flood_it() {
    let provider = Provider::start().await;
    let app = start(None, &provider).await;
    assert_eq!(
        provider.sign_in(&app, provider.claims("anna")).await.status,
        303
    );
    assert_eq!(provider.fetched(), 1);
    let new = crate::support::platform::SigningKey::generate("three");
    provider.lock().keys.insert(0, new);
    assert_eq!(
        provider.sign_in(&app, provider.claims("anna")).await.status,
        303
    );
    assert_eq!(provider.fetched(), 2);
    provider.lock().signing = Signing::UnknownKey;
    for _ in 0..20 {
        is_refused(
            &provider.sign_in(&app, provider.claims("anna")).await,
            "unknown key",
        );
    }
    assert!(provider.fetched() <= 6, "{}", provider.fetched());
}

#[tokio::test(flavor = "multi_thread")]
async fn one_provider_cannot_answer_for_another() {
    let (honest, hostile) = (Provider::start().await, Provider::start().await);
    let app = TestApp::start_with(None, |config| {
        config.sso.issuer = Some(honest.issuer.parse().unwrap());
        config.sso.client_id = Some(CLIENT.into());
        config.sso.label = Some("Example Ltd".into());
        let table = ProviderTable {
            issuer: hostile.issuer.parse().unwrap(),
            label: Some("Partner <Ltd>".into()),
            client_id: CLIENT.into(),
            client_secret: None,
            scopes: None,
            roles_claim: None,
            coach: Some(Vec::new()),
            hr: None,
            administrator: Some(Vec::new()),
            trust_email: None,
            account_home_page: None,
        };
        config.sso.providers.insert("partner".into(), table);
    })
    .await;
    // There is something to choose from.
    let page = client().get(format!("{}/sign-in?return_to=/me", app.base));
    let page = page.send().await.unwrap().text().await.unwrap();
    assert!(
        page.contains("Example Ltd") && page.contains("Partner &lt;Ltd&gt;"),
        "{page}"
    );
    assert!(page.contains("provider=partner"), "{page}");

    for provider in [&honest, &hostile] {
        provider.lock().claims = provider.claims("anna");
    }
    // The person began at the one, and the answer comes to the other's address.
    let begun = Provider::begin(&app, "return_to=/me").await;
    let mut moved = begun.clone();
    let redirect = format!("{}/sign-in/callback/partner", app.base);
    let pairs: Vec<(String, String)> = begun.0.query_pairs().into_owned().collect();
    moved
        .0
        .query_pairs_mut()
        .clear()
        .extend_pairs(pairs.iter().map(|(name, value)| {
            let value = if name == "redirect_uri" {
                &redirect
            } else {
                value
            };
            (name, value)
        }));
    is_refused(&hostile.answer(&app, &moved, "").await, "another address");
    // The answer names the other issuer, though nobody promised that it would name any.
    let begun = Provider::begin(&app, "return_to=/me").await;
    let iss = format!("&iss={}", hostile.issuer);
    is_refused(&honest.answer(&app, &begun, &iss).await, "another issuer");
    let begun = Provider::begin(&app, "return_to=/me").await;
    let iss = format!("&iss={}", honest.issuer);
    assert_eq!(honest.answer(&app, &begun, &iss).await.status, 303);
    // The same subject at another provider is another person, with that provider's rules.
    let begun = Provider::begin(&app, "return_to=/me&provider=partner").await;
    let answer = hostile.answer(&app, &begun, "").await;
    assert_eq!(answer.status, 303, "{}", answer.body);
    assert_eq!(stored(&app).await.1, 2);
    let groups = client()
        .get(format!("{}/groups", app.base))
        .header("Cookie", session(&answer));
    assert_eq!(groups.send().await.unwrap().status(), 403);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_that_promises_to_name_its_issuer_has_to() {
    let provider = Provider::start().await;
    provider.lock().names_issuer = true;
    let app = start(None, &provider).await;
    is_refused(
        &provider.sign_in(&app, provider.claims("anna")).await,
        "no iss",
    );
    let begun = Provider::begin(&app, "return_to=/me").await;
    let iss = format!("&iss={}", provider.issuer);
    assert_eq!(provider.answer(&app, &begun, &iss).await.status, 303);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_waits_while_somebody_proves_anew_who_they_are() {
    let provider = Provider::start().await;
    let app = start(None, &provider).await;
    let now = coachlight::clock::Clock::system().now().as_second();
    let claims = |auth_time: Value| {
        let claims = with(provider.claims("ada"), "groups", json!(["administrators"]));
        with(claims, "auth_time", auth_time)
    };
    // The provider has known the person for a while, and lets them in without asking.
    let entered = provider.sign_in(&app, claims(json!(now - 1000))).await;
    let cookie = session(&entered);
    let wish = [("label", "App"), ("scope", "state")];
    let request = client()
        .post(format!("{}/admin/keys", app.base))
        .form(&wish);
    let request = request
        .header("Cookie", &cookie)
        .header("Accept", "text/html");
    let sent = request.send().await.unwrap();
    assert_eq!(sent.status(), 303);
    let again = sent.headers()["location"].to_str().unwrap().to_owned();
    assert!(again.starts_with("/sign-in/again?return_to="), "{again}");
    let resume = again.split_once('=').unwrap().1;
    let query = format!("purpose=again&return_to={resume}");
    // A provider that did not ask, or does not say that it did, does not do.
    for old in [json!(now - 1000), json!(0), Value::Null] {
        provider.lock().claims = claims(old.clone());
        let begun = Provider::begin(&app, &query).await;
        let pairs: Vec<(String, String)> = begun.0.query_pairs().into_owned().collect();
        assert!(pairs.contains(&("prompt".into(), "login".into())));
        assert!(pairs.contains(&("max_age".into(), "0".into())));
        is_refused(&provider.answer(&app, &begun, "").await, &old.to_string());
        assert_eq!(me(&app, &cookie).await, 200);
    }
    provider.lock().claims = claims(json!(now));
    let begun = Provider::begin(&app, &query).await;
    let answer = provider.answer(&app, &begun, "").await;
    assert_eq!(answer.status, 303);
    let fresh = session(&answer);
    let to = answer.headers["location"].to_str().unwrap();
    let page = client()
        .get(format!("{}{to}", app.base))
        .header("Cookie", &fresh);
    let page = page.send().await.unwrap().text().await.unwrap();
    assert!(
        page.contains("action=\"/admin/keys\"") && page.contains("value=\"App\""),
        "{page}"
    );
    let request = client()
        .post(format!("{}/admin/keys", app.base))
        .form(&wish);
    let done = request.header("Cookie", &fresh).send().await.unwrap();
    assert_eq!(done.status(), 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn roles_change_at_the_next_sign_in_in_every_browser() {
    let provider = Provider::start().await;
    let app = start(None, &provider).await;
    let groups = |groups: Value| with(provider.claims("anna"), "groups", groups);
    let coach = session(&provider.sign_in(&app, groups(json!(["coaches"]))).await);
    let page = async |cookie: &str| {
        let request = client()
            .get(format!("{}/groups", app.base))
            .header("Cookie", cookie);
        request.send().await.unwrap().status().as_u16()
    };
    assert_eq!(page(&coach).await, 200);
    let hr = session(&provider.sign_in(&app, groups(json!(["hr"]))).await);
    // HR sees nobody's page, and what the other browser could see it no longer can.
    assert_eq!([page(&coach).await, page(&hr).await], [401, 403]);
}

async fn logged_out(app: &TestApp, token: &str) -> u16 {
    let address = format!("{}/sign-in/back-channel-logout", app.base);
    let request = client().post(address).form(&[("logout_token", token)]);
    request.send().await.unwrap().status().as_u16()
}

/// One logout token that breaks one rule, and that it ends nothing.
async fn wrong_logout_tokens(app: &TestApp, provider: &Provider, cookie: &str) {
    let now = coachlight::clock::Clock::system().now().as_second();
    let set = |name: &'static str, value: Value| {
        provider.logout(Signing::Sound, move |claims| claims[name] = value)
    };
    let remove = |names: &'static [&str]| {
        provider.logout(Signing::Sound, move |claims| {
            for name in names {
                claims.as_object_mut().unwrap().remove(*name);
            }
        })
    };
    let broken = [
        set("iss", json!("https://other.example.org")),
        set("aud", json!("other")),
        set("aud", json!([])),
        set("exp", json!(now - 100)),
        remove(&["exp"]),
        set("iat", json!(now + 600)),
        remove(&["iat"]),
        set("events", json!({})),
        remove(&["events"]),
        set("nonce", json!("n")),
        remove(&["jti"]),
        remove(&["sub", "sid"]),
        provider.logout(Signing::None, |_| ()),
        provider.logout(Signing::SharedSecret, |_| ()),
        provider.logout(Signing::WithoutKeyId, |_| ()),
        provider.logout(Signing::UnknownKey, |_| ()),
        provider.logout(Signing::Tampered, |_| ()),
        "rubbish".to_owned(),
    ];
    for token in broken {
        assert_eq!(logged_out(app, &token).await, 400, "{token}");
        assert_eq!(me(app, cookie).await, 200);
    }
}

async fn back_channel_logout(app: TestApp, provider: Provider) {
    let claims = |sid: &str| with(provider.claims("anna"), "sid", json!(sid));
    let enter = async |claims: Value| session(&provider.sign_in(&app, claims).await);
    let one = enter(claims("s1")).await;
    wrong_logout_tokens(&app, &provider, &one).await;

    // By its session alone one of two ends; by the person both.
    let two = enter(claims("s2")).await;
    let by_sid = provider.logout(Signing::Sound, |claims| {
        claims.as_object_mut().unwrap().remove("sub");
    });
    assert_eq!(logged_out(&app, &by_sid).await, 200);
    assert_eq!([me(&app, &one).await, me(&app, &two).await], [401, 200]);
    let one = enter(claims("s1")).await;
    // The token was used.
    assert_eq!(logged_out(&app, &by_sid).await, 400);
    assert_eq!(me(&app, &one).await, 200);
    let by_both = provider.logout(Signing::Sound, |claims| claims["sub"] = json!("bo"));
    assert_eq!(logged_out(&app, &by_both).await, 200);
    assert_eq!(me(&app, &one).await, 200);
    let by_subject = provider.logout(Signing::Sound, |claims| {
        claims.as_object_mut().unwrap().remove("sid");
    });
    assert_eq!(logged_out(&app, &by_subject).await, 200);
    assert_eq!([me(&app, &one).await, me(&app, &two).await], [401, 401]);
}

/// So many tokens are wrong that the limit on failures has to be high.
async fn with_provider(postgres: Option<String>) {
    let provider = Provider::start().await;
    let app = TestApp::start_with(postgres, |config| {
        config.sso.issuer = Some(provider.issuer.parse().unwrap());
        config.sso.client_id = Some(CLIENT.into());
        config.sso.client_secret = Some(SecretString::from("secret"));
        config.limits.failed_logins_per_minute = 1000;
    })
    .await;
    back_channel_logout(app, provider).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_ends_sessions_by_sound_tokens_alone_sqlite() {
    with_provider(None).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_ends_sessions_by_sound_tokens_alone_postgres() {
    with_provider(Some(fresh_postgres().await)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_logout_token_works_once_on_all_instances_together() {
    let provider = Provider::start().await;
    let database = fresh_postgres().await;
    let (one, other) = (
        start(Some(database.clone()), &provider).await,
        start(Some(database), &provider).await,
    );
    let token = provider.logout(Signing::Sound, |_| ());
    let (first, second) = tokio::join!(logged_out(&one, &token), logged_out(&other, &token));
    let mut both = [first, second];
    both.sort_unstable();
    assert_eq!(both, [200, 400]);
}

both! {
    async fn without_a_provider_nobody_can_sign_others_out(app: TestApp) {
        assert_eq!(logged_out(&app, "a.b.c").await, 400);
    }
}
