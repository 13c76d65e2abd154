//! What a report can count, and by what: the words of a question, without a database.

use wayleave_access::documents::Coded;

use super::formal::source::{Dimension, Listing, Measure, Source};
use super::formal::tables;
use super::times::Span;
use crate::metadata::model::{Catalogue, Field, Kind};

/// What is counted.
#[derive(Debug)]
pub struct Metric {
    /// Its name.
    pub key: &'static str,
    /// What people read.
    pub label: &'static str,
    /// The dimension that it brings along.
    pub first: Option<&'static str>,
    /// Of what.
    pub of: Of,
}

/// Of what a metric tells.
#[derive(Clone, Copy, Debug)]
pub enum Of {
    /// Of documents, as the register finds them.
    Documents,
    /// Of their accepted revisions.
    Revisions,
    /// Of formal work.
    Formal(&'static Source),
    /// Of formal work, one by one.
    Listed(&'static Listing),
}

const fn metric(key: &'static str, label: &'static str, first: Option<&'static str>, of: Of) -> Metric {
    Metric { key, label, first, of }
}

/// All of them, in the order in which they are offered.
pub const METRICS: [Metric; 13] = [
    metric("document_count", "Documents", None, Of::Documents),
    metric("document_by_status", "Documents by status", Some("status"), Of::Documents),
    metric("document_by_discipline", "Documents by discipline", Some("discipline"), Of::Documents),
    metric("revision_count", "Accepted revisions", None, Of::Revisions),
    metric("workflow_count", "Workflows", None, Of::Formal(&tables::WORKFLOWS)),
    metric("workflow_cycle_time", "Days from start to completion", None, Of::Formal(&tables::CYCLES)),
    metric("step_count", "Steps asked of people", None, Of::Formal(&tables::STEPS)),
    metric("step_on_time_rate", "Steps answered on time", None, Of::Formal(&tables::ON_TIME)),
    metric("transmittal_count", "Transmittals", None, Of::Formal(&tables::TRANSMITTALS)),
    metric("transmittal_ack_rate", "Receipt acknowledged", None, Of::Formal(&tables::ACKNOWLEDGED)),
    metric("overdue_items", "Overdue items", None, Of::Formal(&tables::OVERDUE)),
    metric("transmittal_register", "Transmittals, one by one", None, Of::Listed(&tables::REGISTER)),
    metric("overdue_register", "Overdue items, one by one", None, Of::Listed(&tables::LATE)),
];

impl Metric {
    /// The metric of this name.
    #[must_use]
    pub fn find(key: &str) -> Option<&'static Self> {
        METRICS.iter().find(|metric| metric.key == key)
    }

    /// Are revisions counted, not documents?
    #[must_use]
    pub fn of_revisions(&self) -> bool {
        matches!(self.of, Of::Revisions)
    }

    /// Is the register asked?
    #[must_use]
    pub fn of_register(&self) -> bool {
        matches!(self.of, Of::Documents | Of::Revisions)
    }

    /// What its numbers are numbers of.
    #[must_use]
    pub fn counts(&self) -> &'static str {
        match self.of {
            Of::Documents => "documents",
            Of::Revisions => "revisions",
            Of::Formal(source) => source.counts,
            Of::Listed(listing) => listing.source.counts,
        }
    }

    /// What is told of them.
    #[must_use]
    pub fn measure(&self) -> Measure {
        match self.of {
            Of::Formal(source) => source.measured.0,
            _ => Measure::Number,
        }
    }

