//! A valid body, and where needed a query, for each operation that takes one.

use std::collections::BTreeMap;

use serde_json::{Value, json};

/// The query that an operation cannot do without.
pub fn query(operation: &str) -> &'static str {
    match operation {
        "upload_file" => "?filename=A-300_P01.pdf",
        "attach_to_step" | "attach_to_work_package" => "?filename=Sketch.pdf",
        "create_import" | "put_import_workbook" => "?filename=register.csv",
        "get_role_impact" => "?role=workflow_responder",
        "explain_access" => "?member=EXPLAINED",
        _ => "",
    }
}

/// The headers that an operation cannot do without.
pub fn headers(operation: &str) -> &'static [(&'static str, &'static str)] {
    const VERSION: (&str, &str) = ("tus-resumable", "1.0.0");
    match operation {
        // As long as the file that is sent along, and called A-300_P01.pdf.
        "begin_arrival" => {
            &[VERSION, ("upload-length", "420"), ("upload-metadata", "filename QS0zMDBfUDAxLnBkZg==")]
        }
        "append_to_arrival" => &[VERSION, ("upload-offset", "0")],
        "ask_arrival" | "cancel_arrival" => &[VERSION],
        _ => &[],
    }
}

/// The body that an operation takes.
pub fn body(operation: &str, ids: &BTreeMap<String, String>) -> Value {
    let row = json!({"upload_id": ids["upload"], "number": "A-200", "title": "New", "revision": "P01", "document_type": "DRG"});
    match operation {
        "invite" => {
            json!({"invitations": [{"email": "new@example.com", "name": "New"}], "role": "member", "memberships": []})
        }
        "invite_to_project" => json!({"invitations": [{"email": "new@example.com", "name": "New"}]}),
        "change_member" => json!({"position": "Engineer"}),
        "change_member_role" => json!({"role": "member"}),
        "reactivate_member" => json!({"role": "member"}),
        "create_company" => json!({"name": "Delta", "designation": "consultant", "controlling": false}),
        "change_company" => json!({"name": "Delta"}),
        "change_settings" => {
            json!({"general": {"timezone": "UTC", "name": "Acme", "date_format": "YYYY-MM-DD", "contact_email": ""}})
        }
        "add_field" | "add_project_field" => json!({"key": "trade", "label": "Trade", "kind": "text"}),
        "edit_field" | "edit_project_field" => json!({"label": "Phase of the works"}),
        "add_option" | "add_project_option" => json!({"code": "Z9", "label": "Zone 9"}),
        "edit_option" | "edit_project_option" => json!({"label": "Zone 9"}),
        "set_numbering" | "set_project_numbering" => json!({"mode": "automatic", "scheme": scheme()}),
        "preview_numbering" | "preview_project_numbering" => json!({"scheme": scheme()}),
        "set_mail_text" | "set_project_mail_text" => {
            json!({"subject": "{{ transmittal.number }} for you", "introduction": "Dear all,", "version": 0})
        }
        "preview_mail_text" | "preview_project_mail_text" | "test_mail_text" | "test_project_mail_text" => {
            json!({"subject": "{{ transmittal.number }} for you", "closing": "Call us."})
        }
        "set_counter" => json!({"codes": {"zone": "Z9"}, "next": 12}),
        "guess_names" => json!({"names": ["A-101_P02 Ground floor plan.pdf"]}),
        "choose_iso_19650" => json!({"scheme": true}),
        "create_project" => json!({"reference": "NEW-1", "name": "New", "first_controller": ids["member"]}),
        "edit_project" => json!({"version": 1, "name": "Harbour"}),
        "lock_project" | "unlock_project" => json!({"reason": "closeout"}),
        "edit_project_settings" => json!({"register": {"all_uploads_need_acceptance": false}}),
        "add_member" => json!({"member_id": ids["member_outside"], "role": "reviewer"}),
        "change_membership" => json!({"role": "reviewer"}),
        "grant_full_register" => json!({"ends_on": "2026-12-31", "reason": "coordination"}),
        "create_group" => json!({"name": "Structure", "description": "", "actions": [], "member_ids": []}),
        "edit_group" => json!({"name": "Commercial team"}),
        "create_override" => {
            json!({"role": "reviewer", "action": "upload_documents", "effect": "grant", "reason": "trial"})
        }
        "validate_documents" | "create_documents" => json!({"rows": [row]}),
        "create_export" => json!({"format": "csv", "query": {"status": ["for_review"]}}),
        "put_import_files" => json!({"upload_ids": [ids["upload"]]}),
        "commit_import" => json!({"version": 1}),
        "create_saved_view" => json!({"name": "Approved", "query": {"q": "status:approved"}}),
        "edit_saved_view" => json!({"version": 1, "name": "Approved drawings"}),
        "run_report" => question(),
        "create_report" => json!({"name": "In review", "question": question()}),
        "edit_report" => json!({"version": 1, "name": "In review"}),
        "export_report" => json!({"format": "csv", "name": "In review", "question": question()}),
        "edit_document" => json!({"version": 1, "title": "Ground floor"}),
        "set_document_status" => json!({"status": "for_information", "version": 1, "reason": "issued"}),
        "lock_document" => json!({"reason": "issued"}),
        "restrict_document" => json!({"restricted": true, "group_ids": [ids["group"]]}),
        "add_revision" => json!({"upload_id": ids["upload"], "revision": "P02"}),
        "accept_revision" => json!({"as": "new"}),
        "reject_revision" => json!({"reason": "wrong sheet"}),
        "request_edit" => {
            json!({"changes": {"title": "Ground floor plan, block B"}, "comment": "The sheet says so."})
        }
        "approve_edit_request" => json!({"version": 1, "document_version": 1}),
        "reject_edit_request" => json!({"version": 1, "reason": "no"}),
        "bulk_documents" => {
            json!({"ids": [ids["document"]], "act": {"kind": "edit", "fields": {"title": "Ground floor"}}})
        }
        "accept_many" => {
            json!({"items": [{"document_id": ids["document"], "revision_id": ids["revision"], "accept": {"as": "new"}}]})
        }
        "reject_many" => {
            json!({"items": [{"document_id": ids["document"], "revision_id": ids["revision"]}], "reason": "no"})
        }
        "preview_merge" | "merge_documents" => {
            json!({"target_id": ids["document"], "source_ids": [ids["document"]],
            "latest_revision_id": ids["revision"], "sure": true})
        }
        "supersede_document" => json!({"by_document_id": ids["document"], "version": 1}),
        "unarchive_document" => json!({"reason": "needed again", "version": 1}),
        "share_document" => json!({
            "subjects": [{"kind": "person", "id": ids["stranger"]}], "revision_id": ids["revision"], "ends_on": "2026-12-31", "reason": "review"
        }),
        "revoke_share" | "revoke_guest_share" => json!({"reason": "done"}),
        "extend_share" => json!({"ends_on": "2027-01-15"}),
        "create_guest_share" => {
            json!({"document_id": ids["document"], "label": "Tender", "expires_on": "2026-12-05", "max_opens": 0})
        }
        "edit_guest_share" => json!({"label": "Tender 2"}),
        "extend_guest_share" => json!({"expires_on": "2026-12-20"}),
        "revoke_access" => json!({"ids": ["msh_none"], "reason": ""}),
        "extend_access" => json!({"ids": ["msh_none"], "ends_on": "2026-12-31"}),
        "change_notification_choices" => {
            json!({"rhythm": "daily", "kinds": [{"kind": "document.edited", "mail": false}]})
        }
        "change_password" => json!({"current": "something", "new": "another horse battery staple"}),
        "change_me" => json!({"name": "Somebody"}),
        _ => sending(operation, ids),
    }
}

