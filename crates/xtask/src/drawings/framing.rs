//! A structural general arrangement at 1:100: grid, columns, beams, slab spans and reinforcement notes.

use super::SheetSpec;
use super::border::{HIGH, LOW};
use super::building::{LINES, stations};
use super::dice::Dice;
use super::ink::{At, Hang, Ink};
use super::marks;

/// Millimetres of paper to the metre.
const SCALE: f32 = 10.0;

pub const NOTES: &[&str] = &[
    "Concrete C32/40, cover 35 mm; reinforcement grade B500B. Exposure class XC1 internally, XC3/XF1 externally.",
    "Slab 280 mm thick unless noted. Top of structural slab 150 mm below finished floor level.",
    "Design loads: imposed 4.0 kN/m², partitions 1.0 kN/m², finishes and services 1.5 kN/m².",
    "Fire resistance of the frame 90 minutes.",
    "No holes or chases through structure without the engineer’s approval. Builder’s work drawings take precedence for openings.",
    "Precamber and striking times to the specification.",
];

/// Draws the framing plan.
pub fn draw(ink: &mut Ink, spec: &SheetSpec) {
    let stations = stations(spec.seed);
    let length = stations.last().copied().unwrap_or_default();
    ink.place((LOW.0 + 34.0 + (HIGH.0 - LOW.0 - 40.0 - length * SCALE) / 2.0, HIGH.1 - 52.0 - 330.0), SCALE);
    for (index, x) in stations.iter().enumerate() {
        marks::grid_line(ink, (*x, LINES[4] + 4.2), (*x, -1.6), &format!("{}", index + 1));
    }
    for (index, y) in LINES.iter().enumerate() {
        marks::grid_line(ink, (-4.2, *y), (length + 1.6, *y), marks::letter(index));
    }
    marks::chain(ink, &stations, LINES[4] + 0.4, true, 14.0);
    marks::chain(ink, &LINES, -0.4, false, -14.0);
    ink.grey(0.0).pen(0.5).frame((-0.35, -0.35), length + 0.7, LINES[4] + 0.7);
    beams(ink, &stations);
    spans(ink, spec, &stations);
    core(ink, &stations);
    columns(ink, spec, &stations);
    changed(ink, spec, &stations);
    ink.unplace();
    marks::caption(ink, (LOW.0 + 12.0, LOW.1 + 22.0), &spec.title.to_uppercase(), Some(100));
    marks::scale_bar(ink, (LOW.0 + 150.0, LOW.1 + 18.0), SCALE, 2.0);
    marks::north(ink, (HIGH.0 - 30.0, LOW.1 + 26.0), 18.0);
    column_schedule(ink, spec);
    reinforcement(ink);
}

fn beams(ink: &mut Ink, stations: &[f32]) {
    let length = stations.last().copied().unwrap_or_default();
    ink.grey(0.0).pen(0.25).dash(&[3.0, 1.2]);
    for y in [LINES[0], LINES[4]] {
        ink.line((0.0, y - 0.2), (length, y - 0.2)).line((0.0, y + 0.2), (length, y + 0.2));
    }
    for x in [stations[0], length] {
        ink.line((x - 0.2, 0.0), (x - 0.2, LINES[4])).line((x + 0.2, 0.0), (x + 0.2, LINES[4]));
    }
    ink.pen(0.18);
    for (bay, pair) in stations.windows(2).enumerate() {
        let middle = (pair[0] + pair[1]) / 2.0;
        ink.text((middle, LINES[0] + 0.45), 2.2, Hang::Middle, &format!("EB{:02} 400x600", bay + 1));
        ink.text((middle, LINES[4] - 0.7), 2.2, Hang::Middle, &format!("EB{:02} 400x600", bay + 21));
    }
}

