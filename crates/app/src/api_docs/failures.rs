//! The codes with which an operation may fail, written into the description as `x-errors`.

use serde_json::{Value, json};
use wayleave_base::ErrorCode::{self, *};

/// What an operation may answer beyond what its shape alone tells.
const OWN: &[(&str, &[ErrorCode])] = &[
    ("sign_in", &[SignInFailed, RateLimited]),
    ("ask_password_reset", &[RateLimited]),
    ("check_password_reset", &[ResetExpired, RateLimited]),
    ("complete_password_reset", &[ResetExpired, RateLimited]),
    ("check_invitation", &[InvitationUsed, RateLimited]),
    ("accept_invitation", &[InvitationUsed, AlreadyMember, SignInFailed, Conflict, RateLimited]),
    ("check_set_up", &[InvitationUsed, RateLimited]),
    ("complete_set_up", &[InvitationUsed, AlreadyMember, SignInFailed, Conflict, RateLimited]),
    ("change_password", &[RateLimited, Conflict]),
    ("invite", &[AlreadyMember]),
    ("resend_invitation", &[AlreadyEnded]),
    ("revoke_invitation", &[AlreadyEnded]),
    ("resend_project_invitation", &[AlreadyEnded]),
    ("revoke_project_invitation", &[AlreadyEnded]),
    ("change_member_role", &[Conflict, LastOrgAdmin, LastDocumentController]),
    ("deactivate_member", &[AlreadyEnded, LastOrgAdmin, LastDocumentController]),
    ("reactivate_member", &[AlreadyMember, Conflict]),
    ("put_logo", &[TooLarge]),
    ("get_audit_event_proof", &[NotSignedYet]),
    ("edit_project", &[Stale]),
    ("lock_project", &[CloseoutOpen]),
    ("unlock_project", &[AlreadyEnded]),
    ("add_member", &[AlreadyMember]),
    ("change_membership", &[AlreadyEnded, LastDocumentController]),
    ("end_membership", &[AlreadyEnded, LastDocumentController]),
    ("grant_full_register", &[AlreadyEnded]),
    ("end_full_register", &[AlreadyEnded]),
    ("delete_group", &[AlreadyEnded]),
    ("add_group_member", &[AlreadyMember]),
    ("remove_group_member", &[AlreadyEnded, LastDocumentController]),
    ("delete_override", &[AlreadyEnded]),
    ("create_documents", &[NumberTaken, RevisionTaken, DocumentLocked]),
    ("add_revision", &[RevisionTaken, DocumentLocked]),
    ("accept_revision", &[NumberTaken, RevisionTaken, AlreadyDecided, DocumentLocked]),
    ("reject_revision", &[AlreadyDecided]),
    ("edit_document", &[Stale, DocumentLocked]),
    ("set_document_status", &[Stale, DocumentLocked]),
    ("get_document", &[DocumentMerged]),
    ("delete_document", &[NotADraft, WasShared]),
    ("restore_document", &[AlreadyEnded]),
    ("purge_document", &[TooEarly]),
    ("supersede_document", &[Stale]),
    ("unarchive_document", &[Stale, AlreadyEnded]),
    ("merge_documents", &[Stale, DocumentLocked]),
    ("accept_many", &[NumberTaken, RevisionTaken]),
    ("request_edit", &[EditRequestOpen]),
    ("approve_edit_request", &[Stale, AlreadyDecided, NumberTaken, RevisionTaken]),
    ("reject_edit_request", &[Stale, AlreadyDecided]),
    ("delete_edit_request", &[AlreadyDecided]),
    ("withdraw_edit_request", &[AlreadyDecided]),
    ("restrict_document", &[DocumentLocked]),
    ("create_saved_view", &[Conflict]),
    ("edit_saved_view", &[Stale]),
    ("create_report", &[Conflict]),
    ("edit_report", &[Stale]),
    ("edit_transmittal_purpose", &[Stale]),
    ("set_mail_text", &[Stale]),
    ("set_project_mail_text", &[Stale]),
    ("edit_distribution_list", &[Stale]),
    ("edit_project_distribution_list", &[Stale]),
    ("edit_transmittal", &[Stale, AlreadyEnded]),
    ("delete_transmittal", &[AlreadyEnded]),
    ("check_transmittal", &[AlreadyEnded]),
    ("preview_transmittal", &[AlreadyEnded]),
    ("list_sent_before", &[AlreadyEnded]),
    ("start_workflow", &[Stale]),
    ("check_workflow", &[Stale]),
    ("get_workflow_evidence", &[NotSignedYet]),
    ("cancel_workflow", &[Stale, AlreadyEnded]),
    ("recall_workflow", &[Stale, AlreadyEnded]),
    ("resubmit_workflow", &[Stale, AlreadyEnded]),
    ("respond_to_step", &[Stale, AlreadyEnded, StepAnswered, Conflict, RateLimited]),
    ("add_step_comment", &[AlreadyEnded, Conflict]),
    ("attach_to_step", &[TooLarge, AlreadyEnded, Unavailable]),
    ("get_step_attachment", &[Unavailable]),
    ("delegate_step", &[AlreadyEnded, StepAnswered]),
    ("reassign_step", &[AlreadyEnded]),
    ("terminate_step", &[Stale, AlreadyEnded]),
    ("edit_work_package", &[Stale]),
    ("start_work_package", &[Stale, AlreadyEnded]),
    ("submit_work_package", &[Stale, AlreadyEnded]),
    ("return_work_package", &[Stale, AlreadyEnded]),
    ("resume_work_package", &[Stale, AlreadyEnded]),
    ("approve_work_package", &[Stale, AlreadyEnded]),
    ("close_work_package", &[Stale, AlreadyEnded]),
    ("attach_to_work_package", &[AlreadyEnded, TooLarge, Invalid, Unavailable]),
    ("add_work_package_note", &[AlreadyEnded]),
    ("add_work_package_evidence", &[AlreadyEnded]),
    ("edit_workflow_template", &[Stale]),
    ("activate_workflow_template", &[Stale]),
    ("archive_workflow_template", &[Stale]),
    ("replace_review_rule", &[Stale]),
    ("issue_transmittal", &[Stale, AlreadyEnded]),
    ("undo_transmittal", &[AlreadyEnded]),
    ("acknowledge_transmittal", &[Conflict, AlreadyEnded]),
    ("record_acknowledgement", &[Conflict, AlreadyEnded]),
    ("contest_acknowledgement", &[Conflict, AlreadyEnded]),
    ("get_acknowledgement_receipt", &[Conflict]),
    ("remind_recipients", &[Conflict, AlreadyEnded]),
    ("recall_transmittal", &[Conflict, AlreadyEnded]),
    ("reissue_transmittal", &[Conflict]),
    ("create_import", &[TooLarge, Unavailable]),
    ("put_import_workbook", &[TooLarge, Unavailable]),
    ("commit_import", &[Stale]),
    ("export_file", &[Conflict, Unavailable]),
    ("get_preview", &[Invalid]),
    ("upload_file", &[TooLarge]),
    ("begin_arrival", &[TusVersion, TooLarge, WrongMediaType, UnfinishedUploads, ChecksumMismatch]),
    ("ask_arrival", &[TusVersion, BeingWritten]),
    ("get_arrival", &[BeingWritten]),
    ("append_to_arrival", &[TusVersion, WrongMediaType, WrongOffset, BeingWritten, ChecksumMismatch]),
    ("cancel_arrival", &[TusVersion]),
    ("revoke_share", &[AlreadyEnded]),
    ("extend_share", &[AlreadyEnded]),
    ("edit_guest_share", &[AlreadyEnded]),
    ("extend_guest_share", &[AlreadyEnded]),
    ("regenerate_guest_share", &[AlreadyEnded]),
    ("revoke_guest_share", &[AlreadyEnded]),
];

