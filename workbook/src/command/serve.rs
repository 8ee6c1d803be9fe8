//! `serve`: build the book and serve it on loopback, with live reload.

use std::process::ExitCode;
use std::sync::Arc;

use crate::cli::Failure;
use crate::server::{self, Guard, ServerError, Session, Site};
use crate::workspace::Workspace;

/// Arguments of `serve`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Port on 127.0.0.1; 0 takes any free one.
    #[arg(long, default_value_t = 3000)]
    port: u16,
    /// Open the book in your browser, connected to this server.
    #[arg(long)]
    open: bool,
    /// Answer to this host name too, for a tunnel to the machine you work on; may be given more than once.
    #[arg(long = "allow-host", value_name = "NAME")]
    allow_host: Vec<String>,
}

/// Runs `serve`.
pub fn run(args: &Args, workspace: &Workspace) -> Result<ExitCode, Failure> {
    let runtime = tokio::runtime::Runtime::new().map_err(Failure::fault)?;
    runtime.block_on(serve(args, workspace))?;
    Ok(ExitCode::SUCCESS)
}

async fn serve(args: &Args, workspace: &Workspace) -> Result<(), Failure> {
    let fault = |error: ServerError| match error {
        ServerError::PortInUse(_) | ServerError::Listen { .. } => Failure::input(error),
        _ => Failure::fault(error),
    };
    // The port first: it is the likeliest thing to be wrong, and a build takes longer.
    let listener = server::listen(args.port).await.map_err(fault)?;
    let port = listener.local_addr().map_err(Failure::fault)?.port();
    // What isn't there can't be watched.
    for folder in ["measurements", "machines"] {
        std::fs::create_dir_all(workspace.own_dir().join(folder)).map_err(Failure::fault)?;
    }
    let stop = server::told_to_stop();
    let site = Arc::new(Site::new(&workspace.root, &workspace.own_dir()).map_err(Failure::fault)?);
    if let Err(error) = site.rebuild() {
        eprintln!("error: {error}\nThe page shows this until the book builds; mend it and save.");
    }
    let session = Arc::new(Session::new(port).map_err(Failure::fault)?);
    let link = session.link().map_err(Failure::fault)?;
    println!("The book is at http://127.0.0.1:{port}/  (Ctrl-C ends it)");
    println!(
        "To edit, check and measure on its pages, open it by this link, which works once: {link}"
    );
    if !args.allow_host.is_empty() {
        println!(
            "Through a tunnel, put the tunnel's address in the place of http://127.0.0.1:{port}."
        );
    }
    if args.open
        && let Err(error) = opener::open(&link)
    {
        eprintln!("note: no browser could be opened ({error}); open the link yourself");
    }
    server::serve(
        listener,
        Guard::new(port, &args.allow_host),
        session,
        site,
        workspace,
        stop,
    )
    .await
    .map_err(fault)
}
