//! Putting the product together from its options.

use anyhow::{Context, Result};
use wayleave_app::App;
use wayleave_base::{Clock, Ids};
use wayleave_db::Db;

use crate::config::Options;

/// Opens database, files and mail, and returns the product over them.
pub async fn assemble(options: &Options) -> Result<App> {
    std::fs::create_dir_all(&options.data_dir)
        .with_context(|| format!("the data folder {} cannot be made", options.data_dir.display()))?;
    std::fs::create_dir_all(options.staging())
        .with_context(|| format!("the folder {} cannot be made", options.staging().display()))?;
    let db = Db::open(&options.database()).await?;
    let app =
        App::new(options.app(), db, options.blobs()?, options.mailer()?, Clock::system(), Ids::system())
            .await?;
    Ok(app)
}
