//! The settings of the organisation, in sections: general, security, external access,
//! notifications, transmittals. A change closes the
//! former value and keeps it.

use axum::Json;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use utoipa::ToSchema;
use wayleave_access::audit::{Event, Stamp};
use wayleave_access::{OrganisationFacts, Role, SharePolicy, Target, act, ledger};
use wayleave_base::{ErrorCode, OrganisationId};
use wayleave_db::{Tx, sql};
use wayleave_mail::Colour;

use crate::abilities::{Abilities, abilities};
use crate::cx::Cx;
use crate::error::{Error, FieldError, Problem, Result};
use crate::policy::{PolicyEdit, PolicyView};
use crate::settings::{
    self, BRANDING, Branding, EXTERNAL_ACCESS, GENERAL, General, NOTIFICATIONS, Notifications, SECURITY,
    Security, TRANSMITTALS, Transmittals,
};
use crate::wire::{self, Body, Dates};
use crate::work::Work;

use super::sending::{self, TransmittalDefaults, TransmittalDefaultsEdit};
use super::telling::{self, NotificationsEdit, NotificationsView};

/// The settings of the organisation.
#[derive(Debug, Serialize, ToSchema)]
pub struct SettingsView {
    /// Name, time zone and look.
    pub general: GeneralView,
    /// Roles and files.
    pub security: SecurityView,
    /// What people from outside may be given.
    #[schema(value_type = PolicyView)]
    pub external_access: Value,
    /// How people are told what happened.
    pub notifications: NotificationsView,
    /// What is usual of transmittals.
    pub transmittals: TransmittalDefaults,
    /// What may be changed.
    #[schema(value_type = std::collections::BTreeMap<String, crate::abilities::Ability>)]
    pub abilities: Abilities,
}

/// Name, time zone and look.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct GeneralView {
    /// The organisation's name.
    pub name: String,
    /// The time zone, an IANA name.
    #[schema(example = "Europe/London")]
    pub timezone: String,
    /// `YYYY-MM-DD`, `DD/MM/YYYY` or `MM/DD/YYYY`.
    pub date_format: String,
    /// Whom to write to; may be empty.
    pub contact_email: String,
    /// The primary colour.
    #[schema(example = "#1d4ed8")]
    pub colour: String,
}

/// Roles and files.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct SecurityView {
    /// The project role of a new membership when none is named.
    #[schema(example = "reviewer")]
    pub default_project_role: String,
    /// Which files may be uploaded.
    pub file_types: FileTypes,
    /// Do organisation administrators alone change and archive active workflow templates?
    pub active_templates_reserved: bool,
}

/// Which files may be uploaded. What a computer would run is refused in any case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FileTypes {
    /// `all` or `allowlist`.
    pub mode: String,
    /// The endings of the list, without dots.
    pub extensions: Vec<String>,
}

/// A change of settings; absent sections and fields stay.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SettingsEdit {
    /// Name, time zone and look.
    pub general: Option<GeneralEdit>,
    /// Roles and files.
    pub security: Option<SecurityEdit>,
    /// What people from outside may be given: any of the fields of the section.
    #[schema(value_type = Option<PolicyEdit>)]
    pub external_access: Option<Map<String, Value>>,
    /// How people are told what happened.
    pub notifications: Option<NotificationsEdit>,
    /// What is usual of transmittals.
    #[serde(default, deserialize_with = "wire::object")]
    pub transmittals: Option<TransmittalDefaultsEdit>,
}

/// A change of the general settings.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GeneralEdit {
    /// The organisation's name.
    pub name: Option<String>,
    /// The time zone, an IANA name.
    pub timezone: Option<String>,
    /// `YYYY-MM-DD`, `DD/MM/YYYY` or `MM/DD/YYYY`.
    pub date_format: Option<String>,
    /// Whom to write to; empty for nobody.
    pub contact_email: Option<String>,
    /// The primary colour, such as `#1d4ed8`.
    pub colour: Option<String>,
}

/// A change of the security settings.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SecurityEdit {
    /// The project role of a new membership when none is named.
    pub default_project_role: Option<String>,
    /// Which files may be uploaded.
    pub file_types: Option<FileTypes>,
    /// Do organisation administrators alone change and archive active workflow templates?
    #[schema(example = true)]
    pub active_templates_reserved: Option<bool>,
}

