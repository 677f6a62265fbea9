//! Somebody's browser, as far as a launch needs one: it keeps the gateway's cookies, follows the
//! login to the platform and posts the form that the platform answers with.

use std::collections::BTreeMap;

use reqwest::{RequestBuilder, Response};
use scraper::{Html, Selector};
use serde_json::json;
use url::Url;

use super::{Opening, Platform};

/// What the platform's answer posts, and where to.
#[derive(Debug, Clone)]
pub(crate) struct Posting {
    pub(crate) action: String,
    pub(crate) fields: Vec<(String, String)>,
}

impl Posting {
    /// The value of a field.
    pub(crate) fn field(&self, name: &str) -> &str {
        let found = self.fields.iter().find(|(own, _)| own == name);
        found.map_or("", |(_, value)| value)
    }

    /// With another value of a field.
    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        self.fields.retain(|(own, _)| own != name);
        self.fields.push((name.to_owned(), value.to_owned()));
        self
    }
}

/// A browser with its cookies.
pub(crate) struct Visitor {
    pub(crate) cookies: BTreeMap<String, String>,
    /// Whether cookies of the login come back; third-party cookies may be blocked.
    pub(crate) takes_cookies: bool,
    /// The language that it asks for.
    pub(crate) language: String,
    base: String,
    client: reqwest::Client,
}

impl Visitor {
    /// A new browser for a gateway.
    pub(crate) fn of(base: &str) -> Self {
        Self {
            cookies: BTreeMap::new(),
            takes_cookies: true,
            language: "en".to_owned(),
            base: base.to_owned(),
            client: super::super::client(),
        }
    }

    /// One that keeps no cookies at all.
    pub(crate) fn without_cookies(base: &str) -> Self {
        Self {
            takes_cookies: false,
            ..Self::of(base)
        }
    }

    /// Sends a request of this browser and keeps the cookies that come back.
    pub(crate) async fn send(&mut self, request: RequestBuilder) -> Response {
        let cookies: Vec<String> = self
            .cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let answer = request
            .header("Cookie", cookies.join("; "))
            .header("Accept", "text/html,application/xhtml+xml")
            .header("Accept-Language", &self.language)
            .send()
            .await
            .unwrap();
        for cookie in answer.headers().get_all("set-cookie") {
            let pair = cookie.to_str().unwrap().split(';').next().unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            if self.takes_cookies {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        answer
    }

    /// Opens a page of the gateway.
    pub(crate) async fn get(&mut self, path: &str) -> Response {
        let request = self.client.get(format!("{}{path}", self.base));
        self.send(request).await
    }

    /// Sends a form to the gateway.
    pub(crate) async fn post(&mut self, path: &str, form: &[(&str, &str)]) -> Response {
        let request = self.client.post(format!("{}{path}", self.base)).form(form);
        self.send(request).await
    }

    /// Opens a link at the platform, up to the gateway's answer to the login.
    pub(crate) async fn login(
        &mut self,
        platform: &Platform,
        client_id: &str,
        opening: &Opening,
    ) -> Response {
        let parameters = parameters(platform, &self.base, client_id, opening);
        let request = self
            .client
            .post(format!("{}/lti/login", self.base))
            .form(&parameters);
        self.send(request).await
    }

    /// Goes on to the platform: what its answer posts.
    pub(crate) async fn authenticate(&mut self, to: &Url) -> Posting {
        // The platform has cookies of its own.
        let answer = self.client.get(to.clone()).send().await.unwrap();
        let status = answer.status();
        let page = answer.text().await.unwrap();
        assert_eq!(status, 200, "the platform refused: {page}");
        form(&page)
    }

    /// Posts the platform's answer.
    pub(crate) async fn answer(&mut self, posting: &Posting) -> Response {
        let request = self.client.post(&posting.action).form(&posting.fields);
        self.send(request).await
    }

    /// Opens a link at the platform, up to what the platform's answer is to post.
    pub(crate) async fn open(
        &mut self,
        platform: &Platform,
        client_id: &str,
        opening: &Opening,
    ) -> Posting {
        let answer = self.login(platform, client_id, opening).await;
        let status = answer.status();
        let to = address(answer).await;
        let to = to.unwrap_or_else(|page| unreachable!("the login was refused: {status} {page}"));
        self.authenticate(&to).await
    }

    /// A whole launch: the gateway's answer to it.
    pub(crate) async fn launch(
        &mut self,
        platform: &Platform,
        client_id: &str,
        opening: &Opening,
    ) -> Response {
        let posting = self.open(platform, client_id, opening).await;
        self.answer(&posting).await
    }
}

/// What begins the login of an opening: the parameters that the platform sends.
pub(super) fn parameters(
    platform: &Platform,
    base: &str,
    client_id: &str,
    opening: &Opening,
) -> BTreeMap<&'static str, String> {
    let launch_id = uuid::Uuid::new_v4().to_string();
    let target = opening
        .target
        .clone()
        .unwrap_or_else(|| format!("{base}/lti/launch"));
    let hint = json!({ "cmid": 2, "launchid": launch_id, "target": target }).to_string();
    let mut parameters: BTreeMap<&'static str, String> = BTreeMap::from([
        ("iss", platform.issuer().to_owned()),
        ("login_hint", opening.user.clone()),
        ("target_link_uri", target),
        ("lti_message_hint", hint),
        ("client_id", client_id.to_owned()),
        ("lti_deployment_id", "1".to_owned()),
    ]);
    if opening.storage {
        parameters.insert("lti_storage_target", "_parent".to_owned());
    }
    for (name, value) in &opening.login {
        match value {
            Some(value) => drop(parameters.insert(name, value.clone())),
            None => drop(parameters.remove(name)),
        }
    }
    platform.known().openings.insert(launch_id, opening.clone());
    parameters
}

/// Where a login goes on: by a redirect, or by the link of the page that first stores something.
async fn address(answer: Response) -> Result<Url, String> {
    if let Some(to) = answer.headers().get("location") {
        return Ok(Url::parse(to.to_str().unwrap()).unwrap());
    }
    let page = answer.text().await.unwrap();
    let found = {
        let document = Html::parse_document(&page);
        let link = Selector::parse("a#go-on").unwrap();
        let link = document.select(&link).next();
        link.and_then(|link| link.value().attr("href").map(str::to_owned))
    };
    found.and_then(|link| Url::parse(&link).ok()).ok_or(page)
}

/// The first form of a page.
pub(crate) fn form(page: &str) -> Posting {
    let document = Html::parse_document(page);
    let one = |selector: &str| Selector::parse(selector).unwrap();
    let form = document.select(&one("form")).next().unwrap();
    let fields = form
        .select(&one("input"))
        .filter_map(|input| {
            let own = |name: &str| input.value().attr(name).map(str::to_owned);
            Some((own("name")?, own("value").unwrap_or_default()))
        })
        .collect();
    Posting {
        action: form.value().attr("action").unwrap().to_owned(),
        fields,
    }
}
