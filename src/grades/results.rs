//! What stands in gradebooks, read back: in our columns, and in the platform's own, whose results
//! become statements.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use jiff::Timestamp;
use lti::services::assignment_and_grade::{self as ags, Filter, LineItem, ResultOf};
use serde_json::Value;
use url::Url;

use super::courier::is_ours;
use super::store::{self, Column, Foreign, Grade, Standing};
use super::{Measure, NewColumn, Work, loss};
use crate::courses::{
    self, Course, Done, MemberRow, Named, Round, RoundKind, Scored, Setting, Trouble, identify,
    whole,
};
use crate::platforms::Platform;
use crate::statements::{self, Identity};
use crate::store::{StoreError, Tx};

/// Most columns of the platform's own that are looked at.
const MOST_FOREIGN: usize = 300;
/// Longest address of a competency, in bytes.
const LONGEST: usize = 2000;

/// Reads results.
#[derive(Debug)]
pub struct Results {
    /// What it needs.
    pub setting: Setting,
    /// From one time to the next.
    pub period: Duration,
}

/// What a gradebook says of one grade.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Read {
    /// Hundredths of all.
    pub share: f64,
    /// Whether it says that a person gave it.
    pub by_user: bool,
}

/// What stands in a gradebook against what we published, and whether ours is sent once more.
#[must_use]
pub fn judge(published: Option<i64>, before: Standing, read: Option<Read>) -> (Standing, bool) {
    let same = match (published, read) {
        (None, None) => true,
        // Platforms scale and round.
        (Some(ours), Some(theirs)) => (theirs.share - ours as f64).abs() <= 0.51,
        _ => false,
    };
    match (same, before) {
        (true, _) => (Standing::AsPublished, false),
        (false, Standing::AsPublished) if read.is_none_or(|read| !read.by_user) => {
            (Standing::SentAgain, true)
        }
        (false, _) => (Standing::Overridden, false),
    }
}

impl Round for Results {
    const KIND: RoundKind = RoundKind::Results;

    fn period(&self) -> Duration {
        self.period
    }

    async fn run(
        &self,
        course: &Course,
        platform: &Platform,
        _state: Option<&str>,
    ) -> Result<Done, Trouble> {
        let mut tx = self.setting.db.read().await?;
        let columns = store::columns(&mut tx, course.id).await?;
        let learners = courses::learners(&mut tx, course.id).await?;
        drop(tx);
        let mut count = 0;
        for column in columns.iter().filter(|column| column.is_there()) {
            count += self.own(column, platform).await?;
        }
        // Some may be gone since.
        let mut tx = self.setting.db.read().await?;
        let columns = store::columns(&mut tx, course.id).await?;
        drop(tx);
        if let Some(Ok(container)) = course.line_items_url.as_deref().map(Url::parse) {
            let own: BTreeSet<&str> = columns
                .iter()
                .filter_map(|one| one.url.as_deref())
                .collect();
            let asked = ags::line_items(&container, &Filter::default());
            let items = whole(&self.setting, platform, asked).await?.content.items;
            self.adopt(course, &columns, &items).await?;
            let theirs = items.into_iter().filter(|item| !is_ours(item));
            let theirs = theirs.filter_map(|item| Some((item.id?, item.label)));
            let theirs = theirs.filter(|(id, _)| !own.contains(id.as_str()));
            for (id, label) in theirs.take(MOST_FOREIGN) {
                let read = self.foreign(course, platform, &learners, &id, &label);
                match read.await {
                    Ok(read) => count += read,
                    // One that was deleted meanwhile, or is not for us, holds the others up for
                    // nothing.
                    Err(trouble) if matches!(trouble.status(), Some(403 | 404 | 410)) => {
                        let error = trouble.words();
                        tracing::info!(course = %course.id, error, "a column is passed over");
                    }
                    Err(trouble) => return Err(trouble),
                }
            }
        }
        Ok(Done { count, state: None })
    }
}

