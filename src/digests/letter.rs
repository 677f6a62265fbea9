//! A digest as a letter: plain text, and the same as simple HTML.

use maud::{DOCTYPE, html};
use url::Url;

use super::{Digest, Line};
use crate::alerts::Because;
use crate::engagement::{Alert, Severity};
use crate::locale::Locale;
use crate::words;

/// What is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// The subject.
    pub subject: String,
    /// Plain text.
    pub text: String,
    /// The same as HTML.
    pub html: String,
}

/// A part of a letter: its heading, and each group with what is told of it.
type Part = (String, Vec<(String, Vec<String>)>);

/// Writes a digest in a language. `today` is where the coach finds it all.
#[must_use]
pub fn letter(locale: Locale, digest: &Digest, organisation: &str, today: &Url) -> Letter {
    let parts = parts(locale, digest);
    let waiting = digest.new.len() + digest.escalated.len() + digest.open.len();
    let subject = locale.with(
        "digest-subject",
        &[
            ("organisation", organisation.into()),
            ("count", waiting.into()),
            ("day", locale.day(digest.day).into()),
        ],
    );
    let (link, stop) = (locale.text("digest-link"), locale.text("digest-stop"));
    let mut text = format!("{subject}\n");
    for (heading, groups) in &parts {
        text += &format!("\n{heading}\n");
        for (group, lines) in groups {
            text += &format!("\n  {group}\n");
            for line in lines {
                text += &format!("  - {line}\n");
            }
        }
    }
    text += &format!("\n{link}\n{today}\n\n-- \n{stop}\n");
    let html = html! {
        (DOCTYPE)
        html lang=(locale.tag()) dir=[locale.direction()] {
            head { meta charset="utf-8"; title { (subject) } }
            body style="font-family: sans-serif; line-height: 1.5; max-width: 40rem;" {
                h1 style="font-size: 1.3rem;" { (subject) }
                @for (heading, groups) in &parts {
                    h2 style="font-size: 1.1rem;" { (heading) }
                    @for (group, lines) in groups {
                        h3 style="font-size: 1rem; margin-bottom: 0;" { (group) }
                        ul style="margin-top: 0;" { @for line in lines { li { (line) } } }
                    }
                }
                p { a href=(today) { (link) } }
                p style="font-size: 0.85rem;" { (stop) }
            }
        }
    };
    Letter {
        subject,
        text,
        html: html.into_string(),
    }
}

fn parts(locale: Locale, digest: &Digest) -> Vec<Part> {
    let all = [
        ("digest-new", &digest.new),
        ("digest-escalated", &digest.escalated),
        ("digest-open", &digest.open),
        ("digest-resolved", &digest.resolved),
    ];
    all.into_iter()
        .filter(|(_, lines)| !lines.is_empty())
        .map(|(key, lines)| (locale.text(key), by_group(locale, lines)))
        .collect()
}

/// Lines by their group, in the order in which the groups first come.
fn by_group(locale: Locale, lines: &[Line]) -> Vec<(String, Vec<String>)> {
    let mut groups: Vec<(&Line, Vec<String>)> = Vec::new();
    for line in lines {
        let said = sentence(locale, line);
        match groups
            .iter_mut()
            .find(|(first, _)| first.group.id == line.group.id)
        {
            Some((_, known)) => known.push(said),
            None => groups.push((line, vec![said])),
        }
    }
    let name = |line: &Line| one_line(line.group.name.as_deref());
    groups
        .into_iter()
        .map(|(line, said)| {
            let name = name(line).unwrap_or_else(|| locale.text("group-unnamed"));
            (name, said)
        })
        .collect()
}

/// Names come from statements: they are not to make lines of their own.
pub(super) fn one_line(name: Option<&str>) -> Option<String> {
    name.map(|name| {
        name.chars()
            .map(|letter| if letter.is_control() { ' ' } else { letter })
            .collect()
    })
}

fn sentence(locale: Locale, line: &Line) -> String {
    let name = line
        .person
        .as_ref()
        .and_then(|person| one_line(person.name.as_deref()));
    let name = name.unwrap_or_else(|| locale.text("person-unnamed"));
    let mut said = match line.value {
        Some(value) => {
            let alert = Alert {
                rule: line.rule,
                severity: line.severity,
                person: None,
                statement: None,
                object: None,
                value,
            };
            words::alert(locale, &alert, &name)
        }
        None => words::about(locale, line.rule, &name),
    };
    if let Some(title) = one_line(line.title.as_deref()) {
        said += &format!(" “{title}”");
    }
    if let Some(because) = line.because {
        let key = match because {
            Because::Resolved => "digest-because-resolved",
            Because::Undone => "digest-because-undone",
            Because::Absent => "digest-because-absent",
            Because::Restricted => "digest-because-restricted",
            Because::Rules => "digest-because-rules",
        };
        said += &format!(" {}", locale.text(key));
    } else if line.severity == Severity::Red {
        said += &format!(" [{}]", locale.text("state-red"));
    }
    said
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use uuid::Uuid;

    use super::*;
    use crate::alerts::AlertId;
    use crate::engagement::AlertRule;
    use crate::groups::{Group, GroupId};
    use crate::people::{Person, PersonId};

    #[test]
    fn a_letter_says_it_in_both_ways_and_cannot_be_written_into() {
        let group = Group {
            id: GroupId(Uuid::from_u128(1)),
            name: Some("<b>Negotiation</b>\n\nNew".into()),
        };
        let line = |rule, severity, value, because| Line {
            alert: AlertId(Uuid::from_u128(2)),
            group: group.clone(),
            rule,
            severity,
            person: Some(Person {
                id: PersonId(Uuid::from_u128(3)),
                name: Some("Bo\r\nBcc: x@example.org".into()),
            }),
            title: None,
            value,
            because,
        };
        let digest = Digest {
            day: 20_786,
            from: Timestamp::UNIX_EPOCH,
            to: Timestamp::UNIX_EPOCH,
            new: vec![line(AlertRule::Quiet, Severity::Red, Some(30.0), None)],
            escalated: Vec::new(),
            resolved: vec![line(
                AlertRule::Silence,
                Severity::Amber,
                None,
                Some(Because::Undone),
            )],
            open: Vec::new(),
        };
        let today: Url = "https://coachlight.example.org/today".parse().unwrap();
        let english = letter(Locale::ENGLISH, &digest, "Acme", &today);
        let lines: Vec<&str> = english.text.lines().collect();
        assert_eq!(
            lines,
            [
                "Acme: one thing needs a look, 29 Nov 2026",
                "",
                "New",
                "",
                "  <b>Negotiation</b>  New",
                "  - Bo  Bcc: x@example.org has been quiet for 30 days. [Act]",
                "",
                "Over",
                "",
                "  <b>Negotiation</b>  New",
                "  - Nobody contributed. It never held: activity was taken back, or came late.",
                "",
                "Look at it, put it off, or note an absence:",
                "https://coachlight.example.org/today",
                "",
                "-- ",
                "You get this letter once a day because you coach these groups. You can stop it at the \
                 end of that page.",
            ]
        );
        assert!(english.html.contains("&lt;b&gt;Negotiation&lt;/b&gt;"));
        assert!(!english.html.contains("<b>"));
        let german = letter(Locale::tagged("de").unwrap(), &digest, "Acme", &today);
        assert!(german.text.contains("Neu"), "{}", german.text);
        for key in ["digest-", "state-", "alert-"] {
            assert!(!german.text.contains(key) && !english.text.contains(key));
        }
    }
}
