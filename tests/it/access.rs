//! Who may see what: every route for every kind of asker. A route that is not in the table fails.

use std::collections::BTreeSet;

use coachlight::credentials::Scope;
use coachlight::people;
use coachlight::sso::{self, Role, Roles, Visit};
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{Answer, TestApp, both, credential, with_id};
use crate::twins::MACHINES;

/// Kinds of askers, in the order of the table's columns.
const ASKERS: [&str; 10] = [
    "nobody",
    "learner",
    "other learner",
    "coach",
    "other coach",
    "hr",
    "administrator",
    "mentor",
    "disabled",
    "report key",
];

/// Method, route, and the status for each asker. `{group}` and `{person}` stand for the coach's
/// group and a learner in it.
pub(crate) const TABLE: &[(&str, &str, [u16; 10])] = &[
    ("GET", "/healthz", [200; 10]),
    ("GET", "/readyz", [200; 10]),
    ("GET", "/metrics", [200; 10]),
    ("GET", "/xapi/about", [200; 10]),
    (
        "GET",
        "/xapi/statements",
        [401, 401, 401, 401, 401, 401, 401, 401, 401, 403],
    ),
    (
        "POST",
        "/xapi/statements",
        [401, 401, 401, 401, 401, 401, 401, 401, 401, 403],
    ),
    (
        "PUT",
        "/xapi/statements",
        [401, 401, 401, 401, 401, 401, 401, 401, 401, 403],
    ),
    (
        "GET",
        "/xapi/activities",
        [401, 401, 401, 401, 401, 401, 401, 401, 401, 403],
    ),
    (
        "GET",
        "/xapi/activities/state",
        [401, 401, 401, 401, 401, 401, 401, 401, 401, 403],
    ),
    (
        "GET",
        "/xapi/activities/profile",
        [401, 401, 401, 401, 401, 401, 401, 401, 401, 403],
    ),
    (
        "GET",
        "/xapi/agents",
        [401, 401, 401, 401, 401, 401, 401, 401, 401, 403],
    ),
    (
        "GET",
        "/xapi/agents/profile",
        [401, 401, 401, 401, 401, 401, 401, 401, 401, 403],
    ),
    (
        "POST",
        "/xapi/ext/validate",
        [401, 401, 401, 401, 401, 401, 401, 401, 401, 403],
    ),
    (
        "GET",
        "/xapi/ext/stream",
        [401, 401, 401, 401, 401, 401, 401, 401, 401, 403],
    ),
    (
        "GET",
        "/xapi/ext/refusals",
        [401, 401, 401, 401, 401, 401, 401, 401, 401, 200],
    ),
    ("GET", "/xapi/ext/profile", [200; 10]),
    ("GET", "/", [303; 10]),
    ("GET", "/sign-in", [200; 10]),
    ("GET", "/sign-in/start", [404; 10]),
    ("GET", "/sign-in/callback", [404; 10]),
    ("GET", "/sign-in/link/{token}", [403; 10]),
    ("POST", "/sign-out", [303; 10]),
    (
        "GET",
        "/groups",
        [401, 403, 403, 200, 200, 403, 403, 403, 401, 401],
    ),
    (
        "POST",
        "/groups",
        [401, 403, 403, 400, 400, 403, 403, 403, 401, 401],
    ),
    (
        "GET",
        "/groups/new",
        [401, 403, 403, 200, 200, 403, 403, 403, 401, 401],
    ),
    (
        "GET",
        "/groups/{group}/edit",
        [401, 404, 404, 200, 404, 404, 404, 404, 401, 401],
    ),
    (
        "POST",
        "/groups/{group}/edit",
        [401, 404, 404, 400, 404, 404, 404, 404, 401, 401],
    ),
    (
        "POST",
        "/groups/{group}/close",
        [401, 404, 404, 303, 404, 404, 404, 404, 401, 401],
    ),
    (
        "POST",
        "/groups/{group}/reopen",
        [401, 404, 404, 303, 404, 404, 404, 404, 401, 401],
    ),
    (
        "GET",
        "/groups/{group}/invitations",
        [401, 404, 404, 200, 404, 404, 404, 404, 401, 401],
    ),
    (
        "POST",
        "/groups/{group}/invitations",
        [401, 404, 404, 400, 404, 404, 404, 404, 401, 401],
    ),
    (
        "POST",
        "/groups/{group}/invitations/{invitation}/withdraw",
        [401, 404, 404, 404, 404, 404, 404, 404, 401, 401],
    ),
    (
        "GET",
        "/search?q=an",
        [401, 200, 200, 200, 200, 200, 200, 200, 401, 401],
    ),
    (
        "GET",
        "/api/v1/search?q=an",
        [401, 200, 200, 200, 200, 200, 200, 200, 401, 200],
    ),
    // Without what the page shows already.
    (
        "GET",
        "/live",
        [401, 403, 403, 400, 400, 403, 403, 403, 401, 401],
    ),
    (
        "GET",
        "/people/{person}/competencies/{competency}",
        [401, 200, 404, 200, 404, 404, 404, 200, 401, 401],
    ),
    (
        "GET",
        "/today",
        [401, 403, 403, 200, 200, 403, 403, 403, 401, 401],
    ),
    (
        "POST",
        "/today/letters",
        [401, 403, 403, 303, 303, 403, 403, 403, 401, 401],
    ),
    (
        "POST",
        "/alerts/{alert}/snooze",
        [401, 404, 404, 404, 404, 404, 404, 404, 401, 401],
    ),
    (
        "POST",
        "/alerts/{alert}/wake",
        [401, 404, 404, 404, 404, 404, 404, 404, 401, 401],
    ),
    (
        "POST",
        "/people/{person}/absences",
        [401, 400, 404, 400, 404, 404, 404, 404, 401, 401],
    ),
    (
        "GET",
        "/groups/{group}",
        [401, 404, 404, 200, 404, 404, 404, 404, 401, 401],
    ),
    (
        "GET",
        "/people/{person}",
        [401, 200, 404, 200, 404, 404, 404, 200, 401, 401],
    ),
    (
        "GET",
        "/people/{person}/goals",
        [401, 200, 404, 200, 404, 404, 404, 404, 401, 401],
    ),
    (
        "POST",
        "/people/{person}/goals",
        [401, 400, 404, 400, 404, 404, 404, 404, 401, 401],
    ),
    (
        "POST",
        "/people/{person}/goals/{goal}/{deed}",
        [401, 400, 404, 400, 404, 404, 404, 404, 401, 401],
    ),
    (
        "POST",
        "/people/{person}/steps/{step}/{deed}",
        [401, 400, 404, 400, 404, 404, 404, 404, 401, 401],
    ),
    (
        "GET",
        "/people/{person}/hints",
        [401, 200, 404, 200, 404, 404, 404, 404, 401, 401],
    ),
    // A hint is for coaches to give, a reflection for oneself to write.
    (
        "POST",
        "/people/{person}/hints",
        [401, 403, 404, 400, 404, 404, 404, 404, 401, 401],
    ),
    (
        "POST",
        "/people/{person}/hints/{hint}/withdraw",
        [401, 403, 404, 404, 404, 404, 404, 404, 401, 401],
    ),
    (
        "POST",
        "/people/{person}/reflections",
        [401, 400, 404, 403, 404, 404, 404, 404, 401, 401],
    ),
    (
        "POST",
        "/people/{person}/competencies/{competency}/rating",
        [401, 403, 404, 400, 404, 404, 404, 404, 401, 401],
    ),
    (
        "POST",
        "/people/{person}/competencies/{competency}/pin",
        [401, 403, 404, 400, 404, 404, 404, 404, 401, 401],
    ),
    (
        "POST",
        "/people/{person}/competencies/{competency}/pins/{pin}/end",
        [401, 403, 404, 404, 404, 404, 404, 404, 401, 401],
    ),
    (
        "GET",
        "/people/{person}/disagreements",
        [401, 200, 404, 200, 404, 404, 404, 404, 401, 401],
    ),
    // A coach may not say so for somebody.
    (
        "POST",
        "/people/{person}/disagreements",
        [401, 400, 404, 403, 404, 404, 404, 404, 401, 401],
    ),
    (
        "POST",
        "/people/{person}/disagreements/{disagreement}/{deed}",
        [401, 400, 404, 400, 404, 404, 404, 404, 401, 401],
    ),
    (
        "GET",
        "/people/{person}/plans",
        [401, 200, 404, 200, 404, 404, 404, 404, 401, 401],
    ),
    (
        "GET",
        "/people/{person}/reviews",
        [401, 200, 404, 200, 404, 404, 404, 404, 401, 401],
    ),
    // Figures without people: for those who see no single person, and administrators.
    (
        "GET",
        "/reports",
        [401, 403, 403, 403, 403, 200, 200, 403, 401, 401],
    ),
    (
        "POST",
        "/reports/{period}/renew",
        [401, 403, 403, 403, 403, 403, 303, 403, 401, 401],
    ),
    (
        "GET",
        "/api/v1/reports",
        [401, 403, 403, 403, 403, 200, 200, 403, 401, 200],
    ),
    (
        "GET",
        "/api/v1/reports/{period}",
        [401, 403, 403, 403, 403, 200, 200, 403, 401, 200],
    ),
    // Worked out by the rows above, and none any more after the first.
    (
        "DELETE",
        "/api/v1/reports/{period}",
        [401, 403, 403, 403, 403, 403, 204, 403, 401, 403],
    ),
    (
        "GET",
        "/admin/works-council",
        [401, 403, 403, 403, 403, 403, 200, 403, 401, 401],
    ),
    (
        "POST",
        "/admin/works-council",
        [401, 403, 403, 403, 403, 403, 303, 403, 401, 401],
    ),
    (
        "GET",
        "/admin/works-council/data-sheet",
        [401, 403, 403, 403, 403, 403, 200, 403, 401, 401],
    ),
    (
        "GET",
        "/admin/works-council/impact-assessment",
        [401, 403, 403, 403, 403, 403, 200, 403, 401, 401],
    ),
    (
        "GET",
        "/api/v1/works-council",
        [401, 403, 403, 403, 403, 403, 200, 403, 401, 403],
    ),
    // No such switch.
    (
        "PUT",
        "/api/v1/works-council/{switch}",
        [401, 403, 403, 403, 403, 403, 404, 403, 401, 403],
    ),
    // Of nothing in particular.
    (
        "GET",
        "/exports/now",
        [401, 400, 400, 400, 400, 400, 400, 400, 401, 401],
    ),
    (
        "POST",
        "/exports",
        [401, 400, 400, 400, 400, 400, 400, 400, 401, 401],
    ),
    (
        "GET",
        "/me/exports",
        [401, 200, 200, 200, 200, 200, 200, 200, 401, 401],
    ),
    (
        "GET",
        "/me/exports/{export}/file",
        [401, 404, 404, 404, 404, 404, 404, 404, 401, 401],
    ),
    (
        "POST",
        "/me/exports/{export}/remove",
        [401, 404, 404, 404, 404, 404, 404, 404, 401, 401],
    ),
    (
        "GET",
        "/api/v1/exports",
        [401, 200, 200, 200, 200, 200, 200, 200, 401, 200],
    ),
    (
        "GET",
        "/api/v1/exports/{export}",
        [401, 404, 404, 404, 404, 404, 404, 404, 401, 404],
    ),
    (
        "GET",
        "/api/v1/exports/{export}/file",
        [401, 404, 404, 404, 404, 404, 404, 404, 401, 404],
    ),
    (
        "GET",
        "/groups/{group}/matrix",
        [401, 404, 404, 200, 404, 404, 404, 404, 401, 401],
    ),
    (
        "POST",
        "/people/{person}/plans",
        [401, 400, 404, 400, 404, 404, 404, 404, 401, 401],
    ),
    (
        "GET",
        "/people/{person}/plans/{plan}",
        [401, 200, 404, 200, 404, 404, 404, 404, 401, 401],
    ),
    (
        "POST",
        "/people/{person}/plans/{plan}",
        [401, 400, 404, 400, 404, 404, 404, 404, 401, 401],
    ),
    (
        "POST",
        "/people/{person}/plans/{plan}/sign",
        [401, 412, 404, 412, 404, 404, 404, 404, 401, 401],
    ),
    (
        "POST",
        "/people/{person}/plans/{plan}/undo",
        [401, 412, 404, 412, 404, 404, 404, 404, 401, 401],
    ),
    (
        "POST",
        "/people/{person}/reviews",
        [401, 400, 404, 400, 404, 404, 404, 404, 401, 401],
    ),
    (
        "GET",
        "/people/{person}/reviews/{review}",
        [401, 200, 404, 200, 404, 404, 404, 404, 401, 401],
    ),
    (
        "POST",
        "/people/{person}/reviews/{review}",
        [401, 403, 404, 412, 404, 404, 404, 404, 401, 401],
    ),
    (
        "POST",
        "/people/{person}/reviews/{review}/note",
        [401, 303, 404, 303, 404, 404, 404, 404, 401, 401],
    ),
    (
        "POST",
        "/people/{person}/reviews/{review}/close",
        [401, 403, 404, 412, 404, 404, 404, 404, 401, 401],
    ),
    (
        "POST",
        "/people/{person}/reviews/{review}/naming",
        [401, 303, 404, 404, 404, 404, 404, 404, 401, 401],
    ),
    (
        "POST",
        "/people/{person}/reviews/{review}/cancel",
        [401, 412, 404, 412, 404, 404, 404, 404, 401, 401],
    ),
    (
        "GET",
        "/people/{person}/statements/{statement}",
        [401, 200, 404, 200, 404, 404, 404, 200, 401, 401],
    ),
    (
        "GET",
        "/me",
        [401, 200, 200, 200, 200, 200, 200, 200, 401, 401],
    ),
    // Only for whoever came as a mentor.
    (
        "GET",
        "/mentored",
        [401, 404, 404, 404, 404, 404, 404, 200, 401, 401],
    ),
    (
        "GET",
        "/groups/{group}/board",
        [401, 200, 404, 200, 404, 404, 404, 404, 401, 401],
    ),
    (
        "POST",
        "/groups/{group}/board",
        [401, 303, 404, 403, 404, 404, 404, 404, 401, 401],
    ),
    (
        "POST",
        "/groups/{group}/board-mode",
        [401, 404, 404, 400, 404, 404, 404, 404, 401, 401],
    ),
    (
        "GET",
        "/admin/platforms",
        [401, 403, 403, 403, 403, 403, 200, 403, 401, 401],
    ),
    (
        "POST",
        "/admin/platforms",
        [401, 403, 403, 403, 403, 403, 422, 403, 401, 401],
    ),
    (
        "POST",
        "/admin/platforms/invite",
        [401, 403, 403, 403, 403, 403, 200, 403, 401, 401],
    ),
    (
        "GET",
        "/admin/platforms/{platform}",
        [401, 403, 403, 403, 403, 403, 404, 403, 401, 401],
    ),
    (
        "GET",
        "/admin/platforms/{platform}/live",
        [401, 403, 403, 403, 403, 403, 404, 403, 401, 401],
    ),
    (
        "POST",
        "/admin/platforms/{platform}/deployments",
        [401, 403, 403, 403, 403, 403, 404, 403, 401, 401],
    ),
    (
        "GET",
        "/admin/platforms/{platform}/courses",
        [401, 403, 403, 403, 403, 403, 404, 403, 401, 401],
    ),
    (
        "POST",
        "/admin/platforms/{platform}/courses/{course}",
        [401, 403, 403, 403, 403, 403, 404, 403, 401, 401],
    ),
    (
        "POST",
        "/admin/platforms/{platform}/courses/{course}/group",
        [401, 403, 403, 403, 403, 403, 404, 403, 401, 401],
    ),
    (
        "POST",
        "/admin/platforms/{platform}/courses/{course}/group/own",
        [401, 403, 403, 403, 403, 403, 404, 403, 401, 401],
    ),
    (
        "POST",
        "/admin/platforms/{platform}/courses/{course}/roster",
        [401, 403, 403, 403, 403, 403, 404, 403, 401, 401],
    ),
    (
        "POST",
        "/admin/platforms/{platform}/people",
        [401, 403, 403, 403, 403, 403, 404, 403, 401, 401],
    ),
    (
        "POST",
        "/admin/platforms/{platform}/{action}",
        [401, 403, 403, 403, 403, 403, 404, 403, 401, 401],
    ),
    (
        "GET",
        "/admin/keys",
        [401, 403, 403, 403, 403, 403, 200, 403, 401, 401],
    ),
    (
        "POST",
        "/admin/keys",
        [401, 403, 403, 403, 403, 403, 400, 403, 401, 401],
    ),
    (
        "POST",
        "/admin/keys/{key}/rotate",
        [401, 403, 403, 403, 403, 403, 404, 403, 401, 401],
    ),
    (
        "POST",
        "/admin/keys/{key}/revoke",
        [401, 403, 403, 403, 403, 403, 404, 403, 401, 401],
    ),
    (
        "GET",
        "/admin/statements",
        [401, 403, 403, 403, 403, 403, 200, 403, 401, 401],
    ),
    (
        "GET",
        "/admin/statements/{statement}",
        [401, 403, 403, 403, 403, 403, 200, 403, 401, 401],
    ),
    (
        "GET",
        "/admin/statements/{statement}/attachments/{hash}",
        [401, 403, 403, 403, 403, 403, 404, 403, 401, 401],
    ),
    (
        "GET",
        "/admin/refusals",
        [401, 403, 403, 403, 403, 403, 200, 403, 401, 401],
    ),
    (
        "GET",
        "/admin/feeds",
        [401, 403, 403, 403, 403, 403, 200, 403, 401, 401],
    ),
    (
        "POST",
        "/admin/feeds/{kind}/{feed}/{action}",
        [401, 403, 403, 403, 403, 403, 404, 403, 401, 401],
    ),
    ("GET", "/problems/{slug}", [200; 10]),
    ("GET", "/assets/{hash}/{name}", [200; 10]),
    ("GET", "/api/v1/openapi.json", [200; 10]),
    (
        "GET",
        "/api/v1/groups",
        [401, 200, 200, 200, 200, 200, 200, 200, 401, 200],
    ),
    (
        "GET",
        "/api/v1/groups/{group}/engagement",
        [401, 404, 404, 200, 404, 404, 404, 404, 401, 200],
    ),
    (
        "GET",
        "/api/v1/groups/{group}/matrix",
        [401, 404, 404, 200, 404, 404, 404, 404, 401, 200],
    ),
    (
        "GET",
        "/api/v1/people?group={group}",
        [401, 404, 404, 200, 404, 404, 404, 404, 401, 200],
    ),
    (
        "GET",
        "/api/v1/people/{person}/progress",
        [401, 200, 404, 200, 404, 404, 404, 200, 401, 200],
    ),
    (
        "GET",
        "/api/v1/people/{person}/competencies/{competency}/evidence",
        [401, 200, 404, 200, 404, 404, 404, 200, 401, 200],
    ),
    (
        "GET",
        "/api/v1/rule-set",
        [401, 200, 200, 200, 200, 200, 200, 200, 401, 200],
    ),
    (
        "GET",
        "/api/v1/unmapped-verbs",
        [401, 403, 403, 403, 403, 403, 200, 403, 401, 200],
    ),
    (
        "GET",
        "/api/v1/unused-statements",
        [401, 403, 403, 403, 403, 403, 200, 403, 401, 200],
    ),
    (
        "GET",
        "/api/v1/frameworks",
        [401, 200, 200, 200, 200, 200, 200, 200, 401, 200],
    ),
    (
        "GET",
        "/api/v1/frameworks/{framework}",
        [401, 404, 404, 404, 404, 404, 404, 404, 401, 404],
    ),
    (
        "GET",
        "/api/v1/frameworks/{framework}/items/{item}",
        [401, 404, 404, 404, 404, 404, 404, 404, 401, 404],
    ),
    (
        "GET",
        "/api/v1/frameworks/{framework}/items/{item}/weights",
        [401, 404, 404, 404, 404, 404, 404, 404, 401, 404],
    ),
    // Without a body.
    (
        "PUT",
        "/api/v1/frameworks/{framework}/items/{item}/weights",
        [401, 403, 403, 403, 403, 403, 400, 403, 401, 403],
    ),
    (
        "GET",
        "/api/v1/roles",
        [401, 200, 200, 200, 200, 200, 200, 200, 401, 200],
    ),
    (
        "GET",
        "/api/v1/roles/{role}",
        [401, 404, 404, 404, 404, 404, 404, 404, 401, 404],
    ),
    (
        "GET",
        "/api/v1/people/{person}/roles",
        [401, 200, 404, 200, 404, 404, 404, 200, 401, 200],
    ),
    // Without a body.
    (
        "PUT",
        "/api/v1/people/{person}/roles",
        [401, 400, 404, 400, 404, 404, 404, 400, 401, 400],
    ),
    // Goals, steps and what is said of them; without a body.
    (
        "GET",
        "/api/v1/people/{person}/goals",
        [401, 200, 404, 200, 404, 404, 404, 200, 401, 200],
    ),
    (
        "POST",
        "/api/v1/people/{person}/goals",
        [401, 400, 404, 400, 404, 404, 404, 404, 401, 403],
    ),
    (
        "POST",
        "/api/v1/people/{person}/goals/{goal}/progress",
        [401, 400, 404, 400, 404, 404, 404, 404, 401, 403],
    ),
    (
        "POST",
        "/api/v1/people/{person}/goals/{goal}/achieved",
        [401, 404, 404, 403, 404, 404, 404, 404, 401, 403],
    ),
    (
        "POST",
        "/api/v1/people/{person}/goals/{goal}/given-up",
        [401, 404, 404, 404, 404, 404, 404, 404, 401, 403],
    ),
    (
        "GET",
        "/api/v1/people/{person}/steps",
        [401, 200, 404, 200, 404, 404, 404, 200, 401, 200],
    ),
    (
        "POST",
        "/api/v1/people/{person}/steps",
        [401, 400, 404, 403, 404, 404, 404, 404, 401, 403],
    ),
    (
        "PUT",
        "/api/v1/people/{person}/steps/{step}/verification",
        [401, 403, 404, 404, 404, 404, 404, 404, 401, 403],
    ),
    (
        "DELETE",
        "/api/v1/people/{person}/steps/{step}/verification",
        [401, 403, 404, 404, 404, 404, 404, 404, 401, 403],
    ),
    (
        "POST",
        "/api/v1/people/{person}/ratings",
        [401, 400, 404, 400, 404, 404, 404, 404, 401, 403],
    ),
    (
        "POST",
        "/api/v1/people/{person}/reflections",
        [401, 400, 404, 400, 404, 404, 404, 404, 401, 403],
    ),
    (
        "GET",
        "/api/v1/people/{person}/plans",
        [401, 200, 404, 200, 404, 404, 404, 200, 401, 200],
    ),
    (
        "POST",
        "/api/v1/people/{person}/plans",
        [401, 400, 404, 400, 404, 404, 404, 404, 401, 403],
    ),
    (
        "GET",
        "/api/v1/people/{person}/plans/{plan}",
        [401, 404, 404, 404, 404, 404, 404, 404, 401, 404],
    ),
    (
        "PUT",
        "/api/v1/people/{person}/plans/{plan}",
        [401, 400, 404, 400, 404, 404, 404, 404, 401, 403],
    ),
    (
        "GET",
        "/api/v1/people/{person}/plans/{plan}/versions",
        [401, 404, 404, 404, 404, 404, 404, 404, 401, 404],
    ),
    (
        "POST",
        "/api/v1/people/{person}/plans/{plan}/propose",
        [401, 404, 404, 404, 404, 404, 404, 404, 401, 403],
    ),
    (
        "POST",
        "/api/v1/people/{person}/plans/{plan}/agree",
        [401, 404, 404, 404, 404, 404, 404, 404, 401, 403],
    ),
    (
        "POST",
        "/api/v1/people/{person}/plans/{plan}/undo",
        [401, 404, 404, 404, 404, 404, 404, 404, 401, 403],
    ),
    (
        "GET",
        "/api/v1/people/{person}/pins",
        [401, 200, 404, 200, 404, 404, 404, 200, 401, 200],
    ),
    (
        "POST",
        "/api/v1/people/{person}/pins",
        [401, 400, 404, 400, 404, 404, 404, 404, 401, 403],
    ),
    (
        "DELETE",
        "/api/v1/people/{person}/pins/{pin}",
        [401, 403, 404, 404, 404, 404, 404, 404, 401, 403],
    ),
    (
        "GET",
        "/api/v1/people/{person}/disagreements",
        [401, 200, 404, 200, 404, 404, 404, 200, 401, 200],
    ),
    (
        "POST",
        "/api/v1/people/{person}/disagreements",
        [401, 400, 404, 400, 404, 404, 404, 404, 401, 403],
    ),
    (
        "POST",
        "/api/v1/people/{person}/disagreements/{disagreement}/notes",
        [401, 400, 404, 400, 404, 404, 404, 404, 401, 403],
    ),
    (
        "POST",
        "/api/v1/people/{person}/disagreements/{disagreement}/close",
        [401, 404, 404, 404, 404, 404, 404, 404, 401, 403],
    ),
    (
        "GET",
        "/api/v1/people/{person}/hints",
        [401, 200, 404, 200, 404, 404, 404, 200, 401, 200],
    ),
    (
        "POST",
        "/api/v1/people/{person}/hints",
        [401, 400, 404, 400, 404, 404, 404, 404, 401, 403],
    ),
    (
        "POST",
        "/api/v1/groups/{group}/hints",
        [401, 404, 404, 400, 404, 404, 404, 404, 401, 403],
    ),
    (
        "GET",
        "/api/v1/alignments",
        [401, 403, 403, 200, 200, 403, 200, 403, 401, 200],
    ),
    (
        "POST",
        "/api/v1/alignments",
        [401, 403, 403, 400, 400, 403, 400, 403, 401, 403],
    ),
    (
        "DELETE",
        "/api/v1/alignments/{alignment}",
        [401, 403, 403, 404, 404, 403, 404, 403, 401, 403],
    ),
    (
        "GET",
        "/api/v1/alignments/table",
        [401, 403, 403, 200, 200, 403, 200, 403, 401, 200],
    ),
    (
        "GET",
        "/api/v1/me/digest",
        [401, 403, 403, 200, 200, 403, 403, 403, 401, 403],
    ),
    (
        "GET",
        "/api/v1/me/digest/subscription",
        [401, 403, 403, 200, 200, 403, 403, 403, 401, 403],
    ),
    (
        "PUT",
        "/api/v1/me/digest/subscription",
        [401, 403, 403, 400, 400, 403, 403, 403, 401, 403],
    ),
    (
        "GET",
        "/api/v1/me/inbox",
        [401, 403, 403, 200, 200, 403, 403, 403, 401, 403],
    ),
    (
        "GET",
        "/api/v1/groups/{group}/alerts",
        [401, 404, 404, 200, 404, 404, 404, 404, 401, 200],
    ),
    (
        "GET",
        "/api/v1/alerts/{alert}",
        [401, 404, 404, 404, 404, 404, 404, 404, 401, 404],
    ),
    (
        "POST",
        "/api/v1/alerts/{alert}/snooze",
        [401, 404, 404, 404, 404, 404, 404, 404, 401, 403],
    ),
    (
        "POST",
        "/api/v1/alerts/{alert}/wake",
        [401, 404, 404, 404, 404, 404, 404, 404, 401, 403],
    ),
    (
        "POST",
        "/api/v1/alerts/{alert}/seen",
        [401, 404, 404, 404, 404, 404, 404, 404, 401, 403],
    ),
    (
        "GET",
        "/api/v1/groups/{group}/board",
        [401, 200, 404, 200, 404, 404, 404, 404, 401, 403],
    ),
    (
        "PUT",
        "/api/v1/groups/{group}/board",
        [401, 404, 404, 204, 404, 404, 404, 404, 401, 403],
    ),
    (
        "GET",
        "/api/v1/me/boards",
        [401, 200, 200, 200, 200, 200, 200, 200, 401, 403],
    ),
    (
        "PUT",
        "/api/v1/me/boards/{group}",
        [401, 400, 404, 403, 404, 404, 404, 404, 401, 403],
    ),
    (
        "GET",
        "/api/v1/people/{person}/absences",
        [401, 200, 404, 200, 404, 404, 404, 200, 401, 200],
    ),
    (
        "POST",
        "/api/v1/people/{person}/absences",
        [401, 400, 404, 400, 404, 404, 404, 404, 401, 403],
    ),
    (
        "DELETE",
        "/api/v1/people/{person}/absences/{absence}",
        [401, 404, 404, 404, 404, 404, 404, 404, 401, 403],
    ),
    (
        "GET",
        "/api/v1/people/{person}/reviews",
        [401, 200, 404, 200, 404, 404, 404, 200, 401, 200],
    ),
    (
        "POST",
        "/api/v1/people/{person}/reviews",
        [401, 400, 404, 400, 404, 404, 404, 404, 401, 403],
    ),
    (
        "GET",
        "/api/v1/people/{person}/reviews/{review}",
        [401, 404, 404, 404, 404, 404, 404, 404, 401, 404],
    ),
    (
        "PUT",
        "/api/v1/people/{person}/reviews/{review}",
        [401, 400, 404, 400, 404, 404, 404, 404, 401, 403],
    ),
    (
        "GET",
        "/api/v1/people/{person}/reviews/{review}/preparation",
        [401, 404, 404, 404, 404, 404, 404, 404, 401, 404],
    ),
    (
        "GET",
        "/api/v1/people/{person}/reviews/{review}/snapshot",
        [401, 404, 404, 404, 404, 404, 404, 404, 401, 404],
    ),
    (
        "POST",
        "/api/v1/people/{person}/reviews/{review}/close",
        [401, 403, 404, 404, 404, 404, 404, 404, 401, 403],
    ),
    (
        "POST",
        "/api/v1/people/{person}/reviews/{review}/cancel",
        [401, 404, 404, 404, 404, 404, 404, 404, 401, 403],
    ),
    // Nobody agrees to it for the person.
    (
        "PUT",
        "/api/v1/people/{person}/reviews/{review}/naming",
        [401, 404, 404, 403, 404, 404, 404, 404, 401, 403],
    ),
    (
        "DELETE",
        "/api/v1/people/{person}/reviews/{review}/naming",
        [401, 404, 404, 403, 404, 404, 404, 404, 401, 403],
    ),
    (
        "GET",
        "/api/v1/people/{person}/reviews/{review}/private-note",
        [401, 404, 404, 404, 404, 404, 404, 404, 401, 403],
    ),
    (
        "PUT",
        "/api/v1/people/{person}/reviews/{review}/private-note",
        [401, 400, 404, 400, 404, 404, 404, 404, 401, 403],
    ),
    (
        "GET",
        "/api/v1/groups/{group}/candidates",
        [401, 404, 404, 200, 404, 404, 404, 404, 401, 200],
    ),
    (
        "GET",
        "/api/v1/groups/{group}/invitations",
        [401, 404, 404, 200, 404, 404, 404, 404, 401, 200],
    ),
    (
        "POST",
        "/api/v1/groups/{group}/invitations",
        [401, 404, 404, 400, 404, 404, 404, 404, 401, 403],
    ),
    (
        "DELETE",
        "/api/v1/groups/{group}/invitations/{invitation}",
        [401, 404, 404, 404, 404, 404, 404, 404, 401, 403],
    ),
    (
        "POST",
        "/api/v1/groups",
        [401, 403, 403, 400, 400, 403, 403, 403, 401, 403],
    ),
    (
        "GET",
        "/api/v1/groups/{group}",
        [401, 404, 404, 200, 404, 404, 404, 404, 401, 200],
    ),
    (
        "PUT",
        "/api/v1/groups/{group}",
        [401, 404, 404, 400, 404, 404, 404, 404, 401, 403],
    ),
    (
        "DELETE",
        "/api/v1/groups/{group}/coaches/{person}",
        [401, 404, 404, 404, 404, 404, 404, 404, 401, 403],
    ),
    (
        "PUT",
        "/api/v1/groups/{group}/coaches/{person}",
        [401, 404, 404, 201, 404, 404, 404, 404, 401, 403],
    ),
    (
        "GET",
        "/api/v1/groups/{group}/identifiers",
        [401, 404, 404, 200, 404, 404, 404, 404, 401, 200],
    ),
    (
        "POST",
        "/api/v1/groups/{group}/identifiers",
        [401, 404, 404, 400, 404, 404, 404, 404, 401, 403],
    ),
    (
        "DELETE",
        "/api/v1/groups/{group}/identifiers/{identifier}",
        [401, 404, 404, 404, 404, 404, 404, 404, 401, 403],
    ),
    (
        "POST",
        "/api/v1/groups/{group}/reopen",
        [401, 404, 404, 409, 404, 404, 404, 404, 401, 403],
    ),
    (
        "GET",
        "/api/v1/events",
        [401, 401, 401, 401, 401, 401, 401, 401, 401, 403],
    ),
    (
        "GET",
        "/api/v1/webhooks",
        [401, 401, 401, 401, 401, 401, 401, 401, 401, 403],
    ),
    (
        "POST",
        "/api/v1/webhooks",
        [401, 401, 401, 401, 401, 401, 401, 401, 401, 403],
    ),
    (
        "GET",
        "/api/v1/webhooks/{webhook}",
        [401, 401, 401, 401, 401, 401, 401, 401, 401, 403],
    ),
    (
        "DELETE",
        "/api/v1/webhooks/{webhook}",
        [401, 401, 401, 401, 401, 401, 401, 401, 401, 403],
    ),
    (
        "POST",
        "/api/v1/webhooks/{webhook}/rotate",
        [401, 401, 401, 401, 401, 401, 401, 401, 401, 403],
    ),
    (
        "PUT",
        "/api/v1/webhooks/{webhook}/enabled",
        [401, 401, 401, 401, 401, 401, 401, 401, 401, 403],
    ),
    (
        "POST",
        "/api/v1/webhooks/{webhook}/test",
        [401, 401, 401, 401, 401, 401, 401, 401, 401, 403],
    ),
    (
        "GET",
        "/api/v1/webhooks/{webhook}/deliveries",
        [401, 401, 401, 401, 401, 401, 401, 401, 401, 403],
    ),
    (
        "POST",
        "/api/v1/webhooks/{webhook}/deliveries/{event}/replay",
        [401, 401, 401, 401, 401, 401, 401, 401, 401, 403],
    ),
    (
        "DELETE",
        "/api/v1/people/{person}/hints/{hint}",
        [401, 403, 404, 404, 404, 404, 404, 404, 401, 403],
    ),
    // What the coach of the table closes is looked at no more.
    (
        "POST",
        "/api/v1/groups/{group}/close",
        [401, 404, 404, 201, 404, 404, 404, 404, 401, 403],
    ),
    (
        "GET",
        "/ims/case/{edition}/CFDocuments",
        [401, 401, 401, 401, 401, 401, 401, 401, 401, 200],
    ),
    (
        "GET",
        "/ims/case/{edition}/{class}/{id}",
        [401, 401, 401, 401, 401, 401, 401, 401, 401, 404],
    ),
    ("GET", "/lti/login", [401; 10]),
    ("POST", "/lti/login", [401; 10]),
    ("GET", "/lti/launch", [401; 10]),
    ("POST", "/lti/launch", [401; 10]),
    ("GET", "/lti/landing/{token}", [401; 10]),
    ("POST", "/lti/landing/{token}", [401; 10]),
    // Of whoever came from a course.
    (
        "GET",
        "/lti/join",
        [401, 303, 303, 303, 303, 303, 303, 303, 401, 401],
    ),
    (
        "POST",
        "/lti/join",
        [401, 404, 404, 404, 404, 404, 404, 404, 401, 401],
    ),
    // Of whoever launched to choose.
    (
        "GET",
        "/lti/deep-linking/{id}",
        [401, 404, 404, 404, 404, 404, 404, 404, 401, 401],
    ),
    (
        "POST",
        "/lti/deep-linking/{id}",
        [401, 404, 404, 404, 404, 404, 404, 404, 401, 401],
    ),
    ("GET", "/lti/keys", [200; 10]),
    ("GET", "/lti/canvas.json", [200; 10]),
    // Only for whoever has a link.
    ("GET", "/lti/register", [403; 10]),
    // Without a form.
    ("POST", "/lti/register", [403; 10]),
    ("GET", "/lti/registration", [200; 10]),
    // Whoever is signed in signs in again.
    (
        "GET",
        "/sign-in/again",
        [401, 200, 200, 200, 200, 200, 200, 200, 401, 401],
    ),
    (
        "GET",
        "/sign-in/resume/{form}",
        [401, 404, 404, 404, 404, 404, 404, 404, 401, 401],
    ),
    ("GET", "/sign-in/callback/{provider}", [404; 10]),
    // Without a form.
    ("POST", "/sign-in/back-channel-logout", [400; 10]),
    (
        "GET",
        "/me/looks",
        [401, 200, 200, 200, 200, 200, 200, 200, 401, 401],
    ),
    (
        "GET",
        "/me/sessions",
        [401, 200, 200, 200, 200, 200, 200, 200, 401, 401],
    ),
    (
        "POST",
        "/me/sessions",
        [401, 404, 404, 404, 404, 404, 404, 404, 401, 401],
    ),
    (
        "GET",
        "/me/settings",
        [401, 200, 200, 200, 200, 200, 200, 200, 401, 401],
    ),
    (
        "POST",
        "/me/settings",
        [401, 400, 400, 400, 400, 400, 400, 400, 401, 401],
    ),
    (
        "GET",
        "/api/v1/me/looks",
        [401, 200, 200, 200, 200, 200, 200, 200, 401, 403],
    ),
    (
        "GET",
        "/me/privacy",
        [401, 200, 200, 200, 200, 200, 200, 200, 401, 401],
    ),
    (
        "GET",
        "/me/privacy/notice",
        [401, 200, 200, 200, 200, 200, 200, 200, 401, 401],
    ),
    (
        "POST",
        "/me/privacy/erasure",
        [401, 303, 303, 303, 303, 303, 303, 303, 401, 401],
    ),
    (
        "POST",
        "/me/privacy/restrictions",
        [401, 400, 400, 400, 400, 400, 400, 400, 401, 401],
    ),
    (
        "POST",
        "/me/privacy/restrictions/{restriction}/withdraw",
        [401, 404, 404, 404, 404, 404, 404, 404, 401, 401],
    ),
    (
        "GET",
        "/admin/restrictions",
        [401, 403, 403, 403, 403, 403, 200, 403, 401, 401],
    ),
    (
        "POST",
        "/admin/restrictions/{restriction}/{action}",
        [401, 403, 403, 403, 403, 403, 404, 403, 401, 401],
    ),
    (
        "GET",
        "/admin/people/{person}/restrictions",
        [401, 403, 403, 403, 403, 403, 200, 403, 401, 401],
    ),
    (
        "POST",
        "/admin/people/{person}/restrictions",
        [401, 403, 403, 403, 403, 403, 400, 403, 401, 401],
    ),
    (
        "GET",
        "/api/v1/retention",
        [401, 403, 403, 403, 403, 403, 200, 403, 401, 403],
    ),
    // No such kind.
    (
        "GET",
        "/api/v1/retention/{kind}/preview?period=12",
        [401, 403, 403, 403, 403, 403, 404, 403, 401, 403],
    ),
    (
        "PUT",
        "/api/v1/retention/{kind}",
        [401, 403, 403, 403, 403, 403, 404, 403, 401, 403],
    ),
    (
        "GET",
        "/admin/retention",
        [401, 403, 403, 403, 403, 403, 200, 403, 401, 401],
    ),
    (
        "POST",
        "/admin/retention",
        [401, 403, 403, 403, 403, 403, 404, 403, 401, 401],
    ),
    (
        "GET",
        "/admin/erasures",
        [401, 403, 403, 403, 403, 403, 200, 403, 401, 401],
    ),
    (
        "POST",
        "/admin/erasures/{wish}",
        [401, 403, 403, 403, 403, 403, 400, 403, 401, 401],
    ),
    (
        "GET",
        "/admin/people/{person}/erasure",
        [401, 403, 403, 403, 403, 403, 200, 403, 401, 401],
    ),
    (
        "POST",
        "/admin/people/{person}/erasure",
        [401, 403, 403, 403, 403, 403, 409, 403, 401, 401],
    ),
    (
        "GET",
        "/admin/people",
        [401, 403, 403, 403, 403, 403, 200, 403, 401, 401],
    ),
    (
        "GET",
        "/admin/people/suggestions",
        [401, 403, 403, 403, 403, 403, 200, 403, 401, 401],
    ),
    (
        "POST",
        "/admin/people/suggestions",
        [401, 403, 403, 403, 403, 403, 303, 403, 401, 401],
    ),
    (
        "POST",
        "/admin/people/suggestions/{suggestion}/refuse",
        [401, 403, 403, 403, 403, 403, 404, 403, 401, 401],
    ),
    (
        "GET",
        "/admin/people/alone",
        [401, 403, 403, 403, 403, 403, 200, 403, 401, 401],
    ),
    (
        "GET",
        "/admin/people/merges",
        [401, 403, 403, 403, 403, 403, 200, 403, 401, 401],
    ),
    (
        "POST",
        "/admin/people/merges/{merge}/undo",
        [401, 403, 403, 403, 403, 403, 404, 403, 401, 401],
    ),
    (
        "GET",
        "/admin/people/{person}/merge",
        [401, 403, 403, 403, 403, 403, 200, 403, 401, 401],
    ),
    (
        "POST",
        "/admin/people/{person}/merge",
        [401, 403, 403, 403, 403, 403, 404, 403, 401, 401],
    ),
    (
        "GET",
        "/api/v1/person-suggestions",
        [401, 403, 403, 403, 403, 403, 200, 403, 401, 403],
    ),
    (
        "POST",
        "/api/v1/person-suggestions/{suggestion}",
        [401, 403, 403, 403, 403, 403, 404, 403, 401, 403],
    ),
    (
        "GET",
        "/api/v1/merges",
        [401, 403, 403, 403, 403, 403, 200, 403, 401, 403],
    ),
    // Without a body.
    (
        "POST",
        "/api/v1/merges",
        [401, 403, 403, 403, 403, 403, 400, 403, 401, 403],
    ),
    (
        "DELETE",
        "/api/v1/merges/{merge}",
        [401, 403, 403, 403, 403, 403, 404, 403, 401, 403],
    ),
    (
        "GET",
        "/admin/sources",
        [401, 403, 403, 403, 403, 403, 200, 403, 401, 401],
    ),
    (
        "GET",
        "/admin/unused",
        [401, 403, 403, 403, 403, 403, 200, 403, 401, 401],
    ),
    (
        "GET",
        "/admin/vocabulary",
        [401, 403, 403, 403, 403, 403, 200, 403, 401, 401],
    ),
    (
        "GET",
        "/admin/rules",
        [401, 403, 403, 403, 403, 403, 200, 403, 401, 401],
    ),
    (
        "POST",
        "/admin/vocabulary",
        [401, 403, 403, 403, 403, 403, 400, 403, 401, 401],
    ),
    (
        "POST",
        "/admin/vocabulary/map",
        [401, 403, 403, 403, 403, 403, 400, 403, 401, 401],
    ),
    (
        "POST",
        "/admin/vocabulary/try",
        [401, 403, 403, 403, 403, 403, 400, 403, 401, 401],
    ),
    (
        "POST",
        "/admin/vocabulary/restore",
        [401, 403, 403, 403, 403, 403, 400, 403, 401, 401],
    ),
    (
        "POST",
        "/admin/rules",
        [401, 403, 403, 403, 403, 403, 400, 403, 401, 401],
    ),
    (
        "POST",
        "/admin/rules/try",
        [401, 403, 403, 403, 403, 403, 400, 403, 401, 401],
    ),
    (
        "POST",
        "/admin/rules/restore",
        [401, 403, 403, 403, 403, 403, 400, 403, 401, 401],
    ),
    (
        "GET",
        "/admin",
        [401, 403, 403, 403, 403, 403, 200, 403, 401, 401],
    ),
    (
        "GET",
        "/admin/frameworks",
        [401, 403, 403, 403, 403, 403, 200, 403, 401, 401],
    ),
    (
        "GET",
        "/admin/frameworks/{framework}",
        [401, 403, 403, 403, 403, 403, 404, 403, 401, 401],
    ),
    (
        "GET",
        "/admin/frameworks/{framework}/export?form=case",
        [401, 403, 403, 403, 403, 403, 404, 403, 401, 401],
    ),
    (
        "GET",
        "/admin/deliveries",
        [401, 403, 403, 403, 403, 403, 200, 403, 401, 401],
    ),
    (
        "GET",
        "/admin/deliveries/{lane}",
        [401, 403, 403, 403, 403, 403, 404, 403, 401, 401],
    ),
    (
        "POST",
        "/admin/deliveries/{lane}/retry",
        [401, 403, 403, 403, 403, 403, 404, 403, 401, 401],
    ),
    (
        "POST",
        "/admin/deliveries/{lane}/{piece}/retry",
        [401, 403, 403, 403, 403, 403, 404, 403, 401, 401],
    ),
    (
        "POST",
        "/admin/frameworks/import",
        [401, 403, 403, 403, 403, 403, 400, 403, 401, 401],
    ),
    (
        "POST",
        "/admin/frameworks/{framework}/versions",
        [401, 403, 403, 403, 403, 403, 404, 403, 401, 401],
    ),
    (
        "POST",
        "/admin/frameworks/{framework}/items/{item}/weights",
        [401, 403, 403, 403, 403, 403, 404, 403, 401, 401],
    ),
    (
        "GET",
        "/admin/people/{person}",
        [401, 403, 403, 403, 403, 403, 200, 403, 401, 401],
    ),
    (
        "POST",
        "/admin/people/{person}/{action}",
        [401, 403, 403, 403, 403, 403, 303, 403, 401, 401],
    ),
    (
        "GET",
        "/admin/sign-in",
        [401, 403, 403, 403, 403, 403, 200, 403, 401, 401],
    ),
    (
        "GET",
        "/admin/audit",
        [401, 403, 403, 403, 403, 403, 200, 403, 401, 401],
    ),
    (
        "GET",
        "/groups/{group}/hints",
        [401, 404, 404, 200, 404, 404, 404, 404, 401, 401],
    ),
    (
        "POST",
        "/groups/{group}/hints",
        [401, 404, 404, 400, 404, 404, 404, 404, 401, 401],
    ),
    (
        "POST",
        "/groups/{group}/hints/{hint}/withdraw",
        [401, 404, 404, 303, 404, 404, 404, 404, 401, 401],
    ),
    (
        "GET",
        "/api/v1/groups/{group}/hints",
        [401, 404, 404, 200, 404, 404, 404, 404, 401, 200],
    ),
    (
        "DELETE",
        "/api/v1/groups/{group}/hints/{hint}",
        [401, 404, 404, 404, 404, 404, 404, 404, 401, 403],
    ),
    (
        "POST",
        "/groups/{group}/invitations/list",
        [401, 404, 404, 400, 404, 404, 404, 404, 401, 401],
    ),
    (
        "POST",
        "/groups/{group}/invitations/{invitation}/remind",
        [401, 404, 404, 404, 404, 404, 404, 404, 401, 401],
    ),
    (
        "POST",
        "/api/v1/groups/{group}/invitations/list",
        [401, 404, 404, 400, 404, 404, 404, 404, 401, 403],
    ),
    (
        "POST",
        "/api/v1/groups/{group}/invitations/{invitation}/reminders",
        [401, 404, 404, 404, 404, 404, 404, 404, 401, 403],
    ),
    (
        "GET",
        "/groups/{group}/coaches",
        [401, 404, 404, 200, 404, 404, 404, 404, 401, 401],
    ),
    (
        "POST",
        "/groups/{group}/coaches",
        [401, 404, 404, 400, 404, 404, 404, 404, 401, 401],
    ),
    (
        "POST",
        "/groups/{group}/coaches/{person}/dismiss",
        [401, 404, 404, 303, 404, 404, 404, 404, 401, 401],
    ),
    (
        "POST",
        "/groups/{group}/featured",
        [401, 404, 404, 409, 404, 404, 404, 404, 401, 401],
    ),
    (
        "POST",
        "/groups/{group}/featured/{feature}/remove",
        [401, 404, 404, 404, 404, 404, 404, 404, 401, 401],
    ),
    (
        "GET",
        "/api/v1/groups/{group}/featured",
        [401, 404, 404, 200, 404, 404, 404, 404, 401, 200],
    ),
    (
        "POST",
        "/api/v1/groups/{group}/featured",
        [401, 404, 404, 400, 404, 404, 404, 404, 401, 403],
    ),
    (
        "DELETE",
        "/api/v1/groups/{group}/featured/{feature}",
        [401, 404, 404, 404, 404, 404, 404, 404, 401, 403],
    ),
    // Administration; without a body.
    (
        "GET",
        "/api/v1/me",
        [401, 200, 200, 200, 200, 200, 200, 200, 401, 403],
    ),
    (
        "GET",
        "/api/v1/me/groups",
        [401, 403, 403, 200, 200, 403, 403, 403, 401, 403],
    ),
    (
        "GET",
        "/api/v1/me/mentored",
        [401, 404, 404, 404, 404, 404, 404, 200, 401, 403],
    ),
    (
        "GET",
        "/api/v1/me/sessions",
        [401, 200, 200, 200, 200, 200, 200, 200, 401, 403],
    ),
    (
        "DELETE",
        "/api/v1/me/sessions",
        [401, 204, 204, 204, 204, 204, 204, 204, 401, 403],
    ),
    (
        "DELETE",
        "/api/v1/me/sessions/{session}",
        [401, 404, 404, 404, 404, 404, 404, 404, 401, 403],
    ),
    (
        "GET",
        "/api/v1/me/settings",
        [401, 200, 200, 200, 200, 200, 200, 200, 401, 403],
    ),
    (
        "PUT",
        "/api/v1/me/settings",
        [401, 400, 400, 400, 400, 400, 400, 400, 401, 403],
    ),
    (
        "GET",
        "/api/v1/me/erasure-wish",
        [401, 404, 404, 404, 404, 404, 404, 404, 401, 403],
    ),
    (
        "PUT",
        "/api/v1/me/erasure-wish",
        [401, 204, 204, 204, 204, 204, 204, 204, 401, 403],
    ),
    (
        "DELETE",
        "/api/v1/me/erasure-wish",
        [401, 204, 204, 204, 204, 204, 204, 204, 401, 403],
    ),
    (
        "POST",
        "/api/v1/exports",
        [401, 400, 400, 400, 400, 400, 400, 400, 401, 400],
    ),
    (
        "DELETE",
        "/api/v1/exports/{export}",
        [401, 404, 404, 404, 404, 404, 404, 404, 401, 404],
    ),
    (
        "GET",
        "/api/v1/groups/{group}/activity",
        [401, 404, 404, 200, 404, 404, 404, 404, 401, 200],
    ),
    (
        "GET",
        "/api/v1/groups/{group}/contributions",
        [401, 404, 404, 200, 404, 404, 404, 404, 401, 200],
    ),
    (
        "GET",
        "/api/v1/people/{person}/competencies/{competency}/trend",
        [401, 200, 404, 200, 404, 404, 404, 200, 401, 200],
    ),
    (
        "GET",
        "/api/v1/people/{person}/statements/{statement}",
        [401, 200, 404, 200, 404, 404, 404, 200, 401, 200],
    ),
    (
        "POST",
        "/api/v1/person-suggestions",
        [401, 403, 403, 403, 403, 403, 204, 403, 401, 403],
    ),
    (
        "GET",
        "/api/v1/keys",
        [401, 403, 403, 403, 403, 403, 200, 403, 401, 403],
    ),
    (
        "POST",
        "/api/v1/keys",
        [401, 403, 403, 403, 403, 403, 400, 403, 401, 403],
    ),
    (
        "DELETE",
        "/api/v1/keys/{key}",
        [401, 403, 403, 403, 403, 403, 404, 403, 401, 403],
    ),
    (
        "POST",
        "/api/v1/keys/{key}/rotate",
        [401, 403, 403, 403, 403, 403, 404, 403, 401, 403],
    ),
    (
        "GET",
        "/api/v1/people-alone",
        [401, 403, 403, 403, 403, 403, 200, 403, 401, 403],
    ),
    (
        "GET",
        "/api/v1/people/{person}/account",
        [401, 403, 403, 403, 403, 403, 200, 403, 401, 403],
    ),
    (
        "POST",
        "/api/v1/people/{person}/account/access",
        [401, 403, 403, 403, 403, 403, 400, 403, 401, 403],
    ),
    (
        "GET",
        "/api/v1/people/{person}/erasure",
        [401, 403, 403, 403, 403, 403, 200, 403, 401, 403],
    ),
    (
        "POST",
        "/api/v1/people/{person}/erasure",
        [401, 403, 403, 403, 403, 403, 400, 403, 401, 403],
    ),
    (
        "GET",
        "/api/v1/audit-log",
        [401, 403, 403, 403, 403, 403, 200, 403, 401, 403],
    ),
    (
        "GET",
        "/api/v1/sources",
        [401, 403, 403, 403, 403, 403, 200, 403, 401, 403],
    ),
    (
        "GET",
        "/api/v1/feeds",
        [401, 403, 403, 403, 403, 403, 200, 403, 401, 403],
    ),
    (
        "PUT",
        "/api/v1/feeds/{feed}/enabled",
        [401, 403, 403, 403, 403, 403, 400, 403, 401, 403],
    ),
    (
        "POST",
        "/api/v1/feeds/{feed}/retry",
        [401, 403, 403, 403, 403, 403, 404, 403, 401, 403],
    ),
    (
        "GET",
        "/api/v1/deliveries",
        [401, 403, 403, 403, 403, 403, 200, 403, 401, 403],
    ),
    (
        "GET",
        "/api/v1/deliveries/{lane}",
        [401, 403, 403, 403, 403, 403, 404, 403, 401, 403],
    ),
    (
        "POST",
        "/api/v1/deliveries/{lane}/retry",
        [401, 403, 403, 403, 403, 403, 404, 403, 401, 403],
    ),
    (
        "POST",
        "/api/v1/deliveries/{lane}/{piece}/retry",
        [401, 403, 403, 403, 403, 403, 404, 403, 401, 403],
    ),
    (
        "GET",
        "/api/v1/me/restrictions",
        [401, 200, 200, 200, 200, 200, 200, 200, 401, 403],
    ),
    (
        "POST",
        "/api/v1/me/restrictions",
        [401, 400, 400, 400, 400, 400, 400, 400, 401, 403],
    ),
    (
        "DELETE",
        "/api/v1/me/restrictions/{restriction}",
        [401, 404, 404, 404, 404, 404, 404, 404, 401, 403],
    ),
    (
        "GET",
        "/api/v1/restrictions",
        [401, 403, 403, 403, 403, 403, 200, 403, 401, 403],
    ),
    (
        "POST",
        "/api/v1/people/{person}/restrictions",
        [401, 403, 403, 403, 403, 403, 400, 403, 401, 403],
    ),
    (
        "POST",
        "/api/v1/restrictions/{restriction}/answer",
        [401, 403, 403, 403, 403, 403, 400, 403, 401, 403],
    ),
    (
        "POST",
        "/api/v1/restrictions/{restriction}/end",
        [401, 403, 403, 403, 403, 403, 400, 403, 401, 403],
    ),
    (
        "POST",
        "/api/v1/restrictions/{restriction}/told",
        [401, 403, 403, 403, 403, 403, 404, 403, 401, 403],
    ),
    (
        "POST",
        "/api/v1/restrictions/{restriction}/withdraw",
        [401, 403, 403, 403, 403, 403, 404, 403, 401, 403],
    ),
    (
        "GET",
        "/api/v1/erasure-wishes",
        [401, 403, 403, 403, 403, 403, 200, 403, 401, 403],
    ),
    (
        "POST",
        "/api/v1/erasure-wishes/{wish}/decline",
        [401, 403, 403, 403, 403, 403, 400, 403, 401, 403],
    ),
    (
        "GET",
        "/api/v1/erasures",
        [401, 403, 403, 403, 403, 403, 200, 403, 401, 403],
    ),
    (
        "PUT",
        "/api/v1/rule-set",
        [401, 403, 403, 403, 403, 403, 400, 403, 401, 403],
    ),
    (
        "GET",
        "/api/v1/rule-set/decisions",
        [401, 403, 403, 403, 403, 403, 200, 403, 401, 403],
    ),
    (
        "POST",
        "/api/v1/rule-set/trial",
        [401, 403, 403, 403, 403, 403, 200, 403, 401, 403],
    ),
    (
        "GET",
        "/api/v1/vocabulary",
        [401, 403, 403, 403, 403, 403, 200, 403, 401, 403],
    ),
    (
        "PUT",
        "/api/v1/vocabulary",
        [401, 403, 403, 403, 403, 403, 400, 403, 401, 403],
    ),
    (
        "GET",
        "/api/v1/vocabulary/decisions",
        [401, 403, 403, 403, 403, 403, 200, 403, 401, 403],
    ),
    (
        "POST",
        "/api/v1/vocabulary/trial",
        [401, 403, 403, 403, 403, 403, 200, 403, 401, 403],
    ),
    (
        "POST",
        "/api/v1/frameworks",
        [401, 403, 403, 403, 403, 403, 400, 403, 401, 403],
    ),
    (
        "GET",
        "/api/v1/frameworks/{framework}/versions",
        [401, 403, 403, 403, 403, 403, 404, 403, 401, 403],
    ),
    (
        "POST",
        "/api/v1/frameworks/{framework}/versions",
        [401, 403, 403, 403, 403, 403, 400, 403, 401, 403],
    ),
    (
        "GET",
        "/api/v1/frameworks/{framework}/file",
        [401, 403, 403, 403, 403, 403, 404, 403, 401, 403],
    ),
    (
        "GET",
        "/api/v1/platforms",
        [401, 403, 403, 403, 403, 403, 200, 403, 401, 403],
    ),
    (
        "POST",
        "/api/v1/platforms/invitations",
        [401, 403, 403, 403, 403, 403, 201, 403, 401, 403],
    ),
    (
        "GET",
        "/api/v1/identity-providers",
        [401, 403, 403, 403, 403, 403, 200, 403, 401, 403],
    ),
    (
        "POST",
        "/api/v1/platforms",
        [401, 403, 403, 403, 403, 403, 400, 403, 401, 403],
    ),
    (
        "GET",
        "/api/v1/platforms/{platform}",
        [401, 403, 403, 403, 403, 403, 404, 403, 401, 403],
    ),
    (
        "GET",
        "/api/v1/platforms/{platform}/courses",
        [401, 403, 403, 403, 403, 403, 404, 403, 401, 403],
    ),
    (
        "POST",
        "/api/v1/platforms/{platform}/courses/{course}/roster",
        [401, 403, 403, 403, 403, 403, 404, 403, 401, 403],
    ),
    (
        "PUT",
        "/api/v1/platforms/{platform}/enabled",
        [401, 403, 403, 403, 403, 403, 400, 403, 401, 403],
    ),
    (
        "PUT",
        "/api/v1/platforms/{platform}/people",
        [401, 403, 403, 403, 403, 403, 404, 403, 401, 403],
    ),
    (
        "POST",
        "/api/v1/platforms/{platform}/deployments",
        [401, 403, 403, 403, 403, 403, 400, 403, 401, 403],
    ),
    (
        "PUT",
        "/api/v1/platforms/{platform}/courses/{course}/group",
        [401, 403, 403, 403, 403, 403, 400, 403, 401, 403],
    ),
    (
        "DELETE",
        "/api/v1/platforms/{platform}/courses/{course}/group",
        [401, 403, 403, 403, 403, 403, 404, 403, 401, 403],
    ),
    (
        "PUT",
        "/api/v1/platforms/{platform}/courses/{course}/activities",
        [401, 403, 403, 403, 403, 403, 400, 403, 401, 403],
    ),
    (
        "POST",
        "/api/v1/platforms/{platform}/test",
        [401, 403, 403, 403, 403, 403, 404, 403, 401, 403],
    ),
    (
        "POST",
        "/api/v1/platforms/{platform}/rotate",
        [401, 403, 403, 403, 403, 403, 404, 403, 401, 403],
    ),
];

