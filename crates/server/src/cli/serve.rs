//! `wayleave serve`: listens, works the job queue, and stops in order.

use std::io::IsTerminal as _;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use axum::serve::ListenerExt;
use tokio::sync::watch;
use tracing_subscriber::EnvFilter;
use wayleave_app::{App, Shared};

use super::say;
use crate::browser::with_browser_app;
use crate::config::Options;
use crate::parts::assemble;

/// How long requests at hand may still take after the signal to stop.
const GRACE: Duration = Duration::from_secs(20);

/// Serves until SIGTERM or Ctrl-C.
pub async fn run(options: &Options) -> Result<()> {
    log_to_stderr(options)?;
    let app = assemble(options).await?;
    let listener = tokio::net::TcpListener::bind(options.listen)
        .await
        .with_context(|| format!("cannot listen on {}", options.listen))?;
    let (stop, stopping) = watch::channel(false);
    let workers = start_workers(&app, &stopping);
    say(&format!("wayleave listens on {} for {}", listener.local_addr()?, options.public_url))?;
    let routes = with_browser_app(app.router()).into_make_service_with_connect_info::<SocketAddr>();
    let mut ended = stopping.clone();
    let listener = listener.tap_io(|stream| {
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "small answers may wait");
        }
    });
    let server = axum::serve(listener, routes).with_graceful_shutdown(async move {
        let _ = ended.changed().await;
    });
    let signals = wait_for_signal(stop);
    tokio::pin!(signals);
    let server = async { server.await.context("the server ended") };
    tokio::pin!(server);
    tokio::select! {
        result = &mut server => result?,
        () = &mut signals => {
            tracing::info!("stopping");
            if tokio::time::timeout(GRACE, &mut server).await.is_err() {
                tracing::warn!("requests were still running when the time to stop ended");
            }
        }
    }
    for worker in workers {
        let _ = tokio::time::timeout(GRACE, worker).await;
    }
    let shared = app.shared();
    let _ = shared.refusals.write(shared).await;
    shared.db.close().await;
    tracing::info!("stopped");
    Ok(())
}

async fn wait_for_signal(stop: watch::Sender<bool>) {
    use tokio::signal::unix::{SignalKind, signal};
    let terminated = async {
        match signal(SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    tokio::select! {
        () = terminated => {}
        _ = tokio::signal::ctrl_c() => {}
    }
    let _ = stop.send(true);
}

/// Two job workers, the writer of refusals, the signer of the audit logs, and the periodic chores.
#[expect(clippy::disallowed_methods, reason = "the server is where tasks are started")]
fn start_workers(app: &App, stopping: &watch::Receiver<bool>) -> Vec<tokio::task::JoinHandle<()>> {
    let mut workers = Vec::new();
    for _ in 0..2 {
        let (runner, stopping) = (app.runner(), stopping.clone());
        workers.push(tokio::spawn(async move { runner.work(stopping).await }));
    }
    let shared = app.shared().clone();
    workers.push(tokio::spawn(every(
        Duration::from_secs(1),
        stopping.clone(),
        shared,
        |shared| async move { shared.refusals.write(&shared).await },
    )));
    let shared = app.shared().clone();
    workers.push(tokio::spawn(every(
        Duration::from_secs(60),
        stopping.clone(),
        shared,
        |shared| async move { wayleave_app::sign_logs(&shared).await },
    )));
    let shared = app.shared().clone();
    workers.push(tokio::spawn(every(
        Duration::from_secs(600),
        stopping.clone(),
        shared,
        |shared| async move { wayleave_app::tidy(&shared).await },
    )));
    workers
}

/// Does a chore now and again until it is told to stop; a failure is logged and the chore goes on.
async fn every<F, R>(pause: Duration, mut stopping: watch::Receiver<bool>, shared: Arc<Shared>, chore: F)
where
    F: Fn(Arc<Shared>) -> R,
    R: Future<Output = wayleave_app::Result<()>>,
{
    while !*stopping.borrow() {
        if let Err(error) = chore(shared.clone()).await {
            tracing::error!(error = error.sentence(), "a periodic chore failed");
        }
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            _ = stopping.changed() => {}
        }
    }
}

fn log_to_stderr(options: &Options) -> Result<()> {
    let filter =
        EnvFilter::try_new(&options.log).with_context(|| format!("log cannot be read: {}", options.log))?;
    // Colours are for people at a terminal; in a file or a journal they are noise.
    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr);
    let started = if options.log_format == "json" { builder.json().try_init() } else { builder.try_init() };
    started.map_err(|error| anyhow::anyhow!("logging cannot start: {error}"))
}
