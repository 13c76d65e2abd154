//! Workflows under way: one of each state, with steps of people from outside, and one that is signed.

use anyhow::{Context as _, Result};
use serde_json::{Value, json};

use super::register::Filed;
use super::stage::Stage;
use crate::demo::caller::text_at;
use crate::demo::cast;
use crate::demo::elapsed::Elapsed;
use crate::demo::papers::Paper;
use crate::demo::works::Course;

/// A step: its name, what is asked, of whom, and within how many hours.
type Part = (&'static str, &'static str, &'static str, i64);

/// A template: the project, who keeps it, its name, and its stages of steps side by side.
struct Route {
    project: &'static str,
    by: &'static str,
    name: &'static str,
    stages: &'static [(&'static str, &'static [Part])],
}

const ROUTES: [Route; 2] = [
    Route {
        project: "harbour",
        by: "marcus.oyelaran",
        name: "Design review with the client",
        stages: &[
            (
                "Technical review",
                &[
                    ("Structural check", "review", "hana.kobayashi", 72),
                    ("Check by the engineer", "review", "kenji.sato", 96),
                ],
            ),
            ("Approval", &[("Client's approval", "approve", "graham.tull", 120)]),
        ],
    },
    Route {
        project: "hospital",
        by: "chiara.bellandi",
        name: "Fire safety",
        stages: &[
            ("Review", &[("Design review", "review", "hana.kobayashi", 72)]),
            ("Assessment", &[("Fire safety assessment", "sign", "astrid.nygaard", 120)]),
        ],
    },
];

/// An answer to a step: stage and place, what is answered, and the words to it.
type Answer = ((usize, usize), &'static str, &'static str);

struct Run {
    route: usize,
    by: &'static str,
    title: &'static str,
    place: &'static str,
    priority: &'static str,
    late: bool,
    answers: &'static [Answer],
}

const RUNS: &[Run] = &[
    Run {
        route: 0,
        by: "kwame.boateng",
        title: "Cruise terminal, structure of the east bay",
        place: "CT",
        priority: "high",
        late: false,
        answers: &[((0, 0), "review", "Checked against the load plan; two remarks on the sheet.")],
    },
    Run {
        route: 0,
        by: "kwame.boateng",
        title: "Ferry berth 2, details after the tidal survey",
        place: "FB",
        priority: "medium",
        late: false,
        answers: &[
            ((0, 0), "review", "No remarks."),
            ((0, 1), "review", "Levels agree with the survey."),
            ((1, 0), "approve_with_comments", "Approved. Add the chain rails to the next issue."),
        ],
    },
    Run {
        route: 0,
        by: "kwame.boateng",
        title: "Customs shed, openings in the north wall",
        place: "CS",
        priority: "medium",
        late: false,
        answers: &[((0, 1), "return", "The door schedule is missing; please send both together.")],
    },
    Run {
        route: 0,
        by: "marcus.oyelaran",
        title: "Quay wall, anchors",
        place: "QW",
        priority: "urgent",
        late: true,
        answers: &[((0, 1), "review", "Anchor forces checked.")],
    },
    Run {
        route: 1,
        by: "chiara.bellandi",
        title: "Ward block, escape routes of level 2",
        place: "WB",
        priority: "high",
        late: false,
        answers: &[((0, 0), "review", "Widths checked.")],
    },
    Run {
        route: 1,
        by: "chiara.bellandi",
        title: "Theatre suite, fire doors",
        place: "TS",
        priority: "medium",
        late: false,
        answers: &[
            ((0, 0), "review", "No remarks."),
            ((1, 0), "approve", "Doors and frames as tested; seals to be inspected on site."),
        ],
    },
];

/// Keeps the templates, starts the workflows and answers. Gives back how many run, and how many steps were answered.
pub async fn run(
    stage: &Stage,
    elapsed: &Elapsed,
    papers: &[Paper],
    filed: &[Filed],
) -> Result<(usize, usize)> {
    let mut templates = Vec::new();
    for route in &ROUTES {
        templates.push(template(stage, route).await.context(route.name)?);
    }
    let mut answered = 0;
    for run in RUNS {
        let route = &ROUTES[run.route];
        let document = reviewable(papers, filed, (route.project, run.place))
            .with_context(|| format!("the demo has nothing to review in {}", run.place))?;
        let wish = json!({
            "template_id": templates[run.route], "title": run.title, "priority": run.priority,
            "documents": [{"document_id": document.id}],
        });
        let made = stage.caller(run.by)?.post(&stage.project(route.project, "/workflows")?, wish).await;
        let made = made.context(run.title)?;
        for answer in run.answers {
            respond(stage, route, &made, *answer).await.context(run.title)?;
            answered += 1;
        }
        if run.late {
            elapsed.past_due(text_at(&made, "/id")?).await?;
        }
    }
    Ok((RUNS.len(), answered))
}

async fn template(stage: &Stage, route: &Route) -> Result<String> {
    let step = |(name, kind, who, hours): &Part| -> Result<Value> {
        let mut step = json!({
            "name": name, "type": kind, "sla_hours": hours,
            "assignment": {"kind": "person", "person_id": stage.member(who)?},
        });
        if *kind == "sign" {
            step["statement"] = json!("I have assessed these documents against the fire strategy.");
        }
        Ok(step)
    };
    let stages = route.stages.iter().map(|(name, parts)| -> Result<Value> {
        Ok(json!({"name": name, "steps": parts.iter().map(step).collect::<Result<Vec<_>>>()?}))
    });
    let body = json!({
        "name": route.name, "category": "Review", "settings": {}, "stages": stages.collect::<Result<Vec<_>>>()?,
    });
    let (keeper, path) = (stage.caller(route.by)?, stage.project(route.project, "/workflow-templates")?);
    let made = keeper.post(&path, body).await?;
    let id = text_at(&made, "/id")?.to_owned();
    keeper.post(&format!("{path}/{id}/activate"), json!({"version": made["version"]})).await?;
    Ok(id)
}

/// A document of a place that waits to be reviewed.
fn reviewable<'a>(papers: &[Paper], filed: &'a [Filed], place: (&str, &str)) -> Option<&'a Filed> {
    filed.iter().rev().find(|document| {
        let paper = &papers[document.paper];
        let last = paper.revisions.last();
        (paper.project, paper.place.0) == place
            && paper.series.course == Course::Design
            && last.is_some_and(|issue| issue.status == "for_review" && issue.verdict.is_none())
    })
}

