//! What the number of a passage tells: its document, the revision, and what of it stands there. So the index of words says
//! by itself what it found, and no table has to be asked.

use std::ops::RangeInclusive;

use wayleave_base::DocumentId;
use wayleave_db::{Engine, PASSAGE_DOCUMENT, PASSAGE_REVISION};

use super::PassageKind;

/// The last place of a document's revisions that has a number. Of revisions beyond it nothing is found.
const LAST_REVISION: i64 = (1 << (PASSAGE_DOCUMENT - PASSAGE_REVISION)) - 1;
/// Where the text inside a file begins; below it are the file's name, or the document's own texts. Of either what is
/// beyond the last number, five million words on, is not found.
const INSIDE: i64 = 1 << (PASSAGE_REVISION - 1);
/// The last place of a revision's passages.
const LAST_PASSAGE: i64 = (1 << PASSAGE_REVISION) - 1;

/// The numbers that passages of this kind may have; none where the revision has none.
pub(super) fn numbers(document: DocumentId, seq: i64, kind: PassageKind) -> Option<RangeInclusive<i64>> {
    let first = spot(document, seq) << PASSAGE_REVISION;
    (seq <= LAST_REVISION).then_some(match kind {
        PassageKind::Document => first + 1..=first + INSIDE - 1,
        PassageKind::File => first..=first,
        PassageKind::Content => first + INSIDE..=first + LAST_PASSAGE,
    })
}

/// The numbers of all passages of a document.
pub(super) fn numbers_of(document: DocumentId) -> RangeInclusive<i64> {
    let first = document.get() << PASSAGE_DOCUMENT;
    first..=first + ((1 << PASSAGE_DOCUMENT) - 1)
}

/// The beginning that the passages of a revision, or with 0 those of the document itself, share.
pub(super) fn spot(document: DocumentId, seq: i64) -> i64 {
    (document.get() << (PASSAGE_DOCUMENT - PASSAGE_REVISION)) + seq
}

/// The document and the revision that a spot is of.
pub(super) fn parts(spot: i64) -> (i64, i64) {
    (spot >> (PASSAGE_DOCUMENT - PASSAGE_REVISION), spot & LAST_REVISION)
}

/// What kind of passage has this number.
pub(super) fn kind_of(number: i64) -> PassageKind {
    match number & LAST_PASSAGE {
        0 => PassageKind::File,
        INSIDE.. => PassageKind::Content,
        _ => PassageKind::Document,
    }
}

/// The document of the words `w`, as SQL.
pub(super) fn document_sql(engine: Engine) -> String {
    format!("({} >> {PASSAGE_DOCUMENT})", engine.word_id())
}

/// The spot of the words `w`, as SQL.
pub(super) fn spot_sql(engine: Engine) -> String {
    format!("({} >> {PASSAGE_REVISION})", engine.word_id())
}

/// The revision of the words `w`, 0 for the document's own, as SQL.
pub(super) fn seq_sql(engine: Engine) -> String {
    format!("({} & {LAST_REVISION})", spot_sql(engine))
}

/// The spot of a revision of document `d`, whose place this expression tells, as SQL.
pub(super) fn spot_of_sql(seq: &str) -> String {
    format!("((d.id << {}) | {seq})", PASSAGE_DOCUMENT - PASSAGE_REVISION)
}

/// The condition that the words `w` are of a passage of this kind.
pub(super) fn kind_sql(engine: Engine, kind: PassageKind) -> String {
    let id = engine.word_id();
    match kind {
        PassageKind::Document => format!("{} = 0", seq_sql(engine)),
        PassageKind::File => format!("({id} & {LAST_PASSAGE}) = 0"),
        PassageKind::Content => format!("({id} & {INSIDE}) = {INSIDE}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_tells_document_revision_and_kind() {
        use PassageKind::{Content, Document, File};
        let largest = DocumentId((1 << 32) - 1);
        for document in [DocumentId(1), DocumentId(77), largest] {
            for (seq, kind) in [(0, Document), (1, File), (1, Content), (LAST_REVISION, Content)] {
                let numbers = numbers(document, seq, kind).expect("a number");
                for number in [*numbers.start(), *numbers.end()] {
                    assert!(number > 0 && numbers_of(document).contains(&number));
                    assert_eq!(parts(number >> PASSAGE_REVISION), (document.get(), seq));
                    assert_eq!(kind_of(number), kind);
                }
            }
        }
        assert!(numbers(largest, LAST_REVISION + 1, File).is_none());
        assert!(!numbers_of(DocumentId(2)).contains(numbers_of(DocumentId(1)).end()));
    }
}
