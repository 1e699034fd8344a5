# One task runner. `make` alone lists what it can do.
PYTHON ?= python3
PORT ?= 8501
BIN := .venv/bin
.DEFAULT_GOAL := help
.PHONY: help run test lint format lock benchmark clean

help:  ## list the targets
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## / — /'

.venv/installed: requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed: make PYTHON=/path/to/python3.11 …"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --requirement requirements.txt
	@touch $@

.venv/tested: .venv/installed tests/requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --requirement tests/requirements.txt
	@touch $@

run: .venv/installed  ## the dashboard on http://localhost:8501 (PORT=…), with the sample county if the store is empty
	@$(BIN)/python -m data sample --if-empty
	@$(BIN)/python -m streamlit run dashboard.py --server.port $(PORT)

# One thread a worker, as more would stand in each other's way; a third fills the time browsers are waited for.
test: .venv/tested  ## every test
	@COLLECTIONS_THREADS=1 POLARS_MAX_THREADS=1 OPENBLAS_NUM_THREADS=1 $(BIN)/python -m pytest -n 3 --dist loadgroup

lint: .venv/tested  ## style, types, SQL style, import walls
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/sqlfluff lint --disable-progress-bar data queries
	$(BIN)/lint-imports

format: .venv/tested  ## rewrite to house style
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lock: .venv/installed  ## compile pyproject.toml into the pinned requirement files
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile pyproject.toml --universal --no-emit-index-url --no-emit-find-links --quiet --custom-compile-command "make lock" --output-file requirements.txt
	$(BIN)/uv pip compile --group dev --constraint requirements.txt --universal --no-emit-index-url --no-emit-find-links --quiet --custom-compile-command "make lock" --output-file tests/requirements.txt

benchmark: .venv/tested  ## timings, printed beside their aims
	@$(BIN)/python -m tests.benchmarks

clean:  ## remove the environment and caches, never the store
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
