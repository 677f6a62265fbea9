//! What each page is for, done in a real browser by people who signed in at their provider.

use fantoccini::{Client, Locator};
use serde_json::json;

use crate::coaching::{NEGOTIATION, competency, group, sent};
use crate::sign_in::{click, say_who, sign_in, start, text};
use crate::support::browser::browser;
use crate::support::{TestApp, fresh_postgres};

const JUGGLED: &str = "https://example.org/verbs/juggled";

/// Two groups of one coach; the one learner has asked what nobody has answered, and has put something
/// into practice; the other's plan needs what the first one's group is about.
async fn come_in(app: &TestApp) {
    let (create, join) = (
        "http://activitystrea.ms/create",
        "http://activitystrea.ms/join",
    );
    let link = json!({ "context": { "extensions": {
        "https://coachlight.org/xapi/extensions/competency-link": [NEGOTIATION]
    } } });
    let within = json!({ "contextActivities": { "grouping": [group(1)] } });
    let weeks_ago =
        app.running.as_ref().unwrap().app.clock.now() - jiff::SignedDuration::from_hours(21 * 24);
    let question = json!({
        "id": "https://app.example.org/questions/1",
        "definition": { "type": "http://activitystrea.ms/question", "name": { "en": "How do you begin?" } }
    });
    let article = json!({
        "id": "https://app.example.org/articles/1",
        "definition": { "type": "http://activitystrea.ms/article", "name": { "en": "Before the first offer" } }
    });
    let step = json!({
        "id": "https://app.example.org/steps/1",
        "definition": {
            "type": "https://coachlight.org/xapi/activity-types/transfer-step",
            "name": { "en": "Ask before answering" }
        }
    });
    let about = json!({ "contextActivities": { "grouping": [group(1), competency(NEGOTIATION)] } });
    let statements = json!([
        sent("coach1", create, group(1), link),
        sent("coach1", create, group(2), json!({})),
        sent(
            "learner1",
            join,
            group(1),
            json!({ "timestamp": weeks_ago.to_string() })
        ),
        sent("learner2", join, group(2), json!({})),
        sent(
            "learner1",
            create,
            question,
            json!({ "context": within, "timestamp": weeks_ago.to_string() })
        ),
        sent("learner1", create, article, json!({ "context": within })),
        sent(
            "learner1",
            "https://w3id.org/xapi/dod-isd/verbs/applied",
            step,
            json!({ "context": about })
        ),
        sent("learner1", JUGGLED, group(1), json!({})),
    ]);
    assert_eq!(app.post(&statements).await.status, 200);
    app.projected().await;
    crate::alerts::filed(app).await;
}

async fn open(window: &Client, app: &TestApp, path: &str) {
    app.projected().await;
    window.goto(&format!("{}{path}", app.base)).await.unwrap();
}

async fn fill(window: &Client, css: &str, words: &str) {
    let field = window.wait().for_element(Locator::Css(css)).await.unwrap();
    field.send_keys(words).await.unwrap();
}

async fn choose(window: &Client, css: &str, value: &str) {
    let field = window.wait().for_element(Locator::Css(css)).await.unwrap();
    field.select_by_value(value).await.unwrap();
}

/// A day is put in as the browser's calendar does; by keys its order is the country's.
async fn put_day(window: &Client, css: &str, day: &str) {
    let put = "document.querySelector(arguments[0]).value = arguments[1]";
    window
        .execute(put, vec![json!(css), json!(day)])
        .await
        .unwrap();
}

async fn press(window: &Client, css: &str) {
    click(window, Locator::Css(css)).await;
}

async fn unfold(window: &Client, summary: &str) {
    let summary = format!("//summary[contains(., '{summary}')]");
    click(window, Locator::XPath(&summary)).await;
}

/// Waits until the page says something.
async fn says(window: &Client, words: &str) {
    let place = format!("//main//*[contains(normalize-space(.), \"{words}\")]");
    let place = Locator::XPath(&place);
    let found = window.wait().for_element(place).await;
    assert!(found.is_ok(), "{words}: {}", text(window).await);
}

