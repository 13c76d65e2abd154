//! Construction details at 1:10: the edge of the roof, and the window sill below it.

use super::SheetSpec;
use super::border::LOW;
use super::dice::Dice;
use super::ink::{At, Ink};
use super::marks;

pub const NOTES: &[&str] = &[
    "Membranes lapped 100 mm and hot-air welded; upstands not less than 150 mm above finished surface.",
    "Thermal bridges calculated: roof edge 0.04 W/mK, sill 0.03 W/mK.",
    "Fixings stainless steel A4 outside the vapour control layer.",
    "Air barrier continuous: tape all junctions, test to 3 m³/(h·m²) at 50 Pa.",
    "Provide movement joint at 12 m centres, sealant to ISO 11600 25LM.",
];

/// Draws both details.
pub fn draw(ink: &mut Ink, spec: &SheetSpec) {
    let rise = raised(spec);
    ink.place((200.0, 330.0), 100.0);
    parapet(ink, rise);
    if let Some(revision) = spec.revisions.last().filter(|_| spec.revisions.len() > 1) {
        marks::cloud(ink, (-0.28, 0.78 + rise), (0.52, 1.16 + rise), &revision.code);
    }
    ink.unplace();
    marks::caption(ink, (LOW.0 + 40.0, 296.0), "1  PARAPET", Some(10));
    ink.place((200.0, 92.0), 100.0);
    sill(ink);
    ink.unplace();
    marks::caption(ink, (LOW.0 + 40.0, 40.0), "2  WINDOW SILL", Some(10));
    ink.place((470.0, 110.0), 100.0);
    slab_edge(ink);
    ink.unplace();
    marks::caption(ink, (400.0, 58.0), "3  SLAB EDGE", Some(10));
    marks::scale_bar(ink, (200.0, 36.0), 100.0, 0.2);
}

/// How much later revisions raised the coping, in metres.
fn raised(spec: &SheetSpec) -> f32 {
    let mut dice = Dice::new(spec.seed, "coping");
    (1..spec.revisions.len()).map(|_| 0.025 * (1 + dice.below(2)) as f32).sum::<f32>().min(0.15)
}

fn concrete(ink: &mut Ink, low: At, high: At, dice: &mut Dice) {
    let (width, height) = (high.0 - low.0, high.1 - low.1);
    ink.grey(0.9).block(low, width, height).grey(0.0).pen(0.13);
    for _ in 0..(width * height * 900.0) as usize {
        let (x, y) = (dice.between(low.0 + 0.01, high.0 - 0.01), dice.between(low.1 + 0.01, high.1 - 0.01));
        if dice.one_in(3) {
            let r = dice.between(0.004, 0.010);
            ink.path(&[(x - r, y - r * 0.6), (x + r, y - r * 0.5), (x, y + r)], true);
        } else {
            ink.disc((x, y), 0.0018);
        }
    }
    ink.pen(0.6).frame(low, width, height);
}

fn insulation(ink: &mut Ink, low: At, high: At, flat: bool) {
    let (run, deep) = if flat { (high.0 - low.0, high.1 - low.1) } else { (high.1 - low.1, high.0 - low.0) };
    let steps = (run / (deep * 0.22)).ceil().max(2.0) as usize;
    let points: Vec<At> = (0..=steps * 6)
        .map(|step| {
            let along = run * step as f32 / (steps * 6) as f32;
            let swing = (step as f32 / 6.0 * std::f32::consts::TAU).sin() * 0.46 + 0.5;
            if flat { (low.0 + along, low.1 + deep * swing) } else { (low.0 + deep * swing, low.1 + along) }
        })
        .collect();
    ink.grey(0.35).pen(0.18).path(&points, false).grey(0.0).pen(0.25).frame(
        low,
        high.0 - low.0,
        high.1 - low.1,
    );
}

/// The jagged line that says that the thing goes on.
fn broken(ink: &mut Ink, (x, low): At, high: f32) {
    let middle = (low + high) / 2.0;
    ink.grey(1.0).block((x - 0.02, low - 0.02), 0.3, high - low + 0.04).grey(0.0).pen(0.25);
    ink.path(
        &[
            (x, low - 0.06),
            (x, middle - 0.05),
            (x - 0.035, middle - 0.02),
            (x + 0.035, middle + 0.02),
            (x, middle + 0.05),
            (x, high + 0.06),
        ],
        false,
    );
}

