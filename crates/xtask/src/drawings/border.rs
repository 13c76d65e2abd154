//! The frame of a sheet with its zones, and the title block down its right side.

use super::SheetSpec;
use super::ink::{At, Hang, Ink, width};

/// Millimetres of an A1 sheet; an A3 sheet is the same at half the size.
pub const SHEET: (f32, f32) = (841.0, 594.0);

/// The lower left corner of the space free for drawing.
pub const LOW: At = (24.0, 14.0);

/// The upper right corner of the space free for drawing.
pub const HIGH: At = (646.0, 580.0);

/// Where the title block begins and ends.
const STRIP: (f32, f32) = (651.0, 827.0);

/// Draws frame, zones, title block and revision table; `ratio` is the scale as it stands in the title block.
pub fn draw(ink: &mut Ink, spec: &SheetSpec, ratio: &str, notes: &[&str]) {
    zones(ink);
    ink.pen(0.7).line((STRIP.0, LOW.1), (STRIP.0, HIGH.1));
    let mut y = HIGH.1;
    y = general_notes(ink, y, notes);
    key_legend(ink, y);
    materials(ink, y - 46.0);
    key_plan(ink, spec, y - 104.0);
    let top = title(ink, spec, ratio);
    revisions(ink, spec, top);
}

fn zones(ink: &mut Ink) {
    let (low, high) = ((LOW.0 - 4.0, LOW.1 - 4.0), (SHEET.0 - 10.0, SHEET.1 - 10.0));
    ink.grey(0.0).pen(0.18).frame((4.0, 4.0), SHEET.0 - 8.0, SHEET.1 - 8.0);
    ink.pen(0.7).frame(low, high.0 - low.0, high.1 - low.1);
    ink.pen(0.18);
    let (columns, rows) = (16, 12);
    for column in 0..columns {
        let x = |at: i32| low.0 + (high.0 - low.0) * at as f32 / columns as f32;
        if column > 0 {
            ink.line((x(column), 4.0), (x(column), low.1))
                .line((x(column), high.1), (x(column), SHEET.1 - 4.0));
        }
        let (middle, label) = ((x(column) + x(column + 1)) / 2.0, format!("{}", column + 1));
        ink.text((middle, 5.7), 2.8, Hang::Middle, &label).text(
            (middle, high.1 + 1.7),
            2.8,
            Hang::Middle,
            &label,
        );
    }
    for row in 0..rows {
        let y = |at: i32| high.1 - (high.1 - low.1) * at as f32 / rows as f32;
        if row > 0 {
            ink.line((4.0, y(row)), (low.0, y(row))).line((high.0, y(row)), (SHEET.0 - 4.0, y(row)));
        }
        let (middle, label) = ((y(row) + y(row + 1)) / 2.0 - 1.0, super::marks::letter(row as usize));
        ink.text((12.0, middle), 2.8, Hang::Middle, label);
        ink.text((high.0 + 3.0, middle), 2.8, Hang::Middle, label);
    }
    // Marks at the middle of each side, for folding and filming.
    let (across, up) = (SHEET.0 / 2.0, SHEET.1 / 2.0);
    ink.pen(0.7)
        .line((across, 4.0), (across, low.1 + 4.0))
        .line((across, high.1 - 4.0), (across, SHEET.1 - 4.0));
    ink.line((4.0, up), (low.0 + 4.0, up)).line((high.0 - 4.0, up), (SHEET.0 - 4.0, up));
}

fn general_notes(ink: &mut Ink, top: f32, notes: &[&str]) -> f32 {
    let mut y = top - 7.0;
    ink.bold(true).text((STRIP.0 + 4.0, y), 3.5, Hang::Left, "GENERAL NOTES").bold(false);
    for (number, note) in notes.iter().enumerate() {
        y -= 5.5;
        ink.text((STRIP.0 + 4.0, y), 2.5, Hang::Left, &format!("{}.", number + 1));
        for (row, line) in wrap(note, 2.5, STRIP.1 - STRIP.0 - 14.0).iter().enumerate() {
            y -= if row == 0 { 0.0 } else { 3.8 };
            ink.text((STRIP.0 + 10.0, y), 2.5, Hang::Left, line);
        }
    }
    y -= 6.0;
    ink.pen(0.35).line((STRIP.0, y), (STRIP.1 + 4.0, y));
    y
}

