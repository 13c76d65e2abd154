//! The operations of projects.

pub mod groups;
pub mod projects;
pub mod team;
