//! Deep linking: what may be answered, and how.

use lti::deep_linking::{
    About, File, Frame, Html, Image, Item, ItemLineItem, Link, LtiResourceLink, Picture, Response,
    ResponseError, Span, Window,
};
use lti::jwks::KeySet;
use lti::jws::Unverified;
use lti::launch::{DeepLinkingRequest, Message};
use lti::tool_keys::{ToolKey, key_set};
use serde_json::{Map, Value, json};
use url::Url;

use crate::support::{
    CLAIM, NOW, SETTINGS, at, deep_linking_claims, policy, registration, with_policy,
};

const DL: &str = "https://purl.imsglobal.org/spec/lti-dl/claim/";

fn url(text: &str) -> Url {
    Url::parse(text).unwrap()
}

/// A request whose settings are these on top of Moodle's.
fn request(settings: &Value) -> DeepLinkingRequest {
    let mut claims = deep_linking_claims();
    for (name, value) in settings.as_object().unwrap() {
        claims[SETTINGS][name] = value.clone();
    }
    match with_policy(&claims, &policy()).unwrap() {
        Message::DeepLinking(request) => request,
        other => panic!("{other:?}"),
    }
}

fn response(settings: &Value) -> Response {
    Response::to(&request(settings)).unwrap()
}

fn all_kinds() -> Value {
    json!({
        "accept_types": ["link", "ltiResourceLink", "file", "html", "image"],
        "accept_presentation_document_targets": ["iframe", "window", "embed"],
    })
}

fn resource_link() -> LtiResourceLink {
    LtiResourceLink {
        url: Some(url("https://tool.example.org/boards/7")),
        ..LtiResourceLink::default()
    }
}

fn link(to: &str) -> Item {
    Item::Link(Link {
        url: url(to),
        about: About::default(),
        embed: None,
        window: None,
        iframe: None,
    })
}

fn file(media_type: &str) -> Item {
    Item::File(File {
        url: url("https://tool.example.org/report.pdf"),
        about: About::default(),
        expires_at: Some(at(0)),
        media_type: Some(media_type.into()),
    })
}

/// The claims of a signed answer, its signature checked.
fn signed(response: &Response) -> Map<String, Value> {
    let key = ToolKey::generate("tool").unwrap();
    let set = KeySet::parse(key_set(&[key.public_jwk()]).to_string().as_bytes()).unwrap();
    let posting = response.sign(&key, "once", at(0)).unwrap();
    assert!(posting.url.as_str().contains("contentitem_return.php"));
    assert!(!format!("{posting:?}").contains("sesskey"));
    let token = Unverified::parse(&posting.jwt).unwrap();
    token
        .verify(set.find(token.key_id(), token.algorithm()).unwrap())
        .unwrap()
}

#[test]
fn every_kind_of_item_with_all_its_members() {
    let picture = |name: &str| {
        Some(Picture {
            url: url(&format!("https://tool.example.org/{name}.png")),
            width: Some(50),
            height: None,
        })
    };
    let about = About {
        title: Some("Board".into()),
        text: Some("Progress".into()),
        icon: picture("icon"),
        thumbnail: picture("thumb"),
    };
    let window = Some(Window {
        target_name: Some("board".into()),
        width: Some(800),
        height: Some(600),
        window_features: Some("noopener".into()),
    });
    let iframe = Some(Frame {
        src: Some(url("https://tool.example.org/frame")),
        width: Some(800),
        height: None,
    });
    let mut response = response(&all_kinds());
    response
        .add(Item::Link(Link {
            url: url("https://tool.example.org/x"),
            about: about.clone(),
            embed: Some("<b>x</b>".into()),
            window: window.clone(),
            iframe: iframe.clone(),
        }))
        .unwrap();
    let span = Some(Span {
        start: Some(at(0)),
        end: None,
    });
    response
        .add(Item::LtiResourceLink(Box::new(LtiResourceLink {
            url: Some(url("https://tool.example.org/boards/7")),
            about: about.clone(),
            custom: [("board".to_owned(), "7".to_owned())].into(),
            line_item: Some(ItemLineItem {
                label: Some("Board".into()),
                score_maximum: 100.0,
                resource_id: Some("board-7".into()),
                tag: Some("competency".into()),
                grades_released: Some(true),
                submission_review: None,
            }),
            available: span,
            submission: span,
            window,
            iframe,
        })))
        .unwrap();
    response.add(file("application/pdf")).unwrap();
    response
        .add(Item::Html(Html {
            html: "<i>x</i>".into(),
            title: Some("T".into()),
            text: None,
        }))
        .unwrap();
    response
        .add(Item::Image(Image {
            picture: picture("image").unwrap(),
            about,
        }))
        .unwrap();
    let claims = signed(&response);
    insta::assert_json_snapshot!(claims[&format!("{DL}content_items")]);
}

#[test]
fn the_answer_is_for_the_platform_and_echoes_its_data() {
    let mut answer = response(&json!({ "data": "a b&c\u{e9}" }));
    answer.message = Some("One link".into());
    answer.error_log = Some("x".into());
    answer
        .add(Item::LtiResourceLink(Box::new(resource_link())))
        .unwrap();
    let claims = signed(&answer);
    assert_eq!(claims["iss"], registration().client_id);
    assert_eq!(claims["aud"], registration().issuer);
    assert_eq!(claims["iat"], NOW);
    assert_eq!(claims["exp"], NOW + 300);
    assert_eq!(claims["nonce"], "once");
    assert_eq!(
        claims[&format!("{CLAIM}message_type")],
        "LtiDeepLinkingResponse"
    );
    assert_eq!(claims[&format!("{CLAIM}version")], "1.3.0");
    assert_eq!(claims[&format!("{CLAIM}deployment_id")], "1");
    assert_eq!(claims[&format!("{DL}data")], "a b&c\u{e9}");
    assert_eq!(claims[&format!("{DL}msg")], "One link");
    assert_eq!(claims[&format!("{DL}errorlog")], "x");
    for absent in ["log", "errormsg"] {
        assert!(!claims.contains_key(&format!("{DL}{absent}")));
    }
    // Nothing chosen, no data sent.
    let cancelled = signed(&response(&json!({})));
    assert_eq!(cancelled[&format!("{DL}content_items")], json!([]));
    assert!(!cancelled.contains_key(&format!("{DL}data")));
}

