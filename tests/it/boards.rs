//! A leader board is seen as its mode says, by those in the group alone, wherever it is shown.

use coachlight::config::Config;
use coachlight::groups::BoardMode;
use coachlight::people::PersonId;
use coachlight::sso::{Role, Roles};
use reqwest::Method;
use serde_json::{Value, json};

use crate::coaching::{group, sent};
use crate::support::{Answer, TestApp, both, fresh_postgres};

const CREATE: &str = "http://activitystrea.ms/create";
const JOIN: &str = "http://activitystrea.ms/join";
const MEMBERS: [&str; 6] = ["anna", "bo", "cem", "dana", "eva", "finn"];

/// A group of six, of whom the first has written most, the second less, and so on.
async fn fill(app: &TestApp) -> String {
    let mut all = vec![sent("coach", CREATE, group(1), json!({}))];
    for (place, who) in MEMBERS.iter().enumerate() {
        all.push(sent(who, JOIN, group(1), json!({})));
        for number in place..MEMBERS.len() {
            let note = json!({
                "id": format!("https://app.example.org/notes/{who}-{number}"),
                "definition": { "type": "http://activitystrea.ms/note" }
            });
            let within = json!({ "contextActivities": { "grouping": [group(1)] } });
            let mut said = sent(who, CREATE, note, json!({ "context": within }));
            // One a day, so that no daily cap makes them equal.
            let now = app.running.as_ref().unwrap().app.clock.now();
            let at = now - jiff::SignedDuration::from_hours(24 * number as i64);
            said["timestamp"] = json!(at.to_string());
            all.push(said);
        }
    }
    assert_eq!(app.post(&json!(all)).await.status, 200);
    app.projected().await;
    let groups = Answer::of(app.get("/api/v1/groups")).await.body;
    groups["items"][0]["id"].as_str().unwrap().to_owned()
}

struct Scene<'a> {
    app: &'a TestApp,
    group: String,
    people: Vec<(PersonId, String)>,
    coach: String,
}

impl<'a> Scene<'a> {
    async fn new(app: &'a TestApp) -> Self {
        let group = fill(app).await;
        let mut people = Vec::new();
        for who in MEMBERS {
            let cookie = app.session(who, Roles::default()).await;
            people.push((app.person(who).await, cookie));
        }
        let coach = app.session("coach", Roles::of(Role::Coach)).await;
        Self {
            app,
            group,
            people,
            coach,
        }
    }

    async fn ask(&self, cookie: &str, method: Method, path: &str, body: Value) -> Answer {
        let address = format!("{}{path}", self.app.base);
        let request = self
            .app
            .client
            .request(method, address)
            .header("Cookie", cookie);
        Answer::of(request.body(body.to_string())).await
    }

    async fn take_part(&self, how_many: usize, shown: bool) {
        for (_, cookie) in &self.people[..how_many] {
            let path = format!("/api/v1/me/boards/{}", self.group);
            let body = json!({ "shown": shown });
            assert_eq!(self.ask(cookie, Method::PUT, &path, body).await.status, 204);
        }
    }

    async fn board(&self, cookie: &str) -> Value {
        let path = format!("/api/v1/groups/{}/board", self.group);
        let answer = self.ask(cookie, Method::GET, &path, Value::Null).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        answer.body
    }

    /// Members as the board lists them, by their places in [`MEMBERS`].
    fn listed(&self, list: &Value) -> Vec<usize> {
        let place = |it: &Value| {
            let known = self
                .people
                .iter()
                .position(|(person, _)| it["person"] == json!(person));
            known.unwrap()
        };
        list.as_array().unwrap().iter().map(place).collect()
    }

    async fn choose(&self, mode: BoardMode) {
        let path = format!("/api/v1/groups/{}/board", self.group);
        let body = json!({ "mode": mode });
        assert_eq!(
            self.ask(&self.coach, Method::PUT, &path, body).await.status,
            204
        );
    }

    /// What the page of the board, the group's page and the group's report say.
    async fn elsewhere(&self, cookie: &str) -> (String, String, Value) {
        let board = format!("/groups/{}/board", self.group);
        let board = self
            .ask(cookie, Method::GET, &board, Value::Null)
            .await
            .body;
        let page = format!("/groups/{}", self.group);
        let page = self.ask(cookie, Method::GET, &page, Value::Null).await.body;
        let report = format!("/api/v1/groups/{}/engagement", self.group);
        let report = self
            .ask(cookie, Method::GET, &report, Value::Null)
            .await
            .body;
        let text = |page: Value| page.as_str().unwrap_or_default().to_owned();
        (text(board), text(page), report["leader_board"].clone())
    }
}

