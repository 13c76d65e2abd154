//! Invitations, the last administrator, the last Document Controller.

use serde_json::json;
use wayleave_db::sql;
use wayleave_testkit::{Client, DAY, TestApp, World};

use super::{count, invariants, number, one_won, only, post, rounds, seqs, tasks, together};
use crate::sessions::mailed_token;

#[tokio::test(flavor = "multi_thread")]
async fn one_invitation_makes_one_member() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut admin = world.client(&app, "org_admin").await;
    for round in 0..rounds() {
        let email = format!("kim{round}@new.example");
        let memberships = json!([{"project_id": world.project_id, "role": "external"}]);
        let body = json!({"invitations": [{"email": email, "name": "Kim"}], "role": "member",
            "company_id": world.companies["borealis"].0, "memberships": memberships});
        let _ = admin.post(&world.path("/invitations"), &body).await.expect(201);
        app.run_jobs().await;
        let token = mailed_token(&app, &email);
        // From one place sixty tokens may be tried in a quarter of an hour; more at once could shut each other out.
        let tries = (0..tasks().min(40))
            .map(|at| {
                let body = json!({"token": token, "name": format!("Kim {at}"), "password": "seven green lamps beside a quiet harbour"});
                post(app.anonymous(), "/api/v1/invitations/accept".to_owned(), body)
            })
            .collect();
        // Who is late has an account by then and would have to prove it; or the invitation is used.
        one_won(&together(tries).await, 200, &[401, 409, 410, 422, 429]);
        let members = sql(
            "select count(*) as n from member m join account a on a.id = m.account_id where a.email = $1",
        );
        assert_eq!(number(&app, &world, members.bind(&email)).await, 1);
        // The limit of tokens from one place is another matter.
        app.clock().advance(DAY / 24);
    }
    assert_eq!(seqs(&app, &world, "user.joined").await.len(), rounds());
    let open = "select count(*) as n from project_membership where closed_at is null and role = 'external'";
    assert_eq!(number(&app, &world, sql(open)).await, 3 + rounds() as i64);
    invariants(&app, &world).await;
    app.run_jobs().await;
}

/// Two administrators of equal right.
async fn administrators(app: &TestApp, world: &World) -> [Client; 2] {
    let mut first = world.client(app, "org_admin").await;
    let path = world.path(&format!("/members/{}/role", world.people["org_manager"].id));
    let _ = first.post(&path, &json!({"role": "org_admin"})).await.expect(200);
    [first, world.client(app, "org_manager").await]
}

const PAIR: [&str; 2] = ["org_admin", "org_manager"];

#[tokio::test(flavor = "multi_thread")]
async fn of_administrators_who_demote_each_other_one_stays() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let pair = administrators(&app, &world).await;
    let path = |at: usize| world.path(&format!("/members/{}/role", world.people[PAIR[at]].id));
    let before = seqs(&app, &world, "user.role_changed").await.len();
    for round in 0..rounds() {
        let tries = (0..tasks())
            .map(|at| post(pair[at % 2].clone(), path(1 - at % 2), json!({"role": "member"})))
            .collect();
        let replies = together(tries).await;
        // The one who stays may ask again for what is so already; the one who is out may nothing.
        only(&replies, &[200, 403, 404, 409]);
        let won: Vec<bool> = (0..2).map(|who| count(&every_second(&replies, who), 200) > 0).collect();
        assert_eq!(won.iter().filter(|won| **won).count(), 1, "{won:?}");
        let changes = seqs(&app, &world, "user.role_changed").await.len();
        assert_eq!(changes, before + 2 * round + 1, "one change, one event");
        invariants(&app, &world).await;
        let stays = usize::from(!won[0]);
        let _ = pair[stays].clone().post(&path(1 - stays), &json!({"role": "org_admin"})).await.expect(200);
    }
    app.run_jobs().await;
}

fn every_second(replies: &[wayleave_testkit::Reply], from: usize) -> Vec<wayleave_testkit::Reply> {
    replies.iter().skip(from).step_by(2).cloned().collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn of_administrators_who_deactivate_each_other_one_stays() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut pair = administrators(&app, &world).await;
    let path = |at: usize, act: &str| world.path(&format!("/members/{}/{act}", world.people[PAIR[at]].id));
    for round in 0..rounds() {
        let tries = (0..tasks())
            .map(|at| post(pair[at % 2].clone(), path(1 - at % 2, "deactivate"), json!({"reason": "race"})))
            .collect();
        let winner = one_won(&together(tries).await, 204, &[401, 403, 404, 409]);
        assert_eq!(seqs(&app, &world, "user.deactivated").await.len(), round + 1);
        invariants(&app, &world).await;
        let (stays, out) = (winner % 2, 1 - winner % 2);
        let _ = pair[stays].post(&path(out, "reactivate"), &json!({"role": "org_admin"})).await.expect(200);
        pair[out] = world.client(&app, PAIR[out]).await;
    }
    app.run_jobs().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_document_controller_stays_in_whatever_way_many_try_to_remove_them() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut admins = [world.client(&app, "project_admin").await, world.client(&app, "org_admin").await];
    let groups = admins[0].get(&world.project_path("/groups")).await.expect(200).json();
    let control = groups["items"][0]["id"].as_str().unwrap().to_owned();
    let pair = ["controller", "initiator"];
    let place =
        |who: &str| world.project_path(&format!("/groups/{control}/members/{}", world.people[who].id));
    let _ = admins[0].put(&place("initiator"), &json!({})).await.expect(204);
    for _ in 0..rounds() {
        let tries = (0..tasks())
            .map(|at| {
                let (mut client, who) = (admins[at / 2 % 2].clone(), pair[at % 2]);
                let place = place(who);
                let end = world.project_path(&format!("/members/{}/end", world.people[who].id));
                async move {
                    // Out of the group, or out of the project altogether.
                    if at % 4 < 2 { client.delete(&place).await } else { client.post(&end, &json!({})).await }
                }
            })
            .collect();
        let replies = together(tries).await;
        only(&replies, &[200, 204, 404, 409]);
        let inside = sql("select count(*) as n from group_member where group_id = $1 and closed_at is null");
        assert_eq!(number(&app, &world, inside.bind(world.document_control)).await, 1);
        invariants(&app, &world).await;
        for who in pair {
            let back = json!({"member_id": world.people[who].id, "role": "initiator"});
            let reply = admins[0].post(&world.project_path("/members"), &back).await;
            only(&[reply], &[201, 409]);
            let reply = admins[0].put(&place(who), &json!({})).await;
            only(&[reply], &[204, 409]);
        }
    }
    app.run_jobs().await;
}
