//! Elevations at 1:100: the building seen from the street and from behind.

use super::SheetSpec;
use super::border::{HIGH, LOW};
use super::building::{STOREY, stations};
use super::dice::Dice;
use super::ink::{At, Ink};
use super::marks;

/// Millimetres of paper to the metre.
const SCALE: f32 = 10.0;

/// Floors above the ground.
pub const FLOORS: usize = 5;

pub const NOTES: &[&str] = &[
    "Levels in metres above finished ground floor level ±0.000 = +42.650 AOD.",
    "Facade panels: glass-fibre reinforced concrete, joints 20 mm, colours to be confirmed by sample.",
    "Curtain walling U-value 1.2 W/m²K overall. Spandrels insulated, 120 minutes integrity at slab edges.",
    "Opening lights marked with a triangle, its point at the hinge.",
    "Roof falls 1:60 to outlets; parapet 1100 mm above finished roof.",
];

/// Draws the level marks of every floor at a position along the view.
pub fn levels(ink: &mut Ink, x: f32) {
    const NAMES: [&str; 6] = ["GROUND FLOOR", "LEVEL 1", "LEVEL 2", "LEVEL 3", "LEVEL 4", "ROOF"];
    for (index, name) in NAMES.iter().enumerate() {
        marks::level(ink, (x, index as f32 * STOREY), &format!("{name} FFL"), index as f32 * STOREY);
    }
    let parapet = FLOORS as f32 * STOREY + 1.1;
    marks::level(ink, (x, parapet), "PARAPET", parapet);
}

fn ground(ink: &mut Ink, length: f32) {
    let line = [(-6.0, -0.15), (length + 6.0, -0.15), (length + 6.0, -0.9), (-6.0, -0.9)];
    ink.grey(0.35).pen(0.13).hatch(&line, 1.6).grey(0.0).pen(0.7).line(line[0], line[1]);
}

/// Draws the elevation, and under it the one of the opposite side.
pub fn draw(ink: &mut Ink, spec: &SheetSpec) {
    let stations = stations(spec.seed);
    let length = stations.last().copied().unwrap_or_default();
    let left = LOW.0 + (HIGH.0 - LOW.0 - length * SCALE) / 2.0 - 12.0;
    for (index, (name, foot)) in
        [("SOUTH ELEVATION", 324.0), ("NORTH ELEVATION", 66.0)].into_iter().enumerate()
    {
        ink.place((left, foot), SCALE);
        ground(ink, length);
        facade(ink, spec, &stations, index == 1);
        for (line, x) in stations.iter().enumerate() {
            let line = if index == 1 { stations.len() - line } else { line + 1 };
            marks::grid_line(ink, (*x, FLOORS as f32 * STOREY + 4.1), (*x, -1.2), &format!("{line}"));
        }
        levels(ink, length + 1.2);
        if index == 0 {
            changed(ink, spec, &stations);
        }
        ink.unplace();
        marks::caption(ink, (592.0, foot - 22.0), name, Some(100));
    }
    marks::scale_bar(ink, (HIGH.0 - 160.0, 36.0), SCALE, 2.0);
}

fn facade(ink: &mut Ink, spec: &SheetSpec, stations: &[f32], back: bool) {
    let length = stations.last().copied().unwrap_or_default();
    let top = FLOORS as f32 * STOREY + 1.1;
    let mut dice = Dice::new(spec.seed, if back { "north facade" } else { "south facade" });
    let tree = dice.between(-5.0, -3.0);
    ink.grey(0.0).pen(0.5).frame((0.0, -0.15), length, top + 0.15).pen(0.25);
    ink.line((0.0, top - 0.12), (length, top - 0.12));
    for floor in 0..FLOORS {
        let y = floor as f32 * STOREY;
        ink.pen(0.18)
            .line((0.0, y + STOREY - 0.35), (length, y + STOREY - 0.35))
            .line((0.0, y + STOREY), (length, y + STOREY));
        for (bay, pair) in stations.windows(2).enumerate() {
            let louvre = floor == FLOORS - 1 && bay % 3 == 1;
            let entrance = floor == 0 && !back && bay == stations.len() / 2;
            panel(ink, &mut dice, (pair[0], y), pair[1] - pair[0], (louvre, entrance));
        }
    }
    plant_room(ink, stations, top);
    figure(ink, (tree.abs() * 4.0, -0.15));
    figure(ink, (length * 0.71, -0.15));
    self::tree(ink, (-3.2, -0.15), &mut dice);
    self::tree(ink, (length + 4.4, -0.15), &mut dice);
}

