//! The work of an erasure, in short transactions.

use std::collections::{BTreeMap, HashSet};
use std::time::Duration;

use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::beginning::HOME_PAGE;
use super::store::{self, Erasure, Phase, Secret};
use super::{ErasureError, texts, words};
use crate::attachments::Attachments;
use crate::audit::{self, Act, Author, Change};
use crate::clock::Clock;
use crate::leases::Worker;
use crate::people::{self, PersonId};
use crate::projector;
use crate::seal::MasterKey;
use crate::statements::{self, Identity, Redaction};
use crate::store::{Db, Tx};
use crate::{
    alerts, alignments, coaching, courses, digests, documents, events, exports, grades, groups,
    merges, outbox, refusals, restrictions, sso,
};

/// The lease that the work holds.
const LEASE: &str = "erasures";
/// How long to wait before there may be something to do.
const PAUSE: Duration = Duration::from_secs(1);
/// Statements that one transaction rewrites.
const AT_ONCE: i64 = 100;
/// Statements that one transaction searches.
const SEARCHED: i64 = 5000;
/// Activities read at once.
const ACTIVITIES: i64 = 500;

/// Carries out erasures that were begun.
#[derive(Debug, Clone)]
pub struct Eraser {
    /// The database.
    pub db: Db,
    /// The time.
    pub clock: Clock,
    /// The master key.
    pub key: MasterKey,
    /// The contents of attachments.
    pub attachments: Attachments,
    /// The zone whose midnight separates days.
    pub zone: jiff::tz::TimeZone,
}

impl Eraser {
    /// Works until `stop` is cancelled.
    pub fn start(self, stop: CancellationToken) -> JoinHandle<()> {
        let worker = Worker::new(self.db.clone(), self.clock.clone());
        tokio::spawn(async move {
            while !stop.is_cancelled() {
                let work = stop.run_until_cancelled(worker.alone(LEASE, self.work()));
                if let Some(Err(error)) = Box::pin(work).await {
                    tracing::warn!(%error, "erasures could not be looked for");
                }
                stop.run_until_cancelled(tokio::time::sleep(PAUSE)).await;
            }
        })
    }

    /// Does what there is to do, as far as it can be done now.
    async fn work(&self) {
        if let Err(error) = self.all().await {
            let error = anyhow::Error::new(error);
            tracing::error!(error = format!("{error:#}"), "an erasure could not go on");
        }
    }

    /// Carries every erasure on as far as it can be now.
    pub async fn all(&self) -> Result<(), ErasureError> {
        let mut tx = self.db.read().await?;
        let waiting = store::under_way(&mut tx, AT_ONCE).await?;
        drop(tx);
        for erasure in waiting {
            let id = erasure.id;
            while self.step(id).await? {}
        }
        Ok(())
    }

