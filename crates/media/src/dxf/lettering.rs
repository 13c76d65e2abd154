//! Text of drawings: its code pages and escapes, and the codes by which it is laid out.

/// A value as text: UTF-8 where it is that, else one of the two eight-bit code pages that drawings come in.
pub fn decoded(bytes: &[u8], cyrillic: bool) -> String {
    let plain = match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => bytes.iter().map(|byte| letter(*byte, cyrillic)).collect(),
    };
    unescaped(&plain)
}

fn letter(byte: u8, cyrillic: bool) -> char {
    match (byte, cyrillic) {
        (0xC0..=0xFF, true) => char::from_u32(0x410 + u32::from(byte) - 0xC0).unwrap_or('?'),
        (0xA8, true) => 'Ё',
        (0xB8, true) => 'ё',
        (0xB9, true) => '№',
        (0x80..=0x9F, _) => '?',
        _ => char::from(byte),
    }
}

/// `\U+00B2` is the letter with that number.
fn unescaped(text: &str) -> String {
    let mut parts = text.split("\\U+");
    let mut whole = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let code = part.get(..4).and_then(|digits| u32::from_str_radix(digits, 16).ok());
        match code.and_then(char::from_u32) {
            Some(letter) => {
                whole.push(letter);
                whole.push_str(&part[4..]);
            }
            None => {
                whole.push_str("\\U+");
                whole.push_str(part);
            }
        }
    }
    whole
}

/// A single line: `%%c`, `%%d` and `%%p` are signs, other such codes only change how it is set.
pub fn line(text: &str) -> String {
    let mut letters = text.chars().peekable();
    let mut plain = String::with_capacity(text.len());
    while let Some(letter) = letters.next() {
        if letter != '%' || letters.peek() != Some(&'%') {
            plain.push(letter);
            continue;
        }
        letters.next();
        match letters.next().map(|code| code.to_ascii_lowercase()) {
            Some('c') => plain.push('Ø'),
            Some('d') => plain.push('°'),
            Some('p') => plain.push('±'),
            Some('%') => plain.push('%'),
            _ => {}
        }
    }
    plain.retain(|letter| !letter.is_control());
    plain
}

/// The lines of a text of several: what says how it is set is left out.
pub fn lines(text: &str) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        let last = lines.len() - 1;
        match letter {
            '{' | '}' => {}
            '\\' => match letters.next() {
                Some('P' | 'N' | 'X') => lines.push(String::new()),
                Some('~') => lines[last].push(' '),
                Some(sign @ ('\\' | '{' | '}')) => lines[last].push(sign),
                Some('S') => {
                    let stacked: String = letters.by_ref().take_while(|letter| *letter != ';').collect();
                    lines[last].push_str(&stacked.replace(['^', '#'], "/"));
                }
                Some('A' | 'C' | 'c' | 'F' | 'f' | 'H' | 'Q' | 'T' | 'W' | 'p') => {
                    letters.by_ref().take_while(|letter| *letter != ';').for_each(drop);
                }
                _ => {}
            },
            '^' => drop(letters.next()),
            letter => lines[last].push(letter),
        }
    }
    lines.iter().map(|text| line(text)).collect()
}

/// Lines no longer than `most` letters where they can be broken at a blank.
pub fn wrapped(lines: Vec<String>, most: usize) -> Vec<String> {
    if most == 0 {
        return lines;
    }
    let mut whole = Vec::with_capacity(lines.len());
    for line in lines {
        let (mut kept, mut length) = (String::new(), 0);
        for word in line.split(' ') {
            let letters = word.chars().count();
            if length > 0 && length + 1 + letters > most {
                whole.push(std::mem::take(&mut kept));
                length = 0;
            }
            if length > 0 {
                kept.push(' ');
                length += 1;
            }
            kept.push_str(word);
            length += letters;
        }
        whole.push(kept);
    }
    whole
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_become_signs_or_vanish() {
        assert_eq!(line("%%c20 %%p0.5 90%%d 5%%%"), "Ø20 ±0.5 90° 5%");
        assert_eq!(lines(r"{\fArial|b0;Level \H2.5x;2}\PArea 12 \S1^2; \\"), ["Level 2", r"Area 12 1/2 \"]);
        assert_eq!(decoded(br"12 m\U+00B2", false), "12 m²");
        assert_eq!(decoded(&[0xCF, 0xEB, 0xE0, 0xED], true), "План");
        assert_eq!(wrapped(vec!["one two three".to_owned()], 7), ["one two", "three"]);
    }

    #[test]
    fn nothing_of_a_broken_escape_is_lost() {
        assert_eq!(decoded("\\U+zz é".as_bytes(), false), "\\U+zz é");
        assert_eq!(lines("\\"), [""]);
        assert_eq!(line("50%"), "50%");
    }
}
