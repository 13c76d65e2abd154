//! The section of the settings that says what is usual of transmittals.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::error::FieldError;
use crate::settings::Transmittals;

/// What is usual of transmittals, where nobody says otherwise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct TransmittalDefaults {
    /// How many days after its date receipt of a transmittal is to be acknowledged.
    #[schema(example = 7)]
    pub acknowledge_days: i64,
}

/// A change of what is usual of transmittals. Transmittals that there are keep their days.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TransmittalDefaultsEdit {
    /// How many days after its date receipt of a transmittal is to be acknowledged, 1 to 90.
    #[schema(example = 14)]
    pub acknowledge_days: Option<i64>,
}

/// The section as shown.
pub fn view(stored: &Transmittals) -> TransmittalDefaults {
    TransmittalDefaults { acknowledge_days: stored.acknowledge_days }
}

/// Changes the section.
pub fn edit(after: &mut Transmittals, edit: &TransmittalDefaultsEdit, errors: &mut Vec<FieldError>) {
    let Some(days) = edit.acknowledge_days else { return };
    if !(1..=90).contains(&days) {
        let detail = "Choose 1 to 90 days.";
        errors.push(FieldError::new("transmittals.acknowledge_days", "out_of_range", detail));
    }
    after.acknowledge_days = days;
}