/// The arrows that say which way each panel of slab spans, with its mark.
fn spans(ink: &mut Ink, spec: &SheetSpec, stations: &[f32]) {
    let mut dice = Dice::new(spec.seed, "slab");
    let half = stations.len() / 2;
    for (bay, pair) in stations.windows(2).enumerate() {
        for (row, lines) in LINES.windows(2).enumerate() {
            let in_core = (bay == half - 1 || bay == half) && (row == 1 || row == 2);
            if in_core {
                continue;
            }
            let (x, y) = ((pair[0] + pair[1]) / 2.0, (lines[0] + lines[1]) / 2.0);
            let reach = (pair[1] - pair[0]) * 0.32;
            ink.grey(0.0).pen(0.18);
            marks::arrow(ink, (x, y), (x - reach, y));
            marks::arrow(ink, (x, y), (x + reach, y));
            marks::arrow(ink, (x, y), (x, y + reach));
            marks::arrow(ink, (x, y), (x, y - reach));
            ink.grey(1.0).disc((x, y), 0.62).grey(0.0).circle((x, y), 0.62).bold(true);
            ink.text((x, y + 0.02), 2.4, Hang::Middle, &format!("S{}", 1 + (bay + row) % 3)).bold(false);
            ink.text((x, y - 0.32), 2.2, Hang::Middle, "280");
            let bars = [(12, 200), (16, 200), (16, 150), (12, 150)][dice.below(4)];
            let label = format!("H{}-{} B1 & B2", bars.0, bars.1);
            ink.text((x + 0.9, y + 0.5), 2.2, Hang::Left, &label);
            ink.text((x + 0.9, y - 0.8), 2.2, Hang::Left, "H16-200 T1 & T2");
            if dice.one_in(7) {
                opening(ink, (pair[0] + 1.0, lines[0] + 1.2), dice.between(0.6, 1.3), dice.between(0.5, 0.9));
            }
        }
    }
}

fn opening(ink: &mut Ink, (x, y): At, width: f32, height: f32) {
    ink.grey(0.0).pen(0.3).frame((x, y), width, height).pen(0.13);
    ink.line((x, y), (x + width * 0.35, y + height * 0.6))
        .line((x + width * 0.35, y + height * 0.6), (x + width, y + height));
    let label = format!("{:.0}x{:.0}", (width * 20.0).round() * 50.0, (height * 20.0).round() * 50.0);
    ink.text((x, y - 0.35), 2.0, Hang::Left, &label);
}

fn core(ink: &mut Ink, stations: &[f32]) {
    let half = stations.len() / 2;
    let (west, east) = (stations[half - 1], stations[half + 1]);
    let (low, high) = (LINES[1], LINES[3]);
    let rooms = [(west, west + 2.9), (west + 2.9, west + 5.5), (west + 8.7, east)];
    for (left, right) in rooms {
        ink.grey(0.45);
        for x in [left, right] {
            ink.block((x - 0.125, low), 0.25, high - low);
        }
        for y in [low, low + 6.2, high - 6.2, high] {
            ink.block((left, y - 0.125), right - left, 0.25);
        }
    }
    ink.grey(0.0).pen(0.13);
    for (left, right) in [rooms[0], rooms[1]] {
        for (from, to) in [(low, low + 6.2), (high - 6.2, high)] {
            ink.line((left + 0.12, from + 0.12), (right - 0.12, to - 0.12));
            ink.line((left + 0.12, to - 0.12), (right - 0.12, from + 0.12));
            ink.grey(1.0).block(((left + right) / 2.0 - 0.7, (from + to) / 2.0 - 0.2), 1.4, 0.5).grey(0.0);
            ink.text(((left + right) / 2.0, (from + to) / 2.0 - 0.08), 2.4, Hang::Middle, "VOID");
        }
    }
    ink.grey(1.0).block((west + 5.75, 15.6), 2.7, 2.0).grey(0.0);
    ink.bold(true).text((west + 7.1, 16.9), 3.0, Hang::Middle, "CORE 1").bold(false);
    ink.text((west + 7.1, 16.4), 2.2, Hang::Middle, "RC walls 250 thk");
    ink.text((west + 7.1, 15.95), 2.2, Hang::Middle, "see S-401");
}

fn columns(ink: &mut Ink, spec: &SheetSpec, stations: &[f32]) {
    let half = stations.len() / 2;
    for (index, x) in stations.iter().enumerate() {
        for (row, y) in LINES.iter().enumerate() {
            if index == half && (1..=3).contains(&row) {
                continue;
            }
            ink.grey(0.0).block((x - 0.25, y - 0.25), 0.5, 0.5);
            let mark = format!("C{}", 1 + (index * 7 + row * 3 + spec.seed as usize % 5) % 4);
            ink.bold(true).text((x + 0.4, y + 0.35), 2.2, Hang::Left, &mark).bold(false);
            // Punching shear reinforcement, shown by the outline of its last perimeter.
            if (1..=3).contains(&row) && index > 0 && index + 1 < stations.len() {
                ink.grey(0.5).pen(0.13).dash(&[1.0, 0.8]).frame((x - 1.0, y - 1.0), 2.0, 2.0);
            }
        }
    }
}