fn key_legend(ink: &mut Ink, top: f32) {
    let x = STRIP.0 + 4.0;
    ink.bold(true).text((x, top - 7.0), 3.5, Hang::Left, "ABBREVIATIONS").bold(false);
    let left = ["AFL", "BWIC", "CL", "DP", "FFL", "FR", "RWP"];
    let meaning = [
        "above finished floor level",
        "builder’s work in connection",
        "centre line",
        "distribution panel",
        "finished floor level",
        "fire resistance, minutes",
        "rainwater pipe",
    ];
    for (row, (short, long)) in left.iter().zip(meaning).enumerate() {
        let y = top - 13.0 - 4.2 * row as f32;
        ink.text((x, y), 2.5, Hang::Left, short).text((x + 18.0, y), 2.5, Hang::Left, long);
    }
    ink.pen(0.35).line((STRIP.0, top - 46.0), (STRIP.1 + 4.0, top - 46.0));
}

fn materials(ink: &mut Ink, top: f32) {
    let x = STRIP.0 + 4.0;
    ink.bold(true).text((x, top - 7.0), 3.5, Hang::Left, "MATERIALS").bold(false);
    let names = [
        "Reinforced concrete",
        "External wall build-up",
        "Partition on metal studs",
        "Insulation",
        "Made ground",
        "Changed in this revision",
    ];
    for (row, name) in names.iter().enumerate() {
        let (low, y) = ((x, top - 17.0 - 7.2 * row as f32), top - 17.0 - 7.2 * row as f32);
        let shape = [low, (x + 14.0, y), (x + 14.0, y + 5.0), (x, y + 5.0)];
        match row {
            0 => _ = ink.grey(0.45).fill(&shape),
            1 => _ = ink.grey(0.82).fill(&shape),
            3 => _ = ink.grey(0.4).pen(0.13).hatch(&shape, 0.9),
            4 => _ = ink.grey(0.3).pen(0.18).hatch(&shape, 1.8),
            _ => {}
        }
        ink.grey(0.0).pen(0.25);
        if row == 5 {
            ink.colour(0.82, 0.05, 0.08).dash(&[2.0, 1.0]);
        }
        ink.path(&shape, true).grey(0.0).text((x + 18.0, y + 1.4), 2.5, Hang::Left, name);
    }
    ink.pen(0.35).line((STRIP.0, top - 58.0), (STRIP.1 + 4.0, top - 58.0));
}

/// The footprint with its grid, what the sheet is about shaded.
fn key_plan(ink: &mut Ink, spec: &SheetSpec, top: f32) {
    ink.grey(0.0).bold(true).text((STRIP.0 + 4.0, top - 7.0), 3.5, Hang::Left, "KEY PLAN").bold(false);
    let stations = super::building::stations(spec.seed);
    let length = stations.last().copied().unwrap_or_default();
    ink.place((STRIP.0 + 34.0, top - 62.0), 1.5);
    ink.grey(0.9).block((0.0, 0.0), length, 33.0).grey(0.45);
    let half = stations.len() / 2;
    ink.block((stations[half - 1], 8.1), stations[half + 1] - stations[half - 1], 16.8);
    ink.grey(0.0).pen(0.35).frame((0.0, 0.0), length, 33.0).pen(0.1);
    for x in &stations {
        ink.line((*x, -2.0), (*x, 35.0));
    }
    for y in super::building::LINES {
        ink.line((-2.0, y), (length + 2.0, y));
    }
    ink.unplace();
    super::marks::north(ink, (STRIP.1 - 16.0, top - 38.0), 18.0);
    ink.pen(0.35).line((STRIP.0, top - 70.0), (STRIP.1 + 4.0, top - 70.0));
}