/// Where a link leads that holds some words.
async fn path_of(window: &Client, words: &str) -> String {
    let link = format!("//main//a[contains(., '{words}')]");
    let link = window
        .wait()
        .for_element(Locator::XPath(&link))
        .await
        .unwrap();
    let path = link.attr("href").await.unwrap().unwrap();
    path.split('?').next().unwrap().to_owned()
}

async fn in_groups(window: &Client, app: &TestApp) {
    // Today: what need not be done today is put off.
    open(window, app, "/today").await;
    unfold(window, "Put off").await;
    press(window, "form[action$='/snooze'] button").await;
    let again = Locator::Css("form[action$='/wake']");
    window.wait().for_element(again).await.unwrap();

    // My groups: one is made.
    open(window, app, "/groups/new").await;
    fill(window, "#name", "Presenting").await;
    choose(window, "#competency-0", NEGOTIATION).await;
    press(window, "form[action='/groups'] button").await;
    window
        .wait()
        .for_element(Locator::Css("nav.tabs"))
        .await
        .unwrap();
    says(window, "Presenting").await;
    open(window, app, "/groups").await;
    says(window, "Presenting").await;
    let place = path_of(window, "Group 1").await;

    // A group: a resource is put before its members.
    open(window, app, &place).await;
    press(window, "form[action$='/featured'] button").await;
    let shown = Locator::XPath("//section[@id='featured'][contains(., 'Before the first offer')]");
    window.wait().for_element(shown).await.unwrap();

    // Invite: somebody of another group.
    open(window, app, &format!("{place}/invitations")).await;
    let folded = "document.querySelectorAll('main details').forEach(one => one.open = true)";
    window.execute(folded, Vec::new()).await.unwrap();
    press(window, "form.wide input[name=person]").await;
    fill(window, "#note", "Your plan is about this.").await;
    press(window, "form.wide button[type=submit]").await;
    let invited = Locator::Css("form[action$='/withdraw']");
    window.wait().for_element(invited).await.unwrap();

    // People and competencies: a cell leads to why.
    open(window, app, &format!("{place}/matrix")).await;
    press(window, ".heat td a").await;
    says(window, "What it is made of").await;
    // Why: the coach rates beside what is shown.
    unfold(window, "Rate").await;
    choose(window, "#rating-level", "2").await;
    fill(window, "#rating-words", "Seen in the last talks.").await;
    press(window, "form[action$='/rating'] button").await;
    app.projected().await;
    window.refresh().await.unwrap();
    let rating = Locator::XPath("//td[contains(., 'rating')]");
    assert!(window.find(rating).await.is_ok(), "{}", text(window).await);
}

/// What a coach does for a person; the paths of their plan and review.
async fn for_a_person(window: &Client, app: &TestApp) -> (String, String) {
    let person = format!("/people/{}", app.person("learner1").await);
    // A person: what they say to have put into practice is vouched for.
    open(window, app, &person).await;
    press(window, "form.inline[action$='/verify'] button").await;
    app.projected().await;
    open(window, app, &person).await;
    says(window, "Take my word back").await;

    // A development plan is begun, filled in and proposed.
    open(window, app, &format!("{person}/plans")).await;
    fill(window, "#title", "Towards senior").await;
    press(window, &format!("form[action='{person}/plans'] button")).await;
    choose(window, "#competency-0", NEGOTIATION).await;
    choose(window, "form.wide select[name=level]", "3").await;
    put_day(window, "form.wide input[name=due]", "2099-06-01").await;
    press(window, "form.wide button[type=submit]").await;
    press(window, "form[action$='/sign'] button").await;
    says(window, "Towards senior").await;
    let plan = window.current_url().await.unwrap().path().to_owned();

    // A review is scheduled, held and closed.
    open(window, app, &format!("{person}/reviews")).await;
    put_day(window, "#day", "2099-06-01").await;
    press(window, &format!("form[action='{person}/reviews'] button")).await;
    fill(window, "#notes", "We talked about the offer of May.").await;
    choose(window, "select[name=rating]", "2").await;
    fill(window, "input[name=goal]", "Hold the first round alone").await;
    unfold(window, "Close the review").await;
    click(
        window,
        Locator::XPath("//button[contains(., 'Save and close')]"),
    )
    .await;
    says(window, "We talked about the offer of May.").await;
    let review = window.current_url().await.unwrap().path().to_owned();
    open(window, app, &review).await;
    says(window, "Hold the first round alone").await;
    (plan, review)
}

