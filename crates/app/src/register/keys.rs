//! How numbers, titles and codes are compared: keys that sort as people count, keys that bring look-alikes together, and
//! the guess that a file's name allows.

/// The key a number or title is sorted and compared by: lower case, inner white space made single, and every run of
/// digits preceded by its length, so that 9 comes before 10 and 007 is 7.
#[must_use]
pub fn sort_key(text: &str) -> String {
    let plain = text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    let mut key = String::with_capacity(plain.len() + 8);
    let mut rest = plain.as_str();
    while let Some(first) = rest.chars().next() {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        if digits == 0 {
            key.push(first);
            rest = &rest[first.len_utf8()..];
            continue;
        }
        let significant = rest[..digits].trim_start_matches('0');
        let significant = if significant.is_empty() { "0" } else { significant };
        key.push_str(&format!("{:02}{significant}", significant.len().min(99)));
        rest = &rest[digits..];
    }
    key
}

/// The key under which numbers meet that the eye confuses: O and 0, I, l and 1, S and 5, B and 8, and whatever stands
/// between letters and digits.
#[must_use]
pub fn look_key(number: &str) -> String {
    let plain = number.to_lowercase();
    plain
        .chars()
        .filter(|letter| letter.is_alphanumeric())
        .map(|letter| match letter {
            'o' => '0',
            'i' | 'l' => '1',
            's' => '5',
            'b' => '8',
            other => other,
        })
        .collect()
}

/// What a file's name says about the document in it.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
pub struct Guess {
    /// The number, or an empty text.
    #[schema(example = "A-101")]
    pub number: String,
    /// The title, or an empty text.
    #[schema(example = "Ground floor plan")]
    pub title: String,
    /// The revision's code, or an empty text.
    #[schema(example = "P02")]
    pub revision: String,
}

/// Reads number, revision and title from a name such as `A-101_P02 Ground floor plan.pdf` or
/// `A-101 Ground floor plan [P02].pdf`.
#[must_use]
pub fn guess(filename: &str) -> Guess {
    let whole = filename.rsplit_once('.').map_or(filename, |(stem, _)| stem);
    let mut found = Guess::default();
    // A code in brackets at the end is meant as nothing else.
    let stem = match bracketed_revision(whole) {
        Some((stem, code)) => {
            found.revision = code.to_owned();
            stem
        }
        None => whole,
    };
    let is_gap = |letter: char| letter.is_whitespace() || matches!(letter, '_' | '[' | ']' | '(' | ')');
    let mut words: Vec<&str> = stem.split(is_gap).filter(|word| !word.is_empty()).collect();
    let first = words.first().copied().unwrap_or_default();
    if first.chars().any(|letter| letter.is_ascii_digit()) {
        words.remove(0);
        found.number = first.to_owned();
        // A-101-P02: the revision hangs on the number.
        if let Some((number, last)) = first.rsplit_once('-')
            && is_prefixed_revision(last)
            && number.chars().any(|letter| letter.is_ascii_digit())
            && (found.revision.is_empty() || found.revision == last)
        {
            found.number = number.to_owned();
            found.revision = last.to_owned();
        }
    }
    if found.revision.is_empty() && !found.number.is_empty() {
        found.revision = take_revision(&mut words);
    }
    if found.revision.is_empty() {
        found.revision = take_last_revision(&mut words);
    }
    let words: Vec<&str> = words.into_iter().skip_while(|word| *word == "-").collect();
    found.title = words.join(" ").trim_matches([' ', '-', '.']).to_owned();
    if found.title.is_empty() {
        let rest = if found.number.is_empty() { whole } else { &found.number };
        found.title = rest.replace('_', " ").trim().to_owned();
    }
    found
}

/// The name without a revision in brackets at its end, and that revision: `Plan [P01]`, `Plan (rev C)`, `Plan [B]`.
fn bracketed_revision(stem: &str) -> Option<(&str, &str)> {
    let stem = stem.trim_end();
    let (rest, inside) = match stem.chars().last()? {
        ']' => stem.strip_suffix(']')?.rsplit_once('[')?,
        ')' => stem.strip_suffix(')')?.rsplit_once('(')?,
        _ => return None,
    };
    let inside = inside.trim();
    let code =
        after_rev(inside).or_else(|| (is_letter(inside) || is_prefixed_revision(inside)).then_some(inside));
    code.filter(|_| !rest.trim().is_empty()).map(|code| (rest, code))
}

/// The code after `rev` or `revision`: a letter, or a few signs with a digit among them. A review is none.
fn after_rev(text: &str) -> Option<&str> {
    let lower = text.to_lowercase();
    let rest = lower.strip_prefix("revision").or_else(|| lower.strip_prefix("rev"))?;
    let rest = rest.trim_start_matches(['.', '-', ' ']);
    // A text whose lower case has another length is no code.
    let code = text.get(text.len().checked_sub(rest.len())?..)?;
    let short = (1..=3).contains(&code.len()) && code.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let is_code = code.len() == 1 || code.bytes().any(|byte| byte.is_ascii_digit());
    (short && is_code).then_some(code)
}

fn is_letter(word: &str) -> bool {
    word.len() == 1 && word.bytes().all(|byte| byte.is_ascii_uppercase())
}

fn is_rev(word: &str) -> bool {
    matches!(word.to_lowercase().trim_end_matches(['.', '-']), "rev" | "revision")
}