impl Results {
    /// Fills columns that were made with a link (deep linking): they bear our word and name the
    /// competency. Of several for the same one is filled, and another when that is gone.
    async fn adopt(
        &self,
        course: &Course,
        columns: &[Column],
        items: &[LineItem],
    ) -> Result<(), Trouble> {
        let now = self.setting.clock.now();
        let known = columns.iter().filter(|column| !column.is_gone());
        let mut known: BTreeSet<(&str, &str)> = known
            .map(|column| (column.measure().tag(), column.competency.as_str()))
            .collect();
        for item in items {
            let measure = item.tag.as_deref().and_then(Measure::of_tag);
            let (Some(measure), Some(url)) = (measure, &item.id) else {
                continue;
            };
            // Columns that we made ourselves name themselves.
            let names_competency = |text: &&str| Url::parse(text).is_ok();
            let competency = item.resource_id.as_deref().filter(names_competency);
            // No database holds such a text, and no index such a long one.
            let competency = competency.filter(|iri| iri.len() <= LONGEST && !iri.contains('\0'));
            let Some(competency) = competency else {
                continue;
            };
            if !known.insert((measure.tag(), competency)) {
                continue;
            }
            #[expect(
                clippy::cast_possible_truncation,
                reason = "it saturates and is clamped"
            )]
            let maximum = (item.score_maximum.round() as i64).clamp(1, 100);
            let label: String = item.label.replace('\0', "").chars().take(255).collect();
            let column = NewColumn {
                course: course.id,
                measure,
                competency,
                label: Some(&label),
                maximum: Some(maximum),
                resource_link: item.resource_link_id.as_deref(),
                url: Some(url.as_str()),
            };
            let mut tx = self.setting.db.write().await?;
            store::choose(&mut tx, &column, now).await?;
            tx.commit().await?;
        }
        Ok(())
    }

    /// Compares one of our columns; how many results it has.
    async fn own(&self, column: &Column, platform: &Platform) -> Result<i64, Trouble> {
        let Some(Ok(url)) = column.url.as_deref().map(Url::parse) else {
            return Ok(0);
        };
        let begun = self.setting.clock.now();
        // No limit: Moodle answers one with an error page.
        let asked = ags::results(&url, None, None);
        let results = match whole(&self.setting, platform, asked).await {
            Ok(results) => results.content,
            // What became of it is noted; the others are no worse for it.
            Err(trouble) if trouble.is_gone() => {
                loss::note(&self.setting, platform, column, &url, true).await?;
                return Ok(0);
            }
            Err(trouble) => return Err(trouble),
        };
        let by_user: BTreeMap<&str, &ResultOf> = results
            .results
            .iter()
            .map(|result| (result.user_id.as_str(), result))
            .collect();
        let mut tx = self.setting.db.write().await?;
        let now = self.setting.clock.now();
        let learners = courses::learners(&mut tx, column.course).await?;
        for grade in store::grades(&mut tx, column.id).await? {
            if !learners.iter().any(|one| one.subject == grade.subject) {
                // Moodle deletes what whoever leaves had: nobody has changed it, and if they come back
                // it is sent anew.
                if !by_user.contains_key(grade.subject.as_str()) {
                    store::forget(&mut tx, column.id, &grade.subject).await?;
                }
                continue;
            }
            if !is_settled(&grade, begun) {
                continue;
            }
            let read = by_user.get(grade.subject.as_str()).and_then(|result| {
                Some(Read {
                    share: result.score? / result.maximum * 100.0,
                    by_user: is_of_user(&grade, result),
                })
            });
            let before = grade.standing();
            let (standing, again) = judge(grade.published, before, read);
            #[expect(
                clippy::cast_possible_truncation,
                reason = "it saturates, and is shown only"
            )]
            let share = read.map(|read| read.share.round() as i64);
            let subject = &grade.subject;
            store::judged(&mut tx, column.id, subject, share, standing, now).await?;
            if again {
                let work = Work::Score {
                    item: column.id,
                    subject: subject.clone(),
                };
                work.enqueue(&mut tx, platform.id, now).await?;
            }
        }
        tx.commit().await?;
        Ok(results.results.len() as i64)
    }

    /// Tells the log of what is new in a column of the platform's own; how many results it has.
    async fn foreign(
        &self,
        course: &Course,
        platform: &Platform,
        learners: &[MemberRow],
        item: &Url,
        label: &str,
    ) -> Result<i64, Trouble> {
        let asked = ags::results(item, None, None);
        let results = whole(&self.setting, platform, asked).await?.content.results;
        let mut tx = self.setting.db.read().await?;
        let known = store::foreign(&mut tx, course.id, item.as_str()).await?;
        drop(tx);
        let known: BTreeMap<&str, &Foreign> = known
            .iter()
            .map(|one| (one.subject.as_str(), one))
            .collect();
        let mut new = Vec::new();
        for result in &results {
            let is_learner = learners.iter().any(|one| one.subject == result.user_id);
            // Who is not known here, or is no learner, is told of nothing.
            let Some(score) = result.score.filter(|score| score.is_finite() && is_learner) else {
                continue;
            };
            let before = known.get(result.user_id.as_str());
            if before.is_none_or(|before| (before.score, before.maximum) != (score, result.maximum))
            {
                new.push(Foreign {
                    subject: result.user_id.clone(),
                    score,
                    maximum: result.maximum,
                    times: before.map_or(0, |before| before.times) + 1,
                });
            }
        }
        self.tell(course, platform, item, label, &new).await?;
        Ok(results.len() as i64)
    }

    /// The statements first, then what we know: done again after a crash, they are the same. Of somebody
    /// who is barred nothing is told, and nothing known.
    async fn tell(
        &self,
        course: &Course,
        platform: &Platform,
        item: &Url,
        label: &str,
        new: &[Foreign],
    ) -> Result<(), Trouble> {
        let at = self.setting.clock.now();
        let mut sayings: Vec<Value> = Vec::new();
        let mut told = Vec::new();
        for one in new {
            let Some(agent) = self.agent(platform, &one.subject, at).await? else {
                continue;
            };
            let scored = Scored {
                platform,
                course,
                agent: &agent,
                subject: &one.subject,
                item: item.as_str(),
                label,
                score: one.score,
                maximum: one.maximum,
                times: one.times,
            };
            sayings.push(scored.statement(at));
            told.push(one);
        }
        if told.is_empty() {
            return Ok(());
        }
        self.setting.write(&sayings).await?;
        let mut tx = self.setting.db.write().await?;
        // Whoever bars somebody holds it, too: they may have been barred since.
        statements::lock(&mut tx).await?;
        for one in told {
            if !self.is_barred(&mut tx, platform, &one.subject).await? {
                store::put_foreign(&mut tx, course.id, item.as_str(), one).await?;
            }
        }
        tx.commit().await?;
        Ok(())
    }

    /// How statements call somebody: by the platform's own account, which is always theirs. Nobody, if
    /// they are barred.
    async fn agent(
        &self,
        platform: &Platform,
        subject: &str,
        now: Timestamp,
    ) -> Result<Option<Identity>, Trouble> {
        let mut tx = self.setting.db.write().await?;
        // Else they could be barred between the look and what is known of them.
        statements::lock(&mut tx).await?;
        if self.is_barred(&mut tx, platform, subject).await? {
            return Ok(None);
        }
        let (_, agents) = identify(&mut tx, platform, &named(subject), now).await?;
        tx.commit().await?;
        Ok(agents.into_iter().next_back())
    }

    async fn is_barred(
        &self,
        tx: &mut Tx,
        platform: &Platform,
        subject: &str,
    ) -> Result<bool, StoreError> {
        let issuer = platform.people_issuer();
        let agents = named(subject).agents(platform);
        let subject = Some((issuer.as_str(), subject));
        statements::is_barred(tx, &self.setting.key, &agents, subject).await
    }
}

