//! What is said when the program itself is at fault: that it is, and where, but nothing of the authors' texts.
#![allow(clippy::print_stderr, reason = "a panic is told on standard error, whatever the session")]

/// Replaces the standard message of a panic, which may quote a private text, by a notice that does not.
pub(super) fn set_hook() {
    std::panic::set_hook(Box::new(|info| {
        let place = info.location().map(|at| format!("{}:{}", at.file(), at.line())).unwrap_or_default();
        eprintln!(
            "postil met a bug of its own ({}, {place}).\n\
             Nothing of your texts is in this message. Please report it with the command that you gave;\n\
             your files are as they were, and a site that was there before is whole.",
            env!("CARGO_PKG_VERSION")
        );
    }));
}