/// Takes the revision from the first words after the number: `P02`, `B`, `rev B`, `revC`.
fn take_revision(words: &mut Vec<&str>) -> String {
    let Some(first) = words.first().copied() else { return String::new() };
    if is_rev(first) && words.len() > 1 {
        let code = words[1].to_owned();
        words.drain(..2);
        return code;
    }
    let code =
        after_rev(first).or_else(|| (is_letter(first) || is_prefixed_revision(first)).then_some(first));
    if code.is_some() {
        words.remove(0);
    }
    code.unwrap_or_default().to_owned()
}

/// Takes the revision from the end: `… rev C`, `… revC`, `… P01`, `…-P01`. A lone letter there is part of a title, such
/// as `Block B`, and so is a letter with one digit, such as `Terminal T3`.
fn take_last_revision(words: &mut Vec<&str>) -> String {
    let Some(last) = words.last().copied() else { return String::new() };
    let before = words.len().checked_sub(2).map(|at| words[at]);
    if let Some(code) =
        before.filter(|before| is_rev(before)).and_then(|_| after_rev(&format!("rev{last}")).map(str::len))
    {
        words.truncate(words.len() - 2);
        return last[last.len() - code..].to_owned();
    }
    if let Some(code) = after_rev(last) {
        words.pop();
        return code.to_owned();
    }
    let (rest, code) = last.rsplit_once('-').unwrap_or(("", last));
    if is_prefixed_revision(code) && code.len() > 2 {
        words.pop();
        if !rest.is_empty() {
            words.push(rest);
        }
        return code.to_owned();
    }
    String::new()
}

/// `P02`, `C1`, `T03`, `P02.01`: one of the letters of the usual conventions, up to three digits, and perhaps a version.
fn is_prefixed_revision(word: &str) -> bool {
    let mut letters = word.chars();
    let prefix = letters.next().is_some_and(|letter| "PCTDRpctdr".contains(letter));
    let few =
        |digits: &str| (1..=3).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    let (digits, version) = letters.as_str().split_once('.').unwrap_or((letters.as_str(), "1"));
    prefix && few(digits) && few(version)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_sort_as_people_count() {
        let mut numbers = ["A-10", "A-9", "a-100", "A-09b"];
        numbers.sort_by_key(|number| sort_key(number));
        assert_eq!(numbers, ["A-9", "A-09b", "A-10", "a-100"]);
    }

    #[test]
    fn case_leading_zeros_and_wide_gaps_make_no_new_number() {
        assert_eq!(sort_key(" A-007  x "), sort_key("a-7 X"));
        assert_ne!(sort_key("A-0"), sort_key("A-"));
    }

    #[test]
    fn look_alikes_meet() {
        for other in ["A-IO1", "a101", "A 1O1", "A.l01"] {
            assert_eq!(look_key(other), look_key("A-101"), "{other}");
        }
        assert_ne!(look_key("A-102"), look_key("A-101"));
    }

    #[test]
    fn a_file_name_gives_number_revision_and_title() {
        let cases = [
            ("A-101_P02 Ground floor plan.pdf", ("A-101", "P02", "Ground floor plan")),
            ("A-101-C1_Site_plan.dwg", ("A-101", "C1", "Site plan")),
            ("S-201 rev B - Columns.pdf", ("S-201", "B", "Columns")),
            ("S-201_revC Columns.pdf", ("S-201", "C", "Columns")),
            ("M-300 [B] Ducts.pdf", ("M-300", "B", "Ducts")),
            ("Meeting notes.docx", ("", "", "Meeting notes")),
            ("E-1.pdf", ("E-1", "", "E-1")),
            ("A-101_P02.pdf", ("A-101", "P02", "A-101")),
            ("A-101_P02.01 Plan.pdf", ("A-101", "P02.01", "Plan")),
            ("A-101 Ground floor plan [P01].pdf", ("A-101", "P01", "Ground floor plan")),
            ("A-101[P01].pdf", ("A-101", "P01", "A-101")),
            ("A-101 Ground floor plan-P01.pdf", ("A-101", "P01", "Ground floor plan")),
            ("A-101_Ground_floor_plan_P01.pdf", ("A-101", "P01", "Ground floor plan")),
            ("A-101 Ground floor plan rev C.pdf", ("A-101", "C", "Ground floor plan")),
            ("A-101 Ground floor plan Rev.02.pdf", ("A-101", "02", "Ground floor plan")),
            ("A-101 Ground floor plan (rev C).pdf", ("A-101", "C", "Ground floor plan")),
            ("Ground floor plan [B].pdf", ("", "B", "Ground floor plan")),
            ("Ground floor plan_P01.pdf", ("", "P01", "Ground floor plan")),
            ("A-101 Plan of block B.pdf", ("A-101", "", "Plan of block B")),
            ("A-101 Terminal T3.pdf", ("A-101", "", "Terminal T3")),
            ("A-101 review.pdf", ("A-101", "", "review")),
            ("A-101_P02 Plan (1).pdf", ("A-101", "P02", "Plan 1")),
        ];
        for (name, (number, revision, title)) in cases {
            let found = guess(name);
            assert_eq!(
                (found.number.as_str(), found.revision.as_str(), found.title.as_str()),
                (number, revision, title),
                "{name}"
            );
        }
    }
}