/// The body of an operation on transmittals, their purposes and distribution lists.
fn sending(operation: &str, ids: &BTreeMap<String, String>) -> Value {
    match operation {
        "create_transmittal_purpose" => json!({"name": "For Construction", "acknowledgement": "required"}),
        "edit_transmittal_purpose" => json!({"version": 1, "name": "For Tender"}),
        "create_distribution_list" | "create_project_distribution_list" => {
            json!({"name": "Structure", "entries": [{"kind": "address", "email": "k.ode@harbour.example"}]})
        }
        "edit_distribution_list" | "edit_project_distribution_list" => {
            json!({"version": 1, "name": "Structure, for review"})
        }
        "create_transmittal" => json!({
            "subject": "Ground floor", "purpose": "for_review", "documents": [{"document_id": ids["document"]}],
            "recipients": [{"kind": "address", "email": "k.ode@harbour.example"}]
        }),
        "issue_transmittal" => json!({"version": 1}),
        "preview_transmittal" => json!({"email": "k.ode@harbour.example"}),
        "record_acknowledgement" => {
            json!({"recipient": "rcp_x", "acknowledged_on": "2026-11-21", "note": "Said so by telephone."})
        }
        "contest_acknowledgement" => json!({"received": false, "comment": "Nothing came here."}),
        "recall_transmittal" => json!({"reason": "Sent by mistake."}),
        "edit_transmittal" => json!({"version": 1, "subject": "Ground floor, again"}),
        _ => reviewing(operation, ids),
    }
}

