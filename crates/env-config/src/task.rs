//! What a service's program is started for, as its arguments say.

use clap::Command;

/// What a service's program is to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Task {
    /// Serve until it is stopped.
    Serve,
    /// Ask the service that listens here whether it is well.
    Healthcheck,
}

impl Task {
    /// Reads the process's arguments. Ends the process for `--help`, `--version` and whatever it does not know.
    pub fn of_process(name: &'static str, version: &'static str) -> Self {
        Self::of(&program(name, version).get_matches())
    }

    fn of(matches: &clap::ArgMatches) -> Self {
        match matches.subcommand_name() {
            Some(HEALTHCHECK) => Self::Healthcheck,
            _ => Self::Serve,
        }
    }
}

const HEALTHCHECK: &str = "healthcheck";

fn program(name: &'static str, version: &'static str) -> Command {
    let healthcheck =
        Command::new(HEALTHCHECK).about("Asks the service that listens here whether it is well");
    Command::new(name)
        .version(version)
        .about("Serves until it is stopped. Settings come from the environment; .env.example lists them.")
        .disable_help_subcommand(true)
        .subcommand(healthcheck)
}

#[cfg(test)]
mod tests {
    use clap::error::ErrorKind;

    use super::*;

    fn task(arguments: &[&str]) -> Result<Task, ErrorKind> {
        let arguments = ["auth-svc"].iter().chain(arguments);
        let matches = program("auth-svc", "1.0.0").try_get_matches_from(arguments);
        matches
            .map(|matches| Task::of(&matches))
            .map_err(|error| error.kind())
    }

    #[test]
    fn it_serves_unless_it_is_asked_for_its_health() {
        assert_eq!(task(&[]), Ok(Task::Serve));
        assert_eq!(task(&["healthcheck"]), Ok(Task::Healthcheck));
    }

    #[test]
    fn what_it_does_not_know_is_refused() {
        assert_eq!(task(&["--port=80"]), Err(ErrorKind::UnknownArgument));
        assert_eq!(task(&["heathcheck"]), Err(ErrorKind::InvalidSubcommand));
        assert_eq!(
            task(&["healthcheck", "now"]),
            Err(ErrorKind::UnknownArgument)
        );
    }
}
