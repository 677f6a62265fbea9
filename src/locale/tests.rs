//! What holds of every language, and of how texts are used.

use std::collections::{BTreeMap, BTreeSet};

use fluent_bundle::FluentResource;

use super::*;

/// The texts of a language.
fn texts(tag: &str) -> String {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/pages/i18n");
    std::fs::read_to_string(format!("{folder}/{tag}.ftl")).unwrap()
}

fn german() -> Locale {
    Locale::tagged("de").unwrap()
}

/// Texts by their keys, as they are written.
fn messages(text: &str) -> BTreeMap<&str, String> {
    let mut messages: BTreeMap<&str, String> = BTreeMap::new();
    let mut key = "";
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        match line.split_once(" =") {
            Some((begun, value)) if !line.starts_with([' ', '}']) => {
                key = begun;
                messages.insert(key, value.to_owned());
            }
            _ => messages.entry(key).or_default().push_str(line),
        }
    }
    messages
}

fn keys(text: &str) -> BTreeSet<&str> {
    messages(text)
        .into_keys()
        .filter(|key| !key.is_empty())
        .collect()
}

/// What is filled into a text.
fn gaps(text: &str) -> BTreeSet<&str> {
    let is_letter = |letter: char| letter.is_ascii_alphanumeric() || letter == '-' || letter == '_';
    let parts = text.split('$').skip(1);
    parts
        .map(|part| {
            part.split(|letter| !is_letter(letter))
                .next()
                .unwrap_or_default()
        })
        .collect()
}

#[test]
fn every_file_is_a_language() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/pages/i18n");
    let files = std::fs::read_dir(folder).unwrap();
    let mut files: Vec<String> = files
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .collect();
    files.sort();
    let known: Vec<String> = Locale::all()
        .map(|it| format!("{}.ftl", it.tag()))
        .collect();
    assert_eq!(files, known);
    assert_eq!(Locale::ENGLISH.tag(), "en");
    let names: BTreeSet<String> = Locale::all().map(Locale::name).collect();
    assert_eq!(names.len(), known.len(), "{names:?}");
    for locale in Locale::all() {
        let id: LanguageIdentifier = locale.tag().parse().unwrap();
        assert_eq!(id.to_string(), locale.tag());
        assert_eq!(Locale::asked(locale.tag()), locale);
        assert_ne!(locale.language().decimal_sign, "");
    }
}

#[test]
fn every_language_has_every_text_and_fills_in_no_more_than_english() {
    let english = texts("en");
    let english = messages(&english);
    for locale in Locale::all() {
        let texts = texts(locale.tag());
        assert!(FluentResource::try_new(texts.clone()).is_ok(), "{locale:?}");
        let own = messages(&texts);
        let missing: Vec<_> = english
            .keys()
            .filter(|key| !own.contains_key(*key))
            .collect();
        let more: Vec<_> = own
            .keys()
            .filter(|key| !english.contains_key(*key))
            .collect();
        assert!(
            missing.is_empty() && more.is_empty(),
            "{locale:?}: {missing:?} {more:?}"
        );
        for (key, text) in own.iter().filter(|(key, _)| !key.starts_with("format-")) {
            let unknown: Vec<_> = gaps(text)
                .difference(&gaps(&english[key]))
                .copied()
                .collect();
            assert!(unknown.is_empty(), "{locale:?}: {key} fills in {unknown:?}");
        }
    }
}

/// The files of a folder of the source, with their paths.
fn files(folder: &str) -> Vec<(String, String)> {
    let mut files = Vec::new();
    let mut folders = vec![format!("{}/{folder}", env!("CARGO_MANIFEST_DIR")).into()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir::<std::path::PathBuf>(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|kind| kind == "rs") {
                let text = std::fs::read_to_string(&path).unwrap();
                files.push((path.display().to_string(), text));
            }
        }
    }
    files
}

/// All of the source, without the texts themselves.
fn source() -> String {
    files("src").into_iter().map(|(_, text)| text).collect()
}

