//! A site plan at 1:500: boundary, contours, roads, parking, trees, drains and the footprint.

use super::SheetSpec;
use super::border::{HIGH, LOW};
use super::building::stations;
use super::dice::Dice;
use super::ink::{At, Hang, Ink};
use super::marks;

/// Millimetres of paper to the metre.
const SCALE: f32 = 2.0;

pub const NOTES: &[&str] = &[
    "Topographical survey by others, local grid; levels to Ordnance Datum.",
    "Existing services shown from records: locate by hand digging before any excavation.",
    "Trees marked with a dashed circle are to be felled; root protection zones fenced before work begins.",
    "Surface water discharges at 4.5 l/s through a vortex control; attenuation for 1 in 100 years plus 40 %.",
    "Paving: see landscape drawings. Fire path 3.7 m clear, 18 t axle load.",
];

/// Draws the site plan.
pub fn draw(ink: &mut Ink, spec: &SheetSpec) {
    let mut dice = Dice::new(spec.seed, "site");
    let length = stations(spec.seed).last().copied().unwrap_or_default();
    ink.place((LOW.0 + 8.0, LOW.1 + 44.0), SCALE);
    contours(ink, &mut dice);
    let boundary = [(28.0, 30.0), (262.0, 22.0), (281.0, 196.0), (150.0, 222.0), (34.0, 208.0)];
    ink.colour(0.75, 0.1, 0.1).pen(0.6).dash(&[10.0, 2.0, 2.0, 2.0]).path(&boundary, true).grey(0.0);
    road(ink);
    let low = (112.0, 96.0);
    building(ink, low, length);
    parking(ink, (58.0, 56.0), 26);
    parking(ink, (200.0, 56.0), 18);
    trees(ink, &mut dice, low, length);
    drains(ink, low, length);
    spot_levels(ink, &mut dice);
    marks::dimension(
        ink,
        (low.0, low.1 + 33.0),
        (low.0 + length, low.1 + 33.0),
        7.0,
        &format!("{length:.1} m"),
    );
    marks::dimension(ink, (low.0, low.1), (low.0, low.1 + 33.0), -9.0, "33.0 m");
    changed(ink, spec, low);
    ink.unplace();
    marks::caption(ink, (LOW.0 + 12.0, LOW.1 + 22.0), &spec.title.to_uppercase(), Some(500));
    marks::scale_bar(ink, (LOW.0 + 220.0, LOW.1 + 18.0), SCALE, 10.0);
    marks::north(ink, (HIGH.0 - 30.0, HIGH.1 - 32.0), 18.0);
}

fn contours(ink: &mut Ink, dice: &mut Dice) {
    let bend = dice.between(0.7, 1.4);
    for step in 0..16 {
        let start = -40.0 + 20.0 * step as f32;
        let points: Vec<At> = (0..=60)
            .map(|index| {
                let x = 2.0 + 300.0 * index as f32 / 60.0;
                let wave = (x * 0.021 * bend + step as f32 * 0.35).sin() * 9.0 + (x * 0.05).cos() * 3.0;
                (x, start + x * 0.34 + wave)
            })
            .filter(|(_, y)| (2.0..245.0).contains(y))
            .collect();
        let index = step % 5 == 0;
        ink.colour(0.62, 0.5, 0.36).pen(if index { 0.3 } else { 0.13 });
        if points.len() > 1 {
            ink.path(&points, false);
            let (x, y) = points[points.len() * 2 / 3];
            ink.text((x, y + 0.6), 2.0, Hang::Middle, &format!("{:.1}", 39.5 + 0.5 * step as f32));
        }
    }
    ink.grey(0.0);
}

