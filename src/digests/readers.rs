//! Who reads digests, in which language, and at which address.

use jiff::{SignedDuration, Timestamp};

use super::store;
use crate::locale::Locale;
use crate::people::{self, PersonId};
use crate::store::{Db, StoreError, Tx};

/// A visit is noted again after this long.
const AGAIN: SignedDuration = SignedDuration::from_hours(12);

/// How somebody reads digests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Subscription {
    /// Whether they are sent by e-mail.
    pub email: bool,
    /// The language that the coach read in last.
    pub locale: Locale,
}

/// How a coach reads digests; none before they have looked at their inbox.
pub async fn subscription(
    tx: &mut Tx,
    coach: PersonId,
) -> Result<Option<Subscription>, StoreError> {
    let row = store::reader(tx, coach).await?;
    Ok(row.map(|row| row.subscription()))
}

/// Notes that a coach has looked at their inbox in a language: their digests are written in it.
pub async fn visited(
    db: &Db,
    coach: PersonId,
    locale: Locale,
    now: Timestamp,
) -> Result<(), StoreError> {
    let mut tx = db.read().await?;
    let known = store::reader(&mut tx, coach).await?;
    drop(tx);
    let since = (now - AGAIN).as_microsecond();
    if known.is_some_and(|known| known.seen_at > since && known.subscription().locale == locale) {
        return Ok(());
    }
    let mut tx = db.write().await?;
    store::visit(&mut tx, coach, locale, now).await?;
    tx.commit().await
}

/// Notes whether digests are to be sent by e-mail.
pub async fn subscribe(
    tx: &mut Tx,
    coach: PersonId,
    subscription: Subscription,
    now: Timestamp,
) -> Result<(), StoreError> {
    store::visit(tx, coach, subscription.locale, now).await?;
    store::choose(tx, coach, subscription.email).await
}

/// The e-mail address of somebody: one that a sign-in, an administrator, a platform or statements
/// have told of, in this order.
pub async fn address(tx: &mut Tx, person: PersonId) -> Result<Option<String>, StoreError> {
    let told = people::identifiers(tx, person).await?;
    let rank = |reason: &str| match reason {
        "sign_in" => 0,
        "administrator" => 1,
        "lti_launch" | "lti_roster" => 2,
        _ => 3,
    };
    let mut found: Vec<(i32, String)> = told
        .into_iter()
        .filter_map(|(identifier, reason)| {
            let address = identifier.strip_prefix("mailto:")?;
            Some((rank(&reason), address.to_owned()))
        })
        .collect();
    found.sort();
    Ok(found.into_iter().next().map(|(_, address)| address))
}
