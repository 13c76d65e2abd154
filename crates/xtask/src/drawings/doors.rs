//! A door schedule: one row to a door, and the door types drawn above.

use super::SheetSpec;
use super::border::{HIGH, LOW};
use super::dice::Dice;
use super::ink::{At, Hang, Ink};
use super::marks;

pub const NOTES: &[&str] = &[
    "Read with the ironmongery schedule. Handing is as seen from the side the door opens towards.",
    "Structural openings are nominal: verify on site before manufacture.",
    "FD30S and FD60S doors with intumescent and smoke seals; closers to EN 1154 with backcheck.",
    "Vision panels: clear fire-rated glass, 150 x 900 mm, lower edge 500 mm AFL.",
    "Accessible doors: clear opening not less than 850 mm, opening force not above 30 N.",
];

const HEADS: [(&str, f32); 12] = [
    ("DOOR", 24.0),
    ("ROOM", 62.0),
    ("TYPE", 18.0),
    ("LEAVES", 22.0),
    ("OPENING W x H", 44.0),
    ("HAND", 20.0),
    ("FIRE", 24.0),
    ("ACOUSTIC", 28.0),
    ("FRAME", 50.0),
    ("FINISH", 72.0),
    ("IRONMONGERY", 40.0),
    ("REMARKS", 188.0),
];

/// Draws the schedule with its door types.
pub fn draw(ink: &mut Ink, spec: &SheetSpec) {
    types(ink);
    let (left, top, height) = (LOW.0 + 12.0, HIGH.1 - 112.0, 8.2);
    ink.grey(0.0).bold(true).text((left, top + 3.0), 4.5, Hang::Left, "DOOR SCHEDULE").bold(false);
    let rows = 48;
    let heads = HEADS.map(|(head, _)| head.to_owned());
    row(ink, (left, top - height), height, &heads, true);
    let changed =
        (spec.revisions.len() > 1).then(|| 4 + (spec.seed as usize + spec.revisions.len() * 7) % 34);
    for index in 0..rows {
        let y = top - height * (index + 2) as f32;
        let mut cells = cells(spec, index);
        if changed == Some(index) {
            cells[6] = "FD60S".to_owned();
            cells[7] = "42 dB".to_owned();
            cells[11] = "Upgraded: now on the line of the fire compartment".to_owned();
        }
        if index % 2 == 1 {
            ink.grey(0.95).block((left, y), total(), height).grey(0.0);
        }
        row(ink, (left, y), height, &cells, false);
    }
    if let (Some(index), Some(revision)) = (changed, spec.revisions.last()) {
        let y = top - height * (index + 2) as f32;
        marks::cloud(ink, (left + 186.0, y - 1.5), (left + 244.0, y + height + 1.5), &revision.code);
    }
}

fn total() -> f32 {
    HEADS.iter().map(|(_, width)| width).sum()
}

fn row(ink: &mut Ink, (left, y): At, height: f32, cells: &[String; 12], head: bool) {
    let mut x = left;
    ink.bold(head);
    for (cell, (_, width)) in cells.iter().zip(HEADS) {
        ink.grey(0.0).pen(if head { 0.35 } else { 0.18 }).frame((x, y), width, height);
        ink.text((x + 2.0, y + 2.5), 2.7, Hang::Left, cell);
        x += width;
    }
    ink.bold(false);
}

