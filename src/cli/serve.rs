//! `postil serve`: the site in a browser, as it is written.

use std::time::Duration;

use super::Outcome;
use super::args::ServeOptions;
use super::session::Session;
use super::tally::Tally;
use crate::compilation::{Compilation, Extent};
use crate::error::Error;
use crate::parse::Drafts;
use crate::serve::{self, News, Preview};

/// Serves the publication until it is interrupted.
///
/// # Errors
/// When there is no publication, or no port to listen on.
pub(super) fn run(session: &Session, options: &ServeOptions) -> Result<Outcome, Error> {
    let preview = Preview {
        root: session.root()?,
        drafts: if options.drafts { Drafts::Show } else { Drafts::Hide },
        host: options.host,
        port: options.port,
        editor: options.editor.clone(),
    };
    if !options.host.is_loopback() {
        session.warn(format_args!(
            "warning: anyone who can reach this machine can read the preview at {}\n",
            options.host
        ));
    }
    let (own, asked, open) = (session.clone(), options.port, options.open);
    serve::serve(&preview, move |news| match news {
        News::Listening(address) => {
            if asked != 0 && address.port() != asked {
                own.warn(format_args!("port {asked} is taken; this is the next free one\n"));
            }
            own.say(format_args!("serving http://{address}/ (end with Ctrl-C)"));
            if open && let Err(error) = open::that_detached(format!("http://{address}/")) {
                own.warn(format_args!("cannot open a browser: {error}\n"));
            }
        }
        News::Compiled(compilation, extent, time) => compiled(&own, compilation, (extent, time)),
        News::Failed(error) => own.fail(error),
        News::Polling(why) => {
            own.warn(format_args!("files cannot be watched ({why}); they are looked at every two seconds instead\n"));
        }
    })?;
    Ok(Outcome::Done)
}

fn compiled(session: &Session, compilation: &Compilation, (extent, time): (Extent, Duration)) {
    session.tell(compilation.diagnostics(), compilation.sources());
    let tally = Tally::of(compilation.edition(), compilation.diagnostics());
    let what = match extent {
        Extent::Texts => ", one text anew",
        Extent::Whole => "",
    };
    session.say(format_args!("{tally}: {}{what}, {} ms", tally.problems(), time.as_millis()));
}
