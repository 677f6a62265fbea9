//! What the coach of the demo is in the middle of: a review to prepare, plans agreed and proposed,
//! a member who disagrees with a number, one who is away.

use crate::coaching::plans::{Beginning, Item};
use crate::coaching::{Acting, CoachingError, Desk, disagreements};
use crate::competency::{PersonReport, person_report};
use crate::engagement::{self, AlertRule, Policy};
use crate::people::{self, PersonId};

/// Days until the review that is to be prepared, and the one after it.
const REVIEWS: [i64; 2] = [3, 10];
/// Days until what is planned is due.
const DUE: i64 = 75;
/// The level that plans aim at.
const LEVEL: i64 = 3;
/// Days that the member who is away has been, and will be.
const AWAY: [i64; 2] = [12, 9];

/// Does what the demo's coach, and learners of theirs, have done until today.
pub(super) async fn begin(
    desk: &Desk,
    coach: PersonId,
    policy: &Policy,
) -> Result<(), CoachingError> {
    let today = desk.today();
    let mut tx = desk.db.read().await?;
    let groups = engagement::my_groups(&mut tx, coach).await?;
    let summaries = engagement::group_summaries(&mut tx, &groups, today, policy).await?;
    let mut known = Vec::new();
    // The best group's members have most to look back on.
    let best = summaries
        .iter()
        .min_by_key(|summary| (summary.health.worst(), summary.health.alerts.len()));
    for person in best.into_iter().flat_map(|summary| &summary.learners) {
        known.extend(person_report(&mut tx, *person, today).await?);
    }
    drop(tx);
    known.sort_by_key(|report| std::cmp::Reverse(report.competencies.len()));
    let by_coach = |report: &PersonReport| Acting {
        who: coach,
        person: report.person.id,
    };
    for (report, days) in known.iter().zip(REVIEWS) {
        desk.schedule(by_coach(report), today + days).await?;
    }
    // The first plan is agreed, the second waits for the learner.
    for (index, report) in known.iter().take(2).enumerate() {
        let plan = plan(report, today + DUE);
        let plan = desk.draft(by_coach(report), plan).await?;
        desk.propose(by_coach(report), plan.id, None).await?;
        if index == 0 {
            desk.agree(themselves(report), plan.id, None).await?;
        }
    }
    let disagreeing = known.get(2).and_then(|report| {
        let competency = report.competencies.first()?;
        Some((report, competency.iri.clone()))
    });
    if let Some((report, competency)) = disagreeing {
        let text = "I led the talks with our largest supplier in spring. That is not in here.";
        let mut tx = desk.db.write().await?;
        disagreements::open(
            &mut tx,
            themselves(report),
            &competency,
            None,
            text,
            desk.now(),
        )
        .await?;
        tx.commit().await?;
    }
    let alerts = summaries.iter().flat_map(|it| &it.health.alerts);
    let mut quiet = alerts.filter(|alert| alert.rule == AlertRule::Quiet);
    if let Some(person) = quiet.find_map(|alert| alert.person) {
        let [before, after] = AWAY;
        let mut tx = desk.db.write().await?;
        let days = today - before..=today + after;
        people::note_absence(&mut tx, person, days, coach, desk.now()).await?;
        tx.commit().await?;
    }
    Ok(())
}

fn themselves(report: &PersonReport) -> Acting {
    Acting {
        who: report.person.id,
        person: report.person.id,
    }
}

/// A plan for what somebody is working on.
fn plan(report: &PersonReport, due: i64) -> Beginning {
    let items = report.competencies.iter().take(2).map(|competency| Item {
        competency: competency.iri.clone(),
        level: LEVEL,
        due: Some(due),
        why: None,
    });
    Beginning {
        title: "Until the summer".into(),
        items: items.collect(),
        ..Beginning::default()
    }
}
