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

/// The text that the register's search looks through.
#[must_use]
pub fn search_text(number: &str, title: &str, description: &str, tags: &[String]) -> String {
    let mut text = format!("{number}\n{title}\n{description}");
    for tag in tags {
        text.push('\n');
        text.push_str(tag);
    }
    text.to_lowercase()
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

/// Reads number, revision and title from a name such as `A-101_P02 Ground floor plan.pdf`.
#[must_use]
pub fn guess(filename: &str) -> Guess {
    let stem = filename.rsplit_once('.').map_or(filename, |(stem, _)| stem);
    let is_gap = |letter: char| letter.is_whitespace() || matches!(letter, '_' | '[' | ']' | '(' | ')');
    let mut words: Vec<&str> = stem.split(is_gap).filter(|word| !word.is_empty()).collect();
    let mut found = Guess::default();
    let first = words.first().copied().unwrap_or_default();
    if first.chars().any(|letter| letter.is_ascii_digit()) {
        words.remove(0);
        found.number = first.to_owned();
        // A-101-P02: the revision hangs on the number.
        if let Some((number, last)) = first.rsplit_once('-')
            && is_prefixed_revision(last)
            && number.chars().any(|letter| letter.is_ascii_digit())
        {
            found.number = number.to_owned();
            found.revision = last.to_owned();
        }
    }
    if found.revision.is_empty() && !found.number.is_empty() {
        found.revision = take_revision(&mut words);
    }
    let words: Vec<&str> = words.into_iter().skip_while(|word| *word == "-").collect();
    found.title = words.join(" ").trim_matches([' ', '-', '.']).to_owned();
    if found.title.is_empty() {
        found.title = stem.replace('_', " ").trim().to_owned();
    }
    found
}

/// Takes the revision from the first words after the number: `P02`, `B`, `rev B`, `revC`.
fn take_revision(words: &mut Vec<&str>) -> String {
    let Some(first) = words.first().copied() else { return String::new() };
    let lower = first.to_lowercase();
    if matches!(lower.trim_end_matches(['.', '-']), "rev" | "revision") && words.len() > 1 {
        let code = words[1].to_owned();
        words.drain(..2);
        return code;
    }
    if let Some(code) = lower.strip_prefix("rev").map(|rest| rest.trim_start_matches(['.', '-']))
        && !code.is_empty()
        && code.len() <= 3
    {
        words.remove(0);
        return first[first.len() - code.len()..].to_owned();
    }
    let single = first.len() == 1 && first.chars().all(|letter| letter.is_ascii_uppercase());
    if single || is_prefixed_revision(first) {
        words.remove(0);
        return first.to_owned();
    }
    String::new()
}

/// `P02`, `C1`, `T03`: one of the letters of the usual conventions and up to three digits.
fn is_prefixed_revision(word: &str) -> bool {
    let mut letters = word.chars();
    let prefix = letters.next().is_some_and(|letter| "PCTDRpctdr".contains(letter));
    let digits = letters.as_str();
    prefix && (1..=3).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())
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
