//! What is done with restrictions: asked for, answered, announced to end, taken back, ended. Each act
//! stands in the audit log.

use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use super::{
    Claim, Ground, NOTICE_DAYS, Restriction, RestrictionError, State, find, of_person, said, store,
};
use crate::audit::{self, Act, Author, Change};
use crate::message::Message;
use crate::people::{self, PersonId};
use crate::store::{Db, StoreError, Tx};

/// Notes what somebody asks for. The same that stands already stays as it is. What an administrator
/// writes down from a letter is granted with it, unless it is an objection, which is still to be weighed.
pub async fn ask(
    tx: &mut Tx,
    person: PersonId,
    claim: &Claim,
    by: (&Author, bool),
    now: Timestamp,
) -> Result<Uuid, RestrictionError> {
    let (author, by_letter) = by;
    people::find(tx, person)
        .await?
        .ok_or(RestrictionError::Unknown)?;
    if let Some(known) = store::standing_for(tx, person, claim.purpose).await? {
        return Ok(known.id);
    }
    let objects = claim.ground == Ground::Objection;
    let granted = by_letter && !objects;
    let restriction = Restriction {
        id: Uuid::now_v7(),
        person,
        purpose: claim.purpose.code(),
        ground: claim.ground.code(),
        words: claim.words.clone(),
        asked_at: now.as_microsecond(),
        by_letter: i64::from(by_letter),
        state: if granted {
            State::Granted
        } else {
            State::Asked
        }
        .code(),
        holds: i64::from(granted || objects),
        granted: granted.then_some(1),
        answer: None,
        answered_at: granted.then_some(now.as_microsecond()),
        notice: None,
        told_at: None,
        ends_at: None,
        over_at: None,
    };
    store::add(tx, &restriction).await?;
    let (purpose, ground) = (claim.purpose.word(), claim.ground.word());
    let letter = if by_letter { ", by letter" } else { "" };
    let change = Change::to(person, format!("{purpose}, {ground}{letter}"));
    audit::record(tx, author, Act::RestrictionAsked, change, now).await?;
    Ok(restriction.id)
}

/// Answers one that waits. Refusing an objection announces that what it has switched off meanwhile is
/// switched on again.
pub async fn answer(
    tx: &mut Tx,
    id: Uuid,
    (grants, words): (bool, &str),
    by: &Author,
    now: Timestamp,
) -> Result<Restriction, RestrictionError> {
    let words = said(words, "refused-answer")?;
    let found = find(tx, id).await?.ok_or(RestrictionError::Unknown)?;
    if found.state() != State::Asked {
        return Err(stands_otherwise());
    }
    let at = now.as_microsecond();
    let mut new = Restriction {
        granted: Some(i64::from(grants)),
        answer: Some(words.clone()),
        answered_at: Some(at),
        ..found.clone()
    };
    match (grants, found.ground()) {
        (true, _) => new.stand(State::Granted, None),
        (false, Ground::Objection) => {
            new.notice = Some(words);
            new.stand(State::Ending, None);
        }
        (false, _) => new.stand(State::Over, Some(at)),
    }
    store::put(tx, &new).await?;
    let word = if grants { "granted" } else { "refused" };
    audit::record(tx, by, Act::RestrictionAnswered, found.change(word), now).await?;
    Ok(new)
}

/// Announces that one ends. `told`: the person was told otherwise than by their page here.
pub async fn announce_end(
    tx: &mut Tx,
    id: Uuid,
    (notice, told): (&str, bool),
    by: &Author,
    now: Timestamp,
) -> Result<(), RestrictionError> {
    let notice = said(notice, "refused-answer")?;
    let found = find(tx, id).await?.ok_or(RestrictionError::Unknown)?;
    if !found.can_end() {
        return Err(stands_otherwise());
    }
    let mut new = Restriction {
        notice: Some(notice),
        ..found.clone()
    };
    new.stand(State::Ending, None);
    if told {
        new.told(now);
    }
    store::put(tx, &new).await?;
    let change = found.change("ends with notice");
    audit::record(tx, by, Act::RestrictionEnding, change, now).await?;
    Ok(())
}

