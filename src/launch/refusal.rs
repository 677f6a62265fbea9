//! A launch that is refused: a page that says what to do, a line in the log that says which rule
//! was broken, and an entry on the platform's page. None holds a token or tells of a person.

use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use uuid::Uuid;

use super::screen::{self, Screen};
use crate::locale::Locale;
use crate::platforms::{self, Platform, Traffic};
use crate::problem::{Kind, Problem};
use crate::state::App;
use crate::words;

/// What has happened, for whoever launched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Advice {
    /// Something does not fit: it is for the administrator to mend.
    Administrator,
    /// It took too long, or was used already.
    Again,
    /// The platform has to tell who they are.
    Anonymous,
    /// An administrator has to approve.
    Approval,
    /// It is for those who make the course.
    Author,
    /// The browser kept back what proves that it began the launch.
    Browser,
    /// No platform's link leads here.
    Course,
    /// An administrator has switched the platform off.
    Disabled,
    /// The platform does not say that it is them.
    SignIn,
    /// The platform is not connected.
    Unconnected,
    /// The platform does not answer.
    Unreachable,
}

impl Advice {
    fn of(rule: &str) -> Self {
        match rule {
            "expired" | "landing" | "login_expired" | "nonce" | "replay" | "state" => Self::Again,
            "anonymous" => Self::Anonymous,
            "deployment_unknown" => Self::Approval,
            "content_author" => Self::Author,
            "browser" | "storage_not_offered" => Self::Browser,
            "login_malformed" | "login_missing" => Self::Course,
            "deployment_disabled" | "registration_disabled" => Self::Disabled,
            "platform" => Self::SignIn,
            "registration_ambiguous" | "registration_unknown" => Self::Unconnected,
            "keys_unreachable" => Self::Unreachable,
            _ => Self::Administrator,
        }
    }

    /// What has happened, and what to do and whom to tell.
    const fn texts(self) -> [&'static str; 2] {
        match self {
            Self::Administrator => ["launch-administrator", "launch-administrator-do"],
            Self::Again => ["launch-again", "launch-again-do"],
            Self::Anonymous => ["launch-anonymous", "launch-anonymous-do"],
            Self::Approval => ["launch-approval", "launch-approval-do"],
            Self::Author => ["launch-author", "launch-author-do"],
            Self::Browser => ["launch-browser", "launch-browser-do"],
            Self::Course => ["launch-course", "launch-course-do"],
            Self::Disabled => ["launch-disabled", "launch-disabled-do"],
            Self::SignIn => ["launch-sign-in", "launch-sign-in-do"],
            Self::Unconnected => ["launch-unconnected", "launch-unconnected-do"],
            Self::Unreachable => ["launch-unreachable", "launch-unreachable-do"],
        }
    }
}

/// Why a launch is refused.
#[derive(Debug)]
pub(super) enum Refusal {
    /// A rule was broken.
    Rule {
        /// A stable word.
        rule: &'static str,
        /// A sentence for the operator, without tokens and personal data.
        why: String,
        /// The platform, if it is known which.
        platform: Option<Uuid>,
        /// Where the launch can be begun again, in a window of its own.
        again: Option<String>,
    },
    /// We failed.
    Failure(Problem),
}

impl<E: Into<Problem>> From<E> for Refusal {
    fn from(error: E) -> Self {
        Self::Failure(error.into())
    }
}

/// A rule was broken, it is not known by which platform's launch.
pub(super) fn refused(rule: &'static str, why: impl Into<String>) -> Refusal {
    Refusal::Rule {
        rule,
        why: why.into(),
        platform: None,
        again: None,
    }
}

impl Refusal {
    /// The same, of a platform's launch.
    pub(super) fn of(mut self, id: Uuid) -> Self {
        if let Self::Rule { platform, .. } = &mut self {
            *platform = Some(id);
        }
        self
    }

