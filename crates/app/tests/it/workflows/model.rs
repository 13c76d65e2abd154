//! Workflows driven by chance through the API, beside a model of them in memory that shares nothing with the server: what is
//! accepted and refused, how every step stands, who is asked, and which outsider sees the document, agree after every act.
//!
//! A push drives 12 workflows; `WAYLEAVE_FULL=1` drives 400.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use wayleave_testkit::{Client, NewDocument, TestApp, World};

use super::run::{active, at, start, wish};
use crate::dashboard::Dice;
use crate::races::full;

/// Those who answer; two of them from outside.
const PEOPLE: [&str; 4] = ["reviewer", "controller", "responder", "external"];
/// How many acts a workflow is put through.
const ACTS: usize = 25;

type Place = (usize, usize);

struct Part {
    who: &'static str,
    asked: bool,
    answer: Option<&'static str>,
}

struct Step {
    kind: &'static str,
    mode: &'static str,
    parts: Vec<Part>,
    status: &'static str,
    verdict: Option<&'static str>,
}

struct Model {
    status: &'static str,
    cause: Option<&'static str>,
    stage: usize,
    rule: &'static str,
    handling: &'static str,
    stages: Vec<Vec<Step>>,
    verdicts: Vec<(Place, &'static str)>,
    /// Whether somebody sees the document by their part in a step.
    doors: BTreeMap<(Place, &'static str), bool>,
}

fn rank(verdict: &str) -> usize {
    ["rejected", "approved_with_comments", "approved"].iter().position(|one| *one == verdict).unwrap()
}

fn lowest<'v>(verdicts: impl Iterator<Item = &'v str>) -> Option<&'v str> {
    verdicts.min_by_key(|verdict| rank(verdict))
}

fn verdict_of(answer: &str) -> Option<&'static str> {
    match answer {
        "approve" => Some("approved"),
        "approve_with_comments" => Some("approved_with_comments"),
        "reject" => Some("rejected"),
        _ => None,
    }
}

impl Step {
    fn takes(&self, answer: &str) -> bool {
        match self.kind {
            "review" => ["review", "return"].contains(&answer),
            "approve" => ["approve", "approve_with_comments", "reject", "return"].contains(&answer),
            _ => answer == "acknowledge",
        }
    }

    /// Its verdict once it is done; the outer `None` while it is not.
    fn done(&self) -> Option<Option<&'static str>> {
        let given: Vec<&str> = self.parts.iter().filter_map(|part| part.answer).collect();
        let (all, said) = (self.parts.len(), given.len());
        if self.kind != "approve" {
            let enough = match self.mode {
                "any" => said > 0,
                "majority" => said * 2 > all,
                _ => said == all,
            };
            return enough.then_some(None);
        }
        let verdicts: Vec<&'static str> = given.iter().filter_map(|answer| verdict_of(answer)).collect();
        let no = verdicts.iter().filter(|verdict| **verdict == "rejected").count();
        let yes = verdicts.len() - no;
        let commented = verdicts.contains(&"approved_with_comments");
        let positive = if commented { "approved_with_comments" } else { "approved" };
        match self.mode {
            "any" => verdicts.first().map(|first| Some(*first)),
            "majority" if yes * 2 > all => Some(Some(positive)),
            "majority" if (all - no) * 2 <= all => Some(Some("rejected")),
            "majority" => None,
            _ if no > 0 => Some(Some("rejected")),
            _ => (said == all).then_some(Some(positive)),
        }
    }
}

impl Model {
    fn step(&mut self, (stage, step): Place) -> &mut Step {
        &mut self.stages[stage][step]
    }

    fn open(&mut self, stage: usize) {
        (self.status, self.stage) = ("active", stage);
        self.verdicts.retain(|((at, _), _)| *at < stage);
        for (at, steps) in self.stages.iter_mut().enumerate().skip(stage) {
            for (number, step) in steps.iter_mut().enumerate() {
                (step.status, step.verdict) = (if at == stage { "active" } else { "pending" }, None);
                for part in &mut step.parts {
                    (part.asked, part.answer) = (at == stage, None);
                    if at == stage {
                        self.doors.insert(((at, number), part.who), true);
                    }
                }
            }
        }
    }

    fn end(&mut self, place: Place, status: &'static str) {
        let step = &mut self.stages[place.0][place.1];
        step.status = status;
        for part in step.parts.iter_mut().filter(|part| part.answer.is_none()) {
            part.asked = false;
            self.doors.insert((place, part.who), false);
        }
    }

