//! One example for each word of the API: a field of one name means the same everywhere, so its example stands here once
//! and goes to every schema that has the field and gives no example of its own.

use serde_json::{Value, json};

use super::fields::kind_of;

/// What follows the prefix of an example's id.
const TAIL: &str = "5n0vq2m8c4k7x1w9r3t6y0b2aj";

/// Fields whose example is another one in this schema; `null` leaves the field out of what is put together.
const SPECIAL: &[(&str, &str, &str)] = &[
    ("AcceptInvitation", "token", "\"wli_…\""),
    ("CompleteReset", "token", "\"wlr_…\""),
    ("TokenBody", "token", "\"wli_…\""),
    ("ChangePassword", "current", "\"seven green lamps\""),
    ("ChangePassword", "new", "\"seven green lamps beside a quiet harbour\""),
    ("Credentials", "password", "\"seven green lamps beside a quiet harbour\""),
    ("NewGuestShare", "password", "\"harbour-crane-9\""),
    ("EditGuestShare", "password", "\"harbour-crane-9\""),
    ("NewCompany", "name", "\"Harbour Steel\""),
    ("ChangeCompany", "name", "\"Harbour Steel\""),
    ("NewProject", "name", "\"Harbour bridge\""),
    ("ProjectEdit", "name", "\"Harbour bridge\""),
    ("GeneralEdit", "name", "\"Acme Construction\""),
    ("NewGroup", "name", "\"Structure\""),
    ("GroupEdit", "name", "\"Structure\""),
    ("NewGroup", "description", "\"Who draws and checks the structure\""),
    ("GroupEdit", "description", "\"Who draws and checks the structure\""),
    ("NewOffer", "role", "\"reviewer\""),
    ("NewMembership", "role", "\"reviewer\""),
    ("NewMembership", "label", "\"Site engineer\""),
    ("MembershipEdit", "role", "\"reviewer\""),
    ("NewOverride", "role", "\"reviewer\""),
    ("NewOverride", "member_id", "null"),
    ("NewOverride", "action", "\"upload_documents\""),
    ("ReadNotices", "up_to", "null"),
    ("NewRow", "document_id", "null"),
    ("Acceptance", "document_id", "null"),
    ("Acceptance", "as", "\"new\""),
    ("Acceptance", "received_from_id", "\"com_5n0vq2m8c4k7x1w9r3t6y0b2aj\""),
    ("NewEditRequest", "comment", "\"The sheet says so.\""),
    ("Approval", "document_version", "1"),
    ("SupersedeBody", "by_document_id", "\"doc_5n0vq2m8c4k7x1w9r3t6y0b2aj\""),
    ("MergeBody", "target_id", "\"doc_5n0vq2m8c4k7x1w9r3t6y0b2aj\""),
    ("MergeBody", "source_ids", "[\"doc_8c4k7x1w9r3t6y0b2aj5n0vq2m\"]"),
    ("MergeBody", "latest_revision_id", "\"rev_5n0vq2m8c4k7x1w9r3t6y0b2aj\""),
    ("MergeBody", "codes", "{\"rev_8c4k7x1w9r3t6y0b2aj5n0vq2m\": \"P01-2\"}"),
    ("MergeBody", "versions", "{\"doc_5n0vq2m8c4k7x1w9r3t6y0b2aj\": 7}"),
    ("MergeBody", "sure", "true"),
    ("BulkBody", "ids", "[\"doc_5n0vq2m8c4k7x1w9r3t6y0b2aj\"]"),
    ("BulkBody", "versions", "{\"doc_5n0vq2m8c4k7x1w9r3t6y0b2aj\": 7}"),
    ("RegisterEdit", "retention_days", "365"),
    ("NewExport", "documents", "[\"doc_5n0vq2m8c4k7x1w9r3t6y0b2aj\"]"),
    ("DocumentQuery", "q", "\"title:plan\""),
    ("DocumentQuery", "status", "[\"for_review\"]"),
    ("DocumentQuery", "document_type", "[\"DRG\"]"),
    ("DocumentQuery", "discipline", "[\"ARC\"]"),
    ("DocumentQuery", "zone", "[\"Z1\"]"),
    ("DocumentQuery", "stage", "[\"4\"]"),
    ("DocumentQuery", "level", "[\"L01\"]"),
    ("DocumentQuery", "programme", "[\"Harbour\"]"),
    ("DocumentQuery", "sub_programme", "[\"Piers\"]"),
    ("DocumentQuery", "package", "[\"02\"]"),
    ("DocumentQuery", "originator", "[\"Borealis Engineers\"]"),
    ("DocumentQuery", "area", "[\"North yard\"]"),
    ("DocumentQuery", "building", "[\"B1\"]"),
    ("DocumentQuery", "floor", "[\"Ground\"]"),
    ("DocumentQuery", "asset_tag", "[\"PU-101\"]"),
    ("DocumentQuery", "received_from", "[\"com_5n0vq2m8c4k7x1w9r3t6y0b2aj\"]"),
    ("DocumentQuery", "revision_date_from", "\"2026-11-01\""),
    ("DocumentQuery", "revision_date_to", "\"2026-11-30\""),
    ("DocumentQuery", "accepted_from", "\"2026-11-01T00:00:00Z\""),
    ("DocumentQuery", "accepted_before", "\"2026-12-01T00:00:00Z\""),
    ("DocumentQuery", "uploaded_from", "\"2026-11-01T00:00:00Z\""),
    ("DocumentQuery", "uploaded_before", "\"2026-12-01T00:00:00Z\""),
    ("DocumentQuery", "field", "[\"phase:P1\"]"),
    ("DocumentQuery", "mine", "false"),
    ("DocumentQuery", "pending", "false"),
    ("DocumentQuery", "restricted", "false"),
    ("DocumentQuery", "issued", "false"),
    ("DocumentQuery", "workflow", "false"),
    ("DocumentQuery", "notice", "null"),
    ("DocumentQuery", "sort", "\"number\""),
    ("DocumentQuery", "limit", "null"),
    ("DocumentQuery", "cursor", "null"),
    ("ReadNotices", "ids", "null"),
    ("RevokeAccess", "ids", "[\"msh_5n0vq2m8c4k7x1w9r3t6y0b2aj\"]"),
    ("ExtendAccess", "ids", "[\"msh_5n0vq2m8c4k7x1w9r3t6y0b2aj\"]"),
    ("SubjectKey", "id", "\"com_5n0vq2m8c4k7x1w9r3t6y0b2aj\""),
    ("NewRow", "status", "\"for_review\""),
    ("NewRevisionBody", "status", "\"for_review\""),
    ("StatusBody", "status", "\"for_information\""),
    ("Acceptance", "status", "\"for_review\""),
    ("FileTypes", "mode", "\"allowlist\""),
    ("ProjectSettingsEdit", "external_access", "{\"max_days\": 14}"),
    ("SettingsEdit", "external_access", "{\"max_days\": 30}"),
];

