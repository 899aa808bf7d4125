//! What lies between the program and a control plane: it carries everything, until it is told to fail.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Runtime;
use tokio::sync::watch;
use tokio::task::JoinSet;

/// What it does with connections.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Carries {
    /// Everything, both ways.
    Everything,
    /// Nothing: those that are open are dropped, and so is each that is made.
    Nothing,
    /// Requests go into the void, and connections stay open.
    Silence,
    /// Something that is no HTTP comes in answer to each request.
    Garbage,
}

/// A wire to one control plane.
pub struct Wire {
    carries: watch::Sender<Carries>,
    port: u16,
}

impl Wire {
    /// Listens on a port of 127.0.0.1, for what stands at `behind`.
    pub fn to(behind: SocketAddr, runtime: &Runtime) -> Self {
        let (carries, seen) = watch::channel(Carries::Everything);
        let listener = runtime.block_on(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))).expect("a port");
        let port = listener.local_addr().expect("an address").port();
        runtime.spawn(async move {
            let mut connections = JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                while connections.try_join_next().is_some() {}
                // How a connection ended is nobody's concern here.
                connections.spawn(carry(stream, behind, seen.clone()));
            }
        });
        Self { carries, port }
    }

    /// Carries this from now on. Connections of another time are dropped, but that what was carried falls silent.
    pub fn set(&self, carries: Carries) {
        self.carries.send_if_modified(|now| std::mem::replace(now, carries) != carries);
    }

    /// Every connection ends; others can be made at once.
    pub fn drop_connections(&self) {
        self.carries.send_modify(|_| {});
    }

    /// Where it listens.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }
}

async fn carry(mut near: TcpStream, behind: SocketAddr, mut carries: watch::Receiver<Carries>) -> io::Result<()> {
    if *carries.borrow_and_update() == Carries::Nothing {
        return Ok(());
    }
    let mut far = TcpStream::connect(behind).await?;
    let (mut asked, mut answered) = (vec![0; 16_384], vec![0; 16_384]);
    loop {
        let now = *carries.borrow();
        tokio::select! {
            _ = carries.changed() => {
                if (now, *carries.borrow()) != (Carries::Everything, Carries::Silence) {
                    return Ok(());
                }
            }
            read = near.read(&mut asked) => match (read?, now) {
                (0, _) | (_, Carries::Nothing) => return Ok(()),
                (read, Carries::Everything) => far.write_all(&asked[..read]).await?,
                (_, Carries::Silence) => {}
                (_, Carries::Garbage) => return near.write_all(&b"\x16\x03\x00\xff\x1b[31m no HTTP \r\n".repeat(40)).await,
            },
            read = far.read(&mut answered) => match (read?, now) {
                (0, _) => return Ok(()),
                (read, Carries::Everything) => near.write_all(&answered[..read]).await?,
                _ => {}
            },
        }
    }
}