fn parapet(ink: &mut Ink, rise: f32) {
    let mut dice = Dice::new(7, "aggregate");
    concrete(ink, (0.0, 0.0), (2.3, 0.28), &mut dice);
    concrete(ink, (0.0, 0.28), (0.2, 1.02 + rise), &mut dice);
    insulation(ink, (0.35, 0.3), (2.3, 0.48), true);
    insulation(ink, (-0.16, -0.3), (-0.02, 1.02 + rise), false);
    insulation(ink, (0.22, 0.48), (0.3, 0.98 + rise), false);
    // Panel with its cavity, membrane, coping with fall to the roof.
    ink.grey(0.75).block((-0.27, -0.3), 0.05, 1.32 + rise).grey(0.0).pen(0.5).frame(
        (-0.27, -0.3),
        0.05,
        1.32 + rise,
    );
    ink.pen(0.8)
        .path(&[(2.3, 0.49), (0.36, 0.49), (0.31, 0.53), (0.31, 1.0 + rise), (-0.15, 1.03 + rise)], false);
    ink.pen(0.5).dash(&[3.0, 1.0]).path(&[(2.3, 0.29), (0.21, 0.29), (0.21, 1.01 + rise)], false);
    ink.grey(0.55).fill(&[
        (-0.30, 1.12 + rise),
        (0.37, 1.06 + rise),
        (0.37, 1.09 + rise),
        (-0.30, 1.15 + rise),
    ]);
    ink.grey(0.0).pen(0.5).path(&[(-0.30, 1.12 + rise), (0.37, 1.06 + rise), (0.37, 0.98 + rise)], false);
    ink.path(&[(-0.30, 1.15 + rise), (0.37, 1.09 + rise)], false)
        .path(&[(-0.30, 1.15 + rise), (-0.30, 1.04 + rise), (-0.285, 1.03 + rise)], false);
    ink.pen(0.13);
    for pebble in 0..96 {
        let r = dice.between(0.008, 0.014);
        ink.circle((0.38 + 0.02 * pebble as f32, 0.493 + r), r);
        ink.circle((0.385 + 0.02 * pebble as f32, 0.518 + dice.between(0.0, 0.012)), r);
    }
    broken(ink, (2.3, 0.0), 0.6);
    marks::leader(
        ink,
        (0.1, 1.09 + rise),
        (0.55, 1.32 + rise),
        &["Aluminium coping 3 mm, fall 1:10 inwards,", "on brackets at 1000 mm centres"],
    );
    marks::leader(
        ink,
        (0.31, 0.85),
        (0.75, 0.98),
        &["Single-ply membrane 1.8 mm,", "upstand bonded and bar-fixed"],
    );
    marks::leader(ink, (1.2, 0.4), (1.5, 0.78), &["Tapered insulation 180 mm min., 0.022 W/mK"]);
    marks::leader(ink, (1.6, 0.29), (1.9, -0.14), &["Vapour control layer, bonded, sealed at upstand"]);
    marks::leader(ink, (0.9, 0.14), (1.2, -0.26), &["RC slab 280 mm, C32/40"]);
    marks::leader(ink, (-0.09, 0.5), (-0.62, 0.72), &["Mineral wool 140 mm,", "class A1"]);
    marks::leader(ink, (-0.25, 0.2), (-0.62, 0.36), &["GRC panel 50 mm,", "cavity 60 mm"]);
    marks::dimension(ink, (2.3, 0.49), (2.3, 1.12 + rise), 14.0, &format!("{:.0}", (0.63 + rise) * 1000.0));
    marks::dimension(ink, (0.0, -0.3), (0.2, -0.3), -8.0, "200");
    marks::dimension(ink, (-0.16, -0.3), (0.0, -0.3), -16.0, "160");
}

