//! The table of every background job.

use wayleave_jobs::Handlers;

use crate::shared::Shared;

/// The handlers, by the name of their job.
pub(crate) fn handlers() -> Handlers<Shared> {
    let features = [
        crate::mailing::jobs,
        crate::account::jobs,
        crate::organisations::jobs,
        crate::projects::jobs,
        crate::register::jobs,
        crate::sharing::jobs,
        crate::guests::jobs,
        crate::expiry::jobs,
        crate::audit_log::jobs,
        crate::notices::jobs,
        crate::transmittals::jobs,
        crate::workflows::jobs,
        crate::packages::jobs,
    ];
    features.into_iter().fold(Handlers::default(), |handlers, add| add(handlers))
}
