//! Tells the program its version, with the commit that it was made from and that commit's day.
//!
//! In: git, or what `cargo package` wrote of the commit, and `SOURCE_DATE_EPOCH`. Out: `POSTIL_VERSION`. Never asks the
//! clock: from the same sources comes the same program. Only a release says it: a commit then costs nobody a rebuild.

#![allow(
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "cargo is spoken to by printing and by the environment"
)]

use std::path::Path;
use std::process::Command;

/// What is asked of git about the commit: its short id and its day, where it was made.
const FORMAT: &str = "--format=%h %cs";

fn main() {
    let root = std::env::var_os("CARGO_MANIFEST_DIR").expect("cargo names the package's folder");
    let root = Path::new(&root);
    let number = std::env::var("CARGO_PKG_VERSION").expect("cargo names the version");
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-env-changed=SOURCE_DATE_EPOCH");
    let released = std::env::var("PROFILE").is_ok_and(|profile| profile == "release");
    let made_from = if released { made_from(root, std::env::var("SOURCE_DATE_EPOCH").ok().as_deref()) } else { None };
    if released {
        for path in watched(root) {
            println!("cargo::rerun-if-changed={path}");
        }
    }
    println!("cargo::rustc-env=POSTIL_VERSION={}", version(&number, made_from.as_deref()));
}

/// Joins the number of the version and what it was made from: `0.1.0 (1a2b3c4d5 2026-11-26)`.
pub(crate) fn version(number: &str, made_from: Option<&str>) -> String {
    made_from.map_or_else(|| number.to_owned(), |made_from| format!("{number} ({made_from})"))
}

/// Says the commit and its day, as far as they are known.
pub(crate) fn made_from(root: &Path, epoch: Option<&str>) -> Option<String> {
    let day = epoch.and_then(|seconds| seconds.trim().parse().ok()).map(day);
    let (commit, committed) = match of_git(root) {
        Some((commit, day)) => (Some(commit), Some(day)),
        None => (of_package(root), None),
    };
    let said: Vec<_> = [commit, day.or(committed)].into_iter().flatten().collect();
    if said.is_empty() { None } else { Some(said.join(" ")) }
}

/// Asks git for the commit and its day, if the folder is the top of a repository: one above it is someone else's.
fn of_git(root: &Path) -> Option<(String, String)> {
    if !root.join(".git").exists() {
        return None;
    }
    let said = git(root, &["-c", "core.abbrev=9", "show", "--no-patch", "--no-show-signature", FORMAT, "HEAD"])?;
    let (commit, day) = said.split_once(' ')?;
    Some((commit.to_owned(), day.to_owned()))
}

/// Reads the commit that `cargo package` took the sources from.
fn of_package(root: &Path) -> Option<String> {
    let held = std::fs::read_to_string(root.join(".cargo_vcs_info.json")).ok()?;
    let (_, after) = held.split_once("\"sha1\"")?;
    let commit = after.split('"').nth(1)?;
    let sound = commit.len() >= 9 && commit.bytes().all(|byte| byte.is_ascii_hexdigit());
    sound.then(|| commit.chars().take(9).collect())
}

/// Lists the files that change when the commit does; only such as exist, for a missing one would count as changed.
pub(crate) fn watched(root: &Path) -> Vec<String> {
    if !root.join(".git").exists() {
        return Vec::new();
    }
    let branch = git(root, &["symbolic-ref", "--quiet", "HEAD"]);
    let names = ["HEAD", "logs/HEAD", "packed-refs"].into_iter().chain(branch.as_deref());
    let paths = names.filter_map(|name| git(root, &["rev-parse", "--git-path", name]));
    paths.filter(|path| root.join(path).exists()).collect()
}

fn git(root: &Path, args: &[&str]) -> Option<String> {
    let output = Command::new("git").args(args).current_dir(root).output().ok()?;
    let said = String::from_utf8(output.stdout).ok()?;
    (output.status.success() && !said.trim().is_empty()).then(|| said.trim().to_owned())
}

/// Writes the day of a time in seconds since 1970, in UTC.
fn day(seconds: u64) -> String {
    // The days of a year that begins in March, in eras of 400 years (Hinnant, "chrono-compatible low-level date algorithms").
    let days = seconds / 86_400 + 719_468;
    let (era, of_era) = (days / 146_097, days % 146_097);
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = year + era * 400 + u64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}")
}
