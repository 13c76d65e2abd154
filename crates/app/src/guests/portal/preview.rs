//! The pages of a link before it is made, for whoever is about to send it: filled as for its holder, with addresses that lead
//! nowhere.

use wayleave_base::{OrganisationId, SubjectId};
use wayleave_db::Tx;

use super::halt::Halt;
use super::open::Guest;
use super::parcel::{self, Parcel};
use super::viewer::Origin;
use super::{door, gate, pages};
use crate::cx::Cx;
use crate::error::{Error, Result};
use crate::guests::{sent, store::ShareRow};

/// What stands in the addresses of the pages in the place of a token and of a session; neither is ever so short.
const NOWHERE: &str = "preview";

/// What a link that goes out with a transmittal leads to, and what is behind that. The link's rows may lie in a transaction
/// that is dropped.
pub async fn pages_of(
    tx: &mut Tx,
    cx: &Cx,
    organisation: OrganisationId,
    link: SubjectId,
) -> Result<(String, String)> {
    fill(tx, cx, organisation, link).await.map_err(|halt| match halt {
        Halt::Broken(error) => error,
        _ => Error::not_found(),
    })
}

async fn fill(
    tx: &mut Tx,
    cx: &Cx,
    organisation: OrganisationId,
    link: SubjectId,
) -> std::result::Result<(String, String), Halt> {
    let share = sent::share_of(tx, organisation, link).await?.ok_or(Halt::Nothing)?;
    let door = door::met(tx, cx, organisation, share).await?.ok_or(Halt::Nothing)?;
    let transmittal = door.share.transmittal_id.ok_or(Halt::Nothing)?;
    let decided = Parcel::decide(tx, cx, organisation, &door.share, transmittal).await?;
    let found = decided.ok_or(Halt::Nothing)?;
    let origin = Origin::load(tx, &door).await?;
    let guest = expected(&door.share);
    let gate = gate::words(&door, NOWHERE, &gate::Fields::default(), &[], None);
    let inside = parcel::words(&found, &door, &origin, (NOWHERE, &guest), cx.now());
    Ok((pages::filled("gate.html.j2", gate)?, pages::filled("parcel.html.j2", inside)?))
}

/// Whom the link is made for, as they will be known once they have passed its door.
fn expected(share: &ShareRow) -> Guest {
    let asked = |asked: bool, text: &str| if asked { text.to_owned() } else { String::new() };
    let name = if share.recipient_name.is_empty() { &share.recipient_email } else { &share.recipient_name };
    let (named, addressed) = (share.require_name, share.require_email || share.mail_code);
    let assurance = match (share.mail_code, named || addressed) {
        (true, _) => "mail_proven",
        (false, true) => "typed_name",
        (false, false) => "anonymous_link",
    };
    Guest { name: asked(named, name), email: asked(addressed, &share.recipient_email), assurance }
}