    fn leave(&mut self) {
        for number in 0..self.stages[self.stage].len() {
            if self.stages[self.stage][number].status == "active" {
                self.end((self.stage, number), "skipped");
            }
        }
    }

    fn advance(&mut self) {
        if self.stages[self.stage].iter().any(|step| step.status == "active") {
            return;
        }
        if self.stage + 1 < self.stages.len() { self.open(self.stage + 1) } else { self.status = "completed" }
    }

    fn respond(&mut self, who: &str, place: Place, answer: &'static str) -> bool {
        let running = self.status == "active";
        let step = self.step(place);
        let takes = step.takes(answer);
        let part = step.parts.iter_mut().find(|part| part.who == who && part.asked);
        let Some(part) = part.filter(|_| running && takes) else { return false };
        // Their door stays: whoever answered looks on for ninety days.
        (part.answer, part.asked) = (Some(answer), false);
        if answer == "return" {
            self.leave();
            self.status = "returned";
            return true;
        }
        let Some(verdict) = self.step(place).done() else { return true };
        self.end(place, "completed");
        self.step(place).verdict = verdict;
        self.verdicts.extend(verdict.map(|verdict| (place, verdict)));
        match (verdict, self.handling, place.0) {
            (Some("rejected"), "stop_workflow", _) => self.cancel("rejection"),
            (Some("rejected"), "return_to_previous", 0) => {
                self.leave();
                self.status = "returned";
            }
            (Some("rejected"), "return_to_previous", stage) => {
                self.leave();
                self.open(stage - 1);
            }
            _ => self.advance(),
        }
        true
    }

    fn cancel(&mut self, cause: &'static str) {
        if self.status == "active" {
            self.leave();
        }
        (self.status, self.cause) = ("cancelled", Some(cause));
    }

    fn reassign(&mut self, place: Place, from: &str, to: &'static str) -> bool {
        let running = self.status == "active";
        let step = self.step(place);
        let has = step.parts.iter().any(|part| part.who == to);
        let open = running && step.status == "active" && !has;
        let part = step.parts.iter_mut().find(|part| part.who == from && part.asked);
        let Some(part) = part.filter(|_| open) else { return false };
        let gone = std::mem::replace(&mut part.who, to);
        self.doors.insert((place, gone), false);
        self.doors.insert((place, to), true);
        true
    }

    fn outcome(&self) -> Option<&'static str> {
        let last = self.verdicts.iter().map(|((stage, _), _)| stage).max();
        let counting = self
            .verdicts
            .iter()
            .filter(|((stage, _), _)| self.rule == "lowest_of_all" || Some(stage) == last);
        let found = lowest(counting.map(|(_, verdict)| *verdict));
        found.filter(|_| self.status == "completed")
    }

    fn sees(&self, who: &str) -> bool {
        self.doors.iter().any(|((_, one), open)| *open && *one == who)
    }

    fn asks(&self, who: &str) -> usize {
        let parts = self.stages.iter().flatten().flat_map(|step| &step.parts);
        parts.filter(|part| part.asked && part.who == who).count()
    }
}

fn random(dice: &mut Dice) -> Model {
    let mut stages = Vec::new();
    for _ in 0..=dice.roll(3) {
        let mut steps = Vec::new();
        for _ in 0..=dice.roll(2) {
            let first = dice.roll(4) as usize;
            let people = (0..=dice.roll(3) as usize).map(|at| PEOPLE[(first + at) % PEOPLE.len()]);
            steps.push(Step {
                kind: dice.pick(&["approve", "approve", "review", "acknowledge"]),
                mode: dice.pick(&["all", "any", "majority"]),
                parts: people.map(|who| Part { who, asked: false, answer: None }).collect(),
                status: "pending",
                verdict: None,
            });
        }
        stages.push(steps);
    }
    Model {
        status: "draft",
        cause: None,
        stage: 0,
        rule: dice.pick(&["final_step_decides", "lowest_of_all"]),
        handling: dice.pick(&["continue", "stop_workflow", "return_to_previous"]),
        stages,
        verdicts: Vec::new(),
        doors: BTreeMap::new(),
    }
}

/// The people who act, and the document of a workflow.
struct Driven<'w> {
    world: &'w World,
    clients: BTreeMap<&'static str, Client>,
    workflow: String,
    document: String,
}