fn changed(ink: &mut Ink, spec: &SheetSpec, stations: &[f32]) {
    for round in 1..spec.revisions.len() {
        let mut dice = Dice::new(spec.seed + spec.level as u64 + round as u64 * 17, "structure change");
        let bay = dice.below(stations.len() / 2 - 1);
        let low = if dice.one_in(2) { LINES[0] } else { LINES[3] };
        let x = stations[bay] + 1.3;
        opening(ink, (x, low + 1.6), 1.8, 1.2);
        ink.pen(0.35)
            .dash(&[2.0, 1.0])
            .line((x - 0.6, low + 1.3), (x + 2.4, low + 1.3))
            .line((x - 0.6, low + 3.1), (x + 2.4, low + 3.1));
        ink.text((x, low + 3.3), 2.2, Hang::Left, "2H20 T&B trimming");
        if round + 1 == spec.revisions.len() {
            marks::cloud(ink, (x - 0.9, low + 0.8), (x + 3.0, low + 3.9), &spec.revisions[round].code);
        }
    }
}

fn column_schedule(ink: &mut Ink, spec: &SheetSpec) {
    let (left, top) = (LOW.0 + 12.0, 150.0);
    ink.grey(0.0).bold(true).text((left, top + 3.0), 3.5, Hang::Left, "COLUMN SCHEDULE").bold(false);
    let heads = ["MARK", "SIZE", "MAIN BARS", "LINKS", "CONCRETE", "AXIAL LOAD"];
    let widths = [18.0, 28.0, 34.0, 34.0, 28.0, 34.0];
    let mut dice = Dice::new(spec.seed, "columns");
    for row in 0..5 {
        let y = top - 6.0 * (row + 1) as f32;
        let load = format!("{:.0} kN", dice.between(1400.0, 5200.0));
        let mark = format!("C{row}");
        let bars = ["8H25", "12H25", "8H32", "12H32"][dice.below(4)];
        let cells = if row == 0 {
            heads
        } else {
            [mark.as_str(), "500 x 500", bars, "H10-200 / H10-100", "C40/50", &load]
        };
        let mut x = left;
        for (cell, width) in cells.iter().zip(widths) {
            ink.pen(0.18).frame((x, y), width, 6.0).bold(row == 0);
            ink.text((x + 2.0, y + 1.9), 2.5, Hang::Left, cell).bold(false);
            x += width;
        }
    }
}

/// A cut through the slab at a column: bars, links and cover.
fn reinforcement(ink: &mut Ink) {
    ink.place((390.0, 92.0), 40.0);
    ink.grey(0.0).pen(0.5).path(&[(-2.0, 0.0), (-0.25, 0.0), (-0.25, -0.75)], false);
    ink.path(&[(2.0, 0.0), (0.25, 0.0), (0.25, -0.75)], false)
        .path(&[(-2.0, 0.28), (-0.25, 0.28), (-0.25, 0.8)], false);
    ink.path(&[(2.0, 0.28), (0.25, 0.28), (0.25, 0.8)], false).pen(0.35);
    for y in [0.045, 0.235] {
        ink.line((-1.95, y), (1.95, y));
        for bar in 0..20 {
            let x = -1.9 + 0.2 * bar as f32;
            ink.disc((x, if y < 0.1 { y + 0.022 } else { y - 0.022 }), 0.011);
        }
    }
    for x in [-0.2, -0.07, 0.07, 0.2] {
        ink.line((x, -0.75), (x, 0.8));
    }
    ink.pen(0.2);
    for link in 0..7 {
        for x in [-0.35 - 0.12 * link as f32, 0.35 + 0.12 * link as f32] {
            ink.line((x, 0.05), (x, 0.23));
        }
    }
    for link in 0..7 {
        let y = -0.7 + 0.1 * link as f32;
        ink.line((-0.21, y), (0.21, y));
    }
    marks::leader(ink, (1.4, 0.235), (1.9, 0.62), &["H16-200 T1 & T2"]);
    marks::leader(ink, (1.4, 0.045), (1.9, -0.35), &["H12-200 B1 & B2"]);
    marks::leader(ink, (-0.95, 0.14), (-1.5, -0.4), &["Shear rails, 7 studs", "12 dia at 120"]);
    marks::dimension(ink, (-1.95, 0.0), (-1.95, 0.28), -7.0, "280");
    ink.unplace();
    marks::caption(ink, (330.0, LOW.1 + 22.0), "TYPICAL SLAB AT COLUMN", Some(25));
}
