//! What rooms hold of a person: each room lists its own rows, to be counted, and to go when the person
//! is erased.

/// Declares what a room holds of people.
///
/// - `removed`: rows that go, by a condition in which `$1` is the person, in this order;
/// - `renamed`: columns that name a person where others' rows need somebody to be named;
/// - `texts`: columns of text in which the person's name or addresses may stand.
macro_rules! held {
    (
        removed { $($gone:ident: $from:literal where $which:literal,)* }
        renamed { $($kept:ident: $of:literal . $column:literal,)* }
        texts { $($text:ident: $in:literal . $words:literal,)* }
    ) => {
        mod rows {
            $(pub(super) mod $gone {
                use $crate::people::PersonId;
                use $crate::store::{StoreError, Tx, execute, fetch_one, sql};
                sql! {
                    ERASE_COUNT = concat!("SELECT count(*) FROM ", $from, " WHERE ", $which);
                    ERASE_REMOVE = concat!("DELETE FROM ", $from, " WHERE ", $which);
                }
                pub(in super::super) async fn count(
                    tx: &mut Tx,
                    person: PersonId,
                ) -> Result<i64, StoreError> {
                    Ok(fetch_one!(tx, ERASE_COUNT as (i64,), person)?.0)
                }
                pub(in super::super) async fn remove(
                    tx: &mut Tx,
                    person: PersonId,
                ) -> Result<(), StoreError> {
                    execute!(tx, ERASE_REMOVE, person)?;
                    Ok(())
                }
            })*
            $(pub(super) mod $kept {
                use $crate::people::PersonId;
                use $crate::store::{StoreError, Tx, execute, sql};
                sql! {
                    ERASE_RENAME = concat!("UPDATE ", $of, " SET ", $column, " = $2 WHERE ",
                                           $column, " = $1");
                }
                pub(in super::super) async fn rename(
                    tx: &mut Tx,
                    from: PersonId,
                    to: PersonId,
                ) -> Result<(), StoreError> {
                    execute!(tx, ERASE_RENAME, from, to)?;
                    Ok(())
                }
            })*
        }

        $crate::store::texts! {
            replaced { $($text: $in . $words,)* }
            working {}
        }

        /// What the room holds of a person: kinds of rows, with how many there are.
        pub async fn held(
            tx: &mut $crate::store::Tx,
            person: $crate::people::PersonId,
        ) -> Result<Vec<(&'static str, i64)>, $crate::store::StoreError> {
            // Not each room has rows of each kind.
            let _ = (&tx, person);
            Ok(vec![$((stringify!($gone), rows::$gone::count(tx, person).await?),)*])
        }

        /// Lets a person go: rows of theirs are removed, and others name `to` in their place.
        pub async fn let_go(
            tx: &mut $crate::store::Tx,
            from: $crate::people::PersonId,
            to: $crate::people::PersonId,
        ) -> Result<(), $crate::store::StoreError> {
            // Not each room has rows of each kind.
            let _ = (&tx, from, to);
            $(rows::$gone::remove(tx, from).await?;)*
            $(rows::$kept::rename(tx, from, to).await?;)*
            Ok(())
        }
    };
}

pub(crate) use held;
