//! Searches, written and judged once more: the oracle types a search as a person would and says itself what it finds, with
//! nothing of the product's parser, words or index.

use crate::oracle::{Document, Id, Revision, Sight, Who};
use crate::random::Random;

/// What somebody looks for.
#[derive(Clone, Debug)]
pub enum Sought {
    Word(String),
    Phrase(Vec<String>),
    In(&'static str, Vec<String>),
    Whole(&'static str, String),
    Restricted(bool),
    Locked(bool),
    Issued(bool),
    InWorkflow(bool),
    Not(Box<Sought>),
    And(Vec<Sought>),
    Or(Vec<Sought>),
}

/// Words that occur, some rarely, and some that never do.
const WORDS: [&str; 16] = [
    "plan", "pla*", "sec*", "*tail", "s*e", "?lan", "plans", "door", "fire", "fi?e", "north", "0*", "pdf",
    "x", "*", "a*",
];
/// What file names and the text inside files are made of.
pub const INSIDE: [&str; 5] = ["door", "fire", "north", "wing", "plan"];

impl Sought {
    /// A search of at most this depth.
    pub fn random(random: &mut Random, depth: usize) -> Self {
        let leaf = depth == 0 || random.chance(45);
        if leaf {
            return Self::leaf(random);
        }
        let parts = |random: &mut Random| {
            (0..random.between(2, 3)).map(|_| Self::random(random, depth - 1)).collect::<Vec<_>>()
        };
        match random.below(4) {
            0 => Self::Not(Box::new(Self::random(random, depth - 1))),
            1 => Self::Or(parts(random)),
            _ => Self::And(parts(random)),
        }
    }

    fn leaf(random: &mut Random) -> Self {
        let word = |random: &mut Random| random.pick(&WORDS).to_owned();
        let plain = |random: &mut Random| random.pick(&INSIDE).to_owned();
        match random.below(14) {
            0 => Self::Phrase(vec![plain(random), plain(random)]),
            1 => Self::Phrase(vec![plain(random), random.pick(&["wi*", "p?an", "north"]).to_owned()]),
            2 => Self::In("title", vec![word(random)]),
            3 => Self::In("file", vec![plain(random)]),
            4 => Self::In(random.pick(&["content", "tag"]), vec![plain(random)]),
            5 => Self::Whole("discipline", random.pick(&["arc", "MEP", "s*", "?tr", "no"]).to_owned()),
            6 => Self::Whole("type", random.pick(&["drawing", "re*", "*ion", "d"]).to_owned()),
            7 => Self::Whole("status", random.pick(&["approved", "appr*", "draft", "*ed"]).to_owned()),
            8 => Self::Whole("rev", random.pick(&["R1", "r2", "R*", "r?"]).to_owned()),
            9 => Self::Whole("number", random.pick(&["0*", "*1", "1?x*", "07x00003"]).to_owned()),
            10 if random.chance(50) => Self::Restricted(random.chance(50)),
            10 => Self::Locked(random.chance(50)),
            11 => Self::Issued(random.chance(60)),
            12 => Self::InWorkflow(random.chance(60)),
            _ => Self::Word(word(random)),
        }
    }

    /// The search as it is typed.
    pub fn typed(&self) -> String {
        let phrase = |words: &[String]| match words {
            [word] => word.clone(),
            words => format!("\"{}\"", words.join(" ")),
        };
        let join = |parts: &[Self], by: &str| {
            format!("({})", parts.iter().map(Self::typed).collect::<Vec<_>>().join(by))
        };
        match self {
            Self::Word(word) => word.clone(),
            Self::Phrase(words) => phrase(words),
            Self::In(field, words) => format!("{field}:{}", phrase(words)),
            Self::Whole(field, value) => format!("{field}:{value}"),
            Self::Restricted(flag) => format!("restricted:{flag}"),
            Self::Locked(flag) => format!("locked:{flag}"),
            Self::Issued(flag) => format!("issued:{flag}"),
            Self::InWorkflow(flag) => format!("workflow:{flag}"),
            Self::Not(part) => format!("-{}", part.typed()),
            Self::And(parts) => join(parts, " "),
            Self::Or(parts) => join(parts, " OR "),
        }
    }

    /// Does it find the document, of which this revision is shown?
    pub fn finds(&self, document: &Document, shown: &Revision, looker: &Looker<'_>) -> bool {
        let team = looker.team;
        match self {
            Self::Word(word) if word == "*" => true,
            Self::Word(word) => {
                let words = std::slice::from_ref(word);
                texts(document, shown).iter().any(|text| stands_in(text, words))
                    || fits(&format!("{word}*"), &document.number_key)
            }
            Self::Phrase(words) => texts(document, shown).iter().any(|text| stands_in(text, words)),
            Self::In("title", words) => stands_in(&document.title_key, words),
            Self::In("file", words) => stands_in(&shown.file, words),
            Self::In("tag", words) => stands_in(document.tag, words),
            Self::In(_, words) => stands_in(&shown.inside, words),
            Self::Whole(field, value) => {
                let has = match *field {
                    "discipline" => document.discipline,
                    "type" => document.document_type,
                    "status" if team => document.status,
                    "status" => shown.status,
                    "rev" => return fits(value, &format!("r{}", shown.seq)),
                    _ => document.number_key.as_str(),
                };
                fits(value, has)
            }
            // To those outside nothing tells that a document is restricted.
            Self::Restricted(flag) => *flag == (team && document.restricted),
            Self::Locked(flag) => *flag == document.locked,
            // From outside one knows of what one was sent, and of no workflow.
            Self::Issued(flag) => {
                *flag
                    == looker
                        .seen(document)
                        .any(|revision| revision.issued_to.as_ref().is_some_and(|to| team || looker.got(to)))
            }
            Self::InWorkflow(flag) => {
                *flag == (team && looker.seen(document).any(|revision| revision.in_workflow))
            }
            Self::Not(part) => !part.finds(document, shown, looker),
            Self::And(parts) => parts.iter().all(|part| part.finds(document, shown, looker)),
            Self::Or(parts) => parts.iter().any(|part| part.finds(document, shown, looker)),
        }
    }
}

/// Somebody who searches.
pub struct Looker<'a> {
    pub who: Who,
    pub team: bool,
    /// Are they shown what was sent to them?
    pub hears: bool,
    /// What they see of the document.
    pub sight: &'a Sight,
}

impl Looker<'_> {
    fn seen<'d>(&self, document: &'d Document) -> impl Iterator<Item = &'d Revision> {
        let seen = |seq| self.sight.revisions.contains_key(&seq);
        document.revisions.iter().filter(move |one| one.acceptance == "accepted" && seen(one.seq))
    }

    fn got(&self, to: &[Id]) -> bool {
        self.hears && to.contains(&self.who.id())
    }
}