/// Somebody of whom only the subject is known.
fn named(subject: &str) -> Named<'_> {
    Named {
        subject,
        ..Named::default()
    }
}

/// Whether somebody at the platform gave a result: it says so, or it changed after ours came there,
/// or it says something else of it than we did.
fn is_of_user(grade: &Grade, result: &ResultOf) -> bool {
    let ours = grade.timestamp.map(|at| at.div_euclid(1_000_000));
    let later = result.timestamp.map(Timestamp::as_second) > ours;
    let reworded = result
        .comment
        .as_deref()
        .is_some_and(|comment| !comment.contains(&grade.comment));
    result.scoring_user_id.is_some() || (later && result.timestamp.is_some()) || reworded
}

/// Whether what was read can be compared: nothing is under way, or came while it was read.
fn is_settled(grade: &Grade, begun: Timestamp) -> bool {
    grade.trouble.is_none()
        && grade.share == grade.published
        && grade
            .published_at
            .is_some_and(|at| at < begun.as_microsecond())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_differs_is_sent_once_more_and_then_somebody_there_is_right() {
        use Standing::{AsPublished, Overridden, SentAgain};
        let read = |share, by_user| Some(Read { share, by_user });
        for (published, before, found, expected) in [
            (
                Some(62),
                AsPublished,
                read(62.4, false),
                (AsPublished, false),
            ),
            (Some(62), AsPublished, read(90.0, false), (SentAgain, true)),
            (Some(62), SentAgain, read(90.0, false), (Overridden, false)),
            (Some(62), Overridden, read(90.0, false), (Overridden, false)),
            (Some(62), Overridden, read(62.0, true), (AsPublished, false)),
            (Some(62), AsPublished, read(90.0, true), (Overridden, false)),
            (Some(62), AsPublished, None, (SentAgain, true)),
            (Some(62), SentAgain, None, (Overridden, false)),
            (None, AsPublished, None, (AsPublished, false)),
            (None, AsPublished, read(5.0, false), (SentAgain, true)),
            (
                Some(62),
                AsPublished,
                read(f64::NAN, false),
                (SentAgain, true),
            ),
        ] {
            assert_eq!(
                judge(published, before, found),
                expected,
                "{published:?} {found:?}"
            );
        }
    }
}