#[test]
fn only_authors_answer() {
    let role = |name: &str| format!("http://purl.imsglobal.org/vocab/lis/v2/{name}");
    for (roles, may) in [
        (vec![role("membership#Instructor")], true),
        (vec![role("membership#ContentDeveloper")], true),
        (vec![role("membership#Learner")], false),
        (vec![role("membership#Mentor")], false),
        (
            vec![
                role("institution/person#Administrator"),
                role("membership#Learner"),
            ],
            false,
        ),
        (vec![], false),
    ] {
        let mut claims = deep_linking_claims();
        claims[format!("{CLAIM}roles")] = json!(roles);
        let Message::DeepLinking(request) = with_policy(&claims, &policy()).unwrap() else {
            panic!("a deep linking request is asked for")
        };
        assert_eq!(Response::to(&request).is_ok(), may, "{roles:?}");
    }
}

#[test]
fn the_platform_gets_only_what_it_takes() {
    let mut moodle = response(&json!({}));
    assert_eq!(
        moodle.add(link("https://tool.example.org/x")),
        Err(ResponseError::Type("link"))
    );
    // One item where several are not taken, which is also what silence means.
    for settings in [
        json!({ "accept_multiple": false }),
        json!({ "accept_multiple": null }),
    ] {
        let mut single = response(&settings);
        let item = Item::LtiResourceLink(Box::new(resource_link()));
        single.add(item.clone()).unwrap();
        assert_eq!(single.add(item), Err(ResponseError::Several));
        assert_eq!(single.items().len(), 1);
    }
    let mut all = response(&all_kinds());
    for odd in ["javascript:alert(1)", "data:text/html,x", "ftp://x/"] {
        assert!(matches!(all.add(link(odd)), Err(ResponseError::Address(_))));
    }
    assert!(all.items().is_empty());
}

#[test]
fn line_items_are_sent_where_they_are_not_refused() {
    let graded = |maximum: f64| {
        Item::LtiResourceLink(Box::new(LtiResourceLink {
            line_item: Some(ItemLineItem {
                label: None,
                score_maximum: maximum,
                resource_id: None,
                tag: None,
                grades_released: None,
                submission_review: None,
            }),
            ..resource_link()
        }))
    };
    // Moodle does not say, and takes them.
    assert_eq!(response(&json!({})).add(graded(1.0)), Ok(()));
    assert_eq!(
        response(&json!({ "accept_lineitem": true })).add(graded(1.0)),
        Ok(())
    );
    assert_eq!(
        response(&json!({ "accept_lineitem": false })).add(graded(1.0)),
        Err(ResponseError::LineItem)
    );
    for maximum in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        assert_eq!(
            response(&json!({})).add(graded(maximum)),
            Err(ResponseError::Maximum)
        );
    }
}

#[test]
fn files_are_of_types_that_are_taken() {
    let mut settings = all_kinds();
    settings["accept_media_types"] = json!("image/*, application/PDF; q=0.5");
    let mut response = response(&settings);
    for good in ["image/png", "IMAGE/SVG+xml", "application/pdf; charset=x"] {
        assert_eq!(response.add(file(good)), Ok(()), "{good}");
    }
    for bad in ["text/html", "imagex/png", "application/pdfx", ""] {
        assert_eq!(
            response.add(file(bad)),
            Err(ResponseError::MediaType(bad.into()))
        );
    }
    settings["accept_media_types"] = json!(["*/*"]);
    assert_eq!(self::response(&settings).add(file("text/html")), Ok(()));
    settings["accept_media_types"] = Value::Null;
    assert_eq!(self::response(&settings).add(file("text/html")), Ok(()));
}

#[test]
fn ways_to_show_that_the_platform_has_not_are_left_out() {
    let mut response = response(&json!({ "accept_presentation_document_targets": ["iframe"] }));
    let item = LtiResourceLink {
        window: Some(Window::default()),
        iframe: Some(Frame::default()),
        ..resource_link()
    };
    response.add(Item::LtiResourceLink(Box::new(item))).unwrap();
    let Item::LtiResourceLink(kept) = &response.items()[0] else {
        panic!("a resource link was added")
    };
    assert!(kept.window.is_none() && kept.iframe.is_some());
}

#[test]
fn a_secure_platform_gets_its_answer_over_tls() {
    use lti::launch::{LaunchError, Policy, verify};
    let mut secure = registration();
    secure.authorization_endpoint = url("https://lms.example.org/auth");
    let token = crate::support::sign(
        &crate::support::header(),
        &deep_linking_claims().to_string(),
        &crate::support::KEY,
    );
    let set = crate::support::keys(&[crate::support::jwk(&crate::support::KEY, "k1")]);
    let policy: Policy = policy();
    let login = crate::support::proven();
    assert_eq!(
        verify(&token, &secure, &set, &login, &policy, at(0)),
        Err(LaunchError::DeepLinkingSettings("deep_link_return_url"))
    );
}
