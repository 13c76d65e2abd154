//! Many rows in one change: each is done as it would be alone, what is wrong is gathered row by row, and when anything is,
//! nothing is done.

use wayleave_base::ErrorCode;

use crate::error::{Error, FieldError, Result};

/// What was found wrong with the rows so far.
#[derive(Debug, Default)]
pub struct Batch {
    errors: Vec<FieldError>,
    refusal: Option<Error>,
    refused: usize,
    rows: usize,
}

impl Batch {
    /// Notes how a row went and hands on what came of it; `path` names the row in the request. A failure that is not the
    /// row's own ends the whole at once.
    pub fn note<T>(&mut self, path: &str, outcome: Result<T>) -> Result<Option<T>> {
        self.rows += 1;
        let error = match outcome {
            Ok(done) => return Ok(Some(done)),
            Err(error) => error,
        };
        match error {
            Error::Fields(errors) => self.errors.extend(errors.into_iter().map(|error| {
                let field =
                    if error.field.is_empty() { path.to_owned() } else { format!("{path}.{}", error.field) };
                FieldError { field, ..error }
            })),
            Error::Coded(ErrorCode::NotFound, _) | Error::Merged { .. } => {
                self.errors.push(FieldError::new(path, "unknown", "There is no such document."));
            }
            // The project's state is no row's fault, and a key that is taken has ended the transaction.
            Error::Coded(ErrorCode::ProjectLocked | ErrorCode::NumberTaken | ErrorCode::RevisionTaken, _) => {
                return Err(error);
            }
            Error::Coded(code, text) => {
                let text = text.unwrap_or_else(|| code.text().to_owned());
                self.errors.push(FieldError::new(path, code.code(), text));
            }
            Error::Forbidden { text, .. } => {
                self.errors.push(FieldError::new(path, "forbidden", format!("You may not {text}.")));
                self.refused += 1;
                self.refusal.get_or_insert(error);
            }
            Error::Replay(..) | Error::Internal(_) => return Err(error),
        }
        Ok(None)
    }

    /// Refuses the whole when any row is wrong; as forbidden, when all of them are.
    pub fn check(self) -> Result<()> {
        match self.refusal {
            Some(refusal) if self.refused == self.rows => Err(refusal),
            _ => Error::check(self.errors),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn forbidden() -> Error {
        Error::Forbidden { action: "document.lock", text: "lock the document", rule: "K-5.7/lock", ask: "" }
    }

    #[test]
    fn what_is_forbidden_everywhere_is_forbidden_and_what_is_wrong_somewhere_is_told_by_row() {
        let mut batch = Batch::default();
        assert!(batch.note::<()>("ids[0]", Err(forbidden())).expect("the row's own fault").is_none());
        assert!(matches!(batch.check(), Err(Error::Forbidden { .. })));
        let mut batch = Batch::default();
        let _ = batch.note::<()>("ids[0]", Err(forbidden())).expect("the row's own fault");
        let _ = batch.note::<()>("ids[1]", Err(Error::not_found())).expect("the row's own fault");
        let _ = batch
            .note::<()>("ids[2]", Err(Error::field("title", "required", "A title is required.")))
            .expect("the row's own fault");
        assert_eq!(batch.note("ids[3]", Ok(7)).expect("the row's own fault"), Some(7));
        let Err(Error::Fields(errors)) = batch.check() else { panic!("the rows are wrong") };
        let told: Vec<(&str, &str)> = errors.iter().map(|error| (error.field.as_str(), error.code)).collect();
        assert_eq!(told, [("ids[0]", "forbidden"), ("ids[1]", "unknown"), ("ids[2].title", "required")]);
    }

    #[test]
    fn a_locked_project_is_no_fault_of_a_row() {
        let mut batch = Batch::default();
        assert!(batch.note::<()>("ids[0]", Err(Error::code(ErrorCode::ProjectLocked))).is_err());
    }
}
