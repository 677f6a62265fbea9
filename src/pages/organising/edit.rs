//! What a group is: a form to make one, and to say it anew.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::Form;
use maud::{Markup, html};
use serde::Deserialize;

use super::{Lead, require_coach};
use crate::coaching::{self, CoachingError, Definition, GroupWish, LONGEST_TEXT, LONGEST_TITLE};
use crate::engagement;
use crate::groups::GroupId;
use crate::locale::Locale;
use crate::pages::coaching::choice::Choices;
use crate::pages::form::{day, derived, mendable};
use crate::pages::layout;
use crate::pages::ui;
use crate::problem::{Kind, Problem};
use crate::projector::date_of;
use crate::sso::Actor;
use crate::state::App;
use crate::store::Tx;

/// Empty rows below the competencies that are chosen.
const FURTHER: usize = 3;

/// A group as it was filled in.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Filled {
    /// What is there already, so that nobody overwrites what they have not seen; empty for a new one.
    state: String,
    name: String,
    description: String,
    competency: Vec<String>,
    /// One that the list does not offer.
    other: String,
    opens: String,
    closes: String,
}

impl Filled {
    fn of(group: &Definition) -> Self {
        let date = |day: Option<i64>| day.map_or_else(String::new, |day| date_of(day).to_string());
        Self {
            state: group.tag.clone(),
            name: group.group.name.clone().unwrap_or_default(),
            description: group.description.clone().unwrap_or_default(),
            competency: group.competencies.clone(),
            other: String::new(),
            opens: date(group.opens),
            closes: date(group.closes),
        }
    }

    /// What is wished for; a row without a competency is none.
    fn wish(&self, locale: Locale) -> Result<GroupWish, String> {
        let some = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        if some(&self.name).is_none() {
            return Err(locale.text("form-title"));
        }
        let chosen = self.competency.iter().chain([&self.other]);
        let (opens, closes) = (day(locale, &self.opens)?, day(locale, &self.closes)?);
        if opens.zip(closes).is_some_and(|(first, last)| last < first) {
            return Err(locale.text("form-days"));
        }
        Ok(GroupWish {
            name: self.name.clone(),
            description: some(&self.description),
            competencies: chosen.filter_map(|text| some(text)).collect(),
            opens,
            closes,
        })
    }

    fn fields(&self, locale: Locale, choices: &Choices) -> Markup {
        let topic = locale.text("group-topic");
        let chosen: Vec<&str> = self.competency.iter().map(String::as_str).collect();
        let used = chosen.iter().filter(|iri| !iri.trim().is_empty());
        let rows = used.copied().chain(std::iter::repeat_n("", FURTHER));
        html! {
            p.field {
                label for="name" { (locale.text("group-name")) }
                input #name name="name" value=(self.name) required maxlength=(LONGEST_TITLE);
            }
            p.field {
                label for="description" { (locale.text("group-description")) }
                textarea #description name="description" rows="3" maxlength=(LONGEST_TEXT) { (self.description) }
            }
            fieldset {
                legend { (locale.text("group-topics")) }
                @for (row, iri) in rows.enumerate() {
                    (choices.competencies(locale, "competency", &format!("competency-{row}"), iri, &format!("{topic} {}", row + 1)))
                }
                p.field {
                    label for="other" { (locale.text("plan-other")) }
                    input #other name="other" value=(self.other);
                    span.note { (locale.text("group-other-note")) }
                }
            }
            p.field {
                label for="opens" { (locale.text("group-opens")) }
                input #opens type="date" name="opens" value=(self.opens);
            }
            p.field {
                label for="closes" { (locale.text("group-closes")) }
                input #closes type="date" name="closes" value=(self.closes);
                span.note { (locale.text("group-closes-note")) }
            }
        }
    }
}

/// The competencies of frameworks, and those that the coach's groups work on.
async fn offered(tx: &mut Tx, actor: &Actor, today: i64) -> Result<Choices, Problem> {
    let mut choices = Choices::of(tx, None).await?;
    let groups = engagement::my_groups(tx, actor.person).await?;
    let groups: Vec<GroupId> = groups.iter().map(|group| group.id).collect();
    choices.add(engagement::topics_of(tx, &groups, today).await?);
    Ok(choices)
}

