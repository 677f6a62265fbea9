//! The page of an archive that explains its files. It needs nothing but itself.

use maud::{DOCTYPE, html};

use super::Listed;
use crate::exports::produce::Making;
use crate::exports::sheets;
use crate::people::Person;

/// How it looks, on paper, too.
const STYLE: &str = "body{font:16px/1.5 system-ui,sans-serif;max-width:48rem;margin:2rem auto;\
padding:0 1rem;color:#1a1a1a;background:#fff}table{border-collapse:collapse;width:100%}\
th,td{text-align:left;vertical-align:top;padding:.5rem;border-bottom:1px solid #ccc}\
td.number{text-align:right}code{overflow-wrap:anywhere}\
@media(prefers-color-scheme:dark){@media screen{body{color:#eee;background:#1a1a1a}\
a{color:#9cf}th,td{border-color:#555}}}";

/// The page, in the language of whoever asked.
pub(super) fn page(making: &Making<'_>, person: Option<&Person>, files: &[Listed]) -> String {
    let locale = making.reader.locale;
    let name = sheets::name(locale, person);
    let title = locale.with("archive-title", &[("name", name.into())]);
    let now = making.app.clock.now().as_microsecond();
    let made = locale.moment_there(&making.reader.zone, now);
    let labels = ["archive-file", "archive-what", "archive-count"].map(|key| locale.text(key));
    let markup = html! {
        (DOCTYPE)
        html lang=(locale.tag()) dir=[locale.direction()] {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width";
                title { (title) }
                style { (STYLE) }
            }
            body {
                h1 { (title) }
                p { (locale.with("archive-made", &[
                    ("when", made.clone().into()),
                    ("house", making.app.config.organisation.clone().into()),
                ])) }
                p { (locale.text("archive-note")) }
                table {
                    thead { tr { @for label in &labels { th scope="col" { (label) } } } }
                    tbody { @for file in files { tr {
                        th scope="row" { a href=(file.name) { code { (file.name) } } }
                        td { (locale.text(&format!("archive-{}", file.what))) }
                        td.number { (file.count) }
                    } } }
                }
                p { (locale.text("archive-not-in-it")) }
            }
        }
    };
    markup.into_string()
}
