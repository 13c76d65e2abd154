//! Sections at 1:100: the building cut from south to north, and from west to east.

use super::SheetSpec;
use super::border::{HIGH, LOW};
use super::building::{LINES, ROWS, STOREY, stations};
use super::dice::Dice;
use super::ink::{Hang, Ink};
use super::marks;
use super::upright::{FLOORS, figure, levels};

/// Millimetres of paper to the metre.
const SCALE: f32 = 10.0;

/// A plane through the building and what it meets.
struct Cut {
    /// The grid lines it crosses.
    lines: Vec<f32>,
    /// Where partitions stand.
    walls: Vec<f32>,
    /// Doors seen beyond.
    doors: Vec<f32>,
    rooms: Vec<(f32, &'static str)>,
    lettered: bool,
}

impl Cut {
    fn length(&self) -> f32 {
        self.lines.last().copied().unwrap_or_default()
    }

    fn across() -> Self {
        Self {
            lines: LINES.to_vec(),
            walls: ROWS[1..5].to_vec(),
            doors: vec![ROWS[1] + 0.55, ROWS[3] + 0.7],
            rooms: vec![
                (2.85, "ROOM"),
                (6.9, "CORR."),
                (12.6, "OPEN PLAN"),
                (20.4, "OPEN PLAN"),
                (26.1, "CORR."),
                (30.15, "ROOM"),
            ],
            lettered: true,
        }
    }