fn group(number: u32) -> Value {
    json!({
        "id": format!("https://app.example.org/groups/{number}"),
        "definition": { "type": "http://activitystrea.ms/group" }
    })
}

fn by(who: &str, verb: &str, object: Value, context: Value) -> Value {
    with_id(json!({
        "actor": { "account": { "homePage": "https://app.example.org", "name": who } },
        "verb": { "id": verb }, "object": object, "context": context
    }))
}

/// Two groups with a coach and a learner each.
async fn fill(app: &TestApp) -> String {
    let link = json!({ "extensions": {
        "https://coachlight.org/xapi/extensions/competency-link": ["https://app.example.org/c/1"]
    } });
    let mut statements = Vec::new();
    let mut note = String::new();
    for (number, coach, learner) in [(1, "coach", "learner"), (2, "coach2", "learner2")] {
        statements.push(by(
            coach,
            "http://activitystrea.ms/create",
            group(number),
            link.clone(),
        ));
        statements.push(by(
            learner,
            "http://activitystrea.ms/join",
            group(number),
            json!({}),
        ));
        let said = by(
            learner,
            "http://activitystrea.ms/create",
            json!({
                "id": format!("https://app.example.org/notes/{number}"),
                "definition": { "type": "http://activitystrea.ms/note" }
            }),
            json!({ "contextActivities": { "grouping": [group(number)] } }),
        );
        if number == 1 {
            note = said["id"].as_str().unwrap().to_owned();
        }
        statements.push(said);
    }
    assert_eq!(app.post(&json!(statements)).await.status, 200);
    app.projected().await;
    note
}