fn road(ink: &mut Ink) {
    ink.grey(0.92);
    ink.fill(&[(0.0, 6.0), (308.0, -2.0), (308.0, 8.0), (0.0, 16.0)]).fill(&[
        (96.0, 12.0),
        (104.0, 12.0),
        (104.0, 76.0),
        (96.0, 76.0),
    ]);
    ink.fill(&[(48.0, 72.0), (260.0, 72.0), (260.0, 80.0), (48.0, 80.0)]).grey(0.0).pen(0.35);
    ink.path(&[(0.0, 16.0), (92.0, 13.6)], false)
        .path(&[(108.0, 13.2), (308.0, 8.0)], false)
        .path(&[(0.0, 6.0), (308.0, -2.0)], false);
    ink.arc((92.0, 17.6), 4.0, (270.0, 360.0)).arc((108.0, 17.2), 4.0, (180.0, 270.0));
    ink.line((96.0, 17.6), (96.0, 72.0))
        .line((104.0, 17.2), (104.0, 72.0))
        .line((48.0, 72.0), (96.0, 72.0))
        .line((104.0, 72.0), (260.0, 72.0));
    ink.line((48.0, 80.0), (260.0, 80.0)).line((48.0, 72.0), (48.0, 80.0)).line((260.0, 72.0), (260.0, 80.0));
    ink.pen(0.18).dash(&[4.0, 3.0]).line((0.0, 11.0), (308.0, 3.0)).pen(0.18);
    ink.bold(true).text((210.0, 6.9), 3.5, Hang::Middle, "C A N A L   R O A D").bold(false);
    ink.text((108.0, 40.0), 2.5, Hang::Left, "SITE ACCESS 8.0 m");
}

fn building(ink: &mut Ink, (x, y): At, length: f32) {
    let shape = [(x, y), (x + length, y), (x + length, y + 33.0), (x, y + 33.0)];
    ink.grey(0.88).fill(&shape).grey(0.55).pen(0.13).hatch(&shape, 3.0).grey(0.0).pen(0.8).path(&shape, true);
    let middle = (x + length / 2.0, y + 16.5);
    ink.grey(1.0).block((middle.0 - 16.0, middle.1 - 5.5), 32.0, 12.0).grey(0.0).bold(true);
    ink.text((middle.0, middle.1 + 2.0), 4.5, Hang::Middle, "PROPOSED BUILDING").bold(false);
    ink.text((middle.0, middle.1 - 1.0), 2.8, Hang::Middle, "5 storeys").text(
        (middle.0, middle.1 - 3.6),
        2.8,
        Hang::Middle,
        "FFL +42.650",
    );
    ink.pen(0.3);
    marks::arrow(ink, (middle.0, y - 9.0), (middle.0, y - 0.6));
    ink.text((middle.0 + 1.5, y - 6.0), 2.4, Hang::Left, "MAIN ENTRANCE");
    ink.pen(0.35).frame((x + length + 14.0, y + 20.0), 9.0, 7.0).text(
        (x + length + 18.5, y + 23.0),
        2.2,
        Hang::Middle,
        "SUBSTN",
    );
    for (left, foot, wide, high) in
        [(8.0, 120.0, 14.0, 46.0), (284.0, 60.0, 20.0, 30.0), (6.0, 40.0, 14.0, 22.0)]
    {
        ink.grey(0.4)
            .pen(0.25)
            .frame((left, foot), wide, high)
            .text((left + wide / 2.0, foot + high / 2.0), 2.2, Hang::Middle, "EXISTING")
            .grey(0.0);
    }
}

fn parking(ink: &mut Ink, (x, y): At, bays: usize) {
    ink.grey(0.0).pen(0.18);
    let shown = bays.min(((258.0 - x) / 2.5) as usize);
    for (foot, number) in [(y + 11.0, 1), (y + 24.2, shown + 1)] {
        for bay in 0..=shown {
            let at = x + 2.5 * bay as f32;
            if (95.0..105.0).contains(&at) {
                continue;
            }
            ink.line((at, foot), (at, foot + 4.8));
            if bay < shown && bay % 5 == 0 {
                ink.text((at + 1.25, foot + 1.6), 1.8, Hang::Middle, &format!("{}", number + bay));
            }
        }
    }
}

