//! What the engagement index and a group's indicators are made of: the numbers of the rule set in force.

use maud::{Markup, html};

use super::locale::Locale;
use super::ui;
use crate::engagement::{GroupReport, Window};
use crate::rules::{Counter, Days, Limits, RuleSet};

/// The key of what is counted.
const fn counter(counter: Counter) -> &'static str {
    match counter {
        Counter::ActiveDay => "counted-active-day",
        Counter::AnswerAccepted => "counted-answer-accepted",
        Counter::Ask => "counted-ask",
        Counter::Attend => "counted-attend",
        Counter::Join => "counted-join",
        Counter::LikeGiven => "counted-like-given",
        Counter::LikeReceived => "counted-like-received",
        Counter::Plan => "counted-plan",
        Counter::Post => "counted-post",
        Counter::Progress => "counted-progress",
        Counter::Reflection => "counted-reflection",
        Counter::Reply => "counted-reply",
        Counter::Transfer => "counted-transfer",
        Counter::View => "counted-view",
    }
}

fn points(locale: Locale, tenths: i64) -> String {
    locale.decimal(tenths as f64 / 10.0)
}

/// How the index of a window comes about.
pub(super) fn index(locale: Locale, rules: &RuleSet, window: Window) -> Markup {
    let own = &rules.engagement;
    let [what, worth, most] =
        ["measured-what", "measured-points", "measured-a-day"].map(|key| locale.text(key));
    let counted = Counter::ALL.iter().map(|one| (*one, own.points(*one)));
    html! {
        p.note { (locale.text("index-explained")) }
        details {
            summary { (locale.text("measured-index")) }
            p { (locale.with("measured-index-how", &[
                ("days", window.days().into()),
                ("cap", points(locale, own.daily_cap).into()),
                ("target", points(locale, window.target(own)).into()),
            ])) }
            div.table tabindex="0" role="region" aria-label=(locale.text("measured-index")) { table.cards {
                thead { tr {
                    th scope="col" { (what) }
                    th.number scope="col" { (worth) }
                    th.number scope="col" { (most) }
                } }
                tbody { @for (one, rule) in counted.filter(|(_, rule)| rule.tenths > 0) { tr {
                    th scope="row" { (locale.text(counter(one))) }
                    td.number data-label=(worth) { (points(locale, rule.tenths)) }
                    td.number data-label=(most) { (locale.whole(rule.daily_cap)) }
                } } }
            } }
            (ui::rule_set(locale, &rules.version))
        }
    }
}

/// An indicator: its name, how it stands, and from where on to look at it and to act.
struct Indicator {
    key: &'static str,
    now: Option<String>,
    amber: String,
    red: Option<String>,
}

fn indicators_of(locale: Locale, report: &GroupReport) -> Vec<Indicator> {
    let (rules, health) = (&report.rules.health, &report.health);
    let below = |text: String| locale.with("measured-below", &[("limit", text.into())]);
    let above = |text: String| locale.with("measured-above", &[("limit", text.into())]);
    let from = |days: i64| locale.with("measured-from-days", &[("days", days.into())]);
    let hours = |hours: i64| above(locale.with("measured-hours", &[("hours", hours.into())]));
    let shares = |limits: Limits| [limits.amber, limits.red].map(|share| locale.percent(share));
    let days = |days: Days| [days.amber, days.red].map(from);
    let indicator = |key, now, [amber, red]: [String; 2]| Indicator {
        key,
        now,
        amber,
        red: Some(red),
    };
    let waiting = health.unanswered.iter().map(|question| question.waiting);
    let in_days = |days: i64| locale.with("measured-days", &[("days", days.into())]);
    vec![
        indicator(
            "measured-activity",
            health.active.map(|share| locale.percent(share)),
            shares(rules.activity).map(below),
        ),
        indicator(
            "measured-silence",
            health.silence.map(in_days),
            days(rules.silence),
        ),
        indicator(
            "measured-voices",
            health.voices.map(|voices| locale.decimal(voices)),
            [rules.voices.amber, rules.voices.red].map(|limit| below(locale.decimal(limit))),
        ),
        indicator(
            "measured-coach-centred",
            health.coach_centred.map(|share| locale.percent(share)),
            shares(rules.coach_centred).map(above),
        ),
        indicator(
            "measured-unanswered",
            waiting.max().map(in_days),
            days(rules.unanswered),
        ),
        indicator(
            "measured-response",
            health.response.map(|hours| {
                locale.with("measured-hours", &[("hours", locale.decimal(hours).into())])
            }),
            [rules.response.amber, rules.response.red].map(hours),
        ),
        Indicator {
            key: "measured-momentum",
            now: health.momentum.map(|share| locale.percent(share)),
            amber: below(locale.percent(rules.momentum)),
            red: None,
        },
    ]
}

/// How a group's indicators stand, and from where on they are told of.
pub(super) fn indicators(locale: Locale, report: &GroupReport) -> Markup {
    let labels =
        ["measured-what", "measured-now", "state-amber", "state-red"].map(|key| locale.text(key));
    let [_, now, amber, red] = &labels;
    let rules = &report.rules.health;
    html! {
        details {
            summary { (locale.text("measured-indicators")) }
            div.table tabindex="0" role="region" aria-label=(locale.text("measured-indicators")) { table.cards {
                thead { tr { @for (place, label) in labels.iter().enumerate() {
                    th.number[place > 0] scope="col" { (label) }
                } } }
                tbody { @for one in indicators_of(locale, report) { tr {
                    th scope="row" { (locale.text(one.key)) }
                    td.number data-label=(now) { (one.now.as_deref().unwrap_or("–")) }
                    td.number data-label=(amber) { (one.amber) }
                    td.number data-label=(red) { (one.red.as_deref().unwrap_or("–")) }
                } } }
            } }
            p.note { (locale.with("measured-indicators-how", &[
                ("days", rules.days.into()),
                ("contributions", rules.voices_contributions.into()),
                ("members", rules.voices_members.into()),
                ("replies", rules.coach_centred_replies.into()),
            ])) }
            (ui::rule_set(locale, &report.rules.version))
        }
    }
}
