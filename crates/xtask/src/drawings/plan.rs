//! A floor plan at 1:100: walls, doors, windows, stairs, sanitary ware, desks, rooms and dimensions.

use super::SheetSpec;
use super::border::{HIGH, LOW};
use super::building::{Door, Floor, LINES, Make, ROWS, Room, Wall};
use super::ink::{At, Hang, Ink};
use super::marks;

/// Millimetres of paper to the metre.
const SCALE: f32 = 10.0;

pub const NOTES: &[&str] = &[
    "This drawing is to be read with the structural and services drawings and the specification.",
    "Partition types: refer to the wall type schedule. All partitions to underside of slab unless noted.",
    "Doors in fire-resisting partitions carry the resistance of the partition less 30 minutes.",
    "Setting out is to grid. Report discrepancies before work begins.",
    "Structural openings at windows 2200 x 1800 mm, sill 900 mm AFL.",
];

/// Draws the plan on a sheet.
pub fn draw(ink: &mut Ink, spec: &SheetSpec) {
    let floor = Floor::of(spec);
    let length = floor.stations.last().copied().unwrap_or_default();
    let origin =
        (LOW.0 + 30.0 + (HIGH.0 - LOW.0 - 40.0 - length * SCALE) / 2.0, HIGH.1 - 52.0 - ROWS[5] * SCALE);
    ink.place(origin, SCALE);
    grid(ink, &floor);
    furniture(ink, &floor);
    fittings(ink, &floor);
    walls(ink, &floor);
    columns(ink, &floor);
    rooms(ink, &floor);
    section_marks(ink, &floor.stations);
    if let (Some((low, high)), Some(revision)) = (floor.changed, spec.revisions.last()) {
        marks::cloud(ink, low, high, &revision.code);
    }
    ink.unplace();
    marks::caption(ink, (LOW.0 + 12.0, LOW.1 + 22.0), &spec.title.to_uppercase(), Some(100));
    marks::scale_bar(ink, (LOW.0 + 200.0, LOW.1 + 18.0), SCALE, 2.0);
    marks::north(ink, (HIGH.0 - 30.0, LOW.1 + 26.0), 18.0);
    schedule(ink, &floor);
}

fn grid(ink: &mut Ink, floor: &Floor) {
    let length = floor.stations.last().copied().unwrap_or_default();
    for (index, x) in floor.stations.iter().enumerate() {
        let label = format!("{}", index + 1);
        marks::grid_line(ink, (*x, ROWS[5] + 4.2), (*x, -1.2), &label);
    }
    for (index, y) in LINES.iter().enumerate() {
        marks::grid_line(ink, (-4.2, *y), (length + 1.2, *y), marks::letter(index));
    }
    marks::chain(ink, &floor.stations, ROWS[5] + 0.3, true, 16.0);
    marks::dimension(
        ink,
        (0.0, ROWS[5] + 0.3),
        (length, ROWS[5] + 0.3),
        25.0,
        &format!("{:.0}", length * 1000.0),
    );
    marks::chain(ink, &LINES, -0.3, false, -16.0);
    marks::dimension(ink, (-0.3, 0.0), (-0.3, ROWS[5]), -25.0, &format!("{:.0}", ROWS[5] * 1000.0));
    let mut cuts: Vec<f32> =
        floor.rooms.iter().filter(|room| room.low.1 == 0.0).map(|room| room.low.0).collect();
    cuts.push(length);
    marks::chain(ink, &cuts, -0.3, true, -10.0);
}

fn walls(ink: &mut Ink, floor: &Floor) {
    // Outlines first, then all fills: where walls meet, the fill of one covers the outline of the other.
    let rim = ink.mm(0.18);
    ink.grey(0.0);
    for wall in &floor.walls {
        for (from, to) in solid(wall) {
            ink.fill(&slab(wall, from - rim, to + rim, wall.thickness() / 2.0 + rim));
        }
    }
    for make in [Make::Light, Make::Outer, Make::Concrete] {
        ink.grey(match make {
            Make::Light => 1.0,
            Make::Outer => 0.82,
            Make::Concrete => 0.45,
        });
        for wall in floor.walls.iter().filter(|wall| wall.make == make) {
            for (from, to) in solid(wall) {
                ink.fill(&slab(wall, from, to, wall.thickness() / 2.0));
            }
        }
    }
    for wall in &floor.walls {
        wall.doors.iter().for_each(|leaf| door(ink, wall, leaf));
        wall.windows.iter().for_each(|opening| window(ink, wall, *opening));
    }
}

