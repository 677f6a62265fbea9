//! The layout is the architecture: which room may use which.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// What each room of the domain and below may use; `state` and the edge rooms stand below.
const ROOMS: &[(&str, &[&str])] = &[
    ("cores", &[]),
    ("store", &[]),
    ("statements", &["clock", "language", "seal", "store"]),
    ("attachments", &["statements", "store"]),
    ("profiles", &["store"]),
    ("refusals", &["store"]),
    ("documents", &["statements", "store"]),
    ("arrivals", &["projector", "statements", "store"]),
    ("audit", &["seal", "store"]),
    (
        "decisions",
        &[
            "audit",
            "competency",
            "frameworks",
            "people",
            "projector",
            "reports",
            "rulebook",
            "rules",
            "statements",
            "store",
        ],
    ),
    ("people", &["message", "statements", "store"]),
    ("groups", &["people", "statements", "store"]),
    (
        "restrictions",
        &["audit", "message", "people", "statements", "store"],
    ),
    (
        "projector",
        &[
            "clock",
            "cores",
            "groups",
            "message",
            "people",
            "restrictions",
            "rulebook",
            "seal",
            "statements",
            "store",
        ],
    ),
    ("rulebook", &["message", "store"]),
    (
        "rules",
        &["message", "projector", "rulebook", "seal", "store"],
    ),
    (
        "competency",
        &[
            "alignments",
            "cores",
            "frameworks",
            "groups",
            "people",
            "projector",
            "restrictions",
            "rules",
            "statements",
            "store",
        ],
    ),
    (
        "engagement",
        &[
            "competency",
            "cores",
            "frameworks",
            "groups",
            "people",
            "projector",
            "restrictions",
            "rules",
            "statements",
            "store",
        ],
    ),
    (
        "agreement",
        &[
            "audit",
            "coaching",
            "engagement",
            "groups",
            "people",
            "projector",
            "store",
        ],
    ),
    (
        "alerts",
        &[
            "agreement",
            "clock",
            "engagement",
            "groups",
            "leases",
            "people",
            "projector",
            "restrictions",
            "rules",
            "statements",
            "store",
        ],
    ),
    (
        "inbox",
        &[
            "alerts",
            "coaching",
            "competency",
            "engagement",
            "groups",
            "people",
            "projector",
            "restrictions",
            "store",
        ],
    ),
    (
        "digests",
        &[
            "agreement",
            "alerts",
            "clock",
            "engagement",
            "groups",
            "leases",
            "locale",
            "outbox",
            "people",
            "projector",
            "store",
            "words",
        ],
    ),
    ("alignments", &["people", "statements", "store"]),
    ("generator", &["projector"]),
    (
        "search",
        &[
            "engagement",
            "frameworks",
            "groups",
            "people",
            "projector",
            "restrictions",
            "store",
        ],
    ),
    ("outbound", &["clock"]),
    (
        "frameworks",
        &["message", "outbound", "statements", "store"],
    ),
    (
        "coaching",
        &[
            "clock",
            "competency",
            "engagement",
            "frameworks",
            "groups",
            "message",
            "people",
            "projector",
            "restrictions",
            "rules",
            "seal",
            "statements",
            "store",
        ],
    ),
    (
        "deliveries",
        &[
            "audit",
            "digests",
            "events",
            "outbox",
            "platforms",
            "store",
            "sync",
        ],
    ),
    (
        "sync",
        &[
            "attachments",
            "audit",
            "clock",
            "leases",
            "outbound",
            "restrictions",
            "seal",
            "statements",
            "store",
        ],
    ),
    (
        "merges",
        &[
            "alerts",
            "audit",
            "clock",
            "coaching",
            "competency",
            "courses",
            "groups",
            "leases",
            "message",
            "people",
            "projector",
            "restrictions",
            "seal",
            "sso",
            "statements",
            "store",
        ],
    ),
    ("leases", &["clock", "store"]),
    (
        "courses",
        &[
            "audit",
            "clock",
            "groups",
            "leases",
            "message",
            "people",
            "platforms",
            "seal",
            "statements",
            "store",
        ],
    ),
    (
        "course_list",
        &[
            "audit",
            "courses",
            "grades",
            "groups",
            "message",
            "platforms",
            "store",
        ],
    ),
    (
        "rosters",
        &[
            "courses",
            "groups",
            "people",
            "platforms",
            "statements",
            "store",
        ],
    ),
    ("outbox", &["clock", "leases", "seal", "store"]),
    (
        "grades",
        &[
            "clock",
            "competency",
            "courses",
            "frameworks",
            "leases",
            "locale",
            "outbox",
            "people",
            "platforms",
            "projector",
            "restrictions",
            "statements",
            "store",
        ],
    ),
    (
        "events",
        &[
            "clock",
            "coaching",
            "groups",
            "outbound",
            "outbox",
            "people",
            "projector",
            "restrictions",
            "seal",
            "statements",
            "store",
        ],
    ),
    ("assets", &["problem", "seal"]),
    ("paper", &[]),
    (
        "reports",
        &[
            "audit",
            "clock",
            "coaching",
            "competency",
            "engagement",
            "groups",
            "people",
            "projector",
            "restrictions",
            "rules",
            "statements",
            "store",
        ],
    ),
    ("tables", &["locale", "projector", "statements"]),
    (
        "exports",
        &[
            "access",
            "agreement",
            "alerts",
            "attachments",
            "audit",
            "coaching",
            "competency",
            "credentials",
            "deliveries",
            "documents",
            "engagement",
            "groups",
            "inbox",
            "leases",
            "locale",
            "message",
            "outbox",
            "paper",
            "people",
            "problem",
            "projector",
            "refusals",
            "reports",
            "restrictions",
            "retention",
            "rules",
            "seal",
            "sso",
            "state",
            "statements",
            "store",
            "tables",
            "words",
        ],
    ),
    (
        "retention",
        &[
            "attachments",
            "audit",
            "clock",
            "documents",
            "leases",
            "people",
            "privacy",
            "projector",
            "refusals",
            "restrictions",
            "seal",
            "statements",
            "store",
        ],
    ),
    (
        "privacy",
        &[
            "alerts",
            "alignments",
            "attachments",
            "audit",
            "clock",
            "coaching",
            "courses",
            "credentials",
            "digests",
            "documents",
            "events",
            "exports",
            "frameworks",
            "grades",
            "groups",
            "leases",
            "merges",
            "message",
            "outbox",
            "people",
            "platforms",
            "projector",
            "refusals",
            "restrictions",
            "rulebook",
            "seal",
            "sso",
            "statements",
            "store",
            "sync",
        ],
    ),
];

