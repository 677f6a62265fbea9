//! Columns of text in which a person's name or addresses may stand, listed by the room that owns them:
//! to be replaced when the person is erased, or shown to whoever erases where something works by them.

/// What a text becomes when a person is erased.
pub type Change<'c> = &'c (dyn Fn(&str) -> String + Sync);

/// Declares columns of text.
///
/// - `replaced`: what names the person is replaced;
/// - `working`: something works by the text (an address, a user name), so that it is shown instead.
///
/// What is sought is lowercase in ASCII, as `statements` has it.
macro_rules! texts {
    (
        replaced { $($text:ident: $in:literal . $words:literal,)* }
        working { $($work:ident: $of:literal . $column:literal,)* }
    ) => {
        mod text_columns {
            $(pub(super) mod $text {
                use $crate::store::{Change, StoreError, Tx, execute, fetch_all, list, sql};
                sql! {
                    ERASE_FIND = {
                        sqlite: $crate::store::holding!(sqlite $in, $words),
                        postgres: $crate::store::holding!(postgres $in, $words),
                    };
                    ERASE_PUT = concat!("UPDATE ", $in, " SET ", $words, " = $2 WHERE ", $words,
                                        " = $1");
                }
                pub(in super::super) async fn replace(
                    tx: &mut Tx,
                    sought: &[String],
                    change: Change<'_>,
                ) -> Result<(), StoreError> {
                    for (text,) in fetch_all!(tx, ERASE_FIND as (String,), list(sought.iter()))? {
                        let new = change(&text);
                        if new != text {
                            execute!(tx, ERASE_PUT, &text, &new)?;
                        }
                    }
                    Ok(())
                }
            })*
            $(pub(super) mod $work {
                use $crate::store::{StoreError, Tx, fetch_all, list, sql};
                sql! {
                    ERASE_FIND = {
                        sqlite: $crate::store::holding!(sqlite $of, $column),
                        postgres: $crate::store::holding!(postgres $of, $column),
                    };
                }
                pub(in super::super) async fn find(
                    tx: &mut Tx,
                    sought: &[String],
                ) -> Result<Vec<String>, StoreError> {
                    let found = fetch_all!(tx, ERASE_FIND as (String,), list(sought.iter()))?;
                    Ok(found.into_iter().map(|(text,)| text).collect())
                }
            })*
        }

        /// Takes out of texts what is sought in them.
        pub(crate) async fn replace_in_texts(
            tx: &mut $crate::store::Tx,
            sought: &[String],
            change: $crate::store::Change<'_>,
        ) -> Result<(), $crate::store::StoreError> {
            // Not each room has texts of each kind.
            let _ = (&tx, sought, change);
            $(text_columns::$text::replace(tx, sought, change).await?;)*
            Ok(())
        }

        /// Texts that something works by and that hold what is sought, with what they are.
        pub(crate) async fn working_texts(
            tx: &mut $crate::store::Tx,
            sought: &[String],
        ) -> Result<Vec<(&'static str, String)>, $crate::store::StoreError> {
            let found: Vec<(&'static str, String)> = Vec::new();
            // Not each room has texts of each kind.
            let _ = (&tx, sought);
            $(let found = {
                let texts = text_columns::$work::find(tx, sought).await?;
                let named = texts.into_iter().map(|text| (stringify!($work), text));
                found.into_iter().chain(named).collect::<Vec<_>>()
            };)*
            Ok(found)
        }
    };
}

/// The texts of a column that hold one of a list of words (`$1`).
macro_rules! holding {
    (sqlite $in:literal, $column:literal) => {
        concat!(
            "SELECT DISTINCT ",
            $column,
            " FROM ",
            $in,
            " t WHERE EXISTS (SELECT 1 FROM json_each($1) w WHERE instr(lower(t.",
            $column,
            "), w.value) > 0)"
        )
    };
    (postgres $in:literal, $column:literal) => {
        concat!(
            "SELECT DISTINCT ",
            $column,
            " FROM ",
            $in,
            " t WHERE EXISTS (SELECT 1 FROM jsonb_array_elements_text($1::jsonb) w
              WHERE strpos(lower(t.",
            $column,
            " COLLATE \"C\"), w.value) > 0)"
        )
    };
}

pub(crate) use {holding, texts};
