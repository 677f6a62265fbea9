//! The CASE endpoint: strict, by the official forms, in pages, with refusals as CASE says them.

use coachlight::credentials::Scope;
use coachlight::frameworks::{self, Edition};
use serde_json::Value;

use super::{TRANSVERSAL, faults, imported, key, now};
use crate::support::{Answer, TestApp, both, credential};

async fn get(app: &TestApp, path: &str) -> Answer {
    Answer::of(app.get(&format!("/ims/case/{path}"))).await
}

/// Status and the code of a refusal.
fn refused(answer: &Answer) -> (u16, &str) {
    assert_eq!(answer.body["imsx_codeMajor"], "failure");
    assert_eq!(answer.body["imsx_severity"], "error");
    assert!(answer.body["imsx_description"].is_string());
    let field = &answer.body["imsx_codeMinor"]["imsx_codeMinorField"][0];
    assert_eq!(field["imsx_codeMinorFieldName"], "TargetEndSystem");
    (
        answer.status.as_u16(),
        field["imsx_codeMinorFieldValue"].as_str().unwrap(),
    )
}

fn titles(answer: &Answer) -> Vec<&str> {
    let documents = answer.body["CFDocuments"].as_array().unwrap();
    documents
        .iter()
        .map(|it| it["title"].as_str().unwrap())
        .collect()
}

