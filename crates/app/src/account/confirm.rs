//! A person who is signed in shows once more, with their password, that it is them. Guessing is bounded as signing in is.

use wayleave_base::AccountId;

use super::attempts::{Limit, forget, hold};
use super::sign_in::by_id;
use crate::cx::Cx;
use crate::error::{Error, Result};
use crate::password;

/// Checks the password of the account that is signed in; a wrong one is a fault of `field`. No transaction is open
/// meanwhile.
pub(crate) async fn confirm(cx: &Cx, account: AccountId, (field, password): (&str, &str)) -> Result<()> {
    let mut tx = cx.db().read().await?;
    let account = by_id(&mut tx, account).await?;
    drop(tx);
    let guesses = Limit::password(&account.email);
    let held = hold(cx.shared(), &[guesses.clone(), Limit::sign_ins_from(cx.meta.ip)]).await?;
    if !password::verify(cx.shared(), password.to_owned(), account.password_hash).await? {
        return Err(Error::field(field, "wrong", "This is not your password."));
    }
    let mut tx = cx.db().begin().await?;
    held.forgive(&mut tx).await?;
    forget(&mut tx, &guesses).await?;
    Ok(tx.commit().await?)
}
