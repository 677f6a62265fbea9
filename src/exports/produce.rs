//! What an export holds: for each subject who may have it, its tables, and who stands in them.

use uuid::Uuid;

use super::archive::Archive;
use super::output::{About, Content, Output};
use super::request::{Asker, Choice, Format, Subject, wrong};
use super::{ExportError, dossier, sheets, store};
use crate::access;
use crate::coaching::reviews;
use crate::competency::{self, PersonReport};
use crate::engagement::{self, Board, Viewer, Window};
use crate::groups;
use crate::locale::Locale;
use crate::message::Message;
use crate::paper::{self, Document};
use crate::people::{self, Look, PersonId, View};
use crate::problem::{Kind, Problem};
use crate::rules::{Class, Level};
use crate::sso::{Actor, Role};
use crate::state::App;
use crate::store::{StoreError, Tx};
use crate::tables::{Reader, Table};

/// Rows and statements that are read together.
pub(super) const BATCH: usize = 500;

/// Who is told how far the work is.
#[derive(Clone, Copy, Default)]
pub(super) struct Progress<'p> {
    /// The job whose progress is kept; none where somebody waits for the file.
    pub(super) job: Option<Uuid>,
    pub(super) told: Option<Told<'p>>,
}

/// Is told how much is done.
pub type Told<'p> = &'p (dyn Fn(i64) + Send + Sync);

impl Progress<'_> {
    /// Notes how far the work is. Refused once the job was called off.
    pub(super) async fn at(self, app: &App, done: i64, total: i64) -> Result<(), ExportError> {
        if let Some(told) = self.told {
            told(done);
        }
        let Some(job) = self.job else { return Ok(()) };
        let mut tx = app.db.write().await?;
        let goes_on = store::progress(&mut tx, job, done, total).await?;
        tx.commit().await?;
        if goes_on {
            Ok(())
        } else {
            Err(ExportError::Cancelled)
        }
    }
}

/// What an export is made from.
pub(super) struct Making<'m> {
    pub(super) app: &'m App,
    pub(super) asker: &'m Asker,
    pub(super) reader: Reader,
    pub(super) choice: &'m Choice,
    pub(super) progress: Progress<'m>,
}

/// The tables of a small export.
pub(super) struct Small {
    pub(super) title: String,
    pub(super) tables: Vec<Table>,
    /// What is printed; none: the tables.
    pub(super) document: Option<Document>,
    pub(super) persons: Vec<PersonId>,
}

impl Small {
    /// A document without tables, in which nobody stands.
    pub(super) fn of(document: Document) -> Self {
        Self {
            title: document.title.clone(),
            tables: Vec::new(),
            persons: Vec::new(),
            document: Some(document),
        }
    }
}

