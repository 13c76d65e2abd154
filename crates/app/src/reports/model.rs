//! What a report can count, and by what: the words of a question, without a database.

use wayleave_access::documents::Coded;

use super::times::Span;
use crate::metadata::model::{Catalogue, Field, Kind};

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Metric {
    /// Documents.
    DocumentCount,
    /// Documents by their status.
    DocumentByStatus,
    /// Documents by their discipline.
    DocumentByDiscipline,
    /// Accepted revisions.
    RevisionCount,
}

impl Metric {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 4] =
        [Self::DocumentCount, Self::DocumentByStatus, Self::DocumentByDiscipline, Self::RevisionCount];

    /// The metric of this name.
    #[must_use]
    pub fn parse(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|metric| metric.key() == key)
    }

    /// Its name.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::DocumentCount => "document_count",
            Self::DocumentByStatus => "document_by_status",
            Self::DocumentByDiscipline => "document_by_discipline",
            Self::RevisionCount => "revision_count",
        }
    }

    /// What people read.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::DocumentCount => "Documents",
            Self::DocumentByStatus => "Documents by status",
            Self::DocumentByDiscipline => "Documents by discipline",
            Self::RevisionCount => "Accepted revisions",
        }
    }

    /// The dimension that it brings along.
    #[must_use]
    pub fn first(self) -> Option<&'static str> {
        match self {
            Self::DocumentByStatus => Some("status"),
            Self::DocumentByDiscipline => Some("discipline"),
            Self::DocumentCount | Self::RevisionCount => None,
        }
    }

    /// Are revisions counted, not documents?
    #[must_use]
    pub fn of_revisions(self) -> bool {
        self == Self::RevisionCount
    }
}

/// By what it is counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Group {
    /// The status.
    Status,
    /// The code in a field that every organisation has.
    Coded(Coded),
    /// The choice in another field: its number and its key.
    Own(i64, String),
    /// When the document was created.
    Created(Span),
    /// When the revision was uploaded.
    Uploaded(Span),
}

/// The names of the dimensions of time.
const TIMES: [(&str, &str, Group); 4] = [
    ("created_month", "Month of creation", Group::Created(Span::Month)),
    ("created_quarter", "Quarter of creation", Group::Created(Span::Quarter)),
    ("uploaded_month", "Month of upload", Group::Uploaded(Span::Month)),
    ("uploaded_quarter", "Quarter of upload", Group::Uploaded(Span::Quarter)),
];

/// Can one count by the field?
fn is_grouped(field: &Field) -> bool {
    !field.built_in && matches!(field.kind, Kind::Dropdown | Kind::Toggle)
}

impl Group {
    /// The dimension of this name, if the metric can be counted by it.
    #[must_use]
    pub fn parse(key: &str, metric: Metric, catalogue: &Catalogue) -> Option<Self> {
        if key == "status" {
            return Some(Self::Status);
        }
        if let Some(field) = Coded::ALL.into_iter().find(|field| field.name() == key) {
            return Some(Self::Coded(field));
        }
        if let Some((_, _, group)) = TIMES.iter().find(|(name, ..)| *name == key) {
            let fits = metric.of_revisions() || !matches!(group, Self::Uploaded(_));
            return fits.then(|| group.clone());
        }
        let field = catalogue.get(key.strip_prefix("fields.")?).filter(|field| is_grouped(field))?;
        Some(Self::Own(field.id, field.key.clone()))
    }

    /// Those that are offered, with what people read.
    #[must_use]
    pub fn offered(metric: Metric, catalogue: &Catalogue) -> Vec<(String, String)> {
        let coded = Coded::ALL.into_iter().filter_map(|field| catalogue.get(field.name()));
        let own = catalogue.fields.iter().filter(|field| is_grouped(field));
        let fields = coded.chain(own).filter(|field| !field.retired);
        let mut keys = vec!["status".to_owned()];
        keys.extend(fields.map(Field::path));
        keys.extend(TIMES.iter().map(|(name, ..)| (*name).to_owned()));
        let groups = keys.into_iter().filter_map(|key| Self::parse(&key, metric, catalogue));
        groups.map(|group| (group.key(), group.label(catalogue))).collect()
    }

    /// Its name.
    #[must_use]
    pub fn key(&self) -> String {
        match self {
            Self::Status => "status".to_owned(),
            Self::Coded(field) => field.name().to_owned(),
            Self::Own(_, key) => format!("fields.{key}"),
            time => {
                let found = TIMES.iter().find(|(_, _, group)| group == time);
                found.map_or_else(String::new, |(name, ..)| (*name).to_owned())
            }
        }
    }

    /// What people read.
    #[must_use]
    pub fn label(&self, catalogue: &Catalogue) -> String {
        let of = |key: &str| catalogue.get(key).map_or_else(|| key.to_owned(), |field| field.label.clone());
        match self {
            Self::Status => "Status".to_owned(),
            Self::Coded(field) => of(field.name()),
            Self::Own(_, key) => of(key),
            time => {
                let found = TIMES.iter().find(|(_, _, group)| group == time);
                found.map_or_else(String::new, |(_, label, _)| (*label).to_owned())
            }
        }
    }

    /// The spans of time that it counts by.
    #[must_use]
    pub fn span(&self) -> Option<Span> {
        match self {
            Self::Created(span) | Self::Uploaded(span) => Some(*span),
            Self::Status | Self::Coded(_) | Self::Own(..) => None,
        }
    }

    /// The key of the field whose choices it counts by.
    #[must_use]
    pub fn field(&self) -> Option<&str> {
        match self {
            Self::Coded(field) => Some(field.name()),
            Self::Own(_, key) => Some(key),
            Self::Status | Self::Created(_) | Self::Uploaded(_) => None,
        }
    }
}

/// The reports that are there in every project: a key, a name, the metric and what it is counted by.
pub const READY: [(&str, &str, Metric, &[&str]); 3] = [
    ("document_status_summary", "Document Status Summary", Metric::DocumentByStatus, &[]),
    (
        "documents_by_discipline_and_status",
        "Documents by discipline and status",
        Metric::DocumentByDiscipline,
        &["status"],
    ),
    ("revisions_by_month", "Revisions by month", Metric::RevisionCount, &["uploaded_month"]),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_dimension_is_found_by_its_own_name() {
        let catalogue = Catalogue::default();
        for (name, _, group) in &TIMES {
            assert_eq!(Group::parse(name, Metric::RevisionCount, &catalogue).as_ref(), Some(group));
            assert_eq!(group.key(), *name);
        }
        assert_eq!(Group::parse("uploaded_month", Metric::DocumentCount, &catalogue), None);
        assert_eq!(Group::parse("fields.phase", Metric::DocumentCount, &catalogue), None);
        for (_, _, metric, groups) in READY {
            for group in groups {
                assert!(Group::parse(group, metric, &catalogue).is_some(), "{group}");
            }
        }
    }
}