#[test]
fn every_text_used_exists_and_every_text_is_used() {
    let (source, english) = (source(), texts("en"));
    // Keys put together from a word of a closed list.
    let families = [
        "kind-",
        "class-",
        "facet-",
        "status-",
        "confidence-",
        "act-",
        "board-mode-",
        "alert-",
        "state-",
        "filter-",
        "scope-",
        "check-",
        "deployment-",
        "finding-",
        "by-hand-",
        "held-",
        "privacy-",
        "archive-",
        "restriction-",
        "retention-",
        "rule-",
        "look-",
        "role-",
        "reached-",
        "known-",
        "reason-",
        "meaning-",
        "unused-",
        "delivery-",
        "export-of-",
        "measure-",
        "agreement-",
        "sheet-",
        "export-is-",
        "problem-",
        "notice-",
        "impact-",
    ];
    for key in keys(&english) {
        let used = source.contains(&format!("\"{key}\""))
            || families.iter().any(|family| key.starts_with(family));
        assert!(used, "{key} is not used");
    }
    let known = keys(&english);
    let asked = [
        ".text(",
        ".with(",
        "Message::new(",
        "::wrong(",
        "::state(",
        "::not_yours(",
    ];
    let flat = source.split_whitespace().collect::<Vec<_>>().join(" ");
    let flat = flat.replace("( \"", "(\"");
    for call in asked {
        for part in flat.split(&format!("{call}\"")).skip(1) {
            let key = part.split('"').next().unwrap_or_default();
            let is_key = key.contains('-') && !key.contains([' ', '{', '/']);
            assert!(!is_key || known.contains(key), "{key} has no text");
        }
    }
}

#[test]
fn every_kind_of_problem_is_told_in_english_as_programs_are_told() {
    use crate::problem::Kind;

    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    for kind in Kind::ALL {
        let key = format!("problem-{}", kind.slug());
        assert_eq!(Locale::ENGLISH.text(&key), kind.title());
        assert_eq!(
            words(&Locale::ENGLISH.text(&format!("{key}-what"))),
            words(kind.explanation())
        );
    }
}

#[test]
fn numbers_have_the_separators_of_the_language() {
    assert_eq!(german().whole(1_234_567), "1.234.567");
    assert_eq!(Locale::ENGLISH.whole(-1_234), "-1,234");
    assert_eq!(Locale::ENGLISH.whole(999), "999");
    assert_eq!(german().decimal(-12_345.67), "-12.345,7");
    assert_eq!(german().percent(12.5), "1.250\u{a0}%");
    let text = |locale: Locale| locale.with("refused-plan-many", &[("most", 12_500.into())]);
    assert_eq!(text(german()), "Ein Plan hat höchstens 12.500 Ziele.");
    assert_eq!(text(Locale::ENGLISH), "A plan has at most 12,500 aims.");
}

#[test]
fn dates_are_written_as_the_language_does() {
    let day = projector::days_since_epoch(jiff::civil::date(2026, 3, 9));
    assert_eq!(german().day(day), "9.3.2026");
    assert_eq!(Locale::ENGLISH.day(day), "9 Mar 2026");
    for locale in Locale::all() {
        let written = locale.day(day);
        assert!(
            written.contains("2026") && written.contains('9'),
            "{written}"
        );
    }
}

#[test]
fn what_was_chosen_goes_before_the_platform_and_the_browser() {
    let visit = |locale: &str| Visit {
        locale: Some(locale.to_owned()),
        ..Visit::default()
    };
    let spoken = |chosen: Option<&str>, platform: &str| {
        Locale::ENGLISH.spoken(chosen, Some(&visit(platform))).tag()
    };
    assert_eq!(spoken(None, "de_AT"), "de");
    assert_eq!(spoken(None, "fr"), "en");
    assert_eq!(spoken(Some("en"), "de"), "en");
    assert_eq!(spoken(Some("de"), "en"), "de");
    // A language that there is no more.
    assert_eq!(spoken(Some("tlh"), "de"), "de");
    assert_eq!(german().or_launch("").tag(), "de");
}

