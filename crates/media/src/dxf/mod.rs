//! A drawing in the exchange format (DXF, as text) as a PDF of one sheet, so that it is shown as every PDF is.
//!
//! Promises: the model is drawn, or the first layout where there is no model; hidden layers are not. What a drawing may
//! cost is counted while it is read, blocks once for each place they stand in, and a drawing beyond the limits is given up
//! with a sentence. Left out are solids of three dimensions, patterns of hatches, pictures and drawings that are referred
//! to, and fonts: text is set in one.

mod colour;
mod entity;
mod flatten;
mod geometry;
mod hatch;
mod lettering;
mod reading;
mod sheet;

use thiserror::Error;

use crate::FileBytes;
use crate::belt::{Slipped, guarded};

/// The largest file that is drawn.
pub const MAX_DXF_BYTES: usize = 64 * 1024 * 1024;
/// How many values are read, those of a block for each place it stands in.
const MAX_VALUES: usize = 20_000_000;
/// How many lines and curves a sheet may have.
const MAX_ELEMENTS: usize = 1_500_000;
/// How deep blocks may stand in blocks.
const MAX_DEPTH: usize = 16;

/// Why a drawing is not shown.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum DrawingError {
    /// The binary form.
    #[error("it is saved in the binary form of DXF; save it as text")]
    Binary,
    /// It is no drawing that can be read.
    #[error("its structure is damaged or cut off")]
    Broken,
    /// It holds nothing that is drawn here.
    #[error("there is nothing in it that can be drawn here")]
    Empty,
    /// It is beyond a limit.
    #[error("it has too much in it to be drawn here")]
    TooMuch,
    /// The machine is out of threads; the file may be fine.
    #[error("the server is too busy to draw it; try again later")]
    Busy,
}

impl From<Slipped> for DrawingError {
    fn from(slipped: Slipped) -> Self {
        match slipped {
            Slipped::Panicked => Self::Broken,
            Slipped::NoThread => Self::Busy,
        }
    }
}

/// What may still be spent on a drawing.
struct Purse {
    values: usize,
    elements: usize,
}

impl Purse {
    fn values(&mut self, count: usize) -> Result<(), DrawingError> {
        self.values = self.values.checked_sub(count).ok_or(DrawingError::TooMuch)?;
        Ok(())
    }

    fn elements(&mut self, count: usize) -> Result<(), DrawingError> {
        self.elements = self.elements.checked_sub(count).ok_or(DrawingError::TooMuch)?;
        Ok(())
    }
}

/// Draws the file as a PDF of one sheet.
pub fn dxf_to_pdf(file: &FileBytes) -> Result<Vec<u8>, DrawingError> {
    guarded(|| {
        let bytes = file.as_ref();
        if bytes.len() > MAX_DXF_BYTES {
            return Err(DrawingError::TooMuch);
        }
        if bytes.starts_with(b"AutoCAD Binary DXF") {
            return Err(DrawingError::Binary);
        }
        let mut purse = Purse { values: MAX_VALUES, elements: MAX_ELEMENTS };
        let drawing = reading::read(bytes, &mut purse)?;
        let marks = flatten::marks(&drawing, &mut purse)?;
        sheet::pdf(&marks)
    })?
}
