//! What one says of a person: a coach's verifications, ratings and hints, the person's reflections.

use uuid::Uuid;

use super::acts::{Acting, Rating, Wish, long, note, title};
use super::competency::Measured;
use super::desk::Desk;
use super::error::CoachingError;
use super::known::{hints, known};
use super::statement::{self, Saying, competency, thing};
use super::terms::{HINTED, REFLECTED, REFLECTION, SCORED, VERIFIED, VOIDED};
use crate::people::PersonId;

impl Desk {
    /// Vouches for what a person says of themselves, a step above all, or says with the mark 0 that it
    /// is not so. The same coach's same word is said once.
    pub async fn verify(
        &self,
        acting: Acting,
        claim: Uuid,
        mark: Option<f64>,
        said: Option<&str>,
    ) -> Result<Uuid, CoachingError> {
        acting.require_coach("refused-verification")?;
        if mark.is_some_and(|mark| !(0.0..=1.0).contains(&mark)) {
            return Err(CoachingError::wrong("refused-mark"));
        }
        let said = note("note", said)?;
        let standing = self.claim(acting.person, claim).await?;
        let millionths = (mark.unwrap_or(1.0) * 1e6).round();
        if let Some(standing) =
            standing.filter(|it| it.by == acting.who && (it.mark as f64 - millionths).abs() < 0.5)
        {
            return Ok(standing.statement);
        }
        let id = Uuid::now_v7();
        let actor = self.agent(acting.who).await?;
        let mut saying = Saying::new(
            id,
            &actor,
            VERIFIED,
            statement::statement(claim),
            self.now(),
        )
        .by_profile()
        .response(said.as_deref());
        if let Some(mark) = mark {
            saying = saying.score(mark, 1.0);
        }
        self.write(&[saying]).await?;
        Ok(id)
    }

    /// Takes one's word on such a claim back, if it was given here.
    pub async fn withdraw(&self, acting: Acting, claim: Uuid) -> Result<Uuid, CoachingError> {
        acting.require_coach("refused-verification")?;
        let standing = self.claim(acting.person, claim).await?;
        let standing = standing.ok_or_else(|| CoachingError::state("refused-not-verified"))?;
        if standing.by != acting.who {
            return Err(CoachingError::not_yours("refused-not-your-verification"));
        }
        self.void(acting.who, standing.statement).await
    }

    /// Voids a statement that was written here.
    pub(super) async fn void(&self, who: PersonId, of: Uuid) -> Result<Uuid, CoachingError> {
        self.void_all(who, &[of]).await
    }

    /// Voids statements if all of them were written here, and returns what voids the first.
    pub(super) async fn void_all(
        &self,
        who: PersonId,
        all: &[Uuid],
    ) -> Result<Uuid, CoachingError> {
        let mut tx = self.db.read().await?;
        for of in all {
            if self.ours(&mut tx, *of).await?.is_none() {
                return Err(CoachingError::not_yours("refused-said-elsewhere"));
            }
        }
        drop(tx);
        let actor = self.agent(who).await?;
        let voiding = |of: &Uuid| {
            let id = statement::once(&format!("voided {of}"));
            Saying::new(id, &actor, VOIDED, statement::statement(*of), self.now())
        };
        let sayings: Vec<Saying> = all.iter().map(voiding).collect();
        self.write(&sayings).await?;
        let first = sayings.first().and_then(Saying::id);
        Ok(first.unwrap_or_default())
    }

    /// Rates a competency.
    pub async fn rate(&self, acting: Acting, rating: &Rating) -> Result<Uuid, CoachingError> {
        let saying = self.rating(acting, rating).await?;
        let id = saying.id().unwrap_or_default();
        self.write(&[saying]).await?;
        Ok(id)
    }

    /// The statement of a rating, still to be written.
    pub(super) async fn rating(
        &self,
        acting: Acting,
        rating: &Rating,
    ) -> Result<Saying, CoachingError> {
        acting.require_coach("refused-rating")?;
        let said = note("note", rating.note.as_deref())?;
        let place = self.place_of(acting.person, rating.group).await?;
        let mut tx = self.db.read().await?;
        let measured = Measured::named(&mut tx, &rating.competency).await?;
        drop(tx);
        measured.check(rating.level, 0)?;
        let (raw, most) = measured.score(rating.level);
        let id = rating.id.unwrap_or_else(Uuid::now_v7);
        let coach = self.agent(acting.who).await?;
        let learner = self.agent(acting.person).await?;
        let object = competency(&measured.iri);
        Ok(Saying::new(id, &learner, SCORED, object, self.now())
            .by_coach(Some(&coach))
            .within(place.as_ref())
            .score(raw, most)
            .response(said.as_deref()))
    }

    /// Writes down what somebody thinks about their own learning.
    pub async fn reflect(&self, acting: Acting, wish: &Wish) -> Result<Uuid, CoachingError> {
        acting.require_own("refused-own-reflection")?;
        let said = long("text", wish.note.as_deref().unwrap_or_default())?;
        let (about, place) = self
            .setting(acting.person, wish.group, &wish.competencies)
            .await?;
        let id = wish.id.unwrap_or_else(Uuid::now_v7);
        let name = if wish.title.is_empty() {
            "Reflection"
        } else {
            &wish.title
        };
        let object = thing(&self.address("reflections", id), REFLECTION, &title(name)?);
        let actor = self.agent(acting.person).await?;
        let saying = Saying::new(id, &actor, REFLECTED, object, self.now())
            .about(&about)
            .within(place.as_ref())
            .response(Some(&said));
        self.write(&[saying]).await?;
        Ok(id)
    }

    /// Helps a person on.
    pub async fn hint(&self, acting: Acting, wish: &Wish) -> Result<Uuid, CoachingError> {
        acting.require_coach("refused-hint")?;
        let said = long("text", wish.note.as_deref().unwrap_or_default())?;
        let (about, place) = self
            .setting(acting.person, wish.group, &wish.competencies)
            .await?;
        let id = wish.id.unwrap_or_else(Uuid::now_v7);
        let actor = self.agent(acting.who).await?;
        let learner = self.agent(acting.person).await?;
        let saying = Saying::new(id, &actor, HINTED, learner, self.now())
            .about(&about)
            .within(place.as_ref())
            .response(Some(&said));
        self.write(&[saying]).await?;
        Ok(id)
    }

    /// Takes a hint back, if it was given here by the same coach.
    pub async fn withdraw_hint(&self, acting: Acting, hint: Uuid) -> Result<Uuid, CoachingError> {
        acting.require_coach("refused-hint-withdraw")?;
        let mut tx = self.db.read().await?;
        let known = known(&mut tx, acting.person, self.today()).await?;
        let all = hints(&mut tx, &known).await?;
        drop(tx);
        let found = all.iter().find(|it| it.statement == hint && !it.withdrawn);
        let found = found.ok_or(CoachingError::Unknown)?;
        if found.by != Some(acting.who) {
            return Err(CoachingError::not_yours("refused-not-your-hint"));
        }
        self.void(acting.who, hint).await
    }
}