/// The session of somebody who came from a platform as the learner's mentor.
pub(crate) async fn mentor(app: &TestApp) -> String {
    const ISSUER: &str = "https://lms.example.org";
    let (mentor, learner) = (app.person("mentor").await, app.person("learner").await);
    let now = app.running.as_ref().unwrap().app.clock.now();
    let mut tx = app.db().write().await.unwrap();
    let reason = people::LinkReason::LtiLaunch;
    people::link_subject(&mut tx, ISSUER, "7", Some(learner), None, reason, now)
        .await
        .unwrap();
    people::mentors(&mut tx, mentor, ISSUER, &["7".to_owned()])
        .await
        .unwrap();
    let visit = Visit {
        mentor_of: Some(ISSUER.to_owned()),
        ..Visit::default()
    };
    let roles = Roles::default();
    let token = sso::make_link_within(&mut tx, mentor, roles, Some(&visit), now, 5)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    app.entered(format!("{}/sign-in/link/{token}", app.base))
        .await
}

/// The session of an administrator who was let in and then kept out.
async fn disabled(app: &TestApp) -> String {
    let mut roles = Roles::of(Role::Administrator);
    roles.add(Role::Coach);
    let cookie = app.session("disabled", roles).await;
    let person = app.person("disabled").await;
    let now = app.running.as_ref().unwrap().app.clock.now();
    let mut tx = app.db().write().await.unwrap();
    assert!(
        people::set_disabled(&mut tx, person, true, now)
            .await
            .unwrap()
    );
    tx.commit().await.unwrap();
    cookie
}

