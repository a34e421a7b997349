//! The whole stage on small publications.

mod links;
mod terms;
mod uses;
