//! Everything can be done from the keyboard, and it is seen where one is.

use coachlight::sso::{Role, Roles};
use fantoccini::Client;
use fantoccini::actions::{InputSource, KeyAction, KeyActions};
use serde_json::{Value, json};

use crate::pages::{COACH, organisation, pages};
use crate::support::TestApp;
use crate::support::browser::{browser_with, widen};

const TAB: char = '\u{e004}';
const ENTER: char = '\u{e007}';
const ESCAPE: char = '\u{e00c}';
const SPACE: char = ' ';

/// A coach with a window, and the pages to open in it.
async fn set() -> (TestApp, Client, Vec<(&'static str, String)>) {
    let app = organisation(None).await;
    let pages = pages(&app).await;
    // What scrolls slowly would be out of sight for a moment.
    let window = browser_with(&["--force-prefers-reduced-motion"]).await;
    let link = app.link(COACH, Roles::of(Role::Coach)).await;
    window.goto(&link).await.unwrap();
    widen(&window, 1200).await;
    (app, window, pages)
}

async fn open(window: &Client, app: &TestApp, path: &str) {
    window.goto(&format!("{}{path}", app.base)).await.unwrap();
}

fn path_of<'p>(pages: &'p [(&'static str, String)], name: &str) -> &'p str {
    let found = pages.iter().find(|(own, _)| *own == name);
    &found.unwrap().1
}

/// Presses a key where the focus is, as a keyboard does.
async fn press(window: &Client, key: char) {
    let keys = KeyActions::new("keyboard".to_owned())
        .then(KeyAction::Down { value: key })
        .then(KeyAction::Up { value: key });
    window.perform_actions(keys).await.unwrap();
}

async fn look(window: &Client, script: &str) -> Value {
    window.execute(script, Vec::new()).await.unwrap()
}

/// What has the focus, and what is wrong with how that is seen; a mark is left on it.
const HERE: &str = "
    const here = document.activeElement;
    if (here === document.body || here === null) return null;
    const box = here.getBoundingClientRect(), style = getComputedStyle(here);
    const wrong = [];
    if (style.outlineStyle === 'none' || parseFloat(style.outlineWidth) < 2) wrong.push('no outline');
    if (box.width === 0 || box.height === 0) wrong.push('no size');
    if (box.right <= 0 || box.left >= innerWidth || box.bottom <= 0 || box.top >= innerHeight) wrong.push('out of sight');
    // The parts of a date are met one after the other in the same field.
    const met = here.dataset.met === 'yes', again = met && window.last !== here;
    window.last = here;
    if (met) return { again, wrong: [] };
    here.dataset.met = 'yes';
    return { again, wrong: wrong.map(what => what + ': ' + here.outerHTML.slice(0, 120)) };";

/// What a mouse could use and the keyboard has not met.
const MISSED: &str = "
    const usable = 'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex=\"0\"]';
    return [...document.querySelectorAll(usable)]
        .filter(one => one.checkVisibility({ visibilityProperty: true }) && !one.disabled && one.dataset.met !== 'yes')
        // Of choices that belong together one is met.
        .filter(one => one.type !== 'radio')
        .map(one => one.outerHTML.slice(0, 120));";

#[tokio::test(flavor = "multi_thread")]
async fn every_control_is_met_by_tab_and_seen_when_it_is() {
    let (app, window, pages) = set().await;
    let mut faults = Vec::new();
    for name in [
        "today", "group", "person", "goals", "plan", "review", "me", "matrix",
    ] {
        open(&window, &app, path_of(&pages, name)).await;
        let mut count = 0;
        loop {
            press(&window, TAB).await;
            let here = look(&window, HERE).await;
            // Past the last control the browser's own begin.
            if here.is_null() || here["again"] == true {
                break;
            }
            let wrong = here["wrong"].as_array().unwrap();
            faults.extend(wrong.iter().map(|it| format!("{name}: {it}")));
            count += 1;
            assert!(count < 2_000, "{name} holds the focus");
        }
        let missed = look(&window, MISSED).await;
        let missed = missed.as_array().unwrap();
        faults.extend(missed.iter().map(|it| format!("{name} misses {it}")));
        assert!(count > 5, "{name}: {count}");
    }
    window.close().await.unwrap();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_key_leads_past_the_navigation() {
    let (app, window, pages) = set().await;
    for name in ["today", "group", "sign_in"] {
        open(&window, &app, path_of(&pages, name)).await;
        press(&window, TAB).await;
        let seen = "const here = document.activeElement, box = here.getBoundingClientRect();
            return here.matches('a.skip') && box.left >= 0 && box.top >= 0 && box.width > 0";
        assert_eq!(look(&window, seen).await, json!(true), "{name}");
        press(&window, ENTER).await;
        assert_eq!(
            look(&window, "return location.hash").await,
            json!("#content")
        );
        press(&window, TAB).await;
        let past = "return document.activeElement.closest('header') === null";
        assert_eq!(look(&window, past).await, json!(true), "{name}");
    }
    window.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_keys_are_told_and_turned_off_without_a_mouse() {
    let (app, window, _) = set().await;
    open(&window, &app, "/today").await;
    press(&window, '?').await;
    let open_now = "return document.getElementById('keys').open";
    assert_eq!(look(&window, open_now).await, json!(true));
    // The focus is within, and stays there.
    for _ in 0..4 {
        press(&window, TAB).await;
        let within = "const here = document.activeElement;
            return here === document.body || here.closest('dialog') !== null";
        assert_eq!(look(&window, within).await, json!(true));
    }
    press(&window, ESCAPE).await;
    assert_eq!(look(&window, open_now).await, json!(false));
    // By the button at the foot, for whoever does not know the key.
    let button = "document.querySelector('[data-keys]').focus()";
    look(&window, button).await;
    press(&window, ENTER).await;
    assert_eq!(look(&window, open_now).await, json!(true));
    look(&window, "document.getElementById('keys-on').focus()").await;
    press(&window, SPACE).await;
    press(&window, ESCAPE).await;
    let back = "return document.activeElement.matches('[data-keys]')";
    assert_eq!(
        look(&window, back).await,
        json!(true),
        "the focus goes back"
    );
    // Off they stay, on other pages too.
    for path in ["/today", "/groups"] {
        open(&window, &app, path).await;
        press(&window, '?').await;
        press(&window, '/').await;
        assert_eq!(look(&window, open_now).await, json!(false));
        let free = "return document.activeElement === document.body";
        assert_eq!(look(&window, free).await, json!(true));
    }
    look(&window, "document.querySelector('[data-keys]').focus()").await;
    press(&window, ENTER).await;
    look(&window, "document.getElementById('keys-on').focus()").await;
    press(&window, SPACE).await;
    press(&window, ESCAPE).await;
    open(&window, &app, "/groups").await;
    press(&window, '/').await;
    let search = "return document.activeElement.name === 'q'";
    assert_eq!(look(&window, search).await, json!(true));
    window.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_folded_opens_and_closes_by_key() {
    let (app, window, pages) = set().await;
    open(&window, &app, path_of(&pages, "group")).await;
    look(&window, "document.querySelector('main summary').focus()").await;
    let is_open = "return document.querySelector('main summary').parentElement.open";
    let before = look(&window, is_open).await == json!(true);
    for (key, open) in [(ENTER, !before), (SPACE, before), (SPACE, !before)] {
        press(&window, key).await;
        assert_eq!(look(&window, is_open).await, json!(open));
    }
    // What comes out can be used at once.
    look(
        &window,
        "document.querySelectorAll('details').forEach(one => one.open = false);
        document.querySelector('details.export summary').focus()",
    )
    .await;
    press(&window, ENTER).await;
    press(&window, TAB).await;
    let file = "return document.activeElement.matches('details.export a[download]')";
    assert_eq!(look(&window, file).await, json!(true));
    window.close().await.unwrap();
}

/// What scrolls sideways and neither takes the focus nor holds what does.
const STUCK: &str = "
    return [...document.querySelectorAll('main .table, main pre')]
        .filter(one => one.scrollWidth > one.clientWidth + 1)
        .filter(one => one.tabIndex < 0 && !one.querySelector('a[href], button, input, select'))
        .map(one => one.textContent.slice(0, 60));";

#[tokio::test(flavor = "multi_thread")]
async fn a_wide_table_is_scrolled_by_key() {
    let (app, window, pages) = set().await;
    let mut stuck = Vec::new();
    for (name, path) in &pages {
        for width in [720, 1000] {
            widen(&window, width).await;
            open(&window, &app, path).await;
            let found = look(&window, STUCK).await;
            let found = found.as_array().unwrap();
            stuck.extend(found.iter().map(|it| format!("{name} {width}: {it}")));
        }
    }
    assert!(stuck.is_empty(), "{}", stuck.join("\n"));
    window.close().await.unwrap();
}
