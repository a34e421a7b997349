//! A long day of writing: a thousand edits in a row.

use std::time::{Duration, Instant};

use super::preview::{Preview, TEXT, write};

/// The memory that a process holds, in kilobytes, as Linux counts it.
#[cfg(target_os = "linux")]
fn resident(process: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    line.trim().trim_end_matches("kB").trim().parse().unwrap()
}

#[cfg(target_os = "linux")]
#[test]
fn a_thousand_edits_leave_the_last_page_and_no_more_memory() {
    let preview = Preview::start();
    preview.wait("/text/", |page| page.contains("old harbour"));
    preview.wait("/", |page| page.contains("Preview"));
    let before = resident(preview.child.id());
    let started = Instant::now();
    for count in 0..1000 {
        let text = TEXT.replace("old harbour", &format!("harbour {count}"));
        write(&preview.root, "content/text/text.md", &text);
        // Far enough from the next to be a change of its own, as a rule.
        std::thread::sleep(Duration::from_millis(4));
        if count % 25 == 0 || count == 999 {
            preview.wait("/text/", |page| page.contains(&format!("harbour {count} fell")));
        }
        assert!(started.elapsed() < Duration::from_mins(2), "{count} edits only");
    }
    let after = resident(preview.child.id());
    assert!(after * 5 <= before * 6, "{before} kB became {after} kB");
    assert!(preview.get("/text/").contains("harbour 999 fell"));
}
