//! Rows that are one person's and become another's, and go back: a merge of two persons keeps a list
//! of what it moved.

/// Declares a list of moved rows: for each member the table, which has a column `id`, and the column
/// that names the person.
macro_rules! moved {
    (
        $(#[$meta:meta])*
        struct $name:ident { $($field:ident: ($table:literal, $column:literal),)+ }
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
        #[serde(default)]
        struct $name { $($field: Vec<uuid::Uuid>,)+ }

        mod rows {
            $(pub(super) mod $field {
                use $crate::people::PersonId;
                use $crate::store::{StoreError, Tx, execute, fetch_all, id_list, sql};
                use uuid::Uuid;

                sql! {
                    MOVE = concat!("UPDATE ", $table, " SET ", $column, " = $2 WHERE ", $column,
                                   " = $1 RETURNING id");
                    RETURN = {
                        sqlite: concat!("UPDATE ", $table, " SET ", $column, " = $1
                                         WHERE id IN (SELECT unhex(value) FROM json_each($2))"),
                        postgres: concat!("UPDATE ", $table, " SET ", $column, " = $1
                                           WHERE id IN (SELECT value::uuid
                                               FROM jsonb_array_elements_text($2::jsonb))"),
                    };
                }

                pub(in super::super) async fn take(
                    tx: &mut Tx,
                    from: PersonId,
                    to: PersonId,
                ) -> Result<Vec<Uuid>, StoreError> {
                    let rows = fetch_all!(tx, MOVE as (Uuid,), from, to)?;
                    Ok(rows.into_iter().map(|(id,)| id).collect())
                }

                pub(in super::super) async fn give_back(
                    tx: &mut Tx,
                    from: PersonId,
                    ids: &[Uuid],
                ) -> Result<(), StoreError> {
                    let ids = id_list(ids);
                    execute!(tx, RETURN, from, &ids)?;
                    Ok(())
                }
            })+
        }

        impl $name {
            /// Gives what `from` has to `to`.
            async fn take(
                tx: &mut $crate::store::Tx,
                from: $crate::people::PersonId,
                to: $crate::people::PersonId,
            ) -> Result<Self, $crate::store::StoreError> {
                Ok(Self { $($field: rows::$field::take(tx, from, to).await?,)+ })
            }

            /// Gives it back to `from`.
            async fn give_back(
                &self,
                tx: &mut $crate::store::Tx,
                from: $crate::people::PersonId,
            ) -> Result<(), $crate::store::StoreError> {
                $(rows::$field::give_back(tx, from, &self.$field).await?;)+
                Ok(())
            }
        }
    };
}

pub(crate) use moved;
