//! One build at a time into one folder.
//!
//! The lock is the kernel's, on the handle of the folder that holds the output: a killed build leaves nothing behind that could block the next.
//! Where folders cannot be locked, an empty file in the system's temporary folder stands in; it is never in the output.

#![allow(clippy::disallowed_methods, reason = "the lock is a file handle")]

use std::fs::{File, TryLockError};
use std::path::Path;
use std::time::Duration;

use crate::error::Error;

const STEP: Duration = Duration::from_millis(25);
const STEPS_BEFORE_NOTICE: u32 = 40;

/// A lock that is held until it is dropped.
#[derive(Debug)]
pub(super) struct Lock {
    _handle: File,
}

/// Takes the lock of a folder; waits while another build holds it, and calls `on_wait` once after a second.
///
/// # Errors
/// [`Error::Io`] when nothing can be locked.
pub(super) fn take(folder: &Path, on_wait: &dyn Fn()) -> Result<Lock, Error> {
    let handle = match File::open(folder) {
        Ok(handle) => match wait(handle, on_wait) {
            Ok(lock) => return Ok(lock),
            Err(_) => stand_in(folder)?,
        },
        Err(_) => stand_in(folder)?,
    };
    wait(handle, on_wait).map_err(Error::io("lock", folder))
}

fn wait(handle: File, on_wait: &dyn Fn()) -> std::io::Result<Lock> {
    for _ in 0..STEPS_BEFORE_NOTICE {
        match handle.try_lock() {
            Ok(()) => return Ok(Lock { _handle: handle }),
            Err(TryLockError::WouldBlock) => std::thread::sleep(STEP),
            Err(TryLockError::Error(error)) => return Err(error),
        }
    }
    on_wait();
    handle.lock()?;
    Ok(Lock { _handle: handle })
}

fn stand_in(folder: &Path) -> Result<File, Error> {
    let name = format!("{:016x}", xxhash_rust::xxh3::xxh3_64(folder.as_os_str().as_encoded_bytes()));
    let place = std::env::temp_dir().join(format!("postil-{}.lock", name.get(..16).unwrap_or_default()));
    File::options().create(true).truncate(false).write(true).open(&place).map_err(Error::io("lock", place))
}
