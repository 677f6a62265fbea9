//! `role`: role profiles, and who has or wishes for which.

use std::path::PathBuf;

use anyhow::{Context, bail};
use clap::Subcommand;
use serde_json::json;
use uuid::Uuid;

use super::framework::Format;
use crate::cli::output::{say, standard};
use crate::clock::Clock;
use crate::coaching::roles::{self, Hold};
use crate::config::Config;

use crate::people::{self, PersonId};
use crate::store::{Db, Tx};
use crate::telemetry::exposure;

/// What to do with roles.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Import roles from a table with the columns role, competency, level and, if wanted, step
    Import {
        /// The table (CSV)
        file: PathBuf,
        /// Show what would change and change nothing
        #[arg(long)]
        dry_run: bool,
        /// How to print
        #[arg(long, value_enum, default_value_t)]
        format: Format,
    },
    /// List them, or write them as a table that import takes
    List {
        /// How to print
        #[arg(long, value_enum, default_value_t)]
        format: Format,
        /// Write a table
        #[arg(long, conflicts_with = "format")]
        csv: bool,
    },
    /// Note which role a person has or wishes for
    Assign {
        /// The person's identifier
        person: Uuid,
        /// The role's identifier (see list); left out: none any more
        role: Option<Uuid>,
        /// The role that is wished for, not the present one
        #[arg(long)]
        wished: bool,
    },
}

pub(super) async fn run(config: Config, command: Command) -> anyhow::Result<()> {
    exposure::make_folder(&config.data_dir)?;
    let db = Db::open(&config.target()).await?;
    db.migrate().await?;
    let done = match command {
        Command::Import {
            file,
            dry_run,
            format,
        } => import(&db, &file, dry_run, format).await,
        Command::List { csv: true, .. } => table(&db).await,
        Command::List { format, .. } => list(&db, format).await,
        Command::Assign {
            person,
            role,
            wished,
        } => {
            let hold = if wished { Hold::Wished } else { Hold::Present };
            assign(&db, PersonId(person), role, hold).await
        }
    };
    db.close().await;
    done
}

async fn import(
    db: &Db,
    file: &std::path::Path,
    dry_run: bool,
    format: Format,
) -> anyhow::Result<()> {
    let source = file.display().to_string();
    let bytes = std::fs::read(file).with_context(|| format!("reading {source}"))?;
    let mut tx = db.write().await?;
    let imported = roles::import(&mut tx, &source, &bytes, Clock::system().now()).await?;
    if !dry_run {
        tx.commit().await?;
    }
    if format == Format::Json {
        say!("{}", serde_json::to_string_pretty(&imported)?);
        return Ok(());
    }
    for role in imported {
        let what = match (role.changed, dry_run) {
            (false, _) => "as it was",
            (true, true) => "would be",
            (true, false) => "is now",
        };
        say!(
            "{}  {} {}  {what} version {}, {} competencies",
            role.id,
            role.title,
            role.step,
            role.version,
            role.competencies
        );
    }
    Ok(())
}

/// All roles with what they ask for.
async fn all(tx: &mut Tx) -> anyhow::Result<Vec<(roles::Role, Vec<roles::Part>)>> {
    let known = roles::list(tx).await?;
    let ids: Vec<Uuid> = known.iter().map(|role| role.id).collect();
    let parts = roles::requirements(tx, &ids).await?;
    let with = |role: roles::Role| {
        let own = parts
            .iter()
            .filter(|part| part.role == role.id)
            .cloned()
            .collect();
        (role, own)
    };
    Ok(known.into_iter().map(with).collect())
}

async fn list(db: &Db, format: Format) -> anyhow::Result<()> {
    let mut tx = db.read().await?;
    let all = all(&mut tx).await?;
    if format == Format::Json {
        let all: Vec<_> = all
            .into_iter()
            .map(|(role, parts)| {
                let parts = parts
                    .iter()
                    .map(|it| json!({ "competency": it.iri, "level": it.level }));
                json!({ "role": role, "requirements": parts.collect::<Vec<_>>() })
            })
            .collect();
        say!("{}", serde_json::to_string_pretty(&all)?);
        return Ok(());
    }
    for (role, parts) in all {
        say!(
            "{}  version {}  {} competencies  {} {}",
            role.id,
            role.version,
            parts.len(),
            role.title,
            role.step
        );
    }
    Ok(())
}

/// Writes the table that import takes, with competencies by their uris, which every framework's are.
async fn table(db: &Db) -> anyhow::Result<()> {
    let mut tx = db.read().await?;
    let all = all(&mut tx).await?;
    let mut writer = csv::Writer::from_writer(standard());
    writer.write_record(["role", "step", "competency", "level"])?;
    for (role, parts) in all {
        for part in parts {
            let level = part.level.to_string();
            writer.write_record([&role.title, &role.step, &part.iri, &level])?;
        }
    }
    writer.flush()?;
    Ok(())
}

async fn assign(db: &Db, person: PersonId, role: Option<Uuid>, hold: Hold) -> anyhow::Result<()> {
    let mut tx = db.write().await?;
    let known = people::find(&mut tx, person).await?;
    let known = known.with_context(|| format!("there is no person {person}"))?;
    if let Some(role) = role
        && roles::by_id(&mut tx, role).await?.is_none()
    {
        bail!("there is no role {role} (see coachlight role list)");
    }
    roles::assign(&mut tx, person, hold, role, Clock::system().now()).await?;
    let held = roles::held(&mut tx, person).await?;
    tx.commit().await?;
    let name = known.name.as_deref().unwrap_or("-");
    for holding in held {
        say!(
            "{name}: {}  {} {}",
            holding.hold().word(),
            holding.role.title,
            holding.role.step
        );
    }
    Ok(())
}