impl Making<'_> {
    /// Makes it. Whoever stands in it can see by then that it was taken.
    pub(super) async fn produce(self) -> Result<Content, ExportError> {
        self.choice.check()?;
        let output = match self.choice.what {
            Subject::Archive => return Archive::make(&self).await,
            Subject::Audit => self.audit().await?,
            Subject::Deliveries => self.deliveries().await?,
            Subject::Evidence => self.evidence().await?,
            Subject::History => self.history().await?,
            Subject::Refusals => self.refusals().await?,
            Subject::Statements => self.statements().await?,
            _ => {
                let small = self.small().await?;
                self.seen(&small.persons).await?;
                match (self.choice.format, small.document) {
                    (Format::Pdf, Some(document)) => return self.print(document).await,
                    (Format::Markdown, Some(document)) => {
                        return Content::of(paper::markdown(&document).as_bytes());
                    }
                    _ => {}
                }
                let mut output = self.begin(&small.title)?;
                small
                    .tables
                    .iter()
                    .try_for_each(|table| output.whole(table))?;
                output
            }
        };
        // Packing a workbook or laying out paper takes the processor for a while.
        tokio::task::spawn_blocking(|| output.finish())
            .await
            .map_err(|error| ExportError::Refused(Problem::internal(error)))?
    }

    /// Prints a document.
    async fn print(self, document: Document) -> Result<Content, ExportError> {
        let (now, locale) = (self.app.clock.now(), self.reader.locale);
        // Laying out takes the processor for a while.
        let printed = tokio::task::spawn_blocking(move || dossier::printed(&document, now, locale));
        let printed = printed.await.map_err(Problem::internal)?;
        Content::of(&printed?)
    }

    fn text(&self, key: &str) -> String {
        self.reader.locale.text(key)
    }

    /// What the export is called, with the name of whom it is about.
    pub(super) fn title(&self, name: Option<String>) -> String {
        let what = self.text(&format!("export-of-{}", self.choice.what.word()));
        match name {
            Some(name) => format!("{what}: {name}"),
            None => what,
        }
    }

    pub(super) fn begin(&self, title: &str) -> Result<Output, ExportError> {
        let about = About {
            title: title.to_owned(),
            organisation: self.app.config.organisation.clone(),
            today: self.app.today(),
            now: self.app.clock.now(),
        };
        let most = self.app.config.exports.largest_bytes;
        Output::begin(self.choice, &self.reader, about, most)
    }

    pub(super) async fn seen(&self, persons: &[PersonId]) -> Result<(), ExportError> {
        let (looks, now) = (&self.app.looks, self.app.clock.now());
        let noting = looks.note(&self.asker.viewer(), persons, View::Export, now);
        noting
            .done()
            .await
            .map_err(|error| Problem::from(error).into())
    }

    /// Begins to read for whoever asks: a system is told all names, a person those that they may know.
    pub(super) async fn read(&self) -> Result<Tx, StoreError> {
        match self.asker {
            Asker::Person(actor) => self.app.read(actor).await,
            Asker::System { .. } => self.app.db.read().await,
        }
    }

    async fn small(&self) -> Result<Small, ExportError> {
        let mut tx = self.read().await?;
        match self.choice.what {
            Subject::DataSheet => self.data_sheet(&mut tx).await,
            Subject::Goals => self.goals(&mut tx).await,
            Subject::Groups => self.groups(&mut tx).await,
            Subject::Group => self.group(&mut tx).await,
            Subject::Hints => self.hints(&mut tx).await,
            Subject::ImpactAssessment => self.impact_assessment(&mut tx).await,
            Subject::Invitations => self.invitations(&mut tx).await,
            Subject::Board => self.board(&mut tx).await,
            Subject::Matrix => self.matrix(&mut tx).await,
            Subject::Notice => self.notice(&mut tx).await,
            Subject::Plan => self.plan(&mut tx).await,
            Subject::Progress => self.person(&mut tx).await,
            Subject::Report => {
                drop(tx);
                self.report().await
            }
            Subject::Review => self.review(&mut tx).await,
            Subject::Reviews => self.reviews(&mut tx).await,
            Subject::Today => self.today(&mut tx).await,
            Subject::Archive
            | Subject::Looks
            | Subject::Audit
            | Subject::Deliveries
            | Subject::Evidence
            | Subject::History
            | Subject::Refusals
            | Subject::Statements => self.looks(&mut tx).await,
        }
    }

    pub(super) fn somebody(&self) -> Result<&Actor, Problem> {
        match self.asker {
            Asker::Person(actor) => Ok(actor.as_ref()),
            Asker::System { .. } => {
                let own = Message::new("refused-export-session");
                Err(wrong(own.with("what", self.choice.what.word())))
            }
        }
    }

    pub(super) fn administrate(&self) -> Result<(), Problem> {
        match self.asker {
            Asker::Person(actor) => access::administrate(actor),
            Asker::System {
                everything: true, ..
            } => Ok(()),
            Asker::System { .. } => Err(Problem::new(
                Kind::Forbidden,
                "This export needs a key with the scope all/read.",
            )),
        }
    }

    async fn see_person(&self, tx: &mut Tx, person: PersonId) -> Result<(), Problem> {
        match self.asker {
            Asker::Person(actor) => access::see_person(tx, actor, person).await.map(|_sight| ()),
            Asker::System { .. } => access::use_data_of(tx, None, person).await,
        }
    }

    /// Refuses whoever may not act for a person.
    pub(super) async fn act_for(&self, tx: &mut Tx, person: PersonId) -> Result<(), Problem> {
        match self.asker {
            Asker::Person(actor) => access::act_for(tx, actor, person).await,
            Asker::System { .. } => access::use_data_of(tx, None, person).await,
        }
    }

    async fn groups(&self, tx: &mut Tx) -> Result<Small, ExportError> {
        let (locale, today) = (self.reader.locale, self.app.today());
        let actor = self.somebody()?;
        if !actor.roles.has(Role::Coach) {
            let detail = Message::new("refused-coaches-have");
            return Err(Problem::new(Kind::Forbidden, detail).into());
        }
        let mine = engagement::my_groups(tx, actor.person).await?;
        let policy = self.app.policy(tx).await?;
        let summaries = engagement::group_summaries(tx, &mine, today, &policy).await?;
        Ok(Small {
            title: self.title(None),
            tables: vec![
                sheets::group_list(locale, today).of(&summaries),
                sheets::group_weeks(locale, today).of(&summaries),
            ],
            persons: Vec::new(),
            document: None,
        })
    }

    async fn group(&self, tx: &mut Tx) -> Result<Small, ExportError> {
        let (locale, group) = (self.reader.locale, self.choice.group()?);
        if let Asker::Person(actor) = self.asker {
            access::see_group(tx, actor, group).await?;
        }
        let window = match self.choice.window {
            None => Window::default(),
            Some(days) => {
                Window::of(days).ok_or_else(|| wrong(Message::new("refused-export-window")))?
            }
        };
        let asked = (window, self.app.today());
        let policy = self.app.policy(tx).await?;
        let report = engagement::group_report(tx, group, Viewer::Coach, asked, &policy).await?;
        let report = report.ok_or_else(Problem::not_found)?;
        let title = self.title(report.group.name.clone());
        let mut tables = vec![sheets::activity(locale).of(&report.activity)];
        let mut persons = Vec::new();
        if policy.files {
            tables.insert(0, sheets::members(locale).of(&report.members));
            persons.extend(report.members.iter().map(|one| one.person.id));
        }
        let house = &self.app.config.organisation;
        Ok(Small {
            document: Some(dossier::group(
                &self.reader,
                house,
                &title,
                &report,
                &tables,
            )),
            title,
            tables,
            persons,
        })
    }

    async fn board(&self, tx: &mut Tx) -> Result<Small, ExportError> {
        let (locale, group, today) = (self.reader.locale, self.choice.group()?, self.app.today());
        let viewer = access::see_board(tx, self.somebody()?, group, today).await?;
        let asked = (Window::default(), today);
        let policy = self.app.policy(tx).await?;
        if !policy.files {
            let detail = Message::new("refused-export-agreed");
            return Err(Problem::new(Kind::Forbidden, detail).into());
        }
        let report = engagement::group_report(tx, group, viewer, asked, &policy).await?;
        let report = report.ok_or_else(Problem::not_found)?;
        let (table, persons) = match &report.board {
            Board::Off | Board::Hidden { .. } => {
                (sheets::places(locale, &report).of(&[]), Vec::new())
            }
            Board::Places { places, .. } => (
                sheets::places(locale, &report).of(places),
                places.iter().map(|place| place.person).collect(),
            ),
            Board::Facets(sides) => (
                sheets::facets(locale, &report).of(sides),
                sides.iter().map(|side| side.person).collect(),
            ),
        };
        Ok(Small {
            title: self.title(report.group.name.clone()),
            tables: vec![table],
            persons,
            document: None,
        })
    }

    async fn matrix(&self, tx: &mut Tx) -> Result<Small, ExportError> {
        let (locale, group) = (self.reader.locale, self.choice.group()?);
        if let Asker::Person(actor) = self.asker {
            access::see_group(tx, actor, group).await?;
        }
        let named = groups::find(tx, group).await?;
        let named = named.ok_or_else(Problem::not_found)?;
        let found = engagement::group_matrix(tx, group, self.app.today()).await?;
        if found.matrix.is_none() {
            return Err(wrong(Message::new("refused-export-matrix")).into());
        }
        Ok(Small {
            title: self.title(named.name),
            tables: vec![sheets::matrix(locale, &found).of(&found.members)],
            persons: found.members.iter().map(|person| person.id).collect(),
            document: None,
        })
    }

    async fn person(&self, tx: &mut Tx) -> Result<Small, ExportError> {
        let (locale, person) = (self.reader.locale, self.choice.person()?);
        self.see_person(tx, person).await?;
        let report = competency::person_report(tx, person, self.app.today()).await?;
        let mut report = report.ok_or_else(Problem::not_found)?;
        report.ask_statements(tx).await?;
        Ok(Small {
            title: self.title(report.person.name.clone()),
            tables: progress_tables(locale, &report).into(),
            persons: vec![person],
            document: None,
        })
    }

    async fn review(&self, tx: &mut Tx) -> Result<Small, ExportError> {
        let (person, review) = (self.choice.person()?, self.choice.review()?);
        self.act_for(tx, person).await?;
        let found = reviews::find(tx, person, review).await;
        let found = found.map_err(Problem::from)?;
        if let Asker::Person(actor) = self.asker {
            access::open_review(tx, actor, &found);
        }
        let named = people::find(tx, person).await?;
        let named = named.ok_or_else(Problem::not_found)?;
        let shown = reviews::shown(tx, &found, self.app.today()).await;
        let (prepared, record) = shown.map_err(Problem::from)?;
        let coach = people::find(tx, found.coach).await?;
        let looked_at = prepared.iter().flat_map(|it| &it.competencies);
        let locale = self.reader.locale;
        let interview = dossier::Interview {
            competencies: looked_at
                .map(|it| (it.competency.clone(), it.name.clone()))
                .collect(),
            review: found,
            prepared,
            record,
            names: (
                sheets::name(locale, Some(&named)),
                sheets::name(locale, coach.as_ref()),
            ),
        };
        let house = &self.app.config.organisation;
        Ok(Small {
            title: self.title(named.name),
            tables: Vec::new(),
            document: Some(dossier::interview(&self.reader, house, &interview)),
            persons: vec![person],
        })
    }

    async fn reviews(&self, tx: &mut Tx) -> Result<Small, ExportError> {
        let person = self.choice.person()?;
        self.act_for(tx, person).await?;
        let named = people::find(tx, person).await?;
        let named = named.ok_or_else(Problem::not_found)?;
        let list = reviews::list(tx, person).await.map_err(Problem::from)?;
        Ok(Small {
            title: self.title(named.name),
            tables: vec![sheets::review_list(self.reader.locale).of(&list)],
            persons: vec![person],
            document: None,
        })
    }

    async fn looks(&self, tx: &mut Tx) -> Result<Small, ExportError> {
        let person = self.somebody()?.person;
        let looks = looks_at(tx, person).await?;
        Ok(Small {
            title: self.title(None),
            tables: vec![sheets::looks(self.reader.locale).of(&looks)],
            persons: Vec::new(),
            document: None,
        })
    }
}

