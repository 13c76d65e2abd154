//! Settings: named values of an organisation or a project, kept with their history. Each name has a type with defaults.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use wayleave_access::Role;
use wayleave_base::{OrganisationId, ProjectId};
use wayleave_db::{DbResult, Tx, row, sql};

use crate::register::numbering::scheme::Scheme;
use crate::wire::Dates;

/// The name of the share policy's setting; the access core reads it too.
pub const EXTERNAL_ACCESS: &str = "external_access";
/// The name of the branding's setting.
pub const BRANDING: &str = "branding";
/// The name of the general settings.
pub const GENERAL: &str = "general";
/// The name of the security settings.
pub const SECURITY: &str = "security";
/// The name of a project's register settings.
pub const REGISTER: &str = "register";
/// The name of the numbering of the organisation or a project.
pub const NUMBERING: &str = "numbering";
/// The name of the settings of notices.
pub const NOTIFICATIONS: &str = "notifications";
/// The name of the settings of transmittals.
pub const TRANSMITTALS: &str = "transmittals";

/// The name of what mails say in the words of the organisation or a project.
pub const MAIL_TEXTS: &str = "mail_texts";

/// The name of a project's settings of work packages.
pub const WORK_PACKAGES: &str = "work_packages";

/// How the organisation looks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Branding {
    /// The primary colour, `#rrggbb`.
    pub colour: String,
    /// The logo's file, a PNG.
    pub logo: Option<String>,
}

impl Default for Branding {
    fn default() -> Self {
        Self { colour: "#1d4ed8".to_owned(), logo: None }
    }
}

/// General settings of the organisation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct General {
    /// The time zone, an IANA name.
    pub timezone: String,
    /// `YYYY-MM-DD`, `DD/MM/YYYY` or `MM/DD/YYYY`.
    pub date_format: String,
    /// Whom to write to.
    pub contact_email: String,
}

impl Default for General {
    fn default() -> Self {
        Self {
            timezone: "UTC".to_owned(),
            date_format: "YYYY-MM-DD".to_owned(),
            contact_email: String::new(),
        }
    }
}

/// How the organisation writes days.
pub async fn dates(tx: &mut Tx, organisation: OrganisationId) -> DbResult<Dates> {
    let general: General = read(tx, organisation, None, GENERAL).await?;
    Ok(Dates::parse(&general.date_format).unwrap_or_default())
}

/// How often somebody gets mail about what happened.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Rhythm {
    /// A mail for each notice, when it happens.
    #[default]
    AtOnce,
    /// One mail a day, if there is anything to tell.
    Daily,
    /// One mail a week, if there is anything to tell.
    Weekly,
    /// None, but for what cannot wait or be switched off.
    Never,
}

impl Rhythm {
    const CODES: [(&'static str, Self); 4] =
        [("at_once", Self::AtOnce), ("daily", Self::Daily), ("weekly", Self::Weekly), ("never", Self::Never)];

    /// The rhythm with this code.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        Self::CODES.iter().find(|(known, _)| *known == code).map(|(_, rhythm)| *rhythm)
    }

    /// Its code.
    #[must_use]
    pub fn code(self) -> &'static str {
        Self::CODES.iter().find(|(_, rhythm)| *rhythm == self).map_or("at_once", |(code, _)| code)
    }
}

/// How the organisation tells its people what happened, where they choose nothing else.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Notifications {
    /// How often mail goes out.
    pub digest: Rhythm,
    /// The hour of the organisation's day at which digests go out, 0 to 23.
    pub hour: i64,
    /// The day on which weekly ones do, from 1 for Monday to 7 for Sunday.
    pub weekday: i64,
    /// For how many days notices are kept after they were read.
    pub keep_days: i64,
}

impl Default for Notifications {
    fn default() -> Self {
        Self { digest: Rhythm::AtOnce, hour: 8, weekday: 1, keep_days: 90 }
    }
}

/// Security settings of the organisation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Security {
    /// The role of a new membership when none is named.
    pub default_project_role: String,
    /// `all` or `allowlist`.
    pub file_types: String,
    /// The endings allowed, without dots.
    pub extensions: Vec<String>,
    /// Do organisation administrators alone change and archive active workflow templates? The access core reads it too.
    pub active_templates_reserved: bool,
}

impl Default for Security {
    fn default() -> Self {
        let list = "pdf dwg dxf ifc doc docx xls xlsx ppt pptx txt csv png jpg jpeg tif tiff zip";
        Self {
            default_project_role: Role::Reviewer.code().to_owned(),
            file_types: "allowlist".to_owned(),
            extensions: list.split(' ').map(str::to_owned).collect(),
            active_templates_reserved: false,
        }
    }
}

/// Register settings of a project.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Register {
    /// Do uploads by members wait for acceptance too?
    pub all_uploads_need_acceptance: bool,
    /// Which codes revisions may have.
    pub revision_codes: RevisionCodes,
    /// For how many days what was deleted or archived is kept.
    pub retention_days: i64,
}

impl Default for Register {
    fn default() -> Self {
        Self {
            all_uploads_need_acceptance: false,
            revision_codes: RevisionCodes::default(),
            retention_days: 365,
        }
    }
}

/// Which codes revisions may have.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RevisionCodes {
    /// Any.
    #[default]
    Free,
    /// `P01` and `P01.02` while in progress, `C01` once contractual.
    PC,
}

/// What the organisation says of its transmittals, where nobody says otherwise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Transmittals {
    /// How many days after its date receipt is to be acknowledged.
    pub acknowledge_days: i64,
}

impl Default for Transmittals {
    fn default() -> Self {
        Self { acknowledge_days: 7 }
    }
}

/// Settings of a project's work packages.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct WorkPackages {
    /// What becomes of submitting a package some of whose workflows still run.
    pub submit_with_active_workflows: RunningWorkflows,
}

/// What becomes of submitting a work package some of whose workflows still run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RunningWorkflows {
    /// It is submitted, with a warning.
    #[default]
    Warn,
    /// It is refused.
    Refuse,
}

/// How documents get their numbers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Numbering {
    /// `manual` or `automatic`.
    #[schema(example = "manual")]
    pub mode: String,
    /// How automatic numbers are made; in manual mode, how typed numbers and names of files are read.
    pub scheme: Option<Scheme>,
}

impl Default for Numbering {
    fn default() -> Self {
        Self { mode: "manual".to_owned(), scheme: None }
    }
}

row! {
    struct Value { value: String }
}

/// The value of a setting, if one was ever written here.
pub async fn find<T: DeserializeOwned>(
    tx: &mut Tx,
    organisation: OrganisationId,
    project: Option<ProjectId>,
    key: &str,
) -> DbResult<Option<T>> {
    let mut text =
        sql("select value from setting where closed_at is null and organisation_id = $1 and key = $2")
            .bind(organisation)
            .bind(key);
    match project {
        Some(project) => text.push(" and project_id = ").arg(project),
        None => text.push(" and project_id is null"),
    };
    let stored = tx.optional::<Value>(text).await?;
    Ok(stored.and_then(|stored| serde_json::from_str(&stored.value).ok()))
}

/// The value of a setting, or its default.
pub async fn read<T: DeserializeOwned + Default>(
    tx: &mut Tx,
    organisation: OrganisationId,
    project: Option<ProjectId>,
    key: &str,
) -> DbResult<T> {
    Ok(find(tx, organisation, project, key).await?.unwrap_or_default())
}

/// How the organisation looks.
pub async fn branding(tx: &mut Tx, organisation: OrganisationId) -> DbResult<Branding> {
    read(tx, organisation, None, BRANDING).await
}
