//! A private NATS server that can die and come back at the same address.

use std::net::SocketAddr;
use std::process::Stdio;
use std::time::{Duration, Instant};

use anyhow::bail;
use tokio::net::TcpStream;
use tokio::process::{Child, Command};

use crate::process::{free_address, program};

const READY_WITHIN: Duration = Duration::from_secs(10);

#[derive(Debug)]
pub struct Nats {
    address: SocketAddr,
    server: Option<Child>,
}

impl Nats {
    pub async fn start() -> anyhow::Result<Self> {
        let mut nats = Self { address: free_address()?, server: None };
        nats.start_again().await?;
        Ok(nats)
    }

    pub fn url(&self) -> String {
        format!("nats://{}", self.address)
    }

    /// Ends it as a power cut would.
    pub async fn kill(&mut self) -> anyhow::Result<()> {
        if let Some(mut server) = self.server.take() {
            server.kill().await?;
        }
        Ok(())
    }

    pub async fn start_again(&mut self) -> anyhow::Result<()> {
        let mut command = Command::new(program("nats-server")?);
        command.args(["--addr", "127.0.0.1", "--port", &self.address.port().to_string()]);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).kill_on_drop(true);
        self.server = Some(command.spawn()?);
        let begun = Instant::now();
        while TcpStream::connect(self.address).await.is_err() {
            if begun.elapsed() > READY_WITHIN {
                bail!("NATS does not start");
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        Ok(())
    }
}
