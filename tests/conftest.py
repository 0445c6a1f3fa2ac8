"""What every test gets: a scrubbed environment, a gazetteer cache of its own, a real browser."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser import find_browser

ROOT = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("GEOMAP_SHARED", ROOT / ".." / "shared")).resolve()
hypothesis.settings.register_profile("geomap", deadline=None)  # a busy machine is not a fault
hypothesis.settings.load_profile("geomap")

SCRUBBED = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "all_proxy", "no_proxy")


@pytest.fixture(scope="session", autouse=True)
def cache(pytestconfig: pytest.Config) -> Path:
    """The gazetteer's cache, kept between runs; built by the first test process that needs it."""
    folder = Path(pytestconfig.cache.mkdir("geomap"))
    os.environ["GEOMAP_CACHE"] = str(folder)
    return folder


@pytest.fixture(autouse=True)
def scrubbed(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in SCRUBBED:
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of shared material; a test that needs it is skipped where it is absent, but not in CI."""
    if not SHARED.is_dir():
        reason = f"no shared material at {SHARED}; set GEOMAP_SHARED"
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    return SHARED


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    found = find_browser()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=found.path,
            args=["--no-sandbox", "--disable-background-networking", "--disable-component-update"],
            env={**os.environ, **found.environment},
        )
        yield browser
        browser.close()


@pytest.hookimpl(tryfirst=True)
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    skipped = terminalreporter.stats.get("skipped", [])
    if skipped and os.environ.get("CI"):
        terminalreporter.write_line(f"{len(skipped)} tests were skipped, and in CI none may be", red=True)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("CI") and reporter and reporter.stats.get("skipped") and session.exitstatus == 0:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
