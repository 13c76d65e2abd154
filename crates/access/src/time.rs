//! The one way a temporal row is asked whether it holds at a moment.

/// The condition that the row `alias` holds at the moment bound as `placeholder`. It is exact for the past as well: a row
/// that was closed later still held then.
#[must_use]
pub(crate) fn holds(alias: &str, placeholder: &str) -> String {
    format!(
        "{alias}.valid_from <= {placeholder} and {alias}.ends_at > {placeholder} \
         and ({alias}.closed_at is null or {alias}.closed_at > {placeholder})"
    )
}

/// The same for the present, in the form that the partial indexes of open rows serve.
#[must_use]
pub(crate) fn holds_now(alias: &str, placeholder: &str) -> String {
    format!(
        "{alias}.closed_at is null and {alias}.valid_from <= {placeholder} and {alias}.ends_at > {placeholder}"
    )
}

/// What [`holds`] has beside [`holds_now`], in the form that the partial indexes of closed rows serve: rows that held then
/// and were closed later.
#[must_use]
pub(crate) fn held_and_closed(alias: &str, placeholder: &str) -> String {
    format!(
        "{alias}.closed_at is not null and {alias}.closed_at > {placeholder} \
         and {alias}.valid_from <= {placeholder} and {alias}.ends_at > {placeholder}"
    )
}