#[test]
fn every_act_view_role_and_scope_has_its_words() {
    use crate::audit::Act;
    use crate::credentials::Scope;
    use crate::people::View;
    use crate::sso::Role;

    let acts = Act::ALL.iter().map(|act| format!("act-{}", act.word()));
    let views = View::ALL.iter().map(|view| format!("look-{}", view.word()));
    let roles = Role::ALL.iter().map(|role| format!("role-{}", role.word()));
    let scopes = Scope::ALL.map(|scope| format!("scope-{}", scope.to_string().replace('/', "-")));
    for key in acts.chain(views).chain(roles).chain(scopes) {
        assert_ne!(Locale::ENGLISH.text(&key), key);
    }
}

/// Codes that programs alone meet: of what we send, and of what nobody sends us.
const NO_RULES: [&str; 5] = ["item_", "line_item_", "notice_", "score_", "tool_key_"];

/// The codes of why something fails between a platform and us, out of the source: what every
/// `fn code` can give, what launches are refused for, and what the self-test finds.
fn rules() -> BTreeSet<String> {
    let mut source = files("src");
    source.extend(files("lti/src"));
    let mut found = BTreeSet::new();
    let mut words = |text: &str| {
        let parts = text.split('"').skip(1).step_by(2);
        let is_code = |part: &&str| {
            !part.is_empty()
                && part
                    .bytes()
                    .all(|byte| byte.is_ascii_lowercase() || byte == b'_')
        };
        found.extend(parts.filter(is_code).map(str::to_owned));
    };
    for (path, text) in &source {
        for body in text.split("fn code(").skip(1) {
            let body = body.split("\n    }\n").next().unwrap_or_default();
            if body.contains("&'static str") {
                words(body);
            }
        }
        if path.contains("src/launch/") {
            let flat = text.split_whitespace().collect::<Vec<_>>().join(" ");
            for call in flat.replace("( ", "(").split("refused(").skip(1) {
                words(call.split(',').next().unwrap_or_default());
            }
        }
        if path.ends_with("platforms/clinic.rs") {
            for fault in text.split("Some(").skip(1) {
                words(fault.split(')').next().unwrap_or_default());
            }
        }
    }
    found.retain(|code| !NO_RULES.iter().any(|of| code.starts_with(of)));
    found
}

#[test]
fn every_reason_why_a_platform_fails_is_told_in_words() {
    let rules = rules();
    for known in [
        "service_retry",
        "token_signature",
        "replay",
        "keys_unfit",
        "tool_key",
    ] {
        assert!(rules.contains(known), "{known} was not found in the source");
    }
    for code in rules {
        let key = format!("rule-{}", code.replace('_', "-"));
        for locale in Locale::all() {
            assert_ne!(locale.text(&key), key, "{code} has no words");
        }
    }
}

#[test]
fn a_value_does_not_turn_the_text_around_it() {
    let name = "\u{202e}gnp\u{2066}".into();
    let text = Locale::ENGLISH.with("group-coached-by", &[("names", name)]);
    assert_eq!(text, "Coached by gnp");
    let hebrew = "\u{5e9}\u{5dc}";
    let text = Locale::ENGLISH.with("group-coached-by", &[("names", hebrew.into())]);
    assert_eq!(text, format!("Coached by {hebrew}"));
}

#[test]
fn the_browsers_wish_is_met() {
    for (accepted, tag) in [
        ("de-AT,de;q=0.9,en;q=0.8", "de"),
        ("en-GB", "en"),
        ("fr,de;q=0.5", "de"),
        ("fr", "en"),
        ("", "en"),
        ("xx;;q", "en"),
    ] {
        assert_eq!(Locale::asked(accepted).tag(), tag, "{accepted}");
    }
}
