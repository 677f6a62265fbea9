//! Invitations: whom, and why?

use std::collections::{BTreeMap, BTreeSet};

use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use axum_extra::extract::{Form, Query};
use maud::{Markup, html};
use serde::Deserialize;
use uuid::Uuid;

use super::Lead;
use crate::coaching::invitations::{self, Candidate, Invitation, Need, Standing};
use crate::coaching::{CoachingError, LONGEST_TEXT};
use crate::engagement;
use crate::exports::{Subject, sheets};
use crate::pages::form::mendable;
use crate::pages::look::looked;
use crate::pages::upload::Fields;
use crate::pages::{sheet, ui};
use crate::people::{self, Person, PersonId, View};
use crate::problem::{Kind, Problem};
use crate::tables::{Column, Reader};

/// People without a need of whom we know that are offered at most.
const OTHERS: usize = 300;
/// Most people invited at once.
const MOST: usize = 100;

/// Whom to invite, as it was filled in.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Filled {
    person: Vec<Uuid>,
    note: String,
    /// A list of people, as it was pasted.
    list: String,
}

/// Whom a link to the page has chosen already.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Chosen {
    person: Vec<Uuid>,
}

/// What is needed to show the page.
struct Shown {
    candidates: Vec<Candidate>,
    /// Other people of the coach's groups, by name.
    others: Vec<Person>,
    /// The newest first.
    invitations: Vec<(Invitation, Standing)>,
    names: BTreeMap<PersonId, Person>,
    /// What competencies are called.
    topics: BTreeMap<i64, String>,
    /// Of those chosen how many are in the group already.
    here: usize,
}

impl Shown {
    async fn of(lead: &Lead, chosen: &[Uuid]) -> Result<Self, Problem> {
        let (group, today) = (lead.id(), lead.app.today());
        let mut tx = lead.app.read(&lead.actor).await?;
        let seen = invitations::seen_by(&mut tx, lead.actor.person, today).await?;
        let (candidates, iris) =
            invitations::candidates(&mut tx, group, Some(&seen), today).await?;
        let keys: Vec<i64> = iris.keys().copied().collect();
        let topics = engagement::topics(&mut tx, &keys).await?;
        let all = lead.app.desk().invitations(&mut tx, group).await?;
        let membership = engagement::membership(&mut tx, group, today).await?;
        let members = membership.members;
        let mut settled: BTreeSet<PersonId> = members.iter().map(|member| member.id).collect();
        settled.extend(candidates.iter().map(|one| one.person.id));
        settled.extend(lead.group.coaches.iter().map(|coach| coach.id));
        let is_chosen = |person: &&PersonId| chosen.contains(&person.0);
        let here = members
            .iter()
            .filter(|member| chosen.contains(&member.id.0));
        let here = here.count();
        let (first, rest): (Vec<&PersonId>, Vec<&PersonId>) =
            seen.difference(&settled).partition(is_chosen);
        let others = first.into_iter().chain(rest).take(OTHERS).copied();
        let others = people::find_all(&mut tx, others).await?;
        let mut others: Vec<Person> = others.into_values().collect();
        others.sort_by(|left, right| (&left.name, left.id).cmp(&(&right.name, right.id)));
        let named = all.iter().flat_map(|(one, _)| [one.person, one.by]);
        let names = people::find_all(&mut tx, named).await?;
        Ok(Self {
            candidates,
            others,
            invitations: all,
            names,
            topics: topics.into_iter().map(|it| (it.key, it.name)).collect(),
            here,
        })
    }

    /// The day on which somebody was invited who has not joined yet.
    fn invited(&self, person: PersonId) -> Option<i64> {
        let mut open = self.invitations.iter();
        let open = open.find(|(one, standing)| one.person == person && *standing == Standing::Open);
        open.map(|(one, _)| one.day)
    }
}

pub(super) async fn get(lead: Lead, Query(chosen): Query<Chosen>) -> Result<Markup, Problem> {
    let filled = Filled {
        person: chosen.person,
        ..Filled::default()
    };
    show(&lead, &filled, None).await
}

async fn show(lead: &Lead, filled: &Filled, complaint: Option<&str>) -> Result<Markup, Problem> {
    let shown = Shown::of(lead, &filled.person).await?;
    let seen: Vec<PersonId> = shown.candidates.iter().map(|one| one.person.id).collect();
    looked(&lead.app, &lead.actor, &seen, View::Group).await?;
    let body = html! {
        (ui::fault(lead.locale, complaint))
        @if lead.group.closed.is_some() {
            section.card { p { (lead.text("invite-closed")) } }
        } @else {
            (form(lead, &shown, filled))
            (list(lead, filled))
        }
        (sent(lead, &shown))
    };
    Ok(lead.page(&lead.text("invite-title"), &body))
}