impl Driven<'_> {
    fn client(&mut self, who: &str) -> &mut Client {
        self.clients.get_mut(who).unwrap()
    }

    async fn view(&mut self) -> Value {
        let path = self.workflow.clone();
        self.client("project_admin").get(&path).await.expect(200).json()
    }

    /// Does something by chance on both sides; answers with what was done and whether they agree.
    async fn act(&mut self, dice: &mut Dice, model: &mut Model) -> (String, bool) {
        let view = self.view().await;
        let stage =
            if dice.roll(5) == 0 { dice.roll(model.stages.len() as u64) as usize } else { model.stage };
        let place = (stage, dice.roll(model.stages[stage].len() as u64) as usize);
        let version = view["stages"][place.0]["steps"][place.1]["version"].clone();
        let (who, path, body, expected) = match dice.roll(12) {
            0 => {
                let who = dice.pick(&["project_admin", "initiator"]);
                let open = model.status == "active" && model.step(place).status == "active";
                let does = who == "project_admin" && open;
                if does {
                    model.end(place, "terminated");
                    model.advance();
                }
                let path = at(self.world, &view, place, "/terminate");
                (who, path, json!({"reason": "Not needed."}), does)
            }
            1 => {
                let who = dice.pick(&["reviewer", "reviewer", "initiator", "project_admin"]);
                let does = who != "reviewer" && ["active", "returned"].contains(&model.status);
                if does {
                    model.cancel("person");
                }
                (who, format!("{}/cancel", self.workflow), json!({"reason": "Not needed."}), does)
            }
            2 => {
                let who = dice.pick(&["initiator", "project_admin"]);
                let does = who == "project_admin" && model.status == "active";
                if does {
                    model.leave();
                    model.status = "returned";
                }
                (who, format!("{}/recall", self.workflow), json!({"reason": "Wrong sheet."}), does)
            }
            3 | 4 => {
                let who = dice.pick(&["initiator", "initiator", "project_admin"]);
                let does = model.status == "returned";
                if does {
                    model.open(model.stage);
                }
                (who, format!("{}/resubmit", self.workflow), json!({"version": view["version"]}), does)
            }
            5 => {
                let who = dice.pick(&["project_admin", "project_admin", "initiator"]);
                let (from, to) = (dice.pick(&PEOPLE), dice.pick(&PEOPLE));
                let does = who == "project_admin" && model.reassign(place, from, to);
                let id = |who: &str| self.world.people[who].id.clone();
                let body = json!({"from_person_id": id(from), "to_person_id": id(to)});
                (who, at(self.world, &view, place, "/reassign"), body, does)
            }
            _ => {
                let asked: Vec<&'static str> =
                    model.step(place).parts.iter().filter(|part| part.asked).map(|part| part.who).collect();
                let who = if asked.is_empty() || dice.roll(6) == 0 {
                    dice.pick(&PEOPLE)
                } else {
                    dice.pick(&asked)
                };
                let answers = [
                    "approve",
                    "approve",
                    "approve_with_comments",
                    "reject",
                    "review",
                    "acknowledge",
                    "return",
                ];
                let fitting: Vec<&'static str> =
                    answers.into_iter().filter(|answer| model.step(place).takes(answer)).collect();
                let answer = if dice.roll(6) == 0 { dice.pick(&answers) } else { dice.pick(&fitting) };
                let does = model.respond(who, place, answer);
                let body = json!({"version": version, "answer": answer, "comment": "Seen."});
                (who, at(self.world, &view, place, "/respond"), body, does)
            }
        };
        let reply = self.client(who).post(&path, &body).await;
        let status = reply.status.as_u16();
        let agreed = if expected { status == 200 } else { [403, 404, 409, 412, 422].contains(&status) };
        (format!("{who} {path} {body}: {status}, expected {expected}\n"), agreed)
    }

    /// What differs between the two sides.
    async fn differences(&mut self, model: &Model) -> Vec<String> {
        let view = self.view().await;
        let mut found = Vec::new();
        let mut compare = |what: String, server: &Value, model: Value| {
            if *server != model {
                found.push(format!("{what}: the server says {server}, the model {model}"));
            }
        };
        compare("status".to_owned(), &view["status"], json!(model.status));
        compare("stage".to_owned(), &view["stage"], json!(model.stage));
        compare("outcome".to_owned(), &view["outcome"], json!(model.outcome()));
        compare("cause".to_owned(), &view["cancel_cause"], json!(model.cause));
        for (stage, steps) in model.stages.iter().enumerate() {
            for (number, step) in steps.iter().enumerate() {
                let shown = &view["stages"][stage]["steps"][number];
                compare(format!("status of {stage}.{number}"), &shown["status"], json!(step.status));
                compare(format!("verdict of {stage}.{number}"), &shown["verdict"], json!(step.verdict));
                let mut theirs: Vec<Value> = shown["assignees"].as_array().unwrap().clone();
                theirs.iter_mut().for_each(|one| {
                    *one = json!([one["person"]["id"], one["asked"], one["answer"]]);
                });
                theirs.sort_by_key(ToString::to_string);
                let own = |part: &Part| json!([self.world.people[part.who].id, part.asked, part.answer]);
                let mut ours: Vec<Value> = step.parts.iter().map(own).collect();
                ours.sort_by_key(ToString::to_string);
                compare(format!("people of {stage}.{number}"), &json!(theirs), json!(ours));
            }
        }
        for who in ["responder", "external"] {
            let path = self.document.clone();
            let status = self.client(who).get(&path).await.status.as_u16();
            if (status == 200) != model.sees(who) || ![200, 404].contains(&status) {
                found.push(format!("{who} is answered with {status}, and sees it: {}", model.sees(who)));
            }
        }
        found
    }
}

