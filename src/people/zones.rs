//! In which language pages are shown to a person, if they chose one, and in whose time zone moments are:
//! what they chose, else what their identity provider said, else the organisation's. Days of plans, evidence and reports are not shown by it: they are the
//! organisation's.

use jiff::tz::{self, TimeZone};

use super::PersonId;
use crate::message::Message;
use crate::store::{StoreError, Tx, execute, fetch_optional, sql};

sql! {
    OF = "SELECT chosen, told FROM person_zone WHERE person = $1";
    CHOOSE = "INSERT INTO person_zone (person, chosen) VALUES ($1, $2)
              ON CONFLICT (person) DO UPDATE SET chosen = excluded.chosen";
    LANGUAGE = "SELECT language FROM person_zone WHERE person = $1";
    CHOOSE_LANGUAGE = "INSERT INTO person_zone (person, language) VALUES ($1, $2)
                       ON CONFLICT (person) DO UPDATE SET language = excluded.language";
    TELL = "INSERT INTO person_zone (person, told) VALUES ($1, $2)
            ON CONFLICT (person) DO UPDATE SET told = excluded.told";
}

/// Areas of the world whose places are offered. The database has more names: of countries, of offsets
/// and of times past, which are taken but not offered.
const AREAS: [&str; 10] = [
    "Africa",
    "America",
    "Antarctica",
    "Arctic",
    "Asia",
    "Atlantic",
    "Australia",
    "Europe",
    "Indian",
    "Pacific",
];

/// What is known of somebody's zone, by the names of IANA.
#[derive(Debug, Clone, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct Zones {
    /// What the person chose.
    pub chosen: Option<String>,
    /// What their identity provider said last.
    pub told: Option<String>,
}

impl Zones {
    /// The zone that holds; none: the organisation's.
    #[must_use]
    pub fn zone(&self) -> Option<TimeZone> {
        let mut names = [&self.chosen, &self.told].into_iter().flatten();
        names.find_map(|name| zone_named(name))
    }
}

/// The zone of a name of IANA, however its letters are written.
#[must_use]
pub fn zone_named(name: &str) -> Option<TimeZone> {
    let zone = TimeZone::get(name).ok()?;
    // Names without an area are of no place, and what they mean has changed: EST, CET, Factory.
    let name = zone.iana_name()?;
    (name == "UTC" || name.contains('/') && !zone.is_unknown()).then_some(zone)
}

/// The names that are offered, in their order.
#[must_use]
pub fn zone_names() -> Vec<String> {
    let of_a_place = |name: &str| {
        let area = name.split('/').next().unwrap_or_default();
        name == "UTC" || area != name && AREAS.contains(&area)
    };
    let known = tz::db().available().map(|name| name.as_str().to_owned());
    let mut names: Vec<String> = known.filter(|name| of_a_place(name)).collect();
    names.sort_unstable();
    names
}

/// The zone that somebody means: by its name, or by its city where only one is called so.
pub fn zone_meant(text: &str) -> Result<TimeZone, Message> {
    let text = text.trim();
    if let Some(zone) = zone_named(text) {
        return Ok(zone);
    }
    let city = text.replace(' ', "_");
    let names = zone_names();
    let mut called = names.iter().filter(|name| {
        let last = name.rsplit('/').next().unwrap_or_default();
        last.eq_ignore_ascii_case(&city)
    });
    let one = called.next().filter(|_| called.next().is_none());
    one.and_then(|name| zone_named(name)).ok_or_else(|| {
        let shown: String = text.chars().take(60).collect();
        Message::new("refused-zone").with("zone", shown)
    })
}

/// What is known of a person's zone.
pub async fn zones(tx: &mut Tx, person: PersonId) -> Result<Zones, StoreError> {
    let found = fetch_optional!(tx, OF as Zones, person)?;
    Ok(found.unwrap_or_default())
}

/// Notes what a person chose; none: they leave it to their provider and the organisation.
pub async fn choose_zone(
    tx: &mut Tx,
    person: PersonId,
    zone: Option<&TimeZone>,
) -> Result<(), StoreError> {
    let name = zone.and_then(TimeZone::iana_name);
    execute!(tx, CHOOSE, person, name)?;
    Ok(())
}

/// The tag of the language that a person chose, if they did.
pub async fn language(tx: &mut Tx, person: PersonId) -> Result<Option<String>, StoreError> {
    let found = fetch_optional!(tx, LANGUAGE as (Option<String>,), person)?;
    Ok(found.and_then(|(tag,)| tag))
}

/// Notes which language a person chose; none: they leave it to their platform and their browser.
pub async fn choose_language(
    tx: &mut Tx,
    person: PersonId,
    tag: Option<&str>,
) -> Result<(), StoreError> {
    execute!(tx, CHOOSE_LANGUAGE, person, tag)?;
    Ok(())
}

/// Notes what an identity provider says. A name that nobody knows is not noted: what it said before
/// stays.
pub async fn tell_zone(tx: &mut Tx, person: PersonId, name: &str) -> Result<(), StoreError> {
    let zone = zone_named(name);
    if let Some(name) = zone.as_ref().and_then(TimeZone::iana_name) {
        execute!(tx, TELL, person, name)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn meant(text: &str) -> Option<String> {
        let zone = zone_meant(text).ok()?;
        zone.iana_name().map(str::to_owned)
    }

    #[test]
    fn a_zone_is_known_by_its_name_or_its_city() {
        for (text, name) in [
            ("Europe/Berlin", "Europe/Berlin"),
            (" europe/berlin ", "Europe/Berlin"),
            ("Tokyo", "Asia/Tokyo"),
            ("new york", "America/New_York"),
            ("utc", "UTC"),
        ] {
            assert_eq!(meant(text).as_deref(), Some(name), "{text}");
        }
        for text in [
            "",
            "Mars",
            "+01:00",
            "CET",
            "Etc/Unknown",
            "../Europe/Berlin",
            "localtime",
            "\0",
        ] {
            assert_eq!(meant(text), None, "{text}");
        }
    }

    #[test]
    fn every_zone_that_is_offered_is_taken() {
        let names = zone_names();
        assert!(names.len() > 300, "{}", names.len());
        for name in names {
            assert_eq!(meant(&name).as_deref(), Some(name.as_str()));
        }
    }

    #[test]
    fn what_is_chosen_goes_before_what_is_told() {
        let zones = |chosen: Option<&str>, told: Option<&str>| Zones {
            chosen: chosen.map(str::to_owned),
            told: told.map(str::to_owned),
        };
        let name = |zones: Zones| zones.zone()?.iana_name().map(str::to_owned);
        let (tokyo, lima) = (Some("Asia/Tokyo"), Some("America/Lima"));
        assert_eq!(name(zones(tokyo, lima)).as_deref(), tokyo);
        assert_eq!(name(zones(None, lima)).as_deref(), lima);
        // A zone that the database has no more.
        assert_eq!(name(zones(Some("Europe/Atlantis"), lima)).as_deref(), lima);
        assert_eq!(name(Zones::default()), None);
    }
}
