//! What is told of the whole organisation: figures without people, and what was agreed.

use super::data_sheet::data_sheet;
use super::impact::impact_assessment;
use super::notice::notice;
use super::produce::{Making, Small};
use super::request::Asker;
use super::{ExportError, sheets};
use crate::access;
use crate::problem::Problem;
use crate::reports;
use crate::store::Tx;

impl Making<'_> {
    pub(super) async fn data_sheet(&self, tx: &mut Tx) -> Result<Small, ExportError> {
        self.administrate()?;
        Ok(Small::of(
            data_sheet(self.app, tx, self.reader.locale).await?,
        ))
    }

    pub(super) async fn impact_assessment(&self, tx: &mut Tx) -> Result<Small, ExportError> {
        self.administrate()?;
        Ok(Small::of(
            impact_assessment(self.app, tx, self.reader.locale).await?,
        ))
    }

    /// Everybody may have it.
    pub(super) async fn notice(&self, tx: &mut Tx) -> Result<Small, ExportError> {
        Ok(Small::of(notice(self.app, tx, self.reader.locale).await?))
    }

    pub(super) async fn report(&self) -> Result<Small, ExportError> {
        if let Asker::Person(actor) = self.asker {
            access::see_reports(actor)?;
        }
        let (app, period) = (self.app, self.choice.period()?);
        let report = reports::report(&app.db, &app.clock, app.today(), period).await;
        let report = report.map_err(Problem::from)?;
        let locale = self.reader.locale;
        Ok(Small {
            title: self.title(Some(sheets::period_name(locale, period))),
            tables: sheets::report(locale, &report),
            persons: Vec::new(),
            document: None,
        })
    }
}
