//! Postil: a text and a commentary in Markdown become a cross-linked static website.
//!
//! ```text
//! disk → Sources ──parse──▶ Manuscript ──anchor──▶ Anchored ──resolve──▶ Edition ──render──▶ Output → disk
//! ```

pub mod anchor;
pub mod cli;
pub mod config;
pub mod diag;
pub mod disk;
pub mod edition;
pub mod error;
pub mod output;
pub mod parse;
pub mod reading;
pub mod render;
pub mod resolve;
pub mod source;