/// The body of an operation on workflows, their templates and the review matrix.
fn reviewing(operation: &str, ids: &BTreeMap<String, String>) -> Value {
    match operation {
        "create_workflow_template"
        | "edit_workflow_template"
        | "activate_workflow_template"
        | "archive_workflow_template"
        | "clone_workflow_template"
        | "create_review_rule"
        | "replace_review_rule"
        | "test_review_matrix" => planned(operation, ids),
        "start_workflow" | "check_workflow" | "cancel_workflow" | "recall_workflow" | "resubmit_workflow"
        | "add_step_comment" | "respond_to_step" | "delegate_step" | "reassign_step" | "terminate_step" => {
            running(operation, ids)
        }
        _ => packing(operation, ids),
    }
}

/// What work packages take.
fn packing(operation: &str, ids: &BTreeMap<String, String>) -> Value {
    match operation {
        "create_work_package" => package("Ground floor", ids),
        "edit_work_package" => {
            let mut edit = package("Ground floor, block B", ids);
            edit["version"] = json!(1);
            edit
        }
        "add_work_package_note" => json!({"text": "The calculations follow on Friday."}),
        "add_work_package_evidence" => json!({"document_id": ids["document"], "attachments": []}),
        "start_work_package"
        | "submit_work_package"
        | "return_work_package"
        | "resume_work_package"
        | "approve_work_package"
        | "close_work_package" => json!({"version": 1, "note": "As discussed."}),
        _ => json!({}),
    }
}

/// A work package of the initiator's, which the reviewer reviews.
pub fn package(name: &str, ids: &BTreeMap<String, String>) -> Value {
    json!({"name": name, "description": "Drawings and calculations.", "assignee_id": ids["initiator"],
        "reviewer_ids": [ids["reviewer"]], "due_on": "2026-12-18", "document_ids": [ids["document"]],
        "workflow_ids": [ids["workflow"]]})
}

/// What templates and the review matrix take.
fn planned(operation: &str, ids: &BTreeMap<String, String>) -> Value {
    match operation {
        "create_workflow_template" => template("Review of drawings", ids),
        "edit_workflow_template" => {
            let mut edit = template("Review of drawings", ids);
            edit["version"] = json!(1);
            edit
        }
        "clone_workflow_template" => json!({"name": "A copy", "project_id": ids["project"]}),
        "create_review_rule" => rule("Structural drawings", ids),
        "replace_review_rule" => json!({"version": 1, "rule": rule("Structural drawings", ids)}),
        "test_review_matrix" => json!({"discipline": "STR"}),
        _ => json!({"version": 1}),
    }
}

/// What workflows and steps take.
fn running(operation: &str, ids: &BTreeMap<String, String>) -> Value {
    match operation {
        "start_workflow" | "check_workflow" => {
            workflow("Ground floor", &ids["document"], &[&ids["asked"]], ids)
        }
        "resubmit_workflow" => json!({"version": 2, "comment": "Columns moved."}),
        "respond_to_step" => {
            json!({"version": 1, "answer": "approve", "comment": "As discussed.", "attachments": []})
        }
        "add_step_comment" => {
            json!({"text": "Is the stair still to move?", "mentions": [], "attachments": []})
        }
        "delegate_step" => json!({"to_person_id": ids["member"], "reason": "On leave"}),
        "reassign_step" => {
            json!({"from_person_id": ids["asked"], "to_person_id": ids["member"], "reason": "On leave"})
        }
        _ => json!({"reason": "Drawn anew"}),
    }
}

/// A workflow from the template that is active, with one step that these people answer.
pub fn workflow(title: &str, document: &str, people: &[&str], ids: &BTreeMap<String, String>) -> Value {
    json!({"template_id": ids["active_template"], "template_version": 1, "title": title, "priority": "high",
        "documents": [{"document_id": document}], "due_on": "2026-12-18", "notes": "Look at the joints.",
        "steps": [{"stage": 0, "step": 0, "person_ids": people}]})
}

/// A template of two stages that is fit to be activated.
pub fn template(name: &str, ids: &BTreeMap<String, String>) -> Value {
    let review = json!({"name": "Check", "type": "review", "instructions": "Look at the joints.", "sla_hours": 72, "reminder_hours": 24,
        "assignment": {"kind": "person", "person_id": ids["member"]},
        "escalation": {"after_hours": 24, "to": {"kind": "role", "role": "project_admin"}}});
    let approve = json!({"name": "Approve", "type": "approve", "assignment": {"kind": "role", "role": "project_admin"},
        "on_reject": {"action": "goto_stage", "stage": 0}});
    json!({"name": name, "description": "Two stages.", "category": "Review", "settings": {"outcome": "lowest_of_all"},
        "stages": [{"name": "Review", "steps": [review]}, {"name": "Approval", "steps": [approve]}]})
}

