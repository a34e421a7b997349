//! The time that this thread had a processor; where the system does not tell it, the time that passed.

use std::time::Instant;

/// A clock that runs.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Clock {
    ran: Option<u64>,
    started: Instant,
}

impl Clock {
    /// Starts it.
    pub(crate) fn start() -> Self {
        Self { ran: ran(), started: Instant::now() }
    }

    /// Reads it.
    #[expect(clippy::cast_precision_loss, reason = "a run is not so long")]
    pub(crate) fn milliseconds(self) -> f64 {
        match self.ran.zip(ran()) {
            Some((then, now)) => (now - then) as f64 / 1e6,
            None => self.started.elapsed().as_secs_f64() * 1e3,
        }
    }
}

/// Reads for how many nanoseconds this thread has run.
fn ran() -> Option<u64> {
    std::fs::read_to_string("/proc/thread-self/schedstat").ok()?.split_whitespace().next()?.parse().ok()
}