    fn along(stations: &[f32]) -> Self {
        let half = stations.len() / 2;
        let (west, east) = (stations[half - 1], stations[half + 1]);
        Self {
            lines: stations.to_vec(),
            walls: vec![west, west + 2.9, west + 5.5, west + 8.7, east],
            doors: vec![west - 4.6, west + 6.6, east + 3.1],
            rooms: vec![
                (west / 2.0 + 1.8, "OPEN PLAN"),
                (west + 1.45, "RISER"),
                (west + 4.2, "LIFT"),
                ((west + 8.7 + east) / 2.0, "WC"),
                (east + 5.4, "OPEN PLAN"),
            ],
            lettered: false,
        }
    }
}

/// Draws both sections.
pub fn draw(ink: &mut Ink, spec: &SheetSpec) {
    let stations = stations(spec.seed);
    for (name, cut, foot) in
        [("SECTION 1–1", Cut::across(), 332.0), ("SECTION 2–2", Cut::along(&stations), 66.0)]
    {
        let left = LOW.0 + (HIGH.0 - LOW.0 - cut.length() * SCALE) / 2.0 - 18.0;
        ink.place((left, foot), SCALE);
        view(ink, spec, &cut);
        ink.unplace();
        marks::caption(ink, (592.0, foot - 28.0), name, Some(100));
    }
    marks::scale_bar(ink, (HIGH.0 - 160.0, 30.0), SCALE, 2.0);
}

fn view(ink: &mut Ink, spec: &SheetSpec, cut: &Cut) {
    soil(ink, cut);
    for floor in 0..=FLOORS {
        slab(ink, floor, cut);
    }
    for floor in 0..FLOORS {
        storey(ink, spec, floor, cut);
    }
    outer_walls(ink, cut.length());
    for (index, x) in cut.lines.iter().enumerate() {
        let number = format!("{}", index + 1);
        let label = if cut.lettered { marks::letter(index) } else { &number };
        marks::grid_line(ink, (*x, FLOORS as f32 * STOREY + 3.4), (*x, -2.8), label);
    }
    marks::chain(ink, &cut.lines, FLOORS as f32 * STOREY + 1.1, true, 11.0);
    let storeys: Vec<f32> = (0..=FLOORS).map(|floor| floor as f32 * STOREY).collect();
    marks::chain(ink, &storeys, -0.3, false, -9.0);
    levels(ink, cut.length() + 1.2);
    if cut.lettered {
        leaders(ink, cut.length());
        changed(ink, spec);
    }
}

fn changed(ink: &mut Ink, spec: &SheetSpec) {
    let Some(revision) = spec.revisions.last().filter(|_| spec.revisions.len() > 1) else { return };
    let mut dice = Dice::new(spec.seed + spec.revisions.len() as u64, "section change");
    let y = (1 + dice.below(FLOORS - 1)) as f32 * STOREY;
    // What changed: a bulkhead under the slab of the deep middle.
    ink.grey(0.0).pen(0.35).frame((9.4, y - 1.55), 4.2, 1.1).pen(0.13);
    ink.hatch(&[(9.4, y - 1.55), (13.6, y - 1.55), (13.6, y - 0.45), (9.4, y - 0.45)], 1.4);
    marks::cloud(ink, (8.8, y - 2.0), (14.2, y + 0.3), &revision.code);
}

fn soil(ink: &mut Ink, cut: &Cut) {
    let depth = cut.length();
    let reach = if cut.lettered { 7.0 } else { 3.5 };
    ink.grey(0.3).pen(0.13).hatch(&[(-reach, -0.2), (-0.6, -0.2), (-0.6, -1.3), (-reach, -1.3)], 1.5);
    ink.hatch(&[(depth + 0.6, -0.2), (depth + reach, -0.2), (depth + reach, -1.3), (depth + 0.6, -1.3)], 1.5);
    ink.grey(0.0)
        .pen(0.7)
        .line((-reach, -0.2), (-0.3, -0.2))
        .line((depth + 0.3, -0.2), (depth + reach, -0.2));
    for y in &cut.lines {
        ink.grey(0.6).block((y - 0.9, -2.2), 1.8, 0.8).block((y - 0.25, -1.4), 0.5, 1.1).grey(0.0).pen(0.35);
        ink.frame((y - 0.9, -2.2), 1.8, 0.8);
        ink.pen(0.13).grey(0.25).block((y - 1.0, -2.28), 2.0, 0.08).grey(0.0);
    }
}

fn slab(ink: &mut Ink, floor: usize, cut: &Cut) {
    let depth = cut.length();
    let y = floor as f32 * STOREY - 0.15;
    ink.grey(0.5).block((-0.1, y - 0.28), depth + 0.2, 0.28).grey(0.0).pen(0.35).frame(
        (-0.1, y - 0.28),
        depth + 0.2,
        0.28,
    );
    ink.pen(0.13)
        .line((-0.1, y + 0.1), (depth + 0.1, y + 0.1))
        .pen(0.25)
        .line((-0.1, y + 0.15), (depth + 0.1, y + 0.15));
    for x in &cut.lines {
        if floor > 0 {
            ink.grey(0.5).block((x - 0.3, y - 0.6), 0.6, 0.34).grey(0.0).pen(0.35);
            ink.path(
                &[(x - 0.3, y - 0.28), (x - 0.3, y - 0.6), (x + 0.3, y - 0.6), (x + 0.3, y - 0.28)],
                false,
            );
        }
    }
}

fn storey(ink: &mut Ink, spec: &SheetSpec, floor: usize, cut: &Cut) {
    let y = floor as f32 * STOREY;
    let ceiling = y + 2.8;
    let mut dice = Dice::new(spec.seed + floor as u64, "section");
    ink.grey(0.0)
        .pen(0.18)
        .line((0.1, ceiling), (cut.length() - 0.1, ceiling))
        .line((0.1, ceiling + 0.06), (cut.length() - 0.1, ceiling + 0.06));
    for x in &cut.walls {
        ink.grey(1.0).block((x - 0.06, y), 0.12, STOREY - 0.43).grey(0.0).pen(0.35).frame(
            (x - 0.06, y),
            0.12,
            STOREY - 0.43,
        );
    }
    // Columns beyond the cut.
    ink.pen(0.18);
    for x in &cut.lines {
        ink.line((x - 0.22, y), (x - 0.22, ceiling)).line((x + 0.22, y), (x + 0.22, ceiling));
    }
    for x in &cut.doors {
        let x = *x;
        ink.frame((x, y), 0.95, 2.1).frame((x + 0.06, y), 0.83, 2.04).disc((x + 0.14, y + 1.0), 0.03);
    }
    for duct in 0..(cut.length() / 5.4) as usize {
        let (x, wide) = (1.2 + 5.4 * duct as f32, dice.between(0.5, 1.1));
        ink.grey(0.0)
            .pen(0.18)
            .frame((x, ceiling + 0.2), wide, 0.32)
            .line((x, ceiling + 0.2), (x + wide, ceiling + 0.52));
        ink.circle((x + wide + 0.4, ceiling + 0.36), 0.12);
    }
    if cut.lettered && dice.one_in(2) {
        figure(ink, (dice.between(10.0, 22.0), y));
    }
    ink.bold(true);
    for (x, name) in &cut.rooms {
        ink.text((*x, y + 2.3), 2.4, Hang::Middle, name);
    }
    ink.bold(false);
}

fn outer_walls(ink: &mut Ink, depth: f32) {
    let top = FLOORS as f32 * STOREY + 1.1;
    for (x, out) in [(-0.3, -1.0), (depth - 0.1, 1.0)] {
        for floor in 0..FLOORS {
            let y = floor as f32 * STOREY;
            for (low, high) in [(y - 0.43, y + 0.9), (y + 2.8, y + STOREY - 0.43)] {
                ink.grey(0.8).block((x, low), 0.4, high - low).grey(0.0).pen(0.35).frame(
                    (x, low),
                    0.4,
                    high - low,
                );
                let shape = [(x + 0.12, low), (x + 0.26, low), (x + 0.26, high), (x + 0.12, high)];
                ink.pen(0.13).hatch(&shape, 0.8);
            }
            ink.pen(0.25)
                .line((x + 0.17, y + 0.9), (x + 0.17, y + 2.8))
                .line((x + 0.23, y + 0.9), (x + 0.23, y + 2.8));
            ink.line((x - 0.06 * out, y + 0.9), (x + 0.46, y + 0.9));
        }
        ink.grey(0.8).block((x, top - 1.5), 0.4, 1.5).grey(0.0).pen(0.35).frame((x, top - 1.5), 0.4, 1.5);
        ink.pen(0.5).line((x - 0.08, top + 0.04), (x + 0.48, top + 0.04));
    }
}

fn leaders(ink: &mut Ink, depth: f32) {
    let roof = FLOORS as f32 * STOREY;
    let covering = ["Single-ply membrane on tapered insulation,", "vapour control layer, 280 mm RC slab"];
    marks::leader(ink, (1.6, roof), (-2.4, roof + 2.6), &covering);
    let wall = ["GRC panel, 140 mm mineral wool,", "SFS frame, 2 x 12.5 mm board"];
    marks::leader(ink, (depth + 0.1, 5.0), (depth + 3.4, 6.3), &wall);
    marks::leader(ink, (-0.3, 9.2), (-3.4, 10.2), &["Triple-glazed window,", "sill 900 mm AFL"]);
    let footing = ["Pad foundation 1800 x 800, C32/40", "on 80 mm blinding"];
    marks::leader(ink, (LINES[1] + 0.8, -1.8), (LINES[1] + 2.0, -2.6), &footing);
}
