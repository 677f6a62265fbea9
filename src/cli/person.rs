//! `person`: find people, and merge two who are one.

use clap::Subcommand;
use uuid::Uuid;

use crate::audit::{self, Act, Author, Change};
use crate::cli::output::say;
use crate::clock::Clock;
use crate::config::Config;
use crate::merges::{self, Decider};
use crate::people::{self, CoachBy, PersonId};
use crate::privacy;
use crate::seal::MasterKey;
use crate::sso;
use crate::statements::Identity;
use crate::store::Db;
use crate::telemetry::exposure;

/// What to do with people.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// List people whose name holds a text, with their identifiers
    Find {
        /// A part of the name, in any case
        text: String,
    },
    /// Make one person part of another; can be undone
    Merge {
        /// Who both are from now on
        kept: Uuid,
        /// Who is part of them
        merged: Uuid,
        /// Why; kept with the merge
        #[arg(long)]
        reason: String,
        /// Who decides; kept with the merge
        #[arg(long, default_value = "command line")]
        by: String,
    },
    /// Keep a person out: their sessions end, and they cannot come in
    Disable {
        /// The person, as `find` lists them
        person: Uuid,
    },
    /// Let a person in again
    Enable {
        /// The person, as `find` lists them
        person: Uuid,
    },
    /// Look for pairs of persons who may be one, and list those that wait for an answer
    Suggest {
        /// How many at most
        #[arg(long, default_value_t = 100)]
        limit: i64,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Say to a suggestion whether the two are one; kept, and not suggested again
    Answer {
        /// The suggestion, as `suggest` lists it
        suggestion: Uuid,
        /// They are one: who both are from now on
        #[arg(long, conflicts_with = "refuse", required_unless_present = "refuse")]
        keep: Option<Uuid>,
        /// They are two
        #[arg(long)]
        refuse: bool,
        /// Why they are one; kept with the merge
        #[arg(long, default_value = "suggested")]
        reason: String,
        /// Who decides; kept with the answer
        #[arg(long, default_value = "command line")]
        by: String,
    },
    /// Erase a person: what was counted stays, of nobody; cannot be undone
    Erase {
        /// The person, as `find` lists them
        person: Uuid,
        /// Only count what would go
        #[arg(long)]
        preview: bool,
        /// Erase without asking: needed, so that nobody is erased by a slip
        #[arg(long, required_unless_present = "preview")]
        yes: bool,
    },
    /// List erasures and how far they are, the latest first
    Erasures {
        /// How many at most
        #[arg(long, default_value_t = 100)]
        limit: i64,
    },
    /// Let somebody who was erased in again, as a person who was never there before
    Admit {
        /// The identifier: mailto:…, an OpenID address, or the name of an account or subject
        identifier: String,
        /// The home page of the account, or the issuer of the subject
        #[arg(long)]
        at: Option<String>,
    },
    /// Undo a merge
    Unmerge {
        /// The merge, as `merges` lists it
        merge: Uuid,
    },
    /// Note that a person is a coach, or no longer
    Coach {
        /// The person
        person: Uuid,
        /// They are no longer
        #[arg(long)]
        end: bool,
    },
    /// List merges, the latest first
    Merges {
        /// How many at most
        #[arg(long, default_value_t = 100)]
        limit: i64,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
}

/// Most people that are found at once.
const FOUND: i64 = 50;

pub(super) async fn run(config: Config, command: Command) -> anyhow::Result<()> {
    exposure::make_folder(&config.data_dir)?;
    let db = Db::open(&config.target()).await?;
    db.migrate().await?;
    let author = super::author(&config)?;
    match command {
        Command::Find { text } => {
            let mut tx = db.read().await?;
            for person in people::search(&mut tx, &text, FOUND).await? {
                say!("{}  {}", person.id, person.name.unwrap_or_default());
                for (identifier, reason) in people::identifiers(&mut tx, person.id).await? {
                    say!("    {identifier}  ({reason})");
                }
            }
        }
        Command::Merge {
            kept,
            merged,
            reason,
            by,
        } => {
            let (kept, merged) = (PersonId(kept), PersonId(merged));
            let mut tx = db.write().await?;
            let now = Clock::system().now();
            let decider = Decider { by, author };
            let id = merges::decide(&mut tx, (kept, merged), &reason, &decider, now).await?;
            tx.commit().await?;
            say!("Merged. To undo it: coachlight person unmerge {id}");
        }
        Command::Suggest { limit, json } => suggest(&db, limit, json).await?,
        Command::Answer {
            suggestion,
            keep,
            refuse: _,
            reason,
            by,
        } => {
            let decider = Decider { by, author };
            answer(&db, suggestion, keep.map(PersonId), &reason, &decider).await?;
        }
        Command::Disable { person } => switch(&db, &author, person, true).await?,
        Command::Enable { person } => switch(&db, &author, person, false).await?,
        Command::Erase {
            person, preview, ..
        } => erase(&db, &config, &author, PersonId(person), preview).await?,
        Command::Erasures { limit } => {
            let mut tx = db.read().await?;
            let all = privacy::erasures(&mut tx, limit).await?;
            say!("{}", serde_json::to_string_pretty(&all)?);
        }
        Command::Admit { identifier, at } => {
            admit(&db, &config, &author, &identifier, at.as_deref()).await?;
        }
        Command::Unmerge { merge } => {
            let mut tx = db.write().await?;
            let now = Clock::system().now();
            merges::undo(&mut tx, merge, &author, now).await?;
            tx.commit().await?;
            say!("Undone.");
        }
        Command::Coach { person, end } => {
            let mut tx = db.write().await?;
            if people::find(&mut tx, PersonId(person)).await?.is_none() {
                anyhow::bail!("there is no person {person}");
            }
            let now = Clock::system().now();
            let by = CoachBy::Administrator;
            people::note_coach(&mut tx, PersonId(person), by, !end, now).await?;
            tx.commit().await?;
            say!("Noted.");
        }
        Command::Merges { limit, json } => list_merges(&db, limit, json).await?,
    }
    db.close().await;
    Ok(())
}

async fn answer(
    db: &Db,
    suggestion: Uuid,
    keep: Option<PersonId>,
    reason: &str,
    decider: &Decider,
) -> anyhow::Result<()> {
    let mut tx = db.write().await?;
    let now = Clock::system().now();
    match keep {
        Some(kept) => {
            let wish = (kept, reason);
            let id = merges::accept(&mut tx, suggestion, wish, decider, now).await?;
            say!("Merged. To undo it: coachlight person unmerge {id}");
        }
        None => {
            merges::refuse(&mut tx, suggestion, decider, now).await?;
            say!("Noted. The two are not suggested again.");
        }
    }
    tx.commit().await?;
    Ok(())
}

async fn suggest(db: &Db, limit: i64, json: bool) -> anyhow::Result<()> {
    merges::look_for_likenesses(db, Clock::system().now()).await?;
    let mut tx = db.read().await?;
    let found = merges::suggestions(&mut tx, None, limit).await?;
    if json {
        let all: Vec<_> = found
            .iter()
            .map(|one| {
                serde_json::json!({
                    "id": one.id, "persons": [one.one.id, one.other.id],
                    "reasons": one.signs.reasons, "apart_at": one.signs.apart_at
                })
            })
            .collect();
        say!("{}", serde_json::to_string_pretty(&all)?);
        return Ok(());
    }
    if found.is_empty() {
        say!("Nobody looks like somebody else.");
    }
    for one in found {
        let reasons: Vec<&str> = one.signs.reasons.iter().map(|it| it.word()).collect();
        say!("{}  {}", one.id, reasons.join(", "));
        for apart in &one.signs.apart_at {
            say!("    each has an account of their own at {apart}");
        }
        for person in [&one.one, &one.other] {
            say!(
                "    {}  {}",
                person.id,
                person.name.as_deref().unwrap_or_default()
            );
            for (identifier, reason) in people::identifiers(&mut tx, person.id).await? {
                say!("        {identifier}  ({reason})");
            }
        }
    }
    Ok(())
}

async fn erase(
    db: &Db,
    config: &Config,
    author: &Author,
    person: PersonId,
    preview: bool,
) -> anyhow::Result<()> {
    if preview {
        let mut tx = db.read().await?;
        let found = privacy::preview(&mut tx, person).await?;
        say!("{}", serde_json::to_string_pretty(&found)?);
        return Ok(());
    }
    let key = MasterKey::load_or_create(&config.data_dir.join("coachlight.key"))?;
    let now = Clock::system().now();
    let mut tx = db.write().await?;
    let id = privacy::begin(&mut tx, &key, person, author, now).await?;
    tx.commit().await?;
    say!(
        "Begun: erasure {id}. A running gateway carries it out; coachlight person erasures shows how far it is."
    );
    Ok(())
}

async fn list_merges(db: &Db, limit: i64, json: bool) -> anyhow::Result<()> {
    let mut tx = db.read().await?;
    let all = merges::list_all(&mut tx, limit).await?;
    if json {
        say!("{}", serde_json::to_string_pretty(&all)?);
        return Ok(());
    }
    for merge in all {
        let undone = merge.undone_at.map_or("", |_| "  (undone)");
        say!(
            "{}  {} is part of {}: {}, by {}{undone}",
            merge.id,
            merge.merged,
            merge.kept,
            merge.reason,
            merge.decided_by
        );
    }
    Ok(())
}

async fn admit(
    db: &Db,
    config: &Config,
    author: &Author,
    identifier: &str,
    at: Option<&str>,
) -> anyhow::Result<()> {
    let now = Clock::system().now();
    let key = MasterKey::load_or_create(&config.data_dir.join("coachlight.key"))?;
    let subject = at.map(|at| (at, identifier));
    let mut tx = db.write().await?;
    let admitted = privacy::admit(&mut tx, &key, &named(identifier, at), subject).await?;
    let change = Change::to("identifiers", format!("{admitted} admitted"));
    audit::record(&mut tx, author, Act::IdentifierAdmitted, change, now).await?;
    tx.commit().await?;
    say!("{admitted} identifiers were barred and are admitted now.");
    Ok(())
}

/// The agents that an identifier may be.
fn named(identifier: &str, at: Option<&str>) -> Vec<Identity> {
    match at {
        Some(home_page) => vec![Identity::Account {
            home_page: home_page.to_owned(),
            name: identifier.to_owned(),
        }],
        None => vec![
            Identity::Mbox(identifier.to_owned()),
            Identity::MboxSha1sum(identifier.to_lowercase()),
            Identity::OpenId(identifier.to_owned()),
        ],
    }
}

async fn switch(db: &Db, author: &Author, person: Uuid, disabled: bool) -> anyhow::Result<()> {
    let id = PersonId(person);
    let now = Clock::system().now();
    let mut tx = db.write().await?;
    if people::find(&mut tx, id).await?.is_none() {
        anyhow::bail!("there is no person {person} (see coachlight person find)");
    }
    people::set_disabled(&mut tx, id, disabled, now).await?;
    let (act, change) = if disabled {
        let ended = sso::end_sessions(&mut tx, id).await?;
        say!("Disabled; {ended} sessions ended.");
        let after = format!("disabled, {ended} sessions ended");
        (Act::PersonDisabled, Change::to(id, after).from("enabled"))
    } else {
        say!("Enabled.");
        (
            Act::PersonEnabled,
            Change::to(id, "enabled").from("disabled"),
        )
    };
    audit::record(&mut tx, author, act, change, now).await?;
    tx.commit().await?;
    Ok(())
}