    /// Does one transaction of an erasure; whether there is more to do now.
    async fn step(&self, id: Uuid) -> Result<bool, ErasureError> {
        let mut tx = self.db.write().await?;
        let erasure = store::erasure(&mut tx, id).await?;
        let Some(erasure) = erasure.filter(|it| it.phase != Phase::Over) else {
            return Ok(false);
        };
        let mut secret = store::secret(&mut tx, &self.key, id).await?;
        match erasure.phase {
            Phase::Waiting => {
                if !self.find_written(&mut tx, &erasure, &mut secret).await? {
                    return Ok(false);
                }
                tx.commit().await?;
            }
            Phase::Statements => {
                let places = store::next(&mut tx, id, AT_ONCE).await?;
                let phase = if places.is_empty() {
                    Phase::Searching
                } else {
                    Phase::Statements
                };
                let gone = self
                    .rewrite(&mut tx, &erasure, &mut secret, &places)
                    .await?;
                store::done(&mut tx, id, &places).await?;
                store::go_to(&mut tx, id, phase, 0, places.len() as i64).await?;
                tx.commit().await?;
                self.attachments.forget(&gone).await?;
            }
            Phase::Searching => {
                let until = erasure.until.min(erasure.position + SEARCHED);
                let sought = words::in_json(&secret.words);
                let places =
                    statements::mentioning(&mut tx, erasure.position, until, &sought).await?;
                let gone = self
                    .rewrite(&mut tx, &erasure, &mut secret, &places)
                    .await?;
                let phase = if until == erasure.until {
                    Phase::Removing
                } else {
                    Phase::Searching
                };
                store::go_to(&mut tx, id, phase, until, places.len() as i64).await?;
                tx.commit().await?;
                self.attachments.forget(&gone).await?;
            }
            Phase::Removing | Phase::Over => {
                self.remove(&mut tx, &erasure, &secret).await?;
                tx.commit().await?;
                self.db.forget_deleted().await?;
                tracing::info!(erasure = %id, "an erasure is over");
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Finds what the person wrote, once the facts say it; whether they do.
    async fn find_written(
        &self,
        tx: &mut Tx,
        erasure: &Erasure,
        secret: &mut Secret,
    ) -> Result<bool, ErasureError> {
        let generation = projector::current(tx).await?;
        if generation.is_none_or(|generation| generation.seq < erasure.until) {
            return Ok(false);
        }
        let agents: Vec<i64> = secret.agents.iter().map(|(key, ..)| *key).collect();
        let written = projector::erasing::written(tx, &agents, HOME_PAGE).await?;
        store::note_statements(tx, erasure.id, &agents, &written).await?;
        for (key, iri, _) in statements::activities(tx, &written).await? {
            secret.written.push((key, iri));
        }
        let sought = words::in_json(&secret.words);
        secret.renamed = colliding(tx, &redaction(erasure, secret), &sought).await?;
        store::keep_secret(tx, &self.key, erasure.id, secret).await?;
        store::go_to(tx, erasure.id, Phase::Statements, 0, 0).await?;
        Ok(true)
    }

    /// Rewrites statements; returns hashes of attachments that they have no more.
    async fn rewrite(
        &self,
        tx: &mut Tx,
        erasure: &Erasure,
        secret: &mut Secret,
        places: &[i64],
    ) -> Result<Vec<String>, ErasureError> {
        let redaction = redaction(erasure, secret);
        let known = secret.words.len();
        let mut gone = Vec::new();
        for mut stored in statements::by_places(tx, places).await? {
            let Some(redacted) = redaction.statement(&stored.text)? else {
                continue;
            };
            for name in &redacted.names {
                words::of_name(name, &mut secret.words);
            }
            let had = statements::hashes_of(&stored)?;
            stored.text = redacted.text;
            statements::rewrite(tx, stored.seq, &stored.text).await?;
            for hash in had.difference(&statements::hashes_of(&stored)?) {
                statements::detach(tx, stored.seq, hash).await?;
                gone.push(hash.clone());
            }
            projector::erasing::rewritten(tx, &stored).await?;
        }
        if secret.words.len() > known {
            store::keep_secret(tx, &self.key, erasure.id, secret).await?;
        }
        Ok(gone)
    }

    /// Removes everything but statements, and ends the erasure.
    async fn remove(
        &self,
        tx: &mut Tx,
        erasure: &Erasure,
        secret: &Secret,
    ) -> Result<(), ErasureError> {
        let now = self.clock.now();
        // No statement is stored while names of activities and authorities change, and nothing is told.
        statements::lock(tx).await?;
        events::erasing::lock(tx).await?;
        let redaction = redaction(erasure, secret);
        let sought = words::in_json(&secret.words);
        rewrite_authorities(tx, &redaction, &sought).await?;
        rewrite_activities(tx, &redaction, secret, &sought).await?;
        let to = PersonId(Uuid::new_v4());
        let tomorrow = projector::day(&self.zone, now.as_microsecond()) + 1;
        people::erasing::add_nameless(tx, to, tomorrow, now).await?;
        let pseudonym = |text: &str| {
            let ids = secret.persons.iter();
            let text = ids.fold(text.to_owned(), |text, person| {
                text.replace(&person.to_string(), &to.to_string())
            });
            match text.starts_with(['{', '[']).then(|| redaction.json(&text)) {
                Some(Ok(json)) => json,
                _ => redaction.text(&text),
            }
        };
        let_go(tx, secret, to, &sought).await?;
        let written = secret.written.iter().map(|(_, iri)| iri.as_str());
        events::erasing::mask_titles(tx, &written.collect()).await?;
        coaching::erasing::replace_in_snapshots(tx, &sought, &pseudonym).await?;
        groups::erasing::replace_in_identities(tx, &sought, &pseudonym).await?;
        texts::replace(tx, &sought, &pseudonym).await?;
        let rewritten = audit::erasing::rewrite(tx, &self.key, pseudonym).await?;
        for (agent, ..) in &secret.agents {
            statements::forget_former(tx, *agent).await?;
        }
        // Writers forget what they remember of names and definitions.
        statements::bar(tx, &[], now).await?;
        store::end(tx, erasure.id, now).await?;
        let (count, digest) = &rewritten.before;
        let what = format!(
            "erasure {} is over; {} entries of this log name a pseudonym now; before, entry {count} had the digest {digest}",
            erasure.id,
            rewritten.entries.len()
        );
        let author = Author::new(&self.key, "erasure", None);
        let change = Change::to(&erasure.mark, what);
        audit::record(tx, &author, Act::PersonErased, change, now).await?;
        Ok(())
    }
}

/// Removes rows of a person, in an order in which each is still found.
async fn let_go(
    tx: &mut Tx,
    secret: &Secret,
    to: PersonId,
    sought: &[String],
) -> Result<(), ErasureError> {
    for (agent, ..) in &secret.agents {
        documents::erasing::let_go(tx, *agent).await?;
    }
    for (_, subject) in &secret.subjects {
        outbox::erasing::let_go(tx, subject).await?;
    }
    refusals::erasing::let_go(tx, sought).await?;
    exports::erasing::let_go(tx).await?;
    people::erasing::forget_hints(tx, &words::identifiers(&secret.words)).await?;
    for person in &secret.persons {
        let from = *person;
        outbox::erasing::let_go(tx, &from.to_string()).await?;
        events::erasing::let_go(tx, from, to).await?;
        grades::erasing::let_go(tx, from, to).await?;
        courses::erasing::let_go(tx, from, to).await?;
        alerts::erasing::let_go(tx, from, to).await?;
        digests::erasing::let_go(tx, from, to).await?;
        coaching::erasing::let_go(tx, from, to).await?;
        alignments::erasing::let_go(tx, from, to).await?;
        groups::erasing::let_go(tx, from, to).await?;
        merges::erasing::let_go(tx, from, to).await?;
        restrictions::erasing::let_go(tx, from, to).await?;
        sso::erasing::let_go(tx, from, to).await?;
        people::erasing::let_go(tx, from, to).await?;
        store::forget_wishes(tx, from).await?;
        people::erasing::remove(tx, from, to).await?;
    }
    Ok(())
}

fn redaction(erasure: &Erasure, secret: &Secret) -> Redaction {
    let agents = secret.agents.iter();
    let agents: BTreeMap<Identity, Identity> = agents
        .map(|(_, old, new)| (old.clone(), new.clone()))
        .collect();
    let written: HashSet<String> = secret.written.iter().map(|(_, iri)| iri.clone()).collect();
    Redaction {
        agents,
        words: secret.words.clone(),
        mark: erasure.mark.clone(),
        written,
        renamed: secret.renamed.iter().cloned().collect(),
        all_free_text: false,
    }
}

/// Activities whose addresses differ from those of others only by what the person is called: statements
/// have to tell them apart as before, or a rebuild would find one of them.
async fn colliding(
    tx: &mut Tx,
    redaction: &Redaction,
    sought: &[String],
) -> Result<Vec<(String, String)>, ErasureError> {
    let mut renamed = Vec::new();
    let mut taken = HashSet::new();
    let mut last = 0;
    loop {
        let found = statements::activities_holding(tx, last, sought, ACTIVITIES).await?;
        let Some((key, ..)) = found.last() else {
            return Ok(renamed);
        };
        last = *key;
        for (key, iri, _) in found {
            let new = redaction.text(&iri);
            if new == iri {
                continue;
            }
            if taken.contains(&new) || statements::find_activity(tx, &new).await?.is_some() {
                renamed.push((iri, format!("{new}-{key}")));
            } else {
                taken.insert(new);
            }
        }
    }
}

async fn rewrite_authorities(
    tx: &mut Tx,
    redaction: &Redaction,
    sought: &[String],
) -> Result<(), ErasureError> {
    for (key, text) in statements::authorities_holding(tx, sought).await? {
        let new = redaction.json(&text)?;
        if new != text {
            statements::set_authority(tx, key, &new).await?;
        }
    }
    Ok(())
}

async fn rewrite_activities(
    tx: &mut Tx,
    redaction: &Redaction,
    secret: &Secret,
    sought: &[String],
) -> Result<(), ErasureError> {
    let written: Vec<i64> = secret.written.iter().map(|(key, _)| *key).collect();
    for (key, iri, definition) in statements::activities(tx, &written).await? {
        let definition = definition
            .map(|text| redaction.definition(&text))
            .transpose()?;
        statements::set_activity(tx, &(key, iri, definition)).await?;
        projector::erasing::rename_activity(tx, key, statements::masked).await?;
    }
    let mut last = 0;
    loop {
        let found = statements::activities_holding(tx, last, sought, ACTIVITIES).await?;
        let Some((key, ..)) = found.last() else {
            break;
        };
        last = *key;
        for (key, iri, definition) in found {
            let definition = definition.map(|text| redaction.json(&text)).transpose()?;
            let mut new = redaction.text(&iri);
            // One that came meanwhile.
            if new != iri && statements::find_activity(tx, &new).await?.is_some() {
                new = format!("{new}-{key}");
            }
            statements::set_activity(tx, &(key, new, definition)).await?;
        }
    }
    Ok(())
}
