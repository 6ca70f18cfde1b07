//! The claimbook command.

fn main() -> std::process::ExitCode {
    claimbook::run()
}
