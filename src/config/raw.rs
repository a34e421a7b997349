//! `book.toml` as TOML: a mirror that refuses unknown keys.
