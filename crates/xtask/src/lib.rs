//! The project's own commands, as a library so that tests and other commands can call the parts.
//!
//! Each module is one command or one thing that several commands need; `main.rs` only dispatches.

pub mod bench;
pub mod cluster;
pub mod demo;
pub mod develop;
pub mod distribute;
pub mod drawings;
pub mod endtoend;
pub mod fuzz;
pub mod generate;
pub mod licences;
pub mod postgres;
pub mod server;
pub mod shell;
pub mod suite;
pub mod tally;
pub mod tidy;
pub mod tools;
pub mod webapp;
pub mod workspace;