/// A rule of the review matrix.
pub fn rule(name: &str, ids: &BTreeMap<String, String>) -> Value {
    json!({"name": name, "criteria": {"discipline": "STR"}, "reviewers": [{"kind": "person", "person_id": ids["member"]}],
        "fallback": {"kind": "role", "role": "project_admin"}, "mode": "all", "sla_hours": 72})
}

/// A question of a report.
fn question() -> Value {
    json!({"metric": "document_count", "group_by": ["discipline", "status"], "from": "2026-01-01", "to": "2026-12-31",
        "query": {"status": ["for_review"]}})
}

/// A numbering scheme of each kind of segment.
fn scheme() -> Value {
    json!({"scope": "year", "segments": [
        {"kind": "project"}, {"kind": "literal", "text": "-"}, {"kind": "code", "field": "discipline"}, {"kind": "year"},
        {"kind": "short_year"}, {"kind": "month"}, {"kind": "counter", "width": 4, "start": 1},
    ]})
}

/// Where an operation answers a kind of person otherwise than its act alone would say.
pub fn exception(operation: &str, kind: &str) -> Option<char> {
    match (operation, kind) {
        // The list of projects belongs to the organisation: who is in none sees an empty one.
        ("list_projects", "responder" | "member") => Some('y'),
        // A list within the project is open to whoever is in it, be it empty.
        ("list_documents" | "count_documents" | "count_document_facets", "stranger") => Some('y'),
        // From outside edits are asked for; whoever edits needs not ask.
        ("request_edit", "external" | "external_full") => Some('y'),
        // Documents that one does not know of are a fault of the request, not of its address.
        ("bulk_documents", "stranger") => Some('y'),
        ("accept_many" | "reject_many", "stranger") => Some('n'),
        // A request is its requester's, the external participant's here.
        ("withdraw_edit_request", "external_full" | "stranger") => Some('-'),
        // An export is its asker's, the initiator's here.
        ("get_export" | "export_file" | "delete_export", "initiator") => Some('y'),
        ("get_export" | "export_file" | "delete_export", _) => Some('-'),
        // An import is its maker's, the initiator's here; from outside nothing is imported.
        (
            "get_import"
            | "list_import_rows"
            | "get_import_workbook"
            | "put_import_workbook"
            | "put_import_files"
            | "commit_import"
            | "delete_import",
            "initiator",
        ) => Some('y'),
        (
            "get_import"
            | "list_import_rows"
            | "get_import_workbook"
            | "put_import_workbook"
            | "put_import_files"
            | "commit_import"
            | "delete_import",
            _,
        ) => Some('-'),
        (
            "list_imports" | "create_import" | "get_import_template",
            "external" | "external_full" | "stranger",
        ) => Some('n'),
        // A notice is its reader's, the external participant's here.
        ("get_notification", kind) if kind != "external" => Some('-'),
        // A step is not there for whoever is from outside and has no part in it.
        ("reassign_step" | "terminate_step", "external" | "external_full" | "stranger") => Some('-'),
        // The reviewer has a part in the step, and has answered.
        ("respond_to_step" | "delegate_step", "reviewer") => Some('y'),
        // A file that is part of an answer is dropped by nobody.
        ("discard_step_attachment", _) => Some('-'),
        // A file that is evidence is dropped by nobody.
        (
            "discard_work_package_attachment",
            "org_admin" | "org_manager" | "project_admin" | "initiator" | "reviewer",
        ) => Some('-'),
        // From outside the receipt of an answer is its giver's.
        ("get_step_receipt", "responder") => Some('-'),
        // A draft is of those who prepare transmittals.
        (
            "get_transmittal"
            | "acknowledge_transmittal"
            | "contest_acknowledgement"
            | "get_acknowledgement_receipt"
            | "get_cover_sheet",
            "reviewer" | "viewer" | "external" | "external_full" | "stranger",
        ) => Some('-'),
        // An upload is its uploader's, the initiator's here.
        ("discard_upload", "initiator") => Some('y'),
        ("discard_upload", _) => Some('-'),
        ("ask_arrival" | "get_arrival" | "append_to_arrival" | "cancel_arrival", "initiator") => Some('y'),
        ("ask_arrival" | "get_arrival" | "append_to_arrival" | "cancel_arrival", _) => Some('-'),
        // Who may not manage a guest share does not know of it.
        (
            "get_guest_share" | "get_guest_share_log" | "export_guest_share_log",
            "reviewer" | "viewer" | "external" | "external_full" | "stranger",
        ) => Some('-'),
        _ => None,
    }
}
