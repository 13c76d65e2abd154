//! Which of the files given belongs to which row: by the name in the row, or by the number that the file's name begins
//! with. Letters' case is not looked at, and no file serves two rows.

use std::collections::{HashMap, HashSet};

use super::super::keys;
use super::super::numbering::{self, Numberer};
use super::super::store::Staged;
use super::view::GivenFile;
use crate::error::FieldError;

/// A file that was given.
struct Given {
    upload_id: String,
    staged: Staged,
    number: String,
    revision: String,
}

/// The files of an import.
#[derive(Default)]
pub struct Files {
    given: Vec<Given>,
    by_name: HashMap<String, Vec<usize>>,
    by_number: HashMap<String, Vec<usize>>,
    used: HashSet<usize>,
    /// Rows that need a file and have none.
    pub missing: usize,
}

fn fault(code: &'static str, text: String) -> FieldError {
    FieldError::new("file", code, text)
}

impl Files {
    /// The files under the names that they bear; in the order in which they were given.
    #[must_use]
    pub fn new(numberer: &Numberer, order: &[String], mut staged: HashMap<String, Staged>) -> Self {
        let mut files = Self::default();
        for id in order {
            let Some(file) = staged.remove(id) else { continue };
            let at = files.given.len();
            let (number, revision) = numbering::of_file(numberer, &file.filename);
            files.by_name.entry(file.filename.to_lowercase()).or_default().push(at);
            if !number.is_empty() {
                files.by_number.entry(keys::sort_key(&number)).or_default().push(at);
            }
            files.given.push(Given {
                upload_id: id.clone(),
                staged: file,
                number: keys::sort_key(&number),
                revision: keys::sort_key(&revision),
            });
        }
        files
    }

    /// The file of a row, each only once.
    pub fn take(
        &mut self,
        name: &str,
        number: &str,
        revision: &str,
    ) -> Result<(GivenFile, Staged), FieldError> {
        let found = self.find(name, number, revision);
        match found {
            Ok(at) => {
                self.used.insert(at);
                let given = &self.given[at];
                let told =
                    GivenFile { upload_id: given.upload_id.clone(), filename: given.staged.filename.clone() };
                Ok((told, given.staged.clone()))
            }
            Err(error) => {
                self.missing += 1;
                Err(error)
            }
        }
    }

    fn find(&self, name: &str, number: &str, revision: &str) -> Result<usize, FieldError> {
        let free = |found: Option<&Vec<usize>>| -> Vec<usize> {
            found.into_iter().flatten().copied().filter(|at| !self.used.contains(at)).collect()
        };
        if !name.is_empty() {
            let found = free(self.by_name.get(&name.to_lowercase()));
            return match found[..] {
                [at] => Ok(at),
                [] if self.by_name.contains_key(&name.to_lowercase()) => {
                    Err(fault("file_used", format!("Another row has the file {name}.")))
                }
                [] => Err(fault("file_missing", format!("No file called {name} was given."))),
                _ => Err(fault("file_ambiguous", format!("Several files are called {name}."))),
            };
        }
        let (key, code) = (keys::sort_key(number), keys::sort_key(revision));
        if key.is_empty() {
            let text = "Write the name of its file: without a number there is nothing to know it by.";
            return Err(fault("file_missing", text.to_owned()));
        }
        let of_number = free(self.by_number.get(&key));
        let exact: Vec<usize> =
            of_number.iter().copied().filter(|at| self.given[*at].revision == code).collect();
        let silent: Vec<usize> =
            of_number.iter().copied().filter(|at| self.given[*at].revision.is_empty()).collect();
        match (&exact[..], &silent[..]) {
            ([at], _) | ([], [at]) => Ok(*at),
            ([], []) => {
                Err(fault("file_missing", format!("No file whose name begins with {number} was given.")))
            }
            _ => Err(fault("file_ambiguous", format!("Several files begin with {number}; write the name."))),
        }
    }

    /// How many were given, and how many have a row.
    #[must_use]
    pub fn counted(&self) -> (usize, usize) {
        (self.given.len(), self.used.len())
    }

    /// Those without a row.
    pub fn unmatched(&self) -> impl Iterator<Item = GivenFile> + '_ {
        self.given.iter().enumerate().filter(|(at, _)| !self.used.contains(at)).map(|(_, given)| GivenFile {
            upload_id: given.upload_id.clone(),
            filename: given.staged.filename.clone(),
        })
    }

    /// Does a free file bear this number and revision?
    #[must_use]
    pub fn is_there(&self, number: &str, revision: &str) -> bool {
        let code = keys::sort_key(revision);
        let found = self.by_number.get(&keys::sort_key(number));
        found.into_iter().flatten().any(|at| {
            let given = &self.given[*at];
            !self.used.contains(at) && !given.number.is_empty() && given.revision == code
        })
    }
}
