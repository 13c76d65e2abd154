//! Any input at all gets an answer.

use proptest::prelude::*;
use wayleave_query::{Fields, parse, place, words};

proptest! {
    #[test]
    fn nothing_that_can_be_typed_breaks_the_reader(text in "(AND |OR |NOT |-|\\(|\\)|\"|\\\\|\\*|\\?|title:|created:|[a-zé図 :.]|\\PC){0,60}") {
        match parse(&text, &Fields::default()) {
            Ok(query) => query.expr.leaves(&mut |_| {}),
            Err(error) => prop_assert!(error.position + error.length <= text.chars().count().max(error.position)),
        }
        for caret in 0..text.chars().count() + 1 {
            let _ = place(&text, caret, &Fields::default());
        }
    }

    #[test]
    fn words_lie_in_order_within_their_text(text in "\\PC{0,80}") {
        let length = text.chars().count();
        let mut last = 0;
        for word in words(&text) {
            prop_assert!(word.start < word.end && word.end <= length && word.start + 1 >= last);
            prop_assert!(word.text.chars().all(char::is_alphanumeric));
            last = word.end;
        }
    }
}
