"""Browsers starve each other: of several test workers one drives them all."""

from __future__ import annotations

import os

import pytest


def test_browser_tests_keep_to_one_worker(request: pytest.FixtureRequest) -> None:
    if "PYTEST_XDIST_WORKER" not in os.environ:
        pytest.skip("there is only one")
    assert request.node.nodeid.endswith("@browser")