fn cells(spec: &SheetSpec, index: usize) -> [String; 12] {
    let mut dice = Dice::new(spec.seed + index as u64, "door");
    let level = spec.level;
    let kinds = [
        ("OFFICE", "A", "FD30S", "35 dB"),
        ("MEETING ROOM", "B", "FD30S", "42 dB"),
        ("OPEN PLAN OFFICE", "C", "FD30S", "–"),
        ("STAIR", "D", "FD60S", "–"),
        ("ELEC. RISER", "E", "FD60S", "–"),
        ("WC", "A", "–", "30 dB"),
        ("STORE", "E", "FD30", "–"),
        ("PLANT", "F", "FD60S", "45 dB"),
    ];
    let (room, kind, fire, sound) = kinds[dice.below(kinds.len())];
    let double = matches!(kind, "C" | "D" | "F");
    let width = if double { 1910 } else { 1010 };
    let hand = if double { "–" } else { ["LH", "RH"][dice.below(2)] };
    let remarks = [
        "",
        "",
        "",
        "Access control, fail safe on fire alarm",
        "Hold-open by magnet, released on fire alarm",
        "Undercut 10 mm for air transfer",
        "Kick plate both sides, 200 mm",
        "Powered operator, push pad at 900 mm AFL",
    ];
    [
        format!("D{level}.{:02}", index + 1),
        room.to_owned(),
        kind.to_owned(),
        if double { "2".to_owned() } else { "1".to_owned() },
        format!("{width} x {}", if kind == "E" { 2010 } else { 2110 }),
        hand.to_owned(),
        fire.to_owned(),
        sound.to_owned(),
        ["Softwood, painted", "Hardwood, oiled", "Steel, powder coated"][dice.below(3)].to_owned(),
        ["Laminate, RAL 7035", "Oak veneer, crown cut", "Paint, RAL 9010 satin", "Steel, RAL 7016"]
            [dice.below(4)]
        .to_owned(),
        format!("Set {:02}", 1 + dice.below(14)),
        remarks[dice.below(remarks.len())].to_owned(),
    ]
}

fn types(ink: &mut Ink) {
    let names = ["A  FLUSH", "B  VISION", "C  GLAZED", "D  STAIR", "E  RISER", "F  LOUVRED"];
    for (index, name) in names.iter().enumerate() {
        ink.place((LOW.0 + 40.0 + 100.0 * index as f32, HIGH.1 - 82.0), 28.0);
        let double = matches!(index, 2 | 3 | 5);
        let width = if double { 1.8 } else { 0.9 };
        ink.grey(0.0).pen(0.5).frame((-0.06, 0.0), width + 0.12, 2.16).pen(0.3).frame((0.0, 0.0), width, 2.1);
        ink.pen(0.7).line((-0.5, 0.0), (width + 0.5, 0.0)).pen(0.25);
        let leaves = if double { 2 } else { 1 };
        for leaf in 0..leaves {
            let x = 0.9 * leaf as f32;
            ink.frame((x, 0.0), 0.9, 2.1);
            match index {
                1 | 3 => _ = ink.frame((x + 0.56, 0.5), 0.15, 0.9),
                2 => {
                    _ = ink
                        .frame((x + 0.1, 0.2), 0.7, 1.8)
                        .pen(0.13)
                        .line((x + 0.2, 1.2), (x + 0.5, 1.8))
                        .line((x + 0.3, 1.1), (x + 0.65, 1.8));
                }
                5 => {
                    for slat in 0..18 {
                        let y = 0.2 + 0.05 * slat as f32;
                        ink.line((x + 0.12, y), (x + 0.78, y));
                    }
                }
                _ => {}
            }
            let handle = if leaf == 0 { x + 0.8 } else { x + 0.1 };
            ink.disc((handle, 1.0), 0.025).pen(0.13).dash(&[2.0, 1.2]);
            let (hinge, lock) = if leaf == 0 { (x, x + 0.9) } else { (x + 0.9, x) };
            ink.path(&[(lock, 0.0), (hinge, 1.05), (lock, 2.1)], false).pen(0.25);
        }
        marks::dimension(ink, (0.0, 0.0), (width, 0.0), -6.0, &format!("{:.0}", width * 1000.0));
        marks::dimension(ink, (0.0, 0.0), (0.0, 2.1), -7.0, "2100");
        ink.unplace();
        ink.bold(true)
            .text((LOW.0 + 40.0 + 100.0 * index as f32, HIGH.1 - 17.0), 3.2, Hang::Left, name)
            .bold(false);
    }
}