pub(super) async fn new(
    State(app): State<App>,
    actor: Actor,
    locale: Locale,
) -> Result<Markup, Problem> {
    require_coach(&actor)?;
    fresh(&app, &actor, locale, &Filled::default(), None).await
}

async fn fresh(
    app: &App,
    actor: &Actor,
    locale: Locale,
    filled: &Filled,
    complaint: Option<&str>,
) -> Result<Markup, Problem> {
    let mut tx = app.read(actor).await?;
    let choices = offered(&mut tx, actor, app.today()).await?;
    drop(tx);
    let title = locale.text("groups-new");
    let body = html! {
        div.head { h1 { (title) } }
        (ui::fault(locale, complaint))
        section.card {
            form.fields method="post" action="/groups" {
                (filled.fields(locale, &choices))
                button type="submit" { (locale.text("groups-make")) }
            }
        }
    };
    let place = layout::Place::Groups;
    Ok(layout::page(app, locale, Some(actor), place, &title, body))
}

pub(super) async fn make(
    State(app): State<App>,
    actor: Actor,
    locale: Locale,
    Form(filled): Form<Filled>,
) -> Result<Response, Problem> {
    require_coach(&actor)?;
    let wrong = match filled.wish(locale) {
        Ok(wish) => match app.desk().make_group(actor.person, None, None, &wish).await {
            Ok(made) => {
                derived(&app).await?;
                let mut tx = app.read(&actor).await?;
                // Until facts know the group there is nothing to see at its own address.
                let known = engagement::is_coach(&mut tx, made.group, actor.person).await?;
                let to = if known {
                    format!("/groups/{}", made.group)
                } else {
                    "/groups".to_owned()
                };
                return Ok(Redirect::to(&to).into_response());
            }
            Err(error) => mendable(locale, error)?,
        },
        Err(wrong) => wrong,
    };
    let page = fresh(&app, &actor, locale, &filled, Some(&wrong)).await?;
    Ok((Kind::BadRequest.status(), page).into_response())
}

pub(super) async fn get(lead: Lead) -> Result<Markup, Problem> {
    show(&lead, &Filled::of(&lead.group), None).await
}

async fn show(lead: &Lead, filled: &Filled, complaint: Option<&str>) -> Result<Markup, Problem> {
    let mut tx = lead.app.read(&lead.actor).await?;
    let choices = offered(&mut tx, &lead.actor, lead.app.today()).await?;
    drop(tx);
    let body = html! {
        (ui::fault(lead.locale, complaint))
        section.card {
            form.fields method="post" action=(lead.path("/edit")) {
                input type="hidden" name="state" value=(filled.state);
                (filled.fields(lead.locale, &choices))
                button type="submit" { (lead.text("plan-save")) }
            }
        }
    };
    Ok(lead.page(&lead.text("group-edit"), &body))
}

/// What the form showed with a name hidden, and the coach left as it was, stays as it is kept.
async fn with_hidden(lead: &Lead, mut wish: GroupWish) -> Result<GroupWish, Problem> {
    let mut tx = lead.app.read(&lead.actor).await?;
    tx.draw(None);
    let kept = coaching::definition(&mut tx, lead.id(), lead.app.today()).await?;
    let Some(kept) = kept else { return Ok(wish) };
    let shown = &lead.group;
    if Some(&wish.name) == shown.group.name.as_ref() {
        wish.name = kept.group.name.unwrap_or_default();
    }
    if wish.description == shown.description {
        wish.description = kept.description;
    }
    Ok(wish)
}

pub(super) async fn change(lead: Lead, Form(filled): Form<Filled>) -> Result<Response, Problem> {
    let (status, wrong) = match filled.wish(lead.locale) {
        Ok(wish) => {
            let wish = with_hidden(&lead, wish).await?;
            let desk = lead.app.desk();
            let state = Some(filled.state.as_str());
            let changed = desk.change_group(lead.actor.person, lead.id(), &wish, state);
            match changed.await {
                Ok(_) => return lead.once_derived("").await,
                Err(CoachingError::Changed) => {
                    (Kind::PreconditionFailed, lead.text("form-changed"))
                }
                Err(error) => (Kind::BadRequest, mendable(lead.locale, error)?),
            }
        }
        Err(wrong) => (Kind::BadRequest, wrong),
    };
    let page = show(&lead, &filled, Some(&wrong)).await?;
    Ok((status.status(), page).into_response())
}
