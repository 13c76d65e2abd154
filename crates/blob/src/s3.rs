//! How to reach an S3-compatible store.

use std::fmt;
use std::time::Duration;

use object_store::aws::{AmazonS3, AmazonS3Builder};
use object_store::{ClientOptions, RetryConfig};

use crate::BlobError;

/// The address and credentials of a bucket. The bucket must exist and be used by this server alone.
#[derive(Clone)]
pub struct S3Config {
    /// The address of the store without the bucket, such as `https://s3.eu-central-1.amazonaws.com`.
    pub endpoint: String,
    /// The region; stores without regions take any word, commonly `us-east-1`.
    pub region: String,
    /// The bucket.
    pub bucket: String,
    /// The id of the access key.
    pub access_key: String,
    /// The secret of the access key.
    pub secret_key: String,
    /// Whether an `http://` endpoint is accepted.
    pub allow_http: bool,
}

impl fmt::Debug for S3Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("S3Config")
            .field("endpoint", &self.endpoint)
            .field("region", &self.region)
            .field("bucket", &self.bucket)
            .field("access_key", &self.access_key)
            .field("allow_http", &self.allow_http)
            .finish_non_exhaustive()
    }
}

pub(crate) fn connect(config: &S3Config) -> Result<AmazonS3, BlobError> {
    // The HTTP client takes the process's TLS provider and panics without one. The first to install one
    // wins, which is as good.
    let _ = rustls::crypto::ring::default_provider().install_default();
    // A limit on the whole request would cut long downloads off, so only silence is limited; it must allow
    // for the largest copy inside the store, during which nothing is said.
    let client = ClientOptions::new()
        .with_timeout_disabled()
        .with_connect_timeout(Duration::from_secs(5))
        .with_read_timeout(Duration::from_secs(180))
        .with_allow_http(config.allow_http);
    // A person waits at the other end: better a clear refusal soon than an answer after minutes.
    let retry =
        RetryConfig { max_retries: 4, retry_timeout: Duration::from_secs(30), ..RetryConfig::default() };
    AmazonS3Builder::new()
        .with_endpoint(&config.endpoint)
        .with_region(&config.region)
        .with_bucket_name(&config.bucket)
        .with_access_key_id(&config.access_key)
        .with_secret_access_key(&config.secret_key)
        .with_virtual_hosted_style_request(false)
        .with_client_options(client)
        .with_retry(retry)
        .build()
        .map_err(BlobError::unavailable)
}
