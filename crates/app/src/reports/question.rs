//! A question read, held to what can be asked, and made ready for one transaction.

use std::collections::HashMap;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use wayleave_access::ProjectFacts;
use wayleave_access::documents::{Counting, Filter};

use super::formal::count::{self, Only};
use super::model::{Group, Metric};
use super::times;
use super::view::{Condition, ReportQuestion};
use crate::error::{Error, FieldError, Result};
use crate::metadata::model::{Catalogue, Kind};
use crate::metadata::store as metadata;
use crate::register::overview::{self, ListQuery};
use crate::settings;
use crate::wire::{self, Dates};
use crate::work::{ProjectRow, Work};

/// A question made ready.
pub struct Prepared {
    /// What is counted.
    pub metric: &'static Metric,
    /// By what: one or two.
    pub groups: Vec<Group>,
    /// The first and the last day asked for.
    pub days: (Option<Date>, Option<Date>),
    /// Of which documents.
    pub filter: Filter,
    /// The moments of creation or upload that count.
    pub counting: Counting,
    /// The project's fields.
    pub catalogue: Catalogue,
    /// Where its days begin.
    pub zone: TimeZone,
    /// The name of that place.
    pub timezone: String,
    /// What formal work is narrowed to.
    pub only: Only,
    /// What people read for the codes of formal work, by dimension; known when it was counted.
    pub names: HashMap<&'static str, HashMap<String, String>>,
}

/// Reads a question; what is wrong with it is refused with the field.
pub async fn prepare(
    work: &mut Work,
    project: &ProjectRow,
    facts: &ProjectFacts,
    asked: &ReportQuestion,
) -> Result<Prepared> {
    let catalogue = metadata::load(&mut work.tx, work.organisation.id, Some(project.id)).await?;
    let mut errors = asked.query.kept()?;
    if asked.query.sort.is_some() {
        errors.push(FieldError::new("query.sort", "unknown", "A report has no order."));
    }
    if asked.query.notice.is_some() {
        let text = "A notification is its reader's own, and no report's.";
        errors.push(FieldError::new("query.notice", "unknown", text));
    }
    let Some(metric) = Metric::find(&asked.metric) else {
        errors.push(FieldError::new("metric", "unknown_choice", "There is no such metric."));
        return Err(Error::Fields(errors));
    };
    count::permit(work, facts, metric.of)?;
    if !metric.of_register() && asked.query != ListQuery::default() {
        let text = "This does not count documents; narrow it by what it names.";
        errors.push(FieldError::new("query", "unknown", text));
    }
    let only = count::only(&mut errors, metric, &asked.only);
    let groups = groups(&mut errors, metric, asked, &catalogue);
    let days = days(&mut errors, metric, asked);
    Error::check(errors)?;
    let filter = asked.query.filter(work, project, facts).await.map_err(|error| error.below("query"))?;
    let zone = TimeZone::get(&project.timezone).unwrap_or(TimeZone::UTC);
    let (from, before) = times::between(days.0, days.1, &zone);
    let (counting, filter) = if metric.of_revisions() {
        (Counting::Revisions(from, before), filter)
    } else {
        let created = (days.0.is_some() || days.1.is_some()).then_some((from, before));
        (Counting::Documents, Filter { created, ..filter })
    };
    let (timezone, names) = (project.timezone.clone(), HashMap::new());
    Ok(Prepared { metric, groups, days, filter, counting, catalogue, zone, timezone, only, names })
}

/// The dimensions: that of the metric, and those that were asked for beside it.
fn groups(
    errors: &mut Vec<FieldError>,
    metric: &'static Metric,
    asked: &ReportQuestion,
    catalogue: &Catalogue,
) -> Vec<Group> {
    let own = metric.first.filter(|first| asked.group_by.first().map(String::as_str) != Some(*first));
    // A question may name the dimension that its metric brings.
    let named = usize::from(metric.first.is_some() && own.is_none());
    let (_, least, most) = metric.room();
    if !(least + named..=most + named).contains(&asked.group_by.len()) {
        let text = match (least, most) {
            (_, 0) => "This is told one by one, and not by a dimension.",
            (0, _) => "Choose one dimension more at most.",
            _ => "Choose 1 or 2 dimensions.",
        };
        errors.push(FieldError::new("group_by", "out_of_range", text));
        return Vec::new();
    }
    let mut groups: Vec<Group> =
        own.into_iter().filter_map(|key| Group::parse(key, metric, catalogue)).collect();
    for (at, key) in asked.group_by.iter().enumerate() {
        let place = format!("group_by[{at}]");
        match Group::parse(key, metric, catalogue) {
            None => {
                let text = "One cannot count by this here.";
                errors.push(FieldError::new(place, "unknown_choice", text));
            }
            Some(group) if groups.contains(&group) => {
                errors.push(FieldError::new(place, "repeated", "This is counted by already."));
            }
            Some(group) => groups.push(group),
        }
    }
    groups
}

