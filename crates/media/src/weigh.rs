//! A look at the pictures inside a page before any is unpacked.
//!
//! Promises: a page that announces a picture of more than [`MAX_EMBEDDED_PIXELS`] is refused, however deep
//! in forms the picture lies. A few kilobytes of PDF can announce gigabytes, and the library that draws
//! unpacks whatever it is given.

use std::collections::HashSet;

use hayro::hayro_syntax::object::dict::keys::{HEIGHT, RESOURCES, SUBTYPE, WIDTH, XOBJECT};
use hayro::hayro_syntax::object::{Dict, Name, Stream};
use hayro::hayro_syntax::page::Page;

use crate::RenderError;

/// An A0 sheet scanned at 300 dots to the inch has 140 million pixels.
const MAX_EMBEDDED_PIXELS: u64 = 200_000_000;

/// Forms within forms beyond this are not looked into; the library stops drawing them long before.
const MAX_DEPTH: usize = 32;

/// Refuses a page with a picture too large to unpack.
pub fn check(page: &Page<'_>) -> Result<(), RenderError> {
    let mut seen = HashSet::new();
    match walk(&page.resources().x_objects, &mut seen, MAX_DEPTH) {
        true => Ok(()),
        false => Err(RenderError::Picture("the page holds a scan too large to unpack".to_owned())),
    }
}

fn walk(objects: &Dict<'_>, seen: &mut HashSet<(u32, i32)>, depth: usize) -> bool {
    let names: Vec<Name<'_>> = objects.keys().collect();
    names.iter().all(|name| {
        let Some(stream) = objects.get::<Stream<'_>>(name.as_ref()) else { return true };
        let dict = stream.dict();
        // A form may hold itself; each is looked into once.
        let fresh = dict.obj_id().is_none_or(|id| seen.insert((id.obj_number, id.gen_number)));
        if !fresh || depth == 0 {
            return true;
        }
        if dict.get::<Name<'_>>(SUBTYPE).is_some_and(|subtype| &*subtype == b"Image") {
            let side = |key: &[u8]| u64::from(dict.get::<u32>(key).unwrap_or_default());
            return side(WIDTH).saturating_mul(side(HEIGHT)) <= MAX_EMBEDDED_PIXELS;
        }
        let inner = dict.get::<Dict<'_>>(RESOURCES).and_then(|inner| inner.get::<Dict<'_>>(XOBJECT));
        inner.is_none_or(|inner| walk(&inner, seen, depth - 1))
    })
}
