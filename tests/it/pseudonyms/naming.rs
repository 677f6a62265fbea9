//! A person agrees to a review: its coach, and no other, knows them by name while it lasts.

use std::collections::BTreeSet;

use coachlight::merges;

use super::*;
use crate::support::both;

/// A review that a coach of anna's schedules.
async fn scheduled(scene: &Scene<'_>, who: &str) -> String {
    let path = format!("/people/{}/reviews", scene.anna);
    let review = scene
        .ask(who, Method::POST, &path, json!({ "day": "2099-08-01" }))
        .await;
    assert_eq!(review.status, 201, "{}", review.body);
    let id = review.body["id"].as_str().unwrap();
    format!("{path}/{id}")
}

both! {
    async fn an_address_leads_to_nobody_behind_a_pseudonym(app: TestApp) {
        let scene = filled(&app).await;
        let groups = scene.get("coach", "/groups").await;
        let path = format!("/groups/{}/invitations/list", groups["items"][0]["id"].as_str().unwrap());
        let list = json!({ "table": "anna@elsewhere.example.org" });
        let told = async || scene.ask("coach", Method::POST, &path, list.clone()).await.body.to_string();
        assert!(told().await.contains("statements"), "{}", told().await);
        switch(&app, true).await;
        assert!(told().await.contains("Nobody of your groups"), "{}", told().await);
    }

    async fn whoever_agrees_to_a_review_is_known_to_its_coach_alone(app: TestApp) {
        let scene = filled(&app).await;
        let anna = scene.anna.to_string();
        let bo = app.person("bo").await.to_string();
        let review = scheduled(&scene, "coach").await;
        let naming = format!("{review}/naming");
        let refused = scene.ask("anna", Method::PUT, &naming, json!({})).await;
        assert_eq!(refused.problem().1, "/problems/conflict");
        assert_eq!(seen(&scene, "coach", &anna).await, "Anna Quittenbaum");

        switch(&app, true).await;
        let pseudonym = seen(&scene, "coach", &anna).await;
        assert!(pseudonym.starts_with("Person "), "{pseudonym}");
        // Two coaches can talk about the same person.
        assert_eq!(seen(&scene, "coach2", &anna).await, pseudonym);
        assert_ne!(seen(&scene, "coach", &bo).await, pseudonym);
        // The person is told, and nobody agrees for them.
        let own = app.session("anna", Roles::default()).await;
        let (_, page) = read(&app, &own, "/me/privacy").await;
        assert!(page.contains(&pseudonym.to_lowercase()), "{page}");
        for (who, status) in [("coach", 403), ("bo", 404), ("coach2", 403)] {
            let answer = scene.ask(who, Method::PUT, &naming, json!({})).await;
            assert_eq!(answer.status, status, "{who}: {}", answer.body);
        }
        assert_eq!(seen(&scene, "coach", &anna).await, pseudonym);

        let agreed = scene.ask("anna", Method::PUT, &naming, json!({})).await;
        assert_eq!(agreed.status, 200, "{}", agreed.body);
        assert!(agreed.body["named_at"].is_string(), "{}", agreed.body);
        assert_eq!(seen(&scene, "coach", &anna).await, "Anna Quittenbaum");
        assert_eq!(seen(&scene, "coach", &bo).await.split(' ').next(), Some("Person"));
        assert_eq!(seen(&scene, "coach2", &anna).await, pseudonym);
        let (_, page) = read(&app, &own, "/me/privacy").await;
        assert!(page.contains("knows your name"), "{page}");

        // By the form of the page, too, and back.
        let form = async |agreed: &str| {
            let path = format!("{}{review}/naming", app.base);
            let request = app.client.post(path).header("Cookie", &own);
            Answer::of(request.form(&[("agreed", agreed)])).await.status.as_u16()
        };
        assert_eq!(form("no").await, 303);
        assert_eq!(seen(&scene, "coach", &anna).await, pseudonym);
        assert_eq!(form("yes").await, 303);
        assert_eq!(seen(&scene, "coach", &anna).await, "Anna Quittenbaum");
        let admin = app.session("admin", Roles::of(Role::Administrator)).await;
        let (_, log) = read(&app, &admin, "/admin/audit?act=name-shown").await;
        let id = review.rsplit('/').next().unwrap();
        assert!(log.contains(&format!("review {id}")), "{log}");

        // When it is over, the name is told by its record alone, to its coach alone.
        let close = scene.ask("coach", Method::POST, &format!("{review}/close"), json!({})).await;
        assert_eq!(close.status, 200, "{}", close.body);
        assert_eq!(seen(&scene, "coach", &anna).await, pseudonym);
        for (who, known) in [("coach", true), ("coach2", false)] {
            let cookie = scene.cookie(who);
            let (status, page) = read(&app, cookie, &review).await;
            assert_eq!((status, page.contains("quittenbaum")), (200, known), "{who}: {page}");
            let (_, page) = read(&app, cookie, &format!("/people/{anna}/reviews")).await;
            assert!(!page.contains("quittenbaum"));
        }
        let back = scene.ask("anna", Method::DELETE, &naming, json!({})).await;
        assert_eq!(back.status, 200, "{}", back.body);
        let (_, page) = read(&app, scene.cookie("coach"), &review).await;
        assert!(!page.contains("quittenbaum"), "{page}");
        let late = scene.ask("anna", Method::PUT, &naming, json!({})).await;
        assert_eq!(late.problem().1, "/problems/conflict");
    }

    async fn whoever_closes_it_in_the_place_of_its_coach_was_not_agreed_to(app: TestApp) {
        let scene = filled(&app).await;
        switch(&app, true).await;
        let review = scheduled(&scene, "coach").await;
        let agreed = scene.ask("anna", Method::PUT, &format!("{review}/naming"), json!({})).await;
        assert_eq!(agreed.status, 200, "{}", agreed.body);
        let close = scene.ask("coach2", Method::POST, &format!("{review}/close"), json!({})).await;
        assert_eq!(close.body["named_at"], Value::Null, "{}", close.body);
        for who in ["coach", "coach2"] {
            let (_, page) = read(&app, scene.cookie(who), &review).await;
            assert!(!page.contains("quittenbaum"), "{who}");
        }
    }

    async fn what_is_not_hidden_stays(app: TestApp) {
        let scene = filled(&app).await;
        switch(&app, true).await;
        let groups = scene.get("coach", "/groups").await;
        let mut groups = groups["items"].as_array().unwrap().iter();
        let group = groups.find(|it| it["name"] == "Group 1").unwrap()["id"].as_str().unwrap();
        let engagement = format!("/groups/{group}/engagement");
        // A coach by themselves, a system, an administrator, and the person.
        let coach = scene.get("coach", &engagement).await;
        let system = Answer::of(app.get(&format!("/api/v1{engagement}"))).await.body;
        assert!(system.to_string().contains("Anna Quittenbaum"));
        let shown: Vec<&str> = coach["members"].as_array().unwrap().iter()
            .map(|it| it["name"].as_str().unwrap()).collect();
        assert!(shown.iter().all(|name| name.starts_with("Person ")), "{shown:?}");
        assert!(shown.is_sorted(), "by what is shown: {shown:?}");
        assert_eq!(shown.iter().collect::<BTreeSet<_>>().len(), shown.len());
        let admin = app.session("admin", Roles::of(Role::Administrator)).await;
        let (_, page) = read(&app, &admin, &format!("/admin/people/{}", scene.anna)).await;
        assert!(page.contains("quittenbaum"), "{page}");
        assert_eq!(seen(&scene, "anna", &scene.anna.to_string()).await, "Anna Quittenbaum");
        // They are found by the word that stands for them.
        let code = shown[0].split(' ').nth(1).unwrap();
        let found = scene.get("coach", &format!("/search?q={code}")).await;
        assert_eq!(found["items"][0]["name"], shown[0], "{found}");
        // A coach who administrates reads on a coach's pages as a coach.
        let mut both = Roles::of(Role::Coach);
        both.add(Role::Administrator);
        let cookie = app.session("coach", both).await;
        let (_, page) = read(&app, &cookie, &format!("/groups/{group}")).await;
        assert!(told(&page).is_empty(), "{page}");
        // Whom one cannot name one can invite.
        let candidates = scene.get("coach2", "/groups").await;
        let other = candidates["items"][0]["id"].as_str().unwrap();
        let bo = app.person("bo").await;
        let wish = json!({ "person": bo });
        let invitations = format!("/groups/{other}/invitations");
        let invited = scene.ask("coach2", Method::POST, &invitations, wish).await;
        assert_eq!(invited.status, 201);
    }

    async fn two_who_are_one_keep_a_pseudonym_each_for_when_they_are_two_again(app: TestApp) {
        let scene = filled(&app).await;
        switch(&app, true).await;
        let (bo, admin) = (app.person("bo").await, app.person("admin").await);
        let [of_bo, of_other] = [bo, scene.anna].map(|it| it.to_string());
        let before = (seen(&scene, "coach", &of_bo).await, seen(&scene, "coach", &of_other).await);
        assert_ne!(before.0, before.1);
        let now = app.running.as_ref().unwrap().app.clock.now();
        let mut tx = app.db().write().await.unwrap();
        let by = admin.to_string();
        let merge = merges::merge(&mut tx, bo, scene.anna, "the same", &by, now).await.unwrap();
        tx.commit().await.unwrap();
        app.projected().await;
        assert_eq!(seen(&scene, "coach", &of_bo).await, before.0);
        let mut tx = app.db().write().await.unwrap();
        merges::unmerge(&mut tx, merge, now).await.unwrap();
        tx.commit().await.unwrap();
        app.projected().await;
        let after = (seen(&scene, "coach", &of_bo).await, seen(&scene, "coach", &of_other).await);
        assert_eq!(after, before);
    }

    async fn a_mentor_sees_a_pseudonym(app: TestApp) {
        let mut named = sent("learner", "http://activitystrea.ms/join", group(1), json!({}));
        named["actor"]["name"] = json!("Lena Quittenbaum");
        assert_eq!(app.post(&named).await.status, 200);
        app.projected().await;
        let cookie = crate::access::mentor(&app).await;
        let person = format!("/people/{}", app.person("learner").await);
        for (on, known) in [(false, true), (true, false)] {
            switch(&app, on).await;
            for path in ["/mentored", "/api/v1/me/mentored", &person] {
                let (status, page) = read(&app, &cookie, path).await;
                assert_eq!((status, page.contains("quittenbaum")), (200, known), "{path}: {page}");
            }
        }
    }
}