async fn respond(
    stage: &Stage,
    route: &Route,
    workflow: &Value,
    ((at, place), answer, comment): Answer,
) -> Result<()> {
    let (_, kind, who, _) = route.stages[at].1[place];
    let step = text_at(workflow, &format!("/stages/{at}/steps/{place}/id"))?;
    let path = stage.project(route.project, &format!("/steps/{step}"))?;
    let caller = stage.caller(who)?;
    let mut body =
        json!({"version": caller.get(&path).await?["version"], "answer": answer, "comment": comment});
    if kind == "sign" {
        let name = cast::find(who).map_or(who, |person| person.name);
        body["signature"] = json!({"full_name": name, "password": cast::PASSWORD});
    }
    caller.post(&format!("{path}/respond"), body).await.map(drop)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::demo::papers;

    #[test]
    fn every_workflow_has_a_document_and_every_part_somebody() {
        let papers = papers::all(date(2026, 3, 14)).expect("the tables fit together");
        let filed: Vec<Filed> = (0..papers.len())
            .map(|paper| Filed { paper, id: paper.to_string(), revisions: Vec::new() })
            .collect();
        for run in RUNS {
            let route = &ROUTES[run.route];
            assert!(reviewable(&papers, &filed, (route.project, run.place)).is_some(), "{}", run.title);
            assert!(run.answers.iter().all(|((at, place), _, _)| route.stages[*at].1.len() > *place));
            for (_, parts) in route.stages {
                assert!(parts.iter().all(|(_, _, who, _)| cast::find(who).is_some()), "{}", route.name);
            }
        }
    }
}
