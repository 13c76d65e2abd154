//! Documents within reach: the scope, the one predicate, and the plans that walk it. Getting one document is the
//! same predicate with an id added.

mod asked;
mod facets;
mod fetch;
mod grants;
mod list;
mod numbers;
mod rows;
mod scope;
mod tally;
mod way;

pub use asked::{RevisionFilter, senders};
pub use facets::{Facet, Facets, facets};
pub use fetch::{among, among_many, as_of, bin, count, count_many, find, find_by_id, find_in_bin, visible};
pub use list::{Listed, Plan, Position, Sort, list, list_with};
pub use numbers::{CAP, Counted, capped, count_each, count_waiting, created_between};
pub use rows::{DocumentRow, RevisionRow, Visible};
pub use scope::{Coded, Filter, Scope};
pub use tally::{Counting, Dimension, Extent, Question, Tally, extent, spans, tally};