/// The stretches between the openings; walls reach half their thickness beyond their ends.
fn solid(wall: &Wall) -> Vec<(f32, f32)> {
    let mut openings: Vec<(f32, f32)> =
        wall.doors.iter().map(|door| (door.at, door.at + door.width)).collect();
    openings.extend(wall.windows.iter().map(|(at, width)| (*at, at + width)));
    openings.sort_by(|a, b| a.0.total_cmp(&b.0));
    let over = wall.thickness() / 2.0;
    let starts = std::iter::once(-over).chain(openings.iter().map(|opening| opening.1));
    let ends = openings.iter().map(|opening| opening.0).chain(std::iter::once(wall.length() + over));
    starts.zip(ends).collect()
}

fn slab(wall: &Wall, from: f32, to: f32, half: f32) -> [At; 4] {
    [wall.point(from, -half), wall.point(to, -half), wall.point(to, half), wall.point(from, half)]
}

fn door(ink: &mut Ink, wall: &Wall, door: &Door) {
    if door.width > 1.5 {
        leaf(ink, wall, door.at, door.width / 2.0, (false, door.left));
        leaf(ink, wall, door.at + door.width, door.width / 2.0, (true, door.left));
    } else if door.far {
        leaf(ink, wall, door.at + door.width, door.width, (true, door.left));
    } else {
        leaf(ink, wall, door.at, door.width, (false, door.left));
    }
}

fn leaf(ink: &mut Ink, wall: &Wall, hinge: f32, width: f32, (back, left): (bool, bool)) {
    let side = if left { 1.0 } else { -1.0 };
    let along = if back { -1.0 } else { 1.0 };
    let foot = wall.thickness() / 2.0 * side;
    ink.grey(0.0).pen(0.3);
    let thick = 0.045 * along;
    ink.path(
        &[
            wall.point(hinge, foot),
            wall.point(hinge, foot + width * side),
            wall.point(hinge + thick, foot + width * side),
            wall.point(hinge + thick, foot),
        ],
        true,
    );
    let swing: Vec<At> = (0..=15)
        .map(|step| {
            let angle = step as f32 * 6.0_f32.to_radians();
            wall.point(hinge + along * width * angle.cos(), foot + side * width * angle.sin())
        })
        .collect();
    ink.pen(0.13).path(&swing, false);
}

fn window(ink: &mut Ink, wall: &Wall, (at, width): (f32, f32)) {
    let half = wall.thickness() / 2.0;
    ink.grey(0.0).pen(0.25);
    for aside in [-half, half] {
        ink.line(wall.point(at, aside), wall.point(at + width, aside));
    }
    ink.pen(0.13);
    for aside in [-0.05, 0.0, 0.05] {
        ink.line(wall.point(at, aside), wall.point(at + width, aside));
    }
    ink.line(wall.point(at + width / 2.0, -0.05), wall.point(at + width / 2.0, 0.05));
}

fn columns(ink: &mut Ink, floor: &Floor) {
    ink.grey(0.12);
    for x in &floor.stations {
        for y in LINES {
            let in_core = *x > floor.core.0 + 0.1 && *x < floor.core.1 - 0.1 && y > 8.2 && y < 24.8;
            if !in_core {
                ink.block((x - 0.225, y - 0.225), 0.45, 0.45);
            }
        }
    }
}

fn rooms(ink: &mut Ink, floor: &Floor) {
    let mm = |paper: f32| paper / SCALE;
    for room in &floor.rooms {
        let stair = room.name.starts_with("STAIR");
        let middle = ((room.low.0 + room.high.0) / 2.0, (room.low.1 + room.high.1) / 2.0);
        let lift = if stair && room.name.ends_with('1') {
            2.6
        } else if stair {
            -2.35
        } else if room.name.starts_with("OPEN") {
            0.35
        } else {
            0.1
        };
        let at = (middle.0, middle.1 + lift);
        let size = if room.high.0 - room.low.0 < 4.0 { 2.2 } else { 2.8 };
        let room_width = super::ink::width(room.name, size) + 3.0;
        let below = if stair { 4.8 } else { 8.4 };
        ink.grey(1.0).block((at.0 - mm(room_width / 2.0), at.1 - mm(below)), mm(room_width), mm(below + 3.6));
        ink.grey(0.0).bold(true).text(at, size, Hang::Middle, room.name).bold(false);
        if !stair {
            ink.text((at.0, at.1 - mm(3.6)), 2.2, Hang::Middle, &format!("{:.1} m²", room.area()));
        }
        let tag = (at.0, at.1 - mm(if stair { 2.8 } else { 6.2 }));
        ink.pen(0.18).frame((tag.0 - mm(4.5), tag.1 - mm(1.6)), mm(9.0), mm(3.4));
        ink.text((tag.0, tag.1 - mm(0.8)), 2.2, Hang::Middle, &room.number);
    }
}

