//! The structure of a DXF: pairs of a number and a value, one to a line, and what they are sections of. Nothing is copied;
//! an entity is the stretch of the file that it stands in.

use std::collections::HashMap;

use super::colour;
use super::{DrawingError, Purse};

/// A number that says what the value is, and the value.
#[derive(Clone, Copy, Debug)]
pub struct Pair<'a> {
    pub code: i32,
    pub value: &'a [u8],
}

impl Pair<'_> {
    /// The value as a number; anything unreadable is none.
    pub fn number(&self) -> Option<f64> {
        let text = std::str::from_utf8(self.value).ok()?.trim();
        text.parse::<f64>().ok().filter(|number| number.is_finite())
    }

    /// The value as a whole number.
    pub fn whole(&self) -> Option<i64> {
        std::str::from_utf8(self.value).ok()?.trim().parse().ok()
    }
}

/// The pairs of a stretch of the file; they end at the first line that should be a number and is none.
#[derive(Clone, Debug)]
pub struct Pairs<'a>(pub &'a [u8]);

impl<'a> Pairs<'a> {
    fn line(&mut self) -> Option<&'a [u8]> {
        if self.0.is_empty() {
            return None;
        }
        let end = self.0.iter().position(|byte| *byte == b'\n');
        let (line, rest) = match end {
            Some(end) => (&self.0[..end], &self.0[end + 1..]),
            None => (self.0, &[][..]),
        };
        self.0 = rest;
        Some(line.strip_suffix(b"\r").unwrap_or(line))
    }
}

impl<'a> Iterator for Pairs<'a> {
    type Item = Pair<'a>;

    fn next(&mut self) -> Option<Pair<'a>> {
        let code = std::str::from_utf8(self.line()?).ok()?.trim().parse().ok()?;
        Some(Pair { code, value: self.line()? })
    }
}

/// Something with a name and the pairs that follow it.
#[derive(Clone, Copy, Debug)]
pub struct Entity<'a> {
    pub name: &'a [u8],
    pub body: &'a [u8],
}

/// Several entities that are placed together.
#[derive(Debug, Default)]
pub struct Block<'a> {
    pub base: (f64, f64),
    pub entities: Vec<Entity<'a>>,
}

/// What everything on a layer has in common.
#[derive(Clone, Copy, Debug)]
pub struct Layer {
    pub colour: [u8; 3],
    pub hidden: bool,
}

/// A drawing, read and not yet drawn.
#[derive(Debug, Default)]
pub struct Drawing<'a> {
    pub entities: Vec<Entity<'a>>,
    pub blocks: HashMap<&'a [u8], Block<'a>>,
    pub layers: HashMap<&'a [u8], Layer>,
    /// Are letters beyond ASCII those of the Cyrillic code page?
    pub cyrillic: bool,
}

/// The entities of a stretch, one after the other.
struct Entities<'a>(Pairs<'a>);

impl<'a> Iterator for Entities<'a> {
    type Item = (Entity<'a>, usize);

    /// The entity, and how many pairs it took.
    fn next(&mut self) -> Option<(Entity<'a>, usize)> {
        let first = self.0.next().filter(|pair| pair.code == 0)?;
        let start = self.0.0;
        let mut count = 1;
        loop {
            let here = self.0.clone();
            match self.0.next() {
                Some(pair) if pair.code != 0 => count += 1,
                _ => {
                    self.0 = here;
                    break;
                }
            }
        }
        let body = &start[..start.len() - self.0.0.len()];
        Some((Entity { name: first.value.trim_ascii(), body }, count))
    }
}

/// Reads the structure of a file.
pub fn read<'a>(bytes: &'a [u8], purse: &mut Purse) -> Result<Drawing<'a>, DrawingError> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut pairs = Pairs(bytes);
    // Remarks may stand before the first section.
    loop {
        let here = pairs.clone();
        match pairs.next() {
            Some(pair) if pair.code == 0 => {
                pairs = here;
                break;
            }
            Some(_) => {}
            None => return Err(DrawingError::Broken),
        }
    }
    let mut drawing = Drawing::default();
    let (mut section, mut found): (&[u8], bool) = (b"", false);
    let mut block: Option<(&[u8], Block<'_>)> = None;
    for (entity, count) in Entities(pairs) {
        purse.values(count)?;
        match (section, entity.name) {
            (_, b"SECTION") => {
                section = Pairs(entity.body)
                    .find(|pair| pair.code == 2)
                    .map_or(b"", |pair| pair.value.trim_ascii());
                found |= section == b"ENTITIES";
                if section == b"HEADER" {
                    drawing.cyrillic = Pairs(entity.body).any(|pair| pair.value.trim_ascii() == b"ANSI_1251");
                }
            }
            (_, b"ENDSEC") => section = b"",
            (b"TABLES", b"LAYER") => layer(&mut drawing, entity),
            (b"BLOCKS", b"BLOCK") => block = Some(begun(entity)),
            (b"BLOCKS", b"ENDBLK") => drawing.blocks.extend(block.take()),
            (b"BLOCKS", _) => {
                if let Some((_, block)) = &mut block {
                    block.entities.push(entity);
                }
            }
            (b"ENTITIES", _) => drawing.entities.push(entity),
            _ => {}
        }
    }
    if found { Ok(drawing) } else { Err(DrawingError::Broken) }
}

fn begun(entity: Entity<'_>) -> (&[u8], Block<'_>) {
    let (mut name, mut base): (&[u8], _) = (b"", (0.0, 0.0));
    for pair in Pairs(entity.body) {
        match pair.code {
            2 => name = pair.value.trim_ascii(),
            10 => base.0 = pair.number().unwrap_or_default(),
            20 => base.1 = pair.number().unwrap_or_default(),
            _ => {}
        }
    }
    (name, Block { base, entities: Vec::new() })
}

fn layer<'a>(drawing: &mut Drawing<'a>, entity: Entity<'a>) {
    let (mut name, mut index, mut exact, mut flags): (&[u8], i64, Option<i64>, i64) = (b"", 7, None, 0);
    for pair in Pairs(entity.body) {
        match pair.code {
            2 => name = pair.value.trim_ascii(),
            62 => index = pair.whole().unwrap_or(7),
            420 => exact = pair.whole(),
            70 => flags = pair.whole().unwrap_or_default(),
            _ => {}
        }
    }
    let colour = exact.map_or_else(|| colour::indexed(index.abs()), colour::exact);
    // A layer that is off has a negative colour; the first flag says frozen.
    drawing.layers.insert(name, Layer { colour, hidden: index < 0 || flags & 1 == 1 });
}
