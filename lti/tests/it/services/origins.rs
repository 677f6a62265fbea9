//! Where a token may go.

use lti::services::{OriginError, Origins};
use url::Url;

use crate::support::registration;

#[test]
fn a_token_goes_only_to_the_origins_of_its_registration() {
    let mut secure = registration();
    secure.issuer = "https://canvas.instructure.com".into();
    secure.authorization_endpoint = Url::parse("https://sso.canvaslms.com/auth").unwrap();
    secure.jwks_uri = Url::parse("https://sso.canvaslms.com/keys").unwrap();
    let origins = Origins::of(&secure, false)
        .with(&Url::parse("https://auth.example.org:8443/token").unwrap())
        .with_domain(".Instructure.com")
        .with_domain("com")
        .with_domain("127.0.0.1");
    let allows = |text: &str| origins.allows(&Url::parse(text).unwrap());
    for good in [
        "https://canvas.instructure.com/api/lti/courses/1/line_items",
        "https://school.instructure.com/api/lti/courses/1/line_items?x=1",
        "https://a.b.instructure.com/",
        "https://instructure.com/",
        "https://sso.canvaslms.com:443/x",
        "https://auth.example.org:8443/other",
    ] {
        assert_eq!(allows(good), Ok(()), "{good}");
    }
    for bad in [
        "https://evilinstructure.com/",
        "https://instructure.com.evil.org/",
        "https://school.instructure.com:8443/",
        "https://auth.example.org/token",
        "https://example.com/",
        "https://127.0.0.1/",
        "https://169.254.169.254/latest/meta-data",
        "https://[::1]/",
    ] {
        assert!(matches!(allows(bad), Err(OriginError::Foreign(_))), "{bad}");
    }
    for plain in [
        "http://canvas.instructure.com/",
        "ftp://canvas.instructure.com/",
    ] {
        assert!(
            matches!(allows(plain), Err(OriginError::Plain(_))),
            "{plain}"
        );
    }
    for odd in ["https://x@canvas.instructure.com/", "data:text/plain,x"] {
        assert_eq!(allows(odd), Err(OriginError::Malformed), "{odd}");
    }
}

#[test]
fn http_is_allowed_where_the_caller_says_so() {
    let url = Url::parse("http://127.0.0.1:8085/mod/lti/services.php").unwrap();
    assert!(Origins::of(&registration(), true).allows(&url).is_ok());
    assert!(Origins::of(&registration(), false).allows(&url).is_err());
    let other = Url::parse("http://127.0.0.1:8086/").unwrap();
    assert!(Origins::of(&registration(), true).allows(&other).is_err());
}