fn form(lead: &Lead, shown: &Shown, filled: &Filled) -> Markup {
    html! {
        section.card {
            form.wide method="post" action=(lead.path("/invitations")) {
                @if shown.here > 0 {
                    p.note { (lead.locale.with("invite-here", &[("count", shown.here.into())])) }
                }
                fieldset.plain {
                    legend { h2 { (lead.text("invite-need")) } }
                    @if lead.group.competencies.is_empty() {
                        p.note { (lead.text("invite-no-topics")) " "
                            a href=(lead.path("/edit")) { (lead.text("group-edit")) } }
                    } @else if shown.candidates.is_empty() {
                        p.note { (lead.text("invite-nobody")) }
                    } @else {
                        ul.picks {
                            @for candidate in &shown.candidates { (pick(lead, shown, filled, candidate)) }
                        }
                    }
                }
                @if !shown.others.is_empty() {
                    details open[shown.others.iter().any(|it| filled.person.contains(&it.id.0))] {
                        summary { (lead.locale.with("invite-others", &[("count", shown.others.len().into())])) }
                        ul.picks.names {
                            @for person in &shown.others { li { (choice(lead, shown, filled, person)) } }
                        }
                    }
                }
                p.field {
                    label for="note" { (lead.text("invite-note")) }
                    textarea #note name="note" rows="2" maxlength=(LONGEST_TEXT) { (filled.note) }
                }
                button type="submit" { (lead.text("invite-send")) }
            }
        }
    }
}

/// The form that invites everybody whom a list names.
fn list(lead: &Lead, filled: &Filled) -> Markup {
    html! {
        section.card {
            details open[!filled.list.is_empty()] {
                summary { (lead.text("invite-list")) }
                form.fields method="post" action=(lead.path("/invitations/list")) enctype="multipart/form-data" {
                    p.note { (lead.text("invite-list-note")) }
                    p.field {
                        label for="list-file" { (lead.text("invite-list-file")) }
                        input #list-file name="file" type="file" accept=".csv,.txt,text/csv,text/plain";
                    }
                    p.field {
                        label for="list" { (lead.text("invite-list-text")) }
                        textarea #list.code name="list" rows="4" spellcheck="false" { (filled.list) }
                    }
                    p.field {
                        label for="list-note" { (lead.text("invite-note")) }
                        textarea #list-note name="note" rows="2" maxlength=(LONGEST_TEXT) { (filled.note) }
                    }
                    button type="submit" { (lead.text("invite-list-send")) }
                }
            }
        }
    }
}

/// Somebody to choose, or since when they are invited.
fn choice(lead: &Lead, shown: &Shown, filled: &Filled, person: &Person) -> Markup {
    let name = ui::name(lead.locale, Some(person));
    let field = format!("person-{}", person.id);
    html! {
        @if let Some(day) = shown.invited(person.id) {
            p.choice {
                span { (name) }
                span.chip.grey { (lead.locale.with("invite-since", &[("day", lead.locale.day(day).into())])) }
            }
        } @else {
            p.choice {
                input type="checkbox" name="person" id=(field) value=(person.id)
                    checked[filled.person.contains(&person.id.0)];
                label for=(field) { (name) }
            }
        }
    }
}

fn pick(lead: &Lead, shown: &Shown, filled: &Filled, candidate: &Candidate) -> Markup {
    html! {
        li {
            (choice(lead, shown, filled, &candidate.person))
            ul.reasons { @for need in &candidate.needs { li { (reason(lead, shown, need)) } } }
        }
    }
}

fn reason(lead: &Lead, shown: &Shown, need: &Need) -> Markup {
    let locale = lead.locale;
    let topic = shown.topics.get(&need.competency);
    let key = if need.planned {
        "invite-by-plan"
    } else {
        "invite-by-role"
    };
    html! {
        (locale.with(key, &[
            ("topic", topic.cloned().unwrap_or_default().into()),
            ("wanted", need.wanted.into()),
            ("reached", need.reached.into()),
        ]))
        @if let Some(due) = need.due { ", " (locale.with("plan-due", &[("date", locale.day(due).into())])) }
    }
}

fn sent(lead: &Lead, shown: &Shown) -> Markup {
    let locale = lead.locale;
    let reader = sheet::reader(&lead.actor, locale);
    let special = |column: &Column, (one, standing): &(Invitation, Standing)| {
        (column.name == "state").then(|| {
            html! {
                (chip(&reader, *standing))
                @if *standing == Standing::Open { (deeds(lead, one)) }
            }
        })
    };
    let table = sheets::invitations(locale, &shown.names);
    html! {
        section.card {
            h2 { (lead.text("invite-sent")) }
            @if shown.invitations.is_empty() {
                p.note { (lead.text("invite-sent-none")) }
            } @else {
                (sheet::table(&reader, &table, &shown.invitations, special))
                (sheet::menu(locale, Subject::Invitations, &format!("&group={}", lead.id())))
            }
        }
    }
}

