"""With CI=true a test that did not run has failed (docs/decisions/0005-nothing-skipped.md)."""

import pytest

# It belongs to the school and is in no repository, so a machine may rightly be without it; pytest still says so.
NOT_OURS_TO_GIVE = "the school's document"


def skipped(config: pytest.Config) -> int:
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    reports = reporter.stats.get("skipped", []) if reporter else []
    return len([report for report in reports if NOT_OURS_TO_GIVE not in str(report.longrepr)])


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    if exitstatus == pytest.ExitCode.OK and skipped(session.config):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(config: pytest.Config) -> None:
    if count := skipped(config):
        config.get_terminal_writer().line(f"Nothing may be skipped here, and {count} tests were.", red=True)
