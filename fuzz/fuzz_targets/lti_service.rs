#![no_main]
//! What a platform's services answer: a status, `Link`, `Retry-After`, and a body.

use jiff::Timestamp;
use libfuzzer_sys::fuzz_target;
use lti::registration::PlatformConfiguration;
use lti::registration::dynamic::Registered;
use lti::services::assignment_and_grade::{Filter, line_items, parse_line_item, results};
use lti::services::names_and_roles::{Query, members};
use lti::services::{Answer, Page, Paged, Verdict, groups, notices, token};
use url::Url;

const NOW: i64 = 1_795_439_600;
const PAGES: usize = 5;

fuzz_target!(|data: &[u8]| {
    let mut lines = data.splitn(4, |byte| *byte == b'\n');
    let mut line = || lines.next().unwrap_or_default().to_vec();
    let status = String::from_utf8_lossy(&line()).parse().unwrap_or(200);
    let headers = vec![
        ("Link".to_owned(), line()),
        ("retry-after".to_owned(), line()),
    ];
    let answer = Answer {
        status,
        headers,
        body: line(),
    };
    let now = Timestamp::from_second(NOW).unwrap();
    let at = |seconds: i64| Timestamp::from_second(NOW + seconds).unwrap();
    let url = Url::parse("https://lms.example.org/x?y=1").unwrap();

    if let Verdict::RetryAt(time) = Verdict::of(&answer, now) {
        assert!(at(1) <= time && time <= at(86_400), "{time}");
    }
    read(members(&url, &Query::default()), &answer, now);
    read(line_items(&url, &Filter::default()), &answer, now);
    read(results(&url, None, None), &answer, now);
    read(groups::groups(&url, None, None), &answer, now);
    read(groups::sets(&url), &answer, now);
    let _ = parse_line_item(&answer, now);
    let _ = notices::parse_handlers(&answer, now);
    if let Ok(token) = token::parse(&answer, &["a", "b"], now) {
        assert!(
            token
                .scopes()
                .iter()
                .all(|scope| scope == "a" || scope == "b")
        );
    }
    if let Ok(platform) = PlatformConfiguration::parse(&answer, &url, false) {
        for url in [
            &platform.authorization_endpoint,
            &platform.registration_endpoint,
            &platform.jwks_uri,
            &platform.token_endpoint,
        ] {
            assert_eq!(url.scheme(), "https");
            let foreign = url.host_str() != Some("lms.example.org")
                || url.port_or_known_default() != Some(443);
            let shown = platform.foreign_endpoints.iter().any(|(_, own)| own == url);
            assert_eq!(foreign, shown, "{url}");
        }
        if let Ok(registered) = Registered::parse(&answer) {
            let redirect = Url::parse("https://tool.example.org/launch").unwrap();
            let registration = registered.registration(&platform, &redirect);
            // Nobody launches before an administrator has said so.
            let approved = lti::registration::DeploymentStatus::Approved;
            assert!(
                registration
                    .deployments
                    .iter()
                    .all(|own| own.status != approved)
            );
            let _ = registered.client(&platform);
        }
    }
});

/// Every answer is the same: the list ends, stays on its origin, and never goes round.
fn read<P: Page>(list: Paged<P>, answer: &Answer, now: Timestamp) {
    let mut list = list.at_most(PAGES);
    let mut asked: Vec<Url> = Vec::new();
    while let Some(call) = list.next_call() {
        assert_eq!(call.url.host_str(), Some("lms.example.org"));
        assert_eq!(call.url.scheme(), "https");
        assert!(!asked.contains(&call.url), "asked twice: {}", call.url);
        asked.push(call.url.clone());
        assert!(asked.len() <= PAGES);
        if list.take(answer, now).is_err() {
            assert!(list.finish().is_err());
            return;
        }
    }
    assert!(list.finish().is_ok());
}