/// Rooms that speak HTTP: they use what lies below, and never each other.
const EDGE: &[&str] = &["api", "case", "launch", "pages", "xapi"];

/// The rooms that a folder's files use.
fn used(folder: &Path, found: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            used(&path, found);
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap_or_default();
        for part in text.replace("$crate::", "").split("crate::").skip(1) {
            let list = part
                .strip_prefix('{')
                .and_then(|list| list.split('}').next());
            for name in list.unwrap_or(part).split(',') {
                let room: String = name
                    .trim()
                    .chars()
                    .take_while(|letter| letter.is_ascii_alphanumeric() || *letter == '_')
                    .collect();
                if !room.is_empty() {
                    found.insert(room);
                }
                if list.is_none() {
                    break;
                }
            }
        }
    }
}

#[test]
fn rooms_use_only_what_lies_below_them() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let allowed: BTreeMap<&str, &[&str]> = ROOMS.iter().copied().collect();
    for (room, allowed) in allowed {
        let mut found = BTreeSet::new();
        used(&root.join(room), &mut found);
        found.remove(room);
        let beyond: Vec<&String> = found
            .iter()
            .filter(|other| !allowed.contains(&other.as_str()))
            .collect();
        assert!(beyond.is_empty(), "{room} may not use {beyond:?}");
    }
    for room in EDGE {
        let mut found = BTreeSet::new();
        used(&root.join(room), &mut found);
        for other in EDGE.iter().filter(|other| other != &room) {
            assert!(!found.contains(*other), "{room} may not use {other}");
        }
        assert!(
            found.contains("state"),
            "the names were not read: {found:?}"
        );
    }
}

/// Files of rooms that answer people, below which the database is read for nobody in particular: for
/// administrators, who are told all names, for systems, or of what names nobody. Everywhere else a
/// transaction begins with `App::read`, which hides the names that whoever asks may not know.
const READ_FOR_NOBODY: &[(&str, &str)] = &[
    ("api/administration", "administrators"),
    ("api/agreement.rs", "switches"),
    ("api/events.rs", "systems"),
    ("api/frameworks.rs", "frameworks"),
    ("api/meaning.rs", "verbs"),
    ("api/merges.rs", "administrators"),
    ("api/mod.rs", "decides it"),
    ("api/coaching/mod.rs", "decides it"),
    ("api/reports.rs", "figures"),
    ("api/roles.rs", "roles"),
    ("api/sessions.rs", "one's own sessions"),
    ("api/webhooks.rs", "systems"),
    ("api/wishes.rs", "one's own wish"),
    ("case", "frameworks"),
    ("exports/analysis.rs", "administrators and systems"),
    ("exports/apps.rs", "administrators and systems"),
    ("exports/jobs.rs", "jobs"),
    ("exports/logs.rs", "administrators and systems"),
    ("exports/produce.rs", "decides it"),
    ("launch", "launches, by their own tests of whom they show"),
    ("pages/admin", "administrators"),
    ("pages/live.rs", "counts alone"),
];

fn files(folder: &Path, found: &mut Vec<std::path::PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, found);
        } else {
            found.push(path);
        }
    }
}

#[test]
fn rooms_that_answer_people_read_as_whoever_asks() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut all = Vec::new();
    for room in ["api", "case", "exports", "launch", "pages"] {
        files(&root.join(room), &mut all);
    }
    let mut unused: BTreeSet<&str> = READ_FOR_NOBODY.iter().map(|(below, _)| *below).collect();
    let mut wrong = Vec::new();
    for path in all {
        let text = std::fs::read_to_string(&path).unwrap_or_default();
        if !text.contains("db.read()") && !text.contains("db.read_singly()") {
            continue;
        }
        let file = path
            .strip_prefix(&root)
            .unwrap()
            .to_str()
            .unwrap()
            .to_owned();
        match READ_FOR_NOBODY
            .iter()
            .find(|(below, _)| file.starts_with(below))
        {
            Some((below, _)) => {
                unused.remove(below);
            }
            None => wrong.push(file),
        }
    }
    assert!(wrong.is_empty(), "{wrong:?} have to read by App::read");
    assert!(unused.is_empty(), "{unused:?} read for nobody no more");
}
