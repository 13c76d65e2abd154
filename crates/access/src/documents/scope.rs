//! The scope of a principal's reading in a project, and how it is printed as SQL.

use std::collections::BTreeMap;

use wayleave_base::{DocumentId, OrganisationId, ProjectId, SubjectId, Timestamp};
use wayleave_db::{Sql, sql};

use super::{DocumentRow, RevisionFilter};
use crate::ProjectFacts;
use crate::policy::{Column, Mode};
use crate::reach::Clause;
use crate::search::Search;
use crate::time::holds_now;
use crate::words::Caps;

/// What a principal may read in one project at one moment. It can only be made from facts, and every list takes one.
#[derive(Clone, Debug)]
pub struct Scope {
    pub(super) organisation: OrganisationId,
    pub(super) project: ProjectId,
    pub(super) at: Timestamp,
    pub(super) mode: Mode,
    pub(super) clauses: Vec<Clause>,
    pub(super) subjects: Vec<i64>,
    pub(super) folders: Vec<crate::FolderGrant>,
}

impl ProjectFacts {
    /// The scope of `document.view`.
    #[must_use]
    pub fn scope(&self) -> Scope {
        Scope {
            organisation: self.organisation,
            project: self.project,
            at: self.at,
            mode: self.mode,
            clauses: self.clauses(),
            subjects: self.subjects.clone(),
            folders: self.folders.clone(),
        }
    }
}

/// A field of documents that holds a code or names a place, by which lists are filtered and counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Coded {
    /// The document type.
    DocumentType,
    /// The discipline.
    Discipline,
    /// The zone.
    Zone,
    /// The stage.
    Stage,
    /// The level.
    Level,
    /// The programme.
    Programme,
    /// The sub-programme.
    SubProgramme,
    /// The package or contract.
    Package,
    /// The producing company.
    Originator,
    /// The area.
    Area,
    /// The building.
    Building,
    /// The floor.
    Floor,
    /// The asset's tag.
    AssetTag,
}

impl Coded {
    /// All of them.
    pub const ALL: [Self; 13] = [
        Self::DocumentType,
        Self::Discipline,
        Self::Zone,
        Self::Stage,
        Self::Level,
        Self::Programme,
        Self::SubProgramme,
        Self::Package,
        Self::Originator,
        Self::Area,
        Self::Building,
        Self::Floor,
        Self::AssetTag,
    ];

    /// Is it where something stands, which people write as they like, rather than a code?
    #[must_use]
    pub fn is_place(self) -> bool {
        matches!(self, Self::Area | Self::Building | Self::Floor | Self::AssetTag)
    }

    /// Its name, which is that of its column too.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::DocumentType => "document_type",
            Self::Discipline => "discipline",
            Self::Zone => "zone",
            Self::Stage => "stage",
            Self::Level => "level",
            Self::Programme => "programme",
            Self::SubProgramme => "sub_programme",
            Self::Package => "package",
            Self::Originator => "originator",
            Self::Area => "area",
            Self::Building => "building",
            Self::Floor => "floor",
            Self::AssetTag => "asset_tag",
        }
    }

    /// What a document says there.
    pub(super) fn of(self, document: &DocumentRow) -> &str {
        match self {
            Self::DocumentType => &document.document_type,
            Self::Discipline => &document.discipline,
            Self::Zone => &document.zone,
            Self::Stage => &document.stage,
            Self::Level => &document.level,
            Self::Programme => &document.programme,
            Self::SubProgramme => &document.sub_programme,
            Self::Package => &document.package,
            Self::Originator => &document.originator,
            Self::Area => &document.area,
            Self::Building => &document.building,
            Self::Floor => &document.floor,
            Self::AssetTag => &document.asset_tag,
        }
    }
}

