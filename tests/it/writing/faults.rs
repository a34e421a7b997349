//! Kills at any moment, disks that are full, folders that are mounts: each in a process of its own.

use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};

use super::*;

const ROLE: &str = "POSTIL_WRITING_ROLE";
const TOP: &str = "POSTIL_WRITING_TOP";

/// Plays the role that the parent test names; does nothing in an ordinary run.
#[test]
fn child() {
    let (Ok(role), Some(top)) = (std::env::var(ROLE), std::env::var_os(TOP)) else { return };
    let place = Place::existing(Path::new(&top));
    match role.as_str() {
        "alternate" => alternate(&place),
        "limited" => limited(&place),
        "small-disk" => small_disk(&place),
        "mounted" => mounted(&place),
        other => panic!("there is no role `{other}`"),
    }
}

/// The command that plays a role; `through` is a shell line in which `"$@"` stands for the child.
fn role(role: &str, top: &Path, through: &[&str]) -> Command {
    let child = std::env::current_exe().unwrap();
    let (program, arguments) = through.split_first().map_or((None, through), |(first, rest)| (Some(*first), rest));
    let mut command = program.map_or_else(|| Command::new(&child), Command::new);
    if program.is_some() {
        command.args(arguments).arg("sh").arg(&child);
    }
    command.args(["writing::faults::child", "--exact", "--nocapture", "--test-threads=1"]);
    command.env(ROLE, role).env(TOP, top).stdin(Stdio::null());
    command
}

fn alternate(place: &Place) {
    let sites = [large("one"), large("two")];
    place.write(&sites[0]).unwrap();
    std::io::stdout().write_all(b"\nready\n").unwrap();
    for site in sites.iter().cycle() {
        place.write(site).unwrap();
    }
}

/// Kills the alternating child after so many microseconds of work.
fn kill_after(place: &Place, micros: u64) {
    let mut child = role("alternate", &place.top, &[]).stdout(Stdio::piped()).spawn().unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    assert!(lines.map_while(Result::ok).any(|line| line == "ready"), "the child did not begin");
    std::thread::sleep(Duration::from_micros(micros));
    child.kill().unwrap();
    child.wait().unwrap();
}

/// Delays that fall on every part of a build, the same in each run.
fn delays(count: u64) -> impl Iterator<Item = u64> {
    (0..count).map(|at| at * 7919 % 30_000)
}

#[test]
fn a_hundred_kills_leave_the_old_site_or_the_new_one() {
    let place = Place::new();
    let sites = [large("one"), large("two")];
    let mut found = [0, 0];
    let mut left = 0;
    for (at, delay) in delays(100).enumerate() {
        kill_after(&place, delay);
        let stands = place.site();
        let which = sites.iter().position(|site| *site == stands);
        found[which.expect("the site is neither the old one nor the new one")] += 1;
        left += fs::read_dir(&place.top).unwrap().count().saturating_sub(2);
        let next = &sites[at % 2];
        place.write(next).unwrap();
        place.check(next);
    }
    assert!(found.iter().all(|count| *count > 0) && left > 0, "the kills fell on too few moments: {found:?}, {left}");
}

#[test]
fn kills_while_foreign_files_stand_there_cost_nothing() {
    let place = Place::new();
    let sites = [large("one"), large("two")];
    place.write(&sites[0]).unwrap();
    fs::write(place.out().join("mine"), "mine").unwrap();
    let mut left = 0;
    for (at, delay) in delays(40).enumerate() {
        kill_after(&place, delay);
        left += usize::from(place.out().join(".postil-staging").exists());
        for (path, bytes) in place.site().iter().filter(|(path, _)| !path.starts_with(".postil-staging")) {
            assert!(sites.iter().any(|site| site.get(path) == Some(bytes)), "{path} is neither old nor new");
        }
        let next = &sites[at % 2];
        place.write(next).unwrap();
        place.check(next);
        assert_eq!(fs::read(place.out().join("mine")).unwrap(), b"mine");
    }
    assert!(left > 0, "the kills fell on too few moments");
}

/// A site of which one file is larger than the limit on files.
fn with_large_file(path: &str) -> Tree {
    let mut site = large("two");
    site.insert(path.to_owned(), vec![7; 100_000]);
    site
}

