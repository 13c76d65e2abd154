//! From entities in blocks in blocks to marks on one plane.

use hayro::kurbo::{Affine, BezPath, Point, Vec2};

use super::entity::Fields;
use super::reading::{Drawing, Entity};
use super::{DrawingError, MAX_DEPTH, Purse, colour, geometry, hatch, lettering};

/// What is put on the sheet.
#[derive(Debug)]
pub enum Ink {
    /// Lines.
    Line(BezPath),
    /// An area.
    Fill(BezPath),
    /// A line of text, one unit high, from the origin to the right.
    Text(Affine, String),
}

/// What is put on the sheet, and in which colour.
#[derive(Debug)]
pub struct Mark {
    pub colour: [u8; 3],
    pub ink: Ink,
}

/// How tall capital letters are in the font that is used, of its size.
const CAPITAL: f64 = 0.72;
/// What a letter takes of the line, on average.
pub const ADVANCE: f64 = 0.55;
/// From line to line, in heights of capital letters.
const LEADING: f64 = 5.0 / 3.0;
/// Nothing is drawn that lies farther away.
const FARTHEST: f64 = 1e12;
/// Up to how many times a block stands in one insertion, in each direction.
const MOST_COPIES: i64 = 10_000;

/// Where entities are placed.
#[derive(Clone, Copy)]
struct Place<'a> {
    transform: Affine,
    colour: [u8; 3],
    layer: &'a [u8],
    depth: usize,
}

struct Painter<'d, 'a> {
    drawing: &'d Drawing<'a>,
    purse: &'d mut Purse,
    marks: Vec<Mark>,
}

/// Everything that is drawn: the model, or what belongs to layouts where there is no model.
pub fn marks(drawing: &Drawing<'_>, purse: &mut Purse) -> Result<Vec<Mark>, DrawingError> {
    let mut painter = Painter { drawing, purse, marks: Vec::new() };
    let place = Place { transform: Affine::IDENTITY, colour: [0; 3], layer: b"0", depth: 0 };
    for paper in [false, true] {
        painter.all(&drawing.entities, place, Some(paper))?;
        if !painter.marks.is_empty() {
            return Ok(painter.marks);
        }
    }
    Err(DrawingError::Empty)
}

