//! The life of a transmittal, asked over HTTP: each act by everybody in every state is done where the list below has it, and
//! refused in order everywhere else. The list is typed by hand, not taken from the product.

use serde_json::{Value, json};
use wayleave_testkit::{Arranged, Client, NewDocument, Reply, TestApp, World};

use super::{draft, person};

const MINUTE: i64 = 60_000;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Draft,
    Undoable,
    Out,
    Recalled,
}

use State::{Draft, Out, Recalled, Undoable};

const STATES: [State; 4] = [Recalled, Out, Undoable, Draft];

/// Who asks: whoever sends it, two who got it (one of the project's people, one from outside), and somebody from outside
/// who did not.
const ACTORS: [&str; 4] = ["project_admin", "viewer", "external", "stranger"];

const ACTS: [&str; 13] = [
    "edit",
    "delete",
    "check",
    "issue",
    "undo",
    "acknowledge",
    "record",
    "contest",
    "receipt",
    "remind",
    "share",
    "recall",
    "reissue",
];

/// In which states whoever sends it does what.
const SENDER: &[(&str, &[State])] = &[
    ("edit", &[Draft]),
    ("delete", &[Draft]),
    ("check", &[Draft]),
    ("issue", &[Draft]),
    ("undo", &[Undoable]),
    ("record", &[Out]),
    ("remind", &[Out]),
    ("share", &[Out]),
    ("recall", &[Undoable, Out]),
    ("reissue", &[Undoable, Out, Recalled]),
    ("receipt", &[Out, Recalled]),
];

/// In which states those who got it do what.
const RECIPIENT: &[(&str, &[State])] =
    &[("acknowledge", &[Out]), ("contest", &[Out, Recalled]), ("receipt", &[Out, Recalled])];

fn listed(list: &[(&str, &[State])], act: &str, state: State) -> bool {
    list.iter().any(|(one, states)| *one == act && states.contains(&state))
}

/// What is answered; 200 stands for all that is done.
fn expected(state: State, actor: &str, act: &str) -> u16 {
    let done = |list| if listed(list, act, state) { 200 } else { 409 };
    let of_recipients = ["acknowledge", "contest", "receipt"].contains(&act);
    // Sharing is decided document by document, so what is hidden and what is not out are told first.
    let hidden = match actor {
        "viewer" => state == Draft,
        "external" => matches!(state, Draft | Undoable),
        actor => actor == "stranger",
    };
    match actor {
        "project_admin" => done(SENDER),
        _ if act == "share" && hidden => 404,
        _ if act == "share" && state != Out => 409,
        // What is not theirs to do is refused before it is asked what stands how; drafts are not there to them.
        "viewer" if !of_recipients => 403,
        "viewer" if state == Draft => 404,
        "viewer" => done(RECIPIENT),
        // From outside, all that is there is what they were told of.
        "external" if !of_recipients => 403,
        "external" if matches!(state, Draft | Undoable) => 404,
        "external" => done(RECIPIENT),
        _ if of_recipients => 404,
        _ => 403,
    }
}

struct Lab {
    app: TestApp,
    world: World,
    admin: Client,
    document: Arranged,
}

impl Lab {
    async fn new() -> Self {
        let app = TestApp::new().await;
        let world = app.world().await;
        let document = world.document(&app, &NewDocument::default()).await;
        let admin = world.client(&app, "project_admin").await;
        Self { app, world, admin, document }
    }

    /// A draft to the two who get it, issued unless it is to stay one.
    async fn begin(&mut self, state: State) -> String {
        let to = [person(&self.world, "viewer"), person(&self.world, "external")];
        let body = draft(&[&self.document], &to);
        let made = self.admin.post(&self.world.project_path("/transmittals"), &body).await.expect(201).json();
        let path = self.world.project_path(&format!("/transmittals/{}", made["id"].as_str().unwrap()));
        if state != Draft {
            let _ = self.admin.post(&format!("{path}/issue"), &json!({"version": 1})).await.expect(200);
        }
        path
    }

    /// What went out, with what an act needs to find, and recalled where it is to be.
    async fn lead(&mut self, path: &str, state: State, act: &str) {
        if ["contest", "receipt"].contains(&act) {
            let view = self.admin.get(path).await.expect(200).json();
            for row in view["received"].as_array().unwrap() {
                let body = self.recording(row);
                let _ = self.admin.post(&format!("{path}/record"), &body).await.expect(200);
            }
        }
        if state == Recalled {
            let why = json!({"reason": "It shows the wrong block."});
            let _ = self.admin.post(&format!("{path}/recall"), &why).await.expect(200);
        }
    }

    fn recording(&self, row: &Value) -> Value {
        json!({"recipient": row["id"], "acknowledged_on": "2026-11-21", "note": "By telephone."})
    }