/// Everybody who looked at a person, the latest first.
pub(super) async fn looks_at(tx: &mut Tx, person: PersonId) -> Result<Vec<Look>, StoreError> {
    let mut looks: Vec<Look> = Vec::new();
    loop {
        let last = looks.last().map(|look| (look.at, look.id));
        let page = people::looks_at(tx, person, last, BATCH as i64).await?;
        let more = page.len() == BATCH;
        looks.extend(page);
        if !more {
            return Ok(looks);
        }
    }
}

/// How far a person is, by what kinds of evidence, and each piece of it.
pub(super) fn progress_tables(locale: Locale, report: &PersonReport) -> [Table; 4] {
    let evidence: Vec<_> = (report.competencies.iter())
        .flat_map(|found| {
            let items = found.evidence.iter();
            items.map(|item| (found.name.clone(), item.clone()))
        })
        .collect();
    [
        sheets::progress(locale).of(&report.competencies),
        sheets::classes(locale, report).of(&masses(report)),
        sheets::evidence(locale).of(&evidence),
        sheets::levels(locale).of(&levels_of(report)),
    ]
}

/// Each level of each competency, with the progress that is measured by it.
fn levels_of(report: &PersonReport) -> Vec<(String, Level, competency::Progress)> {
    let each = |found: &competency::CompetencyProgress| {
        let levels = found.scale.iter().cloned();
        let (name, progress) = (found.name.clone(), found.progress.clone());
        let row = |level: Level| (name.clone(), level, progress.clone());
        levels.map(row).collect::<Vec<_>>()
    };
    report.competencies.iter().flat_map(each).collect()
}

/// Each class of each competency with what it comes to.
fn masses(report: &PersonReport) -> Vec<(String, Class, competency::ClassMass)> {
    let each = |found: &competency::CompetencyProgress| {
        let mass = |class: Class| found.progress.classes[class as usize];
        let name = found.name.clone();
        Class::ALL.map(|class| (name.clone(), class, mass(class)))
    };
    report.competencies.iter().flat_map(each).collect()
}