/// What of addresses is filled with an identifier that nothing has.
const NOTHING: [&str; 29] = [
    "session",
    "feed",
    "feature",
    "framework",
    "item",
    "role",
    "id",
    "alignment",
    "alert",
    "goal",
    "step",
    "review",
    "hint",
    "identifier",
    "webhook",
    "invitation",
    "plan",
    "pin",
    "disagreement",
    "wish",
    "form",
    "export",
    "absence",
    "platform",
    "course",
    "lane",
    "piece",
    "suggestion",
    "merge",
];

/// What the forms of pages hold: enough that each can be read, so that a handler gets as far as
/// deciding who may, and wrong, so that whoever may changes little that other rows rest on.
const FORM: [(&str, &str); 29] = [
    ("agreed", "no"),
    ("answer", ""),
    ("claim", ""),
    ("deployment", ""),
    ("document", "{"),
    ("email", "false"),
    ("format", "csv"),
    ("from", "x"),
    ("ground", "claims"),
    ("label", ""),
    ("mode", "none"),
    ("number", "9"),
    ("on", "no"),
    ("other", "00000000-0000-0000-0000-000000000000"),
    ("reason", ""),
    ("session", "none"),
    ("shown", "false"),
    ("state", "x"),
    ("status", "pending"),
    ("sure", "no"),
    ("switch", "no-ranks"),
    ("text", ""),
    ("title", ""),
    ("to", "x"),
    ("until", "x"),
    ("use", "boards"),
    ("version", "0"),
    ("words", ""),
    ("zone", "Nowhere"),
];

