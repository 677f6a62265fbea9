//! What pages read and do, apps can read and do, too: every route of a page stands here beside its
//! twins in the API, or with the reason why it has none.

use std::collections::BTreeSet;

use crate::access::TABLE;

/// Where the same can be had as on a page.
enum Twin {
    /// Methods and paths under `/api/v1`.
    Api(&'static [&'static str]),
    /// Addresses of the record store.
    RecordStore(&'static str),
    /// Nowhere, for a reason.
    None(&'static str),
}

use Twin::{Api, None as Nowhere, RecordStore};

const BROWSER: &str = "the protocol of a sign-in, which a browser goes through";
const LAUNCH: &str = "the protocol of a launch, which platforms and browsers go through";
const FORM: &str = "an empty form";

/// Method and route of a page, and its twin.
const TWINS: &[(&str, &str, Twin)] = &[
    ("GET", "/", Nowhere("leads on to where somebody works")),
    ("GET", "/sign-in", Nowhere(BROWSER)),
    ("GET", "/sign-in/start", Nowhere(BROWSER)),
    ("GET", "/sign-in/callback", Nowhere(BROWSER)),
    ("GET", "/sign-in/callback/{provider}", Nowhere(BROWSER)),
    ("GET", "/sign-in/link/{token}", Nowhere(BROWSER)),
    ("GET", "/sign-in/again", Nowhere(BROWSER)),
    ("GET", "/sign-in/resume/{form}", Nowhere(BROWSER)),
    ("POST", "/sign-in/back-channel-logout", Nowhere(BROWSER)),
    ("POST", "/sign-out", Api(&["DELETE /me/sessions/{session}"])),
    ("GET", "/lti/login", Nowhere(LAUNCH)),
    ("POST", "/lti/login", Nowhere(LAUNCH)),
    ("GET", "/lti/launch", Nowhere(LAUNCH)),
    ("POST", "/lti/launch", Nowhere(LAUNCH)),
    ("GET", "/lti/landing/{token}", Nowhere(LAUNCH)),
    ("POST", "/lti/landing/{token}", Nowhere(LAUNCH)),
    ("GET", "/lti/join", Nowhere(LAUNCH)),
    ("POST", "/lti/join", Nowhere(LAUNCH)),
    ("GET", "/lti/deep-linking/{id}", Nowhere(LAUNCH)),
    ("POST", "/lti/deep-linking/{id}", Nowhere(LAUNCH)),
    ("GET", "/lti/keys", Nowhere(LAUNCH)),
    ("GET", "/lti/canvas.json", Nowhere(LAUNCH)),
    ("GET", "/lti/register", Nowhere(LAUNCH)),
    ("POST", "/lti/register", Nowhere(LAUNCH)),
    ("GET", "/lti/registration", Nowhere(LAUNCH)),
    (
        "GET",
        "/problems/{slug}",
        Nowhere("explains problem documents to people"),
    ),
    (
        "GET",
        "/live",
        Nowhere("tells an open page that it is out of date; apps read /events"),
    ),
    (
        "GET",
        "/admin/platforms/{platform}/live",
        Nowhere("tells an open page that it is out of date"),
    ),
    ("GET", "/today", Api(&["GET /me/inbox"])),
    (
        "POST",
        "/today/letters",
        Api(&["GET /me/digest/subscription", "PUT /me/digest/subscription"]),
    ),
    (
        "POST",
        "/alerts/{alert}/snooze",
        Api(&["POST /alerts/{alert}/snooze"]),
    ),
    (
        "POST",
        "/alerts/{alert}/wake",
        Api(&["POST /alerts/{alert}/wake"]),
    ),
    ("GET", "/search", Api(&["GET /search"])),
    ("GET", "/groups", Api(&["GET /groups", "GET /me/groups"])),
    ("GET", "/groups/new", Nowhere(FORM)),
    ("POST", "/groups", Api(&["POST /groups"])),
    (
        "GET",
        "/groups/{group}",
        Api(&[
            "GET /groups/{group}",
            "GET /groups/{group}/engagement",
            "GET /groups/{group}/activity",
            "GET /groups/{group}/alerts",
            "GET /groups/{group}/contributions",
            "GET /groups/{group}/featured",
            "GET /groups/{group}/board",
        ]),
    ),
    (
        "POST",
        "/groups/{group}/invitations/list",
        Api(&["POST /groups/{group}/invitations/list"]),
    ),
    (
        "POST",
        "/groups/{group}/invitations/{invitation}/remind",
        Api(&["POST /groups/{group}/invitations/{invitation}/reminders"]),
    ),
    (
        "GET",
        "/groups/{group}/coaches",
        Api(&["GET /groups/{group}"]),
    ),
    (
        "POST",
        "/groups/{group}/coaches",
        Api(&["PUT /groups/{group}/coaches/{person}"]),
    ),
    (
        "POST",
        "/groups/{group}/coaches/{person}/dismiss",
        Api(&["DELETE /groups/{group}/coaches/{person}"]),
    ),
    (
        "POST",
        "/groups/{group}/featured",
        Api(&["POST /groups/{group}/featured"]),
    ),
    (
        "POST",
        "/groups/{group}/featured/{feature}/remove",
        Api(&["DELETE /groups/{group}/featured/{feature}"]),
    ),
    ("GET", "/groups/{group}/edit", Api(&["GET /groups/{group}"])),
    (
        "POST",
        "/groups/{group}/edit",
        Api(&["PUT /groups/{group}"]),
    ),
    (
        "POST",
        "/groups/{group}/close",
        Api(&["POST /groups/{group}/close"]),
    ),
    (
        "POST",
        "/groups/{group}/reopen",
        Api(&["POST /groups/{group}/reopen"]),
    ),
    (
        "GET",
        "/groups/{group}/invitations",
        Api(&[
            "GET /groups/{group}/invitations",
            "GET /groups/{group}/candidates",
        ]),
    ),
    (
        "POST",
        "/groups/{group}/invitations",
        Api(&["POST /groups/{group}/invitations"]),
    ),
    (
        "POST",
        "/groups/{group}/invitations/{invitation}/withdraw",
        Api(&["DELETE /groups/{group}/invitations/{invitation}"]),
    ),
    (
        "GET",
        "/groups/{group}/hints",
        Api(&["GET /groups/{group}/hints"]),
    ),
    (
        "POST",
        "/groups/{group}/hints",
        Api(&["POST /groups/{group}/hints"]),
    ),
    (
        "POST",
        "/groups/{group}/hints/{hint}/withdraw",
        Api(&["DELETE /groups/{group}/hints/{hint}"]),
    ),
    (
        "GET",
        "/groups/{group}/matrix",
        Api(&["GET /groups/{group}/matrix"]),
    ),
    (
        "GET",
        "/groups/{group}/board",
        Api(&["GET /groups/{group}/board"]),
    ),
    (
        "POST",
        "/groups/{group}/board",
        Api(&["PUT /me/boards/{group}"]),
    ),
    (
        "POST",
        "/groups/{group}/board-mode",
        Api(&["PUT /groups/{group}/board"]),
    ),
    (
        "GET",
        "/people/{person}",
        Api(&["GET /people/{person}/progress"]),
    ),
    (
        "GET",
        "/people/{person}/competencies/{competency}",
        Api(&[
            "GET /people/{person}/progress",
            "GET /people/{person}/competencies/{competency}/evidence",
            "GET /people/{person}/competencies/{competency}/trend",
            "GET /people/{person}/pins",
            "GET /people/{person}/disagreements",
        ]),
    ),
    (
        "GET",
        "/people/{person}/statements/{statement}",
        Api(&["GET /people/{person}/statements/{statement}"]),
    ),
    (
        "POST",
        "/people/{person}/absences",
        Api(&[
            "GET /people/{person}/absences",
            "POST /people/{person}/absences",
        ]),
    ),
    (
        "GET",
        "/people/{person}/goals",
        Api(&["GET /people/{person}/goals", "GET /people/{person}/steps"]),
    ),
    (
        "POST",
        "/people/{person}/goals",
        Api(&["POST /people/{person}/goals"]),
    ),
    (
        "POST",
        "/people/{person}/goals/{goal}/{deed}",
        Api(&[
            "POST /people/{person}/goals/{goal}/progress",
            "POST /people/{person}/goals/{goal}/achieved",
            "POST /people/{person}/goals/{goal}/given-up",
            "POST /people/{person}/steps",
        ]),
    ),
    (
        "POST",
        "/people/{person}/steps/{step}/{deed}",
        Api(&[
            "PUT /people/{person}/steps/{step}/verification",
            "DELETE /people/{person}/steps/{step}/verification",
        ]),
    ),
    (
        "GET",
        "/people/{person}/hints",
        Api(&["GET /people/{person}/hints"]),
    ),
    (
        "POST",
        "/people/{person}/hints",
        Api(&["POST /people/{person}/hints"]),
    ),
    (
        "POST",
        "/people/{person}/hints/{hint}/withdraw",
        Api(&["DELETE /people/{person}/hints/{hint}"]),
    ),
    (
        "POST",
        "/people/{person}/reflections",
        Api(&["POST /people/{person}/reflections"]),
    ),
    (
        "POST",
        "/people/{person}/competencies/{competency}/rating",
        Api(&["POST /people/{person}/ratings"]),
    ),
    (
        "POST",
        "/people/{person}/competencies/{competency}/pin",
        Api(&["POST /people/{person}/pins"]),
    ),
    (
        "POST",
        "/people/{person}/competencies/{competency}/pins/{pin}/end",
        Api(&["DELETE /people/{person}/pins/{pin}"]),
    ),
    (
        "GET",
        "/people/{person}/disagreements",
        Api(&["GET /people/{person}/disagreements"]),
    ),
    (
        "POST",
        "/people/{person}/disagreements",
        Api(&["POST /people/{person}/disagreements"]),
    ),
    (
        "POST",
        "/people/{person}/disagreements/{disagreement}/{deed}",
        Api(&[
            "POST /people/{person}/disagreements/{disagreement}/notes",
            "POST /people/{person}/disagreements/{disagreement}/close",
        ]),
    ),
    (
        "GET",
        "/people/{person}/plans",
        Api(&["GET /people/{person}/plans", "GET /roles"]),
    ),
    (
        "POST",
        "/people/{person}/plans",
        Api(&["POST /people/{person}/plans"]),
    ),
    (
        "GET",
        "/people/{person}/plans/{plan}",
        Api(&[
            "GET /people/{person}/plans/{plan}",
            "GET /people/{person}/plans/{plan}/versions",
        ]),
    ),
    (
        "POST",
        "/people/{person}/plans/{plan}",
        Api(&["PUT /people/{person}/plans/{plan}"]),
    ),
    (
        "POST",
        "/people/{person}/plans/{plan}/sign",
        Api(&[
            "POST /people/{person}/plans/{plan}/propose",
            "POST /people/{person}/plans/{plan}/agree",
        ]),
    ),
    (
        "POST",
        "/people/{person}/plans/{plan}/undo",
        Api(&["POST /people/{person}/plans/{plan}/undo"]),
    ),
    (
        "GET",
        "/people/{person}/reviews",
        Api(&["GET /people/{person}/reviews"]),
    ),
    (
        "POST",
        "/people/{person}/reviews",
        Api(&["POST /people/{person}/reviews"]),
    ),
    (
        "GET",
        "/people/{person}/reviews/{review}",
        Api(&[
            "GET /people/{person}/reviews/{review}",
            "GET /people/{person}/reviews/{review}/preparation",
            "GET /people/{person}/reviews/{review}/snapshot",
            "GET /people/{person}/reviews/{review}/private-note",
        ]),
    ),
    (
        "POST",
        "/people/{person}/reviews/{review}",
        Api(&["PUT /people/{person}/reviews/{review}"]),
    ),
    (
        "POST",
        "/people/{person}/reviews/{review}/naming",
        Api(&[
            "PUT /people/{person}/reviews/{review}/naming",
            "DELETE /people/{person}/reviews/{review}/naming",
        ]),
    ),
    (
        "POST",
        "/people/{person}/reviews/{review}/note",
        Api(&["PUT /people/{person}/reviews/{review}/private-note"]),
    ),
    (
        "POST",
        "/people/{person}/reviews/{review}/close",
        Api(&["POST /people/{person}/reviews/{review}/close"]),
    ),
    (
        "POST",
        "/people/{person}/reviews/{review}/cancel",
        Api(&["POST /people/{person}/reviews/{review}/cancel"]),
    ),
    (
        "GET",
        "/exports/now",
        Api(&["POST /exports", "GET /exports/{export}/file"]),
    ),
    ("POST", "/exports", Api(&["POST /exports"])),
    (
        "GET",
        "/me/exports",
        Api(&["GET /exports", "GET /exports/{export}"]),
    ),
    (
        "GET",
        "/me/exports/{export}/file",
        Api(&["GET /exports/{export}/file"]),
    ),
    (
        "POST",
        "/me/exports/{export}/remove",
        Api(&["DELETE /exports/{export}"]),
    ),
    (
        "GET",
        "/me",
        Api(&[
            "GET /me",
            "GET /people/{person}/progress",
            "GET /me/boards",
            "GET /me/looks",
        ]),
    ),
    ("GET", "/mentored", Api(&["GET /me/mentored"])),
    ("GET", "/me/looks", Api(&["GET /me/looks"])),
    ("GET", "/me/sessions", Api(&["GET /me/sessions"])),
    (
        "POST",
        "/me/sessions",
        Api(&["DELETE /me/sessions", "DELETE /me/sessions/{session}"]),
    ),
    ("GET", "/me/settings", Api(&["GET /me/settings"])),
    ("POST", "/me/settings", Api(&["PUT /me/settings"])),
    (
        "GET",
        "/me/privacy",
        Api(&["GET /me/erasure-wish", "GET /me/restrictions"]),
    ),
    (
        "GET",
        "/me/privacy/notice",
        Nowhere("an export, `notice`, in the reader's language"),
    ),
    (
        "POST",
        "/me/privacy/restrictions",
        Api(&["POST /me/restrictions"]),
    ),
    (
        "POST",
        "/me/privacy/restrictions/{restriction}/withdraw",
        Api(&["DELETE /me/restrictions/{restriction}"]),
    ),
    ("GET", "/admin/restrictions", Api(&["GET /restrictions"])),
    (
        "POST",
        "/admin/restrictions/{restriction}/{action}",
        Api(&[
            "POST /restrictions/{restriction}/answer",
            "POST /restrictions/{restriction}/end",
            "POST /restrictions/{restriction}/told",
            "POST /restrictions/{restriction}/withdraw",
        ]),
    ),
    (
        "GET",
        "/admin/people/{person}/restrictions",
        Api(&["GET /restrictions"]),
    ),
    (
        "POST",
        "/admin/people/{person}/restrictions",
        Api(&["POST /people/{person}/restrictions"]),
    ),
    (
        "POST",
        "/me/privacy/erasure",
        Api(&["PUT /me/erasure-wish", "DELETE /me/erasure-wish"]),
    ),
    (
        "GET",
        "/admin",
        Nowhere("leads to the other pages, each with a line of what they say"),
    ),
    ("GET", "/admin/platforms", Api(&["GET /platforms"])),
    ("POST", "/admin/platforms", Api(&["POST /platforms"])),
    (
        "POST",
        "/admin/platforms/invite",
        Api(&["POST /platforms/invitations"]),
    ),
    (
        "GET",
        "/admin/platforms/{platform}",
        Api(&[
            "GET /platforms/{platform}",
            "GET /platforms/{platform}/courses",
        ]),
    ),
    (
        "POST",
        "/admin/platforms/{platform}/courses/{course}/roster",
        Api(&["POST /platforms/{platform}/courses/{course}/roster"]),
    ),
    (
        "POST",
        "/admin/platforms/{platform}/deployments",
        Api(&["POST /platforms/{platform}/deployments"]),
    ),
    (
        "GET",
        "/admin/platforms/{platform}/courses",
        Api(&["GET /platforms/{platform}/courses"]),
    ),
    (
        "POST",
        "/admin/platforms/{platform}/courses/{course}/group",
        Api(&["PUT /platforms/{platform}/courses/{course}/group"]),
    ),
    (
        "POST",
        "/admin/platforms/{platform}/courses/{course}/group/own",
        Api(&["DELETE /platforms/{platform}/courses/{course}/group"]),
    ),
    (
        "POST",
        "/admin/platforms/{platform}/courses/{course}",
        Api(&["PUT /platforms/{platform}/courses/{course}/activities"]),
    ),
    (
        "POST",
        "/admin/platforms/{platform}/people",
        Api(&["PUT /platforms/{platform}/people"]),
    ),
    (
        "POST",
        "/admin/platforms/{platform}/{action}",
        Api(&[
            "PUT /platforms/{platform}/enabled",
            "POST /platforms/{platform}/test",
            "POST /platforms/{platform}/rotate",
        ]),
    ),
    ("GET", "/admin/keys", Api(&["GET /keys"])),
    ("POST", "/admin/keys", Api(&["POST /keys"])),
    (
        "POST",
        "/admin/keys/{key}/rotate",
        Api(&["POST /keys/{key}/rotate"]),
    ),
    (
        "POST",
        "/admin/keys/{key}/revoke",
        Api(&["DELETE /keys/{key}"]),
    ),
    ("GET", "/admin/statements", RecordStore("/xapi/statements")),
    (
        "GET",
        "/admin/statements/{statement}",
        RecordStore("/xapi/statements"),
    ),
    (
        "GET",
        "/admin/statements/{statement}/attachments/{hash}",
        RecordStore("/xapi/statements"),
    ),
    ("GET", "/admin/refusals", RecordStore("/xapi/ext/refusals")),
    ("GET", "/admin/feeds", Api(&["GET /feeds"])),
    (
        "POST",
        "/admin/feeds/{kind}/{feed}/{action}",
        Api(&["PUT /feeds/{feed}/enabled", "POST /feeds/{feed}/retry"]),
    ),
    (
        "GET",
        "/admin/erasures",
        Api(&["GET /erasure-wishes", "GET /erasures"]),
    ),
    (
        "POST",
        "/admin/erasures/{wish}",
        Api(&["POST /erasure-wishes/{wish}/decline"]),
    ),
    (
        "GET",
        "/admin/people/{person}/erasure",
        Api(&["GET /people/{person}/erasure"]),
    ),
    (
        "POST",
        "/admin/people/{person}/erasure",
        Api(&["POST /people/{person}/erasure"]),
    ),
    ("GET", "/admin/people", Api(&["GET /search"])),
    (
        "GET",
        "/admin/people/{person}",
        Api(&["GET /people/{person}/account"]),
    ),
    (
        "POST",
        "/admin/people/{person}/{action}",
        Api(&["POST /people/{person}/account/access"]),
    ),
    (
        "GET",
        "/admin/people/suggestions",
        Api(&["GET /person-suggestions"]),
    ),
    (
        "POST",
        "/admin/people/suggestions",
        Api(&["POST /person-suggestions"]),
    ),
    (
        "POST",
        "/admin/people/suggestions/{suggestion}/refuse",
        Api(&["POST /person-suggestions/{suggestion}"]),
    ),
    ("GET", "/admin/people/alone", Api(&["GET /people-alone"])),
    ("GET", "/admin/people/merges", Api(&["GET /merges"])),
    (
        "POST",
        "/admin/people/merges/{merge}/undo",
        Api(&["DELETE /merges/{merge}"]),
    ),
    (
        "GET",
        "/admin/people/{person}/merge",
        Api(&["GET /people/{person}/account", "GET /search"]),
    ),
    (
        "POST",
        "/admin/people/{person}/merge",
        Api(&["POST /merges"]),
    ),
    ("GET", "/admin/sources", Api(&["GET /sources"])),
    (
        "GET",
        "/admin/unused",
        Api(&["GET /unused-statements", "GET /alignments"]),
    ),
    (
        "GET",
        "/admin/vocabulary",
        Api(&[
            "GET /vocabulary",
            "GET /vocabulary/decisions",
            "GET /unmapped-verbs",
        ]),
    ),
    ("POST", "/admin/vocabulary", Api(&["PUT /vocabulary"])),
    (
        "POST",
        "/admin/vocabulary/map",
        Nowhere("writes a rule into the document, which an app does with the document itself"),
    ),
    (
        "POST",
        "/admin/vocabulary/try",
        Api(&["POST /vocabulary/trial"]),
    ),
    (
        "POST",
        "/admin/vocabulary/restore",
        Api(&["PUT /vocabulary"]),
    ),
    (
        "GET",
        "/admin/rules",
        Api(&["GET /rule-set", "GET /rule-set/decisions"]),
    ),
    ("POST", "/admin/rules", Api(&["PUT /rule-set"])),
    ("POST", "/admin/rules/try", Api(&["POST /rule-set/trial"])),
    ("POST", "/admin/rules/restore", Api(&["PUT /rule-set"])),
    ("GET", "/admin/frameworks", Api(&["GET /frameworks"])),
    (
        "GET",
        "/admin/frameworks/{framework}",
        Api(&[
            "GET /frameworks/{framework}",
            "GET /frameworks/{framework}/versions",
        ]),
    ),
    (
        "GET",
        "/admin/frameworks/{framework}/export",
        Api(&["GET /frameworks/{framework}/file"]),
    ),
    (
        "POST",
        "/admin/frameworks/import",
        Api(&["POST /frameworks"]),
    ),
    (
        "POST",
        "/admin/frameworks/{framework}/versions",
        Api(&["POST /frameworks/{framework}/versions"]),
    ),
    (
        "POST",
        "/admin/frameworks/{framework}/items/{item}/weights",
        Api(&[
            "GET /frameworks/{framework}/items/{item}/weights",
            "PUT /frameworks/{framework}/items/{item}/weights",
        ]),
    ),
    ("GET", "/admin/deliveries", Api(&["GET /deliveries"])),
    (
        "GET",
        "/admin/deliveries/{lane}",
        Api(&["GET /deliveries/{lane}"]),
    ),
    (
        "POST",
        "/admin/deliveries/{lane}/retry",
        Api(&["POST /deliveries/{lane}/retry"]),
    ),
    (
        "POST",
        "/admin/deliveries/{lane}/{piece}/retry",
        Api(&["POST /deliveries/{lane}/{piece}/retry"]),
    ),
    ("GET", "/admin/sign-in", Api(&["GET /identity-providers"])),
    ("GET", "/admin/audit", Api(&["GET /audit-log"])),
    (
        "GET",
        "/reports",
        Api(&["GET /reports", "GET /reports/{period}"]),
    ),
    (
        "POST",
        "/reports/{period}/renew",
        Api(&["DELETE /reports/{period}"]),
    ),
    ("GET", "/admin/works-council", Api(&["GET /works-council"])),
    (
        "POST",
        "/admin/works-council",
        Api(&["PUT /works-council/{switch}"]),
    ),
    (
        "GET",
        "/admin/works-council/data-sheet",
        Nowhere("an export, `data_sheet`, in the reader's language"),
    ),
    (
        "GET",
        "/admin/works-council/impact-assessment",
        Nowhere("an export, `impact_assessment`, in the reader's language"),
    ),
    (
        "GET",
        "/admin/retention",
        Api(&["GET /retention", "GET /retention/{kind}/preview"]),
    ),
    ("POST", "/admin/retention", Api(&["PUT /retention/{kind}"])),
];

/// What is no page: for machines.
pub(crate) const MACHINES: [&str; 7] = [
    "/api/", "/xapi/", "/ims/", "/assets/", "/healthz", "/readyz", "/metrics",
];

#[test]
fn every_page_has_a_twin_or_a_reason() {
    let path = |route: &'static str| route.split('?').next().unwrap();
    let pages: BTreeSet<(&str, &str)> = TABLE
        .iter()
        .map(|(method, route, _)| (*method, path(route)))
        .filter(|(_, route)| !MACHINES.iter().any(|start| route.starts_with(start)))
        .collect();
    let paired: BTreeSet<(&str, &str)> = TWINS
        .iter()
        .map(|(method, route, _)| (*method, *route))
        .collect();
    assert_eq!(paired.len(), TWINS.len(), "a page stands here twice");
    let without: Vec<_> = pages.difference(&paired).collect();
    assert!(without.is_empty(), "no twin and no reason: {without:#?}");
    let gone: Vec<_> = paired.difference(&pages).collect();
    assert!(gone.is_empty(), "no page any more: {gone:#?}");
    let routes: BTreeSet<String> = TABLE
        .iter()
        .map(|(method, route, _)| format!("{method} {}", path(route)))
        .collect();
    for (method, page, twin) in TWINS {
        match twin {
            Api(twins) => {
                assert!(!twins.is_empty(), "{method} {page}");
                for twin in *twins {
                    let (verb, address) = twin.split_once(' ').unwrap();
                    let route = format!("{verb} /api/v1{address}");
                    assert!(
                        routes.contains(&route),
                        "{method} {page}: there is no {route}"
                    );
                }
            }
            RecordStore(address) => {
                assert!(
                    routes.contains(&format!("GET {address}")),
                    "{method} {page}"
                );
            }
            Nowhere(reason) => assert!(!reason.is_empty(), "{method} {page}"),
        }
    }
}

/// What apps can do and pages cannot, and why: no page is missing by oversight.
const WITHOUT_PAGE: &[(&str, &str)] = &[
    ("GET /openapi.json", "describes the interface to programs"),
    ("GET /people", "a group's page lists its members"),
    (
        "GET /frameworks/{framework}/items/{item}",
        "stands in the framework's tree",
    ),
    (
        "GET /roles/{role}",
        "stands in the list from which a plan is begun",
    ),
    (
        "GET /people/{person}/roles",
        "kept by the organisation's directory, which sends it",
    ),
    (
        "PUT /people/{person}/roles",
        "kept by the organisation's directory, which sends it",
    ),
    (
        "POST /alignments",
        "said by programs that know what activities are about",
    ),
    (
        "DELETE /alignments/{alignment}",
        "taken back by the program that said it",
    ),
    ("GET /alignments/table", "a file that programs take"),
    ("GET /me/digest", "the letter itself, for apps that show it"),
    (
        "GET /alerts/{alert}",
        "its course, for apps; pages show what holds",
    ),
    (
        "POST /alerts/{alert}/seen",
        "pages note by themselves what they have shown",
    ),
    (
        "DELETE /people/{person}/absences/{absence}",
        "an absence ends by itself on its last day",
    ),
    (
        "GET /groups/{group}/identifiers",
        "what apps call a group is theirs to say",
    ),
    (
        "POST /groups/{group}/identifiers",
        "what apps call a group is theirs to say",
    ),
    (
        "DELETE /groups/{group}/identifiers/{identifier}",
        "what apps call a group is theirs to say",
    ),
    ("GET /events", "a stream for apps; pages have their own"),
    ("GET /webhooks", "an app's own, asked for with its key"),
    ("POST /webhooks", "an app's own, made with its key"),
    (
        "GET /webhooks/{webhook}",
        "an app's own, asked for with its key",
    ),
    (
        "DELETE /webhooks/{webhook}",
        "an app's own, ended with its key",
    ),
    (
        "POST /webhooks/{webhook}/rotate",
        "an app's own, with its key",
    ),
    (
        "PUT /webhooks/{webhook}/enabled",
        "an app's own, with its key",
    ),
    (
        "POST /webhooks/{webhook}/test",
        "an app's own, with its key",
    ),
    (
        "GET /webhooks/{webhook}/deliveries",
        "an app's own, asked for with its key",
    ),
    (
        "POST /webhooks/{webhook}/deliveries/{event}/replay",
        "an app's own, with its key",
    ),
];

#[test]
fn what_apps_can_do_pages_can_or_there_is_a_reason() {
    let shown: BTreeSet<&str> = TWINS
        .iter()
        .flat_map(|(_, _, twin)| match twin {
            Api(twins) => *twins,
            RecordStore(_) | Nowhere(_) => &[],
        })
        .copied()
        .collect();
    let reasons: BTreeSet<&str> = WITHOUT_PAGE.iter().map(|(route, _)| *route).collect();
    assert_eq!(
        reasons.len(),
        WITHOUT_PAGE.len(),
        "a route stands here twice"
    );
    assert!(WITHOUT_PAGE.iter().all(|(_, reason)| !reason.is_empty()));
    let routes: BTreeSet<String> = TABLE
        .iter()
        .filter_map(|(method, route, _)| {
            let address = route.split('?').next().unwrap().strip_prefix("/api/v1")?;
            Some(format!("{method} {address}"))
        })
        .collect();
    let missing: Vec<&String> = routes
        .iter()
        .filter(|route| !shown.contains(route.as_str()) && !reasons.contains(route.as_str()))
        .collect();
    assert!(missing.is_empty(), "no page and no reason: {missing:#?}");
    let gone = reasons.iter().filter(|route| !routes.contains(**route));
    let gone: Vec<&&str> = gone.collect();
    assert!(gone.is_empty(), "no route any more: {gone:#?}");
    let both: Vec<&&str> = shown.intersection(&reasons).collect();
    assert!(both.is_empty(), "a page and a reason for none: {both:#?}");
}
