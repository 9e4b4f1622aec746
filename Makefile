# The one door: every tool is called from here, by people, by pre-commit and by CI alike.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SERVE ?= 1
PORT ?= 8000
TESTS ?=

.DEFAULT_GOAL := help

help:  ## what can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 14

$(BIN)/ieum: requirements.txt pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@$(BIN)/python -m pip install --disable-pip-version-check --no-deps --editable . \
	    --config-settings editable_mode=compat >$(VENV)/install.log 2>&1 || { cat $(VENV)/install.log; exit 1; }
	@$(BIN)/python -m dispatch.solver --warm
	@touch $@

$(BIN)/pytest: requirements-dev.txt $(BIN)/ieum
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

install: $(BIN)/ieum  ## the environment, nothing else

demo: export IEUM_DEMO = 1
demo: export IEUM_DATABASE_URL = sqlite:///var/demo.db
# Links in letters and invitations open where the demo is served.
demo: export IEUM_BASE_URL = http://127.0.0.1:$(PORT)
demo: $(BIN)/ieum  ## everything: environment, database, demo data, a plan, the web server (SERVE=0: without)
ifeq ($(SERVE),1)
	@$(BIN)/ieum demo --port $(PORT)
	@$(BIN)/ieum serve --port $(PORT)
else
	@$(BIN)/ieum demo
endif

# The tests start many processes; each would compile everything again.
test: export PYTHONDONTWRITEBYTECODE =
test: $(BIN)/pytest  ## every test (TESTS="tests/dispatch -k offer" for some)
	@$(BIN)/python -m pytest -n 2 --dist worksteal $(TESTS)

check: $(BIN)/pytest  ## format, lint, types and import contracts
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/ruff check --quiet .
	@$(BIN)/pyright --pythonpath $(BIN)/python
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/bandit --quiet --severity-level medium --recursive --configfile pyproject.toml app.py accounts dispatch foundation interpreters migrations scheduling training

fix: $(BIN)/pytest  ## format and repair what can be repaired by machine
	@$(BIN)/ruff check --quiet --fix .
	@$(BIN)/ruff format --quiet .

migrate: $(BIN)/ieum  ## bring the database to the newest schema
	@$(BIN)/ieum migrate

run: $(BIN)/ieum  ## the web server with its workers
	@$(BIN)/ieum serve --port $(PORT)

bench: $(BIN)/pytest  ## measure the solver
	@$(BIN)/ieum bench

bench-guard: $(BIN)/pytest  ## hold the solver against the figures kept (UPDATE=1: keep new ones)
	@$(BIN)/ieum bench-guard $(if $(UPDATE),--update)

lock: $(BIN)/pytest  ## pin the dependencies anew
	@$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-emit-index-url pyproject.toml --output-file requirements.txt
	@$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-emit-index-url --extra dev pyproject.toml --output-file requirements-dev.txt

audit: $(BIN)/pytest  ## known weaknesses of the dependencies
	@$(BIN)/pip-audit --strict --require-hashes --requirement requirements.txt

clean:  ## remove the environment, the demo database and every cache
	@rm -rf $(VENV) var build *.egg-info .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

.PHONY: help install demo test check fix migrate run bench bench-guard lock audit clean
