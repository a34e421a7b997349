//! Postil turns a text and a commentary written in Markdown into a cross-linked static website.
//!
//! Text files go in, a site comes out. Between them stand four pure stages over plain data:
//!
//! ```text
//! disk → Sources ──parse──▶ Manuscript ──anchor──▶ Anchored ──resolve──▶ Edition ──render──▶ Output → disk
//! ```
//!
//! [`compile`] is the first three; [`render::render`] is the last. A stage never fails on bad content: it gives a value,
//! however partial, and what is wrong in the authors' files rides beside it ([`diag::Checked`]). Only `disk`, `publish`,
//! `serve` and `cli` touch the outside world.

pub mod anchor;
pub mod authoring;
pub mod cli;
pub mod compilation;
pub mod config;
pub mod diag;
pub mod disk;
pub mod edition;
pub mod error;
pub mod output;
pub mod parse;
pub mod publish;
pub mod reading;
pub mod render;
pub mod resolve;
pub mod serve;
pub mod source;
pub mod words;

pub use compilation::{Compilation, Extent, compile};
pub use config::Config;
pub use diag::{Checked, Code, Diagnostic, Severity};
pub use edition::Edition;
pub use error::Error;
pub use output::Output;
pub use parse::Drafts;
pub use source::{Sources, Theme};
