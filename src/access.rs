//! Who may see what. A coach sees the groups they coach and the people in them; everybody sees
//! their own, and a mentor those whom
//! the platform has named. What may not be seen is answered like what does not exist.

use crate::coaching::reviews::Review;
use crate::engagement::{self, Viewer};
use crate::groups::GroupId;
use crate::message::Message;
use crate::people::{self, PersonId};
use crate::problem::{Kind, Problem};
use crate::projector;
use crate::restrictions::{self, Use};
use crate::search::Scope;
use crate::sso::{Actor, Role};
use crate::statements::{self, StoredStatement};
use crate::store::{StoreError, Tx};

/// Refuses what would use data of a person that are only kept. `by` is who would: the person may always,
/// a system is nobody.
pub async fn use_data_of(
    tx: &mut Tx,
    by: Option<PersonId>,
    person: PersonId,
) -> Result<(), Problem> {
    if by != Some(person) && restrictions::is_withheld(tx, person, Use::Everything).await? {
        return Err(Problem::new(
            Kind::Restricted,
            Message::new("refused-restricted"),
        ));
    }
    Ok(())
}

/// Refuses to show a statement among a person's evidence if it names somebody else whose data are only
/// kept.
pub async fn show_evidence(
    tx: &mut Tx,
    of: PersonId,
    stored: &StoredStatement,
) -> Result<(), Problem> {
    let mut withheld = restrictions::withheld_identities(tx).await?;
    let own = people::agents_of(tx, of).await?;
    for (identity, _) in statements::identities(tx, &own).await? {
        withheld.remove(&identity);
    }
    if restrictions::concerns(stored, &withheld).map_err(Problem::internal)? {
        return Err(Problem::new(
            Kind::Restricted,
            Message::new("refused-restricted-statement"),
        ));
    }
    Ok(())
}

/// Whether an actor may see a group's report.
pub async fn may_see_group(tx: &mut Tx, actor: &Actor, group: GroupId) -> Result<bool, StoreError> {
    Ok(actor.roles.has(Role::Coach) && engagement::is_coach(tx, group, actor.person).await?)
}

/// As whom somebody looks at a person's progress.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sight {
    /// It is their own.
    Own,
    /// They coach a group that the person is in.
    Coach,
    /// The platform that they came from has named the person to them: a mentor looks on.
    Mentor,
}

impl Sight {
    /// Whether they may act for the person, too.
    #[must_use]
    pub const fn may_act(self) -> bool {
        matches!(self, Self::Own | Self::Coach)
    }
}

/// As whom an actor may see a person's progress, if they may.
async fn sight(tx: &mut Tx, actor: &Actor, person: PersonId) -> Result<Option<Sight>, StoreError> {
    if actor.person == person {
        return Ok(Some(Sight::Own));
    }
    if actor.roles.has(Role::Coach) && coaches(tx, actor.person, person).await? {
        return Ok(Some(Sight::Coach));
    }
    let mentor_of = actor
        .visit
        .as_ref()
        .and_then(|visit| visit.mentor_of.as_deref());
    match mentor_of {
        Some(issuer) if people::may_mentor(tx, actor.person, issuer, person).await? => {
            Ok(Some(Sight::Mentor))
        }
        _ => Ok(None),
    }
}

/// Whether somebody coaches a group that a person is in.
pub async fn coaches(tx: &mut Tx, coach: PersonId, person: PersonId) -> Result<bool, StoreError> {
    match projector::current(tx).await? {
        Some(current) => projector::shares_group(tx, current.generation, coach, person).await,
        None => Ok(false),
    }
}

/// Refuses an actor who may not act for a person, or as long as the person's data are only kept.
pub async fn act_for(tx: &mut Tx, actor: &Actor, person: PersonId) -> Result<(), Problem> {
    match sight(tx, actor, person).await? {
        Some(sight) if sight.may_act() => use_data_of(tx, Some(actor.person), person).await,
        _ => Err(Problem::not_found()),
    }
}

/// Where an actor may search. Coaches and learners find what their pages show; administrators find
/// people by name, as on their pages, and others who see figures alone find groups.
#[must_use]
pub fn searches(actor: &Actor) -> Scope {
    let coach = actor.roles.has(Role::Coach);
    if !coach && actor.visit.is_none() {
        if actor.roles.has(Role::Administrator) {
            return Scope::Everything;
        }
        if actor.roles.has(Role::Hr) {
            return Scope::Groups;
        }
    }
    Scope::Person {
        person: actor.person,
        coach,
        only: actor.visit.as_ref().and_then(|visit| visit.group),
    }
}

/// Refuses an actor who does not administrate the gateway.
pub fn administrate(actor: &Actor) -> Result<(), Problem> {
    if actor.roles.has(Role::Administrator) {
        return Ok(());
    }
    Err(Problem::new(
        Kind::Forbidden,
        Message::new("refused-administrators"),
    ))
}

/// Refuses an actor who may not see figures of the whole organisation.
pub fn see_reports(actor: &Actor) -> Result<(), Problem> {
    let may = actor.roles.has(Role::Hr) || actor.roles.has(Role::Administrator);
    if may && actor.visit.is_none() {
        return Ok(());
    }
    Err(Problem::new(
        Kind::Forbidden,
        Message::new("refused-reports"),
    ))
}

/// Lets a coach know by name, from now on in a transaction, whom a review of theirs is about, if the
/// person agreed to that: so what was frozen stays readable as long as they do not take it back.
pub fn open_review(tx: &mut Tx, actor: &Actor, review: &Review) {
    if review.is_named_to(actor.person)
        && let Some(veil) = tx.veil_mut()
    {
        veil.know(review.person.0);
    }
}

/// Refuses an actor who may not see a group.
pub async fn see_group(tx: &mut Tx, actor: &Actor, group: GroupId) -> Result<(), Problem> {
    if may_see_group(tx, actor, group).await? {
        Ok(())
    } else {
        Err(Problem::not_found())
    }
}

/// As whom an actor sees a group's leader board; refuses whoever is neither a coach nor a member.
/// Whoever came from a course sees its group's board alone. What is read afterwards is read as that.
pub async fn see_board(
    tx: &mut Tx,
    actor: &Actor,
    group: GroupId,
    today: i64,
) -> Result<Viewer, Problem> {
    if may_see_group(tx, actor, group).await? {
        return Ok(Viewer::Coach);
    }
    let came_from = actor.visit.as_ref().and_then(|visit| visit.group);
    if came_from.is_none_or(|came_from| came_from == group) {
        let membership = engagement::membership(tx, group, today).await?;
        if membership.has(actor.person) {
            // Members know each other by name, whatever they are elsewhere.
            tx.draw(None);
            return Ok(Viewer::Member(actor.person));
        }
    }
    Err(Problem::not_found())
}

/// As whom an actor sees a person; refuses whoever may not, or as long as the person's data are only
/// kept.
pub async fn see_person(tx: &mut Tx, actor: &Actor, person: PersonId) -> Result<Sight, Problem> {
    let sight = sight(tx, actor, person).await?;
    let sight = sight.ok_or_else(Problem::not_found)?;
    use_data_of(tx, Some(actor.person), person).await?;
    Ok(sight)
}
