//! What stands in tables of a person's own, as JSON: plans, goals, reviews and the like.

use serde_json::{Value, json};

use crate::coaching::{self, AimState, disagreements, pins, plans, reviews};
use crate::exports::ExportError;
use crate::exports::produce::Making;
use crate::groups;
use crate::people::{self, PersonId};
use crate::problem::Problem;
use crate::projector::date_of;
use crate::restrictions;
use crate::statements::format_time;
use crate::store::Tx;

fn day(day: i64) -> String {
    date_of(day).to_string()
}

fn moment(at: Option<i64>) -> Option<String> {
    at.map(format_time)
}

/// Files with what they hold, by the end of its text's key.
pub(super) async fn of(
    making: &Making<'_>,
    person: PersonId,
) -> Result<Vec<(&'static str, &'static str, Value)>, ExportError> {
    let app = making.app;
    let mut tx = making.read().await?;
    let tx = &mut tx;
    let known = coaching::known(tx, person, app.today()).await?;
    let hints = coaching::hints(tx, &known).await.map_err(Problem::from)?;
    let hints = hints.iter().map(|hint| {
        json!({
            "statement": hint.statement, "at": format_time(hint.at), "text": hint.text,
            "by": hint.by, "withdrawn": hint.withdrawn,
        })
    });
    let hints = hints.collect();
    Ok(vec![
        ("goals.json", "goals", goals(&known)),
        ("plans.json", "plans", plans(tx, person).await?),
        ("reviews.json", "reviews", reviews(tx, person).await?),
        ("pins.json", "pins", pins(tx, person).await?),
        (
            "disagreements.json",
            "disagreements",
            disagreements(tx, person).await?,
        ),
        ("hints.json", "hints", hints),
        ("absences.json", "absences", absences(tx, person).await?),
        ("boards.json", "boards", boards(tx, person).await?),
        (
            "restrictions.json",
            "restrictions",
            restrictions(tx, person).await?,
        ),
        (
            "identifiers.json",
            "identifiers",
            identifiers(tx, person).await?,
        ),
        ("settings.json", "settings", settings(tx, person).await?),
    ])
}

fn goals(known: &coaching::Known) -> Value {
    let all = coaching::aims(&known.facts, known.person, &known.sources);
    let all = all.iter().map(|aim| {
        let state = match aim.state {
            AimState::Achieved => "achieved",
            AimState::GivenUp => "given_up",
            AimState::Open => "open",
        };
        let competencies = aim.competencies.iter();
        json!({
            "statement": aim.statement,
            "title": known.title(aim.object),
            "competencies": competencies.filter_map(|key| known.iri(*key)).collect::<Vec<_>>(),
            "set": format_time(aim.at), "due": aim.due.map(day), "set_by": aim.set_by,
            "state": state, "closed": aim.closed.map(day), "done": aim.done as f64 / 1e6,
        })
    });
    all.collect()
}

async fn plans(tx: &mut Tx, person: PersonId) -> Result<Value, ExportError> {
    let all = plans::list(tx, person).await.map_err(Problem::from)?;
    let all = all.iter().map(|plan| {
        let versions = plan.versions.iter().map(|version| {
            let items = version.items.iter().map(|item| {
                json!({
                    "competency": item.competency, "level": item.level,
                    "due": item.due.map(day), "why": item.why,
                })
            });
            json!({
                "version": version.number, "title": version.title,
                "aims": items.collect::<Vec<_>>(),
                "made_by": version.made_by, "made_at": format_time(version.made_at),
                "signed_by_you_at": moment(version.learner_at),
                "coach": version.coach, "signed_by_coach_at": moment(version.coach_at),
            })
        });
        json!({ "id": plan.id, "versions": versions.collect::<Vec<_>>() })
    });
    Ok(all.collect())
}

