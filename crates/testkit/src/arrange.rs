//! The rows under a world, written through the ledger so that they are what the product itself would write.

use argon2::password_hash::{PasswordHasher, SaltString};
use argon2::{Algorithm, Argon2, Params, Version};
use wayleave_access::audit::{self, Actor, Event, Stamp};
use wayleave_access::{OrganisationRole, SubjectKind, SystemAct, ledger};
use wayleave_base::{AccountId, Ids, OrganisationId, SubjectId, Timestamp, Token, TokenKind};
use wayleave_db::{Tx, sql};

use crate::{PASSWORD, TestApp};

/// An event that stands for arranging the world.
pub(crate) async fn stamp(
    tx: &mut Tx,
    ids: &Ids,
    organisation: OrganisationId,
    at: Timestamp,
    by: SubjectId,
) -> Stamp {
    let actor = Actor { subject: by, ..Actor::system("arrange") };
    let event = Event::new("organisation", "arranged", ("organisation", "", ""));
    audit::record(tx, ids, organisation, at, &actor, &SystemAct::Operator, event)
        .await
        .expect("the log takes events")
}

/// A cheap hash of [`PASSWORD`].
pub(crate) fn password_hash() -> String {
    let params = Params::new(8, 1, 1, None).expect("the parameters are within argon2's limits");
    let salt = SaltString::encode_b64(b"wayleave-testing").expect("sixteen bytes are a salt");
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password(PASSWORD.as_bytes(), &salt)
        .expect("argon2 hashes")
        .to_string()
}

/// Creates an organisation with an open audit log.
pub(crate) async fn organisation(
    tx: &mut Tx,
    ids: &Ids,
    slug: &str,
    at: Timestamp,
) -> (OrganisationId, String) {
    let public_id = ids.public(OrganisationId::PREFIX);
    let insert = sql(
        "insert into organisation (public_id, slug, name, created_at) values ($1, $2, $3, $4) returning id as n",
    );
    let name = format!("{slug} Construction");
    let id = tx.int(insert.bind(&public_id).bind(slug).bind(name).bind(at)).await.expect("a fresh slug");
    let id = OrganisationId(id);
    tx.enter(id).await.expect("the organisation opens");
    audit::begin(tx, id).await.expect("a fresh log");
    wayleave_app::seed_fields(tx, id, at).await.expect("the fields that every organisation has");
    (id, public_id)
}

/// What a member is made of.
pub(crate) struct NewMember<'a> {
    pub(crate) email: &'a str,
    pub(crate) name: &'a str,
    pub(crate) role: OrganisationRole,
    pub(crate) company: Option<(i64, SubjectId)>,
}

/// Creates an account if the address is new, and the member; returns subject, account, and the member's public id.
pub(crate) async fn member(
    tx: &mut Tx,
    ids: &Ids,
    stamp: &Stamp,
    new: &NewMember<'_>,
) -> (SubjectId, AccountId, String) {
    let at = stamp.at();
    let account = tx
        .int(
            sql("insert into account (public_id, email, name, password_hash, created_at) values ($1, $2, $3, $4, $5)
                 on conflict (email) do update set name = account.name returning id as n")
            .bind(ids.public(AccountId::PREFIX))
            .bind(new.email)
            .bind(new.name)
            .bind(password_hash())
            .bind(at),
        )
        .await
        .expect("an account");
    let subject = ledger::new_subject(tx, stamp, SubjectKind::Person).await.expect("a subject");
    let public_id = ids.public("mem");
    tx.execute(
        sql("insert into member (organisation_id, public_id, subject_id, account_id, company_id, created_at)
             values ($1, $2, $3, $4, $5, $6)")
        .bind(stamp.organisation())
        .bind(&public_id)
        .bind(subject)
        .bind(account)
        .bind(new.company.map(|(id, _)| id))
        .bind(at),
    )
    .await
    .expect("a member");
    tx.execute(
        sql("insert into account_organisation (account_id, organisation_id) values ($1, $2)")
            .bind(account)
            .bind(stamp.organisation()),
    )
    .await
    .expect("an account of the organisation");
    ledger::set_organisation_role(tx, stamp, subject, Some(new.role)).await.expect("a role");
    if let Some((_, company)) = new.company {
        ledger::join(tx, stamp, company, subject).await.expect("a company membership");
    }
    (subject, AccountId(account), public_id)
}

/// Creates a company; returns its number, subject and public id.
pub(crate) async fn company(
    tx: &mut Tx,
    ids: &Ids,
    stamp: &Stamp,
    name: &str,
    controlling: bool,
) -> (i64, SubjectId, String) {
    let subject = ledger::new_subject(tx, stamp, SubjectKind::Company).await.expect("a subject");
    let public_id = ids.public("com");
    let id = tx
        .int(
            sql("insert into company (organisation_id, public_id, subject_id, name, name_key, designation, controlling, created_at)
                 values ($1, $2, $3, $4, $5, $6, $7, $8) returning id as n")
            .bind(stamp.organisation())
            .bind(&public_id)
            .bind(subject)
            .bind(name)
            .bind(name.to_lowercase())
            .bind(if controlling { "builder" } else { "consultant" })
            .bind(controlling)
            .bind(stamp.at()),
        )
        .await
        .expect("a company");
    (id, subject, public_id)
}

/// Signs an account in and returns the session's token.
pub(crate) async fn session(app: &TestApp, account: AccountId) -> String {
    let ids = &app.app().shared().ids;
    let token = Token::mint(TokenKind::Session, ids);
    let now = app.clock().now();
    let mut tx = app.db().begin().await.expect("a transaction");
    tx.execute(
        sql("insert into session (token_hash, public_id, account_id, created_at, last_used_at, idle_until, absolute_until, ip, user_agent)
             values ($1, $2, $3, $4, $4, $5, $5, '127.0.0.1', 'testkit')")
        .bind(token.hash())
        .bind(ids.public("ses"))
        .bind(account)
        .bind(now)
        .bind(now + 300 * crate::DAY),
    )
    .await
    .expect("a session");
    tx.commit().await.expect("a commit");
    token.reveal().to_owned()
}
