//! What a course can link to. Pure.

use std::collections::BTreeMap;

use lti::deep_linking::{About, ItemLineItem, LtiResourceLink};
use url::Url;

use crate::engagement::GroupReport;
use crate::launch::views::{self, View};
use crate::locale::Locale;

/// A view that can be linked to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Offer {
    pub(super) view: View,
    pub(super) title: String,
    pub(super) text: String,
}

impl Offer {
    /// The word by which a form names it.
    pub(super) fn word(&self) -> String {
        match self.view.competency() {
            Some(iri) => format!("{} {iri}", self.view.word()),
            None => self.view.word().to_owned(),
        }
    }

    /// Whether it can bring a column of the gradebook.
    pub(super) const fn is_gradable(&self) -> bool {
        self.view.tag().is_some()
    }

    /// Whether every word that is looked for stands in it.
    pub(super) fn matches(&self, search: &str) -> bool {
        let text = format!("{} {}", self.title, self.text).to_lowercase();
        search
            .to_lowercase()
            .split_whitespace()
            .all(|word| text.contains(word))
    }

    /// What the platform gets; `maximum` makes a column of the gradebook for it.
    pub(super) fn item(&self, target: &Url, maximum: Option<u8>) -> LtiResourceLink {
        let line_item = maximum
            .filter(|_| self.is_gradable())
            .map(|maximum| ItemLineItem {
                label: Some(self.title.clone()),
                score_maximum: f64::from(maximum),
                resource_id: self.view.competency().map(str::to_owned),
                tag: self.view.tag().map(str::to_owned),
                grades_released: None,
                submission_review: None,
            });
        let mut custom = BTreeMap::from([(views::VIEW.to_owned(), self.view.word().to_owned())]);
        if let Some(iri) = self.view.competency() {
            custom.insert(views::COMPETENCY.to_owned(), iri.to_owned());
        }
        LtiResourceLink {
            url: Some(target.clone()),
            about: About {
                title: Some(self.title.clone()),
                text: Some(self.text.clone()),
                ..About::default()
            },
            custom,
            line_item,
            ..LtiResourceLink::default()
        }
    }
}

/// Everything that a course with this group can link to.
pub(super) fn offers(locale: Locale, report: &GroupReport) -> Vec<Offer> {
    let group = report.group.name.clone();
    let group = group.unwrap_or_else(|| locale.text("group-unnamed"));
    let named = |key: &str, name: &str| locale.with(key, &[("name", name.into())]);
    let of_group = [
        (View::Group, "pick-group", "pick-group-what"),
        (View::Board, "pick-board", "pick-board-what"),
    ];
    let of_group = of_group.map(|(view, title, text)| Offer {
        view,
        title: named(title, &group),
        text: locale.text(text),
    });
    let competencies = report.competencies.iter().chain(&report.aimed_at);
    let of_competencies = competencies.flat_map(|(_, iri, name)| {
        let (progress, goal) = (View::Competency(iri.clone()), View::Goal(iri.clone()));
        [
            (progress, "pick-competency", "pick-competency-what"),
            (goal, "pick-goal", "pick-goal-what"),
        ]
        .map(|(view, title, text)| Offer {
            view,
            title: named(title, name),
            text: locale.text(text),
        })
    });
    of_group.into_iter().chain(of_competencies).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn offer(view: View) -> Offer {
        Offer {
            view,
            title: "Progress in Negotiation".into(),
            text: "Each learner sees their own".into(),
        }
    }

    #[test]
    fn all_words_are_looked_for() {
        let one = offer(View::Group);
        assert!(one.matches(""));
        assert!(one.matches("NEGOTIATION  own"));
        assert!(!one.matches("negotiation other"));
    }

    #[test]
    fn only_progress_brings_a_column() {
        let target = Url::parse("https://coachlight.example.org/lti/launch").unwrap();
        let iri = "https://example.org/competency/1".to_owned();
        assert!(
            offer(View::Board)
                .item(&target, Some(100))
                .line_item
                .is_none()
        );
        let item = offer(View::Goal(iri.clone())).item(&target, Some(50));
        let column = item.line_item.unwrap();
        assert!((column.score_maximum - 50.0).abs() < f64::EPSILON);
        assert_eq!(column.tag.as_deref(), Some("coachlight-goal"));
        assert_eq!(item.custom.get(views::COMPETENCY), Some(&iri));
        assert!(
            offer(View::Goal(iri))
                .item(&target, None)
                .line_item
                .is_none()
        );
    }
}
