//! The integration tests: one binary, so that the crate is linked once.

#![allow(
    clippy::unwrap_used,
    clippy::string_slice,
    clippy::format_collect,
    clippy::format_push_string,
    clippy::too_many_lines,
    clippy::assigning_clones,
    clippy::case_sensitive_file_extension_comparisons,
    clippy::disallowed_methods,
    reason = "a test works on files of its own, and may fail"
)]

mod anchoring;
mod anchors;
mod cli;
mod compilation;
mod determinism;
mod diagnostics;
mod edition;
#[cfg(unix)]
mod editor;
mod explain;
mod first_day;
mod golden;
mod guide;
mod hostile;
mod installing;
mod layers;
mod pipeline;
mod publish;
mod serve;
mod site;
mod version;
mod versions;
mod web;
mod words;
mod writing;
