//! Agents at their desks: sockets that note when which message reached them.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use super::ids::ClientIds;
use super::socket::Socket;

/// A message's number and when it came.
pub(super) type Arrival = (u64, Instant);

#[derive(Debug)]
pub(super) struct Agents {
    desks: Vec<Desk>,
    leave: CancellationToken,
}

#[derive(Debug)]
struct Desk {
    count: Arc<AtomicUsize>,
    task: JoinHandle<(Vec<Arrival>, Option<anyhow::Error>)>,
}

impl Agents {
    /// Lets each socket listen for frames with these words that carry an id of this run.
    pub(super) fn listen(sockets: Vec<Socket>, ids: &ClientIds, event: &str) -> Self {
        let leave = CancellationToken::new();
        let desks = sockets
            .into_iter()
            .map(|mut socket| {
                let (ids, event, leave) = (ids.clone(), event.to_owned(), leave.clone());
                let count = Arc::new(AtomicUsize::new(0));
                let counted = Arc::clone(&count);
                let task = tokio::spawn(async move {
                    let mut arrivals = Vec::new();
                    loop {
                        let frame = tokio::select! {
                            frame = socket.next() => frame,
                            () = leave.cancelled() => return (arrivals, None),
                        };
                        match frame {
                            Ok(frame) if frame.contains(&event) => {
                                if let Some(number) = ids.find(&frame) {
                                    arrivals.push((number, Instant::now()));
                                    counted.fetch_add(1, Ordering::Relaxed);
                                }
                            }
                            Ok(_) => {}
                            Err(error) => return (arrivals, Some(error)),
                        }
                    }
                });
                Desk { count, task }
            })
            .collect();
        Self { desks, leave }
    }

    /// Waits until everyone has met so many messages, but not for ever; what each met, and what went wrong.
    pub(super) async fn leave(self, expected: usize, patience: Duration) -> (Vec<Vec<Arrival>>, Vec<String>) {
        let give_up = Instant::now() + patience;
        while Instant::now() < give_up
            && self.desks.iter().any(|desk| desk.count.load(Ordering::Relaxed) < expected && !desk.task.is_finished())
        {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        self.leave.cancel();
        let (mut met, mut errors) = (Vec::new(), Vec::new());
        for desk in self.desks {
            match desk.task.await {
                Ok((arrivals, error)) => {
                    met.push(arrivals);
                    errors.extend(error.map(|error| format!("an agent's socket: {error:#}")));
                }
                Err(error) => errors.push(error.to_string()),
            }
        }
        (met, errors)
    }
}