fn trees(ink: &mut Ink, dice: &mut Dice, low: At, length: f32) {
    for _ in 0..70 {
        let (x, y, r) = (dice.between(36.0, 268.0), dice.between(90.0, 206.0), dice.between(2.0, 4.4));
        let near = x > low.0 - 16.0 && x < low.0 + length + 28.0 && y > low.1 - 16.0 && y < low.1 + 46.0;
        if near || y < 92.0 {
            continue;
        }
        let felled = dice.one_in(5);
        ink.colour(0.2, 0.42, 0.22).pen(0.18);
        if felled {
            ink.dash(&[1.2, 1.0]).circle((x, y), r).pen(0.18);
        } else {
            for leaf in 0..12 {
                let angle = leaf as f32 * 30.0;
                let at = (x + r * angle.to_radians().cos(), y + r * angle.to_radians().sin());
                ink.arc(at, r * 0.3, (angle - 100.0, angle + 100.0));
            }
        }
        ink.line((x - 0.5, y), (x + 0.5, y)).line((x, y - 0.5), (x, y + 0.5)).grey(0.0);
    }
}

fn drains(ink: &mut Ink, (x, y): At, length: f32) {
    let run = [
        (x - 6.0, y + 40.0),
        (x + length + 8.0, y + 40.0),
        (x + length + 8.0, y - 12.0),
        (108.0, y - 12.0),
        (107.0, 10.0),
    ];
    ink.colour(0.1, 0.3, 0.7).pen(0.3).dash(&[6.0, 1.5]).path(&run, false).pen(0.3);
    for (index, (mx, my)) in run[..4].iter().enumerate() {
        ink.grey(1.0).disc((*mx, *my), 0.9).colour(0.1, 0.3, 0.7).circle((*mx, *my), 0.9);
        ink.text((mx + 1.6, my + 1.4), 2.2, Hang::Left, &format!("SW{:02}", index + 1));
        ink.text(
            (mx + 1.6, my - 0.2),
            1.9,
            Hang::Left,
            &format!("CL {:.2} IL {:.2}", 42.3 - index as f32 * 0.14, 40.9 - index as f32 * 0.31),
        );
    }
    ink.pen(0.3).dash(&[3.0, 1.2]).frame((x + 8.0, y + 44.0), 34.0, 14.0).pen(0.3);
    ink.text((x + 25.0, y + 51.0), 2.2, Hang::Middle, "ATTENUATION 340 m³").grey(0.0);
}

fn spot_levels(ink: &mut Ink, dice: &mut Dice) {
    for _ in 0..34 {
        let (x, y) = (dice.between(40.0, 262.0), dice.between(32.0, 204.0));
        ink.grey(0.25)
            .pen(0.13)
            .line((x - 0.5, y - 0.5), (x + 0.5, y + 0.5))
            .line((x - 0.5, y + 0.5), (x + 0.5, y - 0.5));
        let height = 41.0 + (y - x * 0.34) * 0.012 + dice.between(-0.05, 0.05);
        ink.text((x + 0.8, y + 0.4), 1.8, Hang::Left, &format!("{height:.2}")).grey(0.0);
    }
}

fn changed(ink: &mut Ink, spec: &SheetSpec, (x, y): At) {
    for round in 1..spec.revisions.len() {
        let at = (x - 46.0 + 12.0 * (round % 3) as f32, y + 10.0 + 20.0 * (round % 4) as f32);
        ink.grey(0.0).pen(0.4).frame(at, 8.0, 5.0).line(at, (at.0 + 8.0, at.1 + 5.0));
        ink.text(
            (at.0 + 4.0, at.1 - 2.0),
            2.2,
            Hang::Middle,
            ["CYCLE STORE", "BIN STORE", "GAS KIOSK"][round % 3],
        );
        if round + 1 == spec.revisions.len() {
            marks::cloud(
                ink,
                (at.0 - 7.0, at.1 - 6.0),
                (at.0 + 15.0, at.1 + 10.0),
                &spec.revisions[round].code,
            );
        }
    }
}
