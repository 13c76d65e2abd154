//! What stands on drawings of every kind: grid bubbles, dimensions, clouds, arrows, section marks.

use super::ink::{At, Hang, Ink};

/// Draws a dimension between two points of a horizontal or upright line, `beyond` millimetres aside.
pub fn dimension(ink: &mut Ink, from: At, to: At, beyond: f32, label: &str) {
    let aside = ink.mm(beyond);
    let (gap, over, tick) = (ink.mm(1.5).copysign(aside), ink.mm(1.5).copysign(aside), ink.mm(1.1));
    let flat = (from.1 - to.1).abs() < (from.0 - to.0).abs();
    let off = |(x, y): At, by: f32| if flat { (x, y + by) } else { (x + by, y) };
    ink.pen(0.13).grey(0.0);
    ink.line(off(from, gap), off(from, aside + over)).line(off(to, gap), off(to, aside + over));
    let (start, end) = (off(from, aside), off(to, aside));
    ink.line(start, end).pen(0.35);
    for (x, y) in [start, end] {
        ink.line((x - tick, y - tick), (x + tick, y + tick));
    }
    let middle = ((start.0 + end.0) / 2.0, (start.1 + end.1) / 2.0);
    let lift = ink.mm(0.9);
    if flat {
        ink.text((middle.0, middle.1 + lift), 2.5, Hang::Middle, label);
    } else {
        ink.text_up((middle.0 - lift, middle.1), 2.5, Hang::Middle, label);
    }
}

/// A chain of dimensions through stations along one axis, `flat` from left to right.
pub fn chain(ink: &mut Ink, stations: &[f32], across: f32, flat: bool, beyond: f32) {
    for pair in stations.windows(2) {
        let label = format!("{:.0}", (pair[1] - pair[0]) * 1000.0);
        let at = |along: f32| if flat { (along, across) } else { (across, along) };
        dimension(ink, at(pair[0]), at(pair[1]), beyond, &label);
    }
}

/// A grid line with a bubble at its start.
pub fn grid_line(ink: &mut Ink, bubble: At, end: At, label: &str) {
    let radius = ink.mm(5.0);
    let length = ((end.0 - bubble.0).powi(2) + (end.1 - bubble.1).powi(2)).sqrt();
    let (dx, dy) = ((end.0 - bubble.0) / length, (end.1 - bubble.1) / length);
    ink.grey(0.0).pen(0.13).dash(&[9.0, 1.5, 1.5, 1.5]);
    ink.line((bubble.0 + dx * radius, bubble.1 + dy * radius), end);
    ink.pen(0.35).circle(bubble, radius).bold(true);
    let foot = bubble.1 - ink.mm(1.4);
    ink.text((bubble.0, foot), 4.0, Hang::Middle, label).bold(false);
}

/// The letters of grid lines: I and O are left out, as they read like figures.
pub fn letter(index: usize) -> &'static str {
    const LETTERS: [&str; 12] = ["A", "B", "C", "D", "E", "F", "G", "H", "J", "K", "L", "M"];
    LETTERS[index % LETTERS.len()]
}

/// A revision cloud round a rectangle, with the triangle that names the revision.
pub fn cloud(ink: &mut Ink, low: At, high: At, code: &str) {
    ink.colour(0.82, 0.05, 0.08).pen(0.5);
    let corners = [low, (high.0, low.1), high, (low.0, high.1)];
    for (index, from) in corners.iter().enumerate() {
        let to = corners[(index + 1) % 4];
        bumps(ink, *from, to);
    }
    let top = (high.0 + ink.mm(7.0), high.1 + ink.mm(5.0));
    let (half, up, down) = (ink.mm(4.4), ink.mm(5.0), ink.mm(2.6));
    let triangle = [(top.0 - half, top.1 - down), (top.0 + half, top.1 - down), (top.0, top.1 + up)];
    ink.path(&triangle, true).bold(true);
    let foot = top.1 - ink.mm(1.6);
    ink.text((top.0, foot), 2.6, Hang::Middle, code).bold(false).grey(0.0);
}

/// Half circles that bulge outwards along one side, the drawing lying to its left.
fn bumps(ink: &mut Ink, from: At, to: At) {
    let length = ((to.0 - from.0).powi(2) + (to.1 - from.1).powi(2)).sqrt();
    let count = (length / ink.mm(8.0)).round().max(2.0) as usize;
    let angle = (to.1 - from.1).atan2(to.0 - from.0).to_degrees();
    let radius = length / count as f32 / 2.0;
    for bump in 0..count {
        let share = (bump as f32 + 0.5) / count as f32;
        let centre = (from.0 + (to.0 - from.0) * share, from.1 + (to.1 - from.1) * share);
        ink.arc(centre, radius * 1.06, (angle + 175.0, angle + 365.0));
    }
}

