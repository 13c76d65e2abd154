//! The imagined building that plans, elevations and sections of one project share.
//!
//! Promises: measured in metres; the same seed gives the same building, and each later revision of a
//! floor is the one before with one more wall moved.

use super::SheetSpec;
use super::dice::Dice;
use super::ink::At;

/// From one floor to the next.
pub const STOREY: f32 = 3.9;

/// Where the rows of rooms, the corridors and the deep middle begin, from south to north.
pub const ROWS: [f32; 6] = [0.0, 5.7, 8.1, 24.9, 27.3, 33.0];

/// The grid lines that run from west to east.
pub const LINES: [f32; 5] = [0.0, 8.1, 16.5, 24.9, 33.0];

/// What a wall is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Make {
    /// The outside wall.
    Outer,
    /// A partition.
    Light,
    /// Concrete, round stairs and lifts.
    Concrete,
}

/// A door in a wall.
#[derive(Debug, Clone, Copy)]
pub struct Door {
    /// From the start of the wall to the near jamb.
    pub at: f32,
    pub width: f32,
    /// Hinged at the far jamb.
    pub far: bool,
    /// Opens to the left, as seen along the wall.
    pub left: bool,
}

/// A straight wall along an axis, through its middle.
#[derive(Debug, Clone)]
pub struct Wall {
    pub from: At,
    pub to: At,
    pub make: Make,
    pub doors: Vec<Door>,
    /// Start and width of each.
    pub windows: Vec<(f32, f32)>,
}

impl Wall {
    fn new(from: At, to: At, make: Make) -> Self {
        Self { from, to, make, doors: Vec::new(), windows: Vec::new() }
    }

    fn door(mut self, at: f32, width: f32, left: bool) -> Self {
        self.doors.push(Door { at, width, far: false, left });
        self
    }

    /// How thick it is.
    pub fn thickness(&self) -> f32 {
        match self.make {
            Make::Outer => 0.4,
            Make::Light => 0.125,
            Make::Concrete => 0.25,
        }
    }

    /// How long it is.
    pub fn length(&self) -> f32 {
        (self.to.0 - self.from.0).abs() + (self.to.1 - self.from.1).abs()
    }

    /// The point so far along it and so far to its left.
    pub fn point(&self, along: f32, aside: f32) -> At {
        let length = self.length().max(0.001);
        let (dx, dy) = ((self.to.0 - self.from.0) / length, (self.to.1 - self.from.1) / length);
        (self.from.0 + dx * along - dy * aside, self.from.1 + dy * along + dx * aside)
    }
}

/// A room: its clear rectangle and what it is called.
#[derive(Debug, Clone)]
pub struct Room {
    pub low: At,
    pub high: At,
    pub name: &'static str,
    pub number: String,
}

impl Room {
    /// Its floor in square metres.
    pub fn area(&self) -> f32 {
        (self.high.0 - self.low.0) * (self.high.1 - self.low.1)
    }
}

/// One floor of the building.
pub struct Floor {
    /// The grid lines that run from south to north.
    pub stations: Vec<f32>,
    /// Where the core of stairs and lifts begins and ends.
    pub core: (f32, f32),
    pub walls: Vec<Wall>,
    pub rooms: Vec<Room>,
    /// What the latest revision changed, if it changed anything.
    pub changed: Option<(At, At)>,
}

/// The grid lines of the building, from west to east.
pub fn stations(seed: u64) -> Vec<f32> {
    let mut dice = Dice::new(seed, "grid");
    let (bays, bay) = [(7, 7.2), (6, 8.1), (7, 7.5), (6, 8.4)][dice.below(4)];
    (0..=bays).map(|index| index as f32 * bay).collect()
}

const CELLULAR: &[&str] = &[
    "OFFICE",
    "MEETING ROOM",
    "PROJECT ROOM",
    "OFFICE",
    "QUIET ROOM",
    "TRAINING ROOM",
    "PRINT & COPY",
    "OFFICE",
];
/// Rooms a building has once, on its ground floor, along the street and along the yard.
const AT_GROUND: [&[&str]; 2] =
    [&["SECURITY", "CAFÉ", "POST ROOM"], &["CYCLE STORE", "FIRST AID", "LOADING BAY", "WASTE STORE"]];

