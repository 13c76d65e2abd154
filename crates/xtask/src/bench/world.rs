//! The world that is measured: how much of everything, and where things lie. The same seed makes the same world; only
//! public ids differ from run to run.

use std::f64::consts::PI;

use wayleave_base::{Clock, ProjectId, SubjectId, Timestamp};

use super::load::Loader;
use super::words::Words;
use crate::drawings::dice::Dice;

/// One day in milliseconds.
pub const DAY: Timestamp = 86_400_000;
/// How many projects there are in a world of any size.
pub const PROJECTS: usize = 100;
/// Of ten documents, folders, people, how many belong to the first project.
pub const FIRST_SHARE: usize = 3;
/// How many documents a group may see.
pub const GROUP_GRANTS: usize = 300;

/// How much there is of everything.
#[derive(Clone, Copy, Debug)]
pub struct Size {
    /// Documents in all projects together.
    pub documents: usize,
    /// Folders in all projects together.
    pub folders: usize,
    /// The folders below and with the first folder of the first project.
    pub subtree: usize,
    /// People from outside, those of [`SPECIAL`] aside.
    pub externals: usize,
    /// Groups.
    pub groups: usize,
    /// The grants of the heavy ones.
    pub heavy: usize,
    /// The grants of the middling one.
    pub mid: usize,
    /// The grants of the big group.
    pub big_group: usize,
}

impl Size {
    /// A world of this scale; 1.0 is a million documents.
    pub fn of(scale: f64) -> Size {
        let of = |full: f64| (full * scale).round().max(1.0) as usize;
        Size {
            documents: of(1_000_000.0).max(2_000),
            folders: of(7_950.0).max(2 * PROJECTS),
            subtree: of(990.0).max(5),
            externals: of(100_000.0),
            groups: of(5_000.0).max(10),
            heavy: of(100_000.0),
            mid: of(7_000.0),
            big_group: of(50_000.0),
        }
    }
}

/// The people from outside whose pages are worth a look, all of the first project.
pub const SPECIAL: [&str; 6] = ["typ", "mid", "heavy-uniform", "heavy-oldest", "folder", "biggroup"];
/// A member of the staff, in the first project.
pub const MEMBER: &str = "member";
/// Who controls the documents of the first project.
pub const CONTROLLER: &str = "controller";

/// A folder of the world.
#[derive(Clone, Copy, Debug)]
pub struct Folder {
    /// Its id.
    pub id: i64,
    /// Does nothing hang below it?
    pub leaf: bool,
}

/// A project of the world and what grants can name in it.
#[derive(Debug)]
pub struct Project {
    /// Its id.
    pub id: ProjectId,
    /// Its folders; the first is the top of the large subtree.
    pub folders: Vec<Folder>,
    /// Its documents, oldest first.
    pub documents: Vec<i64>,
    /// Its groups.
    pub groups: Vec<SubjectId>,
}

/// Everything that has been made so far.
pub struct World {
    /// How much there is to be.
    pub size: Size,
    /// The moment of the load.
    pub now: Timestamp,
    /// The projects; the first holds three tenths of everything.
    pub projects: Vec<Project>,
    /// The administrator who made it all.
    pub admin: SubjectId,
    /// People from outside with the project they belong to.
    pub externals: Vec<(SubjectId, usize)>,
    /// The people of [`SPECIAL`], in that order.
    pub special: Vec<SubjectId>,
    /// The group of the last of them.
    pub big_group: SubjectId,
    /// What the words of documents are made of, where they are to be found by words.
    pub words: Option<Words>,
}

impl World {
    /// A world in which nothing is yet.
    pub fn empty(size: Size) -> World {
        World {
            size,
            now: Clock::system().now(),
            projects: Vec::new(),
            admin: SubjectId(0),
            externals: Vec::new(),
            special: Vec::new(),
            big_group: SubjectId(0),
            words: None,
        }
    }

    /// Makes the world in an empty database, with words to be found by if so wished.
    pub async fn make(loader: &mut Loader, size: Size, words: bool) -> anyhow::Result<World> {
        let mut world = World::empty(size);
        if words {
            world.words = Some(Words::new());
            super::words::make_field(loader).await?;
        }
        super::people::make_staff(loader, &mut world).await?;
        super::places::make_projects(loader, &mut world).await?;
        super::people::make_outsiders(loader, &mut world).await?;
        super::places::make_folders(loader, &mut world).await?;
        super::places::make_documents(loader, &mut world).await?;
        super::grants::make(loader, &world).await?;
        Ok(world)
    }
}

/// The project that the next thing belongs to: the first with a chance of three in ten.
pub fn some_project(dice: &mut Dice) -> usize {
    if dice.below(10) < FIRST_SHARE { 0 } else { 1 + dice.below(PROJECTS - 1) }
}

/// How many documents somebody from outside was given: log-normal, with a mean near 67.
pub fn some_count(dice: &mut Dice) -> usize {
    let unit = |dice: &mut Dice| (dice.next() >> 11) as f64 / (1_u64 << 53) as f64;
    let (first, second) = (unit(dice).max(f64::MIN_POSITIVE), unit(dice));
    let normal = (-2.0 * first.ln()).sqrt() * (2.0 * PI * second).cos();
    (67.0_f64.ln() - 0.5 + normal).exp().round().max(1.0) as usize
}
