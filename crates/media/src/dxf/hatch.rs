//! Filled areas. Only solid ones are filled; patterns would bury the drawing under lines.

use hayro::kurbo::{BezPath, Point, Vec2};

use super::entity::Vertex;
use super::geometry;
use super::reading::{Entity, Pair, Pairs};

/// The boundary of a solid hatch, or nothing.
pub fn solid(entity: Entity<'_>) -> Option<BezPath> {
    let mut pairs = Pairs(entity.body);
    let filled = pairs.clone().any(|pair| pair.code == 70 && pair.whole() == Some(1));
    if !filled {
        return None;
    }
    let mut area = BezPath::new();
    while let Some(pair) = pairs.next() {
        match pair.code {
            92 if pair.whole().unwrap_or_default() & 2 == 2 => area.extend(outline(&mut pairs)),
            92 => area.extend(edges(&mut pairs)),
            // What follows says how a pattern would be laid.
            75 => break,
            _ => {}
        }
    }
    (!area.elements().is_empty()).then_some(area)
}

/// A boundary given as a polyline.
fn outline(pairs: &mut Pairs<'_>) -> BezPath {
    let mut vertices: Vec<Vertex> = Vec::new();
    let mut wanted = None;
    for pair in pairs.by_ref() {
        let number = pair.number().unwrap_or_default();
        match pair.code {
            93 => wanted = pair.whole(),
            10 => vertices.push(Vertex { x: number, ..Vertex::default() }),
            20 => vertices.last_mut().into_iter().for_each(|vertex| vertex.y = number),
            42 => vertices.last_mut().into_iter().for_each(|vertex| vertex.bulge = number),
            97 => break,
            _ => {}
        }
    }
    if wanted == Some(0) { BezPath::new() } else { geometry::polyline(&vertices, true) }
}

/// One edge of a boundary while it is read.
#[derive(Default)]
struct Edge {
    kind: i64,
    first: (f64, f64),
    second: (f64, f64),
    size: f64,
    from: f64,
    to: f64,
    against: bool,
}

/// A boundary given edge by edge: lines and arcs; others are bridged by a straight line.
fn edges(pairs: &mut Pairs<'_>) -> BezPath {
    let mut path = BezPath::new();
    let mut edge: Option<Edge> = None;
    for pair in pairs.by_ref() {
        match pair.code {
            72 => {
                add(&mut path, edge.take());
                edge = Some(Edge { kind: pair.whole().unwrap_or_default(), ..Edge::default() });
            }
            97 => break,
            _ => {
                if let Some(edge) = &mut edge {
                    edge.put(pair);
                }
            }
        }
    }
    add(&mut path, edge);
    if !path.elements().is_empty() {
        path.close_path();
    }
    path
}

impl Edge {
    fn put(&mut self, pair: Pair<'_>) {
        let number = pair.number().unwrap_or_default();
        match pair.code {
            10 => self.first.0 = number,
            20 => self.first.1 = number,
            11 => self.second.0 = number,
            21 => self.second.1 = number,
            40 => self.size = number,
            50 => self.from = number.to_radians(),
            51 => self.to = number.to_radians(),
            73 => self.against = pair.whole() == Some(1),
            _ => {}
        }
    }
}

fn add(path: &mut BezPath, edge: Option<Edge>) {
    let Some(edge) = edge else { return };
    let on = !path.elements().is_empty();
    match edge.kind {
        1 => {
            if on {
                path.line_to(edge.first);
            } else {
                path.move_to(edge.first);
            }
            path.line_to(edge.second);
        }
        2 => {
            // Arcs that run with the clock give their angles mirrored.
            let (start, sweep) = if edge.against {
                (edge.from, geometry::sweep(edge.from, edge.to))
            } else {
                (-edge.from, -geometry::sweep(edge.from, edge.to))
            };
            let radii = Vec2::new(edge.size, edge.size);
            geometry::arc(path, Point::from(edge.first), radii, (start, sweep), 0.0, on);
        }
        _ => {}
    }
}
