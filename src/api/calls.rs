//! The calls that others than the client name, as they stand in errors: `cannot list schedules: ...`.

/// Reads the projects.
pub const LIST_PROJECTS: &str = "list projects";
/// Reads a project's environments.
pub const LIST_ENVIRONMENTS: &str = "list environments";
/// Reads a project's schedules.
pub const LIST_SCHEDULES: &str = "list schedules";
/// Reads a project's streaming pipelines.
pub const LIST_STREAMING: &str = "list streaming pipelines";
/// Reads the executions with a status.
pub const LIST_EXECUTIONS: &str = "list executions";
/// Reads the account's audit events.
pub const LIST_EVENTS: &str = "list audit events";
