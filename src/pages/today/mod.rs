//! Today: who and what needs me? By group, the one that needs most first.

mod acts;
mod entry;
mod pile;

pub(super) use acts::{absent, letters, snooze, wake};

use axum::extract::{Query, State};
use maud::{Markup, html};
use serde::Deserialize;
use uuid::Uuid;

use self::pile::{Pile, piles};
use super::layout::{Place, page};
use super::live::Since;
use super::look::looked;
use super::{sheet, ui};
use crate::alerts::{self, AlertId, Standing};
use crate::digests;
use crate::engagement::Severity;
use crate::exports::Subject;
use crate::inbox::{Inbox, inbox};
use crate::locale::Locale;
use crate::message::Message;
use crate::people::View;
use crate::problem::{Kind, Problem};
use crate::sso::{Actor, Role};
use crate::state::App;

/// Groups that are open at first.
const OPEN: usize = 2;
/// Entries of a group that are shown at first.
const SHOWN: usize = 5;

/// Which group is open, besides those that need most.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Opened {
    /// The group.
    open: Option<Uuid>,
    /// Whether all its entries are shown.
    whole: Option<String>,
}

impl Opened {
    /// The inbox with this group open, at its place.
    fn address(&self) -> String {
        let Some(group) = self.open else {
            return "/today".to_owned();
        };
        let whole = if self.whole.is_some() {
            "&whole=yes"
        } else {
            ""
        };
        format!("/today?open={group}{whole}#pile-{group}")
    }
}

pub(super) async fn get(
    State(app): State<App>,
    actor: Actor,
    locale: Locale,
    Query(opened): Query<Opened>,
) -> Result<Markup, Problem> {
    if !actor.roles.has(Role::Coach) {
        return Err(Problem::new(
            Kind::Forbidden,
            Message::new("refused-coaches-inbox"),
        ));
    }
    let today = app.today();
    let mut tx = app.read(&actor).await?;
    let since = Since::now(&app, &mut tx).await?;
    let policy = app.policy(&mut tx).await?;
    let inbox = inbox(&mut tx, actor.person, today, &policy)
        .await
        .map_err(Problem::internal)?;
    drop(tx);
    looked(&app, &actor, &inbox.persons(), View::Inbox).await?;
    see(&app, &actor, &inbox).await?;
    digests::visited(&app.db, actor.person, locale, app.clock.now()).await?;
    let mut tx = app.read(&actor).await?;
    let letters = digests::subscription(&mut tx, actor.person).await?;
    let address = digests::address(&mut tx, actor.person).await?;
    drop(tx);
    let sent = letters.is_some_and(|letters| letters.email);
    let title = locale.text("today-title");
    let looked = Looked {
        app: &app,
        locale,
        today,
        opened: &opened,
    };
    let body = html! {
        div.head {
            h1 { (title) }
            p.facts {
                span { (locale.day(today)) }
                (looked.glance(&inbox))
            }
        }
        (looked.body(&inbox))
        @if !inbox.groups.is_empty() { (sheet::menu(locale, Subject::Today, "")) }
        (since.everywhere())
        @if app.config.mail.smtp_url.is_some() { (looked.letters(sent, address.as_deref())) }
    };
    let place = Place::Today;
    Ok(page(&app, locale, Some(&actor), place, &title, body))
}

/// Notes what the coach has before their eyes now.
async fn see(app: &App, actor: &Actor, inbox: &Inbox) -> Result<(), Problem> {
    let fresh: Vec<AlertId> = inbox
        .alerts
        .iter()
        .filter(|one| one.hush.is_none() && !one.seen)
        .filter_map(|one| one.kept.as_ref())
        .map(|kept| kept.id)
        .collect();
    if fresh.is_empty() {
        return Ok(());
    }
    let mut tx = app.db.write().await?;
    alerts::mark_seen(&mut tx, &fresh, actor.person, app.clock.now()).await?;
    tx.commit().await?;
    Ok(())
}

/// A page of a day in a language.
struct Looked<'l> {
    app: &'l App,
    locale: Locale,
    today: i64,
    opened: &'l Opened,
}