impl Floor {
    /// The floor as it stands in the latest revision of a sheet.
    pub fn of(spec: &SheetSpec) -> Self {
        let stations = stations(spec.seed);
        let half = stations.len() / 2;
        let core = (stations[half - 1], stations[half + 1]);
        let mut floor = Self { stations, core, walls: Vec::new(), rooms: Vec::new(), changed: None };
        floor.outside(spec);
        floor.strip(spec, true);
        floor.strip(spec, false);
        floor.middle(spec);
        floor
    }

    fn length(&self) -> f32 {
        self.stations.last().copied().unwrap_or_default()
    }

    /// Where the main entrance is, along the street.
    fn entrance(&self) -> f32 {
        let half = self.stations.len() / 2;
        self.stations[half] + (self.stations[half + 1] - self.stations[half]) / 4.0
    }

    fn outside(&mut self, spec: &SheetSpec) {
        let (length, depth) = (self.length(), ROWS[5]);
        let corners = [(-0.1, -0.1), (length + 0.1, -0.1), (length + 0.1, depth + 0.1), (-0.1, depth + 0.1)];
        for (index, from) in corners.iter().enumerate() {
            let to = corners[(index + 1) % 4];
            let mut wall = Wall::new(*from, to, Make::Outer);
            let run = wall.length();
            // Two windows to a bay, so that partitions on the grid and half-way meet a pier.
            let count = if index % 2 == 0 { 2 * (self.stations.len() - 1) } else { 2 * (LINES.len() - 1) };
            let pitch = (run - 0.2) / count as f32;
            for window in 0..count {
                let middle = 0.1 + pitch * (window as f32 + 0.5);
                if index == 0 && spec.level == 0 && (middle - 0.1 - self.entrance()).abs() < 0.5 {
                    wall.doors.push(Door { at: middle - 0.9, width: 1.8, far: false, left: false });
                } else {
                    wall.windows.push((middle - 1.1, 2.2));
                }
            }
            self.walls.push(wall);
        }
    }

    /// A row of rooms along a long side, behind its corridor.
    fn strip(&mut self, spec: &SheetSpec, south: bool) {
        let mut dice = Dice::new(spec.seed + spec.level as u64, if south { "south" } else { "north" });
        let length = self.length();
        let mut cuts = vec![0.0];
        for pair in self.stations.clone().windows(2) {
            if dice.below(5) < 2 {
                cuts.push((pair[0] + pair[1]) / 2.0);
            }
            cuts.push(pair[1]);
        }
        self.revise(spec, south, &mut cuts);
        let mut once = AT_GROUND[usize::from(!south)].to_vec();
        let (near, far) = if south { (ROWS[1], ROWS[0]) } else { (ROWS[4], ROWS[5]) };
        let mut corridor = Wall::new((0.0, near), (length, near), Make::Light);
        for (index, pair) in cuts.windows(2).enumerate() {
            let (left, right) = (pair[0], pair[1]);
            let wide = right - left > 6.0;
            let width = if wide && dice.one_in(3) { 1.8 } else { 0.95 };
            let at = if dice.one_in(2) { left + 0.45 } else { right - 0.45 - width };
            corridor.doors.push(Door { at, width, far: at > (left + right) / 2.0, left: !south });
            if index > 0 {
                self.walls.push(Wall::new((left, near), (left, far), Make::Light));
            }
            let name = if spec.level == 0 && south && (left..right).contains(&self.entrance()) {
                "RECEPTION"
            } else if spec.level == 0 && wide && !once.is_empty() {
                once.remove(0)
            } else if wide {
                dice.pick(CELLULAR)
            } else {
                ["OFFICE", "STORE"][dice.below(2)]
            };
            let number = self.next_number(spec);
            let (low, high) = ((left, near.min(far)), (right, near.max(far)));
            self.rooms.push(Room { low, high, name, number });
        }
        self.walls.push(corridor);
        let (low, high) = if south { (ROWS[1], ROWS[2]) } else { (ROWS[3], ROWS[4]) };
        let number = self.next_number(spec);
        self.rooms.push(Room { low: (0.0, low), high: (length, high), name: "CORRIDOR", number });
    }

