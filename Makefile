# One command each; all of them make .venv first.
PYTHON ?= python3
PORT ?= 8080
WORKERS ?= $(shell echo $$((2 * $$(nproc 2>/dev/null || echo 2))))
VENV := .venv
BIN := $(VENV)/bin
# The folder alone is there when pip was interrupted, too: this file says that all of it is.
INSTALLED := $(VENV)/installed

.PHONY: demo run test lint format migration bench soak clean

$(VENV): $(INSTALLED)

$(INSTALLED): pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[test]'
	@touch $(INSTALLED)

demo: $(VENV)
	@$(BIN)/guildhall demo --port $(PORT) $(if $(FRESH),--fresh)

run: $(VENV)
	@$(BIN)/guildhall run

lint: $(VENV)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(VENV)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

# Compiled once for all workers, and for every process that the tests start, even where Python is told to keep nothing.
test: export PYTHONDONTWRITEBYTECODE =
test: lint
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal

bench: $(VENV)
	@$(BIN)/python -m bench

# Compiled once for every process that it starts, too.
soak: export PYTHONDONTWRITEBYTECODE =
soak: $(VENV)
	@$(BIN)/python -m soak

clean:
	rm -rf $(VENV) build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