/// A north arrow of 12 millimetres radius.
pub fn north(ink: &mut Ink, centre: At, turned: f32) {
    let radius = ink.mm(11.0);
    let tip = |angle: f32, far: f32| {
        let angle = (angle + turned).to_radians();
        (centre.0 + far * angle.cos(), centre.1 + far * angle.sin())
    };
    ink.grey(0.0).pen(0.25).circle(centre, radius);
    let back = tip(270.0, radius * 0.35);
    ink.fill(&[tip(90.0, radius), tip(235.0, radius), back]);
    ink.path(&[tip(90.0, radius), tip(305.0, radius), back], true);
    let letter = tip(90.0, radius + ink.mm(2.5));
    ink.bold(true).text(letter, 5.0, Hang::Middle, "N").bold(false);
}

/// A bar of alternating fields, `unit` metres each, at so many millimetres to the metre.
pub fn scale_bar(ink: &mut Ink, (x, y): At, per_metre: f32, unit: f32) {
    let (field, ratio) = (unit * per_metre, ink.ratio((1000.0 / per_metre) as u32));
    ink.grey(0.0).pen(0.18);
    for index in 0..5_u8 {
        let left = x + field * f32::from(index);
        ink.frame((left, y), field, 2.0);
        let (low, high) = if index % 2 == 0 { (y, y + 1.0) } else { (y + 1.0, y + 2.0) };
        ink.block((left, low), field, high - low);
        ink.text((left, y + 3.2), 2.2, Hang::Middle, &format!("{}", unit * f32::from(index)));
    }
    ink.text((x + field * 5.0, y + 3.2), 2.2, Hang::Middle, &format!("{} m", unit * 5.0));
    ink.text((x, y - 4.0), 2.5, Hang::Left, &format!("SCALE {ratio}"));
}

/// A line with an arrowhead of 2.5 millimetres at its end.
pub fn arrow(ink: &mut Ink, from: At, to: At) {
    let angle = (to.1 - from.1).atan2(to.0 - from.0);
    let head = |turn: f32| {
        let angle = angle + turn;
        (to.0 - ink.mm(2.5) * angle.cos(), to.1 - ink.mm(2.5) * angle.sin())
    };
    let (left, right) = (head(0.22), head(-0.22));
    ink.line(from, to).fill(&[to, left, right]);
}

/// A note with a leader to what it is about; the text stands beyond the knee.
pub fn leader(ink: &mut Ink, target: At, knee: At, lines: &[&str]) {
    ink.grey(0.0).pen(0.18);
    arrow(ink, knee, target);
    let right = knee.0 >= target.0;
    let shelf = ink.mm(if right { 4.0 } else { -4.0 });
    ink.line(knee, (knee.0 + shelf, knee.1));
    let (x, hang) =
        if right { (knee.0 + shelf * 1.3, Hang::Left) } else { (knee.0 + shelf * 1.3, Hang::Right) };
    for (row, line) in lines.iter().enumerate() {
        let foot = knee.1 - ink.mm(0.9 + 3.6 * row as f32);
        ink.text((x, foot), 2.5, hang, line);
    }
}

/// A view's name under it, underlined, with its scale if it has one.
pub fn caption(ink: &mut Ink, (x, y): At, name: &str, denominator: Option<u32>) {
    let ratio = denominator.map_or_else(|| "NTS".to_owned(), |denominator| ink.ratio(denominator));
    ink.grey(0.0).bold(true).text((x, y), 5.0, Hang::Left, name).bold(false);
    let width = super::ink::width(name, 5.0) * 1.06;
    ink.pen(0.5).line((x, y - 2.0), (x + width.max(40.0), y - 2.0));
    ink.text((x, y - 6.0), 2.8, Hang::Left, &format!("Scale {ratio}"));
}

/// A level mark: a short line, a half-filled triangle and the height in metres.
pub fn level(ink: &mut Ink, at: At, name: &str, height: f32) {
    let (w, h, back, ahead) = (ink.mm(1.8), ink.mm(2.6), ink.mm(4.0), ink.mm(42.0));
    ink.grey(0.0).pen(0.18).line((at.0 - back, at.1), (at.0 + ahead, at.1));
    ink.path(&[at, (at.0 - w, at.1 + h), (at.0 + w, at.1 + h)], true);
    ink.fill(&[at, (at.0, at.1 + h), (at.0 + w, at.1 + h)]);
    let sign = if height.abs() < 0.0005 {
        "±"
    } else if height > 0.0 {
        "+"
    } else {
        "–"
    };
    let above = at.1 + ink.mm(1.0);
    ink.text((at.0 + back, above), 2.5, Hang::Left, &format!("{sign}{:.3}  {name}", height.abs()));
}