fn panel(ink: &mut Ink, dice: &mut Dice, (x, y): At, width: f32, (louvre, entrance): (bool, bool)) {
    let (sill, head) = if entrance { (0.0, 2.9) } else { (0.9, 2.9) };
    let lights = 4;
    let pitch = (width - 0.8) / lights as f32;
    for light in 0..lights {
        let (left, wide, high) = (x + 0.4 + pitch * light as f32 + 0.06, pitch - 0.12, head - sill);
        ink.grey(0.93).block((left, y + sill), wide, high).grey(0.0).pen(0.3).frame(
            (left, y + sill),
            wide,
            high,
        );
        ink.pen(0.13).frame((left + 0.06, y + sill + 0.06), wide - 0.12, high - 0.12);
        if louvre {
            for slat in 1..14 {
                let at = y + sill + high * slat as f32 / 14.0;
                ink.line((left, at), (left + wide, at));
            }
        } else if entrance {
            ink.line((left, y + 2.2), (left + wide, y + 2.2))
                .line((left + wide - 0.15, y + 0.9), (left + wide - 0.15, y + 1.4));
        } else {
            ink.line((left, y + 2.2), (left + wide, y + 2.2));
            if dice.one_in(4) {
                ink.dash(&[1.2, 0.8]);
                ink.path(
                    &[(left + wide, y + sill), (left, y + (sill + 2.2) / 2.0), (left + wide, y + 2.2)],
                    false,
                );
                ink.pen(0.13);
            } else if dice.one_in(3) {
                // Reflections: two short strokes, as a hand would put them.
                ink.grey(0.55)
                    .line((left + 0.2, y + 1.3), (left + 0.55, y + 1.9))
                    .line((left + 0.35, y + 1.25), (left + 0.75, y + 1.95))
                    .grey(0.0);
            }
        }
    }
    ink.pen(0.13).grey(0.5);
    for joint in [x + 0.2, x + width - 0.2] {
        ink.line((joint, y), (joint, y + STOREY));
    }
    ink.grey(0.0);
}

fn plant_room(ink: &mut Ink, stations: &[f32], top: f32) {
    let half = stations.len() / 2;
    let (left, right) = (stations[half - 1] - 0.6, stations[half + 1] - 1.2);
    ink.grey(1.0).block((left, top), right - left, 1.9).grey(0.0).pen(0.35).frame(
        (left, top),
        right - left,
        1.9,
    );
    ink.pen(0.13);
    let count = ((right - left) / 0.2) as usize;
    for rib in 1..count {
        let x = left + 0.2 * rib as f32;
        ink.line((x, top), (x, top + 1.75));
    }
    ink.pen(0.25).line((left, top + 1.75), (right, top + 1.75));
}

/// Draws a person, for scale.
pub fn figure(ink: &mut Ink, (x, y): At) {
    ink.grey(0.55).disc((x, y + 1.65), 0.11);
    ink.fill(&[
        (x - 0.2, y + 1.5),
        (x + 0.2, y + 1.5),
        (x + 0.14, y + 0.8),
        (x + 0.12, y),
        (x - 0.12, y),
        (x - 0.14, y + 0.8),
    ]);
    ink.grey(0.0);
}

fn tree(ink: &mut Ink, (x, y): At, dice: &mut Dice) {
    let height = dice.between(5.0, 7.5);
    ink.grey(0.4)
        .pen(0.18)
        .line((x - 0.12, y), (x - 0.06, y + height * 0.5))
        .line((x + 0.12, y), (x + 0.06, y + height * 0.5));
    for _ in 0..26 {
        let (dx, dy, r) = (dice.between(-1.5, 1.5), dice.between(0.42, 0.95), dice.between(0.3, 0.75));
        let from = dice.between(0.0, 360.0);
        ink.arc((x + dx * (1.25 - dy), y + height * dy), r, (from, from + dice.between(70.0, 160.0)));
    }
    for _ in 0..6 {
        let (dx, dy) = (dice.between(-0.8, 0.8), dice.between(0.6, 0.9));
        ink.line((x, y + height * 0.42), (x + dx, y + height * dy));
    }
    ink.grey(0.0);
}

fn changed(ink: &mut Ink, spec: &SheetSpec, stations: &[f32]) {
    let Some(revision) = spec.revisions.last().filter(|_| spec.revisions.len() > 1) else { return };
    let mut dice = Dice::new(spec.seed + spec.revisions.len() as u64, "facade change");
    let (bay, floor) = (dice.below(stations.len() - 1), 1 + dice.below(FLOORS - 1));
    let (x, y) = (stations[bay], floor as f32 * STOREY);
    let width = stations[bay + 1] - x;
    // What changed: the band of lights became one opening with a balustrade before it.
    ink.grey(1.0).block((x + 0.35, y + 0.02), width - 0.7, 2.95).grey(0.9).block(
        (x + 0.9, y),
        width - 1.8,
        2.9,
    );
    ink.grey(0.0)
        .pen(0.35)
        .frame((x + 0.9, y), width - 1.8, 2.9)
        .line((x + width / 2.0, y), (x + width / 2.0, y + 2.9));
    ink.pen(0.18).line((x + 0.6, y + 1.1), (x + width - 0.6, y + 1.1));
    for bar in 0..((width - 1.2) / 0.11) as usize {
        let at = x + 0.6 + 0.11 * bar as f32;
        ink.line((at, y), (at, y + 1.1));
    }
    marks::cloud(ink, (x + 0.1, y - 0.3), (x + width - 0.1, y + 3.3), &revision.code);
}
