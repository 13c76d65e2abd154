//! Colours by number, made fit for white paper: drawings are made before a black screen, where yellow is legible.

/// How bright a colour may be on paper.
const BRIGHTEST: f64 = 0.62;

/// The colour with this number of the usual table.
pub fn indexed(index: i64) -> [u8; 3] {
    let plain = match index {
        1 => [255, 0, 0],
        2 => [255, 255, 0],
        3 => [0, 255, 0],
        4 => [0, 255, 255],
        5 => [0, 0, 255],
        6 => [255, 0, 255],
        8 => [128, 128, 128],
        9 => [192, 192, 192],
        10..=249 => wheel(index),
        250..=255 => [51 + (index - 250) as u8 * 40; 3],
        _ => [0, 0, 0],
    };
    on_paper(plain)
}

/// A colour given as red, green and blue in one number.
pub fn exact(number: i64) -> [u8; 3] {
    let [.., red, green, blue] = number.to_be_bytes();
    // White is what is drawn in the colour of ink.
    on_paper(if [red, green, blue] == [255; 3] { [0; 3] } else { [red, green, blue] })
}

/// The table's wheel: 24 hues of ten shades, every second one pale.
fn wheel(index: i64) -> [u8; 3] {
    let hue = (index / 10 - 1) as f64 * 15.0;
    let value = [1.0, 0.74, 0.51, 0.41, 0.31][(index % 10 / 2) as usize];
    let pale = index % 2 == 1;
    std::array::from_fn(|channel| {
        let turned = (hue + [0.0, 240.0, 120.0][channel]).rem_euclid(360.0);
        let full = (2.0 - (turned.min(360.0 - turned)) / 60.0).clamp(0.0, 1.0);
        let share = if pale { 0.5 + full / 2.0 } else { full };
        (share * value * 255.0).round() as u8
    })
}

fn on_paper(colour: [u8; 3]) -> [u8; 3] {
    let [red, green, blue] = colour.map(f64::from);
    let bright = (0.299 * red + 0.587 * green + 0.114 * blue) / 255.0;
    if bright <= BRIGHTEST {
        colour
    } else {
        colour.map(|share| (f64::from(share) * BRIGHTEST / bright) as u8)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_colour_is_legible_on_paper() {
        for index in -3..=300 {
            let [red, green, blue] = indexed(index).map(f64::from);
            assert!((0.299 * red + 0.587 * green + 0.114 * blue) / 255.0 <= BRIGHTEST + 0.01, "{index}");
        }
        assert_eq!(indexed(1), [255, 0, 0]);
        assert_eq!(indexed(10), [255, 0, 0]);
        assert_eq!((indexed(7), exact(0xff_ff_ff)), ([0; 3], [0; 3]));
    }
}
