//! A bucket of an S3-compatible store.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, bail, ensure};
use object_store::aws::AmazonS3Builder;
use object_store::prefix::PrefixStore;
use object_store::{BackoffConfig, ObjectStore, RetryConfig};
use url::{Host, Url};

use super::line::Line;
use crate::config::Config;
use crate::egress::named;

/// How the library names such a store in its errors.
pub(super) const STORE: &str = "S3";

/// A blip passes unseen; somebody waits for the answer, so what lasts is told soon.
const RETRIES: RetryConfig = RetryConfig {
    backoff: BackoffConfig { init_backoff: Duration::from_millis(100), max_backoff: Duration::from_secs(2), base: 2.0 },
    max_retries: 4,
    retry_timeout: Duration::from_secs(10),
};

pub(super) fn open(config: &Config, bucket: &str, prefix: &str) -> anyhow::Result<Arc<dyn ObjectStore>> {
    let (key_id, secret) = (&config.s3_access_key_id, config.s3_secret()?);
    ensure!(
        !key_id.is_empty() && !secret.is_empty(),
        "s3://{bucket} wants s3_access_key_id and s3_secret_access_key (or s3_secret_access_key_file)"
    );
    let mut s3 = AmazonS3Builder::new()
        .with_bucket_name(bucket)
        .with_region(&config.s3_region)
        .with_access_key_id(key_id)
        .with_secret_access_key(secret)
        .with_retry(RETRIES);
    let mut is_plain = false;
    if config.s3_endpoint.is_empty() {
        s3 = s3.with_virtual_hosted_style_request(true);
    } else {
        let endpoint = endpoint(config, bucket)?;
        is_plain = endpoint.scheme() == "http";
        s3 = s3
            .with_endpoint(endpoint.as_str().trim_end_matches('/'))
            .with_virtual_hosted_style_request(config.s3_virtual_host);
    }
    let line = Line::new(named::client(is_plain)?);
    let s3 = s3.with_allow_http(is_plain).with_http_connector(line).build()?;
    Ok(if prefix.is_empty() { Arc::new(s3) } else { Arc::new(PrefixStore::new(s3, prefix)) })
}

/// The endpoint of the settings; with the bucket in front of its name where the store wants it there.
fn endpoint(config: &Config, bucket: &str) -> anyhow::Result<Url> {
    let mut url = Url::parse(&config.s3_endpoint).with_context(|| format!("s3_endpoint {}", config.s3_endpoint))?;
    match url.scheme() {
        "https" => {}
        "http" if config.s3_allow_http || is_loopback(&url) => {}
        "http" => bail!("s3_endpoint is not encrypted: name it with https://, or set s3_allow_http = true"),
        _ => bail!("s3_endpoint must begin with https://"),
    }
    ensure!(url.username().is_empty() && url.password().is_none(), "keys do not belong into s3_endpoint");
    if config.s3_virtual_host {
        let host = url.host_str().context("s3_endpoint names no server")?;
        url.set_host(Some(&format!("{bucket}.{host}")))?;
    }
    Ok(url)
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(endpoint: &str) -> Config {
        Config {
            s3_endpoint: endpoint.into(),
            s3_access_key_id: "key".into(),
            s3_secret_access_key: "secret".into(),
            ..Config::default()
        }
    }

    #[test]
    fn nothing_travels_unencrypted_unless_allowed() {
        let open = |config: &Config| open(config, "shop", "");
        for fine in ["https://s3.example.com", "http://127.0.0.1:9000", "http://[::1]:9000", "http://localhost:9000"] {
            assert!(open(&settings(fine)).is_ok(), "{fine}");
        }
        for wrong in
            ["http://10.0.0.5:9000", "ftp://s3.example.com", "s3.example.com", "https://me:word@s3.example.com"]
        {
            assert!(open(&settings(wrong)).is_err(), "{wrong}");
        }
        assert!(open(&Config { s3_allow_http: true, ..settings("http://10.0.0.5:9000") }).is_ok());
    }

    #[test]
    fn the_bucket_stands_where_the_store_wants_it() {
        let config = Config { s3_virtual_host: true, ..settings("https://oss-cn-hangzhou.aliyuncs.com") };
        assert_eq!(endpoint(&config, "shop").expect("a URL").as_str(), "https://shop.oss-cn-hangzhou.aliyuncs.com/");
        let config = settings("https://s3.example.com:9000");
        assert_eq!(endpoint(&config, "shop").expect("a URL").as_str(), "https://s3.example.com:9000/");
    }

    #[test]
    fn without_keys_nobody_is_asked() {
        assert!(open(&Config::default(), "shop", "").is_err());
    }
}