async fn reviews(tx: &mut Tx, person: PersonId) -> Result<Value, ExportError> {
    let mut all = Vec::new();
    for review in reviews::list(tx, person).await.map_err(Problem::from)? {
        let frozen = reviews::snapshot(tx, review.id)
            .await
            .map_err(Problem::from)?;
        let frozen: Option<Value> = match frozen {
            Some(frozen) => serde_json::from_str(&frozen.text).map_err(Problem::internal)?,
            None => None,
        };
        let own = reviews::private_note(tx, review.id, person).await;
        all.push(json!({
            "id": review.id, "day": day(review.day), "stage": review.stage(),
            "coach": review.coach, "record": review.record, "frozen": frozen,
            "your_private_note": own.map_err(Problem::from)?,
        }));
    }
    Ok(all.into())
}

async fn pins(tx: &mut Tx, person: PersonId) -> Result<Value, ExportError> {
    let all = pins::list(tx, person).await?;
    let all = all.iter().map(|pin| {
        json!({
            "competency": pin.competency, "level": pin.level,
            "share": pin.share.map(|share| share as f64 / 1e6), "reason": pin.reason,
            "since": day(pin.since), "until": pin.until.map(day), "by": pin.made_by,
            "made_at": format_time(pin.made_at), "ended": pin.ended.map(day),
        })
    });
    Ok(all.collect())
}

async fn disagreements(tx: &mut Tx, person: PersonId) -> Result<Value, ExportError> {
    let all = disagreements::list(tx, person).await?;
    let all = all.iter().map(|one| {
        let notes = one.notes.iter().map(
            |note| json!({ "by": note.writer, "text": note.text, "at": format_time(note.at) }),
        );
        json!({
            "id": one.id, "competency": one.competency, "statement": one.statement,
            "opened_at": format_time(one.opened_at), "closed_at": moment(one.closed_at),
            "notes": notes.collect::<Vec<_>>(),
        })
    });
    Ok(all.collect())
}

async fn absences(tx: &mut Tx, person: PersonId) -> Result<Value, ExportError> {
    let all = people::absences(tx, person).await?;
    let all = all.iter().map(|absence| {
        json!({
            "from": day(absence.first_day), "to": day(absence.last_day),
            "noted_by": absence.noted_by,
        })
    });
    Ok(all.collect())
}

async fn boards(tx: &mut Tx, person: PersonId) -> Result<Value, ExportError> {
    let all = groups::board_choices_of(tx, person).await?;
    let all = all.iter().map(|(group, name, shown, at)| {
        json!({ "group": group, "name": name, "shown": shown, "chosen_at": format_time(*at) })
    });
    Ok(all.collect())
}

async fn restrictions(tx: &mut Tx, person: PersonId) -> Result<Value, ExportError> {
    let all = restrictions::of_person(tx, person).await?;
    let all = all.iter().map(|one| {
        json!({
            "id": one.id, "use": one.purpose(), "ground": one.ground(), "words": one.words,
            "asked_at": format_time(one.asked_at), "by_letter": one.by_letter(),
            "state": one.state(), "holds": one.holds(), "granted": one.granted(),
            "answer": one.answer, "answered_at": moment(one.answered_at),
            "notice": one.notice, "ends_at": moment(one.ends_at), "over_at": moment(one.over_at),
        })
    });
    Ok(all.collect())
}

async fn settings(tx: &mut Tx, person: PersonId) -> Result<Value, ExportError> {
    let zones = people::zones(tx, person).await?;
    let language = people::language(tx, person).await?;
    Ok(json!({
        "language": language,
        "time_zone": { "chosen": zones.chosen, "told": zones.told }
    }))
}

async fn identifiers(tx: &mut Tx, person: PersonId) -> Result<Value, ExportError> {
    let named = people::find(tx, person).await?;
    let all = people::identifiers(tx, person).await?;
    let all = all
        .iter()
        .map(|(identifier, reason)| json!({ "identifier": identifier, "known_by": reason }));
    Ok(json!({
        "person": person,
        "name": named.and_then(|person| person.name),
        "identifiers": all.collect::<Vec<_>>(),
    }))
}
