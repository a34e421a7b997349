//! `postil explain`: every code has a page that can be read at a terminal.
#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::process::{Command, Output};

use postil::diag::Code;

fn explain(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_postil")).arg("explain").args(args).output().unwrap()
}

#[test]
fn every_code_is_explained() {
    for code in Code::ALL {
        let output = explain(&[code.name()]);
        let told = String::from_utf8(output.stdout).unwrap();
        assert_eq!(output.status.code(), Some(0), "{}", code.name());
        assert!(told.starts_with(code.name()), "{told}");
        assert!(told.contains("What to do") && !told.contains("```") && !told.contains('\u{1b}'), "{told}");
    }
}

#[test]
fn without_a_code_all_are_listed() {
    let told = String::from_utf8(explain(&[]).stdout).unwrap();
    for code in Code::ALL {
        assert!(told.contains(&format!("  {} ", code.name())), "{}", code.name());
    }
}

#[test]
fn a_code_is_taken_as_it_is_shown() {
    assert_eq!(explain(&["error[quote-ambiguous]:"]).stdout, explain(&["quote-ambiguous"]).stdout);
}

#[test]
fn an_unknown_code_gets_the_nearest() {
    let output = explain(&["quote-ambigous"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("did you mean `quote-ambiguous`?"));
    assert!(output.stdout.is_empty());
}