/// What a reader asks of a list. It narrows a scope and never widens it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Any of these statuses.
    pub statuses: Vec<String>,
    /// Any of these codes in each of these fields.
    pub codes: BTreeMap<Coded, Vec<String>>,
    /// Any of these values in each of these fields that are no columns, by the number of the field.
    pub values: BTreeMap<i64, Vec<String>>,
    /// Only restricted, or only unrestricted documents.
    pub restricted: Option<bool>,
    /// Only documents that are in the register, or only those that wait.
    pub admitted: Option<bool>,
    /// Only submissions that wait for acceptance.
    pub waiting: bool,
    /// Only documents that were created from the first of these moments on and before the second.
    pub created: Option<(Timestamp, Timestamp)>,
    /// Only documents of which this person uploaded a revision.
    pub uploaded_by: Option<SubjectId>,
    /// Only this document.
    pub document: Option<DocumentId>,
    /// Only these documents.
    pub documents: Option<Vec<DocumentId>>,
    /// Only the document with this public id.
    pub public_id: Option<String>,
    /// Only documents of which a reader may be shown another revision than the current one, whatever their role: those
    /// restricted, which grants open, and those that no revision has entered the register with.
    pub unsettled: bool,
    /// What is asked of the revision shown.
    pub revision: RevisionFilter,
    /// Only what this search finds.
    pub search: Option<Search>,
    /// Only documents among these, by number; an empty list does not narrow.
    pub among: Vec<i64>,
}

impl Filter {
    /// Is something asked that only the revision shown can tell, whoever reads?
    pub(super) fn asks_rows(&self) -> bool {
        self.search.is_some() || !self.revision.is_empty()
    }
}

