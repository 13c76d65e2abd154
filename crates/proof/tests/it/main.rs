//! What is proven offline, tried with known answers, random trees, and every byte changed.

mod logs;
mod notes;
mod python;
mod receipts;
mod support;
mod trees;
