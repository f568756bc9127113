//! A private ACME authority that checks names for real: Let's Encrypt's own test server, with a name server beside it
//! that leads every name to this machine.

use std::net::SocketAddr;
use std::path::Path;
use std::process::Stdio;

use serde_json::json;
use tempfile::TempDir;
use tokio::net::{TcpStream, UdpSocket};
use tokio::process::{Child, Command};
use tokio_util::task::AbortOnDropHandle;

use super::{Authority, eventually, free_address};

pub struct Pebble {
    /// Signs the certificate of the ACME server itself.
    authority: Authority,
    folder: TempDir,
    address: SocketAddr,
    management: SocketAddr,
    _server: Child,
    _names: AbortOnDropHandle<()>,
}

impl Pebble {
    /// Asks at this port of this machine whether a name leads there.
    pub async fn start(checked_port: u16) -> Self {
        let (authority, folder) = (Authority::new(), tempfile::tempdir().expect("a folder"));
        let path = |name: &str| folder.path().join(name);
        authority.issue(&["127.0.0.1"], &path("cert.pem"), &path("key.pem"));
        std::fs::write(path("root.pem"), authority.pem()).expect("written");
        let (address, management) = (free_address(), free_address());
        let settings = json!({ "pebble": {
            "listenAddress": address.to_string(),
            "managementListenAddress": management.to_string(),
            "certificate": path("cert.pem"),
            "privateKey": path("key.pem"),
            "httpPort": free_address().port(),
            "tlsPort": checked_port,
            "ocspResponderURL": "",
            "externalAccountBindingRequired": false,
        }});
        std::fs::write(path("pebble.json"), settings.to_string()).expect("written");
        let names = UdpSocket::bind(("127.0.0.1", 0)).await.expect("a port");
        let name_server = names.local_addr().expect("an address").to_string();
        let answering = AbortOnDropHandle::new(tokio::spawn(answer(names)));
        let mut command = Command::new("pebble");
        command.arg("-config").arg(path("pebble.json")).args(["-dnsserver", &name_server]);
        command.env("PEBBLE_VA_NOSLEEP", "1").kill_on_drop(true);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let server = command.spawn().expect("an ACME server; install it with: sudo apt-get install -y pebble");
        // It opens one after the other.
        for door in [management, address] {
            eventually("the authority listens", async || TcpStream::connect(door).await.is_ok()).await;
        }
        Self { authority, folder, address, management, _server: server, _names: answering }
    }

    pub fn directory(&self) -> String {
        format!("https://{}/dir", self.address)
    }

    /// What a machine must trust to ask the authority.
    pub fn root_file(&self) -> std::path::PathBuf {
        self.folder.path().join(Path::new("root.pem"))
    }

    /// What a browser must trust to believe its certificates.
    pub async fn root(&self) -> String {
        let asked = self.authority.client(self.management, "127.0.0.1").ask("GET", "/roots/0", "").await;
        String::from_utf8(asked.expect("an answer").into_body().to_vec()).expect("PEM")
    }
}

/// Every name has one address, 127.0.0.1, and nothing else.
async fn answer(socket: UdpSocket) {
    const HEAD_BYTES: usize = 12;
    const ADDRESS: [u8; 2] = [0, 1];
    let mut question = [0; 512];
    while let Ok((length, from)) = socket.recv_from(&mut question).await {
        let Some(name) = question[HEAD_BYTES..length].iter().position(|&byte| byte == 0) else { continue };
        // A name ends with a zero; type and class follow.
        let end = HEAD_BYTES + name + 5;
        let is_address = question.get(end - 4..end - 2) == Some(&ADDRESS[..]);
        let mut said = question[..2].to_vec();
        said.extend([0x81, 0x80, 0, 1, 0, u8::from(is_address), 0, 0, 0, 0]);
        said.extend(&question[HEAD_BYTES..end]);
        if is_address {
            said.extend([0xc0, 0x0c, 0, 1, 0, 1, 0, 0, 0, 1, 0, 4, 127, 0, 0, 1]);
        }
        drop(socket.send_to(&said, from).await);
    }
}