both! {
    async fn packages_are_strict_in_both_editions(app: TestApp) {
        let id = imported(&app, TRANSVERSAL).await.framework;
        for (path, edition) in [("v1p1", Edition::V1p1), ("v1p0", Edition::V1p0)] {
            let answer = get(&app, &format!("{path}/CFPackages/{id}")).await;
            assert_eq!(answer.status, 200);
            assert_eq!(faults(&answer.body, edition), Vec::<String>::new());
            assert_eq!(answer.body["CFItems"].as_array().unwrap().len(), 19);
        }
        let whole: Value = serde_json::from_str(TRANSVERSAL).unwrap();
        assert_eq!(get(&app, &format!("v1p1/CFPackages/{id}")).await.body, whole);
    }

    async fn every_object_is_found_by_its_identifier(app: TestApp) {
        let id = imported(&app, TRANSVERSAL).await.framework;
        let whole: Value = serde_json::from_str(TRANSVERSAL).unwrap();
        let first = |pointer: &str| whole.pointer(pointer).unwrap()["identifier"].as_str().unwrap().to_owned();
        let document = get(&app, &format!("v1p1/CFDocuments/{id}")).await.body;
        assert_eq!(document["caseVersion"], "1.1");
        assert_eq!(document["CFPackageURI"]["uri"], format!("{}/ims/case/v1p1/CFPackages/{id}", app.base));
        let item = first("/CFItems/8");
        let answer = get(&app, &format!("v1p0/CFItems/{item}")).await;
        assert_eq!(answer.body["fullStatement"], whole["CFItems"][8]["fullStatement"]);
        assert_eq!(answer.body["CFDocumentURI"]["uri"], format!("{}/ims/case/v1p0/CFDocuments/{id}", app.base));
        let link = first("/CFAssociations/8");
        let answer = get(&app, &format!("v1p1/CFAssociations/{link}")).await;
        assert_eq!(answer.body["originNodeURI"]["identifier"], item.as_str());
        let answer = get(&app, &format!("v1p1/CFItemAssociations/{item}")).await;
        // A part, two parts of its own, and one that it is related to.
        assert_eq!(answer.body["CFAssociations"].as_array().unwrap().len(), 4);
        assert_eq!(answer.body["CFItem"]["identifier"], item.as_str());
        let concept = first("/CFDefinitions/CFConcepts/0");
        let answer = get(&app, &format!("v1p1/CFConcepts/{concept}")).await;
        let codes: Vec<&str> = answer.body["CFConcepts"].as_array().unwrap().iter()
            .map(|it| it["hierarchyCode"].as_str().unwrap()).collect();
        // Itself first, then what is below: 12 is not below 1.
        assert_eq!(codes, ["1", "1.1", "1.2"]);
        for (list, pointer) in [
            ("CFItemTypes", "/CFDefinitions/CFItemTypes/1"), ("CFSubjects", "/CFDefinitions/CFSubjects/0"),
        ] {
            let answer = get(&app, &format!("v1p1/{list}/{}", first(pointer))).await;
            assert_eq!(answer.body[list][0]["identifier"], first(pointer).as_str(), "{list}");
        }
        for (list, pointer) in [("CFLicenses", "/CFDefinitions/CFLicenses/0"), ("CFRubrics", "/CFRubrics/0")] {
            let answer = get(&app, &format!("v1p1/{list}/{}", first(pointer))).await;
            assert_eq!(&answer.body, whole.pointer(pointer).unwrap(), "{list}");
        }
    }

    async fn documents_come_in_pages_sorted_filtered_and_in_part(app: TestApp) {
        imported(&app, TRANSVERSAL).await;
        for number in 1..=4 {
            let table = format!("idnumber,name\nX{number},A\n");
            let base_url = "https://coach.example.org/".parse().unwrap();
            let (title, key) = (format!("Table {number}"), format!("t{number}"));
            let terms = frameworks::Terms { base_url: &base_url, prefix: None, title: &title, key: &key, now: now() };
            let none = std::collections::BTreeMap::new();
            let package = frameworks::read("t", table.as_bytes(), None, &none, &terms).unwrap();
            let mut tx = app.db().write().await.unwrap();
            frameworks::import(&mut tx, "t", package, now()).await.unwrap();
            tx.commit().await.unwrap();
        }
        let answer = get(&app, "v1p1/CFDocuments?limit=2&sort=title&orderBy=desc&filter=title~'table'").await;
        assert_eq!(titles(&answer), ["Table 4", "Table 3"]);
        assert_eq!(answer.headers["x-total-count"], "4");
        let links = answer.headers["link"].to_str().unwrap().to_owned();
        assert!(links.contains("rel=\"first\"") && links.contains("rel=\"last\"") && !links.contains("prev"));
        let next = links.split(", ").find(|it| it.ends_with("rel=\"next\"")).unwrap();
        let next = next.trim_start_matches('<').split('>').next().unwrap();
        let answer = Answer::of(app.client.get(next).basic_auth(&app.key, Some(&app.secret))).await;
        assert_eq!(titles(&answer), ["Table 2", "Table 1"]);
        let links = answer.headers["link"].to_str().unwrap();
        assert!(links.contains("rel=\"prev\"") && !links.contains("next"));
        for (filter, count) in [
            ("adoptionStatus='Adopted'", 1), ("adoptionStatus!='Adopted'", 4), ("subject='Transversal competencies'", 1),
            ("title>='Table 3' AND title<'Table 4'", 1), ("title='Table 1' OR title='Table 2'", 2),
            ("title='Table 1' AND title='Table 2' OR title='Table 3'", 1), ("title<='Table 1'", 1), ("title>'Table 1'", 4),
        ] {
            let filter: String = url::form_urlencoded::byte_serialize(filter.as_bytes()).collect();
            let answer = get(&app, &format!("v1p1/CFDocuments?filter={filter}")).await;
            assert_eq!(titles(&answer).len(), count, "{filter}");
        }
        let answer = get(&app, "v1p1/CFDocuments?fields=title,identifier&offset=4").await;
        assert_eq!(answer.body["CFDocuments"][0].as_object().unwrap().len(), 2);
        for (query, code) in [
            ("sort=colour", "invalid_sort_field"), ("orderBy=up", "invalid_sort_field"),
            ("fields=colour", "invalid_selection_field"), ("limit=0", "invalid_selection_field"),
            ("offset=-1", "invalid_selection_field"), ("colour=green", "invalid_selection_field"),
            ("filter=colour='x'", "invalid_selection_field"), ("filter=title", "invalid_selection_field"),
            ("filter=title='x' AND", "invalid_selection_field"), ("filter=title=x", "invalid_selection_field"),
            ("filter=title='x' title='y'", "invalid_selection_field"),
        ] {
            let answer = get(&app, &format!("v1p1/CFDocuments?{query}")).await;
            assert_eq!(refused(&answer), (400, code), "{query}");
        }
    }

    async fn what_is_not_there_is_said_as_case_says_it(app: TestApp) {
        imported(&app, TRANSVERSAL).await;
        let none = "8c7e4f0a-1d2b-4c3d-9e8f-0000000000ee";
        for list in [
            "CFDocuments", "CFPackages", "CFItems", "CFItemAssociations", "CFAssociations", "CFRubrics",
            "CFAssociationGroupings", "CFConcepts", "CFItemTypes", "CFLicenses", "CFSubjects",
        ] {
            assert_eq!(refused(&get(&app, &format!("v1p1/{list}/{none}")).await), (404, "unknownobject"), "{list}");
            assert_eq!(refused(&get(&app, &format!("v1p0/{list}/x")).await), (404, "invaliduuid"), "{list}");
        }
        assert_eq!(refused(&get(&app, &format!("v1p1/CFThings/{none}")).await), (404, "unknownobject"));
        assert_eq!(refused(&get(&app, &format!("v1p2/CFItems/{none}")).await), (404, "unknownobject"));
    }

    async fn tags_tell_what_has_changed(app: TestApp) {
        let id = imported(&app, TRANSVERSAL).await.framework;
        for path in [format!("CFPackages/{id}"), "CFDocuments".to_owned()] {
            let path = format!("/ims/case/v1p1/{path}");
            let first = app.get(&path).send().await.unwrap();
            let tag = first.headers()["etag"].to_str().unwrap().to_owned();
            let ask = async || {
                app.get(&path).header("If-None-Match", &tag).send().await.unwrap().status().as_u16()
            };
            assert_eq!(ask().await, 304);
            let mut tx = app.db().write().await.unwrap();
            let (team, part) = (key(&mut tx, "TEA").await, key(&mut tx, "TEA-C").await);
            let known = frameworks::structure(&mut tx, &[team]).await.unwrap().items;
            let weights = [(known[&part].clone(), 3_000_000)];
            let at = app.running.as_ref().unwrap().app.clock.now();
            frameworks::weigh(&mut tx, &known[&team], &weights, at).await.unwrap();
            tx.commit().await.unwrap();
            assert_eq!(ask().await, 200);
        }
    }

    async fn a_key_needs_a_scope_unless_frameworks_are_public(app: TestApp) {
        let running = &app.running.as_ref().unwrap().app;
        for (scope, status) in [
            (Scope::FrameworksRead, 200), (Scope::ReportsRead, 200), (Scope::AllRead, 200),
            (Scope::StatementsRead, 403), (Scope::Define, 403),
        ] {
            let key = credential(running, "CASE", &[scope]).await;
            let request = app.client.get(format!("{}/ims/case/v1p1/CFDocuments", app.base));
            let answer = Answer::of(request.basic_auth(&key.key, Some(&key.secret))).await;
            assert_eq!(answer.status, status, "{scope}");
            if status == 403 {
                assert_eq!(refused(&answer), (403, "forbidden"));
            }
        }
        let none = Answer::of(app.client.get(format!("{}/ims/case/v1p1/CFDocuments", app.base))).await;
        assert_eq!(refused(&none), (401, "unauthorisedrequest"));
        assert!(none.headers.contains_key("www-authenticate"));
        let open = TestApp::start_with(None, |config| config.frameworks.public = true).await;
        let answer = Answer::of(open.client.get(format!("{}/ims/case/v1p1/CFDocuments", open.base))).await;
        assert_eq!((answer.status.as_u16(), titles(&answer).len()), (200, 0));
    }
}
