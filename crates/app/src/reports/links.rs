//! From a number to the list that shows as many documents: the report's own query, narrowed to a cell.

use std::collections::BTreeMap;

use jiff::civil::Date;
use wayleave_access::documents::Coded;
use wayleave_query::Fields;

use super::axis::Pick;
use super::formal::source::Source;
use super::model::{Group, Of};
use super::question::Prepared;
use super::view::Link;
use crate::register::overview::{ListQuery, several};

/// What leads to lists.
pub struct Linker<'a> {
    prepared: &'a Prepared,
    /// The list's parameters without its search.
    base: BTreeMap<&'static str, Vec<String>>,
    /// The report's own search.
    search: String,
    /// The prefixes of searches in the project.
    fields: Fields,
}

impl<'a> Linker<'a> {
    /// Leads to what this question finds.
    #[must_use]
    pub fn new(prepared: &'a Prepared, query: &ListQuery, fields: Fields) -> Self {
        let mut base: BTreeMap<&'static str, Vec<String>> = BTreeMap::new();
        let statuses = several(&query.status);
        if !statuses.is_empty() {
            base.insert("status", statuses);
        }
        base.extend(query.codes().into_iter().map(|(field, codes)| (field.name(), codes)));
        if !query.field.is_empty() {
            base.insert("field", query.field.clone());
        }
        for (name, flag) in [
            ("mine", query.mine),
            ("pending", query.pending),
            ("restricted", query.restricted),
            ("issued", query.issued),
            ("workflow", query.workflow),
        ] {
            if let Some(flag) = flag {
                base.insert(name, vec![flag.to_string()]);
            }
        }
        base.extend(query.asked_of_revisions());
        let search = query.q.as_deref().unwrap_or_default().trim().to_owned();
        Self { prepared, base, search, fields }
    }

    /// The list of a cell that counts so many.
    #[must_use]
    pub fn link(&self, count: i64, picks: &[(&Group, &Pick)]) -> Option<Link> {
        if count == 0 || self.prepared.metric.of_revisions() {
            return None;
        }
        if let Of::Formal(source) = self.prepared.metric.of {
            return self.formal(source, picks);
        }
        let mut query = self.base.clone();
        let (mut from, mut to) = self.prepared.days;
        let mut terms = Vec::new();
        for (group, pick) in picks {
            match pick {
                Pick::Nothing => return None,
                Pick::Without => terms.push(format!("-{}:*", prefix(group)?)),
                Pick::Days(first, last) => {
                    from = from.max(Some(*first));
                    to = Some(to.map_or(*last, |to| to.min(*last)));
                }
                Pick::Code(code) => self.narrow(&mut query, group, code)?,
            }
        }
        terms.extend(days(from, to));
        let search = self.search(&terms)?;
        if !search.is_empty() {
            query.insert("q", vec![search]);
        }
        Some(Link { list: "documents", query })
    }

    /// The list of workflows or transmittals, where it can be asked for these alone.
    fn formal(&self, source: &Source, picks: &[(&Group, &Pick)]) -> Option<Link> {
        if self.prepared.days != (None, None) {
            return None;
        }
        let mut query: BTreeMap<&'static str, Vec<String>> = BTreeMap::new();
        for (group, pick) in picks {
            let (Group::Formal(dimension), Pick::Code(code)) = (group, pick) else { return None };
            query.insert(dimension.asked?, vec![code.clone()]);
        }
        for (dimension, codes) in &self.prepared.only {
            let name = dimension.asked?;
            // A list asks for one code; that of a cell is among those asked for.
            if !query.contains_key(name) {
                let [code] = codes.as_slice() else { return None };
                query.insert(name, vec![code.clone()]);
            }
        }
        Some(Link { list: source.list?, query })
    }

    /// Asks for one code of a dimension instead of those that the report asks for.
    fn narrow(
        &self,
        query: &mut BTreeMap<&'static str, Vec<String>>,
        group: &Group,
        code: &str,
    ) -> Option<()> {
        let name = match group {
            Group::Status => "status",
            Group::Coded(field) => field.name(),
            Group::Own(_, key) => {
                let field = self.prepared.catalogue.get(key)?;
                // Asked for, the value must be read as it is stored.
                if field.settled(code.trim()) != code {
                    return None;
                }
                let pairs = query.entry("field").or_default();
                pairs.retain(|pair| pair.split_once(':').is_none_or(|(name, _)| name.trim() != key));
                pairs.push(format!("{key}:{code}"));
                return Some(());
            }
            Group::Created(_) | Group::Uploaded(_) | Group::Formal(_) => return None,
        };
        // The list reads a comma as the border between two codes.
        if code.contains(',') || code.trim() != code {
            return None;
        }
        query.insert(name, vec![code.to_owned()]);
        Some(())
    }

    /// The report's search with more terms; none when it has no room for them.
    fn search(&self, terms: &[String]) -> Option<String> {
        if terms.is_empty() {
            return Some(self.search.clone());
        }
        let mut parts = Vec::new();
        if !self.search.is_empty() {
            parts.push(format!("({})", self.search));
        }
        parts.extend(terms.iter().cloned());
        let text = parts.join(" ");
        wayleave_query::parse(&text, &self.fields).ok().map(|_| text)
    }
}

/// The prefix by which a search asks for the field of a dimension.
fn prefix(group: &Group) -> Option<&str> {
    Some(match group {
        Group::Coded(Coded::DocumentType) => "type",
        Group::Coded(Coded::SubProgramme) => "subprogramme",
        other => other.field()?,
    })
}

/// The days of creation as a search asks for them.
fn days(from: Option<Date>, to: Option<Date>) -> Option<String> {
    let written = |day: Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
    (from.is_some() || to.is_some()).then(|| format!("created:{}..{}", written(from), written(to)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_searches_of_links_are_read_as_they_are_meant() {
        let day = |text: &str| text.parse::<Date>().ok();
        assert_eq!(days(day("2026-01-01"), None).as_deref(), Some("created:2026-01-01.."));
        assert_eq!(days(None, None), None);
        let text = format!("(a OR b) -type:* {}", days(None, day("2026-03-31")).unwrap_or_default());
        let read = wayleave_query::parse(&text, &Fields::default()).expect("a search");
        assert!(read.hints.is_empty(), "{:?}", read.hints);
    }
}
