//! Somebody who is signed in and asks for pages.

use coachlight::sso::{Role, Roles};
use reqwest::{Method, RequestBuilder};
use scraper::{Html, Selector};

use super::{Answer, TestApp};

/// Somebody at their browser, which asks for pages in a language.
pub(crate) struct Asker<'a> {
    app: &'a TestApp,
    cookie: String,
    language: &'static str,
}

impl<'a> Asker<'a> {
    /// Whoever a cookie stands for.
    pub(crate) fn with(app: &'a TestApp, cookie: String) -> Self {
        Self {
            app,
            cookie,
            language: "en",
        }
    }

    pub(crate) async fn of(app: &'a TestApp, who: &str, roles: Roles) -> Self {
        Self::with(app, app.session(who, roles).await)
    }

    pub(crate) async fn administrator(app: &'a TestApp) -> Self {
        Self::of(app, "admin", Roles::of(Role::Administrator)).await
    }

    pub(crate) fn speaking(self, language: &'static str) -> Self {
        Self { language, ..self }
    }

    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let address = format!("{}{path}", self.app.base);
        let request = self.app.client.request(method, address);
        request
            .header("Cookie", &self.cookie)
            .header("Accept", "text/html")
            .header("Accept-Language", self.language)
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        Answer::of(self.request(Method::GET, path)).await
    }

    pub(crate) async fn post(&self, path: &str, form: &[(&str, &str)]) -> Answer {
        Answer::of(self.request(Method::POST, path).form(form)).await
    }

    pub(crate) async fn page(&self, path: &str) -> String {
        shown(path, &self.get(path).await)
    }

    /// Sends a form and returns the page that answers it.
    pub(crate) async fn send(&self, path: &str, form: &[(&str, &str)]) -> String {
        shown(path, &self.post(path, form).await)
    }
}

fn shown(path: &str, answer: &Answer) -> String {
    assert_eq!(answer.status, 200, "{path}: {}", answer.body);
    answer.body.as_str().unwrap().to_owned()
}

/// The texts of elements.
pub(crate) fn texts(page: &str, selector: &str) -> Vec<String> {
    let selector = Selector::parse(selector).unwrap();
    let page = Html::parse_document(page);
    let found = page.select(&selector);
    found.map(|element| element.text().collect()).collect()
}
