//! What differs between systems: swapping two folders, flushing a file system, seeing a mount point.
//!
//! Where a system lacks one, the answer is the one that makes `write` take its slower, safe way.

#![allow(clippy::disallowed_methods, reason = "these calls are part of writing the site")]

use std::io;
use std::path::Path;

/// Swaps two folders in one step, so that nobody ever finds neither.
///
/// # Errors
/// What the system says, also when it or the file system knows no such step.
#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
pub(super) fn exchange(one: &Path, other: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    Ok(renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE)?)
}

/// Says that this system cannot swap two folders in one step.
#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
pub(super) fn exchange(_one: &Path, _other: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// Flushes the file system that holds a folder: one call for a whole site, where a call a file would take minutes.
///
/// # Errors
/// What the system says, also when something written earlier did not reach the disk.
#[cfg(any(target_os = "linux", target_os = "android"))]
pub(super) fn flush(folder: &Path) -> io::Result<()> {
    Ok(rustix::fs::syncfs(std::fs::File::open(folder)?)?)
}

/// Flushes the folder's own entries; this system has no call for a whole file system.
#[cfg(all(unix, not(any(target_os = "linux", target_os = "android"))))]
pub(super) fn flush(folder: &Path) -> io::Result<()> {
    std::fs::File::open(folder)?.sync_all()
}

/// Does nothing: folders cannot be flushed on this system.
#[cfg(not(unix))]
pub(super) fn flush(_folder: &Path) -> io::Result<()> {
    Ok(())
}

/// Tells whether something is mounted on a folder, which then cannot be renamed.
#[cfg(any(target_os = "linux", target_os = "android"))]
pub(super) fn is_mount_point(folder: &Path) -> bool {
    use rustix::fs::{AtFlags, CWD, StatxAttributes, StatxFlags, statx};
    statx(CWD, folder, AtFlags::empty(), StatxFlags::empty())
        .is_ok_and(|facts| facts.stx_attributes.contains(StatxAttributes::MOUNT_ROOT))
}

/// Answers no: on this system the failing rename tells.
#[cfg(not(any(target_os = "linux", target_os = "android")))]
pub(super) fn is_mount_point(_folder: &Path) -> bool {
    false
}
