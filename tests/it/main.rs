//! The one integration binary.

mod anchoring;