/// Notes that an administrator has told the person otherwise of an end that was announced.
pub async fn note_told(
    tx: &mut Tx,
    id: Uuid,
    by: &Author,
    now: Timestamp,
) -> Result<(), RestrictionError> {
    let found = find(tx, id).await?.ok_or(RestrictionError::Unknown)?;
    if found.state() != State::Ending || found.told_at.is_some() {
        return Err(stands_otherwise());
    }
    let mut new = found.clone();
    new.told(now);
    store::put(tx, &new).await?;
    let change = found.change("the person was told of the end");
    audit::record(tx, by, Act::RestrictionEnding, change, now).await?;
    Ok(())
}

/// What a person has asked for, the latest first, read by themself: ends that were announced come from
/// then on. Nothing is written where they knew of all.
pub async fn seen(
    db: &Db,
    person: PersonId,
    now: Timestamp,
) -> Result<Vec<Restriction>, StoreError> {
    let mut tx = db.read().await?;
    let found = of_person(&mut tx, person).await?;
    drop(tx);
    if !found.iter().any(Restriction::is_unseen) {
        return Ok(found);
    }
    let mut tx = db.write().await?;
    let mut found = of_person(&mut tx, person).await?;
    for one in found.iter_mut().filter(|one| one.is_unseen()) {
        one.told(now);
        store::put(&mut tx, one).await?;
    }
    tx.commit().await?;
    Ok(found)
}

/// Takes back what a person has asked for; at once, since it is their right.
pub async fn withdraw(
    tx: &mut Tx,
    (person, id): (PersonId, Uuid),
    by: &Author,
    now: Timestamp,
) -> Result<Restriction, RestrictionError> {
    let found = find(tx, id).await?.filter(|found| found.person == person);
    let found = found.ok_or(RestrictionError::Unknown)?;
    if matches!(found.state(), State::Over | State::Withdrawn) {
        return Err(stands_otherwise());
    }
    let mut new = found.clone();
    new.stand(State::Withdrawn, Some(now.as_microsecond()));
    store::put(tx, &new).await?;
    let change = found.change("taken back");
    audit::record(tx, by, Act::RestrictionOver, change, now).await?;
    Ok(new)
}

/// Ends those whose notice is over; they are returned.
pub async fn end_due(
    tx: &mut Tx,
    by: &Author,
    now: Timestamp,
) -> Result<Vec<Restriction>, RestrictionError> {
    let mut ended = Vec::new();
    for found in store::due(tx, now.as_microsecond()).await? {
        let mut new = found.clone();
        new.stand(State::Over, Some(now.as_microsecond()));
        store::put(tx, &new).await?;
        let change = found.change("its notice is over");
        audit::record(tx, by, Act::RestrictionOver, change, now).await?;
        ended.push(new);
    }
    Ok(ended)
}

/// Whether there is one whose notice is over.
pub async fn any_due(tx: &mut Tx, now: Timestamp) -> Result<bool, StoreError> {
    Ok(!store::due(tx, now.as_microsecond()).await?.is_empty())
}

impl Restriction {
    /// Where it stands from now on.
    fn stand(&mut self, state: State, over_at: Option<i64>) {
        self.state = state.code();
        self.holds = i64::from(matches!(state, State::Granted | State::Ending));
        self.over_at = over_at;
    }

    fn told(&mut self, now: Timestamp) {
        self.told_at = Some(now.as_microsecond());
        let ends = now + SignedDuration::from_hours(24 * NOTICE_DAYS);
        self.ends_at = Some(ends.as_microsecond());
    }
}

fn stands_otherwise() -> RestrictionError {
    RestrictionError::State(Message::new("refused-restriction-state"))
}