/// What a word may stand in.
fn texts<'a>(document: &'a Document, shown: &'a Revision) -> [&'a str; 5] {
    [&document.number_key, &document.title_key, document.tag, &shown.file, &shown.inside]
}

/// Do the words stand in the text in this order, one behind the other?
fn stands_in(text: &str, wanted: &[String]) -> bool {
    let words: Vec<&str> = text.split([' ', '.']).filter(|word| !word.is_empty()).collect();
    if wanted == ["*"] {
        return true;
    }
    words
        .windows(wanted.len())
        .any(|window| window.iter().zip(wanted).all(|(word, wanted)| fits(wanted, word)))
}

/// Does the whole text fit the pattern? By trying every length for every star.
fn fits(pattern: &str, text: &str) -> bool {
    fn on(pattern: &[u8], text: &[u8]) -> bool {
        match pattern.split_first() {
            None => text.is_empty(),
            Some((b'*', rest)) => (0..=text.len()).any(|at| on(rest, &text[at..])),
            Some((b'?', rest)) => text.split_first().is_some_and(|(_, text)| on(rest, text)),
            Some((sign, rest)) => {
                text.split_first().is_some_and(|(first, text)| first == sign && on(rest, text))
            }
        }
    }
    on(pattern.to_lowercase().as_bytes(), text.to_lowercase().as_bytes())
}
