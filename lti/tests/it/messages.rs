//! What the messages of a real platform say, and which of their own members have to be there.

use lti::claims::ContextKind;
use lti::launch::{LaunchError, Message};
use serde_json::{Value, json};

use crate::support::{
    AGS, CLAIM, SETTINGS, deep_linking_claims, policy, privacy_claims, remove, review_claims, with,
    with_policy,
};

#[test]
fn a_recorded_moodle_launch_is_read() {
    let request = with(|_| {}).unwrap();
    let launch = request.launch;
    assert_eq!(launch.subject.as_deref(), Some("5"));
    assert!(launch.roles.is_learner() && !launch.roles.is_instructor());
    let context = launch.context.as_ref().unwrap();
    assert_eq!(context.title.as_deref(), Some("Coachlight 101"));
    assert_eq!(context.kinds, [ContextKind::CourseSection]);
    assert_eq!(request.resource_link.id, "1");
    assert_eq!(request.resource_link.description, None);
    assert!(launch.presentation.is_framed());
    assert_eq!(launch.presentation.locale.as_deref(), Some("en"));
    assert!(launch.presentation.return_url.is_some());
    assert_eq!(launch.lis.person_sourcedid.as_deref(), Some("sis-student2"));
    assert_eq!(
        launch.lis.course_section_sourcedid.as_deref(),
        Some("CL-101")
    );
    assert_eq!(launch.profile.username.as_deref(), Some("student2"));
    // Null and unreplaced custom values are not available.
    assert!(!launch.custom.contains_key("unknown"));
    assert_eq!(launch.custom.get("item").map(String::as_str), Some("abc"));
    assert_eq!(launch.remember_until.as_second(), 1_795_439_653 + 60);
    let platform = launch.platform.as_ref().unwrap();
    assert_eq!(platform.name.as_deref(), Some("clmoodle"));
    let grades = launch.assignment_and_grade.as_ref().unwrap();
    assert_eq!(grades.scopes.len(), 4);
    assert_eq!(
        grades.line_items.as_ref().unwrap().query(),
        Some("type_id=1")
    );
    assert!(grades.line_item.is_some());
    let roster = launch.names_and_roles.as_ref().unwrap();
    assert_eq!(roster.service_versions, ["1.0", "2.0"]);
    // Vendors' own claims are kept.
    assert_eq!(launch.claims[&format!("{CLAIM}ext")]["lms"], "moodle-2");
}

#[test]
fn a_recorded_moodle_deep_linking_request_is_read() {
    let Message::DeepLinking(request) = with_policy(&deep_linking_claims(), &policy()).unwrap()
    else {
        panic!("a deep linking request is asked for")
    };
    assert!(request.launch.roles.is_author());
    let settings = request.settings;
    assert_eq!(settings.accept_types, ["ltiResourceLink"]);
    assert!(settings.accepts("ltiResourceLink") && !settings.accepts("link"));
    // `frame` is a word that only Moodle has.
    assert_eq!(
        settings.accept_presentation_document_targets,
        ["frame", "iframe", "window"]
    );
    assert!(settings.accept_multiple && !settings.auto_create);
    assert_eq!(settings.accept_lineitem, None);
    assert_eq!(settings.data, None);
    assert_eq!(settings.title.as_deref(), Some("DL title"));
    assert_eq!(settings.others["can_confirm"], json!(false));
    assert!(settings.return_url.query().unwrap().contains("sesskey="));
}

#[test]
fn each_broken_member_of_the_settings_is_refused() {
    for (member, value) in [
        ("deep_link_return_url", Value::Null),
        ("deep_link_return_url", json!("javascript:alert(1)")),
        ("deep_link_return_url", json!("/relative")),
        (
            "deep_link_return_url",
            json!("https://x@lms.example.org/return"),
        ),
        ("accept_types", json!([])),
        ("accept_types", Value::Null),
        ("data", json!({ "a": 1 })),
    ] {
        let mut claims = deep_linking_claims();
        claims[SETTINGS][member] = value.clone();
        assert_eq!(
            with_policy(&claims, &policy()),
            Err(LaunchError::DeepLinkingSettings(member)),
            "{value}"
        );
    }
    let mut claims = deep_linking_claims();
    remove(&mut claims, SETTINGS);
    assert_eq!(
        with_policy(&claims, &policy()).unwrap_err().code(),
        "deep_linking_settings"
    );
}

