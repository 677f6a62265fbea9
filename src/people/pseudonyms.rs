//! What people are called where their names may not be told: a word made by chance and kept, so that
//! it is the same for everybody who reads, and says nothing of who it is.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;
use uuid::Uuid;

use super::PersonId;
use crate::store::{Db, Identifier, StoreError, Tx, execute, fetch_all, id_list, list, sql};

sql! {
    GIVE = {
        sqlite: "INSERT INTO pseudonym (person, code) SELECT unhex(value->>0), value->>1
                 FROM json_each($1) WHERE true ON CONFLICT DO NOTHING",
        postgres: "INSERT INTO pseudonym (person, code) SELECT (r->>0)::uuid, r->>1
                   FROM jsonb_array_elements($1::jsonb) AS r ON CONFLICT DO NOTHING",
    };
    CODES = {
        sqlite: "SELECT person, code FROM pseudonym
                 WHERE person IN (SELECT unhex(value) FROM json_each($1))",
        postgres: "SELECT person, code FROM pseudonym
                   WHERE person IN (SELECT value::uuid FROM jsonb_array_elements_text($1::jsonb))",
    };
    WITHOUT = "SELECT p.id FROM person p
               WHERE p.id > $1 AND NOT EXISTS (SELECT 1 FROM pseudonym c WHERE c.person = p.id)
               ORDER BY p.id LIMIT $2";
}

/// Letters and digits that none is taken for another of, without vowels, so that they make no words.
const ALPHABET: &[u8; 28] = b"23456789BCDFGHJKMNPQRSTVWXYZ";
/// Letters of a code: 28⁶ codes are enough that hardly any is made twice, and short enough to be said.
const LENGTH: u32 = 6;
/// People who are given pseudonyms in one transaction.
const AT_ONCE: i64 = 1000;

/// The code of a random number, such as `7K2-QF9`.
fn code(random: u64) -> String {
    let mut rest = random;
    let mut code = String::with_capacity(LENGTH as usize + 1);
    for place in 0..LENGTH {
        if place == LENGTH / 2 {
            code.push('-');
        }
        let letter = usize::try_from(rest % ALPHABET.len() as u64).unwrap_or_default();
        code.push(char::from(ALPHABET[letter]));
        rest /= ALPHABET.len() as u64;
    }
    code
}

/// A pseudonym as people read it: the same word in every language that we speak.
pub(super) fn pseudonym(code: &str) -> String {
    format!("Person {code}")
}

/// Gives each of some people a pseudonym; whoever has one keeps it. A code that somebody has already
/// is not given again: the database refuses it, and another one is made.
pub(super) async fn give(tx: &mut Tx, persons: &[PersonId]) -> Result<(), StoreError> {
    let mut without: BTreeSet<PersonId> = persons.iter().copied().collect();
    while !without.is_empty() {
        let rows = list(without.iter().map(|person| {
            // All of these bits are random.
            let random = Uuid::new_v4().as_u64_pair().1 & (u64::MAX >> 2);
            json!([person.hex(), code(random)])
        }));
        execute!(tx, GIVE, &rows)?;
        let given = codes(tx, &without).await?;
        without.retain(|person| !given.contains_key(person));
    }
    Ok(())
}

/// Gives a pseudonym to everybody who has none: to those who were known before there were any.
pub async fn give_pseudonyms(db: &Db) -> Result<(), StoreError> {
    let mut after = PersonId(Uuid::nil());
    loop {
        let mut tx = db.read().await?;
        let some = fetch_all!(tx, WITHOUT as (PersonId,), after, AT_ONCE)?;
        drop(tx);
        let some: Vec<PersonId> = some.into_iter().map(|(person,)| person).collect();
        let Some(last) = some.last() else {
            return Ok(());
        };
        after = *last;
        let mut tx = db.write().await?;
        give(&mut tx, &some).await?;
        tx.commit().await?;
    }
}

/// The codes of those of some people who have one.
pub(super) async fn codes(
    tx: &mut Tx,
    persons: &BTreeSet<PersonId>,
) -> Result<BTreeMap<PersonId, String>, StoreError> {
    let ids = id_list(persons);
    let rows = fetch_all!(tx, CODES as (PersonId, String), &ids)?;
    Ok(rows.into_iter().collect())
}

/// The pseudonym of somebody, as others read it where it stands in place of the name.
pub async fn pseudonym_of(tx: &mut Tx, person: PersonId) -> Result<Option<String>, StoreError> {
    let code = codes(tx, &BTreeSet::from([person])).await?.remove(&person);
    Ok(code.map(|code| pseudonym(&code)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// How many codes there are.
    const ALL: u64 = 28_u64.pow(LENGTH);

    proptest! {
        #[test]
        fn a_code_can_be_said_and_is_taken_for_no_other(random in any::<u64>()) {
            let code = code(random);
            prop_assert_eq!(code.len(), 7);
            prop_assert_eq!(code.as_bytes()[3], b'-');
            let letters = || code.chars().filter(|letter| *letter != '-');
            prop_assert!(!letters().any(|letter| "01AEIOULaeioul".contains(letter)), "{}", code);
            prop_assert!(letters().all(|letter| letter.is_ascii_digit() || letter.is_ascii_uppercase()));
        }

        /// No code is made of two numbers as long as there are others.
        #[test]
        fn two_numbers_make_two_codes(one in 0..ALL, other in 0..ALL) {
            prop_assert_eq!(code(one) == code(other), one == other);
        }
    }

    #[test]
    fn every_letter_of_a_code_is_as_likely() {
        let mut letters = BTreeMap::<char, usize>::new();
        for number in 0..28_u64.pow(3) {
            for letter in code(number).chars().take(3) {
                *letters.entry(letter).or_default() += 1;
            }
        }
        assert_eq!(letters.len(), 28);
        assert!(letters.values().all(|times| *times == 3 * 28 * 28));
    }
}