    /// Moves a partition for every revision after the first; the last move is the one that gets the cloud.
    fn revise(&mut self, spec: &SheetSpec, south: bool, cuts: &mut [f32]) {
        for round in 1..spec.revisions.len() {
            let mut dice = Dice::new(spec.seed + spec.level as u64 * 31 + round as u64, "revision");
            if dice.one_in(2) != south {
                continue;
            }
            let index = 1 + dice.below(cuts.len() - 2);
            let shift =
                if cuts[index] - cuts[index - 1] > cuts[index + 1] - cuts[index] { -0.6 } else { 0.6 };
            cuts[index] += shift;
            let (low, high) = if south { (0.2, ROWS[1] + 0.5) } else { (ROWS[4] - 0.5, ROWS[5] - 0.2) };
            self.changed = Some(((cuts[index] - 1.7, low), (cuts[index] + 1.7, high)));
        }
    }

    fn middle(&mut self, spec: &SheetSpec) {
        let length = self.length();
        let (west, east) = self.core;
        for (left, right) in [(0.0, west), (east, length)] {
            for (y, opens_left) in [(ROWS[2], true), (ROWS[3], false)] {
                let middle = (right - left) / 2.0 - 0.9;
                self.walls.push(Wall::new((left, y), (right, y), Make::Light).door(middle, 1.8, opens_left));
            }
            let number = self.next_number(spec);
            let name = "OPEN PLAN OFFICE";
            self.rooms.push(Room { low: (left, ROWS[2]), high: (right, ROWS[3]), name, number });
        }
        self.core(spec);
    }

    fn core(&mut self, spec: &SheetSpec) {
        let (west, east) = self.core;
        let (low, high) = (ROWS[2], ROWS[3]);
        let columns = [west, west + 2.9, west + 5.5, west + 8.7, east];
        let concrete = |from, to| Wall::new(from, to, Make::Concrete);
        self.walls.push(concrete((west, low), (west, high)));
        self.walls.push(concrete((columns[1], low), (columns[1], high)));
        self.walls.push(concrete((columns[2], low), (columns[2], high)));
        self.walls.push(
            concrete((columns[3], low), (columns[3], high)).door(1.0, 0.95, false).door(7.4, 0.95, false),
        );
        self.walls.push(concrete((east, low), (east, high)));
        for y in [low, high] {
            let opens_left = y == high;
            self.walls.push(concrete((west, y), (columns[1], y)).door(0.95, 1.0, !opens_left));
            self.walls.push(concrete((columns[1], y), (columns[2], y)));
            self.walls.push(concrete((columns[3], y), (east, y)));
        }
        for y in [low + 6.2, low + 8.4, high - 6.2] {
            self.walls.push(concrete((west, y), (columns[1], y)));
        }
        for shaft in 0..5 {
            let y = low + 2.4 + 2.4 * shaft as f32;
            self.walls.push(concrete((columns[1], y), (columns[2], y)));
        }
        for y in [low + 5.6, low + 11.2, low + 13.6] {
            self.walls.push(Wall::new((columns[3], y), (east, y), Make::Light));
        }
        let mut room = |low: At, high: At, name| {
            let number = self.next_number(spec);
            self.rooms.push(Room { low, high, name, number });
        };
        room((west, low), (columns[1], low + 6.2), "STAIR 1");
        room((west, low + 6.2), (columns[1], low + 8.4), "ELEC. RISER");
        room((west, low + 8.4), (columns[1], high - 6.2), "COMMS");
        room((west, high - 6.2), (columns[1], high), "STAIR 2");
        room((columns[2], low), (columns[3], high), "LIFT LOBBY");
        room((columns[3], low), (east, low + 5.6), "WC F");
        room((columns[3], low + 5.6), (east, low + 11.2), "WC M");
        room((columns[3], low + 11.2), (east, low + 13.6), "ACC. WC");
        room((columns[3], low + 13.6), (east, high), "PLANT");
    }

    fn next_number(&self, spec: &SheetSpec) -> String {
        format!("{}.{:02}", spec.level, self.rooms.len() + 1)
    }
}
