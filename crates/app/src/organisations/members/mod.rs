//! The members of the organisation: who they are, their roles, leaving and coming back.

pub(crate) mod api;
mod hand_over;
mod leaving;
mod roles;
mod service;
mod store;
mod view;
