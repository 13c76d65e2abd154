//! The index of words: what many writes leave of it is merged, and finds the same afterwards.

use wayleave_db::testing::TestDb;
use wayleave_db::{Engine, Lexeme, Phrase, Tx, WordColumn, sql};

use crate::rows::place;

const PASSAGES: i64 = 60;

#[tokio::test]
async fn merging_leaves_few_parts_and_loses_no_word() {
    let test = TestDb::new().await;
    let place = place(test.db(), "words").await;
    for id in 1..=PASSAGES {
        let mut tx = test.db().begin_in(place.organisation).await.unwrap();
        let words = vec![(WordColumn::Title, vec!["bridge".to_owned(), format!("pier{id}")])];
        tx.put_words(id, &words).await.unwrap();
        tx.commit().await.unwrap();
    }
    let mut tx = test.db().begin_in(place.organisation).await.unwrap();
    let before = parts(&mut tx).await;
    let mut rounds = 0;
    while tx.merge_words(16).await.unwrap() {
        rounds += 1;
        assert!(rounds < 1_000, "merging comes to an end");
    }
    let after = parts(&mut tx).await;
    assert!(after <= before && after <= 4, "{before} parts became {after}");
    assert_eq!(found(&mut tx, "bridge").await, PASSAGES);
    assert_eq!(found(&mut tx, "pier7").await, 1);
}

async fn parts(tx: &mut Tx) -> i64 {
    if tx.engine() == Engine::Postgres {
        return 0;
    }
    tx.int(sql("select count(distinct segid) as n from passage_words_idx")).await.unwrap()
}

async fn found(tx: &mut Tx, word: &str) -> i64 {
    let phrase = Phrase { column: None, words: vec![Lexeme::Exact(word.to_owned())] };
    let query = tx.engine().phrase_query(&phrase).unwrap();
    let (before, after) = tx.engine().words_match();
    let mut text = sql("select count(*) as n from passage_words w where ");
    text.push(before).arg(query).push(after);
    tx.int(text).await.unwrap()
}