impl Looked<'_> {
    /// How much there is, in a line.
    fn glance(&self, inbox: &Inbox) -> Markup {
        let loud = || inbox.alerts.iter().filter(|one| one.hush.is_none());
        let red = |one: &&Standing| one.alert.severity == Severity::Red;
        let (all, urgent) = (loud().count(), loud().filter(red).count());
        html! {
            @if all > 0 {
                span { (self.locale.with("today-alerts", &[("count", all.into())])) }
                span { (self.locale.with("today-urgent", &[("count", urgent.into())])) }
            }
        }
    }

    fn body(&self, inbox: &Inbox) -> Markup {
        let locale = self.locale;
        if inbox.groups.is_empty() {
            let way = html! { p { a.button href="/groups/new" { (locale.text("groups-new")) } } };
            return ui::empty_with(locale, "groups-empty-title", "groups-empty", way);
        }
        let piles = piles(inbox, self.today);
        let quiet: Vec<&Standing> = inbox
            .alerts
            .iter()
            .filter(|one| one.hush.is_some())
            .collect();
        html! {
            @if piles.is_empty() {
                (ui::empty(locale, "today-empty-title", "today-empty"))
            }
            @for (place, pile) in piles.iter().enumerate() { (self.pile(place, pile)) }
            @if !quiet.is_empty() {
                section.card {
                    details {
                        summary { (locale.with("today-quiet", &[("count", quiet.len().into())])) }
                        ul.inbox { @for one in &quiet { (self.hushed(one)) } }
                    }
                }
            }
        }
    }

    /// A group's part: a line that says how it stands, and what there is below it.
    fn pile(&self, place: usize, pile: &Pile<'_>) -> Markup {
        let locale = self.locale;
        let group = pile.group.map(|group| group.id.0);
        let wanted = group.is_some() && self.opened.open == group;
        let anchor = group.map_or_else(|| "people".to_owned(), |group| group.to_string());
        let shown = pile.entries.len().min(SHOWN);
        let (first, rest) = pile.entries.split_at(shown);
        html! {
            details.card.pile id={ "pile-" (anchor) } open[place < OPEN || wanted] {
                summary {
                    h2 {
                        @match pile.group {
                            Some(group) => (ui::group_name(locale, group)),
                            None => (locale.text("today-people")),
                        }
                    }
                    span.chips { (self.weight(pile)) }
                }
                ul.inbox { @for (at, entry) in first.iter().enumerate() {
                    (self.entry(&format!("{place}-{at}"), entry, false))
                } }
                @if !rest.is_empty() {
                    details.rest open[wanted && self.opened.whole.is_some()] {
                        summary { (locale.with("today-rest", &[("count", rest.len().into())])) }
                        ul.inbox { @for (at, entry) in rest.iter().enumerate() {
                            (self.entry(&format!("{place}-{}", shown + at), entry, true))
                        } }
                    }
                }
                @if let Some(group) = pile.group {
                    p.actions { a href={ "/groups/" (group.id) } { (locale.text("today-open-group")) } }
                }
            }
        }
    }

    /// How many entries of each weight there are.
    fn weight(&self, pile: &Pile<'_>) -> Markup {
        let counted = |key: &str, count: usize| self.locale.with(key, &[("count", count.into())]);
        let calm = if pile.group.is_some() {
            "today-calm"
        } else {
            "today-due"
        };
        html! {
            @if pile.red > 0 { span.chip.red { (counted("today-red", pile.red)) } }
            @if pile.amber > 0 { span.chip.amber { (counted("today-amber", pile.amber)) } }
            @if pile.calm > 0 { span.chip { (counted(calm, pile.calm)) } }
        }
    }

    /// Whether a letter is sent each day, and the way to change that.
    fn letters(&self, sent: bool, address: Option<&str>) -> Markup {
        let locale = self.locale;
        let hour = self.app.config.mail.digest_hour;
        html! {
            section.card #digest {
                h2 { (locale.text("digest-title")) }
                @match address {
                    None => p { (locale.text("digest-no-address")) },
                    Some(address) if sent => p { (locale.with("digest-on", &[
                        ("hour", i64::from(hour).into()),
                        ("address", address.into()),
                    ])) },
                    Some(_) => p { (locale.text("digest-off")) },
                }
                @if address.is_some() {
                    form method="post" action="/today/letters" {
                        input type="hidden" name="email" value=(!sent);
                        button.plain type="submit" {
                            (locale.text(if sent { "digest-unsubscribe" } else { "digest-subscribe" }))
                        }
                    }
                }
            }
        }
    }
}
