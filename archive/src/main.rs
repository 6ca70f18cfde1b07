//! `claimbook-archive`.

use claimbook_archive::cli::Cli;
use clap::Parser;
use std::io::Write;
use std::process::ExitCode;

fn main() -> ExitCode {
    env_logger::Builder::from_env(env_logger::Env::default().default_filter_or("error")).init();
    let cli = Cli::parse();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return told(&error.to_string(), ExitCode::FAILURE),
    };
    match runtime.block_on(cli.run()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => told(&failure.to_string(), failure.code()),
    }
}

fn told(text: &str, code: ExitCode) -> ExitCode {
    writeln!(std::io::stderr().lock(), "claimbook-archive: {text}").ok();
    code
}
