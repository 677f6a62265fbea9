//! Competencies and their levels, to choose from in forms.

use std::collections::BTreeMap;

use maud::{Markup, html};

use crate::competency::PersonReport;
use crate::engagement::Topic;
use crate::frameworks::{self, Rating};
use crate::groups::Group;
use crate::locale::Locale;
use crate::pages::ui;
use crate::rules;
use crate::store::{StoreError, Tx};
use crate::words;

/// Most competencies of frameworks that one form offers; beyond, people write the code.
const MOST: usize = 400;

/// A competency that can be chosen.
pub(in crate::pages) struct Choice {
    pub(in crate::pages) name: String,
    /// The names of its levels, the lowest first; empty where a level has but its number.
    pub(in crate::pages) levels: Vec<String>,
}

/// What can be chosen, by address.
#[derive(Default)]
pub(in crate::pages) struct Choices {
    all: BTreeMap<String, Choice>,
    /// Most levels of any.
    most: usize,
}

impl Choices {
    /// The competencies of all frameworks, and those that a person has to do with.
    pub(in crate::pages) async fn of(
        tx: &mut Tx,
        report: Option<&PersonReport>,
    ) -> Result<Self, StoreError> {
        let rules = rules::in_force(tx).await?;
        let mut all = BTreeMap::new();
        for framework in frameworks::list(tx).await? {
            for item in frameworks::items(tx, framework.id).await? {
                if item.scale.rating == Rating::Unrated || all.len() == MOST {
                    continue;
                }
                let levels = if item.has_own_scale {
                    let levels = item.scale.levels.iter();
                    levels.map(|level| level.title.clone()).collect()
                } else {
                    vec![String::new(); rules.progress.levels.len()]
                };
                let name = match &item.code {
                    Some(code) => format!("{code} {}", item.name),
                    None => item.name.clone(),
                };
                all.insert(item.uri, Choice { name, levels });
            }
        }
        for found in report.iter().flat_map(|report| &report.competencies) {
            all.entry(found.iri.clone()).or_insert_with(|| Choice {
                name: found.name.clone(),
                levels: found
                    .scale
                    .iter()
                    .map(|level| level.title.clone().unwrap_or_default())
                    .collect(),
            });
        }
        let most = all.values().map(|choice| choice.levels.len()).max();
        Ok(Self {
            most: most.unwrap_or(rules.progress.levels.len()),
            all,
        })
    }

    /// Offers further competencies, as long as no framework names them.
    pub(in crate::pages) fn add(&mut self, topics: Vec<Topic>) {
        for topic in topics {
            self.all.entry(topic.iri).or_insert_with(|| Choice {
                name: topic.name,
                levels: vec![String::new(); self.most],
            });
        }
    }

    /// What a competency is called.
    pub(in crate::pages) fn name<'c>(&'c self, iri: &'c str) -> &'c str {
        self.all.get(iri).map_or(iri, |choice| &choice.name)
    }

    /// A level of a competency in words.
    pub(in crate::pages) fn level(&self, locale: Locale, iri: &str, level: i64) -> String {
        let title = usize::try_from(level - 1)
            .ok()
            .and_then(|index| self.all.get(iri)?.levels.get(index));
        words::level(locale, level, title.map(String::as_str))
    }

    /// A list to choose a competency from, sorted by name.
    pub(in crate::pages) fn competencies(
        &self,
        locale: Locale,
        name: &str,
        id: &str,
        chosen: &str,
        label: &str,
    ) -> Markup {
        let mut sorted: Vec<(&String, &Choice)> = self.all.iter().collect();
        sorted.sort_by(|left, right| left.1.name.cmp(&right.1.name));
        html! {
            select name=(name) id=(id) aria-label=(label) {
                option value="" { (locale.text("choice-none")) }
                @if !chosen.is_empty() && !self.all.contains_key(chosen) {
                    option value=(chosen) selected { (chosen) }
                }
                @for (iri, choice) in sorted {
                    option value=(iri) selected[iri == chosen] { (choice.name) }
                }
            }
        }
    }

    /// A list to choose a level from: those of one competency, or as many as any has.
    pub(in crate::pages) fn levels(
        &self,
        locale: Locale,
        name: &str,
        iri: &str,
        least: i64,
        chosen: Option<i64>,
        label: &str,
    ) -> Markup {
        let known = self.all.get(iri).map(|choice| choice.levels.len());
        let most = known.unwrap_or(self.most) as i64;
        html! {
            select name=(name) aria-label=(label) {
                option value="" { (locale.text("choice-none")) }
                @for level in least..=most {
                    option value=(level) selected[chosen == Some(level)] {
                        (self.level(locale, iri, level))
                    }
                }
            }
        }
    }
}

/// A list to choose the group from that something belongs to; none where there is none to choose.
pub(super) fn groups(locale: Locale, groups: &[Group], chosen: &str) -> Markup {
    html! {
        @if !groups.is_empty() {
            p.field {
                label for="group" { (locale.text("goals-group")) }
                select #group name="group" {
                    option value="" { (locale.text("goals-group-none")) }
                    @for group in groups {
                        option value=(group.id) selected[chosen == group.id.to_string()] {
                            (ui::group_name(locale, group))
                        }
                    }
                }
            }
        }
    }
}
