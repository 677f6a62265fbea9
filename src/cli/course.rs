//! `platform course|grade|outbox`: what is asked of platforms about courses, and sent to them.

use anyhow::{Context, bail};
use clap::Subcommand;
use uuid::Uuid;

use crate::audit::Author;
use crate::cli::output::say;
use crate::course_list;
use crate::courses::{self, Course, RoundKind, RoundState};
use crate::grades::{self, Column, Measure, NewColumn};
use crate::groups;
use crate::outbox;
use crate::platforms;
use crate::statements::format_time;
use crate::store::Tx;

/// What to do with courses.
#[derive(Debug, Subcommand)]
pub(super) enum CourseCommand {
    /// List the courses of a platform that have been launched: group, roster, results, columns of the
    /// gradebook
    List {
        /// The platform's identifier (see platform list)
        platform: Uuid,
    },
    /// Show one course: who is in it, its groups and columns, how rosters and results go, what they
    /// changed
    Show {
        /// The course's identifier (see list)
        course: Uuid,
    },
    /// Read the roster and the results now, whatever failed before
    Refresh {
        /// The course's identifier (see list)
        course: Uuid,
    },
    /// Say what apps' statements call a course, in place of what was said before: what happens there
    /// belongs to its learning group
    Called {
        /// The course's identifier (see list)
        course: Uuid,
        /// IRIs of activities, such as the address of the course's page; left out: nothing stands for it
        activities: Vec<String>,
    },
    /// Choose a group of the platform to be a learning group that statements know
    Team {
        /// The course's identifier (see list)
        course: Uuid,
        /// The group's identifier at the platform (see show)
        team: String,
        /// The learning group's activity IRI in statements; left out: it is none any more
        group: Option<String>,
    },
}

/// What to do with columns of gradebooks.
#[derive(Debug, Subcommand)]
pub(super) enum GradeCommand {
    /// Show progress in a competency in the gradebook of a course; again: change label and maximum
    Add {
        /// The course's identifier (see course list)
        course: Uuid,
        /// The competency's IRI
        competency: String,
        /// What the column is called; left out: as before, or by the competency
        #[arg(long)]
        label: Option<String>,
        /// The score that counts as all, 1 to 100; left out: as before, or 100
        #[arg(long)]
        maximum: Option<i64>,
        /// Show the way to the level that a person's plan aims at, rather than all of the competency
        #[arg(long)]
        goal: bool,
    },
    /// List the columns of a course with everybody's grade
    List {
        /// The course's identifier (see course list)
        course: Uuid,
    },
    /// Delete a column at the platform, with all its grades
    Remove {
        /// The column's identifier (see list)
        column: Uuid,
    },
}

/// What to do with what is to be sent.
#[derive(Debug, clap::Args)]
pub(super) struct OutboxCommand {
    /// The platform's identifier (see platform list)
    platform: Uuid,
    /// Try again what was given up, and at once what waits
    #[arg(long)]
    retry: bool,
}

/// What to do about a column that somebody deleted at the platform.
const GONE: &str = "deleted at the platform: make it anew (grade add, or pick it there again), or \
                    remove it (grade remove)";

async fn known(tx: &mut Tx, course: Uuid) -> anyhow::Result<Course> {
    let found = courses::by_id(tx, course).await?;
    found.context("there is no such course (see coachlight platform course list)")
}

fn moment(at: Option<i64>) -> String {
    at.map_or_else(|| "never".to_owned(), format_time)
}

pub(super) async fn course(
    tx: &mut Tx,
    command: CourseCommand,
    now: jiff::Timestamp,
) -> anyhow::Result<()> {
    match command {
        CourseCommand::List { platform } => list(tx, platform).await?,
        CourseCommand::Show { course } => show(tx, course).await?,
        // Done where facts can be derived anew.
        CourseCommand::Called { .. } => {}
        CourseCommand::Refresh { course } => {
            known(tx, course).await?;
            for kind in RoundKind::ALL {
                if courses::hurry(tx, course, *kind, now).await? {
                    say!("{}: asked for now", kind.word());
                }
            }
        }
        CourseCommand::Team {
            course,
            team,
            group,
        } => {
            known(tx, course).await?;
            if !courses::choose_team(tx, course, &team, group.as_deref()).await? {
                bail!("there is no such group (see coachlight platform course show)");
            }
            courses::hurry(tx, course, RoundKind::Roster, now).await?;
        }
    }
    Ok(())
}

async fn list(tx: &mut Tx, platform: Uuid) -> anyhow::Result<()> {
    let mut after = (String::new(), String::new());
    loop {
        let page = course_list::listed(tx, platform, (&after.0, &after.1), 200).await?;
        for listed in &page {
            let course = &listed.course;
            say!(
                "{}  deployment {:?}  course {:?}  {:?}",
                course.id,
                course.deployment_id,
                course.context_id,
                course.title.as_deref().unwrap_or("-")
            );
            if let Some(group) = &listed.group {
                let name = group.name.as_deref().unwrap_or("-");
                say!("    group     {}  {name:?}", group.id);
            }
            for (kind, state) in [
                (RoundKind::Roster, &listed.roster),
                (RoundKind::Results, &listed.results),
            ] {
                if let Some(state) = state {
                    tell_round(kind, state, "    ");
                }
            }
            for column in &listed.columns {
                tell_column(column, "    ");
            }
        }
        let Some(last) = page.last() else {
            return Ok(());
        };
        after = last.course.place();
    }
}