/// The settings as stored.
#[derive(Clone, Debug)]
struct Stored {
    name: String,
    general: General,
    branding: Branding,
    security: Security,
    policy: SharePolicy,
    notifications: Notifications,
    transmittals: Transmittals,
}

impl Stored {
    async fn load(tx: &mut Tx, organisation: OrganisationId, name: &str) -> Result<Self> {
        Ok(Self {
            name: name.to_owned(),
            general: settings::read(tx, organisation, None, GENERAL).await?,
            branding: settings::branding(tx, organisation).await?,
            security: settings::read(tx, organisation, None, SECURITY).await?,
            policy: settings::read(tx, organisation, None, EXTERNAL_ACCESS).await?,
            notifications: settings::read(tx, organisation, None, NOTIFICATIONS).await?,
            transmittals: settings::read(tx, organisation, None, TRANSMITTALS).await?,
        })
    }

    fn general(&self) -> GeneralView {
        GeneralView {
            name: self.name.clone(),
            timezone: self.general.timezone.clone(),
            date_format: self.general.date_format.clone(),
            contact_email: self.general.contact_email.clone(),
            colour: self.branding.colour.clone(),
        }
    }

    fn security(&self) -> SecurityView {
        SecurityView {
            default_project_role: self.security.default_project_role.clone(),
            file_types: FileTypes {
                mode: self.security.file_types.clone(),
                extensions: self.security.extensions.clone(),
            },
            active_templates_reserved: self.security.active_templates_reserved,
        }
    }

    fn view(&self, facts: &OrganisationFacts) -> SettingsView {
        use wayleave_access::Action::{OptionManage, OrganisationSecurity, OrganisationSettings};
        let acts = [OrganisationSettings, OrganisationSecurity, OptionManage];
        SettingsView {
            general: self.general(),
            security: self.security(),
            external_access: json!(self.policy),
            notifications: telling::view(&self.notifications),
            transmittals: sending::view(&self.transmittals),
            abilities: abilities(&acts, |action| facts.outcome(action, Target::default())),
        }
    }
}

/// The settings of the organisation.
#[utoipa::path(get, path = "/api/v1/organisations/{organisation}/settings", operation_id = "get_settings", tag = "settings",
    params(("organisation" = String, Path, description = "Public id or slug.")),
    responses((status = 200, body = SettingsView),
        (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("organisation.settings"))))]
pub async fn get_settings(cx: Cx, Path(organisation): Path<String>) -> Result<Json<SettingsView>> {
    let mut work = Work::read(&cx, &organisation).await?;
    work.permit::<act::OrganisationSettings>(Target::default())?;
    let stored = Stored::load(&mut work.tx, work.organisation.id, &work.organisation.name).await?;
    Ok(Json(stored.view(&work.facts())))
}

/// Change sections of the settings.
///
/// Security and external access are for organisation administrators. A lower ceiling shortens no share there is.
#[utoipa::path(patch, path = "/api/v1/organisations/{organisation}/settings", operation_id = "change_settings", tag = "settings",
    params(("organisation" = String, Path, description = "Public id or slug.")),
    request_body = SettingsEdit,
    responses((status = 200, body = SettingsView),
        (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("organisation.settings"))))]
pub async fn change_settings(
    cx: Cx,
    Path(organisation): Path<String>,
    Body(edit): Body<SettingsEdit>,
) -> Result<Response> {
    let mut work = Work::write(&cx, &organisation).await?;
    let permit = work.permit::<act::OrganisationSettings>(Target::default())?;
    let guarded = edit.security.is_some() || edit.external_access.is_some();
    let security =
        guarded.then(|| work.permit::<act::OrganisationSecurity>(Target::default())).transpose()?;
    let id = work.organisation.id;
    let before = Stored::load(&mut work.tx, id, &work.organisation.name).await?;
    let after = edited(&before, edit)?;
    let (old, new) = differences(&before, &after);
    if !new.is_empty() {
        let (public_id, name) = (work.organisation.public_id.clone(), after.name.clone());
        let event = Event::new("organisation", "settings.changed", ("organisation", &public_id, &name))
            .before(Value::Object(old))
            .after(Value::Object(new));
        let stamp = match &security {
            Some(security) => work.record(security, event).await?,
            None => work.record(&permit, event).await?,
        };
        store(&mut work.tx, &stamp, &before, &after).await?;
    }
    let view = after.view(&work.facts());
    work.finish(StatusCode::OK, &view).await
}

