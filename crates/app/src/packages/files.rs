//! The files of evidence: sent to a work package by those who have a part in it, and read by whoever sees the package.

use wayleave_access::{Permit, Target, act};
use wayleave_base::ErrorCode;

use super::contents::{CLOSED, Held};
use super::store;
use super::tables::State;
use crate::attachments::{self, Attached, Meant, Takers, Takes};
use crate::error::{Error, Result};
use crate::work::Work;

/// A work package, by the public ids of its project and its own.
pub struct Package<'a>(pub &'a str, pub &'a str);

impl Package<'_> {
    async fn held(&self, work: &mut Work) -> Result<Held> {
        Held::find(work, self.0, self.1).await
    }

    fn meant(&self, held: &Held) -> Meant {
        Meant {
            category: "work_package",
            project: held.project.id,
            to: self.1.to_owned(),
            label: held.row.label(),
        }
    }
}

impl Takes for Package<'_> {
    type Sending = Permit<act::WorkPackageContribute>;
    type Reading = Permit<act::WorkPackageView>;

    async fn open(&self, work: &mut Work) -> Result<(Meant, Self::Sending)> {
        let held = self.held(work).await?;
        let permit = held.permit(work)?;
        if held.state == State::Closed {
            return Err(Error::because(ErrorCode::AlreadyEnded, CLOSED));
        }
        Ok((self.meant(&held), permit))
    }

    async fn waiting(&self, work: &mut Work) -> Result<(Meant, Self::Sending)> {
        let held = self.held(work).await?;
        let permit = held.permit(work)?;
        Ok((self.meant(&held), permit))
    }

    async fn shown(&self, work: &mut Work, id: &str) -> Result<(Meant, Attached, Self::Reading)> {
        let held = self.held(work).await?;
        let found = attachments::find(&mut work.tx, held.project.id, id).await?;
        let (file, owner) = found.ok_or_else(Error::not_found)?;
        let is_shown = match owner {
            (Takers::Evidence, id) => store::is_evidence_of(&mut work.tx, held.row.id, id).await?,
            _ => false,
        };
        if !is_shown {
            return Err(Error::not_found());
        }
        let permit = work.permit_in(&held.facts, Target::default())?;
        Ok((self.meant(&held), file, permit))
    }
}
