//! The words every other crate shares: typed ids, the clock, the id source, secret tokens, pages and error codes.
//! Promises: no IO, no async; time and randomness come only through [`Clock`] and [`Ids`], so a test can hold both still.

mod clock;
mod code;
mod cursor;
mod ids;
mod token;

pub use clock::{Clock, NEVER, Timestamp};
pub use code::{ErrorCode, ErrorKind};
pub use cursor::{CursorKey, Page};
pub use ids::Ids;
pub use ids::*;
pub use token::{Token, TokenKind};