impl<'a> Painter<'_, 'a> {
    fn all(
        &mut self,
        entities: &[Entity<'a>],
        place: Place<'a>,
        paper: Option<bool>,
    ) -> Result<(), DrawingError> {
        let mut at = 0;
        while let Some(entity) = entities.get(at) {
            at += 1;
            let fields = Fields::of(*entity);
            self.purse.values(fields.count)?;
            let mut corners = Vec::new();
            if entity.name == b"POLYLINE" {
                // Its corners follow as entities of their own.
                while let Some(corner) = entities.get(at).filter(|next| next.name == b"VERTEX") {
                    at += 1;
                    let corner = Fields::of(*corner);
                    self.purse.values(corner.count)?;
                    corners.extend(corner.vertices.first().copied());
                }
            }
            let layer = if fields.layer == b"0" { place.layer } else { fields.layer };
            let hidden = self.drawing.layers.get(layer).is_some_and(|layer| layer.hidden);
            if fields.hidden || hidden || paper.is_some_and(|paper| paper != fields.paper) {
                continue;
            }
            let colour = self.colour(&fields, place, layer);
            let turned = if fields.flipped && seen_from_its_side(entity.name) {
                place.transform * Affine::scale_non_uniform(-1.0, 1.0)
            } else {
                place.transform
            };
            let place = Place { transform: turned, colour, layer, ..place };
            if entity.name == b"POLYLINE" {
                // Meshes are left out.
                if fields.whole(70) & (16 | 64) == 0 {
                    self.line(place, geometry::polyline(&corners, fields.whole(70) & 1 == 1))?;
                }
            } else {
                self.one(*entity, &fields, place)?;
            }
        }
        Ok(())
    }

    fn colour(&self, fields: &Fields<'_>, place: Place<'_>, layer: &[u8]) -> [u8; 3] {
        match (fields.exact, fields.colour) {
            (Some(exact), _) => colour::exact(exact),
            (None, 0) => place.colour,
            (None, index @ 1..=255) => colour::indexed(index),
            _ => self.drawing.layers.get(layer).map_or([0; 3], |layer| layer.colour),
        }
    }

    fn one(&mut self, entity: Entity<'a>, fields: &Fields<'a>, place: Place<'a>) -> Result<(), DrawingError> {
        let radius = fields.number(40, 0.0);
        let centre = Point::from(fields.point(10));
        match entity.name {
            b"LINE" => self.line(place, lines(&[fields.point(10), fields.point(11)], false)),
            b"CIRCLE" => {
                let mut path = BezPath::new();
                let round = (0.0, std::f64::consts::TAU);
                geometry::arc(&mut path, centre, Vec2::new(radius, radius), round, 0.0, false);
                self.line(place, path)
            }
            b"ARC" => {
                let start = fields.number(50, 0.0).to_radians();
                let sweep = geometry::sweep(start, fields.number(51, 360.0).to_radians());
                let mut path = BezPath::new();
                geometry::arc(&mut path, centre, Vec2::new(radius, radius), (start, sweep), 0.0, false);
                self.line(place, path)
            }
            b"ELLIPSE" => {
                let axis = Vec2::from(fields.point(11));
                let radii = Vec2::new(axis.hypot(), axis.hypot() * fields.number(40, 1.0));
                let start = fields.number(41, 0.0);
                let sweep = geometry::sweep(start, fields.number(42, std::f64::consts::TAU));
                let mut path = BezPath::new();
                geometry::arc(&mut path, centre, radii, (start, sweep), axis.atan2(), false);
                self.line(place, path)
            }
            b"LWPOLYLINE" => {
                self.line(place, geometry::polyline(&fields.vertices, fields.whole(70) & 1 == 1))
            }
            b"LEADER" => self.line(place, geometry::polyline(&fields.vertices, false)),
            b"SPLINE" => self.line(place, geometry::spline(fields)),
            b"SOLID" | b"TRACE" => {
                let last = if fields.has(13) { 13 } else { 12 };
                let corners = [10, 11, last, 12].map(|code| fields.point(code));
                self.fill(place, lines(&corners, true))
            }
            b"3DFACE" => {
                let last = if fields.has(13) { 13 } else { 12 };
                let corners = [10, 11, 12, last].map(|code| fields.point(code));
                self.line(place, lines(&corners, true))
            }
            b"HATCH" => hatch::solid(entity).map_or(Ok(()), |area| self.fill(place, area)),
            b"TEXT" | b"ATTRIB" => self.text(fields, place),
            b"MTEXT" => self.texts(fields, place),
            b"INSERT" => self.insert(fields, place),
            // The picture of a dimension is a block that stands where it is drawn.
            b"DIMENSION" => self.block(fields.name, place, Affine::IDENTITY),
            _ => Ok(()),
        }
    }

    fn line(&mut self, place: Place<'_>, path: BezPath) -> Result<(), DrawingError> {
        let Some(path) = self.taken(place, path)? else { return Ok(()) };
        // Lines of one colour are one path.
        if let Some(Mark { colour, ink: Ink::Line(before) }) = self.marks.last_mut()
            && *colour == place.colour
        {
            before.extend(path);
            return Ok(());
        }
        self.marks.push(Mark { colour: place.colour, ink: Ink::Line(path) });
        Ok(())
    }

    fn fill(&mut self, place: Place<'_>, path: BezPath) -> Result<(), DrawingError> {
        let Some(path) = self.taken(place, path)? else { return Ok(()) };
        self.marks.push(Mark { colour: place.colour, ink: Ink::Fill(path) });
        Ok(())
    }

    /// The path where it belongs, paid for; nothing where it lies nowhere.
    fn taken(&mut self, place: Place<'_>, mut path: BezPath) -> Result<Option<BezPath>, DrawingError> {
        self.purse.elements(path.elements().len())?;
        path.apply_affine(place.transform);
        let bounds = path.control_box();
        let somewhere = [bounds.x0, bounds.y0, bounds.x1, bounds.y1].iter().all(|side| side.abs() < FARTHEST);
        Ok((somewhere && path.elements().len() > 1).then_some(path))
    }

    fn letters(&mut self, place: Place<'_>, at: Affine, text: String) -> Result<(), DrawingError> {
        self.purse.elements(text.len())?;
        let transform = place.transform * at;
        let somewhere = transform.as_coeffs().iter().all(|part| part.abs() < FARTHEST);
        if somewhere && !text.trim().is_empty() && transform.determinant() != 0.0 {
            self.marks.push(Mark { colour: place.colour, ink: Ink::Text(transform, text) });
        }
        Ok(())
    }

    fn text(&mut self, fields: &Fields<'_>, place: Place<'_>) -> Result<(), DrawingError> {
        let text = lettering::line(&lettering::decoded(&fields.text, self.drawing.cyrillic));
        let (across, upright) = (fields.whole(72), fields.whole(73));
        let aligned = (across != 0 || upright != 0) && !matches!(across, 3 | 5) && fields.has(11);
        let point = if aligned { fields.point(11) } else { fields.point(10) };
        let back = match across {
            1 | 4 => 0.5,
            2 => 1.0,
            _ => 0.0,
        } * width(&text);
        let down = match (across, upright) {
            (4, _) | (_, 2) => CAPITAL / 2.0,
            (_, 3) => CAPITAL,
            _ => 0.0,
        };
        let size = fields.number(40, 1.0) / CAPITAL;
        let at = Affine::translate(point)
            * Affine::rotate(fields.number(50, 0.0).to_radians())
            * Affine::scale_non_uniform(size * fields.number(41, 1.0), size)
            * Affine::translate((if aligned { -back } else { 0.0 }, -down));
        self.letters(place, at, text)
    }

    fn texts(&mut self, fields: &Fields<'_>, place: Place<'_>) -> Result<(), DrawingError> {
        let (height, room) = (fields.number(40, 1.0), fields.number(41, 0.0));
        let size = height / CAPITAL;
        let fits =
            if size > 0.0 && room > 0.0 { (room / (size * ADVANCE)).min(10_000.0) as usize } else { 0 };
        let text = lettering::decoded(&fields.text, self.drawing.cyrillic);
        let lines = lettering::wrapped(lettering::lines(&text), fits);
        let angle = if fields.has(11) {
            Vec2::from(fields.point(11)).atan2()
        } else {
            fields.number(50, 0.0).to_radians()
        };
        let hung = (fields.whole(71) - 1).clamp(0, 8);
        let tall = (lines.len() - 1) as f64 * LEADING * CAPITAL;
        let top = match hung / 3 {
            0 => -CAPITAL,
            1 => (tall - CAPITAL) / 2.0,
            _ => tall,
        };
        for (row, line) in lines.into_iter().enumerate() {
            let back = (hung % 3) as f64 / 2.0 * width(&line);
            let at = Affine::translate(fields.point(10))
                * Affine::rotate(angle)
                * Affine::scale(size)
                * Affine::translate((-back, top - row as f64 * LEADING * CAPITAL));
            self.letters(place, at, line)?;
        }
        Ok(())
    }

    fn insert(&mut self, fields: &Fields<'a>, place: Place<'a>) -> Result<(), DrawingError> {
        let copies = |code: usize| fields.whole(code).clamp(1, MOST_COPIES);
        let scale = (fields.number(41, 1.0), fields.number(42, 1.0));
        for row in 0..copies(71) {
            for column in 0..copies(70) {
                self.purse.values(1)?;
                let step = (column as f64 * fields.number(44, 0.0), row as f64 * fields.number(45, 0.0));
                let at = Affine::translate(fields.point(10))
                    * Affine::rotate(fields.number(50, 0.0).to_radians())
                    * Affine::translate(step)
                    * Affine::scale_non_uniform(scale.0, scale.1);
                self.block(fields.name, place, at)?;
            }
        }
        Ok(())
    }

    fn block(&mut self, name: &[u8], place: Place<'a>, at: Affine) -> Result<(), DrawingError> {
        let Some(block) = self.drawing.blocks.get(name) else { return Ok(()) };
        if place.depth >= MAX_DEPTH {
            return Ok(());
        }
        let transform = place.transform * at * Affine::translate((-block.base.0, -block.base.1));
        self.all(&block.entities, Place { transform, depth: place.depth + 1, ..place }, None)
    }
}

/// Which entities give their points as seen from the side that they face.
fn seen_from_its_side(name: &[u8]) -> bool {
    matches!(
        name,
        b"CIRCLE"
            | b"ARC"
            | b"LWPOLYLINE"
            | b"POLYLINE"
            | b"SOLID"
            | b"TRACE"
            | b"HATCH"
            | b"TEXT"
            | b"ATTRIB"
            | b"INSERT"
    )
}

/// How wide a text is about, in sizes of the font.
pub fn width(text: &str) -> f64 {
    text.chars().count() as f64 * ADVANCE
}

fn lines(points: &[(f64, f64)], closed: bool) -> BezPath {
    let mut path = BezPath::new();
    for (at, point) in points.iter().enumerate() {
        if at == 0 { path.move_to(*point) } else { path.line_to(*point) }
    }
    if closed {
        path.close_path();
    }
    path
}
