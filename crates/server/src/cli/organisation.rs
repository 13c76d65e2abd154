//! `wayleave organisation …`: the operator's way to let the first administrator in.

use anyhow::Result;
use clap::Subcommand;

use super::say;
use crate::config::Options;

/// What to do with organisations.
#[derive(Subcommand)]
pub enum Command {
    /// Creates an organisation and prints a single-use link for its first administrator.
    Create {
        /// Its name.
        name: String,
        /// The administrator's mail address.
        #[arg(long)]
        admin: String,
        /// Its name in addresses; made from the name when left out.
        #[arg(long)]
        slug: Option<String>,
    },
}

/// Runs it.
pub async fn run(options: &Options, command: Command) -> Result<()> {
    let app = crate::parts::assemble(options).await?;
    match command {
        Command::Create { name, admin, slug } => {
            let created = wayleave_app::create_organisation(app.shared(), &name, slug.as_deref(), &admin)
                .await
                .map_err(|error| anyhow::anyhow!("{}", error.sentence()))?;
            say(&format!(
                "{name} is created. Its administrator {admin} sets a password here, once, within 7 days:\n{}",
                created.link
            ))
        }
    }
}