    async fn ask(&mut self, client: &mut Client, path: &str, act: &str) -> Reply {
        let view = self.admin.get(path).await.expect(200).json();
        let id = path.rsplit('/').next().unwrap();
        let body = match act {
            "edit" => json!({"version": view["version"], "subject": "Other words"}),
            "issue" => json!({"version": view["version"]}),
            "record" => {
                self.recording(&view["received"].get(0).cloned().unwrap_or(json!({"id": "rcp_none"})))
            }
            "contest" => json!({"received": true}),
            "share" => json!({"transmittal_id": id, "label": "Fire brigade", "expires_on": "2026-12-10"}),
            "recall" => json!({"reason": "Not needed."}),
            _ => json!({}),
        };
        match act {
            "edit" => client.patch(path, &body).await,
            "delete" => client.delete(path).await,
            "share" => client.post(&self.world.project_path("/guest-shares"), &body).await,
            "receipt" => {
                let row = view["received"][0]["id"].as_str().unwrap_or("rcp_none").to_owned();
                client.get(&format!("{path}/receipt?recipient={row}")).await
            }
            _ => client.post(&format!("{path}/{act}"), &body).await,
        }
    }
}

#[tokio::test]
async fn every_act_that_is_not_listed_is_refused_in_every_state_and_every_listed_one_is_done() {
    let mut lab = Lab::new().await;
    let cases: Vec<(State, &str, &str)> = STATES
        .into_iter()
        .flat_map(|state| ACTORS.into_iter().map(move |actor| (state, actor)))
        .flat_map(|(state, actor)| ACTS.into_iter().map(move |act| (state, actor, act)))
        .collect();
    // All that is to have gone out goes out at once, and the rest is issued after that.
    let mut paths = Vec::new();
    for (state, ..) in cases.iter().filter(|(state, ..)| matches!(state, Out | Recalled)) {
        paths.push(lab.begin(*state).await);
    }
    lab.app.clock().advance(10 * MINUTE);
    lab.app.run_jobs().await;
    for (path, (state, _, act)) in paths.iter().zip(&cases) {
        lab.lead(path, *state, act).await;
    }
    for (state, ..) in cases.iter().filter(|(state, ..)| matches!(state, Undoable | Draft)) {
        paths.push(lab.begin(*state).await);
    }
    let mut wrong = Vec::new();
    for (path, (state, actor, act)) in paths.iter().zip(&cases) {
        let before = lab.admin.get(path).await.expect(200).json();
        let mut client = lab.world.client(&lab.app, actor).await;
        let reply = lab.ask(&mut client, path, act).await;
        let status = reply.status.as_u16();
        let told = if (200..300).contains(&status) { 200 } else { status };
        if told != expected(*state, actor, act) {
            wrong.push(format!("{state:?} {actor} {act}: {status} {}", reply.text()));
        }
        if told != 200 && !wrong.is_empty() {
            continue;
        }
        if told != 200 {
            let after = lab.admin.get(path).await.expect(200).json();
            assert_eq!(after, before, "{state:?} {actor} {act} was refused and changed something");
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn what_the_page_offers_is_what_is_done() {
    let mut lab = Lab::new().await;
    let offered = ["undo", "record", "remind", "recall", "reissue", "issue"];
    let check = async |lab: &mut Lab, path: &str, state: State| {
        let view = lab.admin.get(path).await.expect(200).json();
        for act in offered {
            let code = format!("transmittal.{act}");
            let allowed = view["abilities"][&code]["allowed"] == true;
            assert_eq!(allowed, listed(SENDER, act, state), "{state:?} {act}: {}", view["abilities"]);
        }
        assert_eq!(view["abilities"]["transmittal.manage"]["allowed"], state == Draft);
    };
    let out = lab.begin(Out).await;
    lab.app.clock().advance(10 * MINUTE);
    lab.app.run_jobs().await;
    for state in [Draft, Undoable] {
        let path = lab.begin(state).await;
        check(&mut lab, &path, state).await;
    }
    check(&mut lab, &out, Out).await;
    lab.lead(&out, Recalled, "").await;
    check(&mut lab, &out, Recalled).await;
}

/// The mails leave while a request to undo waits for its turn: it came in time, and is too late all the same.
#[tokio::test]
async fn what_was_told_is_not_undone_by_a_request_that_began_before() {
    let mut lab = Lab::new().await;
    let path = lab.begin(Undoable).await;
    let mut tx = lab.app.db().begin_in(lab.world.organisation).await.unwrap();
    tx.execute(wayleave_db::sql("update transmittal set announced = 1")).await.unwrap();
    tx.commit().await.unwrap();
    let refused = lab.admin.post(&format!("{path}/undo"), &json!({})).await.expect(409).json();
    assert_eq!(refused["code"], "already_ended");
}