/// What can be done about an invitation that nobody has followed.
fn deeds(lead: &Lead, one: &Invitation) -> Markup {
    html! {
        div.deeds {
            @if lead.group.closed.is_none() && one.told_last() < lead.app.today() {
                form method="post" action=(lead.path(&format!("/invitations/{}/remind", one.statement))) {
                    button.plain type="submit" { (lead.text("invite-remind")) }
                }
            }
            form method="post" action=(lead.path(&format!("/invitations/{}/withdraw", one.statement))) {
                button.plain type="submit" { (lead.text("invite-withdraw")) }
            }
        }
    }
}

fn chip(reader: &Reader, standing: Standing) -> Markup {
    let class = match standing {
        Standing::Joined(_) => "chip green",
        Standing::Open => "chip",
        Standing::Withdrawn => "chip grey",
    };
    let told = sheets::standing(reader.locale, standing);
    html! { span class=(class) { (told.written(reader)) } }
}

pub(super) async fn send(lead: Lead, Form(mut filled): Form<Filled>) -> Result<Response, Problem> {
    let wrong = match filled.person.len() {
        0 => Some(lead.text("invite-choose")),
        1..=MOST => invite(&lead, &mut filled).await?,
        _ => Some(
            lead.locale
                .with("invite-too-many", &[("most", MOST.into())]),
        ),
    };
    match wrong {
        None => lead.once_derived("/invitations").await,
        Some(wrong) => {
            let page = show(&lead, &filled, Some(&wrong)).await?;
            Ok((Kind::BadRequest.status(), page).into_response())
        }
    }
}

/// Invites those chosen, one after the other; says what was wrong with the first who could not be,
/// and leaves them and the rest chosen.
async fn invite(lead: &Lead, filled: &mut Filled) -> Result<Option<String>, Problem> {
    let desk = lead.app.desk();
    let note = Some(filled.note.as_str()).filter(|note| !note.trim().is_empty());
    let mut tx = lead.app.read(&lead.actor).await?;
    let seen = invitations::seen_by(&mut tx, lead.actor.person, lead.app.today()).await?;
    drop(tx);
    for (done, person) in filled.person.iter().enumerate() {
        let person = PersonId(*person);
        // Whom a coach does not see they cannot name.
        let invited = if seen.contains(&person) {
            desk.invite(lead.actor.person, lead.id(), person, None, note)
                .await
        } else {
            Err(CoachingError::Unknown)
        };
        if let Err(error) = invited {
            let detail = mendable(lead.locale, error)?;
            let mut tx = lead.app.read(&lead.actor).await?;
            let name = ui::name(lead.locale, people::find(&mut tx, person).await?.as_ref());
            filled.person.drain(..done);
            return Ok(Some(format!("{name}: {detail}")));
        }
    }
    Ok(None)
}

/// Invites everybody whom a list names: a file, or what was pasted.
pub(super) async fn send_list(lead: Lead, fields: Fields) -> Result<Response, Problem> {
    let filled = Filled {
        person: Vec::new(),
        note: fields.text("note"),
        list: fields.text("list"),
    };
    let pasted = Some(filled.list.as_bytes()).filter(|list| !list.is_empty());
    let wrong = match fields.bytes("file").or(pasted) {
        None => lead.text("invite-list-none"),
        Some(bytes) => {
            let (coach, today) = (lead.actor.person, lead.app.today());
            let mut tx = lead.app.read(&lead.actor).await?;
            let seen = invitations::seen_by(&mut tx, coach, today).await?;
            let note = Some(filled.note.as_str()).filter(|note| !note.is_empty());
            let (source, desk) = (lead.text("invite-list-name"), lead.app.desk());
            let table = (source.as_str(), bytes);
            let invited = desk.invite_all(tx, coach, lead.id(), Some(&seen), table, note);
            match invited.await {
                Ok(_) => return lead.once_derived("/invitations").await,
                Err(error) => mendable(lead.locale, error)?,
            }
        }
    };
    let page = show(&lead, &filled, Some(&wrong)).await?;
    Ok((Kind::BadRequest.status(), page).into_response())
}

/// Reminds somebody who has not come yet.
pub(super) async fn remind(
    lead: Lead,
    Path((_, invitation)): Path<(Uuid, Uuid)>,
) -> Result<Response, Problem> {
    let desk = lead.app.desk();
    desk.remind(lead.actor.person, lead.id(), invitation, None)
        .await?;
    lead.once_derived("/invitations").await
}

pub(super) async fn withdraw(
    lead: Lead,
    Path((_, invitation)): Path<(Uuid, Uuid)>,
) -> Result<Response, Problem> {
    let desk = lead.app.desk();
    desk.uninvite(lead.actor.person, lead.id(), invitation)
        .await?;
    lead.once_derived("/invitations").await
}
