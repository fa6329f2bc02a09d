# Two commands matter to a newcomer: `make report` and `make test`. Both set everything up first.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
SCENARIO ?= russia-us-2025

.PHONY: report test quick lint bench clean
.DEFAULT_GOAL := report

$(READY): pyproject.toml requirements.lock
	@echo "Setting up $(VENV) (once) ..."
	@$(PYTHON) -c 'import sys; sys.exit("détente needs Python 3.11 or newer; this is " + sys.version.split()[0] + ". Try: make PYTHON=python3.11") if sys.version_info < (3, 11) else None'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv==$(shell sed -n 's/^uv==//p' requirements.lock)
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --requirement requirements.lock
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --editable .
	@touch $@

report: $(READY)
	@mkdir -p reports
	@$(BIN)/detente report $(SCENARIO) --out reports/$(SCENARIO).html

lint: $(READY)
	@$(BIN)/ruff check src tests benchmarks
	@$(BIN)/ruff format --check src tests benchmarks
	@$(BIN)/mypy

test: lint
	@$(BIN)/pytest -n 2

# The everyday suite: all but the long statistical tests.
quick: lint
	@$(BIN)/pytest -n 2 -m 'not slow'

bench: $(READY)
	@$(BIN)/python -m benchmarks

clean:
	rm -rf $(VENV) reports .pytest_cache .mypy_cache .ruff_cache .hypothesis
