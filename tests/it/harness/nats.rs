//! A private NATS server for one story.

use std::process::{Child, Command, Stdio};
use std::time::Duration;

use tokio::net::TcpStream;

use super::eventually;
use super::postgres::free_port;

pub struct Nats {
    port: u16,
    server: Option<Child>,
}

impl Nats {
    pub async fn start() -> Self {
        let mut nats = Self { port: free_port(), server: None };
        nats.come_back().await;
        nats
    }

    pub fn url(&self) -> String {
        format!("nats://127.0.0.1:{}", self.port)
    }

    /// Ends without a word.
    pub fn die(&mut self) {
        if let Some(mut server) = self.server.take() {
            server.kill().expect("killed");
            server.wait().expect("gone");
        }
    }

    pub async fn come_back(&mut self) {
        let mut command = Command::new("nats-server");
        command.args(["--addr", "127.0.0.1", "--port", &self.port.to_string()]);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let server = command.spawn().expect("NATS; install it with: sudo apt-get install -y nats-server");
        self.server = Some(server);
        let port = self.port;
        eventually("NATS listens", async || TcpStream::connect(("127.0.0.1", port)).await.is_ok()).await;
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

impl Drop for Nats {
    fn drop(&mut self) {
        self.die();
    }
}