both! {
    async fn each_mode_is_the_same_everywhere(app: TestApp) {
        let scene = Scene::new(&app).await;
        let (anna, finn) = (&scene.people[0].1, &scene.people[5].1);
        // Nobody takes part unless they have said so.
        assert_eq!(scene.board(anna).await["hidden"], true);
        scene.take_part(4, true).await;
        assert_eq!(scene.board(&scene.coach).await["hidden"], true);
        scene.take_part(6, true).await;
        let everybody: Vec<usize> = (0..6).collect();
        for (mode, coach, first, last) in [
            (BoardMode::Full, &everybody[..], &everybody[..], &everybody[..]),
            (BoardMode::Top, &[0, 1, 2], &[0, 1, 2], &[0, 1, 2, 4, 5]),
            (BoardMode::Own, &[], &[0], &[5]),
            (BoardMode::Facets, &everybody[..], &everybody[..], &everybody[..]),
            (BoardMode::Off, &[], &[], &[]),
        ] {
            scene.choose(mode).await;
            let list = if mode == BoardMode::Facets { "facets" } else { "places" };
            for (cookie, expected) in [(&scene.coach, coach), (anna, first), (finn, last)] {
                let board = scene.board(cookie).await;
                assert_eq!(board["mode"], json!(mode));
                let mut listed = scene.listed(&board[list]);
                if mode == BoardMode::Facets {
                    // By name, and nobody has one here.
                    listed.sort_unstable();
                }
                assert_eq!(listed, expected, "{mode:?}");
            }
            let (board, page, report) = scene.elsewhere(&scene.coach).await;
            let ranked = board.matches("<td class=\"number\"").count() / 2;
            let places = if mode == BoardMode::Facets { 0 } else { coach.len() };
            assert_eq!(report.as_array().map_or(0, Vec::len), places);
            assert!(mode == BoardMode::Facets || ranked == places, "{mode:?} {board}");
            assert_eq!(page.contains("There is no leader board here"), mode == BoardMode::Off);
        }
        // A board does not leave its group.
        scene.choose(BoardMode::Full).await;
        let report = format!("/api/v1/groups/{}/engagement", scene.group);
        assert_eq!(Answer::of(app.get(&report)).await.body["leader_board"], Value::Null);
        let board = format!("/api/v1/groups/{}/board", scene.group);
        assert_eq!(Answer::of(app.get(&board)).await.status, 403);
        let other = app.session("stranger", Roles::of(Role::Coach)).await;
        assert_eq!(scene.ask(&other, Method::GET, &board, Value::Null).await.status, 404);
        // Whoever leaves it is on nobody's.
        scene.take_part(1, false).await;
        assert_eq!(scene.listed(&scene.board(anna).await["places"]), [1, 2, 3, 4, 5]);
        assert_eq!(scene.board(anna).await["shown"], false);
    }

    async fn a_member_chooses_on_the_page(app: TestApp) {
        let scene = Scene::new(&app).await;
        let path = format!("{}/groups/{}/board", app.base, scene.group);
        let anna = &scene.people[0].1;
        let choose = async |cookie: &str, shown: &str| {
            let request = app.client.post(&path).header("Cookie", cookie);
            Answer::of(request.form(&[("shown", shown)])).await.status.as_u16()
        };
        assert_eq!(choose(anna, "true").await, 303);
        assert_eq!(scene.board(anna).await["shown"], true);
        assert_eq!(choose(anna, "false").await, 303);
        assert_eq!(scene.board(anna).await["shown"], false);
        assert_eq!(choose(&scene.coach, "true").await, 403);
        let modes = format!("{}/groups/{}/board-mode", app.base, scene.group);
        let mode = async |cookie: &str, mode: &str| {
            let request = app.client.post(&modes).header("Cookie", cookie);
            Answer::of(request.form(&[("mode", mode)])).await.status.as_u16()
        };
        assert_eq!([mode(anna, "off").await, mode(&scene.coach, "x").await], [404, 400]);
        assert_eq!(mode(&scene.coach, "off").await, 303);
        assert_eq!(scene.board(anna).await["mode"], "off");
        assert_eq!(mode(&scene.coach, "").await, 303);
        assert_eq!(scene.board(anna).await["mode"], "full");
    }
}

async fn defaults_of_the_organisation(sqlite: bool) {
    let address = async || {
        if sqlite {
            None
        } else {
            Some(fresh_postgres().await)
        }
    };
    let opt_out = |config: &mut Config| {
        config.engagement.board_opt_out = true;
        config.engagement.board = BoardMode::Top;
    };
    let app = TestApp::start_with(address().await, opt_out).await;
    let scene = Scene::new(&app).await;
    let board = scene.board(&scene.coach).await;
    assert_eq!(
        (&board["mode"], scene.listed(&board["places"])),
        (&json!("top"), vec![0, 1, 2])
    );
    scene.take_part(1, false).await;
    let board = scene.board(&scene.coach).await;
    assert_eq!(scene.listed(&board["places"]), [1, 2, 3]);

    // A works council ends both: nobody is ranked, and nobody takes part without having said so.
    let works_council = |config: &mut Config| {
        opt_out(config);
        config.privacy.works_council = true;
    };
    let app = TestApp::start_with(address().await, works_council).await;
    let scene = Scene::new(&app).await;
    scene.choose(BoardMode::Full).await;
    assert_eq!(scene.board(&scene.coach).await["hidden"], true);
    scene.take_part(5, true).await;
    let board = scene.board(&scene.coach).await;
    assert_eq!(
        (&board["mode"], &board["places"]),
        (&json!("facets"), &json!([]))
    );
    let mut listed = scene.listed(&board["facets"]);
    listed.sort_unstable();
    assert_eq!(listed, [0, 1, 2, 3, 4]);
    let (page, ..) = scene.elsewhere(&scene.coach).await;
    assert!(page.contains("Nobody is ranked"), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_organisation_has_its_defaults_sqlite() {
    defaults_of_the_organisation(true).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_organisation_has_its_defaults_postgres() {
    defaults_of_the_organisation(false).await;
}