fn sill(ink: &mut Ink) {
    let mut dice = Dice::new(11, "aggregate");
    concrete(ink, (0.0, 0.0), (0.2, 0.7), &mut dice);
    insulation(ink, (-0.16, 0.0), (-0.02, 0.68), false);
    ink.grey(0.75).block((-0.27, 0.0), 0.05, 0.66).grey(0.0).pen(0.5).frame((-0.27, 0.0), 0.05, 0.66);
    ink.grey(1.0)
        .block((0.2, 0.0), 0.075, 0.74)
        .grey(0.0)
        .pen(0.35)
        .frame((0.2, 0.0), 0.05, 0.74)
        .frame((0.25, 0.0), 0.0125, 0.74)
        .frame((0.2625, 0.0), 0.0125, 0.74);
    // Frame of the window with its chambers and the double pane above.
    ink.pen(0.5).frame((-0.08, 0.76), 0.11, 0.09).frame((-0.06, 0.85), 0.08, 0.08).pen(0.18);
    for x in [-0.055, -0.025, 0.005] {
        ink.frame((x, 0.775), 0.02, 0.06);
    }
    for x in [-0.045, -0.018, 0.006] {
        ink.pen(0.3).frame((x, 0.9), 0.008, 0.34);
    }
    ink.grey(0.2).block((-0.037, 0.9), 0.019, 0.02).block((-0.01, 0.9), 0.016, 0.02).grey(0.0);
    ink.pen(0.6).path(&[(-0.08, 0.765), (-0.33, 0.72), (-0.33, 0.66), (-0.32, 0.655)], false);
    ink.grey(0.85).block((0.03, 0.745), 0.34, 0.03).grey(0.0).pen(0.4).frame((0.03, 0.745), 0.34, 0.03);
    ink.pen(0.8).dash(&[2.0, 1.0]).path(&[(-0.02, 0.76), (-0.02, 0.7), (0.2, 0.7)], false).pen(0.3);
    marks::leader(
        ink,
        (-0.25, 0.735),
        (-0.6, 0.98),
        &["Sill flashing 3 mm aluminium,", "fall 10°, drip 40 mm clear"],
    );
    marks::leader(ink, (0.0, 1.1), (0.5, 1.22), &["Triple glazing 6-16-4-16-6, Ug 0.6"]);
    marks::leader(ink, (0.3, 0.76), (0.6, 0.96), &["Sill board 30 mm, solid surface"]);
    marks::leader(ink, (0.1, 0.7), (0.6, 0.62), &["Air barrier tape, taken under the frame"]);
    marks::leader(ink, (0.26, 0.3), (0.6, 0.34), &["2 x 12.5 mm board on 50 mm studs"]);
    marks::leader(ink, (-0.09, 0.4), (-0.6, 0.5), &["Mineral wool 140 mm"]);
    marks::dimension(ink, (0.3, 0.0), (0.3, 0.745), 82.0, "745");
    marks::dimension(ink, (0.0, 0.0), (0.2, 0.0), -8.0, "200");
}

/// The edge of a floor behind the curtain wall, with its fire stop.
fn slab_edge(ink: &mut Ink) {
    let mut dice = Dice::new(13, "aggregate");
    concrete(ink, (0.0, 0.6), (1.1, 0.88), &mut dice);
    ink.grey(0.8).block((0.0, 0.88), 1.1, 0.07).grey(0.0).pen(0.35).frame((0.0, 0.88), 1.1, 0.07);
    ink.frame((0.0, 0.95), 1.1, 0.015).pen(0.25).line((0.0, 0.2), (1.1, 0.2)).frame(
        (0.02, 0.2),
        1.08,
        0.0125,
    );
    for hanger in [0.3, 0.9] {
        ink.line((hanger, 0.2125), (hanger, 0.6)).frame((hanger - 0.02, 0.2125), 0.04, 0.03);
    }
    // Mullion with its thermal break and cap, spandrel below, vision glass above.
    ink.pen(0.5).frame((-0.24, 0.0), 0.12, 1.5).pen(0.25).frame((-0.23, 0.0), 0.1, 1.5);
    ink.grey(0.2).block((-0.27, 0.0), 0.03, 1.5).grey(0.0).pen(0.5).frame((-0.32, 0.0), 0.05, 1.5);
    insulation(ink, (-0.12, 0.3), (-0.04, 0.98), false);
    ink.pen(0.35).frame((-0.04, 0.3), 0.012, 0.68);
    let stop = [(-0.028, 0.63), (0.0, 0.63), (0.0, 0.85), (-0.028, 0.85)];
    ink.hatch(&stop, 0.7).pen(0.5).path(&[(-0.12, 0.72), (0.14, 0.72), (0.14, 0.88)], false);
    ink.frame((0.06, 0.88), 0.1, 0.012).line((0.11, 0.76), (0.11, 0.89));
    broken(ink, (1.1, 0.6), 0.965);
    marks::leader(
        ink,
        (-0.014, 0.8),
        (0.5, 1.3),
        &["Fire stop, mineral wool in compression,", "120 minutes, smoke seal on top"],
    );
    marks::leader(
        ink,
        (0.11, 0.886),
        (0.5, 1.12),
        &["Cast-in channel and bracket,", "adjustable 25 mm three ways"],
    );
    marks::leader(ink, (0.6, 0.74), (0.8, 0.42), &["RC slab 280 mm"]);
    marks::leader(ink, (0.5, 0.206), (0.8, 0.06), &["Suspended ceiling, 12.5 mm board"]);
    marks::leader(ink, (-0.3, 1.2), (-0.6, 1.36), &["Curtain wall mullion", "50 x 180 mm"]);
    marks::leader(ink, (-0.08, 0.5), (-0.6, 0.62), &["Spandrel insulation 80 mm,", "steel back pan"]);
    marks::dimension(ink, (1.1, 0.6), (1.1, 0.88), 20.0, "280");
}
