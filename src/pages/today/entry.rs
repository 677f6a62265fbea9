//! One thing that needs a coach, with what they can do about it.

use maud::{Markup, html};
use uuid::Uuid;

use super::Looked;
use super::pile::Entry;
use crate::alerts::{Hush, Kept, Standing};
use crate::coaching::reviews::Review;
use crate::engagement::AlertRule;
use crate::groups::{Group, GroupId};
use crate::inbox::Question;
use crate::pages::ui;
use crate::people::{Person, PersonId};
use crate::projector::{date_of, day};
use crate::words;

/// Days that an alert is put off for, to choose from.
const PUT_OFF: [i64; 4] = [3, 7, 14, 28];
/// Days that somebody is away for, unless other ones are chosen.
const AWAY: i64 = 14;

/// Where something that was said in a group stands on its page.
fn said_at(group: GroupId, statement: Uuid) -> String {
    format!("/groups/{group}#said-{statement}")
}

impl Looked<'_> {
    /// An entry; `place` names it within the page, `folded` says whether it is folded away at first.
    pub(super) fn entry(&self, place: &str, entry: &Entry<'_>, folded: bool) -> Markup {
        html! {
            li {
                @match entry {
                    Entry::Alert(one) => (self.alert(place, one, folded)),
                    Entry::Question(question) => (self.question(question)),
                    Entry::Review(review, person) => (self.review(review, *person, entry)),
                    Entry::Disagreement(person, open) => (self.disagreement(person, *open)),
                    Entry::Hurried(person, count) => (self.hurried(person, *count)),
                }
            }
        }
    }

    fn group(&self, group: &Group) -> Markup {
        html! { a href={ "/groups/" (group.id) } { (ui::group_name(self.locale, group)) } }
    }

    fn sentence(&self, one: &Standing) -> String {
        let name = ui::name(self.locale, one.person.as_ref());
        words::alert(self.locale, &one.alert, &name)
    }

    /// About whom and what an alert is, and since when.
    fn about(&self, one: &Standing) -> Markup {
        let locale = self.locale;
        let zone = self.app.zone();
        html! {
            @if let Some(person) = &one.person { span { (ui::person_link(locale, person)) } }
            @if let Some(title) = &one.title {
                @if one.alert.rule == AlertRule::Unanswered && let Some(asked) = one.alert.statement {
                    a href=(said_at(one.group.id, asked)) { (ui::quoted(locale, title)) }
                } @else { (ui::quoted(locale, title)) }
            } @else if one.alert.rule == AlertRule::Unanswered && let Some(asked) = one.alert.statement {
                a href=(said_at(one.group.id, asked)) { (locale.text("today-discussion")) }
            }
            @if let Some(kept) = &one.kept {
                @let opened = locale.days_ago(Some(day(&zone, kept.opened_at)), self.today);
                span { (locale.with("today-opened", &[("when", opened.into())])) }
            }
        }
    }

    fn alert(&self, place: &str, one: &Standing, folded: bool) -> Markup {
        let locale = self.locale;
        html! {
            (ui::state(locale, Some(one.alert.severity)))
            div {
                p.what {
                    (self.sentence(one)) " "
                    @if one.kept.is_some() && !one.seen {
                        span.chip { (locale.text("today-new")) }
                    }
                }
                div.meta {
                    (self.about(one))
                    @if let Some(kept) = &one.kept {
                        @if let Some(person) = &one.person { (self.hint(person.id, one.group.id)) }
                        (self.put_off(place, kept, folded))
                        @if one.alert.rule.is_about_a_member()
                            && let Some(person) = one.alert.person
                        { (self.away(place, one, person, folded)) }
                    }
                }
            }
        }
    }

    /// The way to helping somebody on in a group.
    fn hint(&self, person: PersonId, group: GroupId) -> Markup {
        html! {
            a href={ "/people/" (person) "/hints?group=" (group) "#text" } { (self.locale.text("today-hint")) }
        }
    }

    fn put_off(&self, place: &str, kept: &Kept, folded: bool) -> Markup {
        let locale = self.locale;
        html! {
            details.confirm {
                summary { (locale.text("today-put-off")) }
                form.fields method="post" action={ "/alerts/" (kept.id) "/snooze" } {
                    @if folded { input type="hidden" name="whole" value="yes"; }
                    p.field {
                        label for={ "until-" (place) } { (locale.text("today-until")) }
                        select id={ "until-" (place) } name="until" {
                            @for days in PUT_OFF {
                                option value=(date_of(self.today + days)) selected[days == 7] {
                                    (locale.with("today-in-days", &[("days", days.into())]))
                                    ", " (locale.day(self.today + days))
                                }
                            }
                        }
                    }
                    p.field {
                        label for={ "reason-" (place) } { (locale.text("today-reason")) }
                        input id={ "reason-" (place) } name="reason" maxlength="500";
                    }
                    button type="submit" { (locale.text("today-put-off-now")) }
                }
            }
        }
    }

    fn away(&self, place: &str, one: &Standing, person: PersonId, folded: bool) -> Markup {
        let locale = self.locale;
        let (from, to) = (date_of(self.today), date_of(self.today + AWAY));
        html! {
            details.confirm {
                summary { (locale.text("today-away")) }
                form.fields method="post" action={ "/people/" (person) "/absences" } {
                    input type="hidden" name="open" value=(one.group.id);
                    @if folded { input type="hidden" name="whole" value="yes"; }
                    p.field {
                        label for={ "from-" (place) } { (locale.text("today-away-from")) }
                        input type="date" id={ "from-" (place) } name="from" value=(from) required;
                    }
                    p.field {
                        label for={ "to-" (place) } { (locale.text("today-away-to")) }
                        input type="date" id={ "to-" (place) } name="to" value=(to) required;
                    }
                    button type="submit" { (locale.text("today-away-now")) }
                }
            }
        }
    }

    /// An alert that was put off, or is about somebody who is away.
    pub(super) fn hushed(&self, one: &Standing) -> Markup {
        let locale = self.locale;
        let kept = one.kept.as_ref();
        let why = match (one.hush, kept) {
            (Some(Hush::Snoozed), Some(kept)) => {
                let until = kept.snoozed_until.unwrap_or(self.today);
                locale.with("today-snoozed-until", &[("day", locale.day(until).into())])
            }
            _ => locale.text("today-absent"),
        };
        html! {
            li {
                (ui::state(locale, Some(one.alert.severity)))
                div {
                    p.what { (self.sentence(one)) }
                    p.meta { (self.group(&one.group)) (self.about(one)) }
                    p.meta {
                        span { (why) }
                        @if one.hush == Some(Hush::Snoozed)
                            && let Some(reason) = kept.and_then(|kept| kept.snooze_reason.as_ref())
                        { span { (reason) } }
                    }
                    @if one.hush == Some(Hush::Snoozed) && let Some(kept) = kept {
                        form method="post" action={ "/alerts/" (kept.id) "/wake" } {
                            button.plain type="submit" { (locale.text("today-wake")) }
                        }
                    }
                }
            }
        }
    }

    fn question(&self, question: &Question) -> Markup {
        let locale = self.locale;
        let place = said_at(question.group.id, question.statement);
        html! {
            span.chip { (locale.text("today-question")) }
            div {
                p.what {
                    span { (ui::name(locale, question.asker.as_ref())) } ": "
                    a href=(place) {
                        @match &question.title {
                            Some(title) => (ui::quoted(locale, title)),
                            None => (locale.text("today-discussion")),
                        }
                    }
                }
                p.meta {
                    span { (locale.with("today-waits", &[("days", question.waiting.into())])) }
                    @if let Some(asker) = &question.asker { (self.hint(asker.id, question.group.id)) }
                }
            }
        }
    }

    fn review(&self, review: &Review, person: Option<&Person>, entry: &Entry<'_>) -> Markup {
        let locale = self.locale;
        let severity = entry.severity(self.today);
        html! {
            @match severity {
                Some(severity) => (ui::state(locale, Some(severity))),
                None => span.chip { (locale.text("today-review")) },
            }
            div {
                p.what {
                    (locale.with("today-review-with", &[
                        ("name", ui::name(locale, person).into()),
                        ("day", locale.day(review.day).into()),
                    ]))
                }
                @if let Some(person) = person { p.meta { span { (ui::person_link(locale, person)) } } }
            }
        }
    }

    fn disagreement(&self, person: &Person, open: usize) -> Markup {
        let locale = self.locale;
        let answer = html! {
            a href={ "/people/" (person.id) "/disagreements" } { (locale.text("today-answer")) }
        };
        self.counted(
            ("today-disagreement", "today-disagrees"),
            (person, open),
            &answer,
        )
    }

    fn hurried(&self, person: &Person, count: usize) -> Markup {
        let look = html! {
            a href={ "/people/" (person.id) "#fast" } { (self.locale.text("today-look")) }
        };
        self.counted(("today-fast", "today-hurried"), (person, count), &look)
    }

    /// What there is so many of with somebody, under a chip, and the way to it.
    fn counted(
        &self,
        (chip, sentence): (&str, &str),
        (person, count): (&Person, usize),
        way: &Markup,
    ) -> Markup {
        let locale = self.locale;
        html! {
            span.chip { (locale.text(chip)) }
            div {
                p.what {
                    (locale.with(sentence, &[
                        ("name", ui::name(locale, Some(person)).into()),
                        ("count", count.into()),
                    ]))
                }
                p.meta {
                    span { (ui::person_link(locale, person)) }
                    (way)
                }
            }
        }
    }
}