async fn begin(app: &TestApp, world: &World, model: &Model, round: usize) -> (Value, String) {
    let mut admin = world.client(app, "project_admin").await;
    let name = format!("M-{round}");
    let document = world.document(app, &NewDocument { number: &name, ..NewDocument::default() }).await;
    let settings = json!({"outcome": model.rule, "on_rejection": model.handling});
    let open = json!({"kind": "open"});
    let step =
        |step: &Step| json!({"name": "Check", "type": step.kind, "mode": step.mode, "assignment": open});
    let stages: Vec<Value> = model
        .stages
        .iter()
        .map(|steps| json!({"steps": steps.iter().map(step).collect::<Vec<_>>()}))
        .collect();
    let template = active(&mut admin, world, settings, json!(stages)).await;
    let mut wished = wish(&template, &[&document]);
    let chosen = model.stages.iter().enumerate().flat_map(|(stage, steps)| {
        steps.iter().enumerate().map(move |(number, step)| {
            let people: Vec<_> = step.parts.iter().map(|part| &world.people[part.who].id).collect();
            json!({"stage": stage, "step": number, "person_ids": people})
        })
    });
    wished["steps"] = json!(chosen.collect::<Vec<_>>());
    let made = start(&mut world.client(app, "initiator").await, world, &wished).await;
    (made, world.project_path(&format!("/documents/{}", document.id)))
}

#[tokio::test]
async fn workflows_do_what_a_model_of_them_does_whatever_is_tried() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut done = Vec::new();
    let mut ends: BTreeMap<&str, usize> = BTreeMap::new();
    for round in 0..if full() { 400 } else { 12 } {
        let mut dice = Dice(2_026 + round as u64);
        let mut model = random(&mut dice);
        let (made, document) = begin(&app, &world, &model, round).await;
        model.open(0);
        let mut clients = BTreeMap::new();
        for who in PEOPLE.into_iter().chain(["project_admin", "initiator"]) {
            clients.insert(who, world.client(&app, who).await);
        }
        let workflow = world.project_path(&format!("/workflows/{}", made["id"].as_str().unwrap()));
        let mut driven = Driven { world: &world, clients, workflow, document };
        let mut history = String::new();
        for _ in 0..ACTS {
            let (told, agreed) = driven.act(&mut dice, &mut model).await;
            history.push_str(&told);
            assert!(agreed, "workflow {round}:\n{history}");
            let differences = driven.differences(&model).await;
            assert!(differences.is_empty(), "workflow {round}:\n{history}{}", differences.join("\n"));
        }
        *ends.entry(model.status).or_default() += 1;
        done.push(model);
        let mine = world.path("/my-steps?state=mine&limit=200");
        let list = driven.client("responder").get(&mine).await.expect(200).json();
        let asked: usize = done.iter().map(|model| model.asks("responder")).sum();
        assert_eq!(list["items"].as_array().unwrap().len(), asked, "workflow {round}:\n{history}");
    }
    assert!(ends.len() >= 3, "chance leads to ends of several kinds: {ends:?}");
    app.run_jobs().await;
}
