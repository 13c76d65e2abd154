//! The events as stored.

use wayleave_base::{OrganisationId, ProjectId};
use wayleave_db::{DbResult, Sql, Tx, row, sql};

row! {
    /// An event and the project it happened in.
    pub struct EventRow {
        pub seq: i64,
        pub at: i64,
        pub category: String,
        pub action: String,
        pub project_public_id: Option<String>,
        pub project_reference: Option<String>,
        pub project_name: Option<String>,
        pub project_timezone: Option<String>,
        pub actor_kind: String,
        pub actor_id: String,
        pub actor_name: Option<String>,
        pub assurance: String,
        pub ip: Option<String>,
        pub user_agent: Option<String>,
        pub entity_kind: String,
        pub entity_id: String,
        pub entity_label: Option<String>,
        pub before: Option<String>,
        pub after: Option<String>,
        pub reason: Option<String>,
        pub rule: String,
        pub grounds: String,
        pub confidential: bool,
        pub request_id: String,
        pub leaf_hash: Vec<u8>,
    }
}

/// What is looked for, after the request was read.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    pub project: Option<ProjectId>,
    pub category: Option<String>,
    pub action: Option<String>,
    pub actor: Option<String>,
    pub entity: Option<String>,
    pub from: Option<i64>,
    pub to: Option<i64>,
    pub words: Option<String>,
    /// Leave out [`READS`].
    pub changes: bool,
}

/// The actions that tell of reading: nothing is other than before.
pub const READS: [&str; 5] = [
    "document.viewed",
    "document.downloaded",
    "attachment.downloaded",
    "guest_share.accessed",
    "guest_share.downloaded",
];

/// Events before number `before`, newest first.
pub async fn list_events(
    tx: &mut Tx,
    organisation: OrganisationId,
    wanted: &Wanted,
    before: i64,
    limit: usize,
) -> DbResult<Vec<EventRow>> {
    let mut text = sql("select e.seq, e.at, e.category, e.action, p.public_id as project_public_id,
          p.reference as project_reference, p.name as project_name, p.timezone as project_timezone, e.actor_kind, e.actor_id, e.actor_name, e.assurance,
          e.ip, e.user_agent, e.entity_kind, e.entity_id, e.entity_label, e.before, e.after, e.reason, e.rule, e.grounds,
          e.confidential, e.request_id, e.leaf_hash
        from audit_event e left join project p on p.id = e.project_id
        where e.organisation_id = $1 and e.seq < $2")
    .bind(organisation)
    .bind(before);
    narrow(&mut text, wanted);
    text.push(" order by e.seq desc limit ").arg(limit as i64);
    tx.all(text).await
}

fn narrow(text: &mut Sql, wanted: &Wanted) {
    if let Some(project) = wanted.project {
        text.push(" and e.project_id = ").arg(project);
    }
    let equal = [
        ("e.category", &wanted.category),
        ("e.action", &wanted.action),
        ("e.actor_id", &wanted.actor),
        ("e.entity_id", &wanted.entity),
    ];
    for (column, value) in equal {
        if let Some(value) = value {
            text.push(&format!(" and {column} = ")).arg(value);
        }
    }
    if wanted.changes {
        let reads: Vec<String> = READS.iter().map(|action| (*action).to_owned()).collect();
        text.push(" and e.action not in ").text_list(&reads);
    }
    if let Some(from) = wanted.from {
        text.push(" and e.at >= ").arg(from);
    }
    if let Some(to) = wanted.to {
        text.push(" and e.at < ").arg(to);
    }
    if let Some(words) = &wanted.words {
        let pattern = text
            .reserve(format!("%{}%", words.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")));
        let columns = ["e.actor_name", "e.entity_label", "e.action", "e.reason"];
        let tests: Vec<String> = columns
            .iter()
            .map(|column| format!("lower(coalesce({column}, '')) like {pattern} escape '\\'"))
            .collect();
        text.push(&format!(" and ({})", tests.join(" or ")));
    }
}

/// The project with this public id in the organisation.
pub async fn find_project(
    tx: &mut Tx,
    organisation: OrganisationId,
    public_id: &str,
) -> DbResult<Option<ProjectId>> {
    let found = sql("select id as n from project where organisation_id = $1 and public_id = $2");
    Ok(tx.maybe_int(found.bind(organisation).bind(public_id)).await?.map(ProjectId))
}