/// Fields that mean the same wherever they stand.
const FIELDS: &[(&str, &str)] = &[
    ("action", "\"document.edit\""),
    ("actions", "[\"upload_documents\"]"),
    ("all_uploads_need_acceptance", "false"),
    ("allow_download", "false"),
    ("area", "\"North yard\""),
    ("asset_tag", "\"PU-101\""),
    ("bell", "true"),
    ("building", "\"B1\""),
    ("change_description", "\"Door D12 moved\""),
    ("code", "\"P02\""),
    ("colour", "\"#1d4ed8\""),
    ("comment", "false"),
    ("confirm_confidential", "false"),
    ("contact_email", "\"documents@example.org\""),
    ("controlling", "false"),
    ("date_format", "\"YYYY-MM-DD\""),
    ("default_project_role", "\"viewer\""),
    ("description", "\"What it is about\""),
    ("designation", "\"consultant\""),
    ("discipline", "\"ARC\""),
    ("document_type", "\"DRG\""),
    ("download", "true"),
    ("effect", "\"grant\""),
    ("email", "\"b.lee@example.org\""),
    ("ends_on", "\"2026-12-31\""),
    ("expires_on", "\"2026-12-05\""),
    ("extensions", "[\"pdf\", \"dwg\"]"),
    ("filename", "\"A-101_P02 Ground floor plan.pdf\""),
    ("floor", "\"Ground\""),
    ("follows", "\"pinned\""),
    ("hour", "8"),
    ("keep_days", "90"),
    ("label", "\"Facade tender, bidder 3\""),
    ("later", "false"),
    ("level", "\"L01\""),
    ("mail", "false"),
    ("mail_code", "false"),
    ("max_opens", "5"),
    ("message", "\"Welcome to the project.\""),
    ("name", "\"Bo Lee\""),
    ("next", "101"),
    ("number", "\"A-101\""),
    ("originator", "\"Borealis Engineers\""),
    ("package", "\"02 Facade\""),
    ("password", "\"seven green lamps beside a quiet harbour\""),
    ("phone", "\"+41 44 555 01 01\""),
    ("position", "\"Engineer\""),
    ("programme", "\"Harbour\""),
    ("reason", "\"For coordination\""),
    ("recipient_email", "\"b.lee@example.org\""),
    ("recipient_name", "\"Bo Lee\""),
    ("reference", "\"HRB-01\""),
    ("require_email", "false"),
    ("require_name", "true"),
    ("restricted", "true"),
    ("revision", "\"P02\""),
    ("revision_date", "\"2026-11-20\""),
    ("revision_codes", "\"p_c\""),
    ("role", "\"member\""),
    ("rule", "\"DR-06\""),
    ("slug", "\"acme\""),
    ("stage", "\"4\""),
    ("starts_on", "\"2026-12-01\""),
    ("status", "\"for_review\""),
    ("sub_programme", "\"Piers\""),
    ("tags", "[\"facade\"]"),
    ("theme", "\"dark\""),
    ("timezone", "\"Europe/Zurich\""),
    ("title", "\"Ground floor plan\""),
    ("version", "1"),
    ("wbs", "\"1.2.3\""),
    ("weekday", "1"),
    ("width", "4"),
    ("zone", "\"Z1\""),
];

