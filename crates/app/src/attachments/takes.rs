//! What takes files, and the one way in and out that all of it shares.

use std::future::Future;

use axum::body::Body;
use axum::http::{HeaderMap, Method};
use axum::response::Response;
use serde::Deserialize;
use utoipa::IntoParams;
use wayleave_access::Warrant;

use super::{Attached, Meant, arrive, hand_out};
use crate::cx::Cx;
use crate::error::Result;
use crate::readings::Kind;
use crate::register::serve::Wish;
use crate::register::uploads;
use crate::work::Work;

/// The name of a file on its way in.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct AttachmentQuery {
    /// The file's name.
    #[param(example = "Stair sketch.pdf")]
    pub filename: String,
}

/// Something that files are sent to. It decides who may send, drop and read them, for the very request, and hands over
/// what allowed it; whatever the requester may not know of is absent.
pub trait Takes: Sync {
    /// What allows to send a file and to drop it again.
    type Sending: Warrant + Send + Sync;
    /// What allows to read one.
    type Reading: Warrant + Send + Sync;

    /// Where a file that is sent now would go.
    fn open(&self, work: &mut Work) -> impl Future<Output = Result<(Meant, Self::Sending)>> + Send;

    /// Where the requester's own files wait, also when no more are taken.
    fn waiting(&self, work: &mut Work) -> impl Future<Output = Result<(Meant, Self::Sending)>> + Send;

    /// The file of this public id, which belongs to something that the requester is shown here.
    fn shown(
        &self,
        work: &mut Work,
        id: &str,
    ) -> impl Future<Output = Result<(Meant, Attached, Self::Reading)>> + Send;
}

/// Takes in a file, which is its sender's alone until they use it.
pub async fn receive(
    cx: &Cx,
    organisation: &str,
    taker: &impl Takes,
    query: &AttachmentQuery,
    (headers, body): (&HeaderMap, Body),
) -> Result<Response> {
    let policy = {
        let mut work = Work::read(cx, organisation).await?;
        let _ = taker.open(&mut work).await?;
        uploads::policy(&mut work).await?
    };
    let arrived = arrive::arrive(cx, &query.filename, (headers, body), &policy).await?;
    // It may have lasted longer than the right to send it.
    let cx = cx.later();
    let mut work = Work::write(&cx, organisation).await?;
    let (meant, permit) = taker.open(&mut work).await?;
    arrive::keep(work, &permit, &meant, arrived).await
}

/// Drops a file that was sent and not used.
pub async fn discard(cx: &Cx, organisation: &str, taker: &impl Takes, id: &str) -> Result<Response> {
    let mut work = Work::write(cx, organisation).await?;
    let (meant, permit) = taker.waiting(&mut work).await?;
    arrive::drop_waiting(work, &permit, &meant, id).await
}

/// The file, to keep.
pub async fn file(
    cx: &Cx,
    organisation: &str,
    (taker, id): (&impl Takes, &str),
    method: &Method,
    headers: &HeaderMap,
) -> Result<Response> {
    let served = {
        let mut work = Work::read(cx, organisation).await?;
        let (_, file, _) = taker.shown(&mut work, id).await?;
        hand_out::served(&file)
    };
    let wish = served.wish(headers);
    if *method != Method::HEAD
        && matches!(wish, Wish::Whole | Wish::Part(_))
        && let Some(reading) = cx.shared().readings.unnoted(cx, Kind::Download, id).await
    {
        let mut work = Work::write(cx, organisation).await?;
        let (meant, file, permit) = taker.shown(&mut work, id).await?;
        hand_out::hand_out(work, &permit, &meant, &file, reading).await?;
    }
    served.answer(cx.shared(), method, wish).await
}
