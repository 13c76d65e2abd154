//! The HTTP shell: the router, the layers around it, and cookies.

pub mod cookies;
mod health;
mod layers;
mod router;

pub use layers::secure;
pub use router::{openapi, router};