/// What is sent to a page. Of what is left out, the field is of another kind elsewhere.
fn filled(route: &str, request: RequestBuilder) -> RequestBuilder {
    let more = match route {
        "/exports" => vec![("what", "goals")],
        "/me/privacy/erasure" => vec![("what", "withdraw")],
        "/lti/launch" => return request.form(&[("state", "x"), ("id_token", "x")]),
        "/admin/frameworks/import" | "/groups/{group}/invitations/list" => {
            let kind = "multipart/form-data; boundary=x";
            return request.header("Content-Type", kind).body("--x--\r\n");
        }
        _ => Vec::new(),
    };
    let form: Vec<_> = FORM.into_iter().chain(more).collect();
    request.form(&form)
}

/// A plan, an interview and a hint to the group, made by the coach: `{plan}`, `{review}` and
/// `{hint}` of pages.
async fn made(
    app: &TestApp,
    coach: &str,
    person: &str,
    group: &str,
) -> [(&'static str, String); 3] {
    let make = async |path: &str, body: Value| {
        let request = app.client.post(format!("{}/api/v1{path}", app.base));
        let request = request.header("Cookie", coach).body(body.to_string());
        let answer = Answer::of(request).await;
        assert_eq!(answer.status, 201, "{path}: {}", answer.body);
        let id = ["id", "statement"].map(|key| answer.body[key].as_str().map(str::to_owned));
        id.into_iter().flatten().next().unwrap()
    };
    let plan = make(
        &format!("/people/{person}/plans"),
        json!({ "title": "Plan" }),
    )
    .await;
    let day = "2999-01-01";
    let review = make(&format!("/people/{person}/reviews"), json!({ "day": day })).await;
    let hint = make(
        &format!("/groups/{group}/hints"),
        json!({ "text": "Read." }),
    )
    .await;
    app.projected().await;
    [("{plan}", plan), ("{review}", review), ("{hint}", hint)]
}

both! {
    async fn every_route_is_decided_for_everybody(app: TestApp) {
        let statement = fill(&app).await;
        let coach = Roles::of(Role::Coach);
        let cookies = [
            String::new(),
            app.session("learner", Roles::default()).await,
            app.session("learner2", Roles::default()).await,
            app.session("coach", coach).await,
            app.session("coach2", coach).await,
            app.session("hr", Roles::of(Role::Hr)).await,
            app.session("admin", Roles::of(Role::Administrator)).await,
            mentor(&app).await,
            disabled(&app).await,
            String::new(),
        ];
        let running = &app.running.as_ref().unwrap().app;
        let key = credential(running, "Reports", &[Scope::ReportsRead]).await;
        let mut tx = app.db().read().await.unwrap();
        let groups = coachlight::groups::list_all(&mut tx, None, 10).await.unwrap();
        let mut mine = None;
        let coach_person = app.person("coach").await;
        for group in groups {
            if coachlight::engagement::is_coach(&mut tx, group.id, coach_person).await.unwrap() {
                mine = Some(group.id.to_string());
            }
        }
        let report = coachlight::competency::person_report(
            &mut tx, app.person("learner").await, running.today(),
        ).await.unwrap().unwrap();
        drop(tx);
        let group = mine.clone().unwrap();
        let made = made(&app, &cookies[3], &report.person.id.to_string(), &group).await;
        let fill = |route: &str| {
            let mut route = route.to_owned();
            if !MACHINES.iter().any(|start| route.starts_with(start)) {
                for (name, id) in &made {
                    route = route.replace(name, id);
                }
                // What is wrong with what the form says is told only to those who may.
                for (thing, deed) in [("goals", "progress"), ("steps", "verify"), ("disagreements", "answer")] {
                    if route.contains(&format!("/{thing}/")) {
                        route = route.replace("{deed}", deed);
                    }
                }
            }
            let route = route
                .replace("{group}", mine.as_ref().unwrap())
                .replace("{person}", &report.person.id.to_string())
                .replace("{statement}", &statement)
                .replace("{competency}", &report.competencies[0].key.to_string())
                .replace("{token}", "none")
                .replace("{switch}", "none")
                .replace("{period}", "2025-Q1")
                .replace("{slug}", "conflict")
                .replace("{hash}/{name}", "x/app.css")
                .replace("{hash}", "x")
                .replace("{key}", "none")
                .replace("{edition}", "v1p1")
                .replace("{class}", "CFItems")
                .replace("{deed}", "none")
                .replace("{event}", "1")
                .replace("{provider}", "none")
                .replace("{kind}/{feed}/{action}", "pull/00000000-0000-0000-0000-000000000000/pause")
                .replace("{kind}", "none")
                .replace("{restriction}", "00000000-0000-0000-0000-000000000000")
                .replace("{action}", "enable");
            NOTHING.iter().fold(route, |route, name| {
                route.replace(&format!("{{{name}}}"), &Uuid::nil().to_string())
            })
        };
        let mut wrong = Vec::new();
        for (method, route, expected) in TABLE {
            for ((asker, cookie), expected) in ASKERS.iter().zip(&cookies).zip(expected) {
                let mut request = app
                    .client
                    .request(method.parse::<Method>().unwrap(), format!("{}{}", app.base, fill(route)))
                    .header("X-Experience-API-Version", "2.0.0")
                    .header("X-Asker", *asker);
                // Signing out would end the session that the rest of the table needs.
                if *route != "/sign-out" {
                    request = request.header("Cookie", cookie);
                }
                if *asker == "report key" {
                    request = request.basic_auth(&key.key, Some(&key.secret));
                }
                if *method == "POST" && !MACHINES.iter().any(|start| route.starts_with(start)) {
                    request = filled(route, request);
                }
                let status = request.send().await.unwrap().status();
                if status != *expected {
                    wrong.push(format!("{method} {route} for {asker}: {status}, not {expected}"));
                }
            }
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    async fn a_coach_no_longer_sees_who_has_left(app: TestApp) {
        fill(&app).await;
        let cookie = app.session("coach", Roles::of(Role::Coach)).await;
        let page = format!("{}/people/{}", app.base, app.person("learner").await);
        let see = async || {
            app.client.get(&page).header("Cookie", &cookie).send().await.unwrap().status()
        };
        assert_eq!(see().await, 200);
        app.post(&by("learner", "http://activitystrea.ms/leave", group(1), json!({}))).await;
        app.projected().await;
        assert_eq!(see().await, 404);
    }

    async fn whoever_is_looked_at_sees_who_looked(app: TestApp) {
        fill(&app).await;
        let coach = app.session("coach", Roles::of(Role::Coach)).await;
        let learner = app.session("learner", Roles::default()).await;
        let me = async || {
            let page = app.client.get(format!("{}/me", app.base)).header("Cookie", &learner);
            page.send().await.unwrap().text().await.unwrap()
        };
        assert!(me().await.contains("Nobody but you has looked"));
        let page = format!("{}/people/{}", app.base, app.person("learner").await);
        app.client.get(page).header("Cookie", &coach).send().await.unwrap();
        assert!(!me().await.contains("Nobody but you has looked"));
    }

    async fn a_session_ends_and_cannot_be_used_across_sites(app: TestApp) {
        let cookie = app.session("learner", Roles::default()).await;
        let out = || {
            app.client.post(format!("{}/sign-out", app.base)).header("Cookie", &cookie)
        };
        let me = async || {
            let page = app.client.get(format!("{}/me", app.base)).header("Cookie", &cookie);
            page.send().await.unwrap().status()
        };
        assert_eq!(me().await, 200);
        let foreign = out().header("Sec-Fetch-Site", "cross-site");
        // Signing out changes nothing that belongs to somebody else, but is not for others to do.
        let status = foreign.send().await.unwrap().status();
        assert_eq!(status, 403);
        assert_eq!(me().await, 200);
        assert_eq!(out().send().await.unwrap().status(), 303);
        assert_eq!(me().await, 401);
        let browser = app.client.get(format!("{}/me", app.base)).header("Accept", "text/html");
        let answer = browser.send().await.unwrap();
        assert_eq!(answer.headers()["location"], "/sign-in?return_to=%2Fme");
    }
}

/// Reads the routes out of the source, so that a new one cannot be forgotten here.
#[test]
fn no_route_is_missing_from_the_table() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let (mut routes, mut methods) = (BTreeSet::new(), BTreeSet::new());
    let mut folders = vec![root];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap_or_default();
            let flat = text.split_whitespace().collect::<Vec<_>>().join(" ");
            let flat = flat.replace("( \"", "(\"");
            for part in flat.split(".route(\"").skip(1) {
                let route = part.split('"').next().unwrap();
                let nested = if route == "/openapi.json" {
                    "/api/v1"
                } else {
                    ""
                };
                routes.insert(format!("{nested}{route}"));
                let handlers = arguments(part);
                for method in ["get", "post", "put", "delete"] {
                    let word = [format!(" {method}("), format!(").{method}(")];
                    if word.iter().any(|word| handlers.contains(word)) {
                        methods.insert((method.to_uppercase(), format!("{nested}{route}")));
                    }
                }
            }
            for method in ["get", "post", "put", "delete"] {
                for part in flat.split(&format!("( {method}, path = \"")).skip(1) {
                    let route = format!("/api/v1{}", part.split('"').next().unwrap());
                    methods.insert((method.to_uppercase(), route.clone()));
                    routes.insert(route);
                }
            }
        }
    }
    let decided: BTreeSet<String> = TABLE
        .iter()
        .map(|(_, route, _)| route.split('?').next().unwrap().to_owned())
        .collect();
    assert_eq!(routes, decided);
    let decided: BTreeSet<(String, String)> = TABLE
        .iter()
        .map(|(method, route, _)| {
            (
                (*method).to_owned(),
                route.split('?').next().unwrap().to_owned(),
            )
        })
        .collect();
    let missing: Vec<_> = methods.difference(&decided).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

/// What follows the path up to the end of a call of `route`.
fn arguments(call: &str) -> &str {
    let mut depth = 1;
    let end = call.char_indices().find(|(_, character)| {
        depth += match character {
            '(' => 1,
            ')' => -1,
            _ => 0,
        };
        depth == 0
    });
    &call[..end.map_or(call.len(), |(end, _)| end)]
}
