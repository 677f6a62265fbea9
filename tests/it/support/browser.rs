//! Browsers, driven over `WebDriver`; mostly Chromium.

use base64::Engine as _;
use fantoccini::wd::{Capabilities, WebDriverCompatibleCommand};
use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use reqwest::Method;
use serde_json::{Value, json};
use url::{ParseError, Url};

use super::surroundings;

/// What a browser is made of, and how it treats cookies in a frame of another site.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Engine {
    /// Keeps those that are partitioned.
    Chromium,
    /// Partitions all.
    Firefox,
    /// Firefox where somebody has them blocked.
    FirefoxBlocking,
    /// Keeps none, and allows them a site that the person has been to by itself, when asked there:
    /// as Safari does, which is made of it.
    WebKit,
}

impl Engine {
    /// A new window, in English.
    pub(crate) async fn window(self) -> Client {
        match self {
            Self::Chromium => browser().await,
            Self::Firefox => window("FIREFOX", "moz:firefoxOptions", json!({})).await,
            Self::FirefoxBlocking => {
                let preferences = json!({ "prefs": { "network.cookie.cookieBehavior": 1 } });
                window("FIREFOX", "moz:firefoxOptions", preferences).await
            }
            Self::WebKit => {
                let arguments = json!({ "args": ["--automation", "--enable-itp"] });
                window("WEBKIT", "webkitgtk:browserOptions", arguments).await
            }
        }
    }
}

/// A new window of Chromium, in English.
pub(crate) async fn browser() -> Client {
    browser_with(&[]).await
}

/// The same with more arguments.
pub(crate) async fn browser_with(arguments: &[&str]) -> Client {
    let arguments = [&["--lang=en"], arguments].concat();
    let options = json!({ "binary": surroundings("COACHLIGHT_TEST_CHROMIUM"), "args": arguments });
    window("CHROMIUM", "goog:chromeOptions", options).await
}

/// A new window of a driver, with options by the name that it knows them by.
async fn window(driver: &str, name: &str, options: Value) -> Client {
    let mut capabilities = Capabilities::new();
    capabilities.insert("acceptInsecureCerts".to_owned(), json!(true));
    capabilities.insert(name.to_owned(), options);
    ClientBuilder::new(HttpConnector::new())
        .capabilities(capabilities)
        .connect(&surroundings(&format!(
            "COACHLIGHT_TEST_WEBDRIVER_{driver}"
        )))
        .await
        .unwrap()
}

/// A command of the `DevTools` protocol.
#[derive(Debug)]
struct DevTools {
    command: &'static str,
    parameters: Value,
}

impl WebDriverCompatibleCommand for DevTools {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> Result<Url, ParseError> {
        base.join(&format!(
            "session/{}/goog/cdp/execute",
            session.unwrap_or_default()
        ))
    }

    fn method_and_body(&self, _address: &Url) -> (Method, Option<String>) {
        let body = json!({ "cmd": self.command, "params": self.parameters });
        (Method::POST, Some(body.to_string()))
    }
}

async fn devtools(window: &Client, command: &'static str, parameters: Value) -> Value {
    let command = DevTools {
        command,
        parameters,
    };
    window.issue_cmd(command).await.unwrap()
}

/// The page that a window shows, printed as PDF.
pub(crate) async fn printed(window: &Client) -> Vec<u8> {
    let paper = json!({ "paperWidth": 8.27, "paperHeight": 11.69, "printBackground": true });
    let answer = devtools(window, "Page.printToPDF", paper).await;
    let data = answer["data"].as_str().unwrap();
    base64::engine::general_purpose::STANDARD
        .decode(data)
        .unwrap()
}

/// Shows pages in dark or light colours from now on.
pub(crate) async fn prefer(window: &Client, scheme: &str) {
    let features = json!([{ "name": "prefers-color-scheme", "value": scheme }]);
    devtools(
        window,
        "Emulation.setEmulatedMedia",
        json!({ "features": features }),
    )
    .await;
}

/// Makes the window as wide as a phone or a screen, in CSS pixels.
pub(crate) async fn widen(window: &Client, width: u32) {
    let metrics =
        json!({ "width": width, "height": 800, "deviceScaleFactor": 1, "mobile": width < 500 });
    devtools(window, "Emulation.setDeviceMetricsOverride", metrics).await;
}

/// Asks for pages in a language from now on.
pub(crate) async fn ask_for(window: &Client, language: &str) {
    devtools(window, "Network.enable", json!({})).await;
    let headers = json!({ "headers": { "Accept-Language": language } });
    devtools(window, "Network.setExtraHTTPHeaders", headers).await;
}

/// Runs a script in each page from now on, before anything of the page's own.
pub(crate) async fn at_each_start(window: &Client, script: &str) {
    let source = json!({ "source": script });
    devtools(window, "Page.addScriptToEvaluateOnNewDocument", source).await;
}
