//! A private S3 server for one story, with one bucket.

use std::net::SocketAddr;
use std::path::Path;

use tempfile::TempDir;
use zg_bucket::Keys;
use zhanggui::config::Config;

const NAME: &str = "shop-files";
const PREFIX: &str = "one/installation";
const KEY_ID: &str = "story";
const SECRET: &str = "a secret of forty characters or so, 秘密";

pub struct Bucket {
    folder: TempDir,
    address: SocketAddr,
    server: Option<zg_bucket::Bucket>,
}

impl Bucket {
    pub async fn start() -> Self {
        let folder = tempfile::Builder::new().prefix("zhanggui-bucket-").tempdir().expect("a folder");
        std::fs::create_dir(folder.path().join(NAME)).expect("a bucket");
        let mut bucket = Self { folder, address: ([127, 0, 0, 1], 0).into(), server: None };
        bucket.come_back().await;
        bucket
    }

    /// Ends without a word.
    pub async fn die(&mut self) {
        self.server = None;
        // The listener goes with its task, a moment after it.
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }

    pub async fn come_back(&mut self) {
        let keys = Keys { id: KEY_ID.into(), secret: SECRET.into() };
        let server = zg_bucket::Bucket::serve(self.folder.path(), keys, None, self.address).await.expect("a server");
        self.address = server.address;
        self.server = Some(server);
    }

    /// Refuses the next requests as an overloaded store does.
    pub fn refuse(&self, requests: usize) {
        self.server.as_ref().expect("a running server").refuse(requests);
    }

    pub fn place() -> String {
        format!("s3://{NAME}/{PREFIX}")
    }

    /// The settings of a server whose files lie here.
    pub fn set(&self, config: &mut Config) {
        config.files = Self::place();
        config.s3_endpoint = format!("http://{}", self.address);
        config.s3_access_key_id = KEY_ID.into();
        config.s3_secret_access_key = SECRET.into();
    }

    /// The same settings but for the place, as variables.
    pub fn variables(&self) -> [(&'static str, String); 3] {
        [
            ("ZHANGGUI_S3_ENDPOINT", format!("http://{}", self.address)),
            ("ZHANGGUI_S3_ACCESS_KEY_ID", KEY_ID.into()),
            ("ZHANGGUI_S3_SECRET_ACCESS_KEY", SECRET.into()),
        ]
    }

    /// How many files and thumbnails of shops lie here.
    pub fn files(&self) -> usize {
        self.files_below(PREFIX)
    }

    pub fn files_below(&self, prefix: &str) -> usize {
        let shops = folder(&self.folder.path().join(NAME).join(prefix));
        shops.iter().filter(|shop| shop.is_dir()).map(|shop| folder(shop).len()).sum()
    }
}

fn folder(path: &Path) -> Vec<std::path::PathBuf> {
    std::fs::read_dir(path).into_iter().flatten().flatten().map(|entry| entry.path()).collect()
}
