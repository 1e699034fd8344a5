from __future__ import annotations

import pytest

from data.store import Store
from queries.access import Viewer
from queries.warehouse import Warehouse, open_current
from tests.queries import collecting_oracle, county, oracle
from tests.sharing import once


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return county.shared(tmp_path_factory)


@pytest.fixture(scope="session")
def warehouse(store: Store) -> Warehouse:
    opened = open_current(store)
    assert opened is not None
    return opened


@pytest.fixture(scope="session")
def facts(store: Store, warehouse: Warehouse) -> oracle.Facts:
    return oracle.Facts(store, warehouse.version)


@pytest.fixture(scope="session")
def collected(store: Store, warehouse: Warehouse) -> collecting_oracle.Facts:
    return collecting_oracle.Facts(store, warehouse.version)


@pytest.fixture(scope="session")
def operator() -> Viewer:
    return Viewer("operator", None)


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """A county of four platforms in which most cells are small."""
    return Store(once(tmp_path_factory, "tiny", lambda folder: county.built(folder, county.FOUR, loans=45)))


@pytest.fixture(scope="session")
def small(tiny: Store) -> Warehouse:
    opened = open_current(tiny)
    assert opened is not None
    return opened