/// The prefixes of ids by the names of the fields and parameters that hold one.
const IDS: &[(&str, &str)] = &[
    ("arrival", "arr"),
    ("attachment", "att"),
    ("company", "com"),
    ("document", "doc"),
    ("export", "exp"),
    ("import", "imp"),
    ("file", "att"),
    ("first_controller", "mem"),
    ("group", "grp"),
    ("invitation", "inv"),
    ("mail", "mai"),
    ("list", "dis"),
    ("member", "mem"),
    ("membership", "msh"),
    ("notification", "ntf"),
    ("organisation", "org"),
    ("override", "ovr"),
    ("project", "prj"),
    ("project_list", "dis"),
    ("package", "wpk"),
    ("purpose", "tpu"),
    ("report", "rpt"),
    ("request", "edr"),
    ("revision", "rev"),
    ("session", "ses"),
    ("share", "shr"),
    ("transmittal", "trn"),
    ("rule", "rvr"),
    ("template", "wft"),
    ("workflow", "wfl"),
    ("step", "stp"),
    ("response", "rsp"),
    ("from_person", "mem"),
    ("to_person", "mem"),
    ("upload", "upl"),
    ("view", "viw"),
];

/// Gives every field and parameter without an example of its own the one of its name.
pub fn add(description: &mut Value) {
    for (name, schema) in description["components"]["schemas"].as_object_mut().into_iter().flatten() {
        // Asked for by name only where it is: an index would write a null in its place.
        let properties = schema.get_mut("properties").and_then(Value::as_object_mut);
        for (field, property) in properties.into_iter().flatten() {
            if property.get("example").is_some() || property.get("$ref").is_some() {
                continue;
            }
            if let Some(example) = of_field(name, field, property) {
                property["example"] = example;
            }
        }
    }
    for (_, methods) in description["paths"].as_object_mut().into_iter().flatten() {
        for (_, operation) in methods.as_object_mut().into_iter().flatten() {
            let parameters = operation.get_mut("parameters").and_then(Value::as_array_mut);
            for parameter in parameters.into_iter().flatten() {
                if parameter.get("example").is_none() {
                    parameter["example"] = of_parameter(parameter);
                }
            }
        }
    }
}

fn of_field(schema: &str, field: &str, property: &Value) -> Option<Value> {
    let read = |text: &str| serde_json::from_str(text).unwrap_or(Value::Null);
    if let Some((_, _, text)) =
        SPECIAL.iter().find(|(in_schema, name, _)| *in_schema == schema && *name == field)
    {
        return Some(read(text)).filter(|example| !example.is_null());
    }
    let kind = kind_of(property);
    let fits = |example: &Value| match kind {
        "string" => example.is_string(),
        "integer" | "number" => example.is_number(),
        "boolean" => example.is_boolean(),
        "array" => example.is_array() && kind_of(&property["items"]) == "string",
        _ => false,
    };
    let named = FIELDS.iter().find(|(name, _)| *name == field).map(|(_, text)| read(text));
    named.filter(fits).or_else(|| id(field).filter(fits)).or_else(|| moment(field).filter(fits))
}

/// An id, or a list of one, for `document_id`, `group_ids` and the like.
fn id(field: &str) -> Option<Value> {
    let (stem, is_list) = match (field.strip_suffix("_ids"), field.strip_suffix("_id")) {
        (Some(stem), _) => (stem, true),
        (_, Some(stem)) => (stem, false),
        _ => (field, false),
    };
    let prefix = IDS.iter().find(|(name, _)| *name == stem)?.1;
    let id = format!("{prefix}_{TAIL}");
    Some(if is_list { json!([id]) } else { json!(id) })
}

fn moment(field: &str) -> Option<Value> {
    field.ends_with("_at").then(|| json!("2026-11-21T14:03:00.000Z"))
}

fn of_parameter(parameter: &Value) -> Value {
    let name = parameter["name"].as_str().unwrap_or_default();
    match name {
        "organisation" => json!("acme"),
        "page" | "limit" | "width" => json!(50),
        "region" => json!("0,0,0.5,0.5"),
        "at" | "from" | "to" | "before" | "ends_before" => json!("2026-11-21T14:03:00.000Z"),
        "role" => json!("workflow_responder"),
        "field" => json!("phase"),
        "option" => json!("ZD"),
        "text" => json!("transmittal_issued"),
        _ => id(name)
            .or_else(|| {
                FIELDS
                    .iter()
                    .find(|(field, _)| *field == name)
                    .and_then(|(_, text)| serde_json::from_str(text).ok())
            })
            .unwrap_or_else(|| {
                if kind_of(&parameter["schema"]) == "boolean" { json!(true) } else { json!("…") }
            }),
    }
}