/// Writes the codes on every operation.
pub fn add(description: &mut Value) {
    for (path, methods) in description["paths"].as_object_mut().into_iter().flatten() {
        for (method, operation) in methods.as_object_mut().into_iter().flatten() {
            let codes: Vec<&str> = of(path, method, operation).iter().map(|code| code.code()).collect();
            operation["x-errors"] = json!(codes);
        }
    }
}

/// The codes of an operation, in the order in which all codes are listed.
fn of(path: &str, method: &str, operation: &Value) -> Vec<ErrorCode> {
    let action = operation["x-action"].as_str().unwrap_or_default();
    let content = &operation["requestBody"]["content"];
    let has_query = operation["parameters"].as_array().into_iter().flatten().any(|one| one["in"] == "query");
    let is_write = !matches!(method, "get" | "head" | "options");
    let is_decided = !matches!(action, "public" | "session");
    let mut codes = vec![Internal];
    let mut add = |wanted: bool, more: &[ErrorCode]| {
        if wanted {
            codes.extend(more);
        }
    };
    add(action != "public", &[Unauthenticated]);
    add(is_decided, &[Forbidden]);
    add(path.contains('{'), &[NotFound]);
    add(is_write, &[CrossSite]);
    add(is_decided && is_write && path.contains("{project}"), &[ProjectLocked, Conflict]);
    add(is_decided && is_write, &[Conflict]);
    add(method == "post", &[IdempotencyMismatch]);
    add(content.is_object(), &[Invalid, Malformed, TooLarge]);
    add(has_query, &[Invalid, Malformed]);
    let pages = operation["parameters"].as_array().into_iter().flatten().any(|one| one["name"] == "cursor");
    add(pages, &[InvalidCursor]);
    add(path.contains("{revision}") || path.contains("/uploads"), &[Unavailable]);
    let id = operation["operationId"].as_str().unwrap_or_default();
    for (_, more) in OWN.iter().filter(|(name, _)| *name == id) {
        add(true, more);
    }
    ErrorCode::ALL.iter().copied().filter(|code| codes.contains(code)).collect()
}
