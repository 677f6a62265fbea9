//! The administrator's first page: each part with a line that says how it stands, and what needs
//! attention.

use axum::extract::State;
use maud::{Markup, html};
use uuid::Uuid;

use super::super::locale::{Argument, Locale};
use super::{Tab, deliveries, documents, framed};
use crate::access;
use crate::alignments;
use crate::arrivals;
use crate::credentials;
use crate::frameworks;
use crate::merges;
use crate::platforms;
use crate::problem::Problem;
use crate::projector;
use crate::refusals;
use crate::restrictions::{self, State as Stands};
use crate::rulebook::{self, Kind};
use crate::sso::Actor;
use crate::state::App;
use crate::store::Tx;
use crate::sync;

/// Restrictions that are looked at: far more than anybody waits for.
const MOST_RESTRICTIONS: i64 = 10_000;

const DAY: i64 = 24 * 3600 * 1_000_000;
/// Verbs, alignments and refusals that are counted; more are as good as many.
const COUNTED: usize = 1000;

/// A part of the gateway, and how it stands.
struct Line {
    address: &'static str,
    label: &'static str,
    said: String,
    attention: bool,
}

struct Lines {
    locale: Locale,
    all: Vec<Line>,
}

impl Lines {
    fn add(
        &mut self,
        (address, label): (&'static str, &'static str),
        key: &str,
        arguments: &[Argument<'_>],
        attention: bool,
    ) {
        self.all.push(Line {
            address,
            label,
            said: self.locale.with(key, arguments),
            attention,
        });
    }
}

pub(super) async fn get(
    State(app): State<App>,
    actor: Actor,
    locale: Locale,
) -> Result<Markup, Problem> {
    access::administrate(&actor)?;
    let mut lines = Lines {
        locale,
        all: Vec::new(),
    };
    arrivals::count_up(&app.db, &app.zone()).await?;
    let keys = credentials::all(&app.db).await?;
    let mut tx = app.db.read().await?;
    arriving(&app, &mut tx, &mut lines, &keys).await?;
    meaning(&mut tx, &mut lines).await?;
    people(&app, &mut tx, &mut lines).await?;
    connections(&app, &mut tx, &mut lines, &keys).await?;
    let renewal = projector::renewal(&mut tx).await?;
    drop(tx);
    let title = locale.text("admin-overview");
    let waiting = lines.all.iter().filter(|line| line.attention).count();
    // What needs a look comes first.
    lines.all.sort_by_key(|line| !line.attention);
    let body = html! {
        div.head {
            h1 { (title) }
            p.facts { span { (locale.with("overview-attention", &[("count", waiting.into())])) } }
        }
        (documents::vocabulary::progress(locale, renewal))
        section.card { ul.inbox {
            @for line in &lines.all {
                li {
                    @if line.attention { span.chip.amber { (locale.text("overview-look")) } }
                    @else { span.chip.green { (locale.text("overview-well")) } }
                    div {
                        p { a href=(line.address) { (locale.text(line.label)) } }
                        p.meta { (line.said) }
                    }
                }
            }
        } }
    };
    Ok(framed(&app, locale, &actor, Tab::Overview, &title, body))
}

async fn arriving(
    app: &App,
    tx: &mut Tx,
    lines: &mut Lines,
    keys: &[credentials::Listed],
) -> Result<(), Problem> {
    let today = app.today();
    let sources = arrivals::sources(tx, today - 6).await?;
    let week: i64 = sources.iter().flat_map(|source| source.days.values()).sum();
    // A source that has sent before and is silent now may be broken.
    let silent = sources
        .iter()
        .filter(|source| source.days.is_empty())
        .count();
    lines.add(
        ("/admin/sources", "admin-sources"),
        "overview-sources",
        &[
            ("week", week.into()),
            ("sources", sources.len().into()),
            ("silent", silent.into()),
        ],
        silent > 0 || sources.is_empty(),
    );
    let since = app.clock.now().as_microsecond() - 7 * DAY;
    let mut refused = 0;
    for key in keys {
        refused += refusals::count_of(tx, &key.key, since).await?.0;
    }
    lines.add(
        ("/admin/refusals", "admin-refusals"),
        "overview-refusals",
        &[("count", refused.into())],
        refused > 0,
    );
    let pointless = alignments::pointless(tx, Uuid::nil(), COUNTED).await?.len();
    lines.add(
        ("/admin/unused", "admin-unused"),
        "overview-unused",
        &[("count", pointless.into())],
        pointless > 0,
    );
    Ok(())
}

async fn meaning(tx: &mut Tx, lines: &mut Lines) -> Result<(), Problem> {
    let verbs = match projector::current(tx).await? {
        Some(current) => projector::unmapped_verbs(tx, current.generation, COUNTED as i64).await?,
        None => Vec::new(),
    };
    lines.add(
        ("/admin/vocabulary", "admin-vocabulary"),
        "overview-vocabulary",
        &[("count", verbs.len().into())],
        !verbs.is_empty(),
    );
    let ruling = rulebook::in_force(tx, Kind::RuleSet).await?;
    let own = ruling.filter(|ruling| ruling.document.is_some());
    match own {
        Some(ruling) => lines.add(
            ("/admin/rules", "admin-rules"),
            "overview-rules-own",
            &[("number", ruling.number.into())],
            false,
        ),
        None => lines.add(
            ("/admin/rules", "admin-rules"),
            "overview-rules",
            &[],
            false,
        ),
    }
    let frameworks = frameworks::list(tx).await?;
    lines.add(
        ("/admin/frameworks", "admin-frameworks"),
        "overview-frameworks",
        &[("count", frameworks.len().into())],
        frameworks.is_empty(),
    );
    Ok(())
}

async fn people(app: &App, tx: &mut Tx, lines: &mut Lines) -> Result<(), Problem> {
    let open = merges::count_suggestions(tx).await?;
    lines.add(
        ("/admin/people/suggestions", "admin-likenesses"),
        "likeness-count",
        &[("count", open.into())],
        open > 0,
    );
    let (zone, now) = (app.zone(), app.clock.now());
    let standing = restrictions::standing(tx, MOST_RESTRICTIONS).await?;
    let waits = standing.iter().filter(|one| one.state() == Stands::Asked);
    let waiting = waits.clone().count();
    let overdue = waits.filter(|one| one.is_overdue(&zone, now)).count();
    lines.add(
        ("/admin/restrictions", "admin-restrictions"),
        "overview-restrictions",
        &[("count", waiting.into()), ("overdue", overdue.into())],
        waiting > 0,
    );
    Ok(())
}

async fn connections(
    app: &App,
    tx: &mut Tx,
    lines: &mut Lines,
    keys: &[credentials::Listed],
) -> Result<(), Problem> {
    let now = app.clock.now();
    let in_force = keys.iter().filter(|key| key.in_force(now));
    let soon = now.as_microsecond() + 14 * DAY;
    let ending = in_force
        .clone()
        .filter(|key| key.expires_at.is_some_and(|at| at < soon))
        .count();
    lines.add(
        ("/admin/keys", "admin-keys"),
        "overview-keys",
        &[
            ("count", in_force.count().into()),
            ("ending", ending.into()),
        ],
        ending > 0,
    );
    let all = platforms::all(tx).await?;
    let failing = all
        .iter()
        .filter(|it| it.enabled && it.is_failing())
        .count();
    let waiting = platforms::waiting(tx).await?;
    let waiting = all
        .iter()
        .filter(|it| it.enabled && waiting.contains_key(&it.id));
    let waiting = waiting.count();
    lines.add(
        ("/admin/platforms", "admin-platforms"),
        "overview-platforms",
        &[
            ("count", all.len().into()),
            ("failing", failing.into()),
            ("waiting", waiting.into()),
        ],
        failing + waiting > 0,
    );
    let feeds = sync::all(tx).await.map_err(Problem::internal)?;
    let failing = feeds
        .iter()
        .filter(|it| it.failures > 0 || it.set_aside > 0)
        .count();
    lines.add(
        ("/admin/feeds", "admin-feeds"),
        "overview-feeds",
        &[("count", feeds.len().into()), ("failing", failing.into())],
        failing > 0,
    );
    let destinations = deliveries::destinations(app, tx).await?;
    let troubled = destinations.iter().filter(|it| it.is_troubled()).count();
    lines.add(
        ("/admin/deliveries", "admin-deliveries"),
        "overview-deliveries",
        &[
            ("count", destinations.len().into()),
            ("troubled", troubled.into()),
        ],
        troubled > 0,
    );
    Ok(())
}