fn tell_round(kind: RoundKind, state: &RoundState, margin: &str) {
    say!(
        "{margin}{:10}last {}, {} came; next {}",
        kind.word(),
        moment(state.done_at),
        state.count.unwrap_or(0),
        format_time(state.due_at())
    );
    if let Some(error) = &state.error {
        say!("{margin}          {}: {error}", moment(state.error_at));
    }
}

fn tell_column(column: &Column, margin: &str) {
    say!("{margin}column    {}  {:?}", column.id, column.label);
    if column.is_gone() {
        say!("{margin}          {GONE}");
    }
}

/// Says what apps' statements call a course; whether that changed anything.
pub(super) async fn call(
    tx: &mut Tx,
    course: Uuid,
    activities: &[String],
    by: &Author,
    now: jiff::Timestamp,
) -> anyhow::Result<bool> {
    let found = known(tx, course).await?;
    let iris = activities.iter().map(String::as_str);
    Ok(courses::call(tx, &found, iris, by, now).await?)
}

async fn show(tx: &mut Tx, course: Uuid) -> anyhow::Result<()> {
    let found = known(tx, course).await?;
    say!("{}  {:?}", found.id, found.title.as_deref().unwrap_or("-"));
    let group = groups::find(tx, found.group_id).await?;
    let name = group.and_then(|group| group.name);
    say!(
        "group     {}  {:?}",
        found.group_id,
        name.as_deref().unwrap_or("-")
    );
    let called = courses::called(tx, [found.id]).await?.remove(&found.id);
    let called = called.unwrap_or_default();
    for activity in &called {
        say!("called    {activity}");
    }
    if let Some(platform) = platforms::by_id(tx, found.platform).await?
        && let Some(proposed) = courses::proposed(&platform, &found.context_id)
        && !called.contains(&proposed)
    {
        say!("proposed  {proposed}");
    }
    for kind in RoundKind::ALL {
        let Some(state) = courses::round(tx, course, *kind).await? else {
            continue;
        };
        tell_round(*kind, &state, "");
    }
    for column in grades::chosen(tx, &[course]).await? {
        tell_column(&column, "");
    }
    for team in courses::teams(tx, course).await? {
        say!(
            "team      {:?}  {:?}  {}",
            team.team,
            team.name.as_deref().unwrap_or("-"),
            team.activity.as_deref().unwrap_or("not chosen")
        );
    }
    for member in courses::members(tx, course).await? {
        let roles = match (member.present, member.learner, member.teacher) {
            (false, _, _) => "gone",
            (_, true, true) => "learner, teacher",
            (_, _, true) => "teacher",
            _ => "learner",
        };
        say!("member    {}  {:?}  {roles}", member.person, member.subject);
    }
    for change in courses::changes(tx, course, 20).await? {
        say!(
            "change    {}  {}  {}: {}",
            format_time(change.at),
            change.person,
            change.what,
            change.reason
        );
    }
    Ok(())
}

pub(super) async fn grade(
    tx: &mut Tx,
    command: GradeCommand,
    now: jiff::Timestamp,
) -> anyhow::Result<()> {
    match command {
        GradeCommand::Add {
            course,
            competency,
            label,
            maximum,
            goal,
        } => {
            let measure = if goal {
                Measure::Goal
            } else {
                Measure::Competency
            };
            let column = NewColumn {
                course,
                measure,
                label: label.as_deref(),
                competency: &competency,
                maximum,
                resource_link: None,
                url: None,
            };
            say!("{}", grades::choose(tx, &column, now).await?);
        }
        GradeCommand::List { course } => {
            known(tx, course).await?;
            for column in grades::columns(tx, course).await? {
                say!(
                    "{}  {:?}  {} {}  of {}  {}",
                    column.id,
                    column.label,
                    column.measure().word(),
                    column.competency,
                    column.maximum,
                    match &column.url {
                        Some(url) => url,
                        None if column.is_gone() => GONE,
                        None => "not made yet",
                    }
                );
                for grade in grades::grades(tx, column.id).await? {
                    let number = |share: Option<i64>| {
                        share.map_or_else(|| "-".to_owned(), |share| share.to_string())
                    };
                    say!(
                        "    {:?}  wanted {}  published {}  {}  {}",
                        grade.subject,
                        number(grade.share),
                        number(grade.published),
                        grade.standing().word(),
                        grade.trouble.as_deref().unwrap_or("")
                    );
                }
            }
        }
        GradeCommand::Remove { column } => {
            if !grades::remove(tx, column, now).await? {
                bail!("there is no such column (see coachlight platform grade list)");
            }
        }
    }
    Ok(())
}

pub(super) async fn sent(
    tx: &mut Tx,
    command: &OutboxCommand,
    now: jiff::Timestamp,
) -> anyhow::Result<()> {
    let platform = command.platform;
    if command.retry {
        let count = outbox::retry_all(tx, platform, now).await?;
        say!("{count} that were given up are tried again.");
    }
    let lane = outbox::lane(tx, platform).await?;
    say!("waiting    {}", outbox::waiting(tx, platform).await?);
    say!("last sent  {}", moment(lane.last_sent_at));
    if let Some(error) = &lane.error {
        say!("resting    until {}: {error}", format_time(lane.rest_until));
    }
    let mut after = (0, Uuid::nil());
    loop {
        let page = outbox::given_up(tx, after, 200).await?;
        for work in page.iter().filter(|work| work.platform == platform) {
            say!(
                "given up   {}  {}  after {} attempts: {}",
                format_time(work.given_up_at),
                work.about,
                work.attempts,
                work.error.as_deref().unwrap_or("-")
            );
        }
        let Some(last) = page.last() else {
            return Ok(());
        };
        after = (last.given_up_at, last.id);
    }
}
