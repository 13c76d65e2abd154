//! A new organisation, by the operator's hand: its log, its choices of fields, and the one link that lets its first
//! administrator in. There is no account with a known password, ever.

use serde_json::json;
use wayleave_access::audit::{self, Actor, Event};
use wayleave_access::{OrganisationRole, SystemAct};
use wayleave_base::{CompanyId, OrganisationId};
use wayleave_db::{Tx, sql};

use crate::error::{Error, FieldError, OnTaken, Result};
use crate::mailing::{self, Secret, SecretKind};
use crate::shared::Shared;
use crate::wire;

use super::invitations::store::{self, NewInvitation};
use super::{companies, invitations};

/// What comes of creating an organisation.
#[derive(Clone, Debug)]
pub struct CreatedOrganisation {
    /// The public id.
    pub public_id: String,
    /// The name in addresses.
    pub slug: String,
    /// The link for the first administrator; it works once and is shown nowhere else.
    pub link: String,
}

/// Creates an organisation with a company of its name, which controls its projects, and invites its first administrator
/// into both. Without a slug, one is made from the name.
pub async fn create_organisation(
    shared: &Shared,
    name: &str,
    slug: Option<&str>,
    admin_mail: &str,
) -> Result<CreatedOrganisation> {
    let mut errors = Vec::new();
    let name = wire::line("name", name, 200, true).map_err(|error| errors.push(error)).unwrap_or_default();
    let email = wire::email("admin", admin_mail).map_err(|error| errors.push(error)).unwrap_or_default();
    let slug = slug.map_or_else(|| slug_of(&name), str::to_owned);
    if !is_slug(&slug) {
        let detail =
            "A short name has 2 to 40 small letters, digits and hyphens, and begins with a letter or digit.";
        errors.push(FieldError::new("slug", "malformed", detail));
    }
    Error::check(errors)?;
    let now = shared.clock.now();
    let mut tx = shared.db.begin().await?;
    let public_id = shared.ids.public(OrganisationId::PREFIX);
    let id = tx
        .int(
            sql("insert into organisation (public_id, slug, name, created_at) values ($1, $2, $3, $4) returning id as n")
                .bind(&public_id)
                .bind(&slug)
                .bind(&name)
                .bind(now),
        )
        .await
        .on_taken("organisation_slug_key", || {
            Error::field("slug", "taken", "Another organisation of this server has that short name.")
        })?;
    let organisation = OrganisationId(id);
    tx.enter(organisation).await?;
    audit::begin(&mut tx, organisation).await?;
    let event = Event::new("organisation", "organisation.created", ("organisation", &public_id, &name))
        .after(json!({"name": name, "slug": slug, "administrator": email, "company": name}));
    let operator = Actor { kind: "operator", name: "Operator".to_owned(), ..Actor::system("operator") };
    let operator = &operator;
    let stamp =
        audit::record(&mut tx, &shared.ids, organisation, now, operator, &SystemAct::Operator, event).await?;
    crate::metadata::seed(&mut tx, organisation, now).await?;
    let company = companies::found(&mut tx, &shared.ids, &stamp, &name).await?;
    let link = invite_first(&mut tx, shared, organisation, company, &email).await?;
    tx.commit().await?;
    Ok(CreatedOrganisation { public_id, slug, link })
}

async fn invite_first(
    tx: &mut Tx,
    shared: &Shared,
    organisation: OrganisationId,
    company: CompanyId,
    email: &str,
) -> Result<String> {
    let now = shared.clock.now();
    let expires_at = now + invitations::VALID;
    let new = NewInvitation {
        email,
        name: "",
        role: OrganisationRole::OrgAdmin.code(),
        company: Some(company),
        project: None,
        offers: &[],
        message: "",
        invited_by: None,
        public_id: &shared.ids.public(store::PREFIX),
        expires_at,
    };
    let target = store::insert(tx, organisation, now, &new).await?;
    let secret = Secret { kind: SecretKind::Invitation, target, expires_at, inviter: None };
    let token = mailing::mint(tx, shared, organisation, now, &secret).await?;
    Ok(format!("{}/set-up#{}", shared.config.public_url, token.reveal()))
}

/// A short name has no underscore, so it can never be taken for a public id.
fn is_slug(slug: &str) -> bool {
    (2..=40).contains(&slug.len())
        && slug.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
        && !slug.starts_with('-')
        && !slug.ends_with('-')
}

fn slug_of(name: &str) -> String {
    let spaced: String = name
        .to_lowercase()
        .chars()
        .map(|letter| if letter.is_ascii_alphanumeric() { letter } else { ' ' })
        .collect();
    let words = spaced.split_whitespace().collect::<Vec<_>>().join("-");
    words.chars().take(40).collect::<String>().trim_end_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_becomes_a_short_name() {
        assert_eq!(slug_of("Harbour & Sons Ltd."), "harbour-sons-ltd");
        assert!(is_slug("harbour-sons-ltd"));
        for wrong in ["", "a", "-ab", "ab-", "Ab", "a_b", "a b"] {
            assert!(!is_slug(wrong), "{wrong}");
        }
    }
}
