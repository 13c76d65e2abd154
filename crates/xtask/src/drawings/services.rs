//! A mechanical schematic, not to scale: risers, floors, plant, valves and a schedule of symbols.

use super::SheetSpec;
use super::border::{HIGH, LOW};
use super::dice::Dice;
use super::ink::{At, Hang, Ink};
use super::marks;

pub const NOTES: &[&str] = &[
    "Schematic only: not to scale, pipe routes to be coordinated on site.",
    "Low temperature hot water 60/40 °C; chilled water 8/14 °C. Pressures at the plant room datum.",
    "All branches with isolating valves, flushing by-pass and a commissioning set.",
    "Pipework medium grade black steel to 50 mm screwed, above welded; insulation to the specification.",
    "Provide air vents at all high points and drain cocks at all low points.",
];

const FLOORS: usize = 5;
const PITCH: f32 = 68.0;
const BASE: f32 = 150.0;

/// Draws the schematic.
pub fn draw(ink: &mut Ink, spec: &SheetSpec) {
    let mut dice = Dice::new(spec.seed, "services");
    for floor in 0..=FLOORS {
        let y = BASE + PITCH * floor as f32;
        ink.grey(0.0)
            .pen(0.5)
            .dash(&[14.0, 3.0, 2.0, 3.0])
            .line((LOW.0 + 10.0, y), (HIGH.0 - 10.0, y))
            .bold(true);
        let name = if floor == FLOORS { "ROOF".to_owned() } else { format!("LEVEL {floor}") };
        ink.text((LOW.0 + 12.0, y + 2.0), 3.2, Hang::Left, &name).bold(false);
    }
    let supply = (LOW.0 + 150.0, LOW.0 + 158.0);
    riser(ink, supply, ("LTHW F", "LTHW R"));
    let chilled = (LOW.0 + 380.0, LOW.0 + 388.0);
    riser(ink, chilled, ("CHW F", "CHW R"));
    for floor in 0..FLOORS {
        let y = BASE + PITCH * floor as f32;
        branch(ink, &mut dice, supply, y + 34.0, (3, "RAD", floor));
        branch(ink, &mut dice, chilled, y + 34.0, (3, "FCU", floor));
    }
    plant(ink, supply, chilled);
    roof(ink, chilled);
    changed(ink, spec, supply, chilled);
    symbols(ink);
    marks::caption(ink, (LOW.0 + 12.0, LOW.1 + 22.0), &spec.title.to_uppercase(), None);
}

fn riser(ink: &mut Ink, (flow, back): (f32, f32), (flow_name, back_name): (&str, &str)) {
    let top = BASE + PITCH * FLOORS as f32 - 12.0;
    ink.grey(0.0).pen(0.6).line((flow, BASE - 40.0), (flow, top));
    ink.dash(&[5.0, 1.6]).line((back, BASE - 40.0), (back, top)).pen(0.35);
    for x in [flow, back] {
        ink.line((x, top), (x, top + 4.0)).circle((x, top + 5.6), 1.6).text(
            (x, top + 8.6),
            2.0,
            Hang::Middle,
            "AAV",
        );
    }
    ink.text_up((flow - 1.5, BASE + 8.0), 2.4, Hang::Left, flow_name).text_up(
        (back + 4.0, BASE + 8.0),
        2.4,
        Hang::Left,
        back_name,
    );
    for floor in 0..FLOORS {
        let size = [80, 65, 65, 50, 40][floor];
        ink.text_up(
            (flow - 1.5, BASE + PITCH * floor as f32 + 46.0),
            2.2,
            Hang::Left,
            &format!("{size} dia"),
        );
    }
}

fn valve(ink: &mut Ink, (x, y): At, motor: bool) {
    let (w, h) = (2.2, 1.5);
    ink.grey(1.0).block((x - w, y - h), w * 2.0, h * 2.0).grey(0.0).pen(0.3);
    ink.path(&[(x - w, y - h), (x - w, y + h), (x + w, y - h), (x + w, y + h)], true);
    if motor {
        ink.line((x, y), (x, y + 3.2)).circle((x, y + 4.8), 1.6).text((x, y + 4.0), 2.0, Hang::Middle, "M");
    }
}

