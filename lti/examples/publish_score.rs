//! A token, a score, and what a platform's answers mean, without any network.
//!
//! `cargo run -p lti --example publish_score`

use std::error::Error;

use jiff::Timestamp;
use lti::registration::Registration;
use lti::services::assignment_and_grade::{
    ActivityProgress, GradingProgress, Score, Scored, Timestamps, publish, published,
};
use lti::services::token::{Cache, CacheKey, Client, parse, request};
use lti::services::{Answer, Call, Origins, Verdict};
use lti::tool_keys::ToolKey;
use url::Url;

/// Stands in for the host's HTTP client: Moodle's token endpoint and gradebook.
fn send(call: &Call, bearer: Option<&str>) -> Answer {
    println!("{} {} {}", call.method.name(), call.url, call.accept);
    let body = match bearer {
        None => {
            r#"{"access_token":"moodle-token","token_type":"Bearer","expires_in":3600,
                "scope":"https://purl.imsglobal.org/spec/lti-ags/scope/score"}"#
        }
        Some(_) => "",
    };
    Answer {
        status: 200,
        headers: Vec::new(),
        body: body.into(),
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let now = Timestamp::from_second(1_795_439_600)?;
    let registration = Registration {
        issuer: "https://lms.example.org".into(),
        client_id: "client".into(),
        authorization_endpoint: Url::parse("https://lms.example.org/mod/lti/auth.php")?,
        jwks_uri: Url::parse("https://lms.example.org/mod/lti/certs.php")?,
        redirect_uri: "https://tool.example.org/launch".into(),
        deployments: Vec::new(),
        trusted_audiences: Vec::new(),
    };
    let client = Client {
        client_id: registration.client_id.clone(),
        token_endpoint: Url::parse("https://lms.example.org/mod/lti/token.php")?,
        audience: None,
    };
    // Out of a launch: its own query stays where it is.
    let line_item = Url::parse("https://lms.example.org/lineitems/2/lineitem?type_id=1")?;

    let mut timestamps = Timestamps::default();
    let score = Score {
        user_id: "5".into(),
        scored: Some(Scored {
            given: 7.0,
            maximum: 9.0,
        }),
        activity_progress: ActivityProgress::InProgress,
        grading_progress: GradingProgress::FullyGraded,
        timestamp: timestamps.next(line_item.as_str(), "5", now),
        comment: Some("Seven of nine competencies reached".into()),
        submission: None,
        scoring_user_id: None,
    };
    let call = publish(&line_item, &score)?;

    // A token goes to the origins of the registration and nowhere else.
    Origins::of(&registration, false).allows(&call.url)?;

    let mut cache = Cache::default();
    let cache_key = CacheKey::new(&registration.issuer, &client, None, call.scopes);
    if cache.find(&cache_key, now).is_none() {
        let key = ToolKey::generate("2026-11")?;
        let asking = request(&client, &key, call.scopes, "a random jti", now)?;
        let token = parse(&send(&asking, None), call.scopes, now)?;
        cache.keep(cache_key.clone(), token, now);
    }
    let token = cache
        .find(&cache_key, now)
        .ok_or("the token is good")?
        .clone();
    if !token.permits(&call) {
        println!("the platform did not grant the scope: scores are off for it");
        return Ok(());
    }

    match published(&send(&call, Some(token.secret())), now) {
        Ok(()) => println!("published"),
        Err(error) => match error.verdict() {
            Some(Verdict::RetryAt(when)) => println!("again at {when}"),
            Some(Verdict::DropToken) => {
                cache.refused(&cache_key, &token);
                println!("once more, with a new token");
            }
            Some(Verdict::Stale) => println!("a newer score is there: done"),
            _ => println!("given up: {error}"),
        },
    }
    Ok(())
}
