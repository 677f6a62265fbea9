//! The pages on which plans are made and reviews are held, as a person without a script uses them.

use reqwest::Method;
use scraper::{Html, Selector};
use serde_json::Value;

use super::{LISTENING, NEGOTIATION, Scene};
use crate::support::{Answer, both};

/// What a page answered.
pub(crate) struct Page {
    pub(crate) status: u16,
    pub(crate) to: String,
    pub(crate) html: String,
}

impl Page {
    /// The texts of all elements that a selector finds.
    pub(crate) fn all(&self, selector: &str) -> Vec<String> {
        let document = Html::parse_document(&self.html);
        let selector = Selector::parse(selector).unwrap();
        let found = document.select(&selector);
        let text = |element: scraper::ElementRef<'_>| element.text().collect::<String>();
        found
            .map(|element| text(element).trim().to_owned())
            .collect()
    }

    /// Where the forms that a selector finds are sent to.
    pub(crate) fn actions(&self, selector: &str) -> Vec<String> {
        let document = Html::parse_document(&self.html);
        let selector = Selector::parse(selector).unwrap();
        let forms = document.select(&selector);
        forms
            .filter_map(|form| form.attr("action").map(str::to_owned))
            .collect()
    }

    /// A form's fields as they are filled in, in order.
    pub(crate) fn fields(&self, selector: &str) -> Vec<(String, String)> {
        let document = Html::parse_document(&self.html);
        let form = document
            .select(&Selector::parse(selector).unwrap())
            .next()
            .unwrap();
        let fields = Selector::parse("input, select, textarea").unwrap();
        let chosen = Selector::parse("option[selected]").unwrap();
        let first = Selector::parse("option").unwrap();
        form.select(&fields)
            .map(|field| {
                let own = field.value();
                let value = match own.name() {
                    "textarea" => field.text().collect(),
                    "select" => {
                        let option = field.select(&chosen).next();
                        let option = option.or_else(|| field.select(&first).next());
                        option
                            .and_then(|it| it.attr("value"))
                            .unwrap_or_default()
                            .to_owned()
                    }
                    _ => own.attr("value").unwrap_or_default().to_owned(),
                };
                (own.attr("name").unwrap().to_owned(), value)
            })
            .collect()
    }
}

/// Fills in the field that has a name, the one of a row where there are several.
pub(crate) fn fill(fields: &mut [(String, String)], name: &str, row: usize, value: &str) {
    let mut named = fields.iter_mut().filter(|(own, _)| own == name);
    let field = named.nth(row);
    assert!(field.is_some(), "no {name} {row}");
    field.unwrap().1 = value.to_owned();
}

impl Scene<'_> {
    fn own(&self, rest: &str) -> String {
        format!("/people/{}{rest}", self.anna)
    }

    pub(crate) async fn page(&self, who: &str, path: &str) -> Page {
        self.send(who, Method::GET, path, None).await
    }

    pub(crate) async fn submit(&self, who: &str, path: &str, fields: &[(String, String)]) -> Page {
        self.send(who, Method::POST, path, Some(fields)).await
    }

    async fn send(
        &self,
        who: &str,
        method: Method,
        path: &str,
        fields: Option<&[(String, String)]>,
    ) -> Page {
        let request = self
            .app
            .client
            .request(method, format!("{}{path}", self.app.base))
            .header("Cookie", self.cookie(who))
            .header("Accept", "text/html");
        let request = match fields {
            Some(fields) => request.form(fields),
            None => request,
        };
        let answer = Answer::of(request).await;
        let to = answer.headers.get("location");
        Page {
            status: answer.status.as_u16(),
            to: to.map_or_else(String::new, |to| to.to_str().unwrap().to_owned()),
            html: answer.body.as_str().unwrap_or_default().to_owned(),
        }
    }
}

pub(crate) fn one(name: &str, value: &str) -> Vec<(String, String)> {
    vec![(name.to_owned(), value.to_owned())]
}

