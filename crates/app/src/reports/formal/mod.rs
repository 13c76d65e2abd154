//! Reports of formal work: workflows, steps, transmittals, receipt, and what of it is overdue.
//!
//! What can be told is a table ([`tables`], in the words of [`source`]); one mechanism counts all of it ([`count`]), another
//! tells it one by one ([`listed`]). Nothing is counted that the lists of workflows and transmittals would not show to the same reader ([`rows`]).

pub mod count;
pub mod listed;
pub mod overdue;
pub mod rows;
pub mod source;
pub mod tables;
