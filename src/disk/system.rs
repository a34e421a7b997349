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

/// Opens a file to be read, and to be written to behind its last byte alone; a link is not followed.
///
/// # Errors
/// What the system says, also when it is a link.
#[cfg(unix)]
pub(super) fn open_to_append(path: &Path) -> io::Result<std::fs::File> {
    use std::os::unix::fs::OpenOptionsExt as _;
    let flags = rustix::fs::OFlags::NOFOLLOW | rustix::fs::OFlags::NONBLOCK;
    let flags = i32::try_from(flags.bits()).map_err(io::Error::other)?;
    std::fs::OpenOptions::new().read(true).append(true).custom_flags(flags).open(path)
}

/// Opens a file to be read, and to be written to behind its last byte alone.
///
/// # Errors
/// What the system says.
#[cfg(not(unix))]
pub(super) fn open_to_append(path: &Path) -> io::Result<std::fs::File> {
    std::fs::OpenOptions::new().read(true).append(true).open(path)
}

/// Tells whether an open file is the one that stands at a path, and not one that was there before.
#[cfg(unix)]
pub(super) fn stands_at(file: &std::fs::File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    let facts = file.metadata().and_then(|own| Ok((own, path.symlink_metadata()?)));
    facts.is_ok_and(|(own, there)| (own.dev(), own.ino()) == (there.dev(), there.ino()))
}

/// Answers yes: on this system a file that is open is not replaced.
#[cfg(not(unix))]
pub(super) fn stands_at(_file: &std::fs::File, _path: &Path) -> bool {
    true
}
