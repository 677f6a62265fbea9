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
            "rulebook",
            "rules",
            "statements",
            "store",
        ],
    ),
    ("people", &["statements", "store"]),
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
            "people",
            "restrictions",
            "rulebook",
            "seal",
            "statements",
            "store",
        ],
    ),
    ("rulebook", &["store"]),
    ("rules", &["projector", "rulebook", "seal", "store"]),
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
    ("agreement", &["audit", "engagement", "groups", "store"]),
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
            "clock",
            "groups",
            "leases",
            "people",
            "platforms",
            "seal",
            "statements",
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
            "documents",
            "engagement",
            "groups",
            "inbox",
            "leases",
            "locale",
            "message",
            "paper",
            "people",
            "problem",
            "projector",
            "reports",
            "restrictions",
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
