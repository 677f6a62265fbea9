//! Keys of platforms that change, are late or out of order, and floods of logins.

use std::sync::atomic::Ordering;

use coachlight::platforms;
use coachlight::store::Db;
use sqlx::AssertSqlSafe;

use crate::launch_attacks::{is_refused, persons, sam};
use crate::support::platform::{CLIENT, Misbehaviour, Opening, Platform, Signing, Visitor};
use crate::support::{TestApp, both, fresh_postgres};

both! {
    async fn a_platforms_keys_are_fetched_seldom_and_survive_its_troubles(app: TestApp) {
        for misbehaviour in [
            Misbehaviour::KeysAreDown, Misbehaviour::KeysAreHtml, Misbehaviour::KeysRedirect,
            Misbehaviour::KeysAreHuge,
        ] {
            let case = format!("{misbehaviour:?}");
            let platform = Platform::of(&app).await;
            let launch = async |opening: Opening| {
                Visitor::of(&app.base).launch(&platform, CLIENT, &opening).await
            };
            platform.misbehave(misbehaviour);
            is_refused(&case, "keys_unreachable", launch(sam()).await).await;
            assert_eq!(platform.asked("/keys"), 1, "{case}");
            platform.behave();
            // Not asked again at once, however many come.
            for number in 0..5 {
                let opening = sam().signed(Signing::Unknown(format!("k{number}")));
                is_refused(&case, "keys_unreachable", launch(opening).await).await;
            }
            assert_eq!(platform.asked("/keys"), 1, "{case}");
        }
        assert_eq!(persons(&app).await, 0);
    }

    async fn a_platform_that_publishes_no_key_vouches_for_nobody(app: TestApp) {
        let platform = Platform::of(&app).await;
        platform.misbehave(Misbehaviour::KeysAreEmpty);
        let launch = async || Visitor::of(&app.base).launch(&platform, CLIENT, &sam()).await;
        is_refused("empty", "key_unknown", launch().await).await;
        assert_eq!(persons(&app).await, 0);
        platform.behave();
        assert_eq!(launch().await.status(), 303);
    }

    async fn keys_stay_good_while_the_platform_is_down(app: TestApp) {
        let platform = Platform::of(&app).await;
        let launch = async || Visitor::of(&app.base).launch(&platform, CLIENT, &sam()).await.status();
        assert_eq!(launch().await, 303);
        platform.misbehave(Misbehaviour::KeysAreDown);
        assert_eq!(launch().await, 303);
        assert_eq!(platform.asked("/keys"), 1);
    }

    async fn a_platform_changes_its_keys(app: TestApp) {
        let platform = Platform::of(&app).await;
        let launch = async || Visitor::of(&app.base).launch(&platform, CLIENT, &sam()).await;
        // The new one signs, the old one is still published.
        platform.rotate_keys(false);
        assert_eq!(launch().await.status(), 303);
        assert_eq!(platform.asked("/keys"), 1);
        // One that was not there at the last look is looked for at once.
        platform.rotate_keys(true);
        assert_eq!(launch().await.status(), 303);
        assert_eq!(platform.asked("/keys"), 2);
        // Made-up ones have the platform asked a few times and no more.
        for number in 0..12 {
            let opening = sam().signed(Signing::Unknown(format!("made-up-{number}")));
            let answer = Visitor::of(&app.base).launch(&platform, CLIENT, &opening).await;
            is_refused("made up", "key_unknown", answer).await;
        }
        assert_eq!(platform.asked("/keys"), 6);
        assert_eq!(launch().await.status(), 303, "the known key is good meanwhile");
    }

    async fn a_key_whose_name_is_published_twice_decides_nothing(app: TestApp) {
        let platform = Platform::of(&app).await;
        platform.misbehave(Misbehaviour::KeyTwice);
        let launch = async || Visitor::of(&app.base).launch(&platform, CLIENT, &sam()).await;
        is_refused("twice", "key_ambiguous", launch().await).await;
        assert_eq!(persons(&app).await, 0);
        platform.behave();
        assert_eq!(launch().await.status(), 303);
    }

    async fn an_unfit_key_signs_nothing(app: TestApp) {
        let platform = Platform::of(&app).await;
        platform.misbehave(Misbehaviour::KeysAreForEncryption);
        let answer = Visitor::of(&app.base).launch(&platform, CLIENT, &sam()).await;
        is_refused("for encryption", "key_unknown", answer).await;
    }
}

