//! `kill -9` while clients upload, create, revise, share, unshare and hand out links: what was acknowledged is there, what
//! was not is there whole or not at all, nothing is to be seen by halves, and a restart needs nobody's help.
//!
//! One data folder lives through all the kills. A round starts the server, asks again what the death left open, checks
//! everything against what the clients were told, and lets them work until the process is killed at a moment of the
//! seed's choosing. `WAYLEAVE_KILL_SEED` repeats a run as far as the machine's timing allows.

mod afterwards;
mod client;
mod random;
mod server;
mod state;
mod writer;

use futures::future::join_all;

use client::Client;
use random::Random;
use server::{Place, Server};
use state::Seen;
use writer::Writer;

/// How often the server is killed.
const KILLS: u64 = 50;
/// How many clients write at a time.
const WRITERS: u64 = 4;

#[tokio::test]
async fn what_was_acknowledged_survives_every_kill_and_nothing_is_seen_by_halves() {
    let seed = random::seed();
    let mut random = Random::new(seed);
    let place = Place::new().await;
    let mut server = Server::start(&place);
    let mut client = Client::new(server.address());
    client.set_up(&place).await;
    let mut writers: Vec<Writer> =
        (0..WRITERS).map(|at| Writer::new(at, client.clone(), Random::new(seed ^ (at + 1)))).collect();
    let mut seen = Seen::default();
    for round in 0..KILLS {
        let last = 4 + random.below(260);
        let patience = random.below(20_000);
        let killed = async {
            client.pulse().reached(last).await;
            // A little further on, into whatever is being done then.
            for _ in 0..patience {
                tokio::task::yield_now().await;
            }
            server.kill();
        };
        let work = join_all(writers.iter_mut().map(Writer::work_until_it_dies));
        tokio::join!(killed, work);
        server = Server::start(&place);
        client.moves_to(server.address());
        for writer in &mut writers {
            writer.moves_to(&client);
        }
        let context = format!("seed {seed}, round {round}");
        seen.check(&client, &mut writers, &context).await;
    }
    let context = format!("seed {seed}, at the end");
    seen.check_everything(&client, &writers, &context).await;
    // One more kill, and what is left is looked at by a product in this process, whose clock can be moved.
    server.kill();
    place.quiet();
    afterwards::check(&place, &writers).await;
    eprintln!("{}", seen.told(&writers));
}
