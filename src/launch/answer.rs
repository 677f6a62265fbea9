//! The platform's answer to a login: everything is checked, then the person is let in.

use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Redirect, Response};
use jiff::Timestamp;
use lti::id_token::{IdTokenError, Limits};
use lti::jws::Unverified;
use lti::launch::{LaunchError, Message, MessageType, Policy};
use lti::login::{AuthenticationResponse, Outcome, Proof, Proven};
use lti::registration::Registration;
use lti::storage::Withdrawal;
use maud::html;

use super::arrive::{self, Arrival};
use super::login::cookie_name;
use super::refusal::{self, Refusal, refused};
use super::screen::{self, Screen};
use super::{registered, store};
use crate::locale::Locale;
use crate::platforms::{self, Platform};
use crate::problem::Problem;
use crate::sso;
use crate::state::App;

/// The field in which the page of the launch sends what was stored.
const PROOF: &str = "storage_proof";

/// Whoever asks for the address itself, as browsers do for what was typed or kept, is told where to
/// begin.
pub(super) async fn get(State(app): State<App>, locale: Locale, headers: HeaderMap) -> Response {
    let refusal = refused(
        "login_missing",
        "the address was asked for, nothing was posted to it",
    );
    refusal::answer(&app, locale, &headers, refusal).await
}

/// Takes what the platform posts.
pub(super) async fn post(
    State(app): State<App>,
    locale: Locale,
    headers: HeaderMap,
    body: String,
) -> Response {
    match take(&app, locale, &headers, &body).await {
        Ok(response) => response,
        Err(refusal) => refusal::answer(&app, locale, &headers, refusal).await,
    }
}

async fn take(
    app: &App,
    locale: Locale,
    headers: &HeaderMap,
    body: &str,
) -> Result<Response, Refusal> {
    let now = app.clock.now();
    let fields: Vec<(String, String)> = url::form_urlencoded::parse(body.as_bytes())
        .into_owned()
        .collect();
    let pairs = fields
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()));
    let posted = AuthenticationResponse::parse(pairs)
        .map_err(|error| refused(error.code(), error.to_string()))?;
    let unknown = || refused("state", "the state is unknown or was used");
    let stored = fields.iter().find(|(name, _)| name == PROOF);
    let cookie = sso::read_cookie(&app.base_url, headers, &cookie_name(&posted.state));
    let mut tx = app.db.read_singly().await?;
    let waiting = store::pending(&mut tx, &posted.state)
        .await?
        .ok_or_else(unknown)?;
    let platform = platforms::by_id(&mut tx, waiting.platform)
        .await?
        .ok_or_else(Problem::not_found)?;
    let id = platform.id;
    let of_platform = |refusal: Refusal| refusal.of(id);
    let registration = registered(app, &mut tx, &platform).await?.ok_or_else(|| {
        of_platform(refused(
            "registration",
            "the registration's addresses are unusable",
        ))
    })?;
    drop(tx);
    // Without a proof the login stays until the page of the launch brings one, or time runs out.
    if cookie.is_none() && stored.is_none() && waiting.offers_storage() {
        return Ok(ask_for_proof(
            locale,
            &platform,
            &registration,
            &posted,
            &waiting,
            body,
        ));
    }
    let proof = match (cookie, stored) {
        (None, Some((_, value))) => Proof::Storage(value),
        (cookie, _) => Proof::Cookie(cookie.unwrap_or_default()),
    };
    let initiation = waiting.initiation.clone();
    let proven = waiting.pending(&platform).prove(proof, now);
    let admitted = async {
        if !platform.enabled {
            return Err(refused("registration_disabled", "the platform is disabled"));
        }
        let login = proven
            .map_err(|error| refused(error.code(), error.to_string()).with_way_out(&initiation))?;
        let message = admit(app, &platform, &registration, &posted, &login, now).await?;
        let framed = is_framed(headers, &message);
        arrive::arrive(app, &platform, &message, &posted.state, headers, framed).await
    };
    match admitted.await {
        Ok(arrival) => Ok(enter(arrival)),
        Err(refusal) => {
            // An answer that is refused ends the login; one that we failed at may be sent again.
            if let Refusal::Rule { .. } = refusal {
                let mut tx = app.db.write().await?;
                store::take_pending(&mut tx, &posted.state).await?;
                tx.commit().await?;
            }
            Err(of_platform(refusal))
        }
    }
}