impl Scope {
    /// Is there nothing at all within reach?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.clauses.is_empty()
    }

    /// Does any clause open documents without a grant?
    #[must_use]
    pub fn is_wide(&self) -> bool {
        self.clauses.iter().any(|clause| matches!(clause, Clause::Wide { .. }))
    }

    /// Does any clause open documents by grants?
    #[must_use]
    pub fn is_granted(&self) -> bool {
        self.clauses.iter().any(|clause| matches!(clause, Clause::Granted { .. }))
    }

    /// Does a filter or a search look at the document as a whole? Outsiders see single revisions, so what they ask is
    /// compared with those after the rows are read.
    pub(super) fn is_team(&self) -> bool {
        matches!(self.mode, Mode::OrgAdmin | Mode::Admin | Mode::Member(_))
    }

    pub(super) fn folder_ids(&self) -> Vec<i64> {
        self.folders
            .iter()
            .filter(|folder| folder.caps.has(Caps::VIEW))
            .map(|folder| folder.folder_id)
            .collect()
    }

    /// `organisation and project and (clause or clause …)` over table `d`, for lists of things that hang on a document and
    /// may be shown only with it.
    pub fn predicate(&self, text: &mut Sql) {
        text.push("d.organisation_id = ")
            .arg(self.organisation)
            .push(" and d.project_id = ")
            .arg(self.project);
        text.push(" and d.deleted_at is null and (");
        for (at, clause) in self.clauses.iter().enumerate() {
            if at > 0 {
                text.push(" or ");
            }
            match clause {
                Clause::Wide { columns, .. } => wide(text, columns),
                Clause::Granted { cap, .. } => self.granted(text, *cap),
            }
        }
        if self.clauses.is_empty() {
            text.push("1 = 0");
        }
        text.push(")");
    }

    /// A live grant on the document that opens one of its revisions, or on a folder above it. A submission is opened by
    /// its upload alone, a restricted document never by a folder. Most grants cover the current revision, which the
    /// document's own row tells; only for the others are the revisions asked.
    fn granted(&self, text: &mut Sql, cap: Caps) {
        text.push("(exists (select 1 from access_grant g where g.object_kind = 1 and g.object_id = d.id and g.subject_id in ");
        text.id_list(&self.subjects);
        self.live(text, "g", cap);
        text.push(
            " and ((d.current_seq > 0 and d.current_seq >= g.rev_from and d.current_seq <= g.rev_to) \
             or exists (select 1 from revision v where v.document_id = d.id and v.seq >= g.rev_from \
             and v.seq <= g.rev_to and (v.acceptance = 'accepted' or g.reason = 1))))",
        );
        let folders = self.folder_ids();
        if !folders.is_empty() {
            text.push(
                " or (d.admitted = 1 and d.restricted = 0 and exists (select 1 from document_ancestor a \
                 where a.document_id = d.id and a.ancestor_id in ",
            );
            text.id_list(&folders).push("))");
        }
        text.push(")");
    }

    /// `and` the grant `alias` is open now and carries the right.
    pub(super) fn live(&self, text: &mut Sql, alias: &str, cap: Caps) {
        text.push(&format!(" and ({alias}.caps & {}) = {} and ", cap.0, cap.0));
        let placeholder = text.reserve(self.at);
        text.push(&holds_now(alias, &placeholder));
    }

    /// The reader's filters over table `d`, each beginning with `and`.
    pub(super) fn filters(&self, text: &mut Sql, filter: &Filter) {
        if let Some(search) = &filter.search {
            search.print(text, self.is_team(), None);
        }
        self.filters_but_search(text, filter);
    }

    /// The same without what is searched for.
    pub(super) fn filters_but_search(&self, text: &mut Sql, filter: &Filter) {
        if !filter.statuses.is_empty() && self.is_team() {
            text.push(" and d.status in ").text_list(&filter.statuses);
        }
        for (field, codes) in &filter.codes {
            text.push(&format!(" and d.{} in ", field.name())).text_list(codes);
        }
        for (field, values) in &filter.values {
            text.push(
                " and exists (select 1 from document_value x where x.document_id = d.id and x.field_id = ",
            )
            .arg(*field);
            text.push(" and x.value in ").text_list(values).push(")");
        }
        if let Some(restricted) = filter.restricted {
            text.push(" and d.restricted = ").arg(restricted);
        }
        if let Some(admitted) = filter.admitted {
            text.push(" and d.admitted = ").arg(admitted);
        }
        if filter.unsettled {
            text.push(" and (d.restricted = 1 or d.admitted = 0)");
        }
        if filter.waiting {
            text.push(
                " and d.admitted = 0 and exists (select 1 from revision w where w.document_id = d.id \
                 and w.acceptance = 'pending')",
            );
        }
        if let Some((from, before)) = filter.created {
            text.push(" and d.created_at >= ").arg(from).push(" and d.created_at < ").arg(before);
        }
        if let Some(uploader) = filter.uploaded_by {
            text.push(
                " and exists (select 1 from revision r where r.document_id = d.id and r.uploaded_by = ",
            )
            .arg(uploader);
            text.push(")");
        }
        filter.revision.print(text, self.is_team());
        if let Some(document) = filter.document {
            text.push(" and d.id = ").arg(document);
        }
        if let Some(documents) = &filter.documents {
            let ids: Vec<i64> = documents.iter().map(|document| document.get()).collect();
            text.push(" and d.id in ").id_list(&ids);
        }
        if let Some(public_id) = &filter.public_id {
            text.push(" and d.public_id = ").arg(public_id);
        }
        if !filter.among.is_empty() {
            text.push(" and d.id in ").id_list(&filter.among);
        }
    }

    /// The streams of ids that grants open: one per subject and one per granted folder. Each is cut to `limit` ids
    /// beyond `before` when given, so that the work is bounded per stream.
    pub(super) fn streams(&self, cut: Option<(i64, bool, i64)>) -> Vec<Sql> {
        let mut streams = Vec::new();
        for subject in &self.subjects {
            let mut text = sql("select g.object_id as id from access_grant g where g.subject_id = ");
            text.arg(*subject).push(" and g.object_kind = 1 and g.project_id = ").arg(self.project);
            self.live(&mut text, "g", Caps::VIEW);
            bound(&mut text, "g.object_id", cut);
            streams.push(text);
        }
        for folder in self.folder_ids() {
            let mut text = sql("select a.document_id as id from document_ancestor a where a.ancestor_id = ");
            text.arg(folder);
            bound(&mut text, "a.document_id", cut);
            streams.push(text);
        }
        streams
    }
}

/// `and column < before group by column order by column desc limit n`; ascending when `cut.1` says so.
fn bound(text: &mut Sql, column: &str, cut: Option<(i64, bool, i64)>) {
    let Some((position, ascending, limit)) = cut else { return };
    let (compare, direction) = if ascending { (">", "asc") } else { ("<", "desc") };
    text.push(&format!(" and {column} {compare} ")).arg(position);
    text.push(&format!(" group by {column} order by {column} {direction} limit ")).arg(limit);
}

pub(super) fn wide(text: &mut Sql, columns: &[Column]) {
    text.push("(1 = 1");
    for column in columns {
        match column {
            Column::NotDeleted => text.push(" and d.deleted_at is null"),
            Column::Admitted => text.push(" and d.admitted = 1"),
            Column::NotRestricted => text.push(" and d.restricted = 0"),
            Column::StatusNotIn(statuses) => {
                let codes: Vec<&str> = statuses.iter().map(|status| status.code()).collect();
                text.push(" and d.status not in ").text_list(&codes)
            }
        };
    }
    text.push(")");
}