#[test]
fn a_submission_review_names_whose_and_what_for() {
    let Message::SubmissionReview(review) = with_policy(&review_claims(), &policy()).unwrap()
    else {
        panic!("a review is asked for")
    };
    assert_eq!(review.for_user.user_id, "4");
    assert!(review.for_user.roles.is_learner());
    assert_eq!(review.line_item.query(), Some("type_id=1"));
    assert_eq!(review.resource_link.unwrap().id, "1");
    let mut nobody = review_claims();
    nobody[format!("{CLAIM}for_user")] = json!({ "name": "Sam One" });
    assert_eq!(with_policy(&nobody, &policy()), Err(LaunchError::ForUser));
    let mut nothing = review_claims();
    remove(&mut nothing[AGS], "lineitem");
    assert_eq!(with_policy(&nothing, &policy()), Err(LaunchError::LineItem));
    let mut unlinked = review_claims();
    remove(&mut unlinked, &format!("{CLAIM}resource_link"));
    assert!(with_policy(&unlinked, &policy()).is_ok());
}

#[test]
fn a_data_privacy_launch_names_whose_data_they_are() {
    let Message::DataPrivacy(request) = with_policy(&privacy_claims(), &policy()).unwrap() else {
        panic!("a data privacy launch is asked for")
    };
    assert_eq!(request.for_user.user_id, "4");
    assert_eq!(request.launch.context, None);
    let mut nobody = privacy_claims();
    remove(&mut nobody, &format!("{CLAIM}for_user"));
    assert_eq!(with_policy(&nobody, &policy()), Err(LaunchError::ForUser));
}

#[test]
fn rights_come_from_the_context_alone() {
    let as_one = |roles: Value| {
        let request = with(|c| c[format!("{CLAIM}roles")] = roles).unwrap();
        request.launch.roles
    };
    let raised = as_one(json!([
        "http://purl.imsglobal.org/vocab/lis/v2/institution/person#Administrator",
        "http://purl.imsglobal.org/vocab/lis/v2/system/person#SysAdmin",
        "http://purl.imsglobal.org/vocab/lis/v2/membership#Learner"
    ]));
    assert!(raised.is_learner() && !raised.is_instructor() && !raised.is_author());
    // A role in a custom parameter or an extension is none.
    let custom = with(|c| {
        c[format!("{CLAIM}custom")]["role"] = json!("Instructor");
        c[format!("{CLAIM}ext")]["roles"] = json!("Instructor");
        c["roles"] = json!(["Instructor"]);
    });
    assert!(!custom.unwrap().launch.roles.is_instructor());
    let odd = as_one(json!([null, 7, {}, "Unheard"]));
    assert!(odd.context().is_empty());
    let flood = as_one(json!(vec!["x"; 10_000]));
    assert!(flood.context().is_empty());
    let test = as_one(json!([lti::roles::TEST_USER]));
    assert!(test.is_test_user());
}

#[test]
fn a_mentor_sees_whom_the_platform_names() {
    let request = with(|c| {
        c[format!("{CLAIM}roles")] =
            json!(["http://purl.imsglobal.org/vocab/lis/v2/membership#Mentor"]);
        c[format!("{CLAIM}role_scope_mentor")] = json!(["4", "6", null, ""]);
    });
    let launch = request.unwrap().launch;
    assert!(launch.roles.is_mentor());
    assert_eq!(launch.mentored, ["4", "6"]);
}

#[test]
fn a_migration_claim_is_proven_by_the_old_secret_alone() {
    let request = with(|c| {
        c[format!("{CLAIM}lti1p1")] = json!({
            "oauth_consumer_key": "key", "oauth_consumer_key_sign": "AAAA", "user_id": "old"
        });
        c[format!("{CLAIM}lti11_legacy_user_id")] = json!("old");
    });
    let launch = request.unwrap().launch;
    let claim = launch.migration.unwrap();
    assert!(!claim.is_signed_with(b"secret"), "links no account");
    assert_eq!(launch.legacy_user_id.as_deref(), Some("old"));
}
