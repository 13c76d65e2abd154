//! Time that nobody waits for: what would come about in ten minutes, or in some days, comes about while the demo is made.

use anyhow::Result;
use wayleave_base::OrganisationId;
use wayleave_db::{Db, DbConfig, sql};

use super::cast;

/// The demo's database, beside the server that works on it.
pub struct Elapsed {
    db: Db,
    organisation: OrganisationId,
}

impl Elapsed {
    /// The demo's organisation in this database.
    pub async fn open(config: &DbConfig) -> Result<Self> {
        let db = Db::open(config).await?;
        let mut tx = db.read().await?;
        let text = sql("select id as n from organisation where slug = $1").bind(cast::ORGANISATION.1);
        let organisation = OrganisationId(tx.int(text).await?);
        drop(tx);
        Ok(Self { db, organisation })
    }

    /// The time to undo what was issued has passed: its mails leave.
    pub async fn until_told(&self) -> Result<()> {
        let mut tx = self.db.begin_in(self.organisation).await?;
        tx.execute(sql("update transmittal set told_at = issued_at where told_at is not null")).await?;
        tx.execute(sql("update job set run_at = 0 where name = 'tell_transmittal'")).await?;
        Ok(tx.commit().await?)
    }

    /// The open steps of a workflow were due three days ago.
    pub async fn past_due(&self, workflow: &str) -> Result<()> {
        let mut tx = self.db.begin_in(self.organisation).await?;
        let text = sql("update workflow_step set due_at = due_at - 7 * 86400000 where status = 'active'
             and workflow_id = (select id from workflow where public_id = $1)");
        tx.execute(text.bind(workflow)).await?;
        Ok(tx.commit().await?)
    }
}
