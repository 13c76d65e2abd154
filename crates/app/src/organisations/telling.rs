//! The section of the settings that says how the organisation tells its people what happened.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::error::FieldError;
use crate::settings::{Notifications, Rhythm};

/// How the organisation tells its people what happened, where they choose nothing else.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct NotificationsView {
    /// How often mail goes out.
    pub digest: Rhythm,
    /// The hour of the organisation's day at which digests go out.
    #[schema(example = 8)]
    pub hour: i64,
    /// The day on which weekly ones do, from 1 for Monday to 7 for Sunday.
    #[schema(example = 1)]
    pub weekday: i64,
    /// For how many days notices are kept after they were read; unread ones are kept four times as long.
    #[schema(example = 90)]
    pub keep_days: i64,
}

/// A change of how the organisation tells its people what happened.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NotificationsEdit {
    /// How often mail goes out.
    pub digest: Option<Rhythm>,
    /// The hour of the organisation's day at which digests go out, 0 to 23.
    pub hour: Option<i64>,
    /// The day on which weekly ones do, from 1 for Monday to 7 for Sunday.
    pub weekday: Option<i64>,
    /// For how many days notices are kept after they were read, 30 to 3650.
    pub keep_days: Option<i64>,
}

/// The section as shown.
pub fn view(stored: &Notifications) -> NotificationsView {
    NotificationsView {
        digest: stored.digest,
        hour: stored.hour,
        weekday: stored.weekday,
        keep_days: stored.keep_days,
    }
}

/// Changes the section.
pub fn edit(after: &mut Notifications, edit: &NotificationsEdit, errors: &mut Vec<FieldError>) {
    after.digest = edit.digest.unwrap_or(after.digest);
    let numbers = [
        ("hour", edit.hour, &mut after.hour, 0, 23),
        ("weekday", edit.weekday, &mut after.weekday, 1, 7),
        ("keep_days", edit.keep_days, &mut after.keep_days, 30, 3650),
    ];
    for (field, given, stored, least, most) in numbers {
        let Some(given) = given else { continue };
        if !(least..=most).contains(&given) {
            let detail = format!("Choose {least} to {most}.");
            errors.push(FieldError::new(format!("notifications.{field}"), "out_of_range", detail));
        }
        *stored = given;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_days_and_keeping_have_their_range() {
        let change = |hour, weekday, keep_days| NotificationsEdit { digest: None, hour, weekday, keep_days };
        let mut stored = Notifications::default();
        let mut errors = Vec::new();
        edit(&mut stored, &change(Some(23), Some(7), None), &mut errors);
        assert_eq!((stored.hour, stored.weekday, stored.keep_days), (23, 7, 90));
        assert_eq!(errors, []);
        edit(&mut stored, &change(Some(24), Some(0), Some(29)), &mut errors);
        assert_eq!(errors.len(), 3);
    }
}
