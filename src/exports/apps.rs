//! What administrators see of apps and other systems: requests that were refused, and what is on its
//! way out.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::output::Output;
use super::produce::{BATCH, Making};
use super::{ExportError, sheets};
use crate::credentials;
use crate::deliveries::{self, Destination};
use crate::outbox;
use crate::problem::Problem;
use crate::refusals;

impl Making<'_> {
    pub(super) async fn refusals(&self) -> Result<Output, ExportError> {
        self.administrate()?;
        let keys = credentials::all(&self.app.db).await?;
        let labels: BTreeMap<String, String> =
            keys.into_iter().map(|key| (key.key, key.label)).collect();
        let table = sheets::refusals(self.reader.locale, &labels);
        let mut output = self.begin(&self.title(None))?;
        output.table(table.head())?;
        let mut tx = self.app.db.read().await?;
        let total = refusals::count_before(&mut tx, self.app.clock.now()).await?;
        drop(tx);
        let (mut before, mut done) = (i64::MAX, 0);
        loop {
            let mut tx = self.app.db.read().await?;
            let found = refusals::latest(&mut tx, before, BATCH as i64).await?;
            drop(tx);
            for refusal in &found {
                output.row(&table.row(refusal))?;
            }
            let Some(last) = found.last() else { break };
            before = last.id;
            done += found.len() as i64;
            self.progress.at(self.app, done, total.max(done)).await?;
        }
        Ok(output)
    }

    pub(super) async fn deliveries(&self) -> Result<Output, ExportError> {
        self.administrate()?;
        let locale = self.reader.locale;
        let mut tx = self.app.db.read().await?;
        let letters = self.app.config.mail.smtp_url.is_some();
        let all = deliveries::destinations(&mut tx, letters).await;
        let all = all.map_err(Problem::from)?;
        drop(tx);
        let mut output = self.begin(&self.title(None))?;
        output.whole(&sheets::destinations(locale).of(&all))?;
        let table = sheets::outgoing(locale);
        output.table(table.head())?;
        for destination in &all {
            self.outgoing(destination, &table, &mut output).await?;
        }
        Ok(output)
    }

    /// What waits for a destination or was given up. Statements that wait to be forwarded are the log.
    async fn outgoing(
        &self,
        destination: &Destination,
        table: &sheets::Outgoing,
        output: &mut Output,
    ) -> Result<(), ExportError> {
        let mut after = Uuid::nil();
        loop {
            let mut tx = self.app.db.read().await?;
            let found = outbox::listed(&mut tx, destination.id, after, BATCH as i64).await?;
            drop(tx);
            let Some(last) = found.last() else {
                return Ok(());
            };
            after = last.id;
            for piece in found {
                output.row(&table.row(&(destination.clone(), piece)))?;
            }
        }
    }
}
