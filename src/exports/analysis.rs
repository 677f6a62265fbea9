//! Evidence and progress of everybody, row by row, for whoever analyses them with tools of their own.

use std::collections::{BTreeMap, BTreeSet};

use jiff::ToSpan;
use uuid::Uuid;

use super::ExportError;
use super::output::Output;
use super::produce::Making;
use super::sheets::{self, EvidenceRow, ProgressRow, Who};
use crate::competency::{Sources, gather, of_each};
use crate::groups::{self, GroupId};
use crate::people::{self, PersonId};
use crate::problem::Problem;
use crate::projector::{self, ActKind, Fact, activity_names, date_of, days_since_epoch};
use crate::restrictions::{self, Use};
use crate::rules;
use crate::seal::hex;

/// Persons whose rows are worked out together.
const PERSONS: usize = 200;
/// Months back of which the ends are told, unless a moment is named.
const MONTHS: i32 = 12;
/// Most ends of months.
const MOST_DAYS: usize = 120;

/// A place in the order of names.
type Place = (String, PersonId);

/// Evidence of one person before names are put to keys.
struct Found {
    person: PersonId,
    competency: i64,
    group: Option<i64>,
    act: Option<ActKind>,
    row: EvidenceRow,
}

impl Making<'_> {
    /// The identifier of a person, or a word that stands for them in every export of this gateway.
    fn who(&self, person: PersonId) -> Result<Who, ExportError> {
        if !self.choice.pseudonyms {
            return Ok(Who::Person(person.0));
        }
        let tag = self.app.key.tag("pseudonym", person.0.as_bytes());
        let tag = tag.map_err(Problem::internal)?;
        Ok(Who::Pseudonym(hex(&tag[..10])))
    }

    /// The days between which evidence counts from.
    fn days(&self) -> (i64, i64) {
        let day = |at: jiff::Timestamp| projector::day(&self.app.zone, at.as_microsecond());
        let since = self.choice.since.map_or(i64::MIN, day);
        let until = self.choice.until.map_or(i64::MAX, day);
        (since, until.min(self.app.today()))
    }

    /// The ends of months between two moments, and the last day.
    fn ends_of_months(&self) -> Vec<i64> {
        let (since, until) = self.days();
        let last = date_of(until);
        let first = match self.choice.since {
            Some(_) => since,
            None => days_since_epoch(last.saturating_sub(MONTHS.months())),
        };
        let mut days = vec![until];
        let mut end = days_since_epoch(last.first_of_month()) - 1;
        while end >= first && days.len() < MOST_DAYS {
            days.push(end);
            end = days_since_epoch(date_of(end).first_of_month()) - 1;
        }
        days.reverse();
        days
    }

    /// The next persons after a place in the order of names, without those whose data are only kept.
    async fn next(
        &self,
        after: Option<Place>,
    ) -> Result<(Vec<PersonId>, Option<Place>), ExportError> {
        let mut tx = self.app.db.read().await?;
        let page = people::list_all(&mut tx, after, PERSONS).await?;
        let last = page.last();
        let place = last.map(|last| (last.name.clone().unwrap_or_default(), last.id));
        let persons: Vec<PersonId> = page.iter().map(|person| person.id).collect();
        let used = restrictions::without_withheld(&mut tx, Use::Everything, &persons).await?;
        Ok((used, place))
    }

    /// Keeps that rows of some persons were taken, and how far the work is: how many there are to
    /// come is not known without counting them.
    async fn taken(&self, persons: &[PersonId], done: &mut i64) -> Result<(), ExportError> {
        self.seen(persons).await?;
        *done += i64::try_from(persons.len()).unwrap_or(i64::MAX);
        self.progress.at(self.app, *done, 0).await
    }

    /// Every piece of evidence that counts for a competency.
    pub(super) async fn evidence(&self) -> Result<Output, ExportError> {
        self.administrate()?;
        let table = sheets::evidence_rows(self.reader.locale, self.choice.pseudonyms);
        let mut output = self.begin(&self.title(None))?;
        output.table(table.head())?;
        let (since, until) = self.days();
        let (mut after, mut done) = (None, 0);
        loop {
            let (persons, place) = self.next(after).await?;
            if place.is_none() {
                return Ok(output);
            }
            after = place;
            let mut tx = self.app.db.read().await?;
            let rules = rules::in_force(&mut tx).await?;
            let found = of_each(
                &mut tx,
                &persons,
                until,
                move |person, facts, sources, _| pieces(person, facts, sources, &rules, since),
            );
            let found: Vec<Found> = found.await?.into_iter().flatten().collect();
            let keys: BTreeSet<i64> = found.iter().map(|it| it.competency).collect();
            let keys: Vec<i64> = keys.into_iter().collect();
            let names = activity_names(&mut tx, &keys).await?;
            let keys: BTreeSet<i64> = found.iter().filter_map(|it| it.group).collect();
            let keys: Vec<i64> = keys.into_iter().collect();
            let groups: BTreeMap<i64, GroupId> = groups::ids(&mut tx, &keys).await?;
            drop(tx);
            for one in found {
                let mut row = one.row;
                row.who = self.who(one.person)?;
                row.competency = names.get(&one.competency).map(|(iri, _)| iri.clone());
                row.group = one.group.and_then(|key| groups.get(&key)).map(|id| id.0);
                row.act = one.act;
                output.row(&table.row(&row))?;
            }
            self.taken(&persons, &mut done).await?;
        }
    }

    /// The progress of everybody in each competency, at the end of each month.
    pub(super) async fn history(&self) -> Result<Output, ExportError> {
        self.administrate()?;
        let table = sheets::progress_rows(self.reader.locale, self.choice.pseudonyms);
        let mut output = self.begin(&self.title(None))?;
        output.table(table.head())?;
        let days = self.ends_of_months();
        let (mut after, mut done) = (None, 0);
        loop {
            let (persons, place) = self.next(after).await?;
            if place.is_none() {
                return Ok(output);
            }
            after = place;
            let mut rows = Vec::new();
            let mut tx = self.app.db.read().await?;
            for day in &days {
                let cells = of_each(&mut tx, &persons, *day, |person, _, _, cells| {
                    (person, cells)
                });
                for (person, cells) in cells.await? {
                    let who = self.who(person)?;
                    rows.extend(
                        cells
                            .into_iter()
                            .map(|(key, cell)| (who.clone(), key, *day, cell)),
                    );
                }
            }
            let keys: BTreeSet<i64> = rows.iter().map(|(_, key, ..)| *key).collect();
            let keys: Vec<i64> = keys.into_iter().collect();
            let names = activity_names(&mut tx, &keys).await?;
            drop(tx);
            for (who, key, day, cell) in rows {
                let row = ProgressRow {
                    who,
                    competency: names.get(&key).map(|(iri, _)| iri.clone()),
                    day,
                    target: cell.plan.map(|plan| plan.target),
                    progress: cell.progress,
                };
                output.row(&table.row(&row))?;
            }
            self.taken(&persons, &mut done).await?;
        }
    }
}

/// A person's evidence from a day on.
fn pieces(
    person: PersonId,
    facts: &[Fact],
    sources: &Sources,
    rules: &rules::RuleSet,
    since: i64,
) -> Vec<Found> {
    let by_statement: BTreeMap<Uuid, &Fact> = facts.iter().map(|fact| (fact.id, fact)).collect();
    let evidence = gather(facts, person, sources, &rules.progress);
    let mut found = Vec::new();
    for (competency, items) in evidence {
        for item in items.iter().filter(|item| item.day >= since) {
            let fact = by_statement.get(&item.statement);
            found.push(Found {
                person,
                competency,
                group: fact.and_then(|fact| fact.group),
                act: fact.map(|fact| fact.act),
                row: EvidenceRow {
                    who: Who::Person(person.0),
                    competency: None,
                    group: None,
                    act: None,
                    kind: item.kind,
                    class: rules.progress.kind(item.kind).map(|rule| rule.class),
                    day: item.day,
                    expires: item.expires,
                    weight: item.weight,
                    quality: item.quality,
                    statement: item.statement,
                },
            });
        }
    }
    found
}