/// The sections that differ, before and after.
fn differences(before: &Stored, after: &Stored) -> (Map<String, Value>, Map<String, Value>) {
    let sections = [
        ("general", json!(before.general()), json!(after.general())),
        ("security", json!(before.security()), json!(after.security())),
        ("external_access", json!(before.policy), json!(after.policy)),
        ("notifications", json!(before.notifications), json!(after.notifications)),
        ("transmittals", json!(before.transmittals), json!(after.transmittals)),
    ];
    let changed = sections.into_iter().filter(|(_, old, new)| old != new);
    changed.map(|(name, old, new)| ((name.to_owned(), old), (name.to_owned(), new))).unzip()
}

async fn store(tx: &mut Tx, stamp: &Stamp, before: &Stored, after: &Stored) -> Result<()> {
    if after.name != before.name {
        let rename = sql("update organisation set name = $2 where id = $1");
        tx.execute(rename.bind(stamp.organisation()).bind(&after.name)).await?;
    }
    let values = [
        (GENERAL, json!(before.general), json!(after.general)),
        (BRANDING, json!(before.branding), json!(after.branding)),
        (SECURITY, json!(before.security), json!(after.security)),
        (EXTERNAL_ACCESS, json!(before.policy), json!(after.policy)),
        (NOTIFICATIONS, json!(before.notifications), json!(after.notifications)),
        (TRANSMITTALS, json!(before.transmittals), json!(after.transmittals)),
    ];
    for (key, old, new) in values {
        if old != new {
            ledger::set(tx, stamp, None, key, &new.to_string()).await?;
        }
    }
    Ok(())
}

fn edited(before: &Stored, edit: SettingsEdit) -> Result<Stored> {
    let mut after = before.clone();
    let mut errors = Vec::new();
    if let Some(general) = edit.general {
        edit_general(&mut after, general, &mut errors);
    }
    if let Some(security) = edit.security {
        edit_security(&mut after.security, security, &mut errors);
    }
    if let Some(change) = &edit.notifications {
        telling::edit(&mut after.notifications, change, &mut errors);
    }
    if let Some(change) = &edit.transmittals {
        sending::edit(&mut after.transmittals, change, &mut errors);
    }
    if let Some(fields) = edit.external_access {
        after.policy = edit_policy(&before.policy, fields, &mut errors)?;
    }
    Error::check(errors)?;
    Ok(after)
}

fn edit_general(after: &mut Stored, edit: GeneralEdit, errors: &mut Vec<FieldError>) {
    let mut wrong = |field: &str, detail: &str| {
        errors.push(FieldError::new(format!("general.{field}"), "unknown", detail));
    };
    if let Some(zone) = edit.timezone {
        if TimeZone::get(&zone).is_err() {
            wrong("timezone", "There is no such time zone.");
        }
        after.general.timezone = zone;
    }
    if let Some(format) = edit.date_format {
        if Dates::parse(&format).is_none() {
            wrong("date_format", "The format is YYYY-MM-DD, DD/MM/YYYY or MM/DD/YYYY.");
        }
        after.general.date_format = format;
    }
    if let Some(colour) = edit.colour {
        match Colour::parse(&colour) {
            Ok(colour) => after.branding.colour = colour.to_string(),
            Err(_) => wrong("colour", "Write the colour like #1d4ed8."),
        }
    }
    if let Some(name) = edit.name {
        match wire::line("general.name", &name, 200, true) {
            Ok(name) => after.name = name,
            Err(error) => errors.push(error),
        }
    }
    match edit.contact_email.as_deref().map(str::trim) {
        None => {}
        Some("") => after.general.contact_email = String::new(),
        Some(email) => match wire::email("general.contact_email", email) {
            Ok(email) => after.general.contact_email = email,
            Err(error) => errors.push(error),
        },
    }
}