/// Keys that begin to come and never end are given up, and asked for again after a while.
async fn slow_keys(postgres: Option<String>) {
    let (app, ahead) = TestApp::start_ahead(postgres).await;
    let platform = Platform::of(&app).await;
    platform.misbehave(Misbehaviour::KeysAreSlow);
    let launch = async || {
        Visitor::of(&app.base)
            .launch(&platform, CLIENT, &sam())
            .await
    };
    // Those who come together wait once, for the same answer.
    let (one, other) = tokio::join!(launch(), launch());
    let trouble = async || {
        let mut tx = app.db().read().await.unwrap();
        let known = platforms::find(&mut tx, platform.issuer(), CLIENT).await;
        known.unwrap().unwrap().launch_error
    };
    is_refused("slow", "keys_unreachable", one).await;
    is_refused("slow, too", "keys_unreachable", other).await;
    assert_eq!(platform.asked("/keys"), 1);
    platform.behave();
    is_refused("resting", "keys_unreachable", launch().await).await;
    assert_eq!(platform.asked("/keys"), 1);
    assert_eq!(trouble().await.as_deref(), Some("keys_unreachable"));
    ahead.store(10, Ordering::SeqCst);
    assert_eq!(launch().await.status(), 303);
    assert_eq!(trouble().await, None);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn slow_keys_are_given_up_and_asked_for_again_sqlite() {
    slow_keys(None).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn slow_keys_are_given_up_and_asked_for_again_postgres() {
    slow_keys(Some(fresh_postgres().await)).await;
}

/// As many logins under way as are borne, all of the last instant.
async fn flood(app: &TestApp) {
    const ROW: &str =
        "SELECT {}, id, 'https://x.org/', 'n', {}, NULL, NULL, '', $1 + i FROM platform";
    const INTO: &str = "INSERT INTO pending_login (state_sha256, platform, target_link_uri, nonce,
        browser_sha256, storage_sha256, storage_target, initiation, created_at) ";
    const MOST: i64 = 50_000;
    let now = app
        .running
        .as_ref()
        .unwrap()
        .app
        .clock
        .now()
        .as_microsecond();
    let row = |bytes: &str| ROW.replace("{}", bytes);
    match app.db() {
        Db::Sqlite { write, .. } => {
            let numbers = format!(
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {MOST}) "
            );
            let sql = format!("{numbers}{INTO}{}, n", row("CAST(i AS BLOB)"));
            sqlx::query(AssertSqlSafe(sql))
                .bind(now)
                .execute(write)
                .await
                .unwrap();
        }
        Db::Postgres(pool) => {
            let bytes = row("convert_to(i::text, 'UTF8')");
            let sql = format!("{INTO}{bytes}, generate_series(1, {MOST}) AS i");
            sqlx::query(AssertSqlSafe(sql))
                .bind(now)
                .execute(pool)
                .await
                .unwrap();
        }
    }
}

async fn under_way(app: &TestApp) -> i64 {
    const COUNT: &str = "SELECT count(*) FROM pending_login";
    match app.db() {
        Db::Sqlite { write, .. } => sqlx::query_scalar(COUNT).fetch_one(write).await.unwrap(),
        Db::Postgres(pool) => sqlx::query_scalar(COUNT).fetch_one(pool).await.unwrap(),
    }
}

/// A flood of logins takes no more room than it may and keeps nobody out who comes meanwhile.
async fn flooded(postgres: Option<String>) {
    let (app, ahead) = TestApp::start_ahead(postgres).await;
    let platform = Platform::of(&app).await;
    let mut early = Visitor::of(&app.base);
    let posting = early.open(&platform, CLIENT, &sam()).await;
    ahead.store(1, Ordering::SeqCst);
    flood(&app).await;
    assert_eq!(under_way(&app).await, 50_001);
    // After the flood's last, so that it is the flood's first that make room.
    ahead.store(2, Ordering::SeqCst);
    let mut late = Visitor::of(&app.base);
    let posting_late = late.open(&platform, CLIENT, &sam()).await;
    assert_eq!(under_way(&app).await, 45_001);
    assert_eq!(late.answer(&posting_late).await.status(), 303);
    // Who was pushed out is told to begin anew, and can.
    is_refused("pushed out", "state", early.answer(&posting).await).await;
    let again = early.open(&platform, CLIENT, &sam()).await;
    assert_eq!(early.answer(&again).await.status(), 303);
    ahead.store(602, Ordering::SeqCst);
    let answer = late.login(&platform, CLIENT, &sam()).await;
    assert_eq!(answer.status(), 303);
    assert_eq!(under_way(&app).await, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_flood_of_logins_keeps_nobody_out_sqlite() {
    flooded(None).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_flood_of_logins_keeps_nobody_out_postgres() {
    flooded(Some(fresh_postgres().await)).await;
}
