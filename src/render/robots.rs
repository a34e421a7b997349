//! What search engines may read: everything. `robots.txt` also tells them where the sitemap is.

use std::borrow::Cow;
use std::sync::Arc;

use super::{Format, Site, put};
use crate::edition::paths;
use crate::error::Error;
use crate::output::{Content, Output};

/// The rules for search engines.
pub(super) struct Robots;

impl Format for Robots {
    fn put<'e>(&self, site: &Arc<Site<'e>>, output: &mut Output<'e>) -> Result<(), Error> {
        let mut rules = "User-agent: *\nAllow: /\n".to_owned();
        if let Some(sitemap) = site.address(paths::SITEMAP) {
            rules.push_str("\nSitemap: ");
            rules.push_str(&sitemap);
            rules.push('\n');
        }
        put(output, paths::ROBOTS.to_owned(), Content::Bytes(Cow::Owned(rules.into_bytes())))
    }
}
