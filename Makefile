# make demo   invented people and their clinics, in your browser
# make test   everything that must hold, on this machine

PYTHON ?= python3
VENV ?= .venv
PORT ?= 8501
ARGS ?=
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input -qq

.DEFAULT_GOAL := help
.PHONY: help demo test test-long coverage mutants lint format bench audit lock words tools clean

help:
	@echo "make demo    install, make invented patients, serve them at http://localhost:$(PORT)"
	@echo "make test    install, then lint, types and the whole suite"
	@echo "make test-long   the campaigns that take many minutes"
	@echo "make coverage    every branch of the rules and the instruments is taken by a test, or it fails"
	@echo "make mutants     change the program in small ways and see whether a test notices; half an hour"
	@echo "make lint    ruff and mypy only          make format   let ruff tidy"
	@echo "make bench   measure, in a table         make lock     renew the lock files"
	@echo "make words   bring the catalogues of other languages up to the English sentences"
	@echo "make audit   weaknesses, rules of our own, bill of materials"
	@echo "make clean   remove what was installed and what tests left behind"

demo: $(VENV)/.run
	@$(BIN)/fairtrial demo --port $(PORT)

# pytest speaks last: its closing line is the result of the whole.
test: $(VENV)/.dev tools
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/python -m pytest -n 2 --dist loadgroup $(ARGS)

# The campaigns: hundreds of flipped bits, copies under load, tampers; many minutes.
test-long: $(VENV)/.dev tools
	@$(BIN)/python -m pytest -n 2 --dist loadgroup --campaigns $(ARGS)

# By their own tests alone, without a database or a browser.
coverage: $(VENV)/.dev
	@$(BIN)/coverage run --branch --source=models/criteria,instruments \
		-m pytest -q tests/criteria tests/change tests/registry tests/instruments tests/test_own_instruments.py $(ARGS)
	@$(BIN)/coverage report --show-missing --skip-covered --fail-under=100

# WHAT=models/criteria for the rules; ARGS="--sample 500 --seed 3" for a draw instead of every change.
WHAT ?= instruments
mutants: $(VENV)/.dev
	@nice $(BIN)/python -m tests.mutation $(WHAT) $(ARGS)

lint: $(VENV)/.dev
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

format: $(VENV)/.dev
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

# What is new or has changed in English waits to be worded in models/languages/*.po, and its language is not offered till then.
words: $(VENV)/.dev
	@$(BIN)/python -m pages.parts.catalogues

bench: $(VENV)/.dev
	@$(BIN)/python -m tests.bench $(ARGS)

# Rules of our own, known weaknesses, and the bill of materials; in an environment of their own, since they bring much along.
AUDIT := .venv-audit
SEMGREP := $(AUDIT)/bin/semgrep scan --metrics off --disable-version-check --quiet --config tests/audit/semgrep.yml

audit: $(AUDIT)/.ready
	@$(AUDIT)/bin/bandit --quiet --recursive -ll app.py instruments models pages migrations
	@$(SEMGREP) --test tests/audit/semgrep.py
	@$(SEMGREP) --error app.py instruments models pages
	@mkdir -p build && $(AUDIT)/bin/python tests/audit/sbom.py requirements.lock build/sbom.cdx.json

$(AUDIT)/.ready: requirements-audit.lock
	@echo "Installing the auditors into $(AUDIT) …"
	@test -x $(AUDIT)/bin/python || $(PYTHON) -m venv $(AUDIT)
	@$(AUDIT)/bin/python -m pip --disable-pip-version-check --no-input -qq install --require-hashes -r requirements-audit.lock
	@touch $@

# A browser and a PostgreSQL server; where they can't be had, the tests that need them say so and are skipped.
tools:
	@sh tests/support/tools.sh

# The stamps make an installation happen once for each change of the lock files.
$(VENV)/.run: requirements.lock pyproject.toml
	@echo "Installing Fairtrial into $(VENV) …"
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(PIP) install --require-hashes -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: requirements-dev.lock pyproject.toml
	@echo "Installing Fairtrial and what its tests need into $(VENV) …"
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(PIP) install --require-hashes -r requirements-dev.lock
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $(VENV)/.run $@

# Locked for Python 3.11 and later on every system, with hashes and without the address of any registry.
COMPILE := $(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-header --no-annotate --quiet
LOCK := $(COMPILE) pyproject.toml --extra build

lock:
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@test -x $(BIN)/uv || $(PIP) install "uv>=0.9,<1"
	@$(LOCK) $(ARGS) -o requirements.lock
	@$(LOCK) $(ARGS) --extra dev -c requirements.lock -o requirements-dev.lock
	@$(COMPILE) $(ARGS) --no-strip-extras --group pyproject.toml:audit -o requirements-audit.lock

clean:
	rm -rf $(VENV) $(AUDIT) build *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis screenshots
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