    /// The same, with the way to begin again in a window.
    pub(super) fn with_way_out(mut self, initiation: &str) -> Self {
        if let Self::Rule { again, .. } = &mut self {
            *again = Some(way_out(initiation));
        }
        self
    }
}

/// The address at which a login is begun again.
fn way_out(initiation: &str) -> String {
    format!("/lti/login?{initiation}")
}

/// The button that begins again in a window of its own, where no cookie is another site's.
pub(super) fn window_button(locale: Locale, address: &str) -> Markup {
    html! {
        p { a.button href=(address) target="_blank" { (locale.text("launch-window")) } }
    }
}

/// That the browser kept nothing, and what to do.
pub(super) fn without_storage(locale: Locale) -> Markup {
    html! { @for key in Advice::Browser.texts() { p { (locale.text(key)) } } }
}

/// Logs and keeps a refusal, and answers with a page, or a document for programs.
pub(super) async fn answer(
    app: &App,
    locale: Locale,
    headers: &HeaderMap,
    refusal: Refusal,
) -> Response {
    let (rule, why, platform, again) = match refusal {
        Refusal::Failure(problem) => return problem.into_response(),
        Refusal::Rule {
            rule,
            why,
            platform,
            again,
        } => (rule, why, platform, again),
    };
    let known = match platform {
        None => None,
        Some(id) => kept(app, id, rule, &why).await,
    };
    let named = known
        .as_ref()
        .map_or("unknown", |known| known.issuer.as_str());
    tracing::warn!(
        lti.rule = rule,
        lti.platform = named,
        "a launch was refused: {why}"
    );
    // Moodle begins each launch once: the same login again leads nowhere there.
    let again = again.filter(|_| !known.as_ref().is_some_and(Platform::is_moodle));
    let [what, to_do] = Advice::of(rule).texts().map(|key| locale.text(key));
    let wants_page = headers
        .get(header::ACCEPT)
        .and_then(|accept| accept.to_str().ok())
        .is_some_and(|accept| accept.contains("text/html"));
    if !wants_page {
        return Problem::new(Kind::LaunchRefused, format!("{what} {to_do}")).into_response();
    }
    let title = locale.text("launch-refused");
    let body = html! {
        h1 { (title) }
        p { (what) }
        p { (to_do) }
        @if let Some(again) = &again { (window_button(locale, again)) }
        p.note {
            (locale.with("launch-rule", &[
                ("why", words::rule(locale, rule).into()),
                ("rule", rule.into()),
            ]))
        }
    };
    let mut screen = Screen::new(locale, &title, body);
    // Where no platform is known the page says nothing of anybody and has nothing to click on: it
    // may be seen in whatever frame it came up in.
    screen.framed_by = Some(match &known {
        Some(known) => known.frame_origins(),
        None => "*".to_owned(),
    });
    let mut response = screen::render(screen);
    *response.status_mut() = Kind::LaunchRefused.status();
    response
}

/// Whether it is the platform that cannot be launched from. What else is refused may be anybody's
/// doing: a token can be made up by whoever begins a login.
fn is_of_platform(rule: &str) -> bool {
    matches!(rule, "keys_unreachable" | "registration")
}

/// Keeps a refusal of a platform. The page is given whether or not this could be written.
async fn kept(app: &App, id: Uuid, rule: &str, why: &str) -> Option<platforms::Platform> {
    let write = async {
        let mut tx = app.db.write().await?;
        let known = platforms::by_id(&mut tx, id).await?;
        let now = app.clock.now();
        platforms::refuse(&mut tx, id, rule, why, now).await?;
        if is_of_platform(rule) {
            platforms::failed(&mut tx, id, Traffic::Launches, rule, now).await?;
        }
        tx.commit().await?;
        Ok::<_, crate::store::StoreError>(known)
    };
    match write.await {
        Ok(known) => known,
        Err(error) => {
            tracing::warn!(%error, "a refused launch could not be kept");
            None
        }
    }
}