fn edit_security(after: &mut Security, edit: SecurityEdit, errors: &mut Vec<FieldError>) {
    if let Some(role) = edit.default_project_role {
        if !matches!(Role::parse(&role), Some(Role::Initiator | Role::Reviewer | Role::Viewer)) {
            let detail = "The default role is initiator, reviewer or viewer.";
            errors.push(FieldError::new("security.default_project_role", "unknown", detail));
        }
        after.default_project_role = role;
    }
    after.active_templates_reserved =
        edit.active_templates_reserved.unwrap_or(after.active_templates_reserved);
    let Some(types) = edit.file_types else { return };
    if !matches!(types.mode.as_str(), "all" | "allowlist") {
        let detail = "The mode is all or allowlist.";
        errors.push(FieldError::new("security.file_types.mode", "unknown", detail));
    }
    let mut extensions: Vec<String> = types
        .extensions
        .iter()
        .map(|extension| extension.trim().trim_start_matches('.').to_lowercase())
        .collect();
    extensions.sort();
    extensions.dedup();
    let proper = |extension: &String| {
        (1..=16).contains(&extension.len()) && extension.bytes().all(|byte| byte.is_ascii_alphanumeric())
    };
    if extensions.len() > 200 || !extensions.iter().all(proper) {
        let detail = "List up to 200 endings of letters and digits, such as pdf.";
        errors.push(FieldError::new("security.file_types.extensions", "malformed", detail));
    }
    if types.mode == "allowlist" && extensions.is_empty() {
        let detail = "A list without endings would allow no file at all.";
        errors.push(FieldError::new("security.file_types.extensions", "required", detail));
    }
    after.file_types = types.mode;
    after.extensions = extensions;
}

/// The policy with these fields changed.
fn edit_policy(
    before: &SharePolicy,
    fields: Map<String, Value>,
    errors: &mut Vec<FieldError>,
) -> Result<SharePolicy> {
    let mut whole = json!(before);
    for (field, value) in fields {
        let path = format!("external_access.{field}");
        if whole.get(&field).is_none() {
            errors.push(FieldError::new(path, "unknown", "There is no such setting."));
        } else {
            whole[&field] = value.clone();
            if serde_json::from_value::<SharePolicy>(whole.clone()).is_err() {
                errors.push(FieldError::new(path, "malformed", "This is not a value of this setting."));
                whole[&field] = json!(before)[&field].clone();
            }
        }
    }
    let policy: SharePolicy = serde_json::from_value(whole)
        .map_err(|_| Error::because(ErrorCode::Malformed, "The policy of external access cannot be read."))?;
    let ranges = [
        ("max_days", policy.max_days, 3650),
        ("default_days", policy.default_days, policy.max_days),
        ("external_max_days", policy.external_max_days, 3650),
        ("external_default_days", policy.external_default_days, policy.external_max_days),
    ];
    for (field, days, most) in ranges {
        if !(1..=most).contains(&days) {
            let detail = format!("Choose 1 to {} days.", most.max(1));
            errors.push(FieldError::new(format!("external_access.{field}"), "out_of_range", detail));
        }
    }
    if !(0..=100_000).contains(&policy.default_max_opens) {
        let detail = "Choose 0 for no limit, or up to 100000.";
        errors.push(FieldError::new("external_access.default_max_opens", "out_of_range", detail));
    }
    Ok(policy)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(value: &Value) -> Map<String, Value> {
        value.as_object().cloned().unwrap_or_default()
    }

    #[test]
    fn a_policy_takes_known_fields_within_their_range() {
        let before = SharePolicy::default();
        let mut errors = Vec::new();
        let good = fields(&json!({"max_days": 30, "password": "required"}));
        let policy = edit_policy(&before, good, &mut errors);
        assert!(policy.is_ok_and(|policy| policy.max_days == 30 && policy.default_days == 14));
        assert_eq!(errors, []);
        let bad = fields(&json!({"max_days": 10, "passwort": "off", "name": "maybe", "warn_days": [3]}));
        assert!(edit_policy(&before, bad, &mut errors).is_ok());
        let mut found: Vec<&str> = errors.iter().map(|error| error.field.as_str()).collect();
        found.sort_unstable();
        let expected = [
            "external_access.default_days",
            "external_access.name",
            "external_access.passwort",
            "external_access.warn_days",
        ];
        assert_eq!(found, expected);
    }
}