fn limited(place: &Place) {
    for path in ["a.html", "texts/4/z.png", "z.html"] {
        assert!(matches!(place.write(&with_large_file(path)), Err(Error::Io { .. })));
        place.check(&large("one"));
    }
    fs::write(place.out().join("mine"), "mine").unwrap();
    assert!(matches!(place.write(&with_large_file("z.html")), Err(Error::Io { .. })));
    place.check(&large("one"));
    place.write(&large("two")).unwrap();
    place.check(&large("two"));
}

/// Runs a role to its end. What it says goes through a pipe: a limit on files must not hit the log of the tests.
#[track_caller]
fn succeeds(role: &mut Command) {
    let done = role.output().unwrap();
    assert!(
        done.status.success(),
        "{}{}",
        String::from_utf8_lossy(&done.stdout),
        String::from_utf8_lossy(&done.stderr)
    );
}

#[test]
fn a_write_that_fails_leaves_the_old_site() {
    let place = Place::new();
    place.write(&large("one")).unwrap();
    let line = "trap '' XFSZ; ulimit -f 64; exec \"$@\"";
    succeeds(&mut role("limited", &place.top, &["sh", "-c", line]));
}

/// Writes ever larger sites, each beside the same old one, until the disk has no room for both.
fn small_disk(place: &Place) {
    fs::create_dir(place.top.join("content")).unwrap();
    let old = large("one");
    for foreign in [None, Some("mine")] {
        let mut failed = 0;
        for size in (8..200).step_by(8) {
            let _ = fs::remove_dir_all(place.out());
            place.write(&old).unwrap();
            if let Some(name) = foreign {
                fs::write(place.out().join(name), "mine").unwrap();
            }
            let mut new = large("two");
            (0..size).for_each(|at| drop(new.insert(format!("more/{at}.html"), vec![7; 4096])));
            match place.write(&new) {
                Ok(_) => place.check(&new),
                Err(Error::Io { source, .. }) => {
                    assert_eq!(source.kind(), std::io::ErrorKind::StorageFull);
                    failed += 1;
                    place.check(&old);
                    place.write(&site(&[("index.html", "room for this")])).unwrap();
                }
                Err(other) => panic!("{other}"),
            }
        }
        assert!((2..23).contains(&failed), "{failed} of 24 builds failed");
    }
}

fn mounted(place: &Place) {
    for name in ["one", "two"] {
        let written = place.write(&large(name)).unwrap();
        assert!(matches!(written.how, How::FileByFile(why) if why.contains("mounted")));
        place.check(&large(name));
    }
    assert_eq!(place.write(&large("two")).unwrap().how, How::Untouched);
}

/// Runs a role where it may mount: in a namespace of its own, as this user if the system lets it, else through sudo.
#[track_caller]
fn mount_and_play(name: &str, mount: &str) {
    let place = Place::new();
    let line = format!("set -e; cd {}; {mount}; exec \"$@\"", place.top.display());
    let ways: [&[&str]; 3] =
        [&["unshare", "-m"], &["unshare", "-rm"], &["sudo", "-n", "--preserve-env", "unshare", "-m"]];
    let may = |way: &[&str]| {
        let probe = Command::new(way[0]).args(&way[1..]).args(["mount", "-t", "tmpfs", "none", "/mnt"]).output();
        probe.is_ok_and(|output| output.status.success())
    };
    let way = ways.into_iter().find(|way| may(way));
    let way = way.expect(
        "this test mounts a small disk: it needs root, user namespaces (`unshare -rm`) or sudo without a password",
    );
    let through = [way, &["sh", "-c", &line]].concat();
    let place = if name == "small-disk" { place.top.join("disk") } else { place.top.clone() };
    succeeds(&mut role(name, &place, &through));
}

#[test]
fn a_full_disk_leaves_the_old_site() {
    mount_and_play("small-disk", "mkdir disk; mount -t tmpfs -o size=900k none disk");
}

#[test]
fn a_mounted_output_is_renewed_file_by_file() {
    mount_and_play("mounted", "mkdir public; mount --bind public public");
}