fn branch(
    ink: &mut Ink,
    dice: &mut Dice,
    (flow, back): (f32, f32),
    y: f32,
    (units, name, floor): (usize, &str, usize),
) {
    let end = back + 40.0 + 44.0 * units as f32;
    let low = y - 20.0;
    ink.grey(0.0)
        .pen(0.45)
        .line((flow, y), (end - 30.0, y))
        .dash(&[4.0, 1.4])
        .line((back, low), (end - 16.0, low));
    // The flow crosses the return riser: a little bridge says that they do not meet.
    ink.grey(1.0).block((back - 1.6, y - 0.6), 3.2, 1.2).grey(0.0).pen(0.45).arc(
        (back, y),
        1.6,
        (0.0, 180.0),
    );
    ink.disc((flow, y), 0.9).disc((back, low), 0.9);
    valve(ink, (back + 10.0, y), false);
    valve(ink, (back + 10.0, low), false);
    valve(ink, (back + 20.0, low), true);
    ink.grey(1.0).disc((back + 29.0, low), 2.0).grey(0.0).pen(0.3).circle((back + 29.0, low), 2.0);
    ink.text((back + 29.0, low - 0.8), 2.0, Hang::Middle, "CS");
    for unit in 0..units {
        let x = back + 46.0 + 44.0 * unit as f32;
        ink.pen(0.35).line((x, y), (x, y - 3.0)).dash(&[4.0, 1.4]).line((x + 14.0, low), (x + 14.0, y - 9.0));
        ink.pen(0.4).frame((x - 4.0, y - 9.0), 26.0, 6.0).bold(true);
        ink.text((x + 9.0, y - 7.2), 2.5, Hang::Middle, &format!("{name}-{floor}.{:02}", unit + 1))
            .bold(false);
        let load = format!("{:.1} kW", dice.between(1.2, 9.5));
        ink.text((x + 9.0, y + 1.6), 2.2, Hang::Middle, &load);
        let size = ["15", "20", "22", "25"][dice.below(4)];
        ink.text((x + 17.2, low + 2.0), 2.0, Hang::Left, &format!("{size} dia"));
        valve(ink, (x + 14.0, low + 2.8), dice.one_in(3));
    }
}

fn pump(ink: &mut Ink, (x, y): At, tag: &str) {
    ink.grey(1.0).disc((x, y), 5.0).grey(0.0).pen(0.4).circle((x, y), 5.0);
    ink.path(&[(x - 3.5, y - 3.5), (x + 5.0, y), (x - 3.5, y + 3.5)], false);
    ink.bold(true).text((x, y + 6.5), 2.5, Hang::Middle, tag).bold(false);
}

fn plant(ink: &mut Ink, (flow, back): (f32, f32), (cold_flow, cold_back): (f32, f32)) {
    let y = BASE - 40.0;
    ink.grey(0.0).pen(0.6);
    for (index, name) in ["HP-01", "HP-02", "HP-03"].iter().enumerate() {
        let x = LOW.0 + 30.0 + 34.0 * index as f32;
        ink.pen(0.5).frame((x, y - 28.0), 24.0, 18.0).line((x, y - 16.0), (x + 24.0, y - 16.0)).bold(true);
        ink.text((x + 12.0, y - 14.5), 3.0, Hang::Middle, name).bold(false);
        ink.text((x + 12.0, y - 21.0), 2.2, Hang::Middle, "Air source").text(
            (x + 12.0, y - 25.0),
            2.2,
            Hang::Middle,
            "120 kW",
        );
        ink.pen(0.5)
            .line((x + 6.0, y - 10.0), (x + 6.0, y))
            .dash(&[4.0, 1.4])
            .line((x + 18.0, y - 10.0), (x + 18.0, y - 5.0))
            .pen(0.5);
        valve(ink, (x + 6.0, y - 4.0), false);
    }
    ink.pen(0.6)
        .line((LOW.0 + 36.0, y), (flow, y))
        .dash(&[5.0, 1.6])
        .line((LOW.0 + 48.0, y - 5.0), (back, y - 5.0))
        .line((back, y - 5.0), (back, y));
    pump(ink, (flow - 18.0, y), "P-01 A/B");
    ink.pen(0.5).frame((flow + 30.0, y - 30.0), 26.0, 34.0).arc((flow + 43.0, y + 4.0), 13.0, (0.0, 180.0));
    ink.bold(true).text((flow + 43.0, y - 14.0), 3.0, Hang::Middle, "BUFFER").bold(false).text(
        (flow + 43.0, y - 18.5),
        2.2,
        Hang::Middle,
        "1500 litres",
    );
    ink.pen(0.5).line((back, y - 8.0), (flow + 30.0, y - 8.0));
    ink.circle((flow + 76.0, y - 14.0), 9.0).line((flow + 67.0, y - 14.0), (flow + 85.0, y - 14.0));
    ink.text((flow + 76.0, y - 28.0), 2.2, Hang::Middle, "EXP. VESSEL 300 l")
        .line((flow + 56.0, y - 24.0), (flow + 76.0, y - 24.0));
    for (index, name) in ["CH-01", "CH-02"].iter().enumerate() {
        let x = cold_flow - 70.0 + 34.0 * index as f32;
        ink.pen(0.5)
            .frame((x, y - 28.0), 28.0, 18.0)
            .bold(true)
            .text((x + 14.0, y - 17.0), 3.0, Hang::Middle, name)
            .bold(false);
        ink.text((x + 14.0, y - 22.0), 2.2, Hang::Middle, "Chiller 210 kW")
            .line((x + 8.0, y - 10.0), (x + 8.0, y));
        ink.dash(&[4.0, 1.4]).line((x + 20.0, y - 10.0), (x + 20.0, y - 5.0)).pen(0.5);
    }
    ink.pen(0.6).line((cold_flow - 62.0, y), (cold_flow, y)).dash(&[5.0, 1.6]);
    ink.line((cold_flow - 50.0, y - 5.0), (cold_back, y - 5.0)).line((cold_back, y - 5.0), (cold_back, y));
    pump(ink, (cold_flow - 14.0, y), "P-02 A/B");
}

