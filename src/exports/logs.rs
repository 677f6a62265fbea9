//! The two logs: what administrators did, and statements as they stand.

use std::collections::BTreeSet;

use super::output::Output;
use super::produce::{BATCH, Making};
use super::request::wrong;
use super::{ExportError, sheets};
use crate::audit;
use crate::message::Message;
use crate::people::{self, PersonId};
use crate::problem::Problem;
use crate::restrictions;
use crate::statements::{self, Direction, Filter, Identity, Query};

impl Making<'_> {
    pub(super) async fn audit(&self) -> Result<Output, ExportError> {
        self.administrate()?;
        let table = sheets::audit_log(self.reader.locale);
        let mut output = self.begin(&self.title(None))?;
        output.table(table.head())?;
        let mut tx = self.app.db.read().await?;
        let (total, _) = audit::head(&mut tx).await?;
        drop(tx);
        let mut before = Some(total + 1);
        loop {
            let mut tx = self.app.db.read().await?;
            let filter = audit::Filter { act: None, before };
            let entries = audit::list(&mut tx, filter, BATCH as i64).await?;
            drop(tx);
            for entry in &entries {
                output.row(&table.row(entry))?;
            }
            let Some(last) = entries.last() else { break };
            before = Some(last.sequence);
            self.progress
                .at(self.app, total + 1 - last.sequence, total)
                .await?;
        }
        Ok(output)
    }

    fn filter(&self) -> Result<Filter, Problem> {
        let agent = match &self.choice.agent {
            None => None,
            Some(text) => {
                let value: Option<serde_json::Value> = serde_json::from_str(text).ok();
                let agent = value.as_ref().and_then(Identity::of);
                Some(agent.ok_or_else(|| wrong(Message::new("refused-export-agent")))?)
            }
        };
        let choice = self.choice;
        Ok(Filter {
            agent,
            related_agents: choice.related,
            verb: choice.verb.clone(),
            activity: choice.activity.clone(),
            related_activities: choice.related,
            registration: choice.registration,
            since: choice.since,
            until: choice.until,
            authority: None,
        })
    }

    pub(super) async fn statements(&self) -> Result<Output, ExportError> {
        self.administrate()?;
        let mut output = self.begin(&self.title(None))?;
        let mut tx = self.app.db.read().await?;
        // What comes meanwhile is not part of it: the end would never be reached.
        let total = statements::head(&mut tx).await?.seq;
        drop(tx);
        let mut position = None;
        loop {
            let query = Query {
                filter: self.filter()?,
                direction: Direction::Ascending,
                limit: BATCH,
                position,
            };
            let mut tx = self.app.db.read().await?;
            let page = statements::page(&mut tx, &query).await?;
            let withheld = restrictions::withheld_identities(&mut tx).await?;
            drop(tx);
            let mut actors = BTreeSet::new();
            for stored in page.statements.iter().filter(|stored| stored.seq <= total) {
                if restrictions::concerns(stored, &withheld).map_err(Problem::internal)? {
                    continue;
                }
                output.line(&stored.to_json())?;
                let value = stored.value().map_err(Problem::internal)?;
                if let Some(actor) = value.get("actor") {
                    actors.insert(actor.to_string());
                }
            }
            self.seen(&self.people(&actors).await?).await?;
            let last = page.statements.last().map(|stored| stored.seq);
            let done = last.filter(|_| page.more).unwrap_or(total).min(total);
            self.progress.at(self.app, done, total).await?;
            if !page.more || done == total {
                break;
            }
            position = last;
        }
        Ok(output)
    }

    /// Who the actors of statements are, by their JSON.
    async fn people(&self, actors: &BTreeSet<String>) -> Result<Vec<PersonId>, ExportError> {
        let mut tx = self.app.db.read().await?;
        let mut found = BTreeSet::new();
        for actor in actors {
            let value: Option<serde_json::Value> = serde_json::from_str(actor).ok();
            let Some(identity) = value.as_ref().and_then(Identity::of) else {
                continue;
            };
            if let Some(agent) = statements::find_agent(&mut tx, &identity).await?
                && let Some(person) = people::by_agent(&mut tx, agent).await?
            {
                found.insert(person);
            }
        }
        Ok(found.into_iter().collect())
    }
}
