//! The integration tests, one binary.
mod writing;
