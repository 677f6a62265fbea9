//! Lists in pages are read whole or not at all.

use lti::services::assignment_and_grade::{Filter, LineItems, line_items};
use lti::services::{Paged, ServiceError, append_query, append_segment};
use proptest::prelude::*;
use url::Url;

use super::{answer, with_header};
use crate::support::at;

const MOODLE: &str = include_str!("../../../../fixtures/lti/moodle45-lineitems.json");

fn moodle_url() -> Url {
    Url::parse("http://127.0.0.1:8085/mod/lti/services.php/2/lineitems?type_id=1").unwrap()
}

fn asked(list: &Paged<LineItems>) -> String {
    list.next_call().unwrap().url.to_string()
}

#[test]
fn moodles_pages_are_followed_to_the_end() {
    let filter = Filter {
        limit: Some(1),
        ..Filter::default()
    };
    let mut list = line_items(&moodle_url(), &filter);
    assert_eq!(
        asked(&list),
        "http://127.0.0.1:8085/mod/lti/services.php/2/lineitems?type_id=1&limit=1"
    );
    // Escaped ampersands and curly quotes, as Moodle writes them.
    let first = with_header(
        answer(200, MOODLE),
        "Link",
        "<http://127.0.0.1:8085/mod/lti/services.php/2/lineitems?type_id=1&amp;limit=1&amp;from=1>; \
         rel=\u{201c}next\u{201d}",
    );
    list.take(&first, at(0)).unwrap();
    assert_eq!(
        asked(&list),
        "http://127.0.0.1:8085/mod/lti/services.php/2/lineitems?type_id=1&limit=1&from=1"
    );
    assert_eq!(list.clone().finish(), Err(ServiceError::Unfinished));
    list.take(&answer(200, MOODLE), at(0)).unwrap();
    assert_eq!(list.next_call(), None);
    assert_eq!(list.finish().unwrap().content.items.len(), 2);
}

#[test]
fn pages_that_lead_astray_end_the_list() {
    let follow = |link: &str| {
        let mut list = line_items(&moodle_url(), &Filter::default());
        let page = with_header(
            answer(200, "[]"),
            "link",
            &format!("<{link}>; rel=\"next\""),
        );
        let taken = list.take(&page, at(0));
        (taken, list)
    };
    for foreign in [
        "https://127.0.0.1:8085/x",
        "http://127.0.0.1:8086/x",
        "http://evil.example.org/x",
        "//evil.example.org/x",
        "javascript:alert(1)",
    ] {
        let (taken, list) = follow(foreign);
        assert!(
            matches!(taken, Err(ServiceError::ForeignPage(_))),
            "{foreign}"
        );
        assert_eq!(list.finish(), Err(ServiceError::Unfinished));
    }
    assert_eq!(follow("").0, Err(ServiceError::Loop), "itself");
    let (_, mut list) = follow("?from=2");
    let back = with_header(answer(200, "[]"), "link", "<?type_id=1>; rel=next");
    assert_eq!(list.take(&back, at(0)), Err(ServiceError::Loop));
}

#[test]
fn a_list_that_was_asked_over_tls_goes_on_so() {
    let secure = Url::parse("https://lms.example.org/items").unwrap();
    let mut list = line_items(&secure, &Filter::default());
    let page = with_header(
        answer(200, "[]"),
        "link",
        "<http://lms.example.org/items?p=2>; rel=next",
    );
    list.take(&page, at(0)).unwrap();
    assert_eq!(asked(&list), "https://lms.example.org/items?p=2");
    let other = with_header(
        answer(200, "[]"),
        "link",
        "<http://lms.example.org:8080/items?p=3>; rel=next",
    );
    assert!(matches!(
        list.take(&other, at(0)),
        Err(ServiceError::ForeignPage(_))
    ));
}

#[test]
fn what_is_sent_and_got_is_not_shown() {
    let page = answer(200, "SECRET");
    assert!(!format!("{page:?}").contains("SECRET"));
    let mut call = line_items(&moodle_url(), &Filter::default())
        .next_call()
        .unwrap()
        .clone();
    call.body = Some("SECRET".into());
    assert!(!format!("{call:?}").contains("SECRET"));
}

#[test]
fn too_many_pages_are_a_failure_and_no_part_of_a_list() {
    let mut list = line_items(&moodle_url(), &Filter::default()).at_most(3);
    let page = |number: u32| {
        let link = format!("<?from={number}>; rel=next");
        with_header(answer(200, MOODLE), "link", &link)
    };
    list.take(&page(1), at(0)).unwrap();
    list.take(&page(2), at(0)).unwrap();
    assert_eq!(
        list.take(&page(3), at(0)),
        Err(ServiceError::TooManyPages(3))
    );
    assert_eq!(list.clone().finish(), Err(ServiceError::Unfinished));
    // The third may be the last.
    list.take(&answer(200, MOODLE), at(0)).unwrap();
    assert_eq!(list.finish().unwrap().content.items.len(), 3);
}

#[test]
fn a_page_that_failed_can_be_asked_for_again() {
    let mut list = line_items(&moodle_url(), &Filter::default());
    let before = asked(&list);
    assert!(list.take(&answer(503, ""), at(0)).is_err());
    assert!(list.take(&answer(200, "<html>"), at(0)).is_err());
    assert_eq!(asked(&list), before);
    list.take(&answer(200, "[]"), at(0)).unwrap();
    list.take(&answer(500, ""), at(0)).unwrap();
    assert_eq!(list.finish().unwrap().content.items, []);
}

proptest! {
    #[test]
    fn an_address_keeps_its_own_query(
        own in "[a-zA-Z0-9=&%+._~-]{0,40}",
        name in "[a-z_]{1,10}",
        value in ".{0,20}",
    ) {
        let url = Url::parse(&format!("https://lms.example.org/a?{own}")).unwrap();
        let query = url.query().unwrap().to_owned();
        let more = append_query(&url, &[(&name, Some(&value)), ("none", None)]);
        let longer = more.query().unwrap();
        prop_assert!(longer.starts_with(&query), "{} {}", longer, query);
        let found = more.query_pairs().last().unwrap();
        prop_assert_eq!((&*found.0, &*found.1), (name.as_str(), value.as_str()));
        prop_assert_eq!(append_query(&url, &[]), url.clone());
        let below = append_segment(&url, "scores");
        prop_assert_eq!(below.path(), "/a/scores");
        prop_assert_eq!(below.query(), url.query());
    }
}
