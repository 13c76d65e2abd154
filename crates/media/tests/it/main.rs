//! The promises of the crate, checked on files made here.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod drawings;
mod facts;
mod file_type;
mod filename;
mod pages;
mod pictures;
mod sample;
mod sheets;
mod stamp;
mod text;

// The generator of demonstration sheets belongs to the project's own commands; it is read here as source
// so that this crate needs none of their dependencies.
#[path = "../../../xtask/src"]
mod made {
    pub mod drawings;
}