fn days(
    errors: &mut Vec<FieldError>,
    metric: &Metric,
    asked: &ReportQuestion,
) -> (Option<Date>, Option<Date>) {
    let mut read = |field: &str, text: &Option<String>| {
        let day = text.as_deref().map(|text| wire::parse_day(field, text))?;
        // The years that a search can name.
        let day = day.and_then(|day| {
            let fits = (1..=9999).contains(&day.year());
            fits.then_some(day)
                .ok_or_else(|| FieldError::new(field, "not_a_day", "This day is out of range."))
        });
        day.map_err(|error| errors.push(error)).ok()
    };
    let (from, to) = (read("from", &asked.from), read("to", &asked.to));
    let given = asked.from.as_ref().map(|_| "from").or(asked.to.as_ref().map(|_| "to"));
    if let Some(field) = given.filter(|_| metric.days().is_none()) {
        errors.push(FieldError::new(field, "unknown", "This is told as of now, and takes no days."));
    }
    if from.zip(to).is_some_and(|(from, to)| from > to) {
        errors.push(FieldError::new("to", "before_from", "The last day lies before the first."));
    }
    (from, to)
}

impl Prepared {
    /// What people read for a code of a field.
    #[must_use]
    pub fn label(&self, field: &str, code: &str) -> String {
        let Some(field) = self.catalogue.get(field) else { return code.to_owned() };
        match (field.kind, code) {
            (Kind::Toggle, "true") => "Yes".to_owned(),
            (Kind::Toggle, "false") => "No".to_owned(),
            _ => field.choice(code).map_or_else(|| code.to_owned(), |choice| choice.label.clone()),
        }
    }

    /// What people read for a code of formal work.
    #[must_use]
    pub fn name(&self, group: &Group, code: &str) -> String {
        let Group::Formal(dimension) = group else { return code.to_owned() };
        let known = self.names.get(dimension.key).and_then(|names| names.get(code));
        match known.filter(|name| !name.is_empty()) {
            Some(name) => name.clone(),
            None if code.is_empty() => "None".to_owned(),
            None => code.to_owned(),
        }
    }

    /// The conditions in words; what formal work is narrowed to comes in words already.
    pub async fn conditions(
        &self,
        work: &mut Work,
        asked: &ReportQuestion,
        only: Vec<(&'static str, String)>,
    ) -> Result<Vec<Condition>> {
        let dates = settings::dates(&mut work.tx, work.organisation.id).await?;
        let mut told = Vec::new();
        let mut tell = |label: &str, value: String| {
            told.push(Condition { label: label.to_owned(), value });
        };
        only.into_iter().for_each(|(label, value)| tell(label, value));
        let query = &asked.query;
        if let Some(q) = query.q.as_deref().map(str::trim).filter(|q| !q.is_empty()) {
            tell("Search", q.to_owned());
        }
        let name =
            |key: &str| self.catalogue.get(key).map_or_else(|| key.to_owned(), |field| field.label.clone());
        if !self.filter.statuses.is_empty() {
            let words: Vec<String> =
                self.filter.statuses.iter().map(|code| overview::status_words(code)).collect();
            tell("Status", words.join(", "));
        }
        for (field, codes) in &self.filter.codes {
            let words: Vec<String> = codes.iter().map(|code| self.label(field.name(), code)).collect();
            tell(&name(field.name()), words.join(", "));
        }
        for (id, values) in &self.filter.values {
            let key = self.catalogue.fields.iter().find(|field| field.id == *id);
            let key = key.map(|field| field.key.clone()).unwrap_or_default();
            let words: Vec<String> = values.iter().map(|value| self.label(&key, value)).collect();
            tell(&name(&key), words.join(", "));
        }
        if query.mine == Some(true) {
            tell("Uploaded by", work.me.name.clone());
        }
        if let Some(waits) = query.pending {
            tell("Acceptance", if waits { "waiting" } else { "in the register" }.to_owned());
        }
        if let Some(restricted) = query.restricted {
            tell("Restricted", if restricted { "yes" } else { "no" }.to_owned());
        }
        if let Some(days) = spoken(dates, self.days) {
            tell(self.metric.days().unwrap_or_default(), days);
        }
        Ok(told)
    }
}

/// Days in words, as the organisation writes them.
fn spoken(dates: Dates, days: (Option<Date>, Option<Date>)) -> Option<String> {
    let written = |day: Date| dates.written(&day.to_string());
    Some(match days {
        (Some(from), Some(to)) => format!("{} to {}", written(from), written(to)),
        (Some(from), None) => format!("from {}", written(from)),
        (None, Some(to)) => format!("until {}", written(to)),
        (None, None) => return None,
    })
}
