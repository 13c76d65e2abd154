//! Who opened what a transmittal sent them, and who took its files along: from the log of the guest share that went to an
//! address, and for people with an account from the audit log, of the very revisions that went to them and since they did.

use std::collections::HashMap;

use wayleave_base::TransmittalId;
use wayleave_db::{DbResult, Tx, row, sql};

use super::view_received::Counted;
use crate::wire;

row! {
    struct Row { recipient_id: i64, downloads: bool, first_at: i64, times: i64 }
}

/// What one of those who got a transmittal did with it.
#[derive(Clone, Debug, Default)]
pub struct Opens {
    /// They looked at something of it, or opened their link.
    pub opened: Option<Counted>,
    /// They took a file of it along.
    pub downloaded: Option<Counted>,
}

/// What those who got a transmittal did with it, by the internal ids of their rows: one statement, however many they are.
pub async fn all(tx: &mut Tx, id: TransmittalId) -> DbResult<HashMap<i64, Opens>> {
    let text = sql("select z.recipient_id, z.downloads, min(z.at) as first_at, count(*) as times from (
          select y.id as recipient_id, cast(case when g.event = 'downloaded' then 1 else 0 end as bigint) as downloads, g.at
          from transmittal_recipient y join guest_share s on s.subject_id = y.subject_id and s.transmittal_id = y.transmittal_id
          join guest_access g on g.guest_share_id = s.id and g.event in ('accessed', 'downloaded')
          where y.transmittal_id = $1
          union all
          select y.id, cast(case when e.action = 'document.downloaded' then 1 else 0 end as bigint), e.at
          from transmittal t join transmittal_document x on x.transmittal_id = t.id
          join revision r on r.id = x.revision_id join document d on d.id = r.document_id
          join audit_event e on e.organisation_id = t.organisation_id and e.entity_id = d.public_id and e.at >= t.issued_at
            and e.action in ('document.viewed', 'document.downloaded') and e.after like '%' || r.public_id || '%'
          join member m on m.public_id = e.actor_id
          join transmittal_recipient y on y.transmittal_id = t.id and y.subject_id = m.subject_id
            and not exists (select 1 from transmittal_skip k where k.recipient_id = y.id and k.revision_id = x.revision_id)
          where t.id = $1) z
        group by z.recipient_id, z.downloads");
    let mut found: HashMap<i64, Opens> = HashMap::new();
    for row in tx.all::<Row>(text.bind(id)).await? {
        let counted = Some(Counted { first_at: wire::time(row.first_at), times: row.times });
        let one = found.entry(row.recipient_id).or_default();
        if row.downloads {
            one.downloaded = counted;
        } else {
            one.opened = counted;
        }
    }
    // Whoever took a file along without looking at it first has opened it too.
    for one in found.values_mut().filter(|one| one.opened.is_none()) {
        one.opened.clone_from(&one.downloaded);
    }
    Ok(found)
}