async fn as_a_learner(window: &Client, app: &TestApp, plan: &str, review: &str) {
    // Their own page has what was agreed and said.
    open(window, app, "/me").await;
    says(window, "Level 2").await;
    open(window, app, plan).await;
    press(window, "form[action$='/sign'] button").await;
    says(window, "Agreed").await;
    open(window, app, review).await;
    says(window, "We talked about the offer of May.").await;
    // Privacy: all that is kept about them as one file.
    open(window, app, "/me/privacy").await;
    press(window, "form[action='/exports'] button[value=zip]").await;
    // This provider does not say when they showed it who they are: they show it again.
    press(window, "main a.button").await;
    say_who(window, "learner1").await;
    open(window, app, "/me/privacy").await;
    press(window, "form[action='/exports'] button[value=zip]").await;
    let file = Locator::Css("#exports a[href$='/file']");
    let ready = window.wait().for_element(file).await;
    assert!(ready.is_ok(), "{}", text(window).await);
}

async fn as_an_administrator(window: &Client, app: &TestApp) {
    // Frameworks: one is looked at, then imported.
    open(window, app, "/admin/frameworks").await;
    let file = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/fixtures/frameworks/transversal.json"
    );
    fill(window, "#file", file).await;
    press(window, "form[action='/admin/frameworks/import'] button").await;
    click(
        window,
        Locator::XPath("//form[input[@name='take']]//button"),
    )
    .await;
    says(window, "Transversal competencies").await;
    open(window, app, "/admin/frameworks").await;
    let path = path_of(window, "Transversal competencies").await;
    open(window, app, &path).await;
    says(window, "Communicating").await;

    // What arrives: a verb that no rule knows is given a meaning, by whoever has shown who they are.
    open(window, app, "/sign-in/again?return_to=/admin/vocabulary").await;
    press(window, "main a.button").await;
    say_who(window, "admin1").await;
    open(window, app, "/admin/vocabulary").await;
    says(window, JUGGLED).await;
    fill(window, "#verb", JUGGLED).await;
    choose(window, "#meaning", "shared").await;
    press(window, "form[action='/admin/vocabulary/map'] button").await;
    fill(window, "input[name=reason]", "What our app calls sharing").await;
    press(window, "form[action='/admin/vocabulary'] button").await;
    says(window, "What our app calls sharing").await;
}

async fn as_human_resources(window: &Client, app: &TestApp) {
    open(window, app, "/reports").await;
    press(window, "form.filters button").await;
    // Two learners are too few to be told of.
    says(window, "withheld").await;
    let shown = window.current_url().await.unwrap();
    assert!(
        shown
            .query()
            .is_some_and(|query| query.starts_with("period="))
    );
}

async fn everybody_does_what_pages_are_for(app: TestApp) {
    come_in(&app).await;
    let coach = browser().await;
    sign_in(&coach, &app, "/today", "coach1").await;
    in_groups(&coach, &app).await;
    let (plan, review) = for_a_person(&coach, &app).await;
    coach.close().await.unwrap();
    for (who, first) in [
        ("learner1", "/me"),
        ("admin1", "/admin"),
        ("hr1", "/reports"),
    ] {
        let window = browser().await;
        sign_in(&window, &app, first, who).await;
        match who {
            "learner1" => as_a_learner(&window, &app, &plan, &review).await,
            "admin1" => as_an_administrator(&window, &app).await,
            _ => as_human_resources(&window, &app).await,
        }
        window.close().await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn everybody_does_what_pages_are_for_sqlite() {
    everybody_does_what_pages_are_for(start(None).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn everybody_does_what_pages_are_for_postgres() {
    everybody_does_what_pages_are_for(start(Some(fresh_postgres().await)).await).await;
}
