//! Who may do what, typed by hand from the specification: the answer that each operation must give each kind of person.
//! It shares nothing with the policy it is compared with.

/// The kinds of person, in the order of the columns below.
pub const KINDS: &[&str] = &[
    "org_admin",
    "org_manager",
    "project_admin",
    "initiator",
    "controller",
    "reviewer",
    "viewer",
    "external",
    "external_full",
    "stranger",
    "responder",
    "member",
    "disabled",
    "other_admin",
];

/// One letter per kind: `y` may (the answer is neither 401, 403 nor 404), `n` is refused (403), `-` does not know of it (404).
///
/// The letters stand for org_admin, org_manager, project_admin, initiator, controller, reviewer, viewer, external,
/// external_full, stranger, responder, member, disabled, and the administrator of another organisation.
pub const BY_ACTION: &[(&str, &str)] = &[
    // The organisation: everybody who belongs to it opens it; staff run it.
    ("organisation.view", "yyyyyyyyyyyy--"),
    ("organisation.settings", "yynnnnnnnnnn--"),
    ("organisation.security", "ynnnnnnnnnnn--"),
    ("member.list", "yynnnnnnnnnn--"),
    ("member.invite", "yynnnnnnnnnn--"),
    ("member.edit", "yynnnnnnnnnn--"),
    ("member.change_role", "yynnnnnnnnnn--"),
    ("member.deactivate", "yynnnnnnnnnn--"),
    ("company.manage", "yynnnnnnnnnn--"),
    ("option.manage", "yynnnnnnnnnn--"),
    ("project.create", "yynnnnnnnnnn--"),
    ("organisation.ledger", "yynnnnnnnnnn--"),
    ("organisation.audit", "yynnnnnnnnnn--"),
    ("organisation.audit_export", "ynnnnnnnnnnn--"),
    ("outbox.view", "ynnnnnnnnnnn--"),
    ("my_steps.view", "yyyyyyyyyyyy--"),
    // The project: those in it know it; staff are in every project; responders and strangers to it do not know it.
    ("project.view", "yyyyyyyyyy----"),
    ("project.settings", "yyynnnnnnn----"),
    ("project.settings_view", "yyyyyyynnn----"),
    ("project.lock", "yyynnnnnnn----"),
    ("project.lock_early", "ynnnnnnnnn----"),
    ("project.closeout", "yyynnnnnnn----"),
    ("project.archive", "yyynnnnnnn----"),
    ("project.unlock", "ynnnnnnnnn----"),
    ("team.view", "yyyyyyynnn----"),
    ("membership.manage", "yyynnnnnnn----"),
    ("invitation.list", "yyynnnnnnn----"),
    ("invitation.manage", "yyynnnnnnn----"),
    ("full_register.grant", "yyynynnnnn----"),
    ("group.manage", "yyynnnnnnn----"),
    ("document_control.manage", "yyynnnnnnn----"),
    ("override.list", "yyynnnnnnn----"),
    ("override.manage", "yyynnnnnnn----"),
    ("access.view", "yyynynnnnn----"),
    ("access.change", "yyynynnnnn----"),
    ("audit.view", "yyynnnnnnn----"),
    ("audit.export", "yyynnnnnnn----"),
    ("numbering.gaps", "yyynynnnnn----"),
    ("submission.list", "yyynynnnnn----"),
    ("saved_view.keep", "yyyyyyyyyy----"),
    ("saved_view.share", "yyyyyyynnn----"),
    // Who views reports; the fixture denies them to viewers.
    ("report.view", "yyyyyynnnn----"),
    ("report.keep", "yyyyyynnnn----"),
    ("report.share", "yyyyyynnnn----"),
    // Everybody who works in the project looks at its templates and its matrix; nobody from outside does.
    ("workflow_template.view", "yyyyyyynnn----"),
    ("workflow_template.manage", "yyynnnnnnn----"),
    // Decided where an active one is changed, on top of managing templates; the organisation may keep it for its administrators.
    ("workflow_template.change_active", "yyynnnnnnn----"),
    ("review_matrix.view", "yyyyyyynnn----"),
    ("review_matrix.manage", "yyynnnnnnn----"),
    // Whoever may look at workflows sees all of the project's; the initiator's one can be ended and started again by them
    // and by admins.
    ("workflow.view", "yyyyyyynnn----"),
    ("workflow.start", "yyyyynnnnn----"),
    ("workflow.manage", "yyynnnnnnn----"),
    ("workflow.cancel", "yyyynnnnnn----"),
    ("workflow.resubmit", "yyyynnnnnn----"),
    // A step that the responder answers; to others from outside it is not there.
    ("step.view", "yyyyyyy---y---"),
    ("step.respond", "nnnnnnn---y---"),
    ("step.comment", "yyyyyyy---y---"),
    // Assigned to the initiator, reviewed by the reviewer; from outside there are none.
    ("work_package.view", "yyyyyyynnn----"),
    ("work_package.manage", "yyyyynnnnn----"),
    ("work_package.work", "yyyynnnnnn----"),
    ("work_package.review", "yyynnynnnn----"),
    ("work_package.contribute", "yyyynynnnn----"),
    ("work_package.close", "yyynnnnnnn----"),
    ("edit_request.list", "yyynynnnnn----"),
    ("edit_request.decide", "yyynynnnnn----"),
    ("edit_request.list_own", "nnnnnnnyyy----"),
    ("edit_request.withdraw", "nnnnnnnyyy----"),
    ("bin.list", "yyynynnnnn----"),
    ("guest_share.list", "yyynynnnnn----"),
    ("guest_share.list_own", "yyyyynnnnn----"),
    // From outside one sees what one got.
    ("transmittal.view", "yyyyyyyyyy----"),
    ("transmittal.drafts", "yyyyynnnnn----"),
    ("transmittal.manage", "yyyyynnnnn----"),
    ("transmittal.issue", "yyyyynnnnn----"),
    ("transmittal.acknowledge", "yyyyyyyyyy----"),
    ("distribution_list.view", "yyyyyyynnn----"),
    ("distribution_list.manage", "yyynnnnnnn----"),
    ("document.create", "yyyyynnyyy----"),
    // A document that the initiator uploaded, in the register, with `external` (view and download): `external_full` sees it by the
    // switch, `stranger` and the responder do not know it.
    ("document.view", "yyyyyyyyy-----"),
    ("document.download", "yyyyyyyyy-----"),
    ("document.edit", "yyyyynnnn-----"),
    ("document.status", "yyynynnnn-----"),
    ("document.lock", "yyynynnnn-----"),
    ("document.unlock", "yyynnnnnn-----"),
    ("document.restrict", "yyynynnnn-----"),
    ("document.delete", "yyynynnnn-----"),
    ("document.restore", "yyynnnnnn-----"),
    ("document.purge", "ynnnnnnnn-----"),
    ("document.supersede", "yyynynnnn-----"),
    ("document.archive", "yyynnnnnn-----"),
    ("document.unarchive", "ynnnnnnnn-----"),
    ("document.merge", "yyynynnnn-----"),
    ("revision.upload", "yyyyynnnn-----"),
    ("revision.accept", "yyynynnnn-----"),
    ("document.share", "yyyyynnnn-----"),
    ("document.access", "yyyyynnnn-----"),
    ("document.history", "yyyyyyynn-----"),
    ("guest_share.create", "yyyyynnnn-----"),
    // Made by the initiator, on the document above; who may not manage guest shares does not know of one.
    ("guest_share.manage", "yyyyy---------"),
    ("share.manage", "yyyyynnnn-----"),
    // A shared view of the initiator's; from outside it is not there.
    ("saved_view.change", "yyyynnn-------"),
    // A shared report of the initiator's.
    ("report.change", "yyyynnnnnn----"),
];

/// The operations that are called before an organisation is known, or by anybody: this list may only shrink.
pub const PUBLIC: &[&str] = &[
    "sign_in",
    "ask_password_reset",
    "check_password_reset",
    "complete_password_reset",
    "check_invitation",
    "accept_invitation",
    "check_set_up",
    "complete_set_up",
    "get_logo",
];

/// The operations of whoever is signed in, on what is their own.
pub const OWN: &[&str] =
    &["sign_out", "get_me", "change_me", "change_password", "list_sessions", "end_session", "end_sessions"];