/// What the platform says, if it is to be believed.
async fn admit(
    app: &App,
    platform: &Platform,
    registration: &Registration,
    posted: &AuthenticationResponse,
    login: &Proven,
    now: Timestamp,
) -> Result<Message, Refusal> {
    match &posted.outcome {
        Outcome::Token(token) => check(app, platform, registration, token, login, now).await,
        Outcome::Refused { error, uri, .. } => {
            let word: String = error
                .chars()
                .filter(char::is_ascii_graphic)
                .take(60)
                .collect();
            let mut why = format!("the platform refused the login: {word}");
            if let Some(uri) = uri {
                why = format!("{why} ({uri})");
            }
            Err(refused("platform", why))
        }
    }
}

/// Where the launch is shown: the browser knows best, and says so if it is not old.
fn is_framed(headers: &HeaderMap, message: &Message) -> bool {
    match headers.get("sec-fetch-dest") {
        Some(to) => to == "iframe" || to == "frame",
        None => message.launch().presentation.is_framed(),
    }
}

async fn check(
    app: &App,
    platform: &Platform,
    registration: &Registration,
    token: &str,
    login: &Proven,
    now: Timestamp,
) -> Result<Message, Refusal> {
    let failed = |error: LaunchError| refused(error.code(), error.to_string());
    let unverified =
        Unverified::parse(token).map_err(|error| failed(IdTokenError::Token(error).into()))?;
    let keys = app
        .platforms
        .keys_for(platform, &registration.jwks_uri, &unverified)
        .await
        .ok_or_else(|| {
            refused(
                "keys_unreachable",
                "the platform's keys could not be fetched",
            )
        })?;
    let mut policy = Policy::serving(&[
        MessageType::ResourceLink,
        MessageType::DeepLinking,
        MessageType::SubmissionReview,
    ]);
    policy.limits = Limits {
        leeway_seconds: app.config.lti.clock_skew_seconds,
        ..Limits::default()
    };
    match lti::launch::verify(token, registration, &keys, login, &policy, now) {
        Ok(message) => Ok(message),
        Err(LaunchError::IdToken(IdTokenError::UnknownDeployment(report))) => {
            let course = report
                .context
                .as_ref()
                .and_then(|context| context.title.as_deref());
            let mut tx = app.db.write().await?;
            platforms::park(&mut tx, platform.id, &report.deployment_id, course, now).await?;
            tx.commit().await?;
            let why = format!(
                "the deployment {:?} waits for approval",
                report.deployment_id
            );
            Err(refused("deployment_unknown", why))
        }
        Err(error) => Err(failed(error)),
    }
}

/// Lets the person in: in a window at once; in a frame by the landing, which finds out whether the
/// browser keeps the session's cookie there.
fn enter(arrival: Arrival) -> Response {
    let to = match arrival.landing {
        Some(link) => {
            let query = url::form_urlencoded::Serializer::new(String::new())
                .append_pair("to", &arrival.to)
                .finish();
            format!("/lti/landing/{link}?{query}")
        }
        None => arrival.to,
    };
    let mut response = Redirect::to(&to).into_response();
    response
        .headers_mut()
        .append(header::SET_COOKIE, arrival.signed_in.cookie);
    response
}

/// The page that looks for what the login left in storage, and posts it with what the platform
/// posted. There is no session before that.
fn ask_for_proof(
    locale: Locale,
    platform: &Platform,
    registration: &Registration,
    posted: &AuthenticationResponse,
    waiting: &store::PendingRow,
    body: &str,
) -> Response {
    let target = posted.storage_target.as_deref();
    let by_platform = waiting.storage_target.is_some();
    let target = target.or(waiting.storage_target.as_deref());
    let withdrawal = Withdrawal::new(&posted.state, target, registration);
    let title = locale.text("launch-opening");
    let again = url::form_urlencoded::parse(body.as_bytes());
    let body = html! {
        h1 { (title) }
        form method="post" action="/lti/launch" data-lti="recall" data-key=(withdrawal.key)
            data-frame=[withdrawal.frame.as_deref()] data-origin=(withdrawal.platform_origin)
            data-platform=[by_platform.then_some("yes")]
            data-wait=(lti::storage::ANSWER_MILLISECONDS) {
            @for (name, value) in again {
                @if matches!(&*name, "state" | "id_token" | "error") {
                    input type="hidden" name=(name) value=(value);
                }
            }
            input type="hidden" name=(PROOF) value="";
        }
        noscript { (refusal::without_storage(locale)) }
        div data-otherwise hidden {
            (refusal::without_storage(locale))
            @if !platform.is_moodle() {
                (refusal::window_button(locale, &format!("/lti/login?{}", waiting.initiation)))
            }
        }
    };
    let mut screen = Screen::new(locale, &title, body);
    screen.framed_by = Some(platform.frame_origins());
    screen.script = true;
    screen.keeps_opener = true;
    screen::render(screen)
}
