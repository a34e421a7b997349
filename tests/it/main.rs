//! The integration tests: one binary, so that the crate is linked once.

mod anchoring;
mod cli;
mod diagnostics;
mod edition;
mod explain;
mod layers;
mod site;
mod web;
mod writing;