/// Draws the title block and tells where it ends above.
fn title(ink: &mut Ink, spec: &SheetSpec, ratio: &str) -> f32 {
    let (left, right, foot) = (STRIP.0, STRIP.1 + 4.0, LOW.1 - 4.0);
    let middle = left + 90.0;
    let field = |ink: &mut Ink, (x, y): At, label: &str, size: f32, value: &str, room: f32| {
        ink.text((x + 2.0, y - 3.4), 2.0, Hang::Left, label).bold(true);
        // Long titles shrink rather than run over the rule beside them.
        let size = size.min(size * (room - 4.0) / (width(value, size) * 1.08).max(0.1));
        ink.text((x + 2.0, y - 5.0 - size), size, Hang::Left, value).bold(false);
    };
    let rows = [22.0, 36.0, 50.0, 62.0, 88.0, 106.0, 122.0, 150.0];
    ink.grey(0.0).pen(0.35);
    for height in rows {
        ink.line((left, foot + height), (right, foot + height));
    }
    for (x, from, to) in [(middle + 48.0, 0.0, 22.0), (middle, 22.0, 36.0), (left + 45.0, 36.0, 62.0)] {
        ink.line((x, foot + from), (x, foot + to));
    }
    ink.line((middle, foot + 36.0), (middle, foot + 62.0));
    ink.line((left + 135.0, foot + 36.0), (left + 135.0, foot + 62.0));
    let current = spec.revisions.last();
    let of = |pick: fn(&super::Revision) -> &str| current.map_or("–", pick);
    field(ink, (left, foot + 22.0), "DRAWING NUMBER", 6.5, &spec.number, 138.0);
    field(ink, (middle + 48.0, foot + 22.0), "REVISION", 9.0, of(|revision| &revision.code), 38.0);
    field(ink, (left, foot + 36.0), "STATUS", 4.0, &spec.status, 90.0);
    field(ink, (middle, foot + 36.0), "SCALE", 4.0, ratio, 90.0);
    let quarters = [left, left + 45.0, middle, left + 135.0];
    let people = [
        ("DATE", of(|revision| &revision.date)),
        ("DRAWN", of(|revision| &revision.drawn)),
        ("CHECKED", of(|revision| &revision.checked)),
        ("APPROVED", of(|revision| &revision.approved)),
    ];
    for (x, (label, value)) in quarters.iter().zip(people) {
        field(ink, (*x, foot + 50.0), label, 3.4, value, 45.0);
    }
    let first = spec.revisions.first().map_or("–", |revision| revision.date.as_str());
    let paper =
        [("SHEET SIZE", spec.paper.name()), ("FIRST ISSUE", first), ("DISCIPLINE", spec.kind.discipline())];
    for (x, (label, value)) in quarters.iter().zip(paper) {
        field(ink, (*x, foot + 62.0), label, 3.4, value, 45.0);
    }
    field(ink, (quarters[3], foot + 62.0), "LEVEL", 3.4, &spec.level_name(), 45.0);
    field(ink, (left, foot + 88.0), "DRAWING TITLE", 7.0, &spec.title, 180.0);
    field(ink, (left, foot + 106.0), "PROJECT", 5.0, &spec.project, 180.0);
    field(ink, (left, foot + 122.0), "CLIENT", 4.5, &spec.client, 180.0);
    logo(ink, (left + 6.0, foot + 128.0));
    ink.bold(true).text((left + 30.0, foot + 140.0), 6.0, Hang::Left, &spec.originator).bold(false);
    ink.text((left + 30.0, foot + 134.0), 2.5, Hang::Left, spec.kind.practice());
    ink.text(
        (left + 30.0, foot + 129.5),
        2.2,
        Hang::Left,
        "Do not scale. All dimensions in millimetres unless noted.",
    );
    foot + 150.0
}

fn logo(ink: &mut Ink, (x, y): At) {
    ink.grey(0.0).block((x, y), 5.0, 18.0).grey(0.45).block((x + 6.0, y), 5.0, 12.0);
    ink.grey(0.7).block((x + 12.0, y), 5.0, 7.0).grey(0.0);
}

fn revisions(ink: &mut Ink, spec: &SheetSpec, foot: f32) {
    let columns = [0.0, 16.0, 42.0, 134.0, 150.0, 166.0];
    let (left, right) = (STRIP.0, STRIP.1 + 4.0);
    let heads = ["REV", "DATE", "DESCRIPTION", "DRN", "CHK", "APP"];
    let shown = &spec.revisions[spec.revisions.len().saturating_sub(9)..];
    ink.bold(true);
    for (column, head) in columns.iter().zip(heads) {
        ink.text((left + column + 2.0, foot + 2.0), 2.2, Hang::Left, head);
    }
    ink.bold(false).pen(0.18);
    let row_height = 5.6;
    // The table grows upwards, the latest on top, as it would under a hand that adds to it.
    for (row, revision) in shown.iter().enumerate() {
        let y = foot + 5.6 + row_height * row as f32;
        ink.line((left, y), (right, y));
        let cells = [
            &revision.code,
            &revision.date,
            &revision.description,
            &revision.drawn,
            &revision.checked,
            &revision.approved,
        ];
        for (column, (cell, room)) in
            columns.iter().zip(cells.iter().zip([16.0, 26.0, 92.0, 16.0, 16.0, 16.0]))
        {
            let size = 2.4_f32.min(2.4 * (room - 3.0) / width(cell, 2.4).max(0.1));
            ink.text((left + column + 2.0, y + 1.7), size, Hang::Left, cell);
        }
    }
    let top = foot + 5.6 + row_height * shown.len() as f32;
    for column in &columns[1..] {
        ink.line((left + column, foot), (left + column, top));
    }
    ink.pen(0.35).line((left, top), (right, top));
}

/// Breaks a text into lines of at most `room` millimetres.
pub fn wrap(text: &str, size: f32, room: f32) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let last = lines.len() - 1;
        let joined = if lines[last].is_empty() { word.to_owned() } else { format!("{} {word}", lines[last]) };
        if width(&joined, size) > room && !lines[last].is_empty() {
            lines.push(word.to_owned());
        } else {
            lines[last] = joined;
        }
    }
    lines
}
