//! Curves as paths.

use std::f64::consts::TAU;

use hayro::kurbo::{Arc, BezPath, Point, Vec2};

use super::entity::{Fields, Vertex};

/// How many points a spline is sampled at, at most.
const SAMPLES: usize = 2_000;

/// An arc or ellipse about a centre; it begins a path of its own unless `on`, where it goes on from the last point.
pub fn arc(
    path: &mut BezPath,
    centre: Point,
    radii: Vec2,
    (start, sweep): (f64, f64),
    turned: f64,
    on: bool,
) {
    let arc = Arc::new(centre, radii, start, sweep, turned);
    let largest = radii.x.abs().max(radii.y.abs()).max(f64::MIN_POSITIVE);
    let begin = centre + Vec2::from_angle(turned).rotated(radii, start);
    if on {
        path.line_to(begin);
    } else {
        path.move_to(begin);
    }
    arc.append_iter(largest * 1e-4).for_each(|element| path.push(element));
}

trait Rotated {
    fn rotated(self, radii: Vec2, angle: f64) -> Vec2;
}

impl Rotated for Vec2 {
    /// The point at `angle` of an ellipse whose first half axis points along this direction.
    fn rotated(self, radii: Vec2, angle: f64) -> Vec2 {
        let (x, y) = (radii.x * angle.cos(), radii.y * angle.sin());
        Vec2::new(x * self.x - y * self.y, x * self.y + y * self.x)
    }
}

/// From one angle to another, against the clock.
pub fn sweep(start: f64, end: f64) -> f64 {
    let sweep = (end - start).rem_euclid(TAU);
    if sweep == 0.0 { TAU } else { sweep }
}

/// A polyline with straight and bulging edges.
pub fn polyline(vertices: &[Vertex], closed: bool) -> BezPath {
    let mut path = BezPath::new();
    let Some(first) = vertices.first() else { return path };
    path.move_to((first.x, first.y));
    let next = vertices.iter().skip(1).chain(closed.then_some(first));
    for (from, to) in vertices.iter().zip(next) {
        edge(&mut path, *from, (to.x, to.y));
    }
    if closed {
        path.close_path();
    }
    path
}

/// An edge; its bulge is the tangent of a quarter of the angle it spans.
fn edge(path: &mut BezPath, from: Vertex, to: (f64, f64)) {
    let (start, end, bulge) = (Point::new(from.x, from.y), Point::new(to.0, to.1), from.bulge);
    let chord = end - start;
    if bulge.abs() < 1e-6 || bulge.abs() > 1e6 || chord.hypot() < 1e-12 {
        path.line_to(end);
        return;
    }
    let centre = start.midpoint(end) + Vec2::new(-chord.y, chord.x) * ((1.0 - bulge * bulge) / (4.0 * bulge));
    let spoke = start - centre;
    let radius = spoke.hypot();
    arc(path, centre, Vec2::new(radius, radius), (spoke.atan2(), 4.0 * bulge.atan()), 0.0, true);
}

/// A spline as short lines: through its control points by its knots, or through the points it was fitted to.
pub fn spline(fields: &Fields<'_>) -> BezPath {
    let closed = fields.whole(70) & 1 == 1;
    let control: Vec<Point> = fields.vertices.iter().map(|vertex| Point::new(vertex.x, vertex.y)).collect();
    let degree = usize::try_from(fields.whole(71)).unwrap_or_default();
    let fits: Vec<Vertex> = fields.fits.iter().map(|(x, y)| Vertex { x: *x, y: *y, bulge: 0.0 }).collect();
    let by_knots = (1..=10).contains(&degree)
        && control.len() > degree
        && fields.knots.len() == control.len() + degree + 1
        && fields.knots.is_sorted();
    if !by_knots {
        let through = if fits.len() > 1 { &fits } else { &fields.vertices };
        let plain: Vec<Vertex> = through.iter().map(|vertex| Vertex { bulge: 0.0, ..*vertex }).collect();
        return polyline(&plain, closed);
    }
    let (first, last) = (fields.knots[degree], fields.knots[control.len()]);
    let samples = (control.len() * 8).min(SAMPLES);
    let points = (0..=samples).map(|at| {
        let along = first + (last - first) * at as f64 / samples as f64;
        let Point { x, y } = de_boor(&control, &fields.knots, degree, along);
        Vertex { x, y, bulge: 0.0 }
    });
    polyline(&points.collect::<Vec<_>>(), false)
}

/// The point of a spline at a parameter within its knots.
fn de_boor(control: &[Point], knots: &[f64], degree: usize, at: f64) -> Point {
    let span = (knots.partition_point(|knot| *knot <= at)).clamp(degree + 1, control.len()) - 1;
    let mut points: Vec<Point> = control[span - degree..=span].to_vec();
    for round in 1..=degree {
        for place in (round..=degree).rev() {
            let index = span - degree + place;
            let (low, high) = (knots[index], knots[index + degree + 1 - round]);
            let share = if high > low { (at - low) / (high - low) } else { 0.0 };
            points[place] = points[place - 1].lerp(points[place], share);
        }
    }
    points[degree]
}