fn fittings(ink: &mut Ink, floor: &Floor) {
    for room in &floor.rooms {
        match room.name {
            "STAIR 1" | "STAIR 2" => stair(ink, room),
            "WC F" | "WC M" => cubicles(ink, room),
            "ACC. WC" => pan(ink, (room.high.0 - 0.5, room.low.1 + 0.9)),
            _ => {}
        }
    }
    let (west, low) = (floor.core.0 + 2.9, ROWS[2]);
    ink.grey(0.0).pen(0.18);
    for shaft in 0..4 {
        let (x, y) = (west + 0.3, low + 2.7 + 2.4 * shaft as f32);
        ink.frame((x, y), 1.9, 1.8).line((x, y), (x + 1.9, y + 1.8)).line((x, y + 1.8), (x + 1.9, y));
        ink.pen(0.35).line((west + 2.475, y + 0.4), (west + 2.475, y + 1.4)).pen(0.18);
    }
}

fn stair(ink: &mut Ink, room: &Room) {
    let up = room.name == "STAIR 1";
    let (low, high) = (room.low.1, room.high.1);
    let (foot, treads) = (if up { low + 1.8 } else { low + 1.3 }, 11);
    let (left, right) = (room.low.0 + 0.125, room.high.0 - 0.125);
    let middle = (left + right) / 2.0;
    ink.grey(0.0).pen(0.18);
    for tread in 0..=treads {
        let y = foot + 0.28 * tread as f32;
        ink.line((left, y), (right, y));
    }
    let top = foot + 0.28 * treads as f32;
    ink.grey(1.0).block((middle - 0.1, foot), 0.2, top - foot).grey(0.0).frame(
        (middle - 0.1, foot),
        0.2,
        top - foot,
    );
    ink.pen(0.25);
    let (start, turn) = if up { (foot - 0.4, top + 0.2) } else { (top + 0.4, foot - 0.2) };
    let (lane, other) = (left + 0.6, right - 0.6);
    ink.circle((lane, start), 0.08).line((lane, start), (lane, turn)).line((lane, turn), (other, turn));
    marks::arrow(ink, (other, turn), (other, start));
    ink.text((lane + 0.2, start.clamp(low + 0.3, high - 0.5)), 2.0, Hang::Left, "UP");
    // The break line where the cut plane meets the flight.
    let y = (foot + top) / 2.0;
    ink.pen(0.25).path(
        &[
            (left, y - 0.3),
            (left + 0.5, y),
            (left + 0.6, y - 0.25),
            (left + 0.7, y + 0.3),
            (middle, y + 0.35),
        ],
        false,
    );
}

fn cubicles(ink: &mut Ink, room: &Room) {
    let (left, right, low) = (room.low.0 + 0.15, room.high.0 - 0.15, room.low.1 + 0.1);
    ink.grey(0.0).pen(0.18);
    let count = (((right - left) / 0.95).floor() as usize).min(5);
    for index in 0..=count {
        let x = right - 0.95 * index as f32;
        ink.line((x, low), (x, low + 1.55));
        if index < count {
            pan(ink, (x - 0.475, low + 0.75));
            ink.arc((x - 0.1, low + 1.55), 0.65, (90.0, 180.0))
                .line((x - 0.1, low + 1.55), (x - 0.1, low + 2.2));
        }
    }
    ink.line((right, low + 1.55), (right - 0.1, low + 1.55));
    let top = room.high.1 - 0.1;
    ink.frame((left + 1.2, top - 0.55), right - left - 1.6, 0.55);
    for index in 0..4 {
        let x = left + 1.8 + 0.9 * index as f32;
        if x + 0.3 < right - 0.4 {
            ink.circle((x, top - 0.28), 0.19).disc((x, top - 0.28), 0.02);
        }
    }
}

fn pan(ink: &mut Ink, (x, y): At) {
    ink.grey(0.0).pen(0.18).frame((x - 0.2, y - 0.72), 0.4, 0.17);
    ink.path(&[(x - 0.14, y - 0.55), (x - 0.19, y - 0.25)], false)
        .path(&[(x + 0.14, y - 0.55), (x + 0.19, y - 0.25)], false);
    ink.arc((x, y - 0.25), 0.19, (0.0, 180.0));
}

