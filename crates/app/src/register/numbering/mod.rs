//! Automatic numbers: a prefix and its counter, which only ever goes up. A number is allocated in the transaction that uses
//! it, under the lock of the counter's row, and is not given out again whatever becomes of its document.

#[cfg(test)]
#[expect(dead_code, reason = "allocation does not use schemes yet")]
mod scheme;
#[cfg(test)]
mod scheme_tests;

use wayleave_base::{OrganisationId, ProjectId};
use wayleave_db::{DbResult, Tx, row, sql};

use super::keys;
use crate::settings::{self, NUMBERING, Numbering};

/// The numbering of a project.
pub async fn of(tx: &mut Tx, organisation: OrganisationId, project: ProjectId) -> DbResult<Numbering> {
    settings::read(tx, organisation, Some(project), NUMBERING).await
}

/// Does the project give numbers by itself?
#[must_use]
pub fn is_automatic(numbering: &Numbering) -> bool {
    numbering.mode == "automatic"
}

/// The number that the counter makes.
#[must_use]
pub fn format(numbering: &Numbering, counter: i64) -> String {
    let width = usize::try_from(numbering.width.clamp(1, 8)).unwrap_or(4);
    format!("{}{counter:0width$}", numbering.prefix)
}

/// What the counter would have been for this number, if it is one that the scheme makes.
#[must_use]
pub fn counter_of(numbering: &Numbering, number: &str) -> Option<i64> {
    let length = numbering.prefix.chars().count();
    let prefix: String = number.chars().take(length).collect();
    let digits: String = number.chars().skip(length).collect();
    let fits = prefix.to_lowercase() == numbering.prefix.to_lowercase()
        && (1..=15).contains(&digits.len())
        && digits.bytes().all(|byte| byte.is_ascii_digit());
    if fits { digits.parse().ok() } else { None }
}

/// The next value of the counter, without taking it.
pub async fn peek(tx: &mut Tx, project: ProjectId, numbering: &Numbering) -> DbResult<i64> {
    let found = sql("select next as n from number_counter where project_id = $1 and scope = $2")
        .bind(project)
        .bind(&numbering.prefix);
    let next = tx.maybe_int(found).await?.unwrap_or(1);
    if super::lookup::numbered(tx, project, &[&format(numbering, next)], false).await?.is_empty() {
        return Ok(next);
    }
    Ok(highest(tx, project, numbering).await?.max(next) + 1)
}

/// Takes the next number. The counter's row stays locked until the transaction ends.
pub async fn allocate(
    tx: &mut Tx,
    organisation: OrganisationId,
    project: ProjectId,
    numbering: &Numbering,
) -> DbResult<String> {
    loop {
        let taken = tx
            .int(
                sql("insert into number_counter (project_id, organisation_id, scope, next) values ($1, $2, $3, 2)
                     on conflict (project_id, scope) do update set next = number_counter.next + 1
                     returning next - 1 as n")
                    .bind(project)
                    .bind(organisation)
                    .bind(&numbering.prefix),
            )
            .await?;
        let number = format(numbering, taken);
        if super::lookup::numbered(tx, project, &[&number], false).await?.is_empty() {
            return Ok(number);
        }
        // Numbers older than the counter are in the way: go past all of them at once.
        let highest = highest(tx, project, numbering).await?;
        advance(tx, organisation, project, numbering, highest).await?;
    }
}

/// Moves the counter past a number that was given by hand, if the scheme could come to it.
pub async fn notice(
    tx: &mut Tx,
    organisation: OrganisationId,
    project: ProjectId,
    numbering: &Numbering,
    number: &str,
) -> DbResult<()> {
    match counter_of(numbering, number) {
        Some(counter) if is_automatic(numbering) => {
            advance(tx, organisation, project, numbering, counter).await
        }
        _ => Ok(()),
    }
}

async fn advance(
    tx: &mut Tx,
    organisation: OrganisationId,
    project: ProjectId,
    numbering: &Numbering,
    past: i64,
) -> DbResult<()> {
    tx.execute(
        sql("insert into number_counter (project_id, organisation_id, scope, next) values ($1, $2, $3, $4)
             on conflict (project_id, scope) do update set next = case when number_counter.next < excluded.next
               then excluded.next else number_counter.next end")
            .bind(project)
            .bind(organisation)
            .bind(&numbering.prefix)
            .bind(past + 1),
    )
    .await
    .map(|_| ())
}

row! {
    struct Number { number: String }
}

async fn highest(tx: &mut Tx, project: ProjectId, numbering: &Numbering) -> DbResult<i64> {
    // The keys of all numbers that begin with the prefix lie between two texts; the digits that end a prefix join the
    // counter's in the key, so the search begins before them.
    let letters = numbering.prefix.trim_end_matches(|letter: char| letter.is_ascii_digit());
    let from = keys::sort_key(letters).trim_end().to_owned();
    let rows: Vec<Number> = tx
        .all(
            sql("select number from document where project_id = $1 and admitted = 1 and number_key >= $2 and number_key < $3")
                .bind(project)
                .bind(&from)
                .bind(format!("{from}\u{10ffff}")),
        )
        .await?;
    Ok(rows.iter().filter_map(|row| counter_of(numbering, &row.number)).max().unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scheme() -> Numbering {
        Numbering { mode: "automatic".to_owned(), prefix: "HRB-DR-".to_owned(), width: 4 }
    }

    #[test]
    fn a_number_outgrows_its_width_rather_than_failing() {
        assert_eq!(format(&scheme(), 7), "HRB-DR-0007");
        assert_eq!(format(&scheme(), 123_456), "HRB-DR-123456");
    }

    #[test]
    fn only_numbers_of_the_scheme_move_the_counter() {
        assert_eq!(counter_of(&scheme(), "HRB-DR-0042"), Some(42));
        assert_eq!(counter_of(&scheme(), "hrb-dr-42"), Some(42));
        for other in ["HRB-DR-", "HRB-DR-42a", "A-42", "HRB-DR-9999999999999999999"] {
            assert_eq!(counter_of(&scheme(), other), None, "{other}");
        }
    }
}
