//! The grants of the world: ten million of them, made one batch at a time so that memory stays bounded.

use anyhow::Result;
use wayleave_access::ledger::bulk::{self, BulkGrant};
use wayleave_access::{Caps, ObjectKind, Reason};
use wayleave_base::{NEVER, SubjectId, Timestamp};

use super::load::Loader;
use super::world::{DAY, GROUP_GRANTS, Project, World, some_count};
use crate::drawings::dice::Dice;

/// How many grants are written in one batch.
const BATCH: usize = 50_000;
/// The end of a range that covers later revisions too.
const ALL_LATER: i64 = wayleave_access::ledger::ALL_LATER;

struct Writer<'a> {
    loader: &'a mut Loader,
    now: Timestamp,
    dice: Dice,
    waiting: Vec<BulkGrant>,
    written: usize,
}

/// All grants.
pub async fn make(loader: &mut Loader, world: &World) -> Result<()> {
    let dice = Dice::new(4, "grants");
    let mut writer = Writer { loader, now: world.now, dice, waiting: Vec::with_capacity(BATCH), written: 0 };
    for (subject, at) in &world.externals {
        let project = &world.projects[*at];
        let count = some_count(&mut writer.dice);
        writer.clustered(project, *subject, count, Reason::Shared).await?;
        if writer.dice.below(10) < 6 && !project.folders.is_empty() {
            let folder = project.folders[writer.dice.below(project.folders.len())];
            writer.folder(project, *subject, folder.id).await?;
        }
    }
    for project in &world.projects {
        for group in &project.groups {
            writer.clustered(project, *group, GROUP_GRANTS, Reason::Group).await?;
        }
    }
    writer.special(world).await?;
    writer.flush().await?;
    let written = writer.written;
    loader.tell(&format!("{written} grants are in"));
    Ok(())
}

impl Writer<'_> {
    /// Grants on documents that came in around the same time, one of ten with a predecessor that was closed.
    async fn clustered(
        &mut self,
        project: &Project,
        subject: SubjectId,
        count: usize,
        reason: Reason,
    ) -> Result<()> {
        let all = project.documents.len();
        let count = count.min(all);
        let window = (count * 4).min(all);
        let start = self.dice.below(all - window + 1);
        self.spread(project, subject, start..start + window, count, reason).await
    }

    /// `count` different documents of a stretch of the register, spread evenly with some play.
    async fn spread(
        &mut self,
        project: &Project,
        subject: SubjectId,
        among: std::ops::Range<usize>,
        count: usize,
        reason: Reason,
    ) -> Result<()> {
        let count = count.min(among.len());
        for at in 0..count {
            let (low, high) = (among.len() * at / count, among.len() * (at + 1) / count);
            let document = project.documents[among.start + low + self.dice.below(high - low)];
            let grant = self.grant(project, subject, document, reason);
            if reason == Reason::Shared && self.dice.one_in(10) {
                let closed_at = Some(grant.valid_from - 1);
                let valid_from = grant.valid_from - DAY;
                self.push(BulkGrant { valid_from, closed_at, ends_at: NEVER, ..grant }).await?;
            }
            self.push(grant).await?;
        }
        Ok(())
    }

    async fn folder(&mut self, project: &Project, subject: SubjectId, folder: i64) -> Result<()> {
        let grant = self.grant(project, subject, folder, Reason::Folder);
        let (rev_from, ends_at) = (0, NEVER);
        self.push(BulkGrant {
            object_kind: ObjectKind::Folder,
            rev_from,
            rev_to: ALL_LATER,
            ends_at,
            ..grant
        })
        .await
    }

    /// One of five is for one revision only; one of twenty ends, and a few of those have ended.
    fn grant(&mut self, project: &Project, subject: SubjectId, object: i64, reason: Reason) -> BulkGrant {
        let dice = &mut self.dice;
        let ends_at = match dice.below(100) {
            0 => self.now - DAY,
            1..=4 => self.now + (1 + dice.below(180) as i64) * DAY,
            _ => NEVER,
        };
        BulkGrant {
            subject,
            project: project.id,
            object_kind: ObjectKind::Document,
            object,
            caps: if dice.one_in(2) { Caps::VIEW } else { Caps::VIEW.with(Caps::DOWNLOAD) },
            rev_from: 1,
            rev_to: if dice.one_in(5) { 1 } else { ALL_LATER },
            reason,
            valid_from: self.now - (2 + dice.below(600) as i64) * DAY,
            ends_at,
            closed_at: None,
        }
    }

    /// The grants of the people whose pages are looked at, all in the first project.
    async fn special(&mut self, world: &World) -> Result<()> {
        let first = &world.projects[0];
        let size = &world.size;
        let all = 0..first.documents.len();
        let [typ, mid, uniform, oldest, folder, _] = world.special[..] else {
            anyhow::bail!("the special people are missing")
        };
        self.clustered(first, typ, 200, Reason::Shared).await?;
        for leaf in first.folders.iter().filter(|folder| folder.leaf).take(3) {
            self.folder(first, typ, leaf.id).await?;
        }
        self.spread(first, mid, all.clone(), size.mid, Reason::Shared).await?;
        self.spread(first, uniform, all.clone(), size.heavy, Reason::Shared).await?;
        let old = 0..size.heavy.min(all.len());
        self.spread(first, oldest, old, size.heavy, Reason::Shared).await?;
        if let Some(top) = first.folders.first() {
            self.folder(first, folder, top.id).await?;
        }
        self.spread(first, world.big_group, all, size.big_group, Reason::Group).await
    }

    async fn push(&mut self, grant: BulkGrant) -> Result<()> {
        self.waiting.push(grant);
        if self.waiting.len() == BATCH { self.flush().await } else { Ok(()) }
    }

    async fn flush(&mut self) -> Result<()> {
        let (mut tx, stamp) = self.loader.batch("grants", self.waiting.len()).await?;
        bulk::grants(&mut tx, &stamp, &self.waiting).await?;
        tx.commit().await?;
        self.written += self.waiting.len();
        self.waiting.clear();
        if self.written.is_multiple_of(10 * BATCH) {
            self.loader.tell(&format!("{} grants are in", self.written));
        }
        Ok(())
    }
}