    /// What the days of a question are days of; none where it takes no days.
    #[must_use]
    pub fn days(&self) -> Option<&'static str> {
        match self.of {
            Of::Documents => Some("Created"),
            Of::Revisions => Some("Uploaded"),
            Of::Formal(source) => source.days.map(|(label, _)| label),
            Of::Listed(listing) => listing.source.days.map(|(label, _)| label),
        }
    }

    /// What narrows it, beside the filters of the register.
    #[must_use]
    pub fn filters(&self) -> &'static [Dimension] {
        match self.of {
            Of::Documents | Of::Revisions => &[],
            Of::Formal(source) => source.dimensions,
            Of::Listed(listing) => listing.source.dimensions,
        }
    }

    /// How many dimensions it is counted by: its own, the least and the most beside it.
    #[must_use]
    pub fn room(&self) -> (usize, usize, usize) {
        let own = usize::from(self.first.is_some());
        match self.of {
            Of::Listed(_) => (0, 0, 0),
            _ => (own, 1 - own, 2 - own),
        }
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
    /// One of formal work.
    Formal(&'static Dimension),
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
    pub fn parse(key: &str, metric: &Metric, catalogue: &Catalogue) -> Option<Self> {
        if !metric.of_register() {
            let found = metric.filters().iter().find(|one| one.key == key && one.counts());
            return found.map(Self::Formal);
        }
        if key == "status" {
            return Some(Self::Status);
        }
        if let Some(field) = Coded::ALL.into_iter().find(|field| !field.is_place() && field.name() == key) {
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
    pub fn offered(metric: &Metric, catalogue: &Catalogue) -> Vec<(String, String)> {
        match metric.of {
            Of::Listed(_) => return Vec::new(),
            Of::Formal(source) => {
                let counted = source.dimensions.iter().filter(|one| one.counts());
                return counted.map(|one| (one.key.to_owned(), one.label.to_owned())).collect();
            }
            Of::Documents | Of::Revisions => {}
        }
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
            Self::Formal(dimension) => dimension.key.to_owned(),
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
            Self::Formal(dimension) => dimension.label.to_owned(),
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
            Self::Formal(dimension) => dimension.time().map(|(_, span)| span),
            Self::Status | Self::Coded(_) | Self::Own(..) => None,
        }
    }

    /// The key of the field whose choices it counts by.
    #[must_use]
    pub fn field(&self) -> Option<&str> {
        match self {
            Self::Coded(field) => Some(field.name()),
            Self::Own(_, key) => Some(key),
            Self::Status | Self::Created(_) | Self::Uploaded(_) | Self::Formal(_) => None,
        }
    }
}

/// The reports that are there in every project: a key, a name, the metric and what it is counted by.
pub const READY: [(&str, &str, &str, &[&str]); 8] = [
    ("document_status_summary", "Document Status Summary", "document_by_status", &[]),
    ("workflow_summary", "Workflow Summary", "workflow_count", &["template", "status"]),
    ("transmittal_register", "Transmittal Register", "transmittal_register", &[]),
    ("overdue_report", "Overdue Report", "overdue_register", &[]),
    (
        "documents_by_discipline_and_status",
        "Documents by discipline and status",
        "document_by_discipline",
        &["status"],
    ),
    ("revisions_by_month", "Revisions by month", "revision_count", &["uploaded_month"]),
    ("workflow_cycle_times", "Workflow cycle times", "workflow_cycle_time", &["template"]),
    ("acknowledgements_by_company", "Acknowledgements by company", "transmittal_ack_rate", &["company"]),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_dimension_is_found_by_its_own_name() {
        let catalogue = Catalogue::default();
        let of = |key: &str| Metric::find(key).expect("a metric");
        for (name, _, group) in &TIMES {
            assert_eq!(Group::parse(name, of("revision_count"), &catalogue).as_ref(), Some(group));
            assert_eq!(group.key(), *name);
        }
        assert_eq!(Group::parse("uploaded_month", of("document_count"), &catalogue), None);
        assert_eq!(Group::parse("fields.phase", of("document_count"), &catalogue), None);
        for (_, _, metric, groups) in READY {
            for group in groups {
                assert!(Group::parse(group, of(metric), &catalogue).is_some(), "{group}");
            }
            let room = of(metric).room();
            assert!((room.1..=room.2).contains(&groups.len()), "{metric}");
        }
        for metric in METRICS.iter().filter(|metric| !metric.of_register()) {
            for (key, label) in Group::offered(metric, &catalogue) {
                let group = Group::parse(&key, metric, &catalogue).expect("what is offered");
                assert_eq!((group.key(), group.label(&catalogue)), (key, label));
            }
        }
    }
}
