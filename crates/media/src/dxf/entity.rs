//! The values of an entity by their numbers. Which number means what depends on the kind of entity; most are shared.

use crate::dxf::reading::{Entity, Pairs};

/// A corner of a polyline: where it lies, and how the edge after it bulges.
#[derive(Clone, Copy, Debug, Default)]
pub struct Vertex {
    pub x: f64,
    pub y: f64,
    pub bulge: f64,
}

/// The values of one entity.
#[derive(Debug)]
pub struct Fields<'a> {
    /// The first number under each code below 80.
    numbers: [Option<f64>; 80],
    /// The points under 10 and 20, in order, with what stands under 42 after each.
    pub vertices: Vec<Vertex>,
    /// The points under 11 and 21.
    pub fits: Vec<(f64, f64)>,
    /// Everything under 40.
    pub knots: Vec<f64>,
    /// The text: the pieces under 3, and what stands under 1.
    pub text: Vec<u8>,
    /// A name, that of a block for instance.
    pub name: &'a [u8],
    /// The layer.
    pub layer: &'a [u8],
    /// The number of the colour.
    pub colour: i64,
    /// The colour itself.
    pub exact: Option<i64>,
    /// Is it drawn at all?
    pub hidden: bool,
    /// Does it belong to a layout instead of the model?
    pub paper: bool,
    /// Is it seen from behind?
    pub flipped: bool,
    /// How many values there are.
    pub count: usize,
}

impl<'a> Fields<'a> {
    /// Reads them.
    pub fn of(entity: Entity<'a>) -> Self {
        let mut fields = Self {
            numbers: [None; 80],
            vertices: Vec::new(),
            fits: Vec::new(),
            knots: Vec::new(),
            text: Vec::new(),
            name: b"",
            layer: b"0",
            colour: 256,
            exact: None,
            hidden: false,
            paper: false,
            flipped: false,
            count: 1,
        };
        for pair in Pairs(entity.body) {
            fields.count += 1;
            match pair.code {
                1 | 3 => fields.text.extend_from_slice(pair.value),
                2 => fields.name = pair.value.trim_ascii(),
                8 => fields.layer = pair.value.trim_ascii(),
                60 => fields.hidden = pair.whole() == Some(1),
                62 => fields.colour = pair.whole().unwrap_or(256),
                67 => fields.paper = pair.whole() == Some(1),
                230 => fields.flipped = pair.number().is_some_and(|z| z < 0.0),
                420 => fields.exact = pair.whole(),
                10..=79 => fields.put(pair.code as usize, pair.number().unwrap_or_default()),
                _ => {}
            }
        }
        fields
    }

    fn put(&mut self, code: usize, number: f64) {
        self.numbers[code].get_or_insert(number);
        match code {
            10 => self.vertices.push(Vertex { x: number, ..Vertex::default() }),
            20 => self.vertices.last_mut().into_iter().for_each(|vertex| vertex.y = number),
            42 => self.vertices.last_mut().into_iter().for_each(|vertex| vertex.bulge = number),
            11 => self.fits.push((number, 0.0)),
            21 => self.fits.last_mut().into_iter().for_each(|point| point.1 = number),
            40 => self.knots.push(number),
            _ => {}
        }
    }

    /// The number under a code, or what is usual.
    pub fn number(&self, code: usize, usual: f64) -> f64 {
        self.numbers.get(code).copied().flatten().unwrap_or(usual)
    }

    /// A whole number under a code, 0 when there is none.
    pub fn whole(&self, code: usize) -> i64 {
        self.number(code, 0.0) as i64
    }

    /// The point under `code` and `code + 10`.
    pub fn point(&self, code: usize) -> (f64, f64) {
        (self.number(code, 0.0), self.number(code + 10, 0.0))
    }

    /// Is there a point under the code?
    pub fn has(&self, code: usize) -> bool {
        self.numbers.get(code).copied().flatten().is_some()
    }
}