fn furniture(ink: &mut Ink, floor: &Floor) {
    for room in &floor.rooms {
        match room.name {
            "OPEN PLAN OFFICE" => desks(ink, room),
            "MEETING ROOM" | "PROJECT ROOM" | "TRAINING ROOM" => table(ink, room),
            "OFFICE" => {
                // By the window, clear of the door.
                let y = if room.low.1 < 1.0 { 0.85 } else { room.high.1 - 1.5 };
                let x = room.low.0 + 0.5;
                if room.high.0 - room.low.0 > 3.0 {
                    desk(ink, (x, y), true);
                }
            }
            _ => {}
        }
    }
}

fn desks(ink: &mut Ink, room: &Room) {
    let mut x = room.low.0 + 1.6;
    while x + 3.4 < room.high.0 - 0.6 {
        let mut y = room.low.1 + 2.4;
        while y + 1.7 < room.high.1 - 1.8 {
            desk(ink, (x, y), true);
            desk(ink, (x + 1.6, y), true);
            desk(ink, (x, y + 0.8), false);
            desk(ink, (x + 1.6, y + 0.8), false);
            y += 3.4;
        }
        x += 4.5;
    }
}

/// A desk with its chair below or above it.
fn desk(ink: &mut Ink, (x, y): At, below: bool) {
    ink.grey(0.45).pen(0.13).frame((x, y), 1.6, 0.8);
    let (seat, screen) = if below { (y - 0.35, y + 0.62) } else { (y + 1.15, y + 0.1) };
    ink.circle((x + 0.8, seat), 0.24).frame((x + 0.5, screen), 0.6, 0.08);
    let back = if below { (200.0, 340.0) } else { (20.0, 160.0) };
    ink.arc((x + 0.8, seat), 0.31, back);
}

fn table(ink: &mut Ink, room: &Room) {
    let (width, middle) = (room.high.0 - room.low.0, (room.low.1 + room.high.1) / 2.0);
    let long = (width - 2.6).clamp(1.6, 4.2);
    let (x, y) = ((room.low.0 + room.high.0 - long) / 2.0, middle - 0.75);
    ink.grey(0.45).pen(0.13).frame((x, y), long, 1.5);
    let seats = (long / 0.75) as usize;
    for seat in 0..seats {
        let at = x + long * (seat as f32 + 0.5) / seats as f32;
        ink.circle((at, y - 0.3), 0.22).circle((at, y + 1.8), 0.22);
    }
}

fn section_marks(ink: &mut Ink, stations: &[f32]) {
    let (x, radius) = (stations[2] + (stations[3] - stations[2]) * 0.27, ink.mm(5.0));
    ink.grey(0.0).pen(0.5).dash(&[12.0, 2.0, 2.0, 2.0]).line((x, -2.7), (x, -0.9)).line((x, 33.6), (x, 36.7));
    for y in [-3.2, 37.2] {
        ink.pen(0.35).circle((x, y), radius).line((x - radius, y), (x + radius, y)).bold(true);
        ink.text((x, y + 0.1), 2.8, Hang::Middle, "1")
            .text((x, y - 0.35), 2.2, Hang::Middle, "A-301")
            .bold(false);
        ink.fill(&[(x - radius, y + radius), (x - radius, y - radius), (x - radius * 1.9, y)]);
    }
}

fn schedule(ink: &mut Ink, floor: &Floor) {
    let (left, top) = (LOW.0 + 12.0, 170.0_f32.min(HIGH.1 - 52.0 - ROWS[5] * SCALE - 42.0));
    let rows = 12;
    ink.grey(0.0).bold(true).text((left, top + 3.0), 3.5, Hang::Left, "ROOM SCHEDULE").bold(false);
    for (index, room) in floor.rooms.iter().enumerate() {
        let (column, row) = (index / rows, index % rows);
        let (x, y) = (left + 102.0 * column as f32, top - 5.2 * (row + 1) as f32);
        ink.pen(0.13).frame((x, y), 96.0, 5.2).line((x + 16.0, y), (x + 16.0, y + 5.2));
        ink.line((x + 72.0, y), (x + 72.0, y + 5.2));
        ink.text((x + 2.0, y + 1.6), 2.4, Hang::Left, &room.number);
        ink.text((x + 18.0, y + 1.6), 2.4, Hang::Left, room.name);
        ink.text((x + 94.0, y + 1.6), 2.4, Hang::Right, &format!("{:.1} m²", room.area()));
    }
}