fn roof(ink: &mut Ink, (flow, _): (f32, f32)) {
    let y = BASE + PITCH * FLOORS as f32;
    for (index, name) in ["AHU-01", "AHU-02"].iter().enumerate() {
        let x = flow - 150.0 + 190.0 * index as f32;
        ink.grey(0.0).pen(0.5).frame((x, y + 10.0), 90.0, 22.0).pen(0.3);
        for (cell, mark) in ["F7", "HR", "HC", "CC", "FAN", "ATT"].iter().enumerate() {
            let left = x + 15.0 * cell as f32;
            ink.line((left, y + 10.0), (left, y + 32.0)).text(
                (left + 7.5, y + 20.0),
                2.6,
                Hang::Middle,
                mark,
            );
        }
        ink.bold(true).text((x, y + 34.5), 3.2, Hang::Left, name).bold(false).text(
            (x + 24.0, y + 34.5),
            2.4,
            Hang::Left,
            "4.2 m³/s, 450 Pa external",
        );
        marks::arrow(ink, (x - 16.0, y + 21.0), (x - 1.0, y + 21.0));
        marks::arrow(ink, (x + 91.0, y + 21.0), (x + 106.0, y + 21.0));
    }
}

fn changed(ink: &mut Ink, spec: &SheetSpec, (_, warm): (f32, f32), (_, cold): (f32, f32)) {
    for round in 1..spec.revisions.len() {
        let mut dice = Dice::new(spec.seed + round as u64, "services change");
        let floor = dice.below(FLOORS);
        let x = if dice.one_in(2) { warm } else { cold } + 178.0;
        let y = BASE + PITCH * floor as f32 + 34.0;
        ink.grey(0.0)
            .pen(0.45)
            .line((x - 36.0, y), (x + 8.0, y))
            .dash(&[4.0, 1.4])
            .line((x - 22.0, y - 20.0), (x + 2.0, y - 20.0));
        ink.line((x + 2.0, y - 20.0), (x + 2.0, y - 9.0)).pen(0.4).line((x + 8.0, y), (x + 8.0, y - 3.0));
        ink.frame((x - 6.0, y - 9.0), 20.0, 6.0)
            .bold(true)
            .text((x + 4.0, y - 7.2), 2.5, Hang::Middle, "DHC-01")
            .bold(false);
        if round + 1 == spec.revisions.len() {
            marks::cloud(ink, (x - 14.0, y - 24.0), (x + 18.0, y + 6.0), &spec.revisions[round].code);
        }
    }
}

fn symbols(ink: &mut Ink) {
    let (x, top) = (HIGH.0 - 148.0, 132.0);
    ink.grey(0.0).pen(0.35).frame((x - 4.0, 26.0), 146.0, top - 20.0).bold(true);
    ink.text((x, top - 2.0), 3.5, Hang::Left, "SYMBOLS").bold(false);
    let names = [
        "Isolating valve",
        "Motorised control valve",
        "Commissioning set",
        "Pump, duty and standby",
        "Automatic air vent",
        "Flow",
        "Return",
    ];
    for (row, name) in names.iter().enumerate() {
        let y = top - 14.0 - 13.0 * row as f32;
        match row {
            0 | 1 => valve(ink, (x + 8.0, y), row == 1),
            2 => {
                ink.pen(0.3).circle((x + 8.0, y), 2.0).text((x + 8.0, y - 0.8), 2.0, Hang::Middle, "CS");
            }
            3 => pump(ink, (x + 8.0, y), ""),
            4 => {
                ink.pen(0.35).line((x + 8.0, y - 3.0), (x + 8.0, y)).circle((x + 8.0, y + 1.6), 1.6);
            }
            5 => {
                ink.pen(0.6).line((x, y), (x + 16.0, y));
            }
            _ => {
                ink.pen(0.6).dash(&[5.0, 1.6]).line((x, y), (x + 16.0, y)).pen(0.3);
            }
        }
        ink.text((x + 24.0, y - 1.0), 2.8, Hang::Left, name);
    }
}
