//! What a coach and a person work with: a development plan, goals and steps, and what needs the coach
//! today.

use std::collections::BTreeMap;

use super::produce::{Making, Small};
use super::request::Asker;
use super::{ExportError, dossier, sheets};
use crate::access;
use crate::coaching::plans;
use crate::coaching::{aims, group_hints, hints, known, reflections, steps};
use crate::competency::{CompetencyProgress, person_report};
use crate::groups::{self, Group};
use crate::inbox::inbox;
use crate::paper::Block;
use crate::people::{self, Person};
use crate::problem::{Kind, Problem};
use crate::sso::Role;
use crate::store::Tx;

impl Making<'_> {
    /// The person of the choice, whom whoever asks may act for.
    async fn person_worked_with(&self, tx: &mut Tx) -> Result<Person, ExportError> {
        let person = self.choice.person()?;
        self.act_for(tx, person).await?;
        let named = people::find(tx, person).await?;
        Ok(named.ok_or_else(Problem::not_found)?)
    }

    pub(super) async fn plan(&self, tx: &mut Tx) -> Result<Small, ExportError> {
        let person = self.person_worked_with(tx).await?;
        let plan = plans::find(tx, person.id, self.choice.plan()?).await;
        let plan = plan.map_err(Problem::from)?;
        let report = person_report(tx, person.id, self.app.today()).await?;
        let progress: BTreeMap<String, CompetencyProgress> = report
            .into_iter()
            .flat_map(|report| report.competencies)
            .map(|found| (found.iri.clone(), found))
            .collect();
        let version = plan.current();
        let coach = match version.coach {
            Some(coach) => people::find(tx, coach).await?,
            None => None,
        };
        let locale = self.reader.locale;
        let title = format!("{}: {}", self.title(person.name.clone()), version.title);
        let own = sheets::name(locale, Some(&person));
        let tables = vec![
            sheets::plan_aims(locale, &progress).of(&version.items),
            sheets::plan_versions(locale).of(&plan.versions),
        ];
        let house = &self.app.config.organisation;
        let today = self.app.today();
        let mut document = dossier::of_tables(&self.reader, house, &title, today, &tables);
        let coach = match coach {
            Some(coach) => sheets::name(locale, Some(&coach)),
            None => locale.text("role-coach"),
        };
        document.blocks.push(Block::Signatures(vec![own, coach]));
        Ok(Small {
            title,
            tables,
            document: Some(document),
            persons: vec![person.id],
        })
    }

    pub(super) async fn goals(&self, tx: &mut Tx) -> Result<Small, ExportError> {
        let person = self.person_worked_with(tx).await?;
        let found = known(tx, person.id, self.app.today()).await?;
        let locale = self.reader.locale;
        let goals = aims(&found.facts, person.id, &found.sources);
        let done = steps(&found.facts, person.id, &found.sources);
        Ok(Small {
            tables: vec![
                sheets::goals(locale, &found).of(&goals),
                sheets::steps(locale, &found).of(&done),
            ],
            title: self.title(person.name),
            document: None,
            persons: vec![person.id],
        })
    }

    /// Hints to a person with what they wrote themselves, or hints to a group.
    pub(super) async fn hints(&self, tx: &mut Tx) -> Result<Small, ExportError> {
        let (locale, today) = (self.reader.locale, self.app.today());
        if self.choice.person.is_none() {
            let group = self.group_led(tx).await?;
            let given = group_hints(tx, group.id, today).await;
            let given = given.map_err(Problem::from)?;
            let names = people::find_all(tx, given.iter().filter_map(|hint| hint.by)).await?;
            return Ok(Small {
                title: self.title(group.name),
                tables: vec![sheets::hints(locale, &names).of(&given)],
                document: None,
                persons: Vec::new(),
            });
        }
        let person = self.person_worked_with(tx).await?;
        let found = known(tx, person.id, today).await?;
        let given = hints(tx, &found).await.map_err(Problem::from)?;
        let thoughts = reflections(tx, &found).await.map_err(Problem::from)?;
        let names = people::find_all(tx, given.iter().filter_map(|hint| hint.by)).await?;
        Ok(Small {
            tables: vec![
                sheets::hints(locale, &names).of(&given),
                sheets::reflections(locale).of(&thoughts),
            ],
            title: self.title(person.name),
            document: None,
            persons: vec![person.id],
        })
    }

    /// The group of the choice, whose coach asks, or a system.
    async fn group_led(&self, tx: &mut Tx) -> Result<Group, ExportError> {
        let group = self.choice.group()?;
        if let Asker::Person(actor) = self.asker {
            access::see_group(tx, actor, group).await?;
        }
        let found = groups::find(tx, group).await?;
        Ok(found.ok_or_else(Problem::not_found)?)
    }

    pub(super) async fn invitations(&self, tx: &mut Tx) -> Result<Small, ExportError> {
        let group = self.group_led(tx).await?;
        let all = self.app.desk().invitations(tx, group.id).await;
        let all = all.map_err(Problem::from)?;
        let named = all.iter().flat_map(|(one, _)| [one.person, one.by]);
        let names = people::find_all(tx, named).await?;
        let mut persons: Vec<_> = all.iter().map(|(one, _)| one.person).collect();
        persons.sort_unstable();
        persons.dedup();
        Ok(Small {
            title: self.title(group.name),
            tables: vec![sheets::invitations(self.reader.locale, &names).of(&all)],
            document: None,
            persons,
        })
    }

    pub(super) async fn today(&self, tx: &mut Tx) -> Result<Small, ExportError> {
        let (locale, today) = (self.reader.locale, self.app.today());
        let actor = self.somebody()?;
        if !actor.roles.has(Role::Coach) {
            let detail = "Only coaches have an inbox here.";
            return Err(Problem::new(Kind::Forbidden, detail).into());
        }
        let policy = self.app.policy(tx).await?;
        let mut inbox = inbox(tx, actor.person, today, &policy)
            .await
            .map_err(Problem::from)?;
        if !policy.files {
            inbox
                .alerts
                .retain(|one| !one.alert.rule.is_about_a_member());
            inbox.hurried.clear();
        }
        Ok(Small {
            title: self.title(None),
            tables: vec![
                sheets::standing_alerts(locale).of(&inbox.alerts),
                sheets::open_questions(locale).of(&inbox.questions),
                sheets::due_reviews(locale).of(&inbox.reviews),
                sheets::disagreeing(locale).of(&inbox.disagreeing),
                sheets::hurried(locale).of(&inbox.hurried),
            ],
            persons: inbox.persons(),
            document: None,
        })
    }
}
