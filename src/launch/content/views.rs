//! The views that can be picked, and the links that open them.

use std::collections::BTreeMap;

use lti::deep_linking::{About, Item, ItemLineItem, LtiResourceLink};
use url::Url;

use super::super::arrive::{COMPETENCY, VIEW};
use crate::engagement::{self, Window};
use crate::locale::Locale;
use crate::problem::Problem;
use crate::sso::Actor;
use crate::state::App;
use crate::store::Tx;

/// The maximum of a column: what every platform takes (Moodle allows no more).
const MAXIMUM: f64 = 100.0;

/// A view that can be picked.
pub(super) struct View {
    /// What the form names it by.
    pub(super) id: String,
    pub(super) title: String,
    pub(super) what: &'static str,
    pub(super) custom: BTreeMap<String, String>,
    /// Our word for a column of the gradebook that shows it, and what that is about.
    pub(super) column: Option<(&'static str, String)>,
}

/// The views of the course's group and of all that its coach's groups work on.
pub(super) async fn views(
    tx: &mut Tx,
    locale: Locale,
    actor: &Actor,
    today: i64,
) -> Result<Vec<View>, Problem> {
    let mut groups: Vec<_> = engagement::my_groups(tx, actor.person)
        .await?
        .into_iter()
        .map(|group| group.id)
        .collect();
    groups.extend(actor.visit.as_ref().and_then(|visit| visit.group));
    groups.sort_unstable();
    groups.dedup();
    let mut topics = BTreeMap::new();
    for group in groups {
        let report = engagement::group_report(tx, group, Window::default(), today).await?;
        for (_, iri, name) in report.into_iter().flat_map(|report| report.competencies) {
            topics.insert(iri, name);
        }
    }
    let plain = |view: &str, title: &str, what| View {
        id: view.to_owned(),
        title: locale.text(title),
        what,
        custom: BTreeMap::from([(VIEW.to_owned(), view.to_owned())]),
        column: None,
    };
    let mut views = vec![
        plain("group", "content-group", "content-group-what"),
        plain("progress", "content-progress", "content-progress-what"),
        plain("board", "content-board", "content-board-what"),
    ];
    for (iri, name) in topics {
        for (view, title, what, tag) in [
            (
                "competency",
                "content-competency",
                "content-competency-what",
                "coachlight-competency",
            ),
            (
                "goal",
                "content-goal",
                "content-goal-what",
                "coachlight-goal",
            ),
        ] {
            views.push(View {
                id: format!("{view} {iri}"),
                title: locale.with(title, &[("name", name.as_str().into())]),
                what,
                custom: BTreeMap::from([
                    (VIEW.to_owned(), view.to_owned()),
                    (COMPETENCY.to_owned(), iri.clone()),
                ]),
                column: Some((tag, iri.clone())),
            });
        }
    }
    Ok(views)
}

/// The link that opens a view.
pub(super) fn item(app: &App, view: View, graded: bool) -> Item {
    let line_item = view
        .column
        .filter(|_| graded)
        .map(|(tag, about)| ItemLineItem {
            label: Some(view.title.clone()),
            score_maximum: MAXIMUM,
            resource_id: Some(about),
            tag: Some(tag.to_owned()),
            grades_released: None,
            submission_review: None,
        });
    Item::LtiResourceLink(Box::new(LtiResourceLink {
        url: Url::parse(&super::super::launch_uri(app)).ok(),
        about: About {
            title: Some(view.title),
            ..About::default()
        },
        custom: view.custom,
        line_item,
        ..LtiResourceLink::default()
    }))
}