both! {
    async fn a_plan_is_drafted_proposed_and_agreed_on_pages(app: TestApp) {
        let scene = Scene::new(&app).await;
        let list = scene.page("coach", &scene.own("/plans")).await;
        assert_eq!((list.status, list.all(".empty h2")), (200, vec!["No plan yet".to_owned()]));
        let nameless = scene.submit("coach", &scene.own("/plans"), &one("title", " ")).await;
        assert_eq!((nameless.status, nameless.all(".fault p").len()), (400, 2));
        let begun = scene.submit("coach", &scene.own("/plans"), &one("title", "Second half")).await;
        assert_eq!(begun.status, 303);
        let plan = begun.to.clone();
        let page = scene.page("coach", &plan).await;
        assert_eq!(page.all("h1"), ["Second half"]);

        // What is wrong is said, and nothing that was filled in is lost.
        let mut fields = page.fields("form.wide");
        fill(&mut fields, "level", 0, "3");
        fill(&mut fields, "other", 0, NEGOTIATION);
        fill(&mut fields, "due", 0, "tomorrow");
        fill(&mut fields, "why", 0, "A <b>new</b> market");
        let wrong = scene.submit("coach", &plan, &fields).await;
        assert_eq!(wrong.status, 400);
        assert!(wrong.all(".fault")[0].contains("“tomorrow” is no day"), "{:?}", wrong.all(".fault"));
        let again = wrong.fields("form.wide");
        assert_eq!((&again[..6], again.last()), (&fields[..6], fields.last()));
        fill(&mut fields, "due", 0, "2099-06-30");
        assert_eq!(scene.submit("coach", &plan, &fields).await.status, 303);
        // The same form again starts from what is no longer there.
        assert_eq!(scene.submit("coach", &plan, &fields).await.status, 412);

        let page = scene.page("coach", &plan).await;
        assert_eq!(page.all(".aims li").len(), 1);
        assert!(page.html.contains("A &lt;b&gt;new&lt;/b&gt; market"));
        let sign = page.fields(&format!("form[action='{plan}/sign']"));
        assert_eq!(scene.submit("coach", &format!("{plan}/sign"), &sign).await.status, 303);
        let page = scene.page("coach", &plan).await;
        assert!(page.all(".facts").concat().contains("waits for the person to agree"));
        assert!(!page.html.contains(&format!("{plan}/sign")));
        let page = scene.page("anna", &plan).await;
        assert!(page.all(".facts").concat().contains("waits for you to agree"));
        let sign = page.fields(&format!("form[action='{plan}/sign']"));
        assert_eq!(scene.submit("anna", &format!("{plan}/sign"), &sign).await.status, 303);
        app.projected().await;
        assert_eq!(scene.progress(NEGOTIATION).await["plan"]["target_level"], 3);

        // A change is a new version; taken back, the agreed one is what there is.
        let page = scene.page("anna", &format!("{plan}?edit=yes")).await;
        let mut fields = page.fields("form.wide");
        fill(&mut fields, "level", 0, "4");
        assert_eq!(scene.submit("anna", &plan, &fields).await.status, 303);
        let page = scene.page("anna", &plan).await;
        assert_eq!(page.all(".row-head > .chip")[0], "Draft");
        let undo = page.fields(&format!("form[action='{plan}/undo']"));
        assert_eq!(scene.submit("anna", &format!("{plan}/undo"), &undo).await.to, plan);
        assert_eq!(scene.page("anna", &plan).await.all(".row-head > .chip")[0], "Agreed");
        for stranger in ["bo", "coach2"] {
            assert_eq!(scene.page(stranger, &plan).await.status, 404);
            assert_eq!(scene.submit(stranger, &plan, &fields).await.status, 404);
        }
    }

    async fn a_review_is_scheduled_held_and_closed_on_pages(app: TestApp) {
        let scene = Scene::new(&app).await;
        scene.done("coach", "/goals", serde_json::json!({ "title": "Lead a meeting", "competencies": [NEGOTIATION] })).await;
        let past = scene.submit("coach", &scene.own("/reviews"), &one("day", "2020-01-01")).await;
        assert_eq!(past.status, 400);
        assert!(past.all(".fault").concat().contains("lies in the past"));
        assert!(scene.page("anna", &scene.own("/reviews")).await.all("form[action$='/reviews']").is_empty());
        let begun = scene.submit("coach", &scene.own("/reviews"), &one("day", "2099-01-01")).await;
        let review = begun.to.clone();
        scene.done("anna", "/steps", serde_json::json!({ "title": "Spoke first", "competencies": [NEGOTIATION] })).await;

        let page = scene.page("coach", &review).await;
        assert_eq!(page.all("h1"), ["Review interview, 1 Jan 2099"]);
        assert!(page.all(".list").concat().contains("Lead a meeting"), "{}", page.html);
        let mut fields = page.fields("form.wide");
        fill(&mut fields, "notes", 0, "Well prepared.\nNext: larger teams.");
        fill(&mut fields, "rating_note", 0, "calm");
        fill(&mut fields, "goal", 0, "Coach others");
        fill(&mut fields, "goal_due", 0, "2099-02-01");
        // A note without a level says nothing.
        let wrong = scene.submit("coach", &review, &fields).await;
        assert_eq!(wrong.status, 400);
        assert_eq!(wrong.fields("form.wide")[..4], fields[..4]);
        fill(&mut fields, "rating", 0, "3");
        assert_eq!(scene.submit("coach", &review, &fields).await.status, 303);

        // Each has a note of their own.
        scene.submit("coach", &format!("{review}/note"), &one("text", "Ask about Paris")).await;
        let hers = scene.page("anna", &review).await;
        assert!(hers.html.contains("Next: larger teams.") && !hers.html.contains("Paris"));
        assert!(hers.fields("form.fields")[0].1.is_empty());
        assert!(!hers.html.contains("form class=\"wide\""));
        let fields = scene.page("coach", &review).await.fields("form.wide");
        let by_her = scene.submit("anna", &format!("{review}/close"), &fields).await;
        assert_eq!(by_her.status, 403);
        let closed = scene.submit("coach", &format!("{review}/close"), &fields).await;
        assert_eq!(closed.status, 303, "{}", closed.html);
        app.projected().await;

        // What is frozen stays; what was agreed is said.
        let page = scene.page("coach", &review).await;
        assert!(page.html.contains("SHA-256") && !page.html.contains("form class=\"wide\""));
        assert!(page.all(".written").concat().contains("Well prepared."));
        assert_eq!(page.fields("form.fields")[0].1, "Ask about Paris");
        assert!(scene.progress(NEGOTIATION).await["classes"][3]["counted"].as_f64().unwrap() > 0.0);
        let goals = scene.get("anna", &scene.own("/goals")).await;
        let titles: Vec<&Value> = goals["items"].as_array().unwrap().iter().map(|it| &it["title"]).collect();
        assert!(titles.contains(&&"Coach others".into()), "{titles:?}");

        // Another one is called off.
        let next = scene.submit("coach", &scene.own("/reviews"), &one("day", "2099-03-01")).await.to;
        let cancel = scene.page("coach", &next).await.fields(&format!("form[action='{next}/cancel']"));
        assert_eq!(scene.submit("coach", &format!("{next}/cancel"), &cancel).await.status, 303);
        assert!(scene.page("anna", &next).await.html.contains("Called off"));
    }

    async fn goals_are_set_worked_on_and_vouched_for_on_pages(app: TestApp) {
        let scene = Scene::new(&app).await;
        let goals = scene.own("/goals");
        let mut form = scene.page("coach", &goals).await.fields("form.fields");
        fill(&mut form, "title", 0, "Lead a meeting");
        fill(&mut form, "due", 0, "2020-01-01");
        let wrong = scene.submit("coach", &goals, &form).await;
        assert_eq!((wrong.status, wrong.fields("form.fields")), (400, form.clone()));
        fill(&mut form, "due", 0, "2099-01-01");
        // Whoever has said something sees it on the page that follows.
        assert_eq!(scene.submit("coach", &goals, &form).await.to, goals);
        let page = scene.page("anna", &goals).await;
        assert_eq!(page.all(".aims h3"), ["Lead a meeting"]);
        let progress = page.all("form[action$='/progress']");
        assert_eq!(progress.len(), 1);
        let document = Html::parse_document(&page.html);
        let action = |end: &str| {
            let selector = Selector::parse(&format!("form[action$='{end}']")).unwrap();
            let form = document.select(&selector).next().unwrap();
            form.attr("action").unwrap().to_owned()
        };
        let (progress, achieve) = (action("/progress"), action("/achieve"));
        assert_eq!(scene.submit("anna", &progress, &one("percent", "lots")).await.status, 400);
        scene.submit("anna", &progress, &one("percent", "40")).await;
        assert!(scene.page("coach", &goals).await.html.contains("40% done"));
        assert_eq!(scene.submit("coach", &achieve, &[]).await.status, 403);
        scene.submit("anna", &achieve, &[]).await;
        assert!(scene.page("anna", &goals).await.html.contains("One that is over"));

        let mut form = scene.page("anna", &goals).await.fields("form.fields");
        fill(&mut form, "title", 0, "Spoke first");
        fill(&mut form, "kind", 0, "done");
        scene.submit("anna", &goals, &form).await;
        let page = scene.page("coach", &goals).await;
        assert!(page.html.contains("Not verified yet"));
        let document = Html::parse_document(&page.html);
        let selector = Selector::parse("form[action$='/verify']").unwrap();
        let verify = document.select(&selector).next().unwrap().attr("action").unwrap().to_owned();
        assert_eq!(scene.submit("anna", &verify, &one("mark", "1")).await.status, 403);
        scene.submit("coach", &verify, &one("mark", "0.75")).await;
        let page = scene.page("coach", &goals).await;
        assert!(page.html.contains("Verified, 75%"), "{}", page.html);
        let withdraw = verify.replace("/verify", "/withdraw");
        scene.submit("coach", &withdraw, &[]).await;
        assert!(scene.page("anna", &goals).await.html.contains("Not verified yet"));
    }

    async fn the_matrix_shows_levels_targets_and_gaps(app: TestApp) {
        let scene = Scene::new(&app).await;
        let groups = scene.get("coach", "/groups").await;
        let matrix = format!("/groups/{}/matrix", groups["items"][0]["id"].as_str().unwrap());
        let page = scene.page("coach", &matrix).await;
        assert_eq!(page.all(".heat tbody tr").len(), 2);
        assert_eq!(page.all(".heat td.nothing").len(), 2);
        let plan = scene.done("coach", "/plans", serde_json::json!({ "title": "P", "items": [
            { "competency": NEGOTIATION, "level": 2 }, { "competency": LISTENING, "level": 1 }
        ] })).await;
        let plan = format!("/plans/{}", plan["id"].as_str().unwrap());
        scene.done("coach", &format!("{plan}/propose"), Value::Null).await;
        scene.done("anna", &format!("{plan}/agree"), Value::Null).await;
        let page = scene.page("coach", &matrix).await;
        assert_eq!(page.all(".heat td.l0.gap span[aria-hidden]"), ["0/2"]);
        let gaps = scene.page("coach", &format!("{matrix}?gaps=yes")).await;
        assert_eq!(gaps.all(".heat tbody th").len(), 1);
        assert_eq!(scene.page("bo", &matrix).await.status, 404);
        assert_eq!(scene.page("coach2", &matrix).await.status, 404);
        // Looking at a group's people is looking at each.
        let looks = scene.page("anna", "/me").await;
        assert!(looks.html.contains("Who looked at my progress"));
        assert!(!looks.html.contains("Nobody but you"));
    }
}
